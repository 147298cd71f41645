import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actsOf,
  begin,
  giveUp,
  leavePhotoOut,
  isWrong,
  offsetFrom,
  sendable,
  sendAgain,
  settle,
  unsentCount,
  wake,
  queued,
  type Answer,
  type Row,
} from './outbox.rules.ts';

const noon = Date.parse('2026-11-23T04:00:00Z');
let made = 0;
const row = (more: Partial<Row> = {}): Row => {
  const seq = ++made;
  return {
    ...queued({
      key: `k${seq}`,
      id: `i${seq}`,
      act: `a${seq}`,
      group: `g${seq}`,
      seq,
      what: 'visit',
      caseFrom: null,
      after: null,
      deviceAt: noon,
      offsetMs: null,
    }),
    ...more,
  };
};
const no = { code: 'thing.stale', title: '案件已变化', status: 409 };

describe('what goes next', () => {
  test('of each thing the first; a refused one holds back only what is about the same thing', () => {
    const first = row({ group: 'case:1' });
    const second = row({ group: 'case:1' });
    const other = row({ group: 'case:2' });
    expect(sendable([second, other, first], noon)).toEqual([first, other]);
    const refused = settle(begin(first, 0, noon), { kind: 'refused', refusal: no }, noon);
    expect(sendable([refused, second, other], noon)).toEqual([other]);
    const rest = giveUp([refused, second, other], first.act, '重复了');
    expect(sendable(rest, noon).map(({ key }) => key)).toEqual([second.key, other.key]);
  });
  test('a photo that is not taken is left out, and the move behind it goes', () => {
    const one = { act: 'self', group: 'self' };
    const photo = settle(begin(row({ ...one, what: 'photo' }), 0, noon), { kind: 'refused', refusal: no }, noon);
    const move = row({ ...one, what: 'move' });
    expect(sendable([photo, move], noon)).toEqual([]);
    const rest = leavePhotoOut([photo, move], '照片太多');
    expect(sendable(rest, noon)).toEqual([move]);
    expect(rest[0]).toMatchObject({ state: 'given_up', reason: '照片太多' });
  });
  test('a stamp waits for the check-in of its shift, and a refused stamp holds back no check-out', () => {
    const checkIn = row({ what: 'check_in', group: 'shift' });
    const stamp = row({ what: 'stamp', after: checkIn.key });
    const checkOut = row({ what: 'check_out', group: 'shift' });
    expect(sendable([checkIn, stamp, checkOut], noon)).toEqual([checkIn]);
    const begun = settle(begin(checkIn, 0, noon), { kind: 'taken', receipt: null }, noon);
    expect(sendable([begun, stamp, checkOut], noon)).toEqual([stamp, checkOut]);
    const refused = settle(begin(stamp, 0, noon), { kind: 'refused', refusal: no }, noon);
    expect(sendable([begun, refused, checkOut], noon)).toEqual([checkOut]);
  });
  test('silence is answered by pauses that grow to five minutes, and a word of the house is kept to', () => {
    let one = row();
    const waits = Array.from({ length: 12 }, () => {
      one = settle(begin(one, 0, noon), { kind: 'later' }, noon);
      return (one.notBefore - noon) / 1000;
    });
    expect(waits.slice(0, 4)).toEqual([2, 4, 8, 16]);
    expect(waits.at(-1)).toBe(300);
    expect(settle(begin(one, 0, noon), { kind: 'later', afterMs: 7_000 }, noon).notBefore).toBe(noon + 7_000);
  });
  test('a session that ended costs no try; a house that fails five times at one row lets a person see it', () => {
    expect(settle(begin(row(), 0, noon), { kind: 'signed_out' }, noon)).toMatchObject({ state: 'queued', tries: 0 });
    let one = row();
    const failed: Answer = { kind: 'refused', refusal: { code: 'server.failed', title: '出错', status: 500 } };
    for (let n = 0; n < 4; n++) {
      one = settle(begin(one, 0, noon), failed, noon);
      expect(one.state).toBe('queued');
    }
    expect(settle(begin(one, 0, noon), failed, noon).state).toBe('refused');
  });
  test('what was under way when the tab closed goes again as the same command', () => {
    const sent = begin(row(), 0, noon);
    const [woken] = wake([sent]);
    expect(woken).toMatchObject({ id: sent.id, happenedAt: sent.happenedAt, state: 'queued' });
    expect(begin(woken!, 3_600_000, noon + 9_000)).toMatchObject({ id: sent.id, happenedAt: sent.happenedAt });
  });
  test('sent again after a refusal it is another command with the time it had', () => {
    const refused = settle(begin(row(), 0, noon), { kind: 'refused', refusal: no }, noon);
    expect(sendAgain(refused, 'new')).toMatchObject({ id: 'new', happenedAt: refused.happenedAt, state: 'queued' });
  });
});

describe('what the worker sees', () => {
  test('a report with two photos is one line and one of “N unsent”, until all of it has arrived', () => {
    const report = row({ act: 'a', group: 'g', what: 'report' });
    const photos = [1, 2].map(() => row({ act: 'a', group: 'g', what: 'photo', caseFrom: report.key }));
    const taken: Answer = { kind: 'taken', receipt: { number: 'PN-1', caseId: 'c' } };
    const arrived = settle(begin(report, 0, noon), taken, noon);
    expect(unsentCount([arrived, ...photos])).toBe(1);
    expect(actsOf([arrived, ...photos])).toMatchObject([
      { what: 'report', state: 'waiting', photos: { sent: 0, all: 2 }, receipt: { number: 'PN-1' } },
    ]);
    const all = [arrived, ...photos.map((one) => settle(begin(one, 0, noon), { kind: 'taken', receipt: null }, noon))];
    expect(unsentCount(all)).toBe(0);
    expect(actsOf(all)).toMatchObject([{ state: 'sent', photos: { sent: 2, all: 2 } }]);
  });
  test('where she walked is no act of hers, and what was given up is settled', () => {
    const refused = row({ act: 'x', state: 'refused' });
    expect(unsentCount([row({ what: 'positions' }), refused])).toBe(1);
    expect(unsentCount(giveUp([refused], 'x', '记错了'))).toBe(0);
  });
});

describe('a wrong clock', () => {
  test('is measured from the answer’s date, and told from a minute on', () => {
    const offset = offsetFrom('Mon, 23 Nov 2026 04:10:00 GMT', noon - 100, noon + 100);
    expect(offset).toBe(600_500);
    expect(isWrong(offset!)).toBe(true);
    expect(isWrong(30_000)).toBe(false);
    expect(offsetFrom(null, noon, noon)).toBeNull();
    expect(offsetFrom('Mon, 23 Nov 2026 04:10:00 GMT', noon, noon + 60_000)).toBeNull();
  });
  test('three days are corrected either way; four days are not believed, the sending’s time stands', () => {
    const day = 86_400_000;
    for (const off of [3 * day, -3 * day]) {
      const done = row({ deviceAt: noon - off - 3_600_000 });
      expect(begin(done, off, noon - off).happenedAt).toBe('2026-11-23T03:00:00.000Z');
    }
    const far = row({ deviceAt: noon - 4 * day - 3_600_000 });
    expect(begin(far, 4 * day, noon - 4 * day).happenedAt).toBe('2026-11-23T04:00:00.000Z');
  });
  test('set right in the middle of the day: what was done before keeps the offset it was done with', () => {
    const before = row({ deviceAt: noon - 7_200_000, offsetMs: 3_600_000 });
    expect(begin(before, 0, noon + 600_000).happenedAt).toBe('2026-11-23T03:00:00.000Z');
  });
});

test('whatever answers come in whatever order: nothing is lost, nothing is sent twice as another command, order holds within a thing', () => {
  const answer = fc.oneof(
    fc.constant<Answer>({ kind: 'taken', receipt: null }),
    fc.constant<Answer>({ kind: 'later' }),
    fc.constant<Answer>({ kind: 'signed_out' }),
    fc.constant<Answer>({ kind: 'refused', refusal: no }),
  );
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('send' as const), pick: fc.nat(20), answer }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), pick: fc.nat(20), answer }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('again' as const), pick: fc.nat(20), answer }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('give up' as const), pick: fc.nat(20), answer }) },
  );
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      fc.array(step, { maxLength: 60 }),
      (groups, steps) => {
        let rows = groups.map((group) => row({ group: `g${group}` }));
        const keys = rows.map(({ key }) => key);
        const taken: { key: string; group: string; seq: number }[] = [];
        let now = noon;
        for (const { do: act, pick, answer: said } of steps) {
          now += 400_000;
          const put = (next: Row) => (rows = rows.map((one) => (one.key === next.key ? next : one)));
          const refused = rows.filter(({ state }) => state === 'refused');
          if (act === 'close') rows = wake(rows);
          else if (act === 'again' && refused[0]) put(sendAgain(refused[0], `again-${now}`));
          else if (act === 'give up' && refused[0]) rows = giveUp(rows, refused[0].act, '不再需要');
          else if (act === 'send') {
            const may = sendable(rows, now);
            const next = may[pick % Math.max(1, may.length)];
            if (!next) continue;
            put(begin(next, 0, now));
            if (said.kind === 'taken') taken.push(next);
            put(settle(begin(next, 0, now), said, now));
          }
          expect(rows.map(({ key }) => key)).toEqual(keys);
          for (const one of rows) if (one.state === 'refused') expect(one.refusal?.title).toBeTruthy();
        }
        expect(new Set(taken.map(({ key }) => key)).size).toBe(taken.length);
        for (const [, own] of Map.groupBy(taken, ({ group }) => group))
          expect(own.map(({ seq }) => seq)).toEqual(own.map(({ seq }) => seq).toSorted((a, b) => a - b));
      },
    ),
  );
});
