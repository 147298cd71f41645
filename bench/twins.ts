/**
 * 疑似重复: how many twins are found and how many hints are false, on the pairs of test/twins (those used once among them) and on a
 * month of an imaginary district; and how long looking takes among 100,000 open cases, a quarter of them without a point.
 *
 *   DATABASE_URL=<owner, may create databases> node bench/twins.ts [--open 100000] [--lookups 1000]
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { uuidv7 } from '#contract/ids.ts';
import { receiveReport } from '#intake';
import { inRegion, openDb, openPool } from '#kit/db.ts';
import { chance } from '../demo/chance.ts';
import { demoSeed, drawDistrict } from '../demo/district.ts';
import { readDemo } from '../demo/read.ts';
import { surveyor } from '../demo/reports.ts';
import { enough, longestDays, seen, weights, type Seen, type Told } from '../server/intake/twins.ts';
import { keysOf, keysToAsk } from '../server/intake/twins/keys.ts';
import { recogniseNew } from '../server/intake/twins/recognise.ts';
import { saveRecognised } from '../server/intake/twins/store.ts';
import { candidatesBy, idsUnder, twinsOpen } from '../server/intake/twins/views.ts';
import { reachedOn, streamOf } from '../test/twins/measure.ts';
import { readPairs } from '../test/twins/pairs.ts';
import { record } from './record.ts';
import { administer, at, dropped, keys, layTown, quantile } from './town.ts';

const { values } = parseArgs({
  options: { open: { type: 'string', default: '100000' }, lookups: { type: 'string', default: '1000' } },
});
const [open, lookups] = [Number(values.open), Number(values.lookups)];
const town = 'bench_twins';
const appUrl = await layTown(town, 0);
const pool = openPool(appUrl, { max: 4 });
const db = openDb(pool);
const owner = new Client({ connectionString: at(town) });
await owner.connect();
const regionId = (await owner.query<{ id: number }>('select id from areas.regions')).rows[0]!.id;

// ── Many open cases, told in the demo's sentences at drawn places ──────────────────────────────────────────────────────

const luck = chance('twins');
const demo = readDemo();
const district = drawDistrict({ seed: demoSeed, units: demo.units });
const land = surveyor(district);
const now = new Date();
function tell(i: number) {
  const { sentence } = luck.pick(demo.sentences);
  const spot = land.spotFor(sentence, 'estate', luck);
  const detail = land.fill(sentence, spot, 'zh');
  const [lon, lat] = spot.point as [number, number];
  const point =
    i % 4 === 0 ? null : { lon: lon + (luck.below(2000) - 1000) * 1e-6, lat: lat + (luck.below(2000) - 1000) * 1e-6 };
  const openedAt = new Date(now.getTime() - luck.below(30 * 86_400) * 1000);
  return { title: detail.slice(0, 14), detail, placeText: land.placeText(spot, 'zh'), point, openedAt };
}
const first = await inRegion(db, regionId, (tx) =>
  receiveReport(
    tx,
    keys,
    regionId,
    { id: uuidv7(), kind: 'help', title: '路灯不亮', naming: 'anonymous', lang: 'zh' },
    { channel: 'web' },
    now,
  ),
);
const table = 'cases.cases';
for (let done = 0; done < open; done += 5_000) {
  const rows = Array.from({ length: Math.min(5_000, open - done) }, (_, i) => {
    const { point, openedAt, ...texts } = tell(done + i);
    return {
      id: uuidv7(openedAt.getTime()),
      number: `T${done + i}`,
      ...texts,
      openedAt: openedAt.toISOString(),
      lon: point?.lon,
      lat: point?.lat,
    };
  });
  // A copy of a real case with other words, at another place: looking for twins reads nothing but these rows.
  const columns = (
    await owner.query<{ name: string }>(
      `select string_agg(column_name, ',') as name from information_schema.columns
        where table_schema = 'cases' and table_name = 'cases' and is_generated = 'NEVER'
          and column_name not in ('id','number','title','detail','place_text','location','located_by','opened_at','matter_id')`,
    )
  ).rows[0]!.name;
  await owner.query(
    `insert into ${table} (id, number, title, detail, place_text, location, located_by, opened_at, matter_id, ${columns})
     select g.id, g.number, g.title, g.detail, g."placeText", point(g.lon, g.lat), case when g.lon is null then 'fallback' else 'point' end, g."openedAt",
            (select m.id from catalogue.matters m where m.region_id = c.region_id order by m.id offset abs(hashtext(g.title)) % 90 limit 1), ${columns
              .split(',')
              .map((one) => `c.${one}`)
              .join(',')}
       from cases.cases c, jsonb_to_recordset($1::jsonb) as g(id uuid, number text, title text, detail text, "placeText" text, lon float8, lat float8, "openedAt" timestamptz)
      where c.id = $2`,
    [JSON.stringify(rows), first.caseId],
  );
}
await owner.query('vacuum analyze');

// ── What each is recognised by: put down as the sweep does, the last ones by the sweep itself ──────────────────────────

const swept = Math.min(2_000, open);
type Row = Told & { id: string; lon: number | null; lat: number | null };
let last: Row | undefined;
for (let done = 0; done < open - swept;) {
  const { rows } = await owner.query<Row>(
    `select id, title, detail, place_text as "placeText", location[0] as lon, location[1] as lat, opened_at as at, matter_id as "matterId"
       from cases.cases where ($1::timestamptz is null or (opened_at, id) > ($1, $2)) order by opened_at, id limit 2000`,
    [last?.at ?? null, last?.id ?? null],
  );
  last = rows.at(-1);
  done += rows.length;
  const list = rows.map(({ id, lon, lat, ...told }) => ({
    caseId: id,
    openedAt: told.at,
    alikeTo: null,
    likeness: null,
    keys: keysOf(seen({ ...told, point: lon === null || lat === null ? null : { lon, lat } })),
  }));
  await inRegion(db, regionId, (tx) => saveRecognised(tx, regionId, list));
}
const began = performance.now();
const progress = { after: null, wholeAt: 0 };
let recognised = 0;
for (;;) {
  const looked = await inRegion(db, regionId, (tx) => recogniseNew(tx, regionId, now, 300, progress));
  if (looked === 0) break;
  recognised += looked;
}
const sweepSeconds = (performance.now() - began) / 1000;
await owner.query('vacuum analyze intake.recognised, intake.recognised_by, cases.cases');

// ── Looking for twins ──────────────────────────────────────────────────────────────────────────────────────────────────

const statements: number[] = [];
const whole: number[] = [];
let candidates = 0;
const asked: Seen[] = Array.from({ length: lookups + 100 }, (_, i) => {
  const { openedAt: _openedAt, ...told } = tell(i);
  return seen({ ...told, at: now, matterId: null });
});
for (const [i, mine] of asked.entries()) {
  await inRegion(db, regionId, async (tx) => {
    const since = new Date(now.getTime() - longestDays * 86_400_000);
    const from = performance.now();
    const ids = [
      ...new Set([...(await idsUnder(tx, regionId, keysToAsk(mine, { wide: true }), since)).values()].flat()),
    ].slice(0, 120);
    await candidatesBy(tx, regionId, ids);
    const between = performance.now();
    await twinsOpen(tx, regionId, mine, { forAnybody: true, limit: 8 });
    if (i < 100) return; // warm
    statements.push(between - from);
    whole.push(performance.now() - between);
    candidates += ids.length;
  });
}
/** What the database itself took, by its own clock; the statement is `idsUnder`. */
const looking = `
  select given.key, array_agg(k.case_id::text order by k.opened_at desc) as ids
    from unnest($1::text[]) as given (key)
   cross join lateral (
     select r.case_id, r.opened_at from intake.recognised_by r
      where r.region_id = ${regionId} and r.key = given.key and r.opened_at >= now() - interval '${longestDays} days'
      order by r.opened_at desc limit 10) k
   group by given.key`;
const inDatabase: number[] = [];
for (const mine of asked.slice(100, 300)) {
  const { rows } = await owner.query<{ 'QUERY PLAN': [{ 'Execution Time': number }] }>(
    `explain (analyze, timing off, format json) ${looking}`,
    [keysToAsk(mine, { wide: true })],
  );
  inDatabase.push(rows[0]!['QUERY PLAN'][0]['Execution Time']);
}
const plan = (
  await owner.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers, costs off, summary off) ${looking}`, [
    keysToAsk(asked[1]!, { wide: true }),
  ])
).rows.map((row) => row['QUERY PLAN']);
const size = (
  await owner.query<{ keys: number; cases: number }>(
    'select count(*)::int as keys, count(distinct case_id)::int as cases from intake.recognised_by',
  )
).rows[0]!;
await owner.end();
await pool.end();
await administer(dropped(town));

const once = reachedOn(readPairs('once.txt'));
const tuning = reachedOn(readPairs('tuning.txt'));
const { examples: _examples, ...stream } = streamOf(1500);
record('twins', ['server/intake/twins', 'server/intake/twins.ts', 'bench/twins.ts', 'test/twins'], {
  load: loadavg().map((one) => Math.round(one * 10) / 10),
  once: { ...once, note: 'written and committed before the score; not tuned on' },
  tuning,
  stream: {
    ...stream,
    note: 'a month of 平宁区 coming in; a false hint is one to a report that has no twin before it',
  },
  weights,
  enough,
  lookup: {
    openCases: open + 1,
    withoutPoint: 'a quarter',
    keys: size.keys,
    casesWithKeys: size.cases,
    candidatesMean: Math.round(candidates / lookups),
    statementsMs: { p50: quantile(statements, 0.5), p95: quantile(statements, 0.95), p99: quantile(statements, 0.99) },
    keysInDatabaseMs: { p50: quantile(inDatabase, 0.5), p95: quantile(inDatabase, 0.95) },
    withScoringMs: { p50: quantile(whole, 0.5), p95: quantile(whole, 0.95) },
    plan,
  },
  sweep: { cases: recognised, seconds: Math.round(sweepSeconds), perSecond: Math.round(recognised / sweepSeconds) },
});
