/** 我的诉求 on an old telephone: a code instead of an account, news that came, choices, data, and a number that is taken back. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { inRegion } from '#kit/db.ts';
import type { FieldDay } from '#contract/patrol.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { zh } from '../support/desk.ts';
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
/** Sent to this number: the code of an earlier story is no answer to this one. */
const codeSent = async (to: string): Promise<string> => {
  const sent = () => house.messages.filter((one) => one.to === to);
  const codes = () => sent().flatMap(({ text }) => /验证码 (\d{6})/.exec(text)?.[1] ?? []);
  await expect.poll(() => codes().length).toBeGreaterThan(0);
  return codes().at(-1)!;
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The district changes what points are exchanged for, as its administrator publishes it on the desk. */
async function pointsChanged(): Promise<void> {
  const { page, context, complaints } = await house.open(browser, 'xitongguanliyuan');
  await page.goto(`${house.url}/desk/points`);
  await page.getByRole('textbox', { name: /兑换办法（中文）/ }).fill('各社区窗口：50 分换洗手液一瓶');
  await page.getByRole('button', { name: /发\s*布/ }).click();
  await page.getByText(/每件有效诉求 10 分/).waitFor();
  await expect
    .poll(async () => (await page.request.get(`${house.url}/v1/points/rule`)).text())
    .toContain('50 分换洗手液一瓶');
  await page.screenshot({ path: join(pictures, 'points-desk.png'), fullPage: true });
  expect(complaints).toEqual([]);
  await context.close();
}

/** At its own door, so that the day is on the phone. */
async function inTheField(login: string): Promise<Awaited<ReturnType<WholeHouse['open']>>> {
  const opened = await house.open(browser, null, { ...phone, colorScheme: 'dark' });
  await opened.page.goto(`${house.url}/field/sign-in`);
  await opened.page.getByLabel('账号').fill(login);
  await opened.page.getByLabel('密码').fill(house.password);
  await button(opened.page, '登录').click();
  await opened.page.getByText(/^任务更新于/).waitFor();
  return opened;
}

test('what a street wants its residents to hear reaches who follows a grid there, and is told at the doors', async () => {
  // She follows the grid she lives in, by a code to her telephone.
  const hers = await house.open(browser, null, phone);
  const street = await inTheField('jiedao-qihe');
  const day = (await (await street.context.request.get(`${house.url}/v1/field/day`)).json()) as FieldDay;
  const { lon, lat } = day.checkpoints[0]!.point;
  await hers.page.goto(`${house.url}/mine`);
  await hers.page.getByRole('textbox', { name: '手机号或电子邮箱' }).fill('19900000777');
  await button(hers.page, '获取验证码').click();
  await hers.page.getByRole('textbox', { name: '六位验证码' }).waitFor();
  const code = await codeSent('19900000777');
  await hers.page.getByRole('textbox', { name: '六位验证码' }).fill(code);
  await button(hers.page, '查看我的诉求').click();
  await hers.page.getByText('关注一个网格').click();
  await hers.context.grantPermissions(['geolocation']);
  await hers.context.setGeolocation({ longitude: lon, latitude: lat });
  await button(hers.page, '用我的位置').click();
  await button(hers.page, '关注这里的网格').click();
  await hers.page.getByText('已关注', { exact: true }).waitFor();
  // Of what does not concern her she hears nothing; the choice is there when she comes back.
  const events = hers.page.getByRole('checkbox', { name: '活动', exact: true });
  await events.uncheck();
  await hers.page.getByText('已改好', { exact: true }).waitFor();
  await hers.page.reload();
  await events.waitFor();
  expect(await events.isChecked()).toBe(false);
  expect(await axe(hers.page)).toEqual([]);
  await hers.page.screenshot({ path: join(pictures, 'mine-grids-phone.png'), fullPage: true });

  // The office of the street asks for it.
  await street.page.goto(`${house.url}/field/publicity`);
  await street.page.getByText('布置宣传任务').click();
  await street.page.getByLabel('标题').fill('周三停水');
  await street.page.getByLabel(/要告知的内容/).fill('周三九点到十七点检修，请提前储水。');
  await street.page.getByLabel(/哪里的居民/).selectOption({ index: 1 });
  expect(await axe(street.page)).toEqual([]);
  await street.page.screenshot({ path: join(pictures, 'publicity-make.png'), fullPage: true });
  await button(street.page, '布置').click();
  await street.page.getByText('要告知居民 1 件').waitFor();
  await expect
    .poll(() => house.messages.findLast(({ to }) => to === '19900000777')?.text, { timeout: 30_000 })
    .toMatch(/周三停水.*提前储水.*回复 T/);

  // A keeper tells it at the doors: a photo and a number; then learns a lesson, and looks up a number.
  const keeper = await inTheField('wanggeyuan');
  await keeper.page.getByRole('link', { name: '要告知居民 1 件' }).click();
  await keeper.page.getByText(/消息告知 1 人/).waitFor();
  await keeper.page.getByRole('button', { name: /登记一次宣传/ }).click();
  const buffer = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#578' } })
    .jpeg()
    .toBuffer();
  await keeper.page.locator('input[type=file]').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });
  await keeper.page.locator('.shot img').waitFor();
  await keeper.page.getByLabel(/告知了多少人/).fill('23');
  expect(await axe(keeper.page, 'dialog')).toEqual([]);
  await button(keeper.page, '完成').click();
  await keeper.page.getByText(/上门告知 23 人（1 次）/).waitFor();
  await keeper.page.locator('.proofs img').waitFor();
  await keeper.page.screenshot({ path: join(pictures, 'publicity-keeper.png'), fullPage: true });

  // A second round, of which the house says that it came too late: it stays on its line, is written anew and sent again.
  const untilOn = (until: string) =>
    inRegion(house.db, house.regionId, (tx) =>
      sql`update patrol.publicity set until_on = ${until}::date where region_id = ${house.regionId} and title = '周三停水'`.execute(
        tx,
      ),
    );
  const kept = await inRegion(house.db, house.regionId, (tx) =>
    sql<{ until: string }>`
      select until_on::text as until from patrol.publicity where region_id = ${house.regionId} and title = '周三停水'`.execute(
      tx,
    ),
  );
  await untilOn('2026-01-01');
  await keeper.page.getByRole('button', { name: /登记一次宣传/ }).click();
  await keeper.page.locator('input[type=file]').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });
  await keeper.page.locator('.shot img').waitFor();
  await keeper.page.getByLabel(/告知了多少人/).fill('13');
  await button(keeper.page, '完成').click();
  await keeper.page.getByRole('dialog').waitFor({ state: 'hidden' });
  await keeper.page.goto(`${house.url}/field/outbox`);
  await keeper.page.getByText('这项宣传已于 2026-01-01 截止').first().waitFor();
  await keeper.page.screenshot({ path: join(pictures, 'publicity-refused.png'), fullPage: true });
  await untilOn(kept.rows[0]!.until);
  await button(keeper.page, zh('field.mend')).click();
  const sheet = keeper.page.getByRole('dialog');
  expect(await sheet.getByLabel(/告知了多少人/).inputValue()).toBe('13');
  await sheet.getByLabel(/告知了多少人/).fill('12');
  expect(await axe(keeper.page, '[open]')).toEqual([]);
  await sheet.getByRole('button', { name: zh('field.send_mended'), exact: true }).click();
  await keeper.page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  await keeper.page.goto(`${house.url}/field/publicity`);
  await keeper.page.getByText(/上门告知 35 人（2 次）/).waitFor();
  await keeper.page.goto(`${house.url}/field/lessons`);
  await keeper.page.getByText('三道小题').first().click();
  const [lesson] = day.lessons;
  for (const [n, { options, right }] of lesson!.content.questions.entries())
    await keeper.page.locator('.quiz').nth(n).getByText(options[right]!.zh, { exact: true }).click();
  await keeper.page.getByRole('button', { name: new RegExp(`^学完了 ${lesson!.content.title.zh}`) }).click();
  await keeper.page.getByText(new RegExp(`^已学 1 / ${day.lessons.length} 课`)).waitFor();
  expect(await axe(keeper.page)).toEqual([]);
  await keeper.page.screenshot({ path: join(pictures, 'lessons-keeper.png') });
  await keeper.page.goto(`${house.url}/field/people`);
  await keeper.page.getByRole('searchbox').fill('指挥');
  await keeper.page.locator('a[href^="tel:000"]').first().waitFor();
  expect(await axe(keeper.page)).toEqual([]);
  await keeper.page.screenshot({ path: join(pictures, 'people-keeper.png') });

  // She ends it: one press, and nothing of it stays.
  await hers.page.getByRole('button', { name: /^取消关注/ }).click();
  await hers.page.getByText(/^已取消关注/).waitFor();
  expect(await hers.page.getByRole('button', { name: /^取消关注/ }).count()).toBe(0);
  for (const { complaints } of [hers, street, keeper])
    expect(complaints.filter((one) => !/404|401|409/.test(one))).toEqual([]);
  await Promise.all([hers, street, keeper].map(({ context }) => context.close()));
});

test('she sees what she reported, without number and code, and takes her telephone back', async () => {
  await pointsChanged();
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
  const code = await codeSent(telephone);
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
  await page.getByText('各社区窗口：50 分换洗手液一瓶').waitFor();
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
