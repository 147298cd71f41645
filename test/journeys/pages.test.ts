/**
 * Every address of both sites, on the production build: it opens without a complaint of the browser, axe finds nothing, nothing
 * is wider than the window, and its picture is kept in test/out/pages. In English nothing of it is Chinese but names and what people wrote.
 * A path of the tables that is not visited fails.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { deskPaths } from '#web/desk/paths.ts';
import { fieldPaths } from '#web/field/paths.ts';
import { publicPaths } from '#web/public/paths.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { zh } from '../support/desk.ts';
import { everyPage, judgeAMonth, phone, type EveryPage, type Receipt } from '../support/every-page.ts';
import { chineseOn, leftInChinese, writtenInChinese } from '../support/english.ts';
import { heard, openHouse, type WholeHouse } from '../support/whole-house.ts';

const pictures = join(import.meta.dirname, '../out/pages');
let house: WholeHouse;
let browser: Browser;
let every: EveryPage;
const visited = new Set<string>();
/** What each page told with Chinese letters, to whoever reads Chinese and to whoever reads English. */
const told = { 'zh-CN': new Map<string, string[]>(), en: new Map<string, string[]>() };
let receipt: Receipt;

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
  const sent = await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: uuidv7(),
      kind: 'help',
      title: '路灯不亮',
      detail: '小区北门路灯三天不亮',
      naming: 'anonymous',
    }),
  });
  receipt = (await sent.json()) as Receipt;
  await judgeAMonth(house, browser);
  every = everyPage(house, browser, () => receipt);
});

afterAll(async () => {
  expect(
    [...deskPaths, ...fieldPaths, ...publicPaths]
      .map(({ pattern }) => pattern)
      .filter((pattern) => !visited.has(pattern)),
  ).toEqual([]);
  await browser.close();
  await house.close();
});

const name = (pattern: string, more = '') =>
  `${pattern.replaceAll(/[/:]+/g, '-').replace(/^-/, '') || 'home'}${more}.png`;
/** `turned`: looked at once more by night, in English, in a window of this size. */
async function look(
  pattern: string,
  address: string,
  window: BrowserContext | Promise<BrowserContext>,
  more = '',
  turned?: typeof at150,
): Promise<void> {
  const { page, complaints, still } = await heard(await window);
  const seen = async (kind: string) => {
    await still();
    await page.locator('main h1, main h2').first().waitFor();
    // Looked at when it is there, not while it is still coming.
    await page.locator(coming).first().waitFor({ state: 'detached' });
    await alone(() => page.screenshot({ path: join(pictures, name(pattern, kind)) }));
    const lang = (await page.locator('html').getAttribute('lang')) as keyof typeof told;
    told[lang].set(pattern, [...(told[lang].get(pattern) ?? []), ...(await chineseOn(page))]);
    expect(complaints, address).toEqual([]);
    expect(await axe(page), address).toEqual([]);
    const wide: unknown = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide, `${address} is wider than the window`).toBeLessThanOrEqual(1);
  };
  try {
    await page.goto(house.url + address, { waitUntil: 'load' });
    await seen(more);
    // Before the window is made smaller: then things move because somebody moved them.
    const { shift, moved } = await page.evaluate<{ shift: number; moved: string[] }>(shiftSoFar);
    expect(shift, `${address}: ${moved.join(', ')} moved`).toBeLessThan(0.05);
    if (turned) {
      await alone(() => page.setViewportSize(turned));
      // The desk is dark when its reader says so, the other sites when her device is.
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.evaluate(byNightInEnglish);
      await page.locator('html[lang=en]').waitFor();
      await seen(`${more}-dark`);
    }
    visited.add(pattern);
  } finally {
    await page.close();
  }
}
const coming = '.skeleton, .waiting, .ant-spin-spinning, .map--waiting, .map__canvas[data-ready=false]';
/** Of two pages in one browser, the picture of one would show the window of the other that is just changing. */
let before: Promise<unknown> = Promise.resolve();
const alone = <T>(act: () => Promise<T>): Promise<T> => {
  const done = before.then(act, act);
  before = done.catch(() => undefined);
  return done;
};
/** What moved under the reader's eyes although she had pressed nothing: the most within five seconds, as web.dev/articles/cls counts it. */
const shiftSoFar = `new Promise((resolve) => {
  let [shift, sum, first, last] = [0, 0, 0, -Infinity];
  const moved = new Set();
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, startTime, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      if (startTime - last > 1000 || startTime - first > 5000) [sum, first] = [0, startTime];
      [sum, last] = [sum + value, startTime];
      shift = Math.max(shift, sum);
      for (const { node } of sources) moved.add(node?.className || node?.nodeName);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve({ shift, moved: [...moved] }), 20));
})`;
/** 911 × 512 is what 1366 × 768 leaves at 150 %. */
const at150 = { width: 911, height: 512 };
/** As another tab of the same reader would tell of it: her other pages, which share her browser, stay as they are. */
const byNightInEnglish = `
  document.documentElement.dataset.theme = 'dark';
  dispatchEvent(new StorageEvent('storage', { key: 'gridloop.lang', newValue: 'en' }));`;

describe.concurrent('the desk', () => {
  for (const path of deskPaths) {
    test(`${path.pattern} for ${path.login ?? 'nobody'}, and by night in English`, async () =>
      look(path.pattern, await every.addressOf(path), every.windowOf(path.login), '', at150));
  }
  test('a telephone shows the queue and a case without scrolling sideways', async () => {
    const phone = every.windowOf('hechayuan', { viewport: { width: 360, height: 740 } });
    await look('/desk/cases', '/desk/cases?queue=all', phone, '-phone');
    const path = deskPaths.find(({ pattern }) => pattern === '/desk/cases/:caseId')!;
    await look(path.pattern, await every.addressOf(path), phone, '-phone');
  });
});

test('a page of the desk asks who is here before its scripts have run, and does not ask again when they have', async () => {
  const { page, context } = await house.open(browser, 'zhibanzhang');
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
  // Nothing of the desk's comes: the question is the page's own.
  await page.route('**/assets/**', (route) => route.abort());
  await page.goto(`${house.url}/desk/cases`);
  expect(asked.filter((path) => path.startsWith('/v1/'))).toEqual(['/v1/session']);
  await page.unroute('**/assets/**');
  asked.length = 0;
  await page.goto(`${house.url}/desk/cases`);
  await page.locator('tbody [data-case]').first().waitFor();
  expect(asked.filter((path) => path === '/v1/session')).toHaveLength(1);
  await context.close();
});

test('light or dark is chosen on the desk, and kept', async () => {
  const { page, context } = await house.open(browser, 'zhibanzhang');
  const look = () => page.evaluate('document.documentElement.dataset.theme');
  await page.goto(`${house.url}/desk`);
  for (const [word, wanted] of [
    ['desk.dark', 'dark'],
    ['desk.light', 'light'],
  ] as const) {
    await page.getByRole('button', { name: zh(word), exact: true }).click();
    expect(await look()).toBe(wanted);
    await page.reload();
    await page.locator('main h1').first().waitFor();
    expect(await look()).toBe(wanted);
  }
  await context.close();
});

describe.concurrent('the grid worker’s app', () => {
  for (const { pattern, login } of fieldPaths) {
    test(`${pattern} for ${login ?? 'nobody'}, and by night in English`, async () => {
      const address = await every.addressOfTask(pattern, login);
      await look(pattern, address, every.onThePhone(login), '-phone', phone.viewport);
    });
  }
});

describe.concurrent('the residents’ site', () => {
  /** Read in English, and by night, where there is room; on the telephone as most read it. */
  const english = () => ({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark' as const,
    storageState: {
      cookies: [],
      origins: [{ origin: house.url, localStorage: [{ name: 'gridloop.lang', value: 'en' }] }],
    },
  });
  for (const { pattern } of publicPaths) {
    test(`${pattern} by night in English, and on a telephone`, async () => {
      const address = await every.addressOfResident(pattern);
      await look(pattern, address, every.windowOf(null, english()), '-dark');
      await look(pattern, address, every.windowOf(null, { viewport: { width: 360, height: 740 } }), '-phone');
    });
  }
  test('an address that does not exist says so and helps on', async () => {
    const { page, context } = await house.open(browser, null);
    const answer = await page.goto(`${house.url}/no-such-page`, { waitUntil: 'networkidle' });
    expect(answer?.status()).toBe(404);
    expect(await page.locator('main a').count()).toBeGreaterThan(0);
    expect(await axe(page)).toEqual([]);
    await context.close();
  });
});

test('in English every page is English, but for names and for what people wrote', async () => {
  const written = await writtenInChinese(house);
  const left = ([, texts]: [string, string[]]) => leftInChinese(texts, written);
  // A page that is read in Chinese says something of its own on every address: it would be seen.
  expect([...told['zh-CN']].filter((page) => left(page).length === 0)).toEqual([]);
  expect([...told.en].map((page) => [page[0], left(page)]).filter(([, texts]) => texts!.length > 0)).toEqual([]);
  expect(new Set(told.en.keys())).toEqual(visited);
});
