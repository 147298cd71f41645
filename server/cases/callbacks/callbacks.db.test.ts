/** 回访台 and 督办台 on a real database: who is rung when, by whom, how often; and who owes which reply. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { callBack, makeMove, markUnsolved, scheduleCallback } from '#cases';
import type { Actor } from '#kit/caller.ts';
import { reporter } from '#kit/facts.ts';
import { Refused } from '#kit/refusal.ts';
import { layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { caseDetail, supervisedPage } from '../views.ts';
import { takeCallback } from './actions.ts';
import { callbacksPage, figuresOfCallbacks, oneCallback, reviewsPage } from './views.ts';

let corner: Corner;
beforeAll(async () => void (corner = await layCorner()));
afterAll(() => corner.drop());

const monday = Date.parse('2026-11-23T01:00:00Z');
let minutes = 0;
const at = (): Date => new Date(monday + ++minutes * 60_000);
const inDays = (n: number): Date => new Date(monday + n * 86_400_000);
const go = (caseId: string, post: Post, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, at()));
const refusedWith = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.reason.refusal : Promise.reject(error as Error)),
  );

/** A closed case whose reporter waits to be rung. */
async function toRing(dueAt: Date): Promise<{ caseId: string; reportId: string }> {
  const caseId = await opened(corner, at());
  const { matters, conditions, units } = corner;
  await go(caseId, 'receiver', { move: 'receive' });
  await go(caseId, 'duty_officer', { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp });
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: units.roads, reason: '权责清单' });
  await go(caseId, 'clerk', { move: 'sign' });
  await go(caseId, 'clerk', { move: 'hand_back', result: '已修' });
  await go(caseId, 'checker', { move: 'check', passed: true, remark: '已亮' });
  await go(caseId, 'duty_officer', { move: 'close', answer: '路灯已修复。' });
  const reportId = uuidv7();
  await within(corner, (tx) => scheduleCallback(tx, corner.regionId, caseId, reportId, dueAt));
  return { caseId, reportId };
}
const ring = (
  of: { caseId: string; reportId: string },
  told: { reached: boolean; refused?: boolean; solved?: boolean; satisfied?: boolean },
  when = at(),
) => within(corner, (tx) => callBack(tx, corner.actor('caller'), { ...of, ...told, remark: '' }, when));
const list = (query: Parameters<typeof callbacksPage>[2], when = at()) =>
  within(corner, (tx) => callbacksPage(tx, corner.actor('caller'), query, when));
const caseIds = (page: Awaited<ReturnType<typeof list>>) => page.rows.map((row) => row.case.id);

test('who is due first stands first; two callers never ring the same person; three tries, then it is given up', async () => {
  const late = await toRing(inDays(-1));
  const soon = await toRing(inDays(2));
  expect(caseIds(await list({}))).toEqual([late.caseId, soon.caseId]);
  expect(caseIds(await list({ due: 'overdue' }))).toEqual([late.caseId]);
  const page = await list({ limit: 1 });
  expect(caseIds(await list({ limit: 1, after: page.next! }))).toEqual([soon.caseId]);

  const caller = corner.actor('caller');
  const colleague: Actor = { ...caller, personId: corner.actor('receiver').personId };
  const take = (actor: Actor, when = at()) => within(corner, (tx) => takeCallback(tx, actor, when));
  expect(await take(caller)).toMatchObject(late);
  expect(await take(colleague)).toMatchObject(soon);
  expect(await take(caller), 'her own stays hers').toMatchObject(late);
  const [seen] = (await within(corner, (tx) => callbacksPage(tx, colleague, {}, at()))).rows;
  expect(seen).toMatchObject({ takenBy: caller.name, answer: '路灯已修复。', triesAllowed: 3, lamp: 'red' });

  await ring(late, { reached: false });
  expect((await list({ tried: true })).rows).toMatchObject([{ tries: 1, result: null, takenBy: null }]);
  await ring(late, { reached: false }, inDays(1));
  await ring(late, { reached: false }, inDays(2));
  expect(await refusedWith(ring(late, { reached: true, solved: true }, inDays(3)))).toBe('case.no_callback');
  expect((await list({ result: 'not_reached' })).rows).toMatchObject([{ tries: 3, result: 'not_reached' }]);
});

test('solved, not solved, would not be asked: each is counted for what it is, and “not solved” may open the case again', async () => {
  const [good, bad, shy] = [await toRing(inDays(3)), await toRing(inDays(3)), await toRing(inDays(3))];
  await ring(good, { reached: true, solved: true, satisfied: true }, inDays(4));
  await ring(bad, { reached: true, solved: false, satisfied: false }, inDays(4));
  await ring(shy, { reached: true, refused: true, solved: true }, inDays(4));
  const when = inDays(5);
  const result = async (of: { caseId: string; reportId: string }) =>
    (await within(corner, (tx) => oneCallback(tx, corner.actor('caller'), { ...of, n: 1 }, when)))?.result;
  expect([await result(good), await result(bad), await result(shy)]).toEqual(['solved', 'unsolved', 'refused']);
  const { rows } = await sql<{ id: string }>`select id from cases.cases where unsolved_at is not null`.execute(
    corner.owner,
  );
  expect(rows.map(({ id }) => id)).toEqual([bad.caseId]);
  // Said on Friday at nine: the working day ends at six, and said again it keeps the clock it has.
  const reviews = (now: Date) => within(corner, (tx) => reviewsPage(tx, corner.actor('duty_officer'), {}, now));
  await within(corner, (tx) => markUnsolved(tx, corner.regionId, bad.caseId, reporter, when, '还是不亮'));
  expect((await reviews(inDays(4.1))).rows).toMatchObject([
    {
      case: { id: bad.caseId },
      saidAt: inDays(4).toISOString(),
      decideBy: '2026-11-27T10:00:00.000Z',
      lamp: 'green',
      reason: '还是不亮',
      answer: '路灯已修复。',
    },
  ]);
  expect((await reviews(when)).rows).toMatchObject([{ lamp: 'red' }]);
  const days = { from: '2026-11-01', to: '2026-11-30' };
  const figures = await within(corner, (tx) => figuresOfCallbacks(tx, corner.actor('leader'), days, when));
  expect(figures).toEqual({
    waiting: 1,
    overdue: 1,
    done: 4,
    reached: 3,
    refused: 1,
    notReached: 1,
    solvedKnown: 2,
    solved: 1,
    satisfiedKnown: 2,
    satisfied: 1,
  });
  expect(caseIds(await list({ done: true, limit: 2 }, when))).toHaveLength(2);
  const shown = await within(corner, (tx) => caseDetail(tx, corner.actor('caller'), shy.caseId, when, 'zh'));
  expect(shown).toMatchObject({ callbacks: [{ refused: true, tries: 1, solved: null }] });
});

test('督办台: who owes which reply, the highest level first; replied ones wait to be settled', async () => {
  const [plain, listed] = [await opened(corner, at()), await opened(corner, at())];
  for (const [caseId, level] of [
    [plain, 1],
    [listed, 2],
  ] as const) {
    const { matters, conditions, units } = corner;
    await go(caseId, 'receiver', { move: 'receive' });
    await go(caseId, 'duty_officer', { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp });
    await go(caseId, 'dispatcher', { move: 'dispatch', unitId: units.roads, reason: '权责清单' });
    await go(caseId, 'duty_officer', { move: 'supervise', level, cause: 'overdue', text: '三日内报' });
  }
  const owed = (query: Parameters<typeof supervisedPage>[2]) =>
    within(corner, (tx) => supervisedPage(tx, corner.actor('leader'), query, at()));
  const { rows, next } = await owed({ limit: 1 });
  expect(rows).toMatchObject([{ level: 2, cause: 'overdue', owedUnit: { name: '市政道路处' }, repliedAt: null }]);
  expect((await owed({ after: next! })).rows.map((row) => row.case.id)).toEqual([plain]);
  await go(listed, 'clerk', { move: 'reply_supervision', text: '今晚完成' });
  expect((await owed({ waiting: 'reply' })).rows.map((row) => row.case.id)).toEqual([plain]);
  expect((await owed({ waiting: 'settlement' })).rows).toMatchObject([{ reply: '今晚完成', lamp: 'none', times: 1 }]);
  expect((await owed({ level: 1, unitId: corner.units.street })).rows).toEqual([]);
  await go(listed, 'duty_officer', { move: 'clear_supervision', cleared: true, remark: '好' });
  expect((await owed({})).rows).toHaveLength(1);
});

test('nobody rings about what her own unit handled, or she herself before she came here', async () => {
  const of = await toRing(inDays(-9));
  const caller = corner.actor('caller');
  const lent: Actor = { ...caller, posts: [...caller.posts, corner.actor('handler').posts[0]!] };
  const moved: Actor = { ...caller, personId: corner.actor('clerk').personId };
  for (const actor of [lent, moved]) {
    const told = { ...of, reached: true, solved: true, satisfied: true, remark: '' };
    expect(await refusedWith(within(corner, (tx) => callBack(tx, actor, told, at())))).toBe('case.own_callback');
    expect((await within(corner, (tx) => takeCallback(tx, actor, at())))?.caseId).not.toBe(of.caseId);
  }
  expect((await within(corner, (tx) => takeCallback(tx, caller, at())))?.caseId).toBe(of.caseId);
});
