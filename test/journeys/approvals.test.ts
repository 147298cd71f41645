/**
 * 待我审批 in the browser: what only a leader may grant waits with the leader and not with the dispatcher; granted, the clock moves and
 * the unit reads why; refused, it does not. The inbox is gone through with j, k and Enter. And closed cases drawn by lot (抽查).
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseDetail, CaseRow, Paper } from '#contract/cases.ts';
import { parseLimit } from '#contract/worktime.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import {
  button,
  byDayAndNight,
  desksOf,
  dialog,
  field,
  looksRight,
  pick,
  told,
  zh,
  type Desk,
} from '../support/desk.ts';
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
const as = desksOf(
  () => house,
  () => browser,
);
type Waiting = { paper: Paper; case: CaseRow };
const waiting = async ({ get }: Desk): Promise<Waiting[]> =>
  (await get<{ rows: Waiting[] }>('/v1/papers?owed=true&limit=200')).rows;
const dueOf = async ({ get }: Desk, id: string): Promise<number> =>
  Date.parse((await get<CaseDetail>(`/v1/cases/${id}`)).handlingClock!.dueAt!);

/** The clerk asks for as much time again as the case has, which is more than half of it: two cases of hers. */
async function askedFor(desk: Desk): Promise<[CaseRow, CaseRow]> {
  const { rows } = await desk.get<{ rows: CaseRow[] }>('/v1/cases?queue=unit&state=signed&limit=50');
  const asked: CaseRow[] = [];
  for (const row of rows) {
    if (asked.length === 2) break;
    // What is overdue is asked for too late.
    if (row.suspended || row.returnAsked || row.stageLamp === 'red') continue;
    const detail = await desk.get<CaseDetail>(`/v1/cases/${row.id}`);
    const limit = parseLimit(detail.handlingClock?.limit ?? '');
    const may = detail.moves.find(({ move }) => move === 'ask_extension')?.may;
    if (!may || !limit || limit.kind === 'instant' || limit.n < 1) continue;
    await desk.go(`/desk/cases/${row.id}?move=ask_extension`);
    const form = desk.page.locator('form.move-form');
    await field(form, 'desk.rule.more').fill(String(limit.n));
    await field(form, 'desk.rule.reason_told').fill('配件要从外地调运，需要更多时间。');
    await button(form, 'desk.submit').click();
    await desk.page.getByText(zh('desk.moved.done', { move: zh('case.move.ask_extension') })).waitFor();
    asked.push(row);
  }
  return asked as [CaseRow, CaseRow];
}
/** Down the list by the keyboard until this case stands open. */
async function downTo(page: Page, row: CaseRow): Promise<void> {
  const here = page.locator('.inbox-line[aria-current]');
  for (let i = 0; i < 60; i += 1) {
    if ((await here.textContent())?.includes(row.number)) return;
    await page.keyboard.press('j');
  }
  throw new Error(`${row.number} is not in the inbox`);
}
/** The same on the leader's way: without network it is said that it needs one; with it, the case is read and the answer is no. */
async function onThePhone(row: CaseRow, why: string): Promise<void> {
  const { context, page } = await house.open(browser, null, { viewport: { width: 390, height: 844 } });
  page.setDefaultTimeout(30_000);
  await page.goto(`${house.url}/field/sign-in`);
  await page.getByLabel(zh('field.login')).fill('lingdao');
  await page.getByLabel(zh('field.password')).fill(house.password);
  await button(page, 'field.sign_in').click();
  await page.getByText(/^任务更新于/).waitFor();
  await page.goto(`${house.url}/field/approvals`);
  const card = page.locator('.card', { hasText: row.number });
  await card.waitFor();
  await context.setOffline(true);
  await page.getByText(zh('field.approvals_offline')).waitFor();
  await context.setOffline(false);
  await page.getByText(zh('field.approvals_offline')).waitFor({ state: 'detached' });
  await button(card, 'field.look_and_decide').click();
  await card.getByLabel(new RegExp(`^${zh('field.decision')}`)).fill(why);
  expect(await axe(page)).toEqual([]);
  await button(card, 'field.deny').click();
  await card.waitFor({ state: 'detached' });
  await context.close();
}
async function decided(page: Page, word: 'desk.rule.yes', why: string): Promise<void> {
  const form = page.locator('.inbox-pane form.move-form');
  await form.waitFor();
  await page.keyboard.press('Enter');
  // The hands are in the form: the next letters are typed, not taken for shortcuts.
  expect(await page.evaluate("document.activeElement.closest('form') !== null")).toBe(true);
  await form.getByRole('radio', { name: zh(word), exact: true }).check();
  await field(form, 'desk.rule.words').fill(why);
  expect(await axe(page)).toEqual([]);
  await button(form, 'desk.submit').click();
  await told(page, 'desk.moved', { move: zh('case.move.decide_extension'), state: zh('case.state.signed') });
}

test('more than half of the limit is the leader’s to grant: one is granted at the desk and its clock moves, one is refused on the phone and does not', async () => {
  const { granted, refused, before } = await as('bumen', async (desk) => {
    const [first, second] = await askedFor(desk);
    return {
      granted: first,
      refused: second,
      before: { granted: await dueOf(desk, first.id), refused: await dueOf(desk, second.id) },
    };
  });
  const ours = [granted.id, refused.id];
  const dispatchers = await as('paiqianyuan', (desk) => waiting(desk));
  expect(dispatchers.filter((one) => ours.includes(one.case.id))).toEqual([]);

  await as('lingdao', async (desk) => {
    const { page, go } = desk;
    const owed = await waiting(desk);
    expect(owed.filter((one) => ours.includes(one.case.id)).map(({ paper }) => paper.kind)).toEqual([
      'extension',
      'extension',
    ]);
    await go('/desk/approvals');
    const here = page.locator('.inbox-line[aria-current]');
    await here.waitFor();
    const first = await here.textContent();
    await page.keyboard.press('j');
    await expect.poll(() => here.textContent()).not.toBe(first);
    await page.keyboard.press('k');
    await expect.poll(() => here.textContent()).toBe(first);

    await downTo(page, granted);
    await decided(page, 'desk.rule.yes', '同意，外地调运属实。');
    await expect.poll(async () => (await waiting(desk)).some((one) => one.case.id === granted.id)).toBe(false);
    // The inbox goes on with the next; the one that was decided is no longer in it.
    await page.locator('.inbox-line', { hasText: granted.number }).waitFor({ state: 'detached' });
  });
  await onThePhone(refused, '本区仓库有货，请按期完成。');

  await as('bumen', async (desk) => {
    expect(await dueOf(desk, granted.id)).toBeGreaterThan(before.granted);
    expect(await dueOf(desk, refused.id)).toBe(before.refused);
    await desk.go(`/desk/cases/${refused.id}`);
    await desk.page.getByText('本区仓库有货，请按期完成。').first().waitFor();
    expect(await axe(desk.page)).toEqual([]);
  });
});

test('closed cases are drawn by lot and stand in the checkers’ inbox', async () => {
  const number = await as('zhibanzhang', async ({ page, go }) => {
    await go('/desk/supervised');
    await button(page, 'desk.inspect').click();
    await field(dialog(page), 'desk.inspect.n').fill('1');
    await field(dialog(page), 'desk.inspect.text').fill('到现场看是否复发。');
    await looksRight(page);
    await button(dialog(page), 'desk.inspect').click();
    const line = dialog(page).getByRole('link').first();
    await line.waitFor();
    await looksRight(page);
    return line.textContent();
  });
  await as('hechayuan', async (desk) => {
    expect((await waiting(desk)).map((one) => one.case.number)).toContain(number);
  });
});

const tab = (page: Page, queue: 'emergency' | 'put_aside') => page.locator(`main a[href$="queue=${queue}"]`);
/** What the emergency would change: the queues, each limit beside the usual one, and who would stand on duty. */
async function changesShown(page: Page): Promise<void> {
  await page.getByText(/^队列：“应急”标签下 \d+\+? 件/).waitFor();
  const limits = page.getByRole('region', { name: zh('duty.changes.limits'), exact: true });
  await limits.getByRole('row', { name: /路灯/ }).first().waitFor();
  const roster = page.getByRole('region', { name: zh('duty.changes.roster') });
  expect(await roster.locator('tbody tr').count()).toBe(4);
}

test('an emergency: asked for at one desk, put into force at another, told on every desk, ended with a report; a handover is read', async () => {
  const picture = (page: Page, name: string) => page.screenshot({ path: `test/out/pages/duty-${name}.png` });
  await as('paiqianyuan', async ({ page, go }) => {
    await go('/desk/mode');
    await field(page, 'duty.mode.reason').fill('暴雨橙色预警，低洼地段可能积水');
    await pick(page, page, 'duty.mode.matters', '路灯');
    await page.keyboard.press('Escape');
    await changesShown(page);
    await button(page, 'duty.mode.ask').click();
    await page.getByText(zh('duty.mode.state.asked')).first().waitFor();
    // Who asked may take it back, and may not put it into force.
    expect(await button(page, 'duty.mode.accept').count()).toBe(0);
  });
  await as('lingdao', async ({ page, go }) => {
    await go('/desk/mode');
    await changesShown(page);
    await picture(page, 'changes');
    await field(page, 'duty.mode.words').fill('同意，即时启动。');
    await button(page, 'duty.mode.accept').click();
    await page.locator('.mode-banner strong').waitFor();
    await picture(page, 'mode');
    expect(await axe(page)).toEqual([]);
  });
  const on = await as('zhibanzhang', async ({ page, go, get }) => {
    await go('/desk/cases');
    await page.locator('.mode-banner', { hasText: '暴雨橙色预警' }).waitFor();
    await go('/desk/duty?tab=roster');
    await page.locator('.duty-roster tbody tr').nth(3).waitFor();
    expect(await axe(page)).toEqual([]);
    await picture(page, 'roster');
    return get<{ on: { seat: string; person: { id: string } }[]; mine: string[] }>('/v1/duty/now');
  });
  // Whoever keeps the general seat now reads what the turn before handed over.
  await as(on.mine.includes('general') ? 'zhibanzhang' : 'zhibanzhang-2', async ({ page, go }) => {
    await go('/desk/duty');
    const note = page.locator('.duty-log li.waits', { hasText: '北河泵站' }).first();
    await note.waitFor();
    await picture(page, 'log');
    await button(note, 'duty.log.read').click();
    await page
      .getByText(/已签阅/)
      .first()
      .waitFor();
    expect(await axe(page)).toEqual([]);
  });
  // Other queues: what is named stands on a tab of its own, and what a department has days for can wait on another.
  const onTab = (login: string, queue: 'emergency' | 'put_aside') =>
    as(login, async ({ page, go, get }) => {
      await go('/desk/cases');
      await tab(page, queue).click();
      await page.waitForURL(new RegExp(`queue=${queue}`));
      const { counts } = await get<{ counts: Record<string, number> }>('/v1/cases/counts');
      expect(counts[queue], queue).toBeGreaterThan(0);
      await expect.poll(() => page.locator('tbody [data-case]').count()).toBe(Math.min(counts[queue]!, 50));
      await byDayAndNight(page, `queue-${queue.replace('_', '-')}`, 'main');
    });
  await onTab('paiqianyuan', 'emergency');
  await onTab('bumen', 'put_aside');
  await as('paiqianyuan', async ({ page, go }) => {
    await go('/desk/mode');
    await field(page, 'duty.mode.end.reason').fill('雨停，积水已排');
    await button(page, 'duty.mode.end').click();
    await page.locator('.mode-banner').waitFor({ state: 'detached' });
    await page
      .locator('main')
      .getByRole('link', { name: new RegExp(zh('duty.mode.report')) })
      .first()
      .click();
    await page.getByText(zh('duty.report.ended', { reason: '雨停，积水已排' })).waitFor();
    await page.getByText(/^按应急时限派遣处置 0 件/).waitFor();
    await picture(page, 'report');
    await byDayAndNight(page, 'mode-report', 'main');
    await go('/desk/cases');
    expect(await tab(page, 'put_aside').count()).toBe(0);
  });
});
