/**
 * 工作空间: the centre of a street, the station of a community and each named space, as those sit down who work there: the four sides of
 * their part, numbers that are their lists, nothing beside the frame or on top of another; and 指令, which reach them all in one act.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Unit } from '#contract/access.ts';
import type { CaseRow, Narrowing } from '#contract/cases.ts';
import type { Setting } from '#contract/settings.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, desksOf, dialog, field, looksRight, told, zh } from '../support/desk.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
const atDesk = desksOf(
  () => house,
  () => browser,
);

const sides = ['space.sensing', 'space.analysis', 'space.service', 'space.command', 'space.actors'] as const;
/** What stands beside the frame, which of the sides lie on one another, and how many are whole within it. */
const laidOut = (page: Page): Promise<{ beside: number; over: number; sides: number }> =>
  page.evaluate(`(() => {
    const boxes = Array.from(document.querySelectorAll('.space-sides > section'), (one) => one.getBoundingClientRect());
    const over = boxes.filter((a, i) => boxes.some((b, j) =>
      j > i && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
    return {
      beside: Math.max(0, document.documentElement.scrollWidth - innerWidth),
      over: over.length,
      sides: boxes.filter(({ left, right }) => left >= 0 && right <= innerWidth + 1).length,
    };
  })()`);
const asQuery = (part: Narrowing): string => new URLSearchParams(part as Record<string, string>).toString();
const counted = (n: number): string => (n >= 1_000 ? '999+' : String(n));

type Get = <T>(path: string) => Promise<T>;
/** The workspace that is open now is that of this part: its sides, its numbers, at a desk and at one whose letters were made larger. */
async function isWhole(page: Page, get: Get, part: Narrowing, name: string): Promise<void> {
  for (const side of sides) await page.getByRole('heading', { name: zh(side), exact: true }).waitFor();
  await page.locator('.space-counting').first().waitFor({ state: 'detached' });
  const { counts } = await get<{ counts: Record<string, number> }>(`/v1/cases/counts?${asQuery(part)}`);
  const tabs = page.getByRole('navigation', { name: zh('space.numbers') });
  for (const queue of ['overdue', 'all'] as const)
    await expect
      .poll(() => tabs.getByRole('link', { name: new RegExp(`^${zh(`desk.queue.${queue}`)}`) }).innerText(), {
        message: name,
      })
      .toContain(counts[queue] ? counted(counts[queue]) : zh(`desk.queue.${queue}`));
  for (const [width, height] of [
    [1366, 768],
    [911, 512],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await laidOut(page), `${name} at ${width}`).toEqual({ beside: 0, over: 0, sides: sides.length });
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.screenshot({ path: `test/out/pages/workspace-${name}.png`, fullPage: true });
}

for (const [login, kind, title] of [
  ['jiedao-qihe', 'street', '街道中心'],
  ['shequ-shishengli', 'community', '社区工作站'],
] as const)
  test(`${title}: 感知、分析、服务、指挥 of its own ground, and the way from a number to its cases`, async () => {
    await atDesk(login, async ({ page, go, get }) => {
      const me = await get<{ posts: { unitId: number; areaId: number | null }[] }>('/v1/session');
      const { units } = await get<{ units: Unit[] }>('/v1/units');
      const unit = units.find(({ id }) => id === me.posts[0]!.unitId)!;
      expect(unit.kind).toBe(kind);
      await go('/desk/workspaces');
      await page.getByRole('link', { name: unit.name }).first().click();
      await page.getByRole('heading', { level: 1, name: unit.name }).waitFor();
      const part: Narrowing = Object.fromEntries(new URL(page.url()).searchParams);
      expect(Object.keys(part)).toHaveLength(1);
      await isWhole(page, get, part, kind);
      expect(await axe(page)).toEqual([]);
      // 指挥: a stage leads to the cases of this ground in that stage, and to no others.
      const command = page
        .locator('.space-sides > section')
        .filter({ has: page.getByRole('heading', { name: zh('space.command') }) });
      const first = command.getByRole('link').first();
      const state = (await first.innerText()).trim();
      await first.click();
      await page.getByRole('heading', { level: 1, name: zh('desk.nav.queue') }).waitFor();
      await page.locator('[data-case]').first().waitFor();
      const asked = new URL(page.url()).searchParams;
      const { rows } = await get<{ rows: CaseRow[] }>(
        `/v1/cases?queue=all&limit=50&state=${asked.get('state')}&areaId=${unit.areaId}`,
      );
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => zh(`case.state.${row.state}`)))).toEqual(new Set([state]));
      expect(await page.locator('[data-case]').count()).toBe(rows.length);
    });
  });

test('社会服务、行政服务、城市管理、社会管理；社会治理、城市管理、市民服务、电子政务: each space is whole, and none shows what another is for', async () => {
  await atDesk('zhibanzhang', async ({ page, go, get }) => {
    const { settings } = await get<{ settings: Setting[] }>('/v1/settings/space');
    const spaces = settings.filter(({ retired }) => !retired);
    expect(spaces.length).toBeGreaterThanOrEqual(7);
    const held = new Map<string, string>();
    for (const { name, content } of spaces) {
      if (content.kind !== 'space') throw new Error(`${name} is no space`);
      await go(`/desk/workspace?space=${name}`);
      await page.getByRole('heading', { level: 1, name: content.title.zh }).waitFor();
      await page.getByText(zh('space.title.space'), { exact: true }).waitFor();
      await isWhole(page, get, { space: name }, name);
      const { rows } = await get<{ rows: CaseRow[] }>(`/v1/cases?queue=all&space=${name}&limit=50`);
      held.set(name, rows.map(({ id }) => id).join());
      expect(rows.length, name).toBeGreaterThan(0);
    }
    // By what each is for, not eight names of one list: 市政 and 政务 have no case in common.
    expect(new Set(held.values()).size).toBeGreaterThanOrEqual(spaces.length - 2);
  });
});

test('指令: given to all at once, it stands at the head of a clerk’s page without a key pressed, is read, and both see the receipts', async () => {
  await atDesk('zhibanzhang', async ({ page: her, go: goHer, get }) => {
    await atDesk('bumen', async ({ page: his, go: goHis }) => {
      await goHis('/desk/cases');
      await goHer('/desk/duty?tab=orders');
      await button(her, 'orders.give').click();
      await field(dialog(her), 'orders.title').fill('今晚防汛值守');
      await field(dialog(her), 'orders.words').fill('各单位今晚八点前到岗，低洼处每小时看一次。');
      const { units } = await get<{ units: Unit[] }>('/v1/units');
      const to = units.filter(({ kind }) => ['department', 'street', 'community'].includes(kind)).length;
      await dialog(her)
        .getByText(new RegExp(`^将下达到 ${to} 个单位`))
        .waitFor();
      await looksRight(her);
      await her.screenshot({ path: 'test/out/pages/order-give.png' });
      await button(dialog(her), 'common.save').click();
      await told(her, 'orders.given', { n: to });
      // Within a second or two, on whatever page he is.
      const banner = his.getByRole('region', { name: zh('duty.tab.orders') });
      await banner.getByText('今晚防汛值守').waitFor({ timeout: 5_000 });
      await his.screenshot({ path: 'test/out/pages/order-banner.png' });
      expect(await axe(his)).toEqual([]);
      await banner.getByRole('link').click();
      await his.getByRole('button', { name: `${zh('orders.read')} 今晚防汛值守` }).click();
      await banner.waitFor({ state: 'detached' });
      await her.getByText(new RegExp(`${to} 个单位：送达 \\d+，已阅 1`)).waitFor();
      await her.getByRole('button', { name: zh('orders.receipts.of', { title: '今晚防汛值守' }) }).click();
      await dialog(her)
        .getByRole('row', { name: /庄松年/ })
        .waitFor();
      expect(await dialog(her).locator('tbody tr').count()).toBe(to);
      await her.screenshot({ path: 'test/out/pages/order-receipts.png' });
      await looksRight(her);
      await her.keyboard.press('Escape');
      await her.getByRole('button', { name: `${zh('orders.remind')} 今晚防汛值守` }).click();
      await told(her, 'orders.remind.done', { n: to - 1 });
    });
  });
});
