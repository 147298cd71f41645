import { expect, test } from 'vitest';
import {
  freeTries,
  isDue,
  isWeakPassword,
  passwordRules,
  stageAfterPassword,
  stageNow,
  triesForgottenMs,
  waitMs,
} from './signin.rules.ts';

const now = new Date('2026-11-23T02:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test('the first failures cost nothing, then every one doubles the wait up to a quarter of an hour', () => {
  const after = (failed: number) => waitMs({ failed, lastAt: now }, freeTries.login, now) / 1000;
  expect([0, 4].map(after)).toEqual([0, 0]);
  expect([5, 6, 7, 10, 14].map(after)).toEqual([1, 2, 4, 32, 512]);
  expect([15, 16, 40, 4000].map(after)).toEqual([900, 900, 900, 900]);
});

test('waiting helps, and a day without failures forgets them', () => {
  expect(waitMs({ failed: 8, lastAt: ago(3) }, 5, now)).toBe(5000);
  expect(waitMs({ failed: 8, lastAt: ago(8) }, 5, now)).toBe(0);
  expect(waitMs({ failed: 999, lastAt: ago(triesForgottenMs / 1000) }, 5, now)).toBe(0);
  expect(waitMs(undefined, 5, now)).toBe(0);
});

test('weak passwords: short, common, made of the login or of a few characters', () => {
  const weak = [
    'Kp7#vq2!xz',
    'password1234',
    'Pass-word-1234',
    '1234567890ab',
    'aaaaaaaaaaaaaa',
    'abababababab12',
    'linxiaozhou88!',
    'Woaini1314520',
  ];
  for (const password of weak) expect(isWeakPassword(password, 'linxiaozhou'), password).toBe(true);
  const fine = ['correct horse battery', '河边 有七棵 柳树和一只猫', 'tR4m-lamp-Quay'];
  for (const password of fine) expect(isWeakPassword(password, 'linxiaozhou'), password).toBe(false);
});

test('without demo mode the second factor stands between the password and the desk', () => {
  expect(stageAfterPassword(false, false)).toBe('full');
  expect(stageAfterPassword(true, false)).toBe('enrol');
  expect(stageAfterPassword(true, true)).toBe('second_factor');
  // a session from demo mode is worth no more than a password once demo mode is over
  expect(stageNow('full', true, false)).toBe('enrol');
  expect(stageNow('full', true, true)).toBe('full');
  expect(stageNow('full', false, false)).toBe('full');
});

test('two rules that exclude each other: 等保三级 asks for kinds and a time, ASVS for length and neither', () => {
  const { asvs, mlps3 } = passwordRules;
  const [long, mixed] = ['correct horse battery', 'Qiao-tou-1'];
  expect([long, mixed].map((one) => isWeakPassword(one, 'linxiaozhou', asvs))).toEqual([false, true]);
  expect([long, mixed].map((one) => isWeakPassword(one, 'linxiaozhou', mlps3))).toEqual([true, false]);
  const ninety = 90 * 86_400;
  for (const [setAt, due] of [
    [ago(0), false],
    [ago(ninety - 1), false],
    [ago(ninety), true],
    [null, true],
  ] as const) {
    expect(isDue(setAt, mlps3, now)).toBe(due);
    expect(isDue(setAt, asvs, now)).toBe(false);
  }
  expect(waitMs({ failed: 5, lastAt: ago(60) }, 5, now, mlps3.lockMs)).toBe(29 * 60_000);
  expect(waitMs({ failed: 4, lastAt: now }, 5, now, mlps3.lockMs)).toBe(0);
});
