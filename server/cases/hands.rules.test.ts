import { expect, test } from 'vitest';
import type { Load } from '#contract/choice.ts';
import { say } from '#contract/words/words.ts';
import { proposeHand, type Hand } from './hands.rules.ts';

const hand = (name: string, change: Partial<Hand> = {}): Hand => ({
  personId: name,
  name,
  unitId: 10,
  unitName: '市政道路处',
  post: 'handler',
  areaId: null,
  areaName: null,
  toOn: null,
  ...change,
});
const place = { leadUnitId: 10, areaPath: '1.17.203', dueOn: '2026-11-30' };
const inHand =
  (loads: Record<string, Load>) =>
  (id: string): Load | undefined =>
    loads[id];
const asked = (hands: Hand[], loads: Record<string, Load> = {}) => proposeHand(hands, place, inHand(loads));

test('the handler of the place before one of another place, and before one with less in hand', () => {
  const near = hand('沈知远', { areaId: 17, areaName: '河东街道' });
  const far = hand('陆行简', { areaId: 18, areaName: '河西街道' });
  const found = asked([far, near, hand('周未央')], { 沈知远: { open: 9, overdue: 2 } })!;
  expect(found).toMatchObject({ hand: { name: '沈知远' }, by: 'place' });
  expect(say('zh', found.reason.word, found.reason.params)).toBe(
    '沈知远的片区“河东街道”包含此地。沈知远（市政道路处）：在办 9 件，其中超期 2 件',
  );
  expect(found.others.map(({ word, params }) => say('zh', word, params))).toEqual([
    '周未央（市政道路处）：在办 0 件，其中超期 0 件',
    '陆行简（市政道路处）：在办 0 件，其中超期 0 件',
  ]);
});

test('of two of one place the one with less in hand', () => {
  const found = asked([hand('陆行简'), hand('周未央')], {
    陆行简: { open: 3, overdue: 0 },
    周未央: { open: 2, overdue: 0 },
  })!;
  expect([found.hand.name, found.by]).toEqual(['周未央', 'load']);
  expect(say('en', found.reason.word, found.reason.params)).toContain('has least in hand');
});

test('a handler before a clerk, the unit itself before its stations, and who stays before who leaves first', () => {
  expect(asked([hand('文书', { post: 'clerk' }), hand('承办', { unitId: 11 })])!.hand.name).toBe('承办');
  expect(asked([hand('站里', { unitId: 11 }), hand('处里')])!).toMatchObject({ hand: { name: '处里' }, by: 'rank' });
  expect(asked([hand('将离任', { toOn: '2026-11-25' }), hand('留任', { unitId: 11 })])!.hand.name).toBe('留任');
  expect(asked([hand('够用', { toOn: '2026-12-01' })])!).toMatchObject({ by: 'only' });
});

test('somebody with two posts is one person, and an empty unit proposes nobody', () => {
  const found = asked([hand('一人', { post: 'clerk' }), hand('一人')])!;
  expect(found).toMatchObject({ by: 'only', hand: { post: 'handler' }, others: [] });
  expect(asked([])).toBeUndefined();
});
