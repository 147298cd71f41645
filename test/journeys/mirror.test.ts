/** 答复之镜 in the browser: it hints while an answer is written, says what to write instead, is content with a good one, and never blocks. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseRow } from '#contract/cases.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

test('a duty officer is shown what a reporter would miss, and may send all the same', async () => {
  const { page, context, complaints } = await house.open(browser, 'zhibanzhang');
  const list = await context.request.get(`${house.url}/v1/cases?queue=all&state=received&limit=1`);
  const [row] = ((await list.json()) as { rows: CaseRow[] }).rows;
  await page.goto(`${house.url}/desk/cases/${row!.id}`, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: '直接答复' }).first().click();
  const answer = page.locator('.move-form textarea');
  await answer.fill('您的问题已转相关部门，请耐心等待。');
  const mirror = page.locator('.mirror');
  await mirror.getByText('只说已转').waitFor();
  await mirror.getByText('“相关部门”是套话。').waitFor();
  await mirror.getByText('写出单位的名称。').waitFor();
  expect(await axe(page)).toEqual([]);

  await answer.fill(
    `${row!.title}一事，经核实系配件老化，依据《平宁区设施养护办法》已于11月20日更换完毕。如有疑问请拨打养护所 000-8000-0001。`,
  );
  await mirror.getByText('没有要提醒的。').waitFor();
  await answer.fill('您的问题已转相关部门，请耐心等待。');
  await mirror.getByText('套话').first().waitFor();
  await page.getByRole('button', { name: '提交' }).first().click();
  await page.getByText('照发，未采纳提醒').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
