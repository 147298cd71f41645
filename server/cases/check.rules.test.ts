import { expect, test } from 'vitest';
import sharp from 'sharp';
import type { Calendar, Limit } from '#contract/worktime.ts';
import { carriesMore, clockHolds, legalHistory, type CaseFact } from './check.rules.ts';
import { clockOf, type PauseNow } from './lifecycle.ts';

const day = [{ from: 540, to: 1020 }];
const calendar: Calendar = {
  timeZone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  days: {},
  knownUntil: '2027-12-31',
};
const at = (text: string) => new Date(`2026-11-${text}+08:00`);

let minute = 0;
const fact = (kind: string, post: string, data: Record<string, unknown> = {}, actor = 'person'): CaseFact => ({
  kind: `case.${kind}`,
  at: at('16T09:00:00').getTime() + minute++ * 60_000,
  actor,
  post: actor === 'person' ? post : null,
  data,
});
const wholeLoop = () => [
  fact('opened', '', {}, 'reporter'),
  fact('received', 'receiver'),
  fact('filed', 'duty_officer'),
  fact('dispatched', 'dispatcher'),
  fact('stage_overdue', '', {}, 'system'),
  fact('signed', 'clerk'),
  fact('handed_back', 'handler'),
  fact('rework', 'checker'),
  fact('handed_back', 'handler'),
  fact('checked', 'checker'),
  fact('closed', 'duty_officer'),
];

test('a case that went the whole way, with a rework, was moved legally', () => {
  expect(legalHistory(wholeLoop(), 'closed')).toBe(true);
  expect(legalHistory(wholeLoop(), 'checked')).toBe(false);
});

test('what was taken back at once is legal: by the same post, within ten seconds, once, and to where it came from', () => {
  const [open, received] = [fact('opened', '', {}, 'reporter'), fact('received', 'receiver')];
  const back = (more: Partial<CaseFact> = {}, data: object = {}): CaseFact => ({
    ...fact('taken_back', 'receiver', { of: 'case.received', to: 'reported', ...data }),
    at: received.at + 9_000,
    ...more,
  });
  expect(legalHistory([open, received, back()], 'reported')).toBe(true);
  expect(legalHistory([open, received, back()], 'received')).toBe(false);
  expect(legalHistory([open, received, back({ post: 'clerk' })], 'reported')).toBe(false);
  expect(legalHistory([open, received, back({ at: received.at + 10_001 })], 'reported')).toBe(false);
  expect(legalHistory([open, received, back({}, { to: 'filed' })], 'filed')).toBe(false);
  expect(legalHistory([open, received, back(), back()], 'reported')).toBe(false);
  expect(legalHistory([open, back()], 'reported')).toBe(false);
});

test('a sampled self-handled case goes to the checkers, another one straight to be closed', () => {
  const begun = (sampled: boolean) => [fact('opened', 'keeper'), fact('self_handled', 'keeper', { sampled })];
  expect(legalHistory(begun(true), 'handled')).toBe(true);
  expect(legalHistory(begun(false), 'checked')).toBe(true);
  expect(legalHistory([...begun(true), fact('closed', 'duty_officer')], 'closed')).toBe(false);
});

test('a step left out, a step by the wrong post, a step back in time and a history without a beginning are found', () => {
  const without = (kind: string) => wholeLoop().filter((one) => one.kind !== kind);
  expect(legalHistory(without('case.dispatched'), 'closed')).toBe(false);
  expect(legalHistory(without('case.opened'), 'closed')).toBe(false);
  expect(legalHistory([], 'reported')).toBe(false);
  const closedByHandler = [...wholeLoop().slice(0, -1), fact('closed', 'handler')];
  expect(legalHistory(closedByHandler, 'closed')).toBe(false);
  const facts = wholeLoop();
  facts.at(-1)!.at = facts[0]!.at;
  expect(legalHistory(facts, 'closed')).toBe(false);
});

const limit: Limit = { kind: 'hours', n: 8 };
const startedAt = at('16T09:00:00');
const suspended = (from: string, to: string | null): PauseNow => ({
  n: 1,
  clocks: ['stage', 'handling', 'case'],
  from: at(from),
  to: to === null ? null : at(to),
  reason: 'suspended',
});
const stored = (pauses: PauseNow[], endedAt: Date | null = null) => {
  const { warn_at, due_at } = clockOf(startedAt, limit, calendar, pauses, 'stage');
  return { clock: 'stage' as const, startedAt, limit, endedAt, warnAt: warn_at, dueAt: due_at };
};

test('a stored deadline holds when it comes out again, to the millisecond', () => {
  const pauses = [suspended('16T10:00:00', '16T12:00:00')];
  expect(clockHolds(stored(pauses), pauses, [calendar])).toBe(true);
  const row = stored(pauses);
  row.dueAt = new Date(row.dueAt!.getTime() + 1);
  expect(clockHolds(row, pauses, [calendar])).toBe(false);
  expect(clockHolds(stored([]), pauses, [calendar])).toBe(false);
});

test('a pause that began after a clock ended does not count for it', () => {
  const later = [suspended('16T15:00:00', '16T16:00:00')];
  expect(clockHolds(stored([], at('16T14:00:00')), later, [calendar])).toBe(true);
});

test('what ended while it hung has no deadline, also afterwards', () => {
  const hung = suspended('16T10:00:00', null);
  const row = stored([hung], at('16T15:00:00'));
  expect(row.dueAt).toBeNull();
  expect(clockHolds(row, [{ ...hung, to: at('16T15:00:00') }], [calendar])).toBe(true);
});

test('hung and ended at the same moment: it may have hung before it ended, or never have', () => {
  const moment = at('16T15:00:00');
  const pause = { ...suspended('16T15:00:00', null), to: moment };
  expect(clockHolds(stored([{ ...pause, to: null }], moment), [pause], [calendar])).toBe(true);
  expect(clockHolds(stored([], moment), [pause], [calendar])).toBe(true);
  const row = stored([], moment);
  expect(clockHolds({ ...row, dueAt: new Date(row.dueAt!.getTime() + 1) }, [pause], [calendar])).toBe(false);
});

test('taken up again and ended at the same moment: the time it hung was added, or it ended hanging', () => {
  const hung = suspended('16T10:00:00', null);
  const moment = at('16T15:00:00');
  const pause = { ...hung, to: moment };
  const takenUp = stored([pause], moment);
  expect(takenUp.dueAt).not.toBeNull();
  expect(clockHolds(takenUp, [pause], [calendar])).toBe(true);
  expect(clockHolds(stored([hung], moment), [pause], [calendar])).toBe(true);
  expect(clockHolds(stored([], moment), [pause], [calendar])).toBe(false);
});

test('the clock of 核实 runs while that of 受理 stands still', () => {
  const confirming: PauseNow = {
    n: 1,
    clocks: ['stage'],
    from: startedAt,
    to: at('16T10:00:00'),
    reason: 'confirming',
  };
  expect(clockHolds({ ...stored([], at('16T10:00:00')), state: 'confirming' }, [confirming], [calendar])).toBe(true);
  expect(clockHolds({ ...stored([confirming]), state: 'received' }, [confirming], [calendar])).toBe(true);
});

test('a clock counted on an earlier version of the calendar holds on that version only', () => {
  const before: Calendar = { ...calendar, days: { '2026-11-16': [] } };
  const { warn_at, due_at } = clockOf(startedAt, limit, before, [], 'stage');
  const row = { ...stored([], at('18T09:00:00')), warnAt: warn_at, dueAt: due_at };
  expect(clockHolds(row, [], [calendar])).toBe(false);
  expect(clockHolds(row, [], [before])).toBe(true);
});

test('a redrawn photo holds only its picture; EXIF, XMP, a comment, bytes behind the end and other files are found', async () => {
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: '#789' } });
  const plain = await picture.clone().jpeg().toBuffer();
  expect(carriesMore(plain)).toBe(false);
  expect(carriesMore(await picture.clone().jpeg({ progressive: true }).toBuffer())).toBe(false);
  const withExif = await picture
    .clone()
    .withExif({ IFD0: { Make: 'phone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' } })
    .jpeg()
    .toBuffer();
  expect(carriesMore(withExif)).toBe(true);
  const segment = (marker: number, text: string) =>
    Buffer.concat([
      plain.subarray(0, 2),
      Buffer.from([0xff, marker, 0, text.length + 2]),
      Buffer.from(text),
      plain.subarray(2),
    ]);
  expect(carriesMore(segment(0xe1, 'http://ns.adobe.com/xap/1.0/'))).toBe(true);
  expect(carriesMore(segment(0xfe, 'hello'))).toBe(true);
  expect(carriesMore(Buffer.concat([plain, Buffer.from('PK')]))).toBe(true);
  expect(carriesMore(plain.subarray(0, plain.length - 2))).toBe(true);
  expect(carriesMore(await picture.clone().png().toBuffer())).toBe(true);
});
