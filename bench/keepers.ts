/**
 * A district as large as the one the sources tell of: 839 cells with 4,005 keepers (D-25). They are laid through the doors there are — the
 * import of boundaries, people, accounts, posts, appointments — and then asked about as they are at seven in the morning: keepers sign in
 * and fetch the bundle of their day, the desk opens the roster, the map of the cells and whom to send.
 *
 *   DATABASE_URL=<owner, may create databases> node bench/keepers.ts [--times 20]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addPerson, createAccount, demoPassword, grantPost, hashPassword, housePermit, unitsOf } from '#access';
import { appointKeepers, importAreas, listRegions, readAreas, treeOf } from '#areas';
import { uuidv7 } from '#contract/ids.ts';
import { readConfig } from '#kit/config.ts';
import { inNoRegion, inRegion, openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { buildApp } from '../server/app.ts';
import { record } from './record.ts';
import { administer, dropped, keys, layTown, quantile } from './town.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '20' } } });
const times = Number(values.times);
const [cells, keepers, across] = [839, 4_005, 29];
/** Half a second is felt at a desk; a bundle travels to a telephone. */
const limits = { deskMs: 500, bundleMs: 1_000 };
const database = 'bench_keepers';
const pool = openPool(await layTown(database, 60));
const db = openDb(pool);
const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-keepers-'));
const [region] = await inNoRegion(db, listRegions);
const regionId = region!.id;
const loadBefore = loadavg()[0]!;
const laidMs: Record<string, number> = {};
async function laying<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const done = await work();
  laidMs[what] = Math.round(performance.now() - from);
  console.error(`laid: ${what}`.padEnd(30), laidMs[what], 'ms');
  return done;
}

// ── Laid through the doors there are ──

const { rows: bounds } = await pool.query<Record<'west' | 'east' | 'south' | 'north', number>>(
  `select min(centre[0]) as west, max(centre[0]) as east, min(centre[1]) as south, max(centre[1]) as north
     from areas.boundaries where region_id = $1 and valid_to is null`,
  [regionId],
);
const { west, east, south, north } = bounds[0]!;
const [wide, high] = [(east - west) / across, (north - south) / across];
const codeOf = (n: number): string => `BENCH-${String(n + 1).padStart(4, '0')}`;
const squares = Array.from({ length: cells }, (_, n) => {
  const [left, low] = [west + (n % across) * wide, south + Math.floor(n / across) * high];
  const ring = [[left, low], [left + wide, low], [left + wide, low + high], [left, low + high], [left, low]]; // prettier-ignore
  const properties = { code: codeOf(n), name: `第 ${n + 1} 网格` };
  return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring] } };
});
const layer = '839';
await laying('boundaries', async () => {
  const bytes = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: squares }));
  const file = await readAreas(bytes, { mapping: { code: 'code', name: 'name' }, fileName: 'cells.geojson' });
  await importAreas(db, housePermit('areas.edit', regionId), file, {
    layer,
    fileName: 'cells.geojson',
    level: 'duty_grid',
  });
});
const passwordHash = await hashPassword(demoPassword(keys));
const at = new Date();
const today = at.toISOString().slice(0, 10);
const atOnce = 445;
await laying('keepers', async () => {
  for (let from = 0; from < keepers; from += atOnce)
    await inRegion(db, regionId, async (tx) => {
      const [units, tree] = [await unitsOf(tx, regionId), await treeOf(tx, regionId)];
      const areas = new Map([...tree.byId.values()].map((area) => [area.code, area.id]));
      const streets = [...units.byId.values()].filter(({ kind }) => kind === 'street');
      const [people, posts] = [housePermit('people.edit', regionId), housePermit('posts.grant', regionId)];
      const appointments = [];
      for (let n = from; n < Math.min(keepers, from + atOnce); n++) {
        const [personId, areaId] = [uuidv7(at.getTime()), areas.get(codeOf(n % cells))!];
        await addPerson(tx, people, { id: personId, name: `网格员${n + 1}` }, at);
        const account = { id: uuidv7(at.getTime()), personId, login: `bench-${n + 1}`, demo: true, passwordHash };
        await createAccount(tx, people, account, at);
        const unitId = streets[n % streets.length]!.id;
        await grantPost(
          tx,
          posts,
          personId,
          { id: uuidv7(at.getTime()), post: 'keeper', unitId, areaId, fromOn: today },
          at,
        );
        const role = n < cells ? ('keeper' as const) : ('deputy' as const);
        appointments.push({ id: uuidv7(at.getTime()), areaId, personId, role, fromOn: today });
      }
      await appointKeepers(tx, housePermit('areas.edit', regionId), appointments, at);
    });
});

// ── Seven in the morning ──

const { app } = await buildApp({
  db,
  keys,
  files: fileStore(folder),
  config: readConfig({ GRIDLOOP_DATA: folder }, folder),
  log: makeLog('error'),
});
type Sent = { headers: Record<string, string>; ms: number; bytes: number; json: () => unknown };
async function send(method: 'GET' | 'POST', url: string, cookie = '', payload?: object): Promise<Sent> {
  const from = performance.now();
  const reply = await app.inject({ method, url, headers: cookie ? { cookie } : {}, ...(payload ? { payload } : {}) });
  const ms = performance.now() - from;
  if (reply.statusCode !== 200) throw new Error(`${method} ${url}: ${reply.statusCode} ${reply.body.slice(0, 200)}`);
  return {
    headers: reply.headers as Record<string, string>,
    ms,
    bytes: reply.rawPayload.length,
    json: () => reply.json(),
  };
}
async function signIn(login: string): Promise<{ cookie: string; ms: number }> {
  const { headers, ms } = await send('POST', '/v1/session', '', { login, password: demoPassword(keys) });
  return { cookie: String([headers['set-cookie']].flat()[0]).split(';')[0]!, ms };
}
const asked: Record<string, { p50Ms: number; p95Ms: number; kilobytes?: number; n?: number }> = {};
function told(name: string, waits: number[], more: object = {}): void {
  asked[name] = { p50Ms: quantile(waits, 0.5), p95Ms: quantile(waits, 0.95), ...more };
  console.error(name.padEnd(30), JSON.stringify(asked[name]));
}

const sessions = [];
for (let n = 0; n < times; n++) sessions.push(await signIn(`bench-${1 + n * Math.floor(keepers / times)}`));
told('sign in', sessions.map(({ ms }) => ms)); // prettier-ignore
const bundles = [];
for (const { cookie } of sessions) bundles.push(await send('GET', '/v1/field/day', cookie));
told('bundle of the day', bundles.map(({ ms }) => ms), { kilobytes: Math.round(quantile(bundles.map(({ bytes }) => bytes), 0.5) / 1000) }); // prettier-ignore

const desk = { dispatcher: (await signIn('paiqianyuan')).cookie, security: (await signIn('anquanguanliyuan')).cookie };
async function ask(name: string, url: string, cookie: string, count?: (json: any) => number): Promise<void> {
  const waits = [];
  let last: Sent | undefined;
  for (let n = 0; n < times + 1; n++) {
    last = await send('GET', url, cookie);
    if (n > 0) waits.push(last.ms);
  }
  told(name, waits, { kilobytes: Math.round(last!.bytes / 1000), ...(count ? { n: count(last!.json()) } : {}) });
}
const cell = await inRegion(db, regionId, async (tx) => [...(await treeOf(tx, regionId)).byId.values()].find(({ code }) => code === codeOf(400))!.id); // prettier-ignore
await ask('roster', '/v1/people?post=keeper&limit=50', desk.security, ({ rows }) => rows.length);
await ask(
  'roster, searched',
  `/v1/people?q=${encodeURIComponent('网格员400')}`,
  desk.security,
  ({ rows }) => rows.length,
);
await ask(
  'cells on the map',
  `/v1/area-shapes?level=duty_grid&layer=${layer}`,
  desk.dispatcher,
  ({ features }) => features.length,
);
await ask('keepers on the map', '/v1/map-signs?signs=keepers', desk.dispatcher, ({ signs }) => signs.length);
await ask('whom to send', `/v1/colleagues?post=keeper&areaId=${cell}`, desk.dispatcher, ({ people }) => people.length);
await ask('queue', '/v1/cases?queue=all&limit=50', desk.dispatcher, ({ rows }) => rows.length);

const { 'sign in': _, 'bundle of the day': bundle, ...desks } = asked;
const late = Object.entries(desks).filter(([, { p95Ms }]) => p95Ms > limits.deskMs).map(([name]) => name); // prettier-ignore
if (bundle!.p95Ms > limits.bundleMs) late.push('bundle of the day');
record('keepers', ['server', 'contract', 'db/migrations', 'bench/keepers.ts'], {
  cells,
  keepers,
  times,
  limits,
  load: { before: loadBefore, after: loadavg()[0] },
  laidMs,
  asked,
  late,
});
await app.close();
await pool.end();
await administer(dropped(database));
rmSync(folder, { recursive: true, force: true });
