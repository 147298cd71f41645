import { expect, test } from 'vitest';
import { improvementStates, improvementSteps } from '#contract/improvement.ts';
import { byMonths, shownCount, stepped, tellsWho } from './improvement.rules.ts';

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const item = { state: 'found' as const, changedAt: null, measureDays: null };
const changed = { state: 'changed' as const, changedAt: day(1), measureDays: 14 };

test('an item goes from its cause to a change, is measured after its term, and closed only then', () => {
  expect(stepped(item, { step: 'explain', kind: 'facility', cause: '灯杆线路老化' }, day(1))).toBe('explained');
  expect(stepped(item, { step: 'measure' }, day(1))).toMatchObject({
    refusal: 'improvement.state',
    params: {
      from: [{ word: 'improvement.state.changed' }],
      who: expect.arrayContaining([{ word: 'post.evaluator' }]),
    },
  });
  expect(stepped(changed, { step: 'measure' }, day(14))).toMatchObject({ refusal: 'improvement.too_early' });
  expect(stepped(changed, { step: 'measure' }, day(15))).toBe('measured');
  const close = { step: 'close', helped: true, result: '同类诉求减少' } as const;
  expect(stepped(changed, close, day(20))).toMatchObject({ refusal: 'improvement.state' });
  expect(stepped({ ...changed, state: 'measured' }, close, day(20))).toBe('closed');
  expect(stepped({ ...changed, state: 'measured' }, { step: 'again', reason: '未见效' }, day(20))).toBe('explained');
});

test('nothing leads out of an end, and every state but the ends leads on', () => {
  for (const state of improvementStates) {
    const on = Object.values(improvementSteps).filter(
      ({ from, to }) => (from as readonly string[]).includes(state) && to !== 'same',
    );
    expect(on.length > 0, state).toBe(state !== 'closed' && state !== 'dropped');
  }
});

test('what is told in public names nobody', () => {
  for (const text of [
    '请联系 138 0013 8000',
    '王先生反映路灯不亮',
    '幸福里李阿姨',
    'Thanks to Mrs Wang',
    'lamp@example.org',
  ])
    expect(tellsWho(text), text).toBe(true);
  for (const text of [
    '柳岸社区三条街的路灯 2026 年 11 月起改为每周巡查',
    'Lamps of three streets are now seen to weekly',
  ])
    expect(tellsWho(text), text).toBe(false);
  const named = { step: 'tell', zh: '感谢张女士反映', en: null } as const;
  expect(stepped(changed, named, day(2))).toMatchObject({ refusal: 'improvement.names' });
});

test('a small number is not shown, and nothing is nothing', () => {
  expect([0, 1, 4, 5, 12].map(shownCount)).toEqual([0, null, null, 5, 12]);
});

test('a span is cut where the months of the district begin, and nothing of it is lost', () => {
  const span = { from: new Date('2026-10-31T12:00:00Z'), to: new Date('2027-01-31T17:00:00Z') };
  expect(byMonths(span, 'Asia/Shanghai')).toEqual([
    { month: '2026-10', from: span.from, to: new Date('2026-10-31T16:00:00Z') },
    { month: '2026-11', from: new Date('2026-10-31T16:00:00Z'), to: new Date('2026-11-30T16:00:00Z') },
    { month: '2026-12', from: new Date('2026-11-30T16:00:00Z'), to: new Date('2026-12-31T16:00:00Z') },
    { month: '2027-01', from: new Date('2026-12-31T16:00:00Z'), to: new Date('2027-01-31T16:00:00Z') },
    { month: '2027-02', from: new Date('2027-01-31T16:00:00Z'), to: span.to },
  ]);
});
