/**
 * Search among a whole country's names of communities and villages, which stand outside the repository: read in by the same action
 * that reads a district's own gazetteer, then asked by 1,000 random pairs of characters for the first 20 hits, and by other queries
 * people type. A text of a report is matched against all of them too. Only counts and times are kept.
 *
 *   DATABASE_URL=<owner of an empty database> node bench/name-search.ts <folder with villages.csv.gz>
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { housePermit } from '#access';
import { addPlaces, ensureRegion, findPlaces, placeInText, placesInText } from '#areas';
import { initialsOf } from '#contract/initials.ts';
import { inNoRegion, inRegion, openDb, openPool } from '#kit/db.ts';
import { migrate } from '#kit/migrate.ts';
import { record } from './record.ts';

const [folder] = process.argv.slice(2);
const url = process.env['DATABASE_URL'];
if (!folder || !url) throw new Error('DATABASE_URL=<owner of an empty database> node bench/name-search.ts <folder>');
const { appUrl } = await migrate(url, 'bench');
const pool = openPool(appUrl, { max: 2 });
const db = openDb(pool);

type Row = { code: string; name: string };
const rows: Row[] = parse(gunzipSync(readFileSync(join(folder, 'villages.csv.gz'))), { columns: true });
const regionId = await inNoRegion(db, (tx) => ensureRegion(tx, { code: 'names', name: '地名检索' }));

const batch = 10_000;
const from = performance.now();
let added = 0;
for (let i = 0; i < rows.length; i += batch) {
  const places = rows.slice(i, i + batch).map(({ name, code }) => ({ name, code, kind: 'community', point: null }));
  const by = housePermit('areas.edit', regionId);
  added += (await inRegion(db, regionId, (tx) => addPlaces(tx, by, places, new Date()))).added;
}
const loadedIn = (performance.now() - from) / 1000;

/** A fixed series: the same queries on every machine. */
let seed = 20;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed % below;
};
const han = /^\p{Script=Han}+$/u;
const anyName = () => Array.from(rows[random(rows.length)]!.name);
const many = (n: number, make: () => string, fits: (q: string) => boolean = (q) => han.test(q)): string[] => {
  const queries: string[] = [];
  while (queries.length < n) {
    const q = make();
    if (fits(q)) queries.push(q);
  }
  return queries;
};
const piece = (length: number) => () => {
  const name = anyName();
  const at = random(Math.max(1, name.length - length + 1));
  return name.slice(at, at + length).join('');
};
const pairs = [...new Set(rows.flatMap(({ name }) => Array.from(name, (_, i) => name.slice(i, i + 2))))].filter(
  (pair) => pair.length === 2 && han.test(pair),
);

const limit = 20;
async function measured(queries: readonly string[], ask: (q: string) => Promise<number>) {
  for (const q of queries.slice(0, 50)) await ask(q); // statements are planned once
  const times: number[] = [];
  let hits = 0;
  for (const q of queries) {
    const at = performance.now();
    hits += await ask(q);
    times.push(performance.now() - at);
  }
  times.sort((a, b) => a - b);
  const of = (share: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]! * 100) / 100;
  return { n: queries.length, hits, p50Ms: of(0.5), p95Ms: of(0.95), p99Ms: of(0.99), maxMs: of(1) };
}
const search = (q: string) => inRegion(db, regionId, async (tx) => (await findPlaces(tx, regionId, q, limit)).length);

/** What every one of them costs before anything is asked: a transaction there and back, on this machine as busy as it is. */
const nothing = () => inRegion(db, regionId, async () => 0);

const shortReport = () => `${anyName().join('')}门口的路灯不亮了，请尽快来修`;
const timesOf = {
  emptyTransaction: await measured(many(1000, piece(2)), nothing),
  /** pairs as often as names contain them: most are 社区, 村委 and the like */
  pairsAsTheyOccur: await measured(many(1000, piece(2)), search),
  /** every pair that occurs at all is as likely as any other */
  pairsAllAlike: await measured(
    many(1000, () => pairs[random(pairs.length)]!),
    search,
  ),
  singleCharacters: await measured(many(300, piece(1)), search),
  threeAndMore: await measured(many(300, piece(4)), search),
  initials: await measured(
    many(
      300,
      () => initialsOf(piece(4)()),
      (q) => q.length >= 3,
    ),
    search,
  ),
  aReportPlaced: await measured(
    many(300, shortReport, () => true),
    (text) => inRegion(db, regionId, async (tx) => Number((await placeInText(tx, regionId, ['', text])) !== null)),
  ),
  aReportsCandidates: await measured(
    many(300, shortReport, () => true),
    (text) => inRegion(db, regionId, async (tx) => (await placesInText(tx, regionId, [text, ''])).candidates.length),
  ),
};
await pool.end();

record('name-search', ['server/areas', 'db/migrations', 'contract/grams.ts'], {
  load: loadavg().map((load) => Math.round(load * 100) / 100),
  names: rows.length,
  added,
  loadedInSeconds: Math.round(loadedIn * 10) / 10,
  firstHits: limit,
  asked: { pairsP95Ms: 20 },
  timesIncludeTheTransaction: true,
  ...timesOf,
});
