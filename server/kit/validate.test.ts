/** What no column can hold is refused at the door with its field, before any statement is tried. */
import Type from 'typebox';
import { expect, test } from 'vitest';
import { text } from '#contract/endpoint.ts';
import { checker } from './validate.ts';

const check = checker(
  Type.Object({ text: Type.String(), n: Type.Integer(), more: Type.Record(Type.String(), Type.Unknown()) }),
);
const wrong = (value: object) => check({ text: '路灯', n: 1, more: {}, ...value }, 'en').errors;

test('text with a zero character or half a character is refused, at any depth', () => {
  expect(wrong({})).toEqual([]);
  expect(wrong({ text: '𠮷👩‍👩‍👧' })).toEqual([]);
  for (const text of ['a\0b', '\ud800', '\udfff\ud800']) {
    expect(wrong({ text })).toEqual([{ field: '/text', reason: 'has characters that cannot be stored' }]);
    expect(wrong({ more: { deep: [{ er: text }] } })[0]!.field).toBe('/more/deep/0/er');
    expect(wrong({ more: { [text]: 1 } })).toHaveLength(1);
  }
});

test('what has no end is refused, not followed', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`) as object;
  expect(wrong({ more: { deep } })).toHaveLength(1);
});

test('a whole number that no column holds is refused; the widest that one does is not', () => {
  expect(wrong({ n: 2 ** 31 - 1 })).toEqual([]);
  for (const n of [2 ** 31, -(2 ** 31), 2 ** 53, 1e21]) expect(wrong({ n })[0]!.field).toBe('/n');
});

test('where something must be said, blanks say nothing, in any script', () => {
  const title = checker(Type.Object({ title: text(40, 1), remark: text(40) }));
  for (const blank of ['', ' ', '\t\n', '\u3000\u3000', '\u00a0'])
    expect(title({ title: blank, remark: blank }, 'zh').errors).toEqual([{ field: '/title', reason: '必填' }]);
  expect(title({ title: ' 停水 ', remark: '' }, 'zh').errors).toEqual([]);
});
