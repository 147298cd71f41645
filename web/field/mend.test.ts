import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apart, blanksOf, isComplete, mended, valuesOf } from './mend.rules.ts';
import type { Content } from './store.ts';

const content = (endpoint: string, body: Record<string, unknown>): Content => ({
  endpoint,
  params: {},
  body,
  title: '',
});
const contents: Content[] = [
  content('intake.take', {
    channel: 'keeper',
    title: '路灯',
    matterId: 7,
    detail: '不亮',
    location: { lon: 1, lat: 2 },
  }),
  content('patrol.visit', { purpose: 'opinion', words: '情况正常' }),
  content('patrol.stamp', { shiftId: 's', fine: true, code: 'WRONG2' }),
  content('patrol.askLeave', { fromOn: '2026-11-24', toOn: '2026-11-25', deputyId: 'd', reason: '探亲' }),
  content('cases.move', { version: 3, input: { move: 'confirm', isSo: false, remark: '没有看到' } }),
  content('publicity.round', { reached: 1200, remark: '三个单元' }),
  content('cases.move', { version: 3, input: { move: 'self_handle', conditionId: 1, result: '扶正' } }),
];

test('what is not changed is sent as it was', () => {
  for (const one of contents) expect(mended(one, valuesOf(one))).toEqual(one);
});

test('a misread plate is read again, and nothing else of the stamp changes', () => {
  const [, , stamp] = contents;
  expect(mended(stamp!, { code: ' abc234 ', remark: '' }).body).toEqual({ shiftId: 's', fine: true, code: 'ABC234' });
});

test('a confirmation keeps its version and its move', () => {
  const confirm = contents[4]!;
  expect(mended(confirm, { isSo: 'yes', remark: '看到了' }).body).toEqual({
    version: 3,
    input: { move: 'confirm', isSo: true, remark: '看到了' },
  });
});

test('a round that was told with a wrong number goes again with the right one; no number is no round', () => {
  const round = content('publicity.round', { reached: 1200, remark: '三个单元' });
  expect(valuesOf(round)).toEqual({ reached: '1200', remark: '三个单元' });
  expect(mended(round, { reached: '120', remark: '' }).body).toEqual({ reached: 120 });
  for (const wrong of ['', '0', '-3', '1.5', '十二', '10001'])
    expect(isComplete(round, { reached: wrong, remark: '' }), wrong).toBe(false);
  expect(isComplete(round, { reached: '10000', remark: '' })).toBe(true);
});

test('what must be said may not be emptied; there is nothing to write on a check-in', () => {
  expect(isComplete(contents[1]!, { purpose: 'opinion', words: '  ' })).toBe(false);
  expect(isComplete(contents[1]!, { purpose: 'anything', words: '有' })).toBe(false);
  expect(isComplete(contents[0]!, { matterId: '7', placeText: '', detail: '' })).toBe(true);
  expect(blanksOf(content('patrol.checkIn', {}))).toEqual([]);
});

test('whatever is written, it comes back out of the blanks', () => {
  fc.assert(
    fc.property(fc.constantFrom(...contents), fc.string({ minLength: 1 }), (one, words) => {
      const values = { ...valuesOf(one), remark: words, reason: words, words };
      const again = valuesOf(mended(one, values));
      for (const { name, kind } of blanksOf(one))
        if (kind === 'words' && name in values && name !== 'detail' && name !== 'result')
          expect(again[name]).toBe(words.trim());
    }),
  );
});

test('what was to join a case that is closed meanwhile is, written anew, one of its own; any other refusal leaves the choice alone', () => {
  const joining = content('intake.take', { matterId: 7, follows: 'c1' });
  expect(apart(joining, 'report.follows_closed').body).toEqual({ matterId: 7 });
  expect(apart(joining, 'area.bad_coordinate').body).toEqual({ matterId: 7, follows: 'c1' });
});
