/**
 * A storm: near-identical reports as fast as the machine takes them, half of them by "我也遇到", a part over HTTP, with the sweeps at work
 * beside them. Is it as fast at the end as at the beginning, is the queue still one line, do pages stay quick, can it be merged and
 * answered without anybody waiting behind it?
 *
 *   DATABASE_URL=<owner, may create databases> node bench/storm.ts [--reports 50000] [--http 5000] [--merge 5000] [--hands 8]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { uuidv7 } from '#contract/ids.ts';
import type { Post } from '#contract/access.ts';
import { makeMove } from '#cases';
import { answerWaiting, countJoining, keepStorms, receiveReport, recogniseNew } from '#intake';
import type { Actor } from '#kit/caller.ts';
import { inRegion, openDb, openPool, type Tx } from '#kit/db.ts';
import { lockCase } from '../server/cases/store.ts';
import { caseDetail, caseQueue } from '../server/cases/views.ts';
import { mergeAll } from '../server/intake/twins/merge.ts';
import { seenCase, caseTold, twinsOpen } from '../server/intake/twins/views.ts';
import { reportsOfCase } from '../server/intake/views.ts';
import { record } from './record.ts';
import { administer, at, byHands, client, dropped, keys, layTown, quantile, serveTown } from './town.ts';

const { values } = parseArgs({
  options: {
    reports: { type: 'string', default: '50000' },
    http: { type: 'string', default: '5000' },
    merge: { type: 'string', default: '5000' },
    hands: { type: 'string', default: '8' },
    /** on a busy machine: no more of the storm after so long; how many came is told */
    minutes: { type: 'string', default: '60' },
  },
});
const [reports, overHttp, toMerge, hands] = [values.reports, values.http, values.merge, values.hands].map(Number) as [
  number,
  number,
  number,
  number,
];
const town = 'bench_storm';
const appUrl = await layTown(town, 0);
const pool = openPool(appUrl, { max: hands + 4 });
const db = openDb(pool);
const owner = new Client({ connectionString: at(town) });
await owner.connect();
const regionId = (await owner.query<{ id: number }>('select id from areas.regions')).rows[0]!.id;
const spot = (
  await owner.query<{ lon: number; lat: number }>(
    `select location[0] as lon, location[1] as lat from areas.gazetteer where kind = 'estate' order by name limit 1`,
  )
).rows[0]!;
const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inRegion(db, regionId, work);
const ms = (from: number) => performance.now() - from;
const round = (one: number) => Math.round(one * 10) / 10;

// ── The storm, with the sweeps beside it ───────────────────────────────────────────────────────────────────────────────

const said = ['小区停水了', '停水，一滴水都没有', '家里没水用', '又停水了没通知', '整栋楼停水'];
let nth = 0;
const body = () => {
  const i = nth++;
  return {
    id: uuidv7(),
    kind: 'help' as const,
    title: said[i % said.length]!,
    detail: `${said[(i * 7) % said.length]!}，${1 + (i % 28)}楼`,
    placeText: '松笺家园',
    location: { lon: spot.lon + ((i * 37) % 200) * 1e-6, lat: spot.lat + ((i * 53) % 200) * 1e-6 },
    naming: 'anonymous' as const,
  };
};
const take = (follows?: string) =>
  within((tx) =>
    receiveReport(
      tx,
      keys,
      regionId,
      { ...body(), lang: 'zh', ...(follows ? { follows } : {}) },
      { channel: 'web' },
      new Date(),
    ),
  );
const first = await take();
const progress = { after: null, wholeAt: 0 };
const sweeping = { on: true, looked: 0, counted: 0 };
const sweeps = (async () => {
  while (sweeping.on) {
    const looked = await within((tx) => recogniseNew(tx, regionId, new Date(), 300, progress));
    const counted = await within((tx) => countJoining(tx, regionId, new Date()));
    sweeping.looked += looked;
    sweeping.counted += counted;
    await within((tx) => keepStorms(tx, regionId, new Date()));
    if (looked === 0) await new Promise((resolve) => setTimeout(resolve, 1000));
  }
})();
const until = performance.now() + Number(values.minutes) * 60_000;
const steps: { reports: number; perSecond: number; p95Ms: number; load: number }[] = [];
for (let done = 0; done < reports - overHttp && performance.now() < until; done += 5_000) {
  const items = Array.from({ length: Math.min(5_000, reports - overHttp - done) }, (_, i) => i % 2 === 1);
  const { seconds, milliseconds } = await byHands(hands, items, async (follows) => {
    await take(follows ? first.caseId : undefined);
  });
  steps.push({
    reports: items.length,
    perSecond: round(items.length / seconds),
    p95Ms: quantile(milliseconds, 0.95),
    load: round(loadavg()[0]!),
  });
  console.error(done + items.length, steps.at(-1));
}
let http: { reports: number; perSecond: number; p95Ms: number } | undefined;
if (overHttp > 0) {
  const served = await serveTown(appUrl);
  const door = client(served.port, hands);
  const bodies = Array.from({ length: overHttp }, (_, i) =>
    JSON.stringify({ ...body(), ...(i % 2 === 1 ? { follows: first.caseId } : {}) }),
  );
  const { seconds, milliseconds } = await byHands(hands, bodies, async (text) => {
    const answer = await door.send('POST', '/v1/reports', text);
    if (answer.status !== 200) throw new Error(answer.text);
  });
  http = { reports: overHttp, perSecond: round(overHttp / seconds), p95Ms: quantile(milliseconds, 0.95) };
  door.close();
  await served.stop();
}
const lagFrom = performance.now();
sweeping.on = false;
await sweeps;
while ((await within((tx) => recogniseNew(tx, regionId, new Date(), 300, progress))) > 0);
while ((await within((tx) => countJoining(tx, regionId, new Date()))) > 0);
await within((tx) => keepStorms(tx, regionId, new Date()));
const lagSeconds = ms(lagFrom) / 1000;

// ── What staff sees ────────────────────────────────────────────────────────────────────────────────────────────────────

const actorOf = async (post: Post): Promise<Actor> => {
  const { rows } = await owner.query(
    `select p.id, p.person_id, p.unit_id, u.name as unit_name, u.kind, u.root_id, n.name from access.posts p
       join access.units u on u.region_id = p.region_id and u.id = p.unit_id join access.people n on n.region_id = p.region_id and n.id = p.person_id
      where p.post = $1 limit 1`,
    [post],
  );
  const row = rows[0]!;
  return {
    accountId: row.person_id,
    personId: row.person_id,
    name: row.name,
    login: post,
    regionId,
    regionName: '平宁区',
    timeZone: 'Asia/Shanghai',
    stage: 'full',
    demo: true,
    sessionHash: Buffer.alloc(0),
    posts: [
      {
        id: row.id,
        post,
        unitId: row.unit_id,
        unitIds: [row.unit_id],
        unitName: row.unit_name,
        unitKind: row.kind,
        rootUnitId: row.root_id,
        areaId: null,
        areaName: null,
        areaPath: null,
      },
    ],
  };
};
const receiver = await actorOf('receiver');
const timed = async (work: (tx: Tx) => Promise<unknown>, times = 40) => {
  const all: number[] = [];
  for (let i = 0; i < times + 5; i++) {
    const from = performance.now();
    await within(work);
    if (i >= 5) all.push(ms(from));
  }
  return { p50: quantile(all, 0.5), p95: quantile(all, 0.95) };
};
const pages = async () => ({
  list: await timed((tx) => caseQueue(tx, receiver, { queue: 'mine' }, new Date())),
  case: await timed((tx) => caseDetail(tx, receiver, first.caseId, new Date(), 'zh')),
  reports: await timed((tx) => reportsOfCase(tx, keys, receiver, first.caseId, { limit: 20 })),
  twins: await timed(async (tx) => {
    const told = await caseTold(tx, regionId, first.caseId);
    await twinsOpen(tx, regionId, seenCase(told!), { except: first.caseId, limit: 8 });
  }),
});
await owner.query('analyze');
const queue = await within((tx) => caseQueue(tx, receiver, { queue: 'mine' }, new Date()));
const line = queue.rows.find(({ id }) => id === first.caseId);
const inStorm = await pages();

// ── Taken together, and answered ───────────────────────────────────────────────────────────────────────────────────────

const stop = new Error('enough merged');
let merged = 0;
const waits: number[] = [];
const merging = { on: true };
// Somebody else works on the same case meanwhile: how long is her look and lock kept waiting?
const other = (async () => {
  while (merging.on) {
    const from = performance.now();
    await within((tx) => lockCase(tx, regionId, first.caseId));
    waits.push(ms(from));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
})();
const mergeFrom = performance.now();
try {
  await mergeAll(
    { db, now: () => new Date() },
    receiver,
    { into: first.caseId, except: [], lang: 'zh' },
    {
      at: async (done) => {
        merged = done;
        if (done >= toMerge) throw stop;
      },
      goOn: () => undefined,
    },
  );
} catch (error) {
  if (error !== stop) throw error;
}
const mergeSeconds = ms(mergeFrom) / 1000;
merging.on = false;
await other;
const afterMerging = await pages();
const closeFrom = performance.now();
await within((tx) =>
  makeMove(
    tx,
    receiver,
    { caseId: first.caseId, input: { move: 'answer', text: '抢修完成，已恢复供水。' } },
    new Date(),
  ),
);
const closeMs = ms(closeFrom);
const answerSteps: number[] = [];
let answered = 0;
for (;;) {
  const from = performance.now();
  const some = await within((tx) => answerWaiting(tx, regionId));
  if (some === 0) break;
  answerSteps.push(ms(from));
  answered += some;
}
const left = (
  await owner.query<{ n: number }>(
    `select count(*)::int as n from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
      where r.answered_at is null and (c.id = $1 or c.merged_into = $1)`,
    [first.caseId],
  )
).rows[0]!.n;
await within((tx) => keepStorms(tx, regionId, new Date()));
await owner.end();
await pool.end();
await administer(dropped(town));

record('storm', ['server', 'contract', 'db', 'bench/storm.ts', 'bench/town.ts'], {
  load: loadavg().map(round),
  reports: nth,
  hands,
  note: 'half follow the first case; the sweeps run beside; load generator, server and PostgreSQL share the machine',
  steps,
  lastToFirst: round((steps.at(-1)!.perSecond / steps[0]!.perSecond) * 10) / 10,
  http,
  lagAfterStormSeconds: round(lagSeconds),
  queueLines: queue.rows.length,
  line: { alike: line?.alike, reports: line?.reports },
  pagesMs: inStorm,
  merging: {
    merged,
    seconds: round(mergeSeconds),
    perSecond: round(merged / mergeSeconds),
    othersWaitMs: { p95: quantile(waits, 0.95), max: quantile(waits, 1) },
  },
  pagesAfterMergingMs: afterMerging,
  answering: {
    closeMs: round(closeMs),
    reports: answered + 100,
    stepMs: { p50: quantile(answerSteps, 0.5), p95: quantile(answerSteps, 0.95), max: quantile(answerSteps, 1) },
    seconds: round(answerSteps.reduce((a, b) => a + b, 0) / 1000),
    left,
  },
});
