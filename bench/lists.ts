/**
 * What the screens of the desk and of the grid workers ask, among many cases, as several people of each kind of post: lists, tabs, searches,
 * a case's page, boards, figures, papers, calls. A screen's own question must not take longer with a longer history: its p95 stays within
 * `--limit` milliseconds, or this exits with 1 and says what did not. What a wall or a map reads once and keeps is measured in tiles.ts,
 * a whole period in evaluation.ts.
 *
 *   node bench/lists.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--times 40] [--limit 50]
 *   DATABASE_URL=<owner, may create databases> node bench/lists.ts [--cases 100000]
 */
import { loadavg } from 'node:os';
import { groundSight, sightOf } from '#access';
import { figures } from '#evaluation';
import { figureNames } from '#contract/evaluation.ts';
import { posts, type Post } from '#contract/access.ts';
import { queues } from '#contract/cases.ts';
import type { Actor } from '#kit/caller.ts';
import { inRegion, type Tx } from '#kit/db.ts';
import { callbacksPage, figuresOfCallbacks, reviewsPage } from '../server/cases/callbacks/views.ts';
import { fiveFor } from '../server/cases/five.ts';
import { meetingsPage } from '../server/cases/meetings/views.ts';
import { taskCounts, tasksPage } from '../server/cases/tasks/views.ts';
import { caseDetail, caseQueue, nearbyCases, papersPage, queueCounts, supervisedPage } from '../server/cases/views.ts';
import { casesBehind } from '../server/evaluation/views.ts';
import { monthOf, nowOf } from '../server/insight/board.ts';
import { causesPage, countsPage, flowOf, itemsPage, recurringPage, stuckPage } from '../server/improvement/views.ts';
import { dayOf, visitsPage } from '../server/patrol/views.ts';
import { localDate } from '#contract/calendar.ts';
import { generated } from './generated.ts';
import { record } from './record.ts';
import { quantile } from './town.ts';

const { db, ground, keys, client, cases, options, close } = await generated({ times: '40', limit: '50' });
const { regionId } = ground;
const times = Number(options['times']);
const limitMs = Number(options['limit']);
const loadBefore = loadavg()[0]!;
const now = new Date();
const dayBefore = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const latest = { from: dayBefore(30), to: now };
const month = { from: dayBefore(60), to: dayBefore(30) };
const { rows: found } = await client.query<{ id: string }>(
  `(select id from cases.cases where region_id = $1 and is_open limit 5)
   union all (select id from cases.cases where region_id = $1 and not is_open order by opened_at desc limit 5)`,
  [regionId],
);

const asked: Record<string, { p50Ms: number; p95Ms: number }> = {};
/** Asked a few times before it is measured: a connection plans a statement anew until it has seen it five times. */
const warmth = 6;
async function ask(name: string, work: (tx: Tx, i: number) => Promise<unknown>): Promise<void> {
  const waits: number[] = [];
  for (let i = 0; i < times + warmth; i++) {
    const from = performance.now();
    await inRegion(db, regionId, (tx) => work(tx, i));
    if (i >= warmth) waits.push(performance.now() - from);
  }
  asked[name] = { p50Ms: quantile(waits, 0.5), p95Ms: quantile(waits, 0.95) };
  console.error(name.padEnd(40), JSON.stringify(asked[name]), asked[name].p95Ms > limitMs ? '← too long' : '');
}
/** So many people of each post take turns: one of a busy unit and one of a quiet one ask for different things. */
const people = 5;
const spread = <T>(all: readonly T[]): T[] =>
  Array.from({ length: Math.min(people, all.length) }, (_, i) => all[Math.floor((i * all.length) / people)]!);

for (const post of posts as readonly Post[]) {
  const actors = spread(ground.in(post));
  if (actors.length === 0 || post.endsWith('_admin')) continue;
  const askAll = (name: string, work: (tx: Tx, actor: Actor) => Promise<unknown>) =>
    ask(`${name}, ${post}`, (tx, i) => work(tx, actors[i % actors.length]!));
  for (const queue of queues) await askAll(`queue ${queue}`, (tx, actor) => caseQueue(tx, actor, { queue }, now));
  await askAll('counts', (tx, actor) => queueCounts(tx, actor, now));
  await askAll('today', (tx, actor) => fiveFor(tx, actor, now));
  await askAll('search', (tx, actor) => caseQueue(tx, actor, { queue: 'all', q: '路灯' }, now));
  await askAll('search of nothing', (tx, actor) => caseQueue(tx, actor, { queue: 'all', q: '没有这个词' }, now));
  await askAll('papers', (tx, actor) => papersPage(tx, actor, { owed: true }, now));
  await askAll('tasks', (tx, actor) => tasksPage(tx, actor, {}, now, 'zh'));
  await askAll('tasks done', (tx, actor) => tasksPage(tx, actor, { open: false }, now, 'zh'));
  await askAll('task counts', (tx, actor) => taskCounts(tx, actor, now));
  await askAll('meetings', (tx, actor) => meetingsPage(tx, actor, {}, now));
}
const officers = spread(ground.in('duty_officer'));
const officer = officers[0]!;
const callers = spread(ground.in('caller'));
const keepers = spread(ground.in('keeper'));
const taking = <T>(list: readonly T[], i: number): T => list[i % list.length]!;
const span = { from: localDate(month.from, officer.timeZone), to: localDate(month.to, officer.timeZone) };
await ask('calls to make', (tx, i) => callbacksPage(tx, taking(callers, i), {}, now));
await ask('calls made', (tx, i) => callbacksPage(tx, taking(callers, i), { done: true }, now));
await ask('calls of a month', (tx, i) => figuresOfCallbacks(tx, taking(callers, i), span, now));
await ask('what is to be looked at again', (tx, i) => reviewsPage(tx, taking(officers, i), {}, now));
await ask('the day of a keeper', (tx, i) => dayOf(tx, taking(keepers, i), now));
await ask('visits of a keeper', (tx, i) => visitsPage(tx, keys, taking(keepers, i), {}));
await ask('case page', (tx, i) => caseDetail(tx, taking(officers, i), taking(found, i).id, now, 'zh'));
await ask('near', (tx, i) => nearbyCases(tx, taking(officers, i), taking(found, i).id, now, 'zh'));
await ask('supervised', (tx, i) => supervisedPage(tx, taking(officers, i), {}, now));

await ask('figures of a month', (tx) => figures(tx, regionId, month, now));
await ask('figures of the last thirty days', (tx) => figures(tx, regionId, latest, now));
await ask('figures of a year', (tx) => figures(tx, regionId, { from: dayBefore(365), to: now }, now));
for (const figure of figureNames)
  await ask(`cases behind ${figure}`, (tx, i) =>
    casesBehind(
      tx,
      taking(officers, i),
      figure,
      month,
      { from: month.from.toISOString(), to: month.to.toISOString() },
      now,
    ),
  );

const everywhere = { regionId, sight: groundSight(regionId, null), ground: undefined, at: now, lang: 'zh' as const };
const clerks = spread(ground.in('clerk'));
const leaders = spread(ground.in('leader'));
// A screen is sent what is now; its month is counted behind it, and nobody waits for that.
for (const [name, sights] of [
  ['board', [everywhere.sight, ...leaders.map(sightOf)]],
  ['board of a clerk', clerks.map(sightOf)],
] as const) {
  await ask(name, (tx, i) => nowOf(tx, { ...everywhere, sight: taking(sights, i) }));
  await ask(`${name}: its month, counted behind it`, (tx, i) =>
    monthOf(tx, { ...everywhere, sight: taking(sights, i) }),
  );
}
await ask('recurring, by street', (tx) => recurringPage(tx, regionId, month, 'street', {}));
await ask('recurring, by community', (tx) => recurringPage(tx, regionId, month, 'community', {}));
await ask('why cases are stuck', (tx) => stuckPage(tx, regionId, month, 'street', {}));
await ask('reports by place and month', (tx) => countsPage(tx, regionId, month, 'street', {}));
await ask('causes', (tx) => causesPage(tx, regionId, {}));
await ask('improvements', (tx) => itemsPage(tx, regionId, {}));
await ask('where it waits', (tx) => flowOf(tx, regionId, latest, undefined));
await ask('where it waits, a year', (tx) => flowOf(tx, regionId, { from: dayBefore(365), to: now }, undefined));

const worst = new Map<string, number>();
for (const [name, { p95Ms }] of Object.entries(asked)) {
  const kind = name.split(',')[0]!;
  worst.set(kind, Math.max(p95Ms, worst.get(kind) ?? 0));
}
const missed = Object.fromEntries(
  Object.entries(asked)
    .filter(([, { p95Ms }]) => !(p95Ms <= limitMs))
    .map(([name, { p95Ms }]) => [name, p95Ms]),
);
record('lists', ['server', 'contract', 'db/migrations', 'bench/lists.ts', 'bench/generate'], {
  loadBefore: Math.round(loadBefore * 10) / 10,
  cases,
  times,
  limitMs,
  missed,
  worstP95Ms: Object.fromEntries([...worst].sort((a, b) => b[1] - a[1])),
  asked,
  loadAfter: Math.round(loadavg()[0]! * 10) / 10,
});
await close();
const tooLong = Object.keys(missed).length;
console.error(
  tooLong === 0
    ? `every question within ${limitMs} ms`
    : `${tooLong} of ${Object.keys(asked).length} questions took longer than ${limitMs} ms`,
);
if (tooLong > 0) process.exitCode = 1;
