/**
 * Two desks side by side: what one does is on the other's screen at once, an urgent case rings, somebody who was faster is told
 * before the form is sent, and a browser with several tabs holds one line.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseRow } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, desksOf, dialog, field, pick, zh } from '../support/desk.ts';
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

/** What a resident sends from the street; the answer is there once it is committed. */
async function report(title: string): Promise<{ number: string; at: number }> {
  const sent = await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: uuidv7(), kind: 'help', title, detail: `${title}，请来看看`, naming: 'anonymous' }),
  });
  const { number } = (await sent.json()) as { number: string };
  return { number, at: performance.now() };
}
const caseOf = async (get: <T>(path: string) => Promise<T>, title: string): Promise<CaseRow> => {
  const { rows } = await get<{ rows: CaseRow[] }>(`/v1/cases?queue=all&q=${encodeURIComponent(title)}`);
  return rows[0]!;
};
const live = (page: Page) => page.getByText(zh('desk.live.on'), { exact: true }).waitFor();
/** The browser's own notes are counted instead of heard. */
const listenForNotes = (page: Page) =>
  page.addInitScript(`
    globalThis.notes = [];
    AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
      apply: (make, here) => { globalThis.notes.push(1); return Reflect.apply(make, here, []); },
    });`);
const notes = (page: Page) => page.evaluate<number>('globalThis.notes.length');

test('what a resident reports is in the queue within two seconds, without a key being pressed', async () => {
  await atDesk('shouliyuan', async ({ page, go }) => {
    await go('/desk/cases');
    await live(page);
    const late: number[] = [];
    for (const what of ['东门路灯闪烁', '西墙水管滴漏', '北巷垃圾堆放']) {
      const { at } = await report(what);
      await page.locator('tbody tr', { hasText: what }).waitFor();
      late.push(performance.now() - at);
    }
    console.log(`from the commit to the line on the screen: ${late.map((ms) => `${Math.round(ms)} ms`).join(', ')}`);
    expect(Math.min(...late)).toBeLessThan(2_000);
    expect(await axe(page)).toEqual([]);
  });
});

test('an urgent case rings once at the dispatcher, leads to itself, and is silent when muted', async () => {
  await atDesk('shouliyuan', async (receiver) => {
    await atDesk('zhibanzhang', async (officer) => {
      await atDesk('paiqianyuan', async ({ page, go }) => {
        await listenForNotes(page);
        await go('/desk/cases');
        await live(page);
        const hurry = async (title: string) => {
          await report(title);
          const { id } = await caseOf(receiver.get, title);
          await receiver.move(id, { move: 'receive', urgent: true });
          const matters = await officer.get<{ matters: { id: number; conditions: { id: number }[] }[] }>('/v1/matters');
          const matter = matters.matters.find(({ conditions }) => conditions.length > 0)!;
          await officer.move(id, { move: 'file', matterId: matter.id, conditionId: matter.conditions[0]!.id });
          return caseOf(officer.get, title);
        };
        const first = await hurry('路面塌陷露出空洞');
        const alarm = page.getByRole('alert').filter({ hasText: zh('desk.live.urgent', { n: 1 }) });
        await alarm.getByRole('link', { name: first.number }).waitFor();
        expect(await notes(page)).toBe(2);
        expect(await axe(page)).toEqual([]);
        await page.screenshot({ path: 'test/out/pages/live-urgent.png' });
        await alarm.getByRole('link', { name: first.number }).click();
        await page.getByRole('heading', { name: first.title }).waitFor();

        await button(page, 'desk.live.mute').click();
        await go('/desk/cases');
        await live(page);
        const second = await hurry('井盖破碎行人险些掉入');
        await page.getByRole('alert').getByRole('link', { name: second.number }).waitFor();
        expect(await notes(page)).toBe(0);
      });
    });
  });
});

test('who has a form open is told what another did meanwhile, and keeps what was typed', async () => {
  await atDesk('zhibanzhang', async (one) => {
    await report('公厕照明不亮');
    const { id } = await caseOf(one.get, '公厕照明不亮');
    await one.go(`/desk/cases/${id}`);
    await live(one.page);
    await button(one.page.locator('.moves'), 'case.move.void').click();
    await field(one.page, 'desk.void.text').fill('与昨天的一件相同');
    await atDesk('shouliyuan', (other) => other.move(id, { move: 'receive' }));
    const told = one.page.getByRole('alert').filter({ hasText: zh('desk.stale') });
    await told
      .getByRole('listitem')
      .filter({ hasText: zh('fact.case.received') })
      .waitFor();
    await one.page.screenshot({ path: 'test/out/pages/live-faster.png' });
    expect(await field(one.page, 'desk.void.text').inputValue()).toBe('与昨天的一件相同');
    expect(await axe(one.page)).toEqual([]);
  });
});

test('a browser with three tabs holds one line; when that tab is closed another takes it over', async () => {
  const { page, context } = await house.open(browser, 'zhibanzhang');
  let lines = 0;
  context.on('request', (request) => void (request.url().includes('/v1/live') && lines++));
  const tabs = [page, await context.newPage(), await context.newPage()];
  for (const tab of tabs) {
    await tab.goto(`${house.url}/desk/cases`);
    await tab.locator('.live').waitFor();
  }
  await live(page);
  expect(lines).toBe(1);
  await report('人行道砖松动');
  for (const tab of tabs) await tab.getByText(zh('desk.live.on'), { exact: true }).waitFor();
  await page.close();
  await expect.poll(() => lines).toBe(2);
  await live(tabs[2]!);
  await context.close();
});

const picture = (name: string): string => `test/out/pages/${name}.png`;

test('来电: it pops up wherever one sits, opens the form, is handed over with what was written, and an emergency goes by one press', async () => {
  await atDesk('shouliyuan', async (receiver) => {
    await atDesk('zhibanzhang', async (officer) => {
      await officer.go('/desk');
      await live(officer.page);
      await receiver.go('/desk/take/hotline');
      await live(receiver.page);
      const { page } = receiver;
      await page.getByText(zh('desk.calls.quiet')).waitFor();
      await button(page, 'desk.calls.phones.join').click();
      await button(page, 'desk.calls.phones.leave').click();
      await button(page, 'desk.calls.phones.join').waitFor();
      const rangAt = performance.now();
      await button(page, 'desk.calls.rehearse').click();
      // At the other desk it stands above whatever page is open.
      await officer.page
        .getByRole('alert', { name: zh('desk.calls.rings') })
        .getByText('12345')
        .waitFor();
      await button(page, 'desk.calls.take').click();
      await page.getByText(zh('desk.calls.speaking')).waitFor();
      await field(page, 'desk.take.detail').fill('北门路灯不亮，老人出门看不清');
      const firstField = performance.now() - rangAt;
      await officer.page.getByRole('alert', { name: zh('desk.calls.rings') }).waitFor({ state: 'detached' });
      console.log(`from the ring to the first field filled in: ${Math.round(firstField)} ms`);
      expect(firstField).toBeLessThan(15_000);
      await page.screenshot({ path: picture('call-speaking') });
      expect(await axe(page)).toEqual([]);

      await button(page, 'desk.calls.transfer').click();
      await pick(page, dialog(page), 'desk.calls.transfer.person', '凌见山');
      await button(dialog(page), 'desk.calls.transfer').click();
      await button(page, 'desk.calls.take_back').waitFor();
      await officer.page
        .getByRole('alert', { name: zh('desk.calls.rings') })
        .getByText('程砚青')
        .waitFor();
      await officer.page.screenshot({ path: picture('call-offered') });
      await button(officer.page, 'desk.calls.accept').click();
      await officer.page.waitForURL('**/desk/take/hotline');
      const detail = field(officer.page, 'desk.take.detail');
      await expect.poll(() => detail.inputValue(), { timeout: 20_000 }).toBe('北门路灯不亮，老人出门看不清');
      await page.getByText(zh('desk.calls.quiet')).waitFor();
      await officer.page.keyboard.press('Control+Enter');
      await officer.page.getByText(zh('desk.receipt.secret'), { exact: true }).waitFor();
      // Both read who handed it over and who took it.
      const { ended } = await receiver.get<{ ended: { outcome: string; steps: { kind: string; by: string | null }[] }[] }>('/v1/calls'); // prettier-ignore
      expect(ended[0]!.outcome).toBe('reported');
      expect(ended[0]!.steps.filter(({ kind }) => kind === 'call.accepted')[0]!.by).toBe('凌见山');

      await pick(page, page, 'desk.nav.lines', '119');
      await button(page, 'desk.calls.rehearse').click();
      const ringing = page.getByRole('alert', { name: zh('desk.calls.rings') }).filter({ hasText: '119' });
      await ringing.getByRole('button', { name: '转 119' }).click();
      await ringing.waitFor({ state: 'detached' });
      await page.getByText(zh('desk.calls.today')).click();
      await page.getByText(zh('desk.calls.outcome.diverted')).waitFor();
    });
  });
});

test('来电弹屏: over a page of other work one key takes it, and what is heard is typed at once, within fifteen seconds', async () => {
  await atDesk('shouliyuan', async (receiver) => {
    await atDesk('zhibanzhang', async ({ page, go, get, post }) => {
      await go('/desk/cases');
      await live(page);
      const lines = await get<{ lines: { id: string; number: string }[] }>('/v1/lines');
      const rangAt = performance.now();
      await receiver.post('/v1/calls/rehearsal', { lineId: lines.lines.find(({ number }) => number === '12345')!.id });
      await page.getByRole('alert', { name: zh('desk.calls.rings') }).waitFor();
      const shown = performance.now() - rangAt;
      await page.keyboard.press('a');
      await page.waitForURL('**/desk/take/hotline');
      const detail = field(page, 'desk.take.detail');
      await expect.poll(() => detail.evaluate((box) => box === box.ownerDocument.activeElement)).toBe(true);
      // No field is looked for and nothing is clicked: the hands are on the keys already.
      await page.keyboard.type('地下车库积水，水在往上涨');
      const filled = performance.now() - rangAt;
      expect(await detail.inputValue()).toBe('地下车库积水，水在往上涨');
      console.log(
        `a call rings: on the screen after ${Math.round(shown)} ms, first field filled in after ${Math.round(filled)} ms`,
      );
      expect(filled).toBeLessThan(15_000);
      const { calls } = await get<{ calls: { id: string; mine: boolean }[] }>('/v1/calls');
      await post(`/v1/calls/${calls.find(({ mine }) => mine)!.id}/end`, {});
    });
  });
});
