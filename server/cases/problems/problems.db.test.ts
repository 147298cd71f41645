/** 问题库 on a real database: what hangs, what was taken above, what the list names nobody for, in one list that goes on page by page. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput, Problem } from '#contract/cases.ts';
import { makeMove } from '#cases';
import { layCorner, opened, within, type Corner } from '../../../test/support/corner.ts';
import { problemCounts, problemsPage } from './views.ts';

let corner: Corner;
const monday = Date.parse('2026-11-23T01:00:00Z');
let minutes = 0;
const at = (): Date => new Date(monday + ++minutes * 60_000);
const go = (caseId: string, post: Post, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, at()));
async function sent(matter: 'lamp' | 'manhole'): Promise<string> {
  const caseId = await opened(corner, at());
  const { matters, conditions, units } = corner;
  await go(caseId, 'receiver', { move: 'receive' });
  await go(caseId, 'duty_officer', { move: 'file', matterId: matters[matter], conditionId: conditions[matter] });
  await go(caseId, 'dispatcher', { move: 'dispatch', unitId: units.roads, reason: '权责清单' });
  return caseId;
}

beforeAll(async () => {
  corner = await layCorner();
  for (const [matter, until] of [
    ['lamp', 20],
    ['lamp', 30],
    ['manhole', 40],
  ] as const) {
    const suspend = { move: 'suspend', reason: '等待配件', until: new Date(monday + until * 86_400_000).toISOString() };
    await go(await sent(matter), 'dispatcher', suspend as MoveInput);
  }
  const due = new Date(monday + 30 * 86_400_000).toISOString();
  await go(await sent('manhole'), 'duty_officer', { move: 'escalate', to: 'leadership', text: '资金无着', due });
});
afterAll(() => corner.drop());

async function all(post: Post, kind?: Problem['kind']): Promise<Problem[]> {
  const rows: Problem[] = [];
  for (let after: string | undefined; ;) {
    const query = { limit: 2, ...(kind ? { kind } : {}), ...(after ? { after } : {}) };
    const page = await within(corner, (tx) => problemsPage(tx, corner.actor(post), query, at()));
    rows.push(...page.rows);
    if (!page.next) return rows;
    after = page.next;
  }
}

test('one list of three books, matter by matter, and the numbers on the tabs agree with it', async () => {
  const rows = await all('leader');
  const counts = await within(corner, (tx) => problemCounts(tx, corner.actor('leader')));
  for (const kind of ['hung', 'escalated', 'gap'] as const) {
    expect(rows.filter((row) => row.kind === kind)).toHaveLength(counts[kind]);
    expect((await all('leader', kind)).every((row) => row.kind === kind)).toBe(true);
  }
  expect(counts).toMatchObject({ hung: 3, escalated: 1 });
  // Nobody is named in the list for lamps and manholes: each fell into a gap, told once with how many cases.
  expect(rows.filter(({ kind }) => kind === 'gap').map(({ cases }) => cases)).toEqual([2, 2]);
  const groups = rows.map(({ matterId }) => matterId).filter((id, i, ids) => id !== ids[i - 1]);
  expect(new Set(groups).size).toBe(groups.length);
  expect(rows.map(({ ofMatter }) => ofMatter)).toEqual(rows.map(({ ofMatter }) => ofMatter).toSorted((a, b) => b - a));
  const hung = rows.find(({ kind }) => kind === 'hung')!;
  expect(hung).toMatchObject({ why: '等待配件', unitName: '市政道路处', lamp: 'green' });
  expect(hung.dueAt).not.toBeNull();
});

test('a handler sees what her unit has a part in; of gaps, which name nobody, all', async () => {
  expect((await all('handler', 'hung')).length).toBe(3);
  expect(await all('system_admin', 'hung')).toEqual([]);
});
