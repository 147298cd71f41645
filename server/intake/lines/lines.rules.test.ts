import type { LineQueue } from '#contract/lines.ts';
import { describe, expect, test } from 'vitest';
import {
  isAnswered,
  isOfferedTo,
  lineFault,
  mayDivert,
  maySpeak,
  mayTake,
  queueFor,
  stateOf,
  type CallAt,
} from './lines.rules.ts';

const line = {
  kind: 'citizens',
  opens: 510,
  closes: 1050,
  workdays: false,
  unitIds: [] as number[],
  queues: [] as LineQueue[],
  divertTo: null,
} as const;
/** Nine to five but on Tuesday, a holiday; Saturday is worked instead. */
const [usual, rest] = [[{ from: 540, to: 1020 }], []];
const calendar = {
  timeZone: 'Asia/Shanghai',
  week: [usual, usual, usual, usual, usual, rest, rest],
  days: { '2026-11-24': rest, '2026-11-28': usual },
  knownUntil: '2026-12-31',
};
const at = (hour: string) => new Date(`2026-11-23T${hour}:00+08:00`);
const ringing: CallAt = {
  forPerson: null,
  personId: null,
  personName: null,
  offeredTo: null,
  offeredLine: null,
  endedAt: null,
  unitIds: [],
};
/** takes calls for unit 7 */
const who = (personId: string) => ({ personId, unitIds: [7, 8] });
const taken: CallAt = { ...ringing, personId: 'lan', personName: '兰' };

describe('a line', () => {
  test('is answered in its hours on the district’s clock, and one that hands everything over always', () => {
    const open = (hour: string) => isAnswered(line, at(hour), calendar);
    expect(['08:29', '08:30', '17:29', '17:30'].map(open)).toEqual([false, true, true, false]);
    expect(isAnswered({ ...line, divertTo: '110' }, at('03:00'), calendar)).toBe(true);
    expect(isAnswered({ ...line, opens: null, closes: null }, at('03:00'), calendar)).toBe(true);
  });

  test('keeps to the working days of the calendar, 调休 included, and without hours of its own to those of the calendar', () => {
    const days = ['23', '24', '27', '28', '29'];
    const on = (told: object, hour: string) =>
      days.map((day) =>
        isAnswered({ ...line, workdays: true, ...told }, new Date(`2026-11-${day}T${hour}:00+08:00`), calendar),
      );
    expect(on({}, '10:00')).toEqual([true, false, true, true, false]);
    // its own hours end later than those of the offices
    expect(on({}, '17:15')).toEqual([true, false, true, true, false]);
    expect(on({}, '17:30')).toEqual([false, false, false, false, false]);
    expect(on({ opens: null, closes: null }, '16:59')).toEqual([true, false, true, true, false]);
    expect(on({ opens: null, closes: null }, '17:00')).toEqual([false, false, false, false, false]);
    expect(on({ divertTo: '110' }, '03:00')).toEqual([true, true, true, true, true]);
  });

  test('has whole hours, and says where an emergency goes', () => {
    expect(lineFault(line)).toBeUndefined();
    expect(lineFault({ ...line, closes: null })?.refusal).toBe('line.hours');
    expect(lineFault({ ...line, opens: 1050 })?.refusal).toBe('line.hours');
    expect(lineFault({ ...line, kind: 'emergency' })?.refusal).toBe('line.emergency_diverted');
  });
});

describe('a call', () => {
  test('rings at every telephone or at one, and is taken once', () => {
    expect(mayTake(ringing, who('lan'))).toBeUndefined();
    expect(mayTake({ ...ringing, forPerson: 'lan' }, who('ming'))?.refusal).toBe('call.not_yours');
    expect(mayTake(taken, who('ming'))).toMatchObject({ refusal: 'call.taken', params: { name: '兰' } });
    expect(mayTake({ ...taken, endedAt: at('10:00') }, who('lan'))?.refusal).toBe('call.over');
  });

  test('on a line of certain units is theirs, and nobody else’s telephone takes it', () => {
    expect(mayTake({ ...ringing, unitIds: [8, 9] }, who('lan'))).toBeUndefined();
    expect(mayTake({ ...ringing, unitIds: [9] }, who('lan'))?.refusal).toBe('call.not_yours');
    expect(mayDivert({ ...ringing, unitIds: [9] }, who('lan'))?.refusal).toBe('call.not_yours');
    const handed = { ...taken, offeredLine: '967000', unitIds: [9] };
    expect(isOfferedTo(handed, who('ming'))).toBe(false);
    // a telephone of one's own rings whatever the unit
    expect(mayTake({ ...ringing, forPerson: 'lan', unitIds: [9] }, who('lan'))).toBeUndefined();
  });

  test('that is handed over stays with its speaker until the other takes it', () => {
    const offered = { ...taken, offeredTo: 'ming' };
    expect(stateOf(offered)).toBe('offered');
    expect(['lan', 'ming', 'hua'].map((one) => isOfferedTo(offered, who(one)))).toEqual([false, true, false]);
    expect(['lan', 'ming', 'hua'].map((one) => isOfferedTo({ ...taken, offeredLine: '967000' }, who(one)))).toEqual([
      false,
      true,
      true,
    ]);
    expect(maySpeak(offered, 'lan')).toBeUndefined();
    expect(maySpeak(offered, 'ming')?.refusal).toBe('call.taken');
  });

  test('of an emergency is diverted by whoever hears it ring, or speaks', () => {
    expect(mayDivert(ringing, who('hua'))).toBeUndefined();
    expect(mayDivert(taken, who('lan'))).toBeUndefined();
    expect(mayDivert(taken, who('hua'))?.refusal).toBe('call.taken');
  });
});

describe('号码 → 队列', () => {
  const queues = [
    { kind: null, big: null, unitId: 1 },
    { kind: null, big: 'S05', unitId: 2 },
    { kind: 'consultation' as const, big: null, unitId: 3 },
    { kind: 'consultation' as const, big: 'S05', unitId: 4 },
  ];
  test('the narrowest rule that fits holds, whatever the order; none that fits, no queue', () => {
    const to = (kind: string, code: string, of = queues) => [queueFor(of, { kind, code }), queueFor(of.toReversed(), { kind, code })]; // prettier-ignore
    expect(to('help', 'E0101')).toEqual([1, 1]);
    expect(to('help', 'S0502')).toEqual([2, 2]);
    expect(to('consultation', 'E0101')).toEqual([3, 3]);
    expect(to('consultation', 'S0502')).toEqual([4, 4]);
    expect(to('help', 'E0101', queues.slice(1))).toEqual([null, null]);
    expect(queueFor([], { kind: 'help', code: 'S0502' })).toBeNull();
  });
});
