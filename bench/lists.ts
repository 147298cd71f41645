/**
 * What the desk asks, among many cases: the queues, a search, a case's page, the figures of a month, papers, as each kind of post. A
 * list must not cost more with a longer history: half of its answers, and all but one in twenty, in milliseconds.
 *
 *   node bench/lists.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--times 15]
 *   DATABASE_URL=<owner, may create databases> node bench/lists.ts [--cases 100000]
 */
import { loadavg } from 'node:os';
import { groundSight, sightOf } from '#access';
import { figures } from '#evaluation';
import { posts, type Post } from '#contract/access.ts';
import { queues } from '#contract/cases.ts';
import type { Actor } from '#kit/caller.ts';
import { inRegion, type Tx } from '#kit/db.ts';
import { caseDetail, caseQueue, nearbyCases, papersPage, queueCounts, supervisedPage } from '../server/cases/views.ts';
import { casesBehind } from '../server/evaluation/views.ts';
import { boardOf, monthOf } from '../server/insight/board.ts';
import { flowOf, recurringPage } from '../server/improvement/views.ts';
import { generated } from './generated.ts';
import { record } from './record.ts';
import { quantile } from './town.ts';

const { db, ground, client, cases, options, close } = await generated({ times: '15' });
const { regionId } = ground;
const times = Number(options['times']);
const loadBefore = loadavg()[0]!;
const now = new Date();
const month = { from: new Date(now.getTime() - 60 * 86_400_000), to: new Date(now.getTime() - 30 * 86_400_000) };
const { rows: found } = await client.query<{ id: string }>(
  `(select id from cases.cases where region_id = $1 and is_open limit 5)
   union all (select id from cases.cases where region_id = $1 and not is_open order by opened_at desc limit 5)`,
  [regionId],
);

const asked: Record<string, { p50Ms: number; p95Ms: number }> = {};
async function ask(name: string, work: (tx: Tx, i: number) => Promise<unknown>): Promise<void> {
  const waits: number[] = [];
  for (let i = 0; i < times + 2; i++) {
    const from = performance.now();
    await inRegion(db, regionId, (tx) => work(tx, i));
    if (i >= 2) waits.push(performance.now() - from);
  }
  asked[name] = { p50Ms: quantile(waits, 0.5), p95Ms: quantile(waits, 0.95) };
  console.error(name.padEnd(36), JSON.stringify(asked[name]));
}

const worst = new Map<string, number>();
for (const post of posts as readonly Post[]) {
  const actor: Actor | undefined = ground.in(post)[0];
  if (!actor || post.endsWith('_admin')) continue;
  for (const queue of queues) await ask(`queue ${queue}, ${post}`, (tx) => caseQueue(tx, actor, { queue }, now));
  await ask(`counts, ${post}`, (tx) => queueCounts(tx, actor, now));
  await ask(`search, ${post}`, (tx) => caseQueue(tx, actor, { queue: 'all', q: '路灯' }, now));
  await ask(`search of nothing, ${post}`, (tx) => caseQueue(tx, actor, { queue: 'all', q: '没有这个词' }, now));
  await ask(`papers, ${post}`, (tx) => papersPage(tx, actor, { owed: true }, now));
}
const officer = ground.in('duty_officer')[0]!;
await ask('case page', (tx, i) => caseDetail(tx, officer, found[i % found.length]!.id, now, 'zh'));
await ask('near', (tx, i) => nearbyCases(tx, officer, found[i % found.length]!.id, now, 'zh'));
await ask('supervised', (tx) => supervisedPage(tx, officer, {}, now));
await ask('figures of a month', (tx) => figures(tx, regionId, month, now));
await ask('cases behind a figure', (tx) =>
  casesBehind(tx, officer, 'case_on_time', month, { from: month.from.toISOString(), to: month.to.toISOString() }, now),
);
const everywhere = { regionId, sight: groundSight(regionId, null), ground: undefined, at: now, lang: 'zh' as const };
// A board is what happens now beside a month that was counted before: what a screen waits for, and what is counted behind it.
const ofClerk = { ...everywhere, sight: sightOf(ground.in('clerk')[0]!) };
for (const [name, asks] of [
  ['board', everywhere],
  ['board of a clerk', ofClerk],
] as const) {
  const counted = await inRegion(db, regionId, (tx) => monthOf(tx, asks));
  await ask(name, (tx) => boardOf(tx, asks, counted));
  await ask(`${name}: its month, behind it`, (tx) => monthOf(tx, asks));
}
await ask('recurring', (tx) => recurringPage(tx, regionId, month, 'street', {}));
await ask('where it waits', (tx) => flowOf(tx, regionId, month, undefined));

for (const [name, { p95Ms }] of Object.entries(asked)) {
  const kind = name.split(',')[0]!;
  worst.set(kind, Math.max(p95Ms, worst.get(kind) ?? 0));
}
record('lists', ['server', 'contract', 'db/migrations', 'bench/lists.ts', 'bench/generate'], {
  loadBefore: Math.round(loadBefore * 10) / 10,
  cases,
  times,
  worstP95Ms: Object.fromEntries([...worst].sort((a, b) => b[1] - a[1])),
  asked,
  loadAfter: Math.round(loadavg()[0]! * 10) / 10,
});
await close();
