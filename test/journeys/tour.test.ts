/** 三分钟走一圈: a visitor closes the loop herself, and finds the case on the desk and the answer on the receipt. */
import type { Browser } from 'playwright-core';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axe, launchBrowser } from '../support/browser.ts';
import { zh } from '../support/desk.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';
import { stops } from '../../web/desk/pages/tour/stops.rules.ts';

let house: WholeHouse;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

test('nine presses in five hats, and the resident has her answer', async () => {
  const { page, context, complaints } = await house.open(browser, null);
  const began = performance.now();
  let letters = 0;
  await page.goto(`${house.url}/tour`);
  for (const [n, stop] of stops.entries()) {
    await page.getByText(zh('tour.step', { n: n + 1, of: stops.length })).waitFor();
    if (stop === 'dispatch') {
      await page.screenshot({ path: join(import.meta.dirname, '../out/pages/tour-dispatch.png') });
      expect(await axe(page)).toEqual([]);
    }
    letters += (await page.locator('.tour-stop').innerText()).replaceAll(/\s/g, '').length;
    await page.locator('.tour-stop .ant-btn-primary').click();
  }
  await page.getByRole('link', { name: zh('tour.receipt') }).waitFor();
  // Three minutes, the words read at an ordinary pace (300 a minute) and each press thought about for a second.
  const seconds = (performance.now() - began) / 1_000 + letters / 5 + stops.length;
  expect(seconds).toBeLessThanOrEqual(180);
  await page.screenshot({ path: join(import.meta.dirname, '../out/pages/tour-done.png') });
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name: zh('tour.open_desk') }).click();
  await page.getByRole('heading', { level: 1, name: zh('tour.report.title') }).waitFor();
  await page.goBack();
  expect(complaints).toEqual([]);
  await context.close();
});
