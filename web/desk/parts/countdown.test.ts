import { expect, test } from 'vitest';
import type { Calendar } from '#contract/worktime.ts';
import { kindOf, leftWords, minutesLeft } from './countdown.ts';

const workday = [
  { from: 540, to: 720 },
  { from: 840, to: 1080 },
]; // 9–12, 14–18
const calendar: Calendar = {
  timeZone: 'Asia/Shanghai',
  week: [workday, workday, workday, workday, workday, [], []],
  days: {},
  knownUntil: '2026-12-31',
  dayMinutes: 420,
};
const friday17 = new Date('2026-11-20T17:00:00+08:00');
const monday11 = new Date('2026-11-23T11:00:00+08:00');

const told = (now: Date, due: Date, limit: string, lang: 'zh' | 'en' = 'zh') =>
  leftWords(lang, minutesLeft(now, due, limit, calendar), kindOf(limit), calendar);

test('over a weekend only working time is counted on a working clock', () => {
  expect(told(friday17, monday11, '5d')).toBe('剩 3 时');
  expect(told(friday17, monday11, '3nd')).toBe('剩 2 天 18 时');
});

test('once the deadline is past, the words say how late it is on the same clock', () => {
  expect(told(monday11, friday17, '4h')).toBe('超 3 时');
  expect(told(new Date('2026-11-24T11:30:00+08:00'), friday17, '4h')).toBe('超 1 工作日 3 时');
  expect(told(new Date('2026-11-24T11:30:00+08:00'), friday17, '4h', 'en')).toBe('1 working d 3 h late');
});

test('in the night after its deadline a case is late, though no working time has passed', () => {
  const evening = new Date('2026-11-20T20:00:00+08:00');
  const due = new Date('2026-11-20T18:00:00+08:00');
  const minutes = minutesLeft(evening, due, '5d', calendar);
  expect(Math.abs(minutes)).toBe(0);
  expect(leftWords('zh', minutes, kindOf('5d'), calendar, evening > due)).toBe('超 0 分');
});

test('the last minute is still a minute', () => {
  expect(told(friday17, new Date('2026-11-20T17:00:30+08:00'), '0.25uh')).toBe('剩 0 分');
  expect(told(friday17, new Date('2026-11-20T17:12:30+08:00'), '0.25uh')).toBe('剩 12 分');
});
