/** What saving would change is told field by field, and nothing that stays as it was. */
import { expect, test } from 'vitest';
import { editsOf } from './edits.ts';

const before = { name: '路灯', unitIds: [1, 2], urgent: false, note: '' };
const fields = {
  name: ['名称'],
  unitIds: ['单位', (ids: number[]) => ids.map((id) => `单位${id}`).join('、')],
  urgent: ['紧急'],
  note: ['备注'],
} as const;
const told = (change: Partial<typeof before>) =>
  editsOf(before, { ...before, ...change }, { ...fields }, (value) => String(value)).map(
    ({ what, from, to }) => `${what}: ${from} → ${to}`,
  );

test('only what is another is told, each in its own words', () => {
  expect(told({})).toEqual([]);
  expect(told({ unitIds: [1, 2] })).toEqual([]);
  expect(told({ name: '路灯杆', urgent: true })).toEqual(['名称: 路灯 → 路灯杆', '紧急: false → true']);
  expect(told({ unitIds: [2] })).toEqual(['单位: 单位1、单位2 → 单位2']);
});
test('a long text is told by its beginning', () => {
  expect(told({ note: '长'.repeat(200) })[0]).toHaveLength('备注:  → '.length + 81);
});
