/**
 * A district of 690,500 residents on a bad day: 10,000 reports in a minute, then ten minutes of five reports a second with a photo of two
 * megapixels each. They come when they come (open loop: a slow answer holds nobody back), from this process, over loopback, to the server as
 * `npm start` has it, sweeps and all, beside it. Counted from the moment each was due: until the receipt, which is the commit. Afterwards:
 * is every receipt's report there once, with its case and its photo, and does the house see which of them tell the same?
 *
 *   DATABASE_URL=<owner, may create databases> node bench/residents.ts [--reports 10000] [--seconds 60] [--photos 3000] [--perSecond 5]
 */
import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import sharp from 'sharp';
import { uuidv7 } from '#contract/ids.ts';
import { inRegion, openDb, openPool } from '#kit/db.ts';
import { chance } from '../demo/chance.ts';
import { caseTold, seenCase, twinsOpen } from '../server/intake/twins/views.ts';
import { events, letters, tellings } from './letters.ts';
import { record } from './record.ts';
import { administer, at, client, dropped, layTown, quantile, serveTown } from './town.ts';

const { values } = parseArgs({
  options: {
    reports: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    photos: { type: 'string', default: '3000' },
    perSecond: { type: 'string', default: '5' },
  },
});
const [reports, seconds, photos, perSecond] = [values.reports, values.seconds, values.photos, values.perSecond].map(
  Number,
) as [number, number, number, number];
const residents = 690_500;
const limitMs = 300;
const tellers = 5;
const town = 'bench_residents';
const load = () => Math.round(loadavg()[0]! * 10) / 10;
const loadBefore = load();

// ── Who tells what ─────────────────────────────────────────────────────────────────────────────────────────────────────

const luck = chance('residents');
/** Every tenth report is one of a need that five neighbours tell; the others tell needs of their own, a third of them with a mailbox. */
function day(count: number, seed: string) {
  const needs = events(Math.floor(count / 10 / tellers), seed).map((event, i) =>
    tellings(event, tellers, `${seed} ${i}`),
  );
  const own = letters(count - needs.length * tellers, seed).map((text) => {
    const told = JSON.parse(text) as { contact?: object };
    if (told.contact) told.contact = { name: '住户', email: `resident-${luck.below(residents)}@example.com` };
    return JSON.stringify(told);
  });
  // Neighbours do not tell it one after the other.
  const all = [...own, ...needs.flat()].map((body) => ({ body, when: luck.below(1_000_000) }));
  const bodies = all.sort((a, b) => a.when - b.when).map(({ body }) => body);
  const idOf = (body: string) => (JSON.parse(body) as { id: string }).id;
  return { bodies, needs: needs.map((told) => told.map(idOf)) };
}

/** So many at once, each when it is due, whatever the others wait for. Milliseconds are counted from that moment. */
async function arriving<T>(items: T[], each: number, work: (item: T, due: number) => Promise<void>): Promise<number[]> {
  const from = performance.now();
  const milliseconds: number[] = [];
  const going: Promise<void>[] = [];
  for (const [i, item] of items.entries()) {
    const due = from + i * each;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    going.push(work(item, due).then(() => void milliseconds.push(performance.now() - due)));
  }
  await Promise.all(going);
  return milliseconds;
}
const waits = (milliseconds: number[]) => ({
  p50: quantile(milliseconds, 0.5),
  p95: quantile(milliseconds, 0.95),
  p99: quantile(milliseconds, 0.99),
  max: quantile(milliseconds, 1),
});

// ── The minute, and the ten minutes ────────────────────────────────────────────────────────────────────────────────────

const appUrl = await layTown(town, 150);
const served = await serveTown(appUrl);
const door = client(served.port, 128);
type Receipt = { number: string; secret: string };
const receipts = new Map<string, Receipt>();
const refused: string[] = [];
async function tell(body: string): Promise<Receipt | undefined> {
  const answer = await door.send('POST', '/v1/reports', body);
  if (answer.status !== 200) return void refused.push(`${answer.status} ${answer.text.slice(0, 200)}`);
  const receipt = JSON.parse(answer.text) as Receipt;
  receipts.set((JSON.parse(body) as { id: string }).id, receipt);
  return receipt;
}
const minute = day(reports, 'minute');
const warm = letters(Math.min(300, reports), 'warm');
for (const body of warm) await tell(body);
const loads = { before: loadBefore, minute: 0, photos: 0 };
const minuteMs = await arriving(minute.bodies, (seconds * 1000) / reports, async (body) => void (await tell(body)));
loads.minute = load();
console.error('the minute', JSON.stringify(waits(minuteMs)), `load ${loads.minute}`);

// A dozen pictures of two megapixels with as much in them as a telephone sees; each is sent with a mark of its own.
const pictures = await Promise.all(
  Array.from({ length: 12 }, async (_, i) =>
    sharp({
      create: {
        width: 1632,
        height: 1224,
        channels: 3,
        background: '#777',
        noise: { type: 'gaussian', mean: 90 + i * 6, sigma: 12 },
      },
    })
      .jpeg({ quality: 78 })
      .toBuffer(),
  ),
);
/** The same picture with a comment nobody has written before: other bytes, other digest. */
const marked = (picture: Buffer): Buffer =>
  Buffer.concat([picture.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 18]), randomBytes(16), picture.subarray(2)]);
const sentPhotos = new Set<string>();
const receiptMs: number[] = [];
const photoDay = day(photos, 'photos');
const wholeMs = await arriving(photoDay.bodies, 1000 / perSecond, async (body, due) => {
  const receipt = await tell(body);
  receiptMs.push(performance.now() - due);
  if (!receipt) return;
  const id = uuidv7();
  const bytes = marked(luck.pick(pictures));
  const answer = await door.send('PUT', `/v1/receipts/${receipt.number}/photos/${id}`, bytes, {
    'content-type': 'image/jpeg',
    'content-length': String(bytes.length),
    'gridloop-receipt': receipt.secret,
  });
  if (answer.status === 200) sentPhotos.add(id);
  else refused.push(`photo ${answer.status} ${answer.text.slice(0, 200)}`);
});
loads.photos = load();
console.error(
  'with photos',
  JSON.stringify({ receipt: waits(receiptMs), whole: waits(wholeMs) }),
  `load ${loads.photos}`,
);

// ── Is it all there? ───────────────────────────────────────────────────────────────────────────────────────────────────

const owner = new Client({ connectionString: at(town) });
await owner.connect();
const count = async (text: string, params: unknown[] = []): Promise<number> =>
  (await owner.query<{ n: number }>(`select count(*)::int as n from ${text}`, params)).rows[0]!.n;
const drained = performance.now();
const unseen = `cases.cases c where c.is_open and not exists (select 1 from intake.recognised r where r.region_id = c.region_id and r.case_id = c.id)`;
while ((await count(`cases.photos where state = 'waiting'`)) > 0 || (await count(unseen)) > 0) {
  if (performance.now() - drained > 600_000) break;
  await new Promise((resolve) => setTimeout(resolve, 500));
}
const lagSeconds = Math.round((performance.now() - drained) / 100) / 10;
const ids = [...receipts.keys()];
const kept = await owner.query<{ id: string; number: string; caseId: string }>(
  `select r.id, r.number, r.case_id as "caseId" from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
    where r.id = any($1::uuid[])`,
  [ids],
);
const caseOf = new Map(kept.rows.map(({ id, caseId }) => [id, caseId]));
const lost = ids.filter((id) => !caseOf.has(id)).length;
const otherNumber = kept.rows.filter(({ id, number }) => receipts.get(id)!.number !== number).length;
const photosReady = await count(`cases.photos where state = 'ready' and id = any($1::uuid[])`, [[...sentPhotos]]);
const numbers = new Set([...receipts.values()].map(({ number }) => number)).size;

// Of each need, how many of the other tellings does the house show beside the first, or have under the same case?
const pool = openPool(appUrl, { max: 2 });
const db = openDb(pool);
const regionId = (await owner.query<{ id: number }>('select id from areas.regions')).rows[0]!.id;
let [others, recognised] = [0, 0];
for (const told of [...minute.needs, ...photoDay.needs]) {
  const cases = told.flatMap((id) => caseOf.get(id) ?? []);
  const [first] = cases;
  if (!first) continue;
  const seen = await inRegion(db, regionId, async (tx) => {
    const one = await caseTold(tx, regionId, first);
    return one ? twinsOpen(tx, regionId, seenCase(one), { except: first, limit: 50 }) : [];
  });
  const alike = new Set([first, ...seen.map(({ open }) => open.id)]);
  others += cases.length - 1;
  recognised += cases.slice(1).filter((id) => alike.has(id)).length;
}
await pool.end();
await owner.end();
door.close();
await served.stop();
await administer(dropped(town));

record('residents', ['server', 'contract', 'db', 'demo', 'bench/residents.ts', 'bench/letters.ts', 'bench/town.ts'], {
  database: new URL(at('postgres')).port,
  residents,
  limitMs,
  load: loads,
  note: 'open loop; milliseconds from the moment a report was due; load generator, server and PostgreSQL share the machine',
  minute: { reports, seconds, receiptMs: waits(minuteMs) },
  withPhotos: {
    reports: photos,
    perSecond,
    photoKilobytes: Math.round(pictures.reduce((sum, { length }) => sum + length, 0) / pictures.length / 1000),
    receiptMs: waits(receiptMs),
    receiptAndPhotoMs: waits(wholeMs),
  },
  receipts: receipts.size,
  refused: { n: refused.length, first: refused.slice(0, 3) },
  lost,
  otherNumber,
  sameNumberTwice: receipts.size - numbers,
  photos: { sent: sentPhotos.size, ready: photosReady },
  lagAfterwardsSeconds: lagSeconds,
  twins: {
    needs: minute.needs.length + photoDay.needs.length,
    others,
    recognised,
    share: Math.round((recognised / Math.max(1, others)) * 1000) / 1000,
  },
});
const late = Math.max(waits(minuteMs).p99, waits(receiptMs).p99) > limitMs;
if (refused.length + lost + otherNumber + (sentPhotos.size - photosReady) > 0) {
  console.error('something was lost');
  process.exitCode = 1;
} else if (late) console.error(`the slowest hundredth waited longer than ${limitMs} ms`);
