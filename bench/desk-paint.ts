/**
 * How soon the desk is there for somebody with an office computer of ten years ago: a quarter of this processor's speed, a network of
 * 20 Mbit/s and 20 ms, nothing in the cache. Of each page: when its skeleton stands, when its list can be used, how much the layout
 * jumped (CLS), and of the queue with its map that the list does not wait for the map.
 *
 *   vite build && DATABASE_URL=<owner, may create databases> node bench/desk-paint.ts [--times 3] [--cases 1500]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoPassword } from '#access';
import { readConfig } from '#kit/config.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { buildApp } from '../server/app.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { median, record } from './record.ts';
import { administer, dropped, keys, layTown } from './town.ts';
import { slowDown } from './slow.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '3' }, cases: { type: 'string', default: '1500' } },
});
const times = Number(values.times);
const slow = { cpu: 4, bitsPerSecond: 20_000_000, roundTripMs: 20 };
/** The desk's promises: skeletons, layout, and the queue to work with. */
const limits = { skeletonMs: 300, shift: 0.05, queueMs: 2_000 };
const database = 'bench_desk_paint';
const pool = openPool(await layTown(database, Number(values.cases)));
const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-desk-'));
const { app } = await buildApp({
  db: openDb(pool),
  keys,
  files: fileStore(folder),
  config: readConfig({ GRIDLOOP_DATA: folder, GRIDLOOP_DEMO: '1' }, folder),
  log: makeLog('error'),
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
const browser = await launchBrowser();

/** In the page, from its first breath: what was there at which moment, and every jump nobody asked for. */
const watching = `
  globalThis.seen = { shift: 0 };
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.name === 'first-contentful-paint') seen.paint = one.startTime;
  }).observe({ type: 'paint', buffered: true });
  const marks = { frame: '#root *', skeleton: '.waiting, .ant-skeleton', list: 'tbody [data-case]', map: '[data-ready=true]' };
  const look = () => {
    for (const [name, sign] of Object.entries(marks))
      if (seen[name] === undefined && document.querySelector(sign)) seen[name] = performance.now();
    requestAnimationFrame(look);
  };
  look();`;
type Seen = { shift: number; paint?: number; frame?: number; skeleton?: number; list?: number; map?: number };
type Page = { path: string; sign: string; map?: true };

/** First from nothing, as on a Monday morning; then within the desk, by its own link, as all day long. */
async function load({ path, sign, map }: Page): Promise<Seen & { there: number }> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
  try {
    const told = await context.request.post(`${url}/v1/session`, {
      data: { login: 'zhibanzhang', password: demoPassword(keys) },
      headers: { origin: url },
    });
    if (!told.ok()) throw new Error(await told.text());
    const page = await context.newPage();
    await page.addInitScript(watching);
    await slowDown(context, page, slow);
    await page.goto(url + path, { waitUntil: 'commit' });
    await page.locator(sign).first().waitFor({ timeout: 60_000 });
    const there = await page.evaluate<number>('performance.now()');
    if (map) await page.locator('[data-ready=true]').waitFor({ timeout: 120_000 });
    else await page.waitForLoadState('networkidle');
    return { ...(await page.evaluate<Seen>('seen')), there };
  } finally {
    await context.close();
  }
}

const queueLink = 'aside a[href="/desk/cases"], nav a[href="/desk/cases"]';
/** Within the desk: pressed, until something stands where the list will be, and until the list is there. */
async function goOn(): Promise<{ skeletonMs: number; listMs: number }> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
  try {
    await context.request.post(`${url}/v1/session`, {
      data: { login: 'zhibanzhang', password: demoPassword(keys) },
      headers: { origin: url },
    });
    const page = await context.newPage();
    await page.goto(`${url}/desk`, { waitUntil: 'networkidle' });
    await page.locator(queueLink).first().waitFor();
    const wire = await context.newCDPSession(page);
    await wire.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu });
    return await page.evaluate(`new Promise((resolve) => {
      const began = performance.now();
      let skeletonMs;
      const look = () => {
        const list = document.querySelector('tbody [data-case]');
        if (skeletonMs === undefined && (list || document.querySelector('.waiting, .ant-skeleton')))
          skeletonMs = performance.now() - began;
        if (list) resolve({ skeletonMs: Math.round(skeletonMs), listMs: Math.round(performance.now() - began) });
        else requestAnimationFrame(look);
      };
      document.querySelector(${JSON.stringify(queueLink)}).click();
      look();
    })`);
  } finally {
    await context.close();
  }
}

const pages: Record<string, Page> = {
  queue: { path: '/desk/cases?queue=all', sign: 'tbody [data-case]' },
  queueWithMap: { path: '/desk/cases?queue=all&map=on', sign: 'tbody [data-case]', map: true },
  home: { path: '/desk', sign: 'main h1' },
  take: { path: '/desk/take/hotline', sign: 'main form' },
  board: { path: '/desk/board', sign: 'main h1, main h2' },
};
const loadBefore = loadavg()[0]!;
const rounded = (values: (number | undefined)[]): number | null => {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.round(median(known)) : null;
};
const found: Record<string, object> = {};
for (const [name, page] of Object.entries(pages)) {
  const runs = [];
  for (let n = 0; n < times; n++) runs.push(await load(page));
  found[name] = {
    firstPaintMs: rounded(runs.map(({ paint }) => paint)),
    skeletonMs: rounded(runs.map(({ skeleton }) => skeleton)),
    usableMs: rounded(runs.map(({ there }) => there)),
    mapMs: rounded(runs.map(({ map }) => map)),
    shift: Math.round(median(runs.map(({ shift }) => shift)) * 1_000) / 1_000,
  };
  console.error(name.padEnd(14), JSON.stringify(found[name]));
}
const within = [];
for (let n = 0; n < times; n++) within.push(await goOn());
const pressed = {
  skeletonMs: rounded(within.map(({ skeletonMs }) => skeletonMs)),
  listMs: rounded(within.map(({ listMs }) => listMs)),
};
console.error('pressed'.padEnd(14), JSON.stringify(pressed));
record('desk-paint', ['web', 'contract', 'vite.config.ts', 'bench/desk-paint.ts'], {
  slow,
  times,
  limits,
  load: { before: loadBefore, after: loadavg()[0] },
  pages: found,
  pressed,
});
await browser.close();
await app.close();
await pool.end();
await administer(dropped(database));
rmSync(folder, { recursive: true, force: true });
