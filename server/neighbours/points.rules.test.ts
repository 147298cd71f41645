import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awardFor, namesSomebody } from './points.rules.ts';

const rule = { award: 10, mostADay: 20, mostAMonth: 45 };
const report = { text: '安宁路路灯不亮', sensitive: false, again: false };

describe('a report about somebody', () => {
  test.each([
    '王师傅乱停车',
    '张某在楼道堆放杂物',
    '老李家占用消防通道',
    '隔壁业主是陈建国',
    '京A·12345 一直占着车位',
    '他的电话 13800138000',
    'Mr Smith parks here every night',
  ])('earns nothing: %s', (text) => {
    expect(namesSomebody(text)).toBe(true);
    expect(awardFor(rule, { ...report, text }, { today: 0, month: 0 })).toEqual({ points: 0, why: 'person' });
  });
  test.each([
    '王府井大街路灯不亮',
    '李家村井盖破损',
    '黄河路积水',
    '高压线下垂',
    '老石桥护栏断了',
    'The lamp on Smith Road is dark',
  ])('is not one about a place: %s', (text) => expect(namesSomebody(text)).toBe(false));
});

test('caps hold whatever came before, and an award is never more than the rule says', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(100), fc.boolean(), (today, month, again) => {
      const earned = { today, month: Math.max(today, month) };
      const { points, why } = awardFor(rule, { ...report, again }, earned);
      expect(points).toBeLessThanOrEqual(rule.award);
      expect(points === 0).toBe(why !== '');
      if (points > 0) {
        expect(earned.today + points).toBeLessThanOrEqual(rule.mostADay);
        expect(earned.month + points).toBeLessThanOrEqual(rule.mostAMonth);
        expect(again).toBe(false);
      }
    }),
  );
});
