/** What is left to ask of a caller follows the form. */
import { expect, test } from 'vitest';
import { answered } from './script.rules.ts';

const blank = {
  kind: 'help',
  naming: 'named',
  title: '',
  detail: '',
  name: '',
  phone: '',
  where: { text: '', point: null },
} as const;
const left = (more: object, callerShown = false) => [...answered({ ...blank, ...more }, callerShown)];

test('an empty form has everything to ask', () => {
  expect(left({})).toEqual([]);
  expect(left({ detail: '  ', where: { text: ' ', point: null } })).toEqual([]);
});
test('what was said and where it is are known by words or by the pin', () => {
  expect(left({ title: '路灯不亮' })).toEqual(['what']);
  expect(left({ where: { text: '小区北门', point: null } })).toEqual(['where']);
  expect(left({ where: { text: '', point: { lon: 110, lat: 31 } } })).toEqual(['where']);
});
test('a name is not enough without a way back, which the exchange may have told; who stays unnamed is asked for neither', () => {
  expect(left({ name: '王女士' })).toEqual([]);
  expect(left({ name: '王女士', phone: '000-8001-1207' })).toEqual(['who']);
  expect(left({ name: '王女士' }, true)).toEqual(['who']);
  expect(left({ naming: 'anonymous' })).toEqual(['who']);
});
