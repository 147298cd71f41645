import { describe, expect, test } from 'vitest';
import {
  isAnswered,
  isOfferedTo,
  lineFault,
  mayDivert,
  maySpeak,
  mayTake,
  stateOf,
  type CallAt,
} from './lines.rules.ts';

const line = { kind: 'citizens', opens: 510, closes: 1050, divertTo: null } as const;
const at = (hour: string) => new Date(`2026-11-23T${hour}:00+08:00`);
const ringing: CallAt = {
  forPerson: null,
  personId: null,
  personName: null,
  offeredTo: null,
  offeredLine: null,
  endedAt: null,
};
const taken: CallAt = { ...ringing, personId: 'lan', personName: '兰' };

describe('a line', () => {
  test('is answered in its hours on the district’s clock, and one that hands everything over always', () => {
    const open = (hour: string) => isAnswered(line, at(hour), 'Asia/Shanghai');
    expect(['08:29', '08:30', '17:29', '17:30'].map(open)).toEqual([false, true, true, false]);
    expect(isAnswered({ ...line, divertTo: '110' }, at('03:00'), 'Asia/Shanghai')).toBe(true);
    expect(isAnswered({ ...line, opens: null, closes: null }, at('03:00'), 'Asia/Shanghai')).toBe(true);
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
    expect(mayTake(ringing, 'lan')).toBeUndefined();
    expect(mayTake({ ...ringing, forPerson: 'lan' }, 'ming')?.refusal).toBe('call.not_yours');
    expect(mayTake(taken, 'ming')).toMatchObject({ refusal: 'call.taken', params: { name: '兰' } });
    expect(mayTake({ ...taken, endedAt: at('10:00') }, 'lan')?.refusal).toBe('call.over');
  });

  test('that is handed over stays with its speaker until the other takes it', () => {
    const offered = { ...taken, offeredTo: 'ming' };
    expect(stateOf(offered)).toBe('offered');
    expect(['lan', 'ming', 'hua'].map((who) => isOfferedTo(offered, who))).toEqual([false, true, false]);
    expect(['lan', 'ming', 'hua'].map((who) => isOfferedTo({ ...taken, offeredLine: '967000' }, who))).toEqual([
      false,
      true,
      true,
    ]);
    expect(maySpeak(offered, 'lan')).toBeUndefined();
    expect(maySpeak(offered, 'ming')?.refusal).toBe('call.taken');
  });

  test('of an emergency is diverted by whoever hears it ring, or speaks', () => {
    expect(mayDivert(ringing, 'hua')).toBeUndefined();
    expect(mayDivert(taken, 'lan')).toBeUndefined();
    expect(mayDivert(taken, 'hua')?.refusal).toBe('call.taken');
  });
});
