/** 我的诉求 on an old telephone: a code instead of an account, news that came, choices, data, and a number that is taken back. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
const pictures = join(import.meta.dirname, '../out');
const phone = { viewport: { width: 390, height: 844 } };
const telephone = '19900000123';

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function reported(title: string, more: object = {}): Promise<{ number: string; caseNumber: string }> {
  const answer = await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: uuidv7(),
      kind: 'help',
      title,
      naming: 'named',
      contact: { phone: telephone },
      ...more,
    }),
  });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as { number: string; caseNumber: string };
}
const codeSent = async (): Promise<string> => {
  await expect.poll(() => house.messages.filter(({ text }) => text.includes('验证码')).length).toBeGreaterThan(0);
  return /验证码 (\d{6})/.exec(house.messages.findLast(({ text }) => text.includes('验证码'))!.text)![1]!;
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The district gives points, as its administrator publishes it on the desk. */
async function pointsOn(): Promise<void> {
  const { page, context, complaints } = await house.open(browser, 'xitongguanliyuan');
  await page.goto(`${house.url}/desk/points`);
  await page.getByText('本区没有开通积分。').waitFor();
  await page.getByRole('switch', { name: '开通积分' }).click();
  await page.getByRole('textbox', { name: /兑换办法（中文）/ }).fill('各社区窗口：50 分换洗手液一瓶');
  await page.getByRole('button', { name: /发\s*布/ }).click();
  await page.getByText(/每件有效诉求 10 分/).waitFor();
  await page.screenshot({ path: join(pictures, 'points-desk.png'), fullPage: true });
  expect(complaints).toEqual([]);
  await context.close();
}

test('she sees what she reported, without number and code, and takes her telephone back', async () => {
  await pointsOn();
  const { number, caseNumber } = await reported('单元门口的灯不亮了');
  await reported('某主任收了钱', { kind: 'whistle' });
  const { page, context, complaints } = await house.open(browser, null, { ...phone, acceptDownloads: true });
  await page.goto(`${house.url}/track`);
  await page.locator('#content').getByRole('link', { name: '我的诉求' }).click();
  await button(page, '获取验证码').click();
  await page.getByText('请填写手机号或电子邮箱。').waitFor();
  await page.getByRole('textbox', { name: '手机号或电子邮箱' }).fill('199 0000 0123');
  await button(page, '获取验证码').click();
  await page.getByText(/验证码已发往 199\*\*\*\*0123/).waitFor();
  expect(await axe(page)).toEqual([]);
  const code = await codeSent();
  await page.getByRole('textbox', { name: '六位验证码' }).fill(code === '111111' ? '111112' : '111111');
  await button(page, '查看我的诉求').click();
  await page.getByText(/验证码不正确/).waitFor();
  await page.getByRole('textbox', { name: '六位验证码' }).fill(code);
  await button(page, '查看我的诉求').click();

  await page.getByRole('link', { name: /单元门口的灯不亮了/ }).waitFor();
  expect(await page.getByText('某主任').count()).toBe(0);
  await page.getByText('现有 0 分').waitFor();
  await page.screenshot({ path: join(pictures, 'mine-phone.png'), fullPage: true });
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name: /单元门口的灯不亮了/ }).click();
  await page.getByTestId('state').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/r/${number}`);

  // 受理员 takes it up: the news reach her telephone, and stand on her page
  const desk = await house.open(browser, 'shouliyuan');
  const found = await desk.context.request.get(`${house.url}/v1/cases?queue=all&q=${caseNumber}&limit=1`);
  const { rows } = (await found.json()) as { rows: { id: string; version: number }[] };
  const taken = await desk.context.request.post(`${house.url}/v1/cases/${rows[0]!.id}/moves`, {
    headers: { origin: house.url },
    data: { id: uuidv7(), version: rows[0]!.version, input: { move: 'receive' } },
  });
  expect(taken.ok(), await taken.text()).toBe(true);
  await desk.context.close();
  await expect
    .poll(() => house.messages.find(({ text }) => text.includes(number))?.text, { timeout: 30_000 })
    .toMatch(/单元门口的灯不亮了.*已受理/);

  await page.goto(`${house.url}/points`);
  await page.getByText('每件有效诉求 10 分，办结时入账').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'points-phone.png'), fullPage: true });

  await page.goto(`${house.url}/mine`);
  await page.getByText(/最近发出的 1 条/).click();
  await page.getByText('已发出').waitFor();
  await page.getByRole('radio', { name: '只告诉我答复' }).check();
  await page.getByText('已保存').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, '导出我的数据').click()]);
  const data = JSON.parse(await readFile(await file.path(), 'utf8')) as object;
  expect(data).toMatchObject({ news: 'answer', reports: [{ number, contact: { phone: telephone } }] });

  await button(page, '删除我的联系方式').click();
  expect(await axe(page, 'dialog')).toEqual([]);
  await button(page, '确认删除').click();
  await page.getByText('联系方式已删除。').waitFor();
  await page.reload();
  await page.getByRole('textbox', { name: '手机号或电子邮箱' }).waitFor();
  expect(complaints.filter((one) => !/404|401/.test(one))).toEqual([]);
  await context.close();
});
