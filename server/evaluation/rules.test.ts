import { expect, test } from 'vitest';
import { permissions, servingPosts, type Post } from '#contract/access.ts';
import { moves } from '#contract/cases.ts';
import { defaultScheme, indicatorNames, judgedShare, type Scheme, type SchemeItem } from '#contract/indicators.ts';
import type { HeldPost } from '#kit/caller.ts';
import {
  advanced,
  mayDo,
  appealDecided,
  asOfOf,
  mayRate,
  mayScore,
  maySeeSheet,
  reviewCounted,
  spanOf,
} from './period.rules.ts';
import { compositeOf, placesOf, ranked, rewardsSilence, schemeProblem } from './scheme.rules.ts';

const zone = 'Asia/Shanghai';

test('a period begins where its kind begins, on the district’s wall', () => {
  const month = spanOf('month', '2026-11-17', zone);
  expect([month.firstOn, month.from.toISOString(), month.to.toISOString()]).toEqual([
    '2026-11-01',
    '2026-10-31T16:00:00.000Z',
    '2026-11-30T16:00:00.000Z',
  ]);
  expect(spanOf('quarter', '2026-11-17', zone).firstOn).toBe('2026-10-01');
  expect(spanOf('year', '2026-11-17', zone).to.toISOString()).toBe('2026-12-31T16:00:00.000Z');
  expect(spanOf('week', '2026-11-22', zone).firstOn).toBe('2026-11-16'); // a Sunday belongs to the week before it
  expect(asOfOf(month.to, 3, new Date('2026-11-20T00:00:00Z')).toISOString()).toBe('2026-11-20T00:00:00.000Z');
  expect(asOfOf(month.to, 3, new Date('2027-11-20T00:00:00Z')).toISOString()).toBe('2026-12-03T16:00:00.000Z');
});

test('a period goes its way step by step', () => {
  const to = new Date('2026-12-01T00:00:00Z');
  const later = new Date('2026-12-10T00:00:00Z');
  const now = {
    state: 'computed' as const,
    to,
    settleDays: 3,
    appealsUntil: null,
    appealsPending: 0,
    computing: false,
  };
  expect(advanced(now, 'review', later)).toBe('reviewed');
  expect(advanced(now, 'review', to)).toMatchObject({ refusal: 'evaluation.still_running' });
  // Who may do it, and when, is part of the refusal.
  expect(advanced(now, 'publish', later)).toMatchObject({
    refusal: 'evaluation.period_state',
    params: { from: [{ word: 'period.state.locked' }], who: [{ word: 'post.leader' }] },
  });
  expect(mayDo('locked', 'rate')).toMatchObject({
    params: { who: [{ word: 'post.clerk' }, { word: 'post.evaluator' }] },
  });
  expect(advanced({ ...now, computing: true }, 'review', later)).toMatchObject({ refusal: 'evaluation.computing' });
  const appealing = { ...now, state: 'appealing' as const, appealsUntil: new Date('2026-12-09T00:00:00Z') };
  expect(advanced({ ...appealing, appealsPending: 2 }, 'lock', later)).toMatchObject({
    refusal: 'evaluation.appeals_pending',
  });
  expect(advanced(appealing, 'lock', new Date('2026-12-08T00:00:00Z'))).toMatchObject({
    refusal: 'evaluation.appeals_open',
  });
  expect(advanced(appealing, 'lock', later)).toBe('locked');
  expect(advanced({ ...now, state: 'locked' }, 'compute', later)).toMatchObject({ refusal: 'evaluation.period_state' });
});

const held = (post: HeldPost['post'], more: Partial<HeldPost> = {}): HeldPost => ({
  id: post,
  post,
  unitId: 1,
  unitName: '',
  unitKind: 'department',
  rootUnitId: 1,
  unitIds: [1],
  areaId: null,
  areaName: null,
  areaPath: null,
  ...more,
});

test('who serves does not score, and who senses does not handle', () => {
  for (const name of ['evaluation.edit', 'evaluation.approve'] as const)
    expect(permissions[name].filter((post) => (servingPosts as readonly Post[]).includes(post))).toEqual([]);
  expect(mayScore({ posts: [held('evaluator')] })).toBeUndefined();
  for (const post of servingPosts)
    expect(mayScore({ posts: [held('evaluator'), held(post)] })).toMatchObject({ refusal: 'evaluation.serves_too' });
  // 感知与响应分离: whoever confirms what was sensed never signs for, hands back or closes it.
  for (const move of ['sign', 'hand_back', 'assign', 'dispatch', 'close'] as const)
    expect(moves[move].by.filter((post) => post === 'keeper' || post === 'checker')).toEqual([]);
});

test('a street rates departments, never itself or another street', () => {
  const street = { post: held('clerk', { unitKind: 'street', rootUnitId: 5 }), roots: [5] };
  expect(mayRate(street, { kind: 'department', rootId: 8 })).toBeUndefined();
  expect(mayRate(street, { kind: 'street', rootId: 5 })).toMatchObject({ refusal: 'evaluation.rates_departments' });
  expect(mayRate(street, { kind: 'street', rootId: 6 })).toHaveProperty('refusal');
  expect(mayRate({ post: held('clerk'), roots: [1] }, { kind: 'department', rootId: 8 })).toHaveProperty('refusal');
  // nor a department that lends her as well, whatever she does there
  expect(mayRate({ ...street, roots: [5, 8] }, { kind: 'department', rootId: 8 })).toHaveProperty('refusal');
});

test('a sheet is hers and her superiors’', () => {
  const her = { id: 'her', unitIds: [7] };
  expect(maySeeSheet({ personId: 'her', posts: [] }, her)).toBe(true);
  expect(maySeeSheet({ personId: 'head', posts: [held('leader', { unitIds: [1, 7] })] }, her)).toBe(true);
  expect(maySeeSheet({ personId: 'clerk', posts: [held('clerk', { unitIds: [7] })] }, her)).toBe(true);
  expect(maySeeSheet({ personId: 'other', posts: [held('clerk', { unitIds: [8] })] }, her)).toBe(false);
  expect(maySeeSheet({ personId: 'colleague', posts: [held('handler', { unitIds: [7] })] }, her)).toBe(false);
  expect(maySeeSheet({ personId: 'evaluator', posts: [held('evaluator', { unitIds: [1, 7] })] }, her)).toBe(false);
});

test('an appeal passes two levels, nobody decides his own or twice', () => {
  const asked = { state: 'asked' as const, unitRootId: 7, firstBy: null };
  const dispatcher = { personId: 'd', posts: [held('dispatcher')] };
  const evaluator = { personId: 'e', posts: [held('evaluator')] };
  expect(appealDecided(asked, dispatcher, true)).toMatchObject({ state: 'passed_on' });
  expect(appealDecided(asked, dispatcher, false)).toMatchObject({ state: 'refused' });
  expect(appealDecided(asked, evaluator, true)).toMatchObject({ refusal: 'reader.not_permitted' });
  const passed = { state: 'passed_on' as const, unitRootId: 7, firstBy: 'd' };
  expect(appealDecided(passed, evaluator, true)).toMatchObject({ state: 'granted' });
  expect(appealDecided(passed, dispatcher, true)).toMatchObject({ refusal: 'reader.not_permitted' });
  const both = { personId: 'd', posts: [held('evaluator')] };
  expect(appealDecided(passed, both, true)).toMatchObject({ refusal: 'evaluation.own_appeal' });
  expect(appealDecided({ ...asked, unitRootId: 1 }, dispatcher, true)).toMatchObject({
    refusal: 'evaluation.own_appeal',
  });
  // in whatever other hat he belongs to it, and whoever serves anywhere does not settle what counts
  const lent = { personId: 'd', posts: [held('dispatcher'), held('handler', { rootUnitId: 7 })] };
  expect(appealDecided(asked, lent, true)).toMatchObject({ refusal: 'evaluation.own_appeal' });
  const serves = { personId: 'e', posts: [held('evaluator'), held('checker', { rootUnitId: 3 })] };
  expect(appealDecided(passed, serves, true)).toMatchObject({ refusal: 'evaluation.serves_too' });
  expect(appealDecided({ ...asked, state: 'granted' }, dispatcher, true)).toMatchObject({
    refusal: 'evaluation.appeal_decided',
  });
});

const item = (more: Partial<SchemeItem>): SchemeItem => ({
  group: 'department',
  indicator: 'handling_on_time',
  weight: 100,
  on: true,
  aspect: null,
  bands: null,
  ...more,
});
const scheme = (...items: SchemeItem[]): Scheme => ({ title: 'x', settleDays: 3, items });
const reason = (made: Scheme) => {
  const wrong = schemeProblem(made);
  return (wrong?.params['reason'] as { word: string } | undefined)?.word ?? null;
};

test('the example is a scheme that could be saved', () => {
  expect(schemeProblem(defaultScheme)).toBeUndefined();
  expect(new Set(defaultScheme.items.map(({ indicator }) => indicator)).size).toBeGreaterThan(20);
  expect(indicatorNames.length).toBeGreaterThan(40);
});

test('a scheme that cannot be counted is refused with its reason', () => {
  expect(reason(scheme(item({})))).toBe(null);
  expect(reason(scheme(item({ weight: 60 })))).toBe('scheme.wrong.weights');
  expect(reason(scheme(item({ weight: 0 })))).toBe('scheme.wrong.weight');
  expect(reason(scheme(item({ indicator: 'filing_rate' })))).toBe('scheme.wrong.object');
  expect(reason(scheme(item({ indicator: 'handling_time' })))).toBe('scheme.wrong.band');
  expect(reason(scheme(item({ aspect: 'quota' })))).toBe('scheme.wrong.aspect');
  expect(reason(scheme(item({ weight: 50 }), item({ weight: 50 })))).toBe('scheme.wrong.twice');
  const falling = [
    { upTo: 5, points: 100 },
    { upTo: null, points: 0 },
  ];
  const silent = item({ group: 'area', indicator: 'filed_count', bands: falling });
  expect(rewardsSilence(silent)).toBe(true);
  expect(reason(scheme(silent))).toBe('scheme.wrong.silence');
  const withOther = scheme({ ...silent, weight: 20 }, item({ group: 'area', indicator: 'closing_rate', weight: 80 }));
  expect(reason(withOther)).toBe(null);
  expect(reason(scheme(item({ bands: [{ upTo: 5, points: 1 }] })))).toBe('scheme.wrong.band');
});

test('what could not be judged takes no part, and silence earns nothing', () => {
  const counts = (n: number, hits: number) => ({ n, hits, total: 0 });
  const two = [item({ weight: 60 }), item({ indicator: 'rework_rate', weight: 40 })];
  const composite = compositeOf(two, (name) => (name === 'rework_rate' ? counts(0, 0) : counts(4, 3)), 4);
  expect(composite.points).toBe(75); // not 75 × 60 + 100 × 40
  expect(composite.parts.map(({ points }) => points)).toEqual([75, null]);
  expect(compositeOf(two, () => counts(0, 0), 0).points).toBe(null);
  const rework = compositeOf([item({ indicator: 'rework_rate' })], () => counts(4, 1), 4);
  expect(rework.points).toBe(75);
  const silent = item({
    group: 'area',
    indicator: 'filed_count',
    bands: [
      { upTo: 0, points: 100 },
      { upTo: null, points: 50 },
    ],
  });
  expect(compositeOf([silent], () => counts(0, 0), 0).points).toBe(null); // nothing filed because nothing was reported
  expect(compositeOf([silent], () => counts(0, 0), 12).points).toBe(100);
  expect(placesOf([80, 90, null, 80])).toEqual([2, 1, null, 2]);
  // full marks for the smaller part of the weight are told, and stand in no ranking
  const little = compositeOf(two, (name) => (name === 'rework_rate' ? counts(1, 0) : counts(0, 0)), 1);
  expect([little.points, judgedShare(little.parts), ranked(little)]).toEqual([100, 40, null]);
  expect([judgedShare(composite.parts), ranked(composite)]).toEqual([60, 75]);
});

test('what is said from outside says who asked, what, and how many; answers counted are the grade', () => {
  const survey = { kind: 'survey' as const, conductedBy: '第三方', question: '满意吗', asked: 10 };
  expect(reviewCounted({ ...survey, answers: [0, 0, 0, 2, 2] })).toMatchObject({ grade: 90, n: 4, asked: 10 });
  expect(reviewCounted({ ...survey, answers: [0, 0, 0, 0, 11] })).toMatchObject({
    refusal: 'evaluation.review_incomplete',
  });
  expect(reviewCounted({ ...survey, grade: 100 })).toMatchObject({
    params: { needs: [{ word: 'review.needs.answers' }] },
  });
  expect(reviewCounted({ kind: 'street', grade: 70, n: 50 })).toMatchObject({ grade: 70, n: 1 });
  expect(reviewCounted({ kind: 'deputy', grade: 70, n: 12, conductedBy: '代表评议会' })).toMatchObject({ n: 12 });
  expect(reviewCounted({ kind: 'deputy', grade: 70 })).toMatchObject({ refusal: 'evaluation.review_incomplete' });
  expect(reviewCounted({ kind: 'media', grade: 70, conductedBy: '日报' })).toMatchObject({
    params: { needs: [{ word: 'review.needs.source' }] },
  });
});
