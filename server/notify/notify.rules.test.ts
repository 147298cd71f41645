import { describe, expect, test } from 'vitest';
import { newsText, nextTry, stillSo, wants, wayTo } from './notify.rules.ts';

const at = new Date('2026-11-23T02:00:00Z');
const report = { number: 'PN-1', title: '路灯不亮', secret: false, answer: null };
const told = { kind: 'case.filed', what: '已立案', region: '平宁区' };

describe('what is told', () => {
  test('names the report and what happened to it', () => {
    expect(newsText(told, report, 'zh')).toBe(
      '【平宁区】您反映的“路灯不亮”（PN-1）：已立案。在网站“查询进度”可看详情。',
    );
  });
  test('is the answer itself when there is one, cut where a telephone would', () => {
    const answered = newsText({ ...told, kind: 'case.closed' }, { ...report, answer: '灯已修好。' }, 'zh');
    expect(answered).toContain('有了答复：灯已修好。没有解决');
    const long = newsText({ ...told, kind: 'case.closed' }, { ...report, answer: '长'.repeat(900) }, 'zh');
    expect(Array.from(long).length).toBeLessThan(380);
  });
  test('of a report made in confidence is its number and nothing else', () => {
    const words = newsText({ ...told, kind: 'case.closed' }, { ...report, secret: true, answer: '已查处某科长' }, 'zh');
    expect(words).not.toMatch(/路灯|科长|立案/);
    expect(words).toContain('PN-1');
  });
  test('says why where there is a reason, as long as a telephone reads', () => {
    const again = { ...told, kind: 'case.reopened', what: '重新办理：路灯仍不亮。' };
    expect(newsText(again, report, 'zh')).toContain('：重新办理：路灯仍不亮。在网站');
    expect(Array.from(newsText({ ...again, what: '长'.repeat(2000) }, report, 'zh')).length).toBeLessThan(380);
  });
  test('holds still when it is told: what was taken back in its first seconds is not news', () => {
    expect(stillSo('case.closed', { open: false, state: 'closed' })).toBe(true);
    expect(stillSo('case.closed', { open: true, state: 'checked' })).toBe(false);
    expect(stillSo('case.dispatched', { open: true, state: 'dispatched' })).toBe(true);
    expect(stillSo('case.dispatched', { open: false, state: 'withdrawn' })).toBe(false);
    expect(stillSo('case.merged', { open: false, state: 'merged' })).toBe(true);
  });
  test('is as much as she chose', () => {
    expect([wants('each', 'case.filed'), wants('answer', 'case.filed'), wants('none', 'case.closed')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(wants('answer', 'case.closed')).toBe(true);
  });
});

test('news goes by telephone before e-mail, to the plain number or address, however it was written', () => {
  expect(wayTo({ phone: '+86 138-0013 8000', email: 'a@b.cn' })).toEqual({ way: 'sms', address: '13800138000' });
  expect(wayTo({ phone: null, email: ' Fang＠Example.com ' })).toEqual({ way: 'email', address: 'fang@example.com' });
  expect(wayTo({ phone: null, email: null })).toBeNull();
});

test('what did not go out is tried again later and later, and then given up', () => {
  const minutes = [1, 2, 3, 4, 5, 6].map((tries) => {
    const next = nextTry(tries, at);
    return next && (next.getTime() - at.getTime()) / 60_000;
  });
  expect(minutes).toEqual([1, 5, 30, 120, 600, null]);
});
