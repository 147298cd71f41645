/**
 * Every dialog, drawer and panel of the desk that opens by a press, in English on the smallest desk there is: 1366 × 768 with letters half as
 * large again, in the dark and then in the light. Each opens without a complaint of the browser, axe finds nothing in it, all of it can be
 * reached, and Escape gives the keyboard back to the button that opened it. Nothing in them is Chinese but names and what people wrote.
 * Their pictures are kept in test/out/pages.
 */
import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CaseRow } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { fewestShown } from '#contract/improvement.ts';
import { meetingSteps } from '#contract/meetings.ts';
import { say, type WordKey } from '#contract/words/words.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { chineseOn, leftInChinese, writtenInChinese } from '../support/english.ts';
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
/** What was read with Chinese letters while each was open. */
const read = new Map<string, string[]>();
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
  const { page, complaints, still } = await heard(await windowOf(login));
  try {
    await page.goto(house.url + address, { waitUntil: 'load' });
    await still();
    await before?.(page);
    await opener(page).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog').last();
    await dialog.waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    expect(await axe(page, '[role=dialog], dialog')).toEqual([]);
    await page.screenshot({ path: `test/out/pages/dialog-${name}.png` });
    read.set(name, await chineseOn(page));
    const inside = () => page.evaluate<boolean>("document.activeElement.closest('[role=dialog], dialog') !== null");
    await soon(inside, true);
    const wide = await dialog.evaluate((one) => one.scrollWidth - one.clientWidth);
    expect(wide, 'wider than its window').toBeLessThanOrEqual(1);
    // Once more by day, as when the switch at the top of the page is pressed.
    await page.evaluate("document.documentElement.dataset.theme = 'light'");
    expect(await axe(page, '[role=dialog], dialog')).toEqual([]);
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
    ['xitongguanliyuan', '/desk/devices', 'desk.edit'],
    ['xitongguanliyuan', '/desk/walls', 'walls.make'],
    ['xitongguanliyuan', '/desk/templates', 'desk.templates.make'],
    ['xitongguanliyuan', '/desk/catalogue/matters', 'desk.matters.add'],
    ['xitongguanliyuan', '/desk/catalogue/responsibilities', 'desk.responsibilities.add'],
    ['xitongguanliyuan', '/desk/catalogue/lessons', 'desk.lessons.add'],
    ['xitongguanliyuan', '/desk/catalogue/phrases', 'desk.phrases.add'],
    ['xitongguanliyuan', '/desk/catalogue/phrases', 'desk.edit'],
    ['xitongguanliyuan', '/desk/catalogue/one-table', 'desk.forms.add'],
    ['zhibanzhang', '/desk/supervised', 'desk.inspect'],
    ['kaopingyuan', '/desk/evaluation/periods', 'desk.periods.open'],
    ['lingdao', '/desk/evaluation/periods', 'desk.periods.veto'],
    ['xitongguanliyuan', '/desk/units', 'desk.edit'],
    ['anquanguanliyuan', '/desk/people', 'desk.people.account'],
  ];
  for (const [login, address, key] of dialogs) {
    const beginning = new RegExp(`^${en(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
    test(`${address}: ${key}`, () =>
      opens(login, address, key.replaceAll('.', '-'), (page) =>
        page.locator('main').getByRole('button', { name: beginning }).first(),
      ));
  }
  test('a post ends with its last day', () =>
    opens('anquanguanliyuan', '/desk/people', 'last-day', (page) =>
      page.getByRole('button', { name: new RegExp(`^${en('desk.people.end')} `) }).first(),
    ));
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

describe.concurrent('what a page holds further in', () => {
  test('what was told again and again becomes an item to improve, or is taken up beforehand', async () => {
    const { rows } = await get<{ rows: CaseRow[] }>('shouliyuan', '/v1/cases?queue=all&limit=50');
    const { point } = rows.find((row) => row.point !== null)!;
    type Matters = { matters: { id: number; sensitive: boolean }[] };
    const { matters } = await get<Matters>('shouliyuan', '/v1/matters');
    const matterId = matters.find(({ sensitive }) => !sensitive)!.id;
    const context = await windowOf('shouliyuan');
    for (let n = 0; n < fewestShown; n++) {
      const data = {
        id: uuidv7(),
        channel: 'hotline',
        kind: 'help',
        title: `又坏了 ${n}`,
        naming: 'anonymous',
        matterId,
      };
      const sent = await context.request.post(`${house.url}/v1/desk/reports`, {
        data: { ...data, location: point },
        headers: { origin: house.url },
      });
      expect(sent.status(), await sent.text()).toBe(200);
    }
    for (const key of ['desk.proactive', 'desk.improve.open'] as const)
      await opens('zhibanzhang', '/desk/improvement', key.replaceAll('.', '-'), (page) =>
        page
          .locator('main')
          .getByRole('button', { name: new RegExp(`^${en(key)} `) })
          .first(),
      );
  });
  test('the places of the desk, and the keys of a page', async () => {
    // Beside the page where there is room for it.
    await opens(
      'zhibanzhang',
      '/desk',
      'places',
      (page) => press(page, 'desk.nav.label'),
      (page) => page.setViewportSize({ width: 600, height: 800 }),
    );
    await opens('zhibanzhang', '/desk/cases', 'keys', (page) => press(page, 'desk.keys.title'));
  });
  test('a cell is cut, drawn anew, given a keeper; one is drawn below, two are merged', async () => {
    type Areas = { rows: { id: number; parentId: number | null; children: number }[] };
    const { rows } = await get<Areas>('xitongguanliyuan', '/v1/areas?level=cell&limit=2');
    const cell = `/desk/areas/${rows[0]!.id}`;
    await opens('xitongguanliyuan', cell, 'split', (page) => press(page, 'desk.areas.split'));
    await opens('xitongguanliyuan', cell, 'redraw', (page) => press(page, 'desk.areas.redraw'));
    const above = `/desk/areas/${rows[0]!.parentId}`;
    await opens('xitongguanliyuan', above, 'draw', (page) => press(page, 'desk.areas.draw'));
    await opens('xitongguanliyuan', cell, 'appoint', (page) => press(page, 'desk.keepers.appoint'));
    await opens(
      'xitongguanliyuan',
      `/desk/areas?parent=${rows[0]!.parentId}`,
      'merge',
      (page) => press(page, 'desk.areas.merge', { n: 2 }),
      async (page) => {
        for (const n of [0, 1]) await page.locator('tbody input[type=checkbox]').nth(n).check();
      },
    );
  });
  test('a day of the calendar', async () => {
    await opens('xitongguanliyuan', '/desk/catalogue/calendars', 'day', (page) =>
      page.locator('main button.day').first(),
    );
  });
  test('a meeting is changed, a task is moved on', async () => {
    const { rows } = await get<{ rows: { id: string }[] }>('paiqianyuan', '/v1/meetings');
    const steps = new RegExp(`^(${meetingSteps.map((step) => en(`meeting.step.${step}`)).join('|')})$`);
    await opens('paiqianyuan', `/desk/meetings/${rows[0]!.id}`, 'meeting', (page) =>
      page.locator('main').getByRole('button', { name: steps }).first(),
    );
    await opens('bumen', '/desk/tasks', 'task', (page) => page.locator('main .task-moves button').first());
  });
  test('a photo is enlarged, before and after are laid over one another, a contact is opened', async () => {
    const { rows } = await get<{ rows: CaseRow[] }>('zhibanzhang', '/v1/cases?queue=all&state=closed&limit=50');
    type Photos = { photos: { purpose: string; state: string }[] };
    const has = async ({ id }: CaseRow, ...purposes: string[]) => {
      const { photos } = await get<Photos>('zhibanzhang', `/v1/cases/${id}`);
      return purposes.every((one) => photos.some(({ purpose, state }) => purpose === one && state === 'ready'));
    };
    let both: CaseRow | undefined;
    for (const row of rows) if (!both && (await has(row, 'report', 'after'))) both = row;
    const address = `/desk/cases/${both!.id}`;
    await opens('zhibanzhang', address, 'photo', (page) => page.locator('.photos button').first());
    await opens('zhibanzhang', address, 'compare', (page) => press(page, 'desk.photos.compare'));
  });
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
  await opens('shouliyuan', `/desk/cases/${named!.id}`, 'contact', (page) => press(page, 'desk.contact.reveal'));
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

test('in English they are English, but for names and for what people wrote', async () => {
  const written = await writtenInChinese(house);
  const left = [...read].map(([name, texts]) => [name, leftInChinese(texts, written)] as const);
  expect(left.filter(([, texts]) => texts.length > 0)).toEqual([]);
});
