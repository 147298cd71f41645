/**
 * How soon a resident with a cheap telephone sees the page: largest contentful paint at a quarter of the processor's speed, 1.6 Mbit/s and
 * 150 ms round trip, nothing in the cache. Of every page the median of some loads, on the production build and the demo district. A page
 * beyond the limit is told, and the command fails.
 *
 *   vite build && DATABASE_URL=<owner, may create databases> node bench/first-paint.ts [--times 3]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { uuidv7 } from '#contract/ids.ts';
import { readConfig } from '#kit/config.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { buildApp } from '../server/app.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { publicPaths } from '../web/public/paths.ts';
import { median, record } from './record.ts';
import { administer, dropped, keys, layTown } from './town.ts';
import { slowDown } from './slow.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '3' } } });
const times = Number(values.times);
const slow = { cpu: 4, bitsPerSecond: 1_600_000, roundTripMs: 150 };
const database = 'bench_first_paint';
const pool = openPool(await layTown(database, 40));
const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-paint-'));
const { app } = await buildApp({
  db: openDb(pool),
  keys,
  files: fileStore(folder),
  config: readConfig({ GRIDLOOP_DATA: folder }, folder),
  log: makeLog('error'),
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
const browser = await launchBrowser();

/** Milliseconds from going there until its largest part was drawn, and the bytes that came over the wire. */
async function load(path: string): Promise<{ paintMs: number; bytes: number; part: string }> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const wire = await slowDown(context, page, slow);
    let bytes = 0;
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(url + path, { waitUntil: 'networkidle' });
    const largest = await page.evaluate<{ paintMs: number; part: string }>(`new Promise((resolve) => {
      new PerformanceObserver((list) => {
        const { startTime, element } = list.getEntries().at(-1);
        const name = element ? element.localName + (element.className ? '.' + element.className : '') : 'gone';
        resolve({ paintMs: Math.round(startTime), part: name });
      }).observe({ type: 'largest-contentful-paint', buffered: true });
    })`);
    return { ...largest, bytes };
  } finally {
    await context.close();
  }
}

const sent = await fetch(`${url}/v1/reports`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ id: uuidv7(), kind: 'help', title: '路灯不亮', naming: 'anonymous' }),
});
const receipt = (await sent.json()) as { number: string; secret: string };
/** `/report/sent` stands only in the tab that sent something, drawn where the form was: nobody loads it. */
const pages = publicPaths.map(({ pattern }) => pattern).filter((pattern) => pattern !== '/report/sent');
const limitMs = 2_000;
const loadBefore = loadavg()[0]!;
const paints: Record<string, { largestPaintMs: number; largest: string; kilobytes: number }> = {};
for (const name of pages) {
  const path = name === '/r/:number' ? `/r/${receipt.number}#code=${receipt.secret}` : name;
  const runs = [];
  for (let n = 0; n < times; n++) runs.push(await load(path));
  paints[name] = {
    largestPaintMs: median(runs.map(({ paintMs }) => paintMs)),
    largest: runs[0]!.part,
    kilobytes: Math.round(median(runs.map(({ bytes }) => bytes)) / 1000),
  };
  console.error(name.padEnd(14), JSON.stringify(paints[name]));
}
record('first-paint', ['web', 'contract', 'vite.config.ts', 'bench/first-paint.ts'], {
  slow,
  times,
  limitMs,
  load: { before: loadBefore, after: loadavg()[0] },
  pages: paints,
});
await browser.close();
await app.close();
await pool.end();
await administer(dropped(database));
rmSync(folder, { recursive: true, force: true });
const late = Object.entries(paints).filter(([, { largestPaintMs }]) => largestPaintMs > limitMs);
for (const [name, { largestPaintMs }] of late) console.error(`${name}: ${largestPaintMs} ms, more than ${limitMs}`);
if (late.length > 0) process.exitCode = 1;
