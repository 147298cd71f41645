import { expect, test } from 'vitest';
import { initialsOf } from '#contract/initials.ts';
import { soundsLike } from './pinyin.ts';

test('the initials of a matter are found from its characters', () => {
  expect(initialsOf('暴露垃圾')).toBe('bllj');
  expect(initialsOf('井盖缺失')).toBe('jgqs');
  expect(initialsOf('路灯')).toBe('ld');
  expect(initialsOf('占道经营')).toBe('zdjy');
  expect(initialsOf('违法建设')).toBe('wfjs');
  expect(initialsOf('A类 安全')).toBe('alaq');
  expect(initialsOf('道路破损、塌陷')).toBe('dlpstx');
});

test('an operator finds a matter by its name, its code or its initials', () => {
  expect(soundsLike('bllj', '暴露垃圾', 'E0101')).toBe(true);
  expect(soundsLike('e01', '暴露垃圾', 'E0101')).toBe(true);
  expect(soundsLike('垃圾', '暴露垃圾', 'E0101')).toBe(true);
  expect(soundsLike('', '暴露垃圾')).toBe(true);
  expect(soundsLike('jg', '暴露垃圾', 'E0101')).toBe(false);
  expect(soundsLike('bllj', '暴露生活垃圾')).toBe(true);
  expect(soundsLike('bj', '暴露生活垃圾')).toBe(false);
});
