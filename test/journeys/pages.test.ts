/**
 * Every address of both sites, on the production build: it opens without a complaint of the browser, axe finds nothing, nothing
 * is wider than the window, and its picture is kept in test/out/pages. A path of the tables that is not visited fails.
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
import { everyPage, judgeAMonth, phone, type EveryPage, type Receipt } from '../support/every-page.ts';
import { heard, openHouse, type WholeHouse } from '../support/whole-house.ts';

const pictures = join(import.meta.dirname, '../out/pages');
let house: WholeHouse;
let browser: Browser;
let every: EveryPage;
const visited = new Set<string>();
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
async function look(
  pattern: string,
  address: string,
  window: BrowserContext | Promise<BrowserContext>,
  more = '',
): Promise<void> {
  const { page, complaints } = await heard(await window);
  try {
    await page.goto(house.url + address, { waitUntil: 'networkidle' });
    await page.locator('main h1, main h2').first().waitFor();
    // Looked at when it is there, not while it is still coming.
    await page.locator('.skeleton, .waiting, .ant-spin-spinning').first().waitFor({ state: 'detached' });
    visited.add(pattern);
    await page.screenshot({ path: join(pictures, name(pattern, more)), fullPage: false });
    expect(complaints, address).toEqual([]);
    expect(await axe(page), address).toEqual([]);
    const wide: unknown = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(wide, `${address} is wider than the window`).toBeLessThanOrEqual(1);
  } finally {
    await page.close();
  }
}

describe.concurrent('the desk', () => {
  for (const path of deskPaths) {
    test(`${path.pattern} for ${path.login ?? 'nobody'}`, async () =>
      look(path.pattern, await every.addressOf(path), every.windowOf(path.login)));
    // 911 × 512 is what 1366 × 768 leaves at 150 %.
    test(`${path.pattern} in the dark and in English`, async () => {
      const night = every.windowByNight(path.login, { viewport: { width: 911, height: 512 } });
      await look(path.pattern, await every.addressOf(path), night, '-dark');
    });
  }
  test('a telephone shows the queue and a case without scrolling sideways', async () => {
    const phone = every.windowOf('hechayuan', { viewport: { width: 360, height: 740 } });
    await look('/desk/cases', '/desk/cases?queue=all', phone, '-phone');
    const path = deskPaths.find(({ pattern }) => pattern === '/desk/cases/:caseId')!;
    await look(path.pattern, await every.addressOf(path), phone, '-phone');
  });
});

describe.concurrent('the grid worker’s app', () => {
  for (const { pattern, login } of fieldPaths) {
    test(`${pattern} for ${login ?? 'nobody'}`, async () => {
      await look(pattern, await every.addressOfTask(pattern, login), every.onThePhone(login), '-phone');
    });
  }
  test('by night, and in English', async () => {
    await look('/field', '/field', every.onThePhone('wanggeyuan', { ...phone, colorScheme: 'dark' }), '-dark');
    const { page, context: english } = await house.open(browser, null, phone);
    await every.atTheDoor('wanggeyuan')(page);
    await page.evaluate("localStorage.setItem('gridloop.lang', 'en')");
    await page.close();
    await look('/field/mine', '/field/mine', english, '-en');
  });
});

describe.concurrent('the residents’ site', () => {
  for (const { pattern } of publicPaths) {
    for (const [kind, viewport] of [
      ['', { width: 1280, height: 800 }],
      ['-phone', { width: 360, height: 740 }],
    ] as const) {
      test(`${pattern}${kind}`, async () => {
        await look(pattern, every.addressOfReceipt(pattern), every.windowOf(null, { viewport }), kind);
      });
    }
  }
  test('in English and in the dark too', async () => {
    await look('/', '/', every.windowOf(null, { locale: 'en-GB', colorScheme: 'dark' }), '-dark');
    const night = every.windowOf(null, { colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    await look('/report', '/report', night, '-dark');
  });
  test('an address that does not exist says so and helps on', async () => {
    const { page, context } = await house.open(browser, null);
    const answer = await page.goto(`${house.url}/no-such-page`, { waitUntil: 'networkidle' });
    expect(answer?.status()).toBe(404);
    expect(await page.locator('main a').count()).toBeGreaterThan(0);
    expect(await axe(page)).toEqual([]);
    await context.close();
  });
});
