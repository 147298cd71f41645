/**
 * Every address of both sites, on the production build: it opens without a complaint of the browser, axe finds nothing, nothing
 * is wider than the window, and its picture is kept in test/out/pages. A path of the tables that is not visited fails.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { jobsDone } from '#kit/jobs.ts';
import { deskPaths } from '#web/desk/paths.ts';
import { fieldPaths } from '#web/field/paths.ts';
import { publicPaths } from '#web/public/paths.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { zh } from '../support/desk.ts';
import { heard, openHouse, type WholeHouse } from '../support/whole-house.ts';

const pictures = join(import.meta.dirname, '../out/pages');
let house: WholeHouse;
let browser: Browser;
type Window = NonNullable<Parameters<WholeHouse['open']>[2]>;
const visited = new Set<string>();
let receipt: { number: string; secret: string };

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
  receipt = (await sent.json()) as typeof receipt;
  await judgeAMonth();
});

/** A month that was computed and an item that was told: pages about them show something. */
async function judgeAMonth(): Promise<void> {
  const { context } = await house.open(browser, 'kaopingyuan');
  const write = async (path: string, data: object) => {
    const answer = await context.request.post(`${house.url}${path}`, { data: { id: uuidv7(), ...data } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { id: string };
  };
  const today = new Date().toISOString().slice(0, 10);
  const period = await write('/v1/evaluation/periods', { kind: 'year', firstOn: today });
  await write(`/v1/evaluation/periods/${period.id}/computing`, {});
  const areas = await context.request.get(`${house.url}/v1/areas?level=community&limit=1`);
  const matters = await context.request.get(`${house.url}/v1/matters`);
  const {
    matters: [matter],
  } = (await matters.json()) as { matters: { id: number }[] };
  const {
    rows: [area],
  } = (await areas.json()) as { rows: { id: number }[] };
  const about = { matterId: matter!.id, areaId: area!.id, caseIds: [] };
  await write('/v1/improvements', { title: '路灯反复不亮', ...about });
  await jobsDone();
  await context.close();
}
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
/**
 * The window of whoever looks: one for each person and each kind of window, as people have it, so that she signs in once and the
 * programs of the desk are read once. A page is told apart from the one before by its address alone.
 */
const windows = new Map<string, Promise<BrowserContext>>();
function windowOf(
  login: string | null,
  how: Window = {},
  first?: (page: Page) => Promise<void>,
  chosen = '',
): Promise<BrowserContext> {
  const key = JSON.stringify([login, how, chosen]);
  const open = async () => {
    const { page, context } = await house.open(browser, first ? null : login, how);
    await first?.(page);
    await page.close();
    if (chosen) await context.addInitScript(chosen);
    return context;
  };
  if (!windows.has(key)) windows.set(key, open());
  return windows.get(key)!;
}

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

async function aMeeting(): Promise<string> {
  const context = await windowOf('paiqianyuan');
  const get = async <T>(path: string) => (await (await context.request.get(house.url + path)).json()) as T;
  const { rows } = await get<{ rows: { id: string; lead: { id: number } }[] }>(
    '/v1/cases?queue=all&state=signed&limit=1',
  );
  const [row] = rows;
  const answer = await context.request.post(`${house.url}/v1/meetings`, {
    headers: { origin: house.url },
    data: {
      id: uuidv7(),
      kind: 'joint',
      title: '联席会议',
      at: new Date(Date.now() + 86_400_000).toISOString(),
      place: '三楼会议室',
      caseIds: [row!.id],
      members: [{ unitId: row!.lead.id }],
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { meeting } = (await answer.json()) as { meeting: { id: string } };
  return meeting.id;
}

/** Asked for, put into force and ended: its report stands, and the desks are back to normal. */
async function aMode(): Promise<string> {
  const step = async (login: string, path: string, data: object) => {
    const context = await windowOf(login);
    const answer = await context.request.post(`${house.url}${path}`, {
      headers: { origin: house.url },
      data: { id: uuidv7(), ...data },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    const told = (await answer.json()) as { id: string };
    return told;
  };
  const { matters } = (await (await fetch(`${house.url}/v1/matters`)).json()) as { matters: { id: number }[] };
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const told = { level: 2, reason: '暴雨橙色预警', areaIds: [], matterIds: [matters[0]!.id], template: 'emergency' };
  const { id } = await step('paiqianyuan', '/v1/duty/modes', { ...told, until });
  await step('lingdao', `/v1/duty/modes/${id}/decision`, { accept: true, words: '同意' });
  await step('paiqianyuan', `/v1/duty/modes/${id}/end`, { reason: '雨停' });
  return id;
}

const addresses = new Map<string, Promise<string>>();
/** Fills what a pattern needs with something that is there, once for all looks at it. */
function addressOf(path: (typeof deskPaths)[number], login: string | null): Promise<string> {
  if (!addresses.has(path.pattern)) addresses.set(path.pattern, makeAddress(path, login));
  return addresses.get(path.pattern)!;
}
async function makeAddress(path: (typeof deskPaths)[number], login: string | null): Promise<string> {
  if (!('needs' in path)) return path.pattern;
  if (path.needs === 'figure') return path.pattern.replace(':figure', 'unit_on_time');
  if (path.needs === 'meeting') return `/desk/meetings/${await aMeeting()}`;
  if (path.needs === 'mode') return `/desk/mode/${await aMode()}`;
  if (path.needs === 'template') return '/desk/templates/linkage_seven/1';
  const context = await windowOf(login);
  const wanted =
    path.needs === 'caseId' ? '/v1/cases?queue=all&state=signed&limit=1' : '/v1/areas?level=community&limit=1';
  const { rows } = (await (await context.request.get(house.url + wanted)).json()) as {
    rows: { id: string | number }[];
  };
  return path.pattern.replace(/:\w+/, String(rows[0]!.id));
}

describe.concurrent('the desk', () => {
  for (const path of deskPaths) {
    test(`${path.pattern} for ${path.login ?? 'nobody'}`, async () =>
      look(path.pattern, await addressOf(path, path.login), windowOf(path.login)));
    // Look and language are the reader's choice, kept in her browser. 911 × 512 is what 1366 × 768 leaves at 150 %.
    test(`${path.pattern} in the dark and in English`, async () => {
      const at150 = { viewport: { width: 911, height: 512 } };
      const chosen = "localStorage.setItem('gridloop.theme', 'dark'); localStorage.setItem('gridloop.lang', 'en')";
      const night = windowOf(path.login, at150, undefined, chosen);
      await look(path.pattern, await addressOf(path, path.login), night, '-dark');
    });
  }
  test('a telephone shows the queue and a case without scrolling sideways', async () => {
    const phone = windowOf('hechayuan', { viewport: { width: 360, height: 740 } });
    await look('/desk/cases', '/desk/cases?queue=all', phone, '-phone');
    const path = deskPaths.find(({ pattern }) => pattern === '/desk/cases/:caseId')!;
    await look(path.pattern, await addressOf(path, 'zhibanzhang'), phone, '-phone');
  });
});

describe.concurrent('the grid worker’s app', () => {
  const phone = { viewport: { width: 390, height: 844 }, permissions: ['geolocation'] };
  /** As she does at the beginning of a shift: at its own door, so that the day is on the phone. */
  const atTheDoor = (login: string) => async (page: Page) => {
    await page.goto(`${house.url}/field/sign-in`);
    await page.getByLabel(zh('field.login')).fill(login);
    await page.getByLabel(zh('field.password')).fill(house.password);
    await page.getByRole('button', { name: zh('field.sign_in'), exact: true }).click();
    await page.getByText(/^任务更新于/).waitFor();
  };
  const onThePhone = (login: string | null, how: Window = phone) =>
    windowOf(login, how, login ? atTheDoor(login) : undefined);
  async function taskOf(login: string): Promise<string> {
    const context = await onThePhone(login);
    const answer = await context.request.get(`${house.url}/v1/field/day`);
    const { tasks } = (await answer.json()) as { tasks: { what: string; case: { id: string } }[] };
    return tasks.find(({ what }) => what === 'confirm')!.case.id;
  }
  for (const { pattern, login } of fieldPaths) {
    test(`${pattern} for ${login ?? 'nobody'}`, async () => {
      const address = pattern.includes(':') ? `/field/tasks/${await taskOf(login!)}` : pattern;
      await look(pattern, address, onThePhone(login), '-phone');
    });
  }
  test('by night, and in English', async () => {
    await look('/field', '/field', onThePhone('wanggeyuan', { ...phone, colorScheme: 'dark' }), '-dark');
    const { page, context: english } = await house.open(browser, null, phone);
    await atTheDoor('wanggeyuan')(page);
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
        const address = pattern === '/r/:number' ? `/r/${receipt.number}#code=${receipt.secret}` : pattern;
        await look(pattern, address, windowOf(null, { viewport }), kind);
      });
    }
  }
  test('in English and in the dark too', async () => {
    await look('/', '/', windowOf(null, { locale: 'en-GB', colorScheme: 'dark' }), '-dark');
    const night = windowOf(null, { colorScheme: 'dark', viewport: { width: 360, height: 740 } });
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
