/**
 * Every dialog, drawer and panel of the desk that opens by a press, in the dark and in English on the smallest desk there is: 1366 × 768 with
 * letters half as large again. Each opens without a complaint of the browser, axe finds nothing in it, all of it can be reached, and
 * Escape gives the keyboard back to the button that opened it. Their pictures are kept in test/out/pages.
 */
import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CaseRow } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { say, type WordKey } from '#contract/words/words.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { heard, openHouse, type WholeHouse } from '../support/whole-house.ts';

const en = (key: WordKey, params: Parameters<typeof say>[2] = {}): string => say('en', key, params);
const at150 = { viewport: { width: 911, height: 512 } };
let house: WholeHouse;
let browser: Browser;
beforeAll(async () => {
  await mkdir('test/out/pages', { recursive: true });
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const windows = new Map<string, Promise<BrowserContext>>();
/** One window for each person, as people have it. */
function windowOf(login: string): Promise<BrowserContext> {
  const open = async () => {
    const how = { ...at150, locale: 'en-GB', colorScheme: 'dark' } as const;
    // A desk is light and in the house's language until its reader says otherwise; what she said is kept.
    const { page, context } = await house.open(browser, login, how);
    await context.addInitScript(
      "localStorage.setItem('gridloop.lang', 'en'); localStorage.setItem('gridloop.theme', 'dark')",
    );
    await page.close();
    return context;
  };
  if (!windows.has(login)) windows.set(login, open());
  return windows.get(login)!;
}
const press = (page: Page, key: WordKey, params = {}) =>
  page.getByRole('button', { name: en(key, params), exact: true }).first();
async function get<T>(login: string, path: string): Promise<T> {
  const context = await windowOf(login);
  return (await context.request.get(house.url + path)).json() as Promise<T>;
}

/** `expect.poll` belongs to the one test that runs; these run two at a time. */
const soon = (ask: () => Promise<unknown>, wanted: unknown): Promise<void> =>
  vi.waitFor(async () => expect(await ask()).toBe(wanted), { timeout: 20_000 });

/** Opened by the keyboard, looked at, and left by Escape. */
async function opens(
  login: string,
  address: string,
  name: string,
  opener: (page: Page) => ReturnType<Page['getByRole']>,
  before?: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, complaints } = await heard(await windowOf(login));
  try {
    await page.goto(house.url + address, { waitUntil: 'networkidle' });
    await before?.(page);
    await opener(page).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog').last();
    await dialog.waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await axe(page, '[role=dialog], dialog')).toEqual([]);
    await page.screenshot({ path: `test/out/pages/dialog-${name}.png` });
    const inside = () => page.evaluate<boolean>("document.activeElement.closest('[role=dialog], dialog') !== null");
    await soon(inside, true);
    const wide = await dialog.evaluate((one) => one.scrollWidth - one.clientWidth);
    expect(wide, 'wider than its window').toBeLessThanOrEqual(1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await soon(() => opener(page).evaluate((one) => one === one.ownerDocument.activeElement), true);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

describe.concurrent('opened by one press', () => {
  const dialogs: [login: string, address: string, key: WordKey][] = [
    ['zhibanzhang', '/desk/cases?queue=all&open=true', 'desk.columns'],
    ['zhibanzhang', '/desk/cases?queue=all&open=true', 'desk.export.files'],
    ['zhibanzhang', '/desk/workspace', 'notice.publish'],
    ['paiqianyuan', '/desk/meetings', 'desk.meeting.convene'],
    ['zhibanzhang', '/desk/duty?tab=occasions', 'duty.occasion.add'],
    ['xitongguanliyuan', '/desk/settings?kind=space', 'settings.add.space'],
    ['xitongguanliyuan', '/desk/settings?kind=label', 'settings.add.label'],
    ['xitongguanliyuan', '/desk/settings?kind=layer', 'settings.add.layer'],
    ['xitongguanliyuan', '/desk/lines', 'desk.lines.add'],
    ['xitongguanliyuan', '/desk/people', 'desk.people.add'],
    ['xitongguanliyuan', '/desk/units', 'desk.units.add'],
    ['xitongguanliyuan', '/desk/devices', 'desk.devices.add'],
    ['xitongguanliyuan', '/desk/walls', 'walls.make'],
    ['xitongguanliyuan', '/desk/templates', 'desk.templates.make'],
    ['xitongguanliyuan', '/desk/catalogue/matters', 'desk.matters.add'],
    ['xitongguanliyuan', '/desk/catalogue/responsibilities', 'desk.responsibilities.add'],
    ['xitongguanliyuan', '/desk/catalogue/lessons', 'desk.lessons.add'],
    ['xitongguanliyuan', '/desk/catalogue/phrases', 'desk.phrases.add'],
    ['xitongguanliyuan', '/desk/catalogue/one-table', 'desk.forms.add'],
  ];
  for (const [login, address, key] of dialogs) {
    const beginning = new RegExp(`^${en(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
    test(`${address}: ${key}`, () =>
      opens(login, address, key.replaceAll('.', '-'), (page) =>
        page.locator('main').getByRole('button', { name: beginning }).first(),
      ));
  }
  test('a post is granted to somebody', () =>
    opens('anquanguanliyuan', '/desk/people', 'grant', (page) =>
      page.getByRole('button', { name: new RegExp(`^${en('desk.people.grant')} `) }).first(),
    ));
  test('how long things are kept is changed', () =>
    opens('xitongguanliyuan', '/desk/settings?kind=retention', 'retention', (page) =>
      page
        .locator('main')
        .getByRole('button', { name: new RegExp(`^${en('desk.edit')}`) })
        .first(),
    ));
});

test('several cases at once, the labels of one, and what its caller told before', async () => {
  const list = '/v1/cases?queue=all&open=true&limit=50';
  const { rows } = await get<{ rows: CaseRow[] }>('zhibanzhang', list);
  const signed = rows.find(({ state }) => state === 'signed')!;
  await opens(
    'zhibanzhang',
    '/desk/cases?queue=all&open=true&state=signed',
    'bulk',
    (page) => page.locator('.bulk').getByRole('button', { name: en('case.move.remind'), exact: true }),
    (page) => page.locator('tbody .pick input').first().check(),
  );
  await opens('zhibanzhang', `/desk/cases/${signed.id}`, 'labels', (page) => press(page, 'case.labels'));
  const { rows: told } = await get<{ rows: CaseRow[] }>('shouliyuan', list);
  const has = async ({ id }: CaseRow) => {
    type Reports = { rows: { naming: string; kind: string; hasContact: boolean }[] };
    const { rows: reports } = await get<Reports>('shouliyuan', `/v1/cases/${id}/reports`);
    return reports.some((one) => one.hasContact && one.naming === 'named' && one.kind !== 'whistle');
  };
  let named: CaseRow | undefined;
  for (const row of told) if (!named && (await has(row))) named = row;
  await opens('shouliyuan', `/desk/cases/${named!.id}`, 'history', (page) => press(page, 'desk.history.open'));
});

test('a call is handed over warm', async () => {
  const context = await windowOf('shouliyuan');
  const write = (path: string, data: object) =>
    context.request.post(`${house.url}${path}`, { data: { id: uuidv7(), ...data }, headers: { origin: house.url } });
  await opens(
    'shouliyuan',
    '/desk/take/hotline',
    'transfer',
    (page) => press(page, 'desk.calls.transfer'),
    async (page) => {
      await press(page, 'desk.calls.rehearse').click();
      await press(page, 'desk.calls.take').click();
      await page.getByText(en('desk.calls.speaking')).first().waitFor();
      // Taken: the first field is ready for what is heard.
      await soon(() => page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    },
  );
  const { calls } = await get<{ calls: { id: string; mine: boolean }[] }>('shouliyuan', '/v1/calls');
  expect((await write(`/v1/calls/${calls.find(({ mine }) => mine)!.id}/end`, {})).ok()).toBe(true);
});
