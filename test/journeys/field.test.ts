/**
 * A grid worker's day with the network really cut: the browser is offline, or the server is killed; the tab is closed and opened again.
 * Forty acts are done; when somebody answers again, each of them is in the house, once.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { request as ask } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stageLimits } from '#contract/cases.ts';
import type { FieldDay } from '#contract/patrol.ts';
import { uuidv7 } from '#contract/ids.ts';
import { deadline, warnAt, type Calendar } from '#contract/worktime.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { zh } from '../support/desk.ts';
import { fakeGateway } from '../support/bridge.ts';
import { runHouse } from '../support/house-process.ts';
import { openPushService, pushSetting, type PushService } from '../support/push-service.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

/** The house behind a wire that can be cut: to the phone it is then as if the server had died. */
class Wire {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  /** from now on the app's worker is another one, as after an upgrade of the house */
  newer = false;
  /** pieces of photos that came through, and after how many of them the wire breaks */
  readonly pieces: number[] = [];
  breaksAfter = Infinity;
  constructor(to: string) {
    const { hostname, port } = new URL(to);
    this.#server = createServer((coming, going) => {
      const piece = /\/pieces\/(\d+)\?/.exec(coming.url ?? '')?.[1];
      if (piece && this.pieces.length >= this.breaksAfter) return void coming.destroy();
      if (piece) this.pieces.push(Number(piece));
      // Asked for whole and plain: an answer that nothing changed could not be made another.
      const { 'if-none-match': _tag, 'if-modified-since': _since, ...rest } = coming.headers;
      const headers = coming.url === '/field-worker.js' ? { ...rest, 'accept-encoding': 'identity' } : coming.headers;
      const on = ask({ hostname, port, path: coming.url, method: coming.method, headers }, (answer) => {
        const { 'content-length': length, ...told } = answer.headers;
        const anew = this.newer && coming.url === '/field-worker.js';
        going.writeHead(answer.statusCode ?? 502, anew || length === undefined ? told : answer.headers);
        if (!anew) return answer.pipe(going);
        answer.on('end', () => going.end('\n// the next version'));
        return answer.pipe(going, { end: false });
      });
      on.on('error', () => going.destroy());
      return void coming.pipe(on);
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  async join(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

const pictures = join(import.meta.dirname, '../out/pages');
let house: WholeHouse;
let pushes: PushService;
const wechat = fakeGateway('wechat');
let browser: Browser;
let wire: Wire;
let day: FieldDay;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  pushes = await openPushService();
  const settings = { push: pushSetting(pushes.origin), bridges: [wechat.setting] };
  [house, browser] = await Promise.all([openHouse('demo', settings), launchBrowser()]);
  wire = new Wire(house.url);
  await wire.join();
  const { context } = await house.open(browser, 'wanggeyuan');
  day = (await (await context.request.get(`${house.url}/v1/field/day`)).json()) as FieldDay;
  await context.close();
}, 900_000);
afterAll(async () => {
  await browser?.close();
  await wire?.cut();
  pushes?.close();
  await house?.close();
});

const button = (page: Page, key: Parameters<typeof zh>[0], params = {}) =>
  page.getByRole('button', { name: zh(key, params), exact: true });
const unsent = (page: Page, n: number) => page.locator('.head__sync', { hasText: zh('field.unsent', { n }) }).waitFor();
const write = async (from: BrowserContext, path: string, data: object) => {
  const answer = await from.request.post(`${house.url}${path}`, { data: { id: uuidv7(), ...data } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Record<string, unknown>;
};
/** Somebody calls, and 王 is asked to look whether it is so. */
async function askedToConfirm(title: string): Promise<{ caseId: string; number: string; version: number }> {
  const { context } = await house.open(browser, 'shouliyuan');
  const { caseId } = (await write(context, '/v1/desk/reports', {
    channel: 'hotline',
    kind: 'help',
    naming: 'anonymous',
    title,
    matterId: day.matters[0]!.id,
    location: day.checkpoints[0]!.point,
    placeText: '东门',
  })) as { caseId: string };
  const now = async () => {
    const found = await context.request.get(`${house.url}/v1/cases/${caseId}`);
    return ((await found.json()) as { case: { version: number; number: string; state: string } }).case;
  };
  const move = async (input: object) => {
    const { version } = await now();
    await write(context, `/v1/cases/${caseId}/moves`, { version, input });
  };
  if ((await now()).state !== 'received') await move({ move: 'receive' });
  await move({ move: 'ask_confirm', keeperId: day.person.personId });
  const { number, version } = await now();
  await context.close();
  return { caseId, number, version };
}

const go = (page: Page, word: 'field.today' | 'field.points' | 'field.report' | 'field.outbox' | 'field.mine') =>
  page
    .getByRole('navigation', { name: zh('field.nav') })
    .getByRole('link', { name: zh(word) })
    .click();
/** Standing at one of her points. */
async function phone(at = 0): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const point = day.checkpoints[at];
  const opened = await house.open(browser, null, {
    viewport: { width: 390, height: 844 },
    geolocation: { longitude: point!.point.lon, latitude: point!.point.lat, accuracy: 9 },
    permissions: ['geolocation'],
  });
  return opened;
}
async function signIn(page: Page, login = 'wanggeyuan', url = wire.url): Promise<void> {
  await page.goto(`${url}/field/sign-in`);
  await page.getByLabel(zh('field.login')).fill(login);
  await page.getByLabel(zh('field.password')).fill(house.password);
  await button(page, 'field.sign_in').click();
  await page.getByText(/^任务更新于/).waitFor();
}
const photo = async (colour: string) => ({
  name: 'photo.jpg',
  mimeType: 'image/jpeg',
  buffer: await sharp({ create: { width: 800, height: 600, channels: 3, background: colour } })
    .jpeg()
    .toBuffer(),
});
const ofHouse = async (what: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.raw(what)}`.execute(house.db);
  return rows[0]!.n;
};

/** What a browser complains of when nobody answers is what the story is about. */
const besidesSilence = (complaints: readonly string[]): string[] =>
  complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|Failed to load resource/.test(one));

type Cut = {
  url: string;
  /** which of her tasks of 核实 and of her points is taken */
  nth: number;
  cut: (context: BrowserContext) => Promise<void>;
  back: (context: BrowserContext, arrived: () => Promise<number>) => Promise<void>;
};
/** Forty acts while nothing is there to answer, the tab closed and opened again in the midst of them: all forty are there, once. */
async function fortyActs({ url, nth, cut, back }: Cut): Promise<void> {
  const { context, page, complaints } = await phone(nth);
  page.setDefaultTimeout(30_000);
  await signIn(page, 'wanggeyuan', url);
  // The worker holds the app before the network goes.
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await page.waitForFunction('navigator.serviceWorker.controller !== null');
  const visitsBefore = await ofHouse('patrol.visits');
  const reportsBefore = await ofHouse(`intake.reports where channel = 'keeper'`);
  const stampsBefore = await ofHouse('patrol.stamps');

  await cut(context);

  await button(page, 'field.check_in').click();
  await unsent(page, 1);
  // A task of the bundle, with two photos.
  const task = day.tasks.filter(({ what }) => what === 'confirm')[nth]!;
  await page.getByText(task.case.title).first().click();
  await page.getByRole('radio', { name: zh('field.is_so.yes'), exact: true }).check({ force: true });
  for (const n of [0, 1])
    await page
      .locator('input[type=file]')
      .nth(n)
      .setInputFiles(await photo('#667'));
  await expect.poll(() => page.locator('.shot img').count()).toBe(2);
  await page.getByLabel(new RegExp(`^${zh('field.remark')}`)).fill('确有其事，约三平方米。');
  await button(page, 'field.send').click();
  await unsent(page, 2);
  // A point where she stands.
  await go(page, 'field.points');
  await page.getByRole('button', { name: new RegExp(`^${zh('field.stamp')} ${day.checkpoints[nth]!.name}`) }).click();
  await button(page, 'field.fine').click();
  await unsent(page, 3);
  // Three reports, photo first; the last of them put right on the spot.
  for (const n of [0, 1, 2]) {
    await go(page, 'field.report');
    await page
      .locator('input[type=file]')
      .nth(0)
      .setInputFiles(await photo('#885'));
    await expect.poll(() => page.locator('.shot img').count()).toBe(1);
    await page.locator('.chip').nth(n).click();
    if (n === 2) {
      await page.getByRole('checkbox').check();
      await page
        .locator('input[type=file]')
        .nth(1)
        .setInputFiles(await photo('#585'));
      await page.getByLabel(new RegExp(`^${zh('field.result')}`)).fill('当场扶正');
    }
    await button(page, 'field.send').click();
    await unsent(page, 4 + n);
  }
  await page.close();

  // Opened again without any network: the app is there, and so is what she did.
  const again = await context.newPage();
  again.setDefaultTimeout(30_000);
  again.on('pageerror', (error) => complaints.push(String(error)));
  await again.goto(`${url}/field/map`);
  // Her ground is drawn from what the phone keeps.
  await expect.poll(() => again.locator('.ground__cell').count()).toBeGreaterThan(0);
  await again.goto(`${url}/field/visit`);
  await unsent(again, 6);
  for (let n = 1; n <= 33; n++) {
    await again.getByLabel(new RegExp(`^${zh('field.visit_words')}`)).fill(`第${n}户，情况正常`);
    await button(again, 'field.save_visit').click();
    await unsent(again, 6 + n);
  }
  await go(again, 'field.mine');
  await button(again, 'field.check_out').click();
  await unsent(again, 40);
  await go(again, 'field.outbox');
  await again.getByRole('heading', { name: zh('field.waiting', { n: 40 }) }).waitFor();
  expect(await axe(again)).toEqual([]);
  // Nothing unsent goes out of the door unseen.
  await go(again, 'field.mine');
  await button(again, 'field.sign_out').click();
  await again.getByText(zh('field.leave_unsent', { n: 40 })).waitFor();

  await go(again, 'field.outbox');
  await back(context, async () => (await ofHouse('patrol.visits')) - visitsBefore);
  // The app may have heard of the network by itself and be sending; pressed is what she would press.
  await button(again, 'field.sync_now').click({ timeout: 120_000 });
  await again.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor({ timeout: 90_000 });
  expect(await again.getByText(zh('field.state.refused'), { exact: true }).count()).toBe(0);

  expect((await ofHouse('patrol.visits')) - visitsBefore).toBe(33);
  expect(
    await ofHouse(`patrol.visits group by happened_at having count(*) > 1`.replace(/^/, '(select 1 from ') + ') twice'),
  ).toBe(0);
  expect((await ofHouse(`intake.reports where channel = 'keeper'`)) - reportsBefore).toBe(3);
  const { rows } = await sql<{ state: string; photos: number }>`
    select c.state, (select count(*)::int from cases.photos f where f.region_id = c.region_id and f.case_id = c.id) as photos
      from cases.cases c where c.region_id = ${house.regionId} and c.channel = 'keeper' order by c.opened_at desc limit 3`.execute(
    house.db,
  );
  expect(rows.map(({ photos }) => photos).sort((a, b) => a - b)).toEqual([1, 1, 2]);
  expect(rows.filter(({ state }) => state === 'checked' || state === 'handled')).toHaveLength(1);
  const confirmed = await sql<{ state: string; shots: string[] }>`
    select c.state, (select array_agg(f.shot order by f.shot) from cases.photos f where f.region_id = c.region_id and f.case_id = c.id and f.purpose = 'confirm') as shots
      from cases.cases c where c.region_id = ${house.regionId} and c.id = ${task.case.id}`.execute(house.db);
  expect(confirmed.rows).toEqual([{ state: 'received', shots: ['far', 'near'] }]);
  const shift = await sql<{ late: boolean; ended: string }>`
    select began_known_at > began_at as late, ended_by as ended from patrol.shifts
     where region_id = ${house.regionId} order by began_at desc limit 1`.execute(house.db);
  expect(shift.rows).toEqual([{ late: true, ended: 'person' }]);
  expect((await ofHouse('patrol.stamps')) - stampsBefore).toBe(1);
  expect(besidesSilence(complaints)).toEqual([]);
  await context.close();
}

test('forty acts with the browser offline, the tab closed and opened again: all forty are there, once', async () => {
  await fortyActs({
    url: wire.url,
    nth: 0,
    cut: (context) => context.setOffline(true),
    back: (context) => context.setOffline(false),
  });
}, 300_000);

test('forty acts while the server is killed, and once more in the midst of the sending: all forty are there, once', async () => {
  const server = await runHouse(house);
  try {
    await fortyActs({
      url: server.url,
      nth: 1,
      cut: () => server.kill(),
      async back(_context, arrived) {
        await server.start();
        await expect.poll(arrived, { timeout: 120_000, interval: 20 }).toBeGreaterThan(4);
        await server.kill();
        expect(await arrived()).toBeLessThan(33);
        await server.start();
      },
    });
  } finally {
    await server.kill();
  }
}, 300_000);

test('ten hours without network are no sign-in; after a shift and more she signs in, and nothing that waited is lost', async () => {
  const { context, page } = await phone();
  page.setDefaultTimeout(30_000);
  await signIn(page);
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await page.waitForFunction('navigator.serviceWorker.controller !== null');
  const before = await ofHouse('patrol.visits');
  const hoursOffline = async (hours: number) => {
    await wire.cut();
    await context.setOffline(true);
    await page.goto(`${wire.url}/field/visit`);
    await page.getByLabel(new RegExp(`^${zh('field.visit_words')}`)).fill(`断网${hours}小时`);
    await button(page, 'field.save_visit').click();
    await unsent(page, 1);
    await sql`update access.sessions set seen_at = seen_at - make_interval(hours => ${hours})`.execute(house.db);
    await wire.join();
    await context.setOffline(false);
    await page.locator('.head__sync').click();
  };
  await hoursOffline(10);
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  expect(await page.getByText(zh('field.session_over')).count()).toBe(0);
  expect(await ofHouse('patrol.visits')).toBe(before + 1);

  await hoursOffline(17);
  await page.getByText(zh('field.session_over')).waitFor();
  await unsent(page, 1);
  expect(await ofHouse('patrol.visits')).toBe(before + 1);
  await page.getByRole('link', { name: zh('field.sign_in'), exact: true }).click();
  await page.getByLabel(zh('field.login')).fill('wanggeyuan');
  await page.getByLabel(zh('field.password')).fill(house.password);
  await button(page, 'field.sign_in').click();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  expect(await ofHouse('patrol.visits')).toBe(before + 2);
  await context.close();
}, 120_000);

test('a report is four taps from the first screen, photo first', async () => {
  const { context, page, complaints } = await phone();
  page.setDefaultTimeout(30_000);
  await signIn(page);
  // Counted by the page itself, whatever stands in this story.
  await page.evaluate(
    `addEventListener('pointerdown', ({ isTrusted }) => isTrusted && (globalThis.taps = 1 + (globalThis.taps ?? 0)), true)`,
  );
  const before = await ofHouse(`intake.reports where channel = 'keeper'`);
  await go(page, 'field.report');
  // The first thing that stands there to be pressed is the camera.
  const first = page.locator('main :is(input, button, a)').first();
  expect(await first.getAttribute('capture')).toBe('environment');
  const camera = page.waitForEvent('filechooser');
  await page.locator('.shot label').first().click();
  await (await camera).setFiles(await photo('#574'));
  await page.locator('.shot img').waitFor();
  await page.locator('.chip').first().click();
  await page.locator('.whereline--known').waitFor();
  await button(page, 'field.send').click();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  await expect.poll(() => ofHouse(`intake.reports where channel = 'keeper'`)).toBe(before + 1);
  expect(await page.evaluate('globalThis.taps')).toBe(4);
  expect(await page.evaluate('scrollY')).toBe(0);

  // Reported once more, the same thing at the same place: it is said before it is sent. A tick, and it joins; another kind is chosen below.
  const cases = await ofHouse('cases.cases');
  await go(page, 'field.report');
  await page.locator('.chip').first().click();
  const alike = page.locator('.alike');
  await alike.getByRole('checkbox').first().waitFor();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'field-alike-phone.png'), fullPage: true });
  await alike.getByRole('checkbox').first().check();
  await page.locator('details.more > summary').click();
  await page.getByRole('radio', { name: zh('kind.suggestion'), exact: true }).check({ force: true });
  await button(page, 'field.send').click();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  await expect.poll(() => ofHouse(`intake.reports where channel = 'keeper'`)).toBe(before + 2);
  expect(await ofHouse('cases.cases')).toBe(cases);
  expect(await ofHouse(`intake.reports where channel = 'keeper' and kind = 'suggestion'`)).toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test('核查 in the street: the checker takes it near and far, says that it is mended, and the case is checked', async () => {
  const { context, page, complaints } = await phone();
  page.setDefaultTimeout(30_000);
  await signIn(page, 'hechayuan');
  const hers = (await (await context.request.get(`${house.url}/v1/field/day`)).json()) as FieldDay;
  const task = hers.tasks.find(
    ({ what, case: { point }, pictures }) => what === 'check' && point && pictures.some(({ side }) => side === 'after'),
  )!;
  // She looks at what others told, and has no way to a form that would be refused.
  expect(await page.locator('.tabs a').count()).toBe(4);
  // She has no ground of her own: instead of an empty sheet, her tasks with how far and which way.
  await page.goto(`${wire.url}/field/map`);
  await page.getByRole('heading', { name: zh('field.no_ground') }).waitFor();
  expect(await page.locator('.ground').count()).toBe(0);
  const card = page.locator('.card', { has: page.locator(`a[href$="${task.case.id}"]`) });
  await expect.poll(() => card.locator('.card__far').innerText()).toMatch(/^[\d.]+ (米|公里)( 往[东南西北]+)?$/);
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'field-map-nowhere-phone.png'), fullPage: true });
  await card.getByRole('link').click();
  await page.getByRole('heading', { name: task.case.title }).waitFor();
  expect(await page.locator('.ground').count()).toBe(0);
  // What has to be so before it may be closed stands before her.
  if (task.closing) await page.getByText(zh('field.closing', { text: task.closing })).waitFor();
  // And beside it how its unit left it, also where there is no network.
  const beside = page.locator('.pictures img');
  await expect.poll(() => beside.count()).toBe(task.pictures.length);
  await page.waitForFunction('navigator.serviceWorker.controller !== null');
  await wire.cut();
  await context.setOffline(true);
  await page.reload();
  await expect.poll(() => beside.count()).toBe(task.pictures.length);
  expect(
    await page.evaluate(`[...document.querySelectorAll('.pictures img')].map((one) => one.naturalWidth > 0)`),
  ).toEqual(task.pictures.map(() => true));
  await wire.join();
  await context.setOffline(false);
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  for (const n of [0, 1])
    await page
      .locator('input[type=file]')
      .nth(n)
      .setInputFiles(await photo(['#475', '#457'][n]!));
  await expect.poll(() => page.locator('.shot img').count()).toBe(2);
  await page.getByRole('radio', { name: zh('field.passed.yes'), exact: true }).check({ force: true });
  await page.getByLabel(new RegExp(`^${zh('field.remark')}`)).fill('已修好，路面平整。');
  await page.screenshot({ path: join(pictures, 'field-check-phone.png'), fullPage: true });
  expect(await axe(page)).toEqual([]);
  await button(page, 'field.send').click();
  const checked = () =>
    sql<{ state: string; photos: number }>`
      select c.state, (select count(distinct f.shot)::int from cases.photos f
                        where f.region_id = c.region_id and f.case_id = c.id and f.purpose = 'check') as photos
        from cases.cases c where c.region_id = ${house.regionId} and c.id = ${task.case.id}`.execute(house.db);
  await expect.poll(async () => (await checked()).rows, { timeout: 30_000 }).toEqual([{ state: 'checked', photos: 2 }]);
  expect(besidesSilence(complaints)).toEqual([]);
  await context.close();
});

test('the wire breaks in the midst of a photo and the tab is closed: what had arrived is not sent again', async () => {
  const { context, page } = await phone();
  page.setDefaultTimeout(30_000);
  await signIn(page);
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const buffer = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#888', noise } })
    .withExif({ IFD0: { Make: 'TELLTALE' } })
    .jpeg()
    .toBuffer();
  wire.breaksAfter = 3;
  await go(page, 'field.report');
  await page.locator('input[type=file]').nth(0).setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
  await expect.poll(() => page.locator('.shot img').count()).toBe(1);
  await page.locator('.chip').first().click();
  await button(page, 'field.send').click();
  await expect.poll(() => ofHouse('kit.pieces'), { timeout: 30_000 }).toBe(3);
  await unsent(page, 1);
  await page.close();
  const begun = await sql<{ id: string; n: number }>`
    select u.id, count(*)::int as n from kit.uploads u join kit.pieces p on p.region_id = u.region_id and p.upload_id = u.id
     where u.whole_at is null group by u.id`.execute(house.db);
  expect(begun.rows).toMatchObject([{ n: 3 }]);
  const [{ id: photoId } = { id: '' }] = begun.rows;

  wire.breaksAfter = Infinity;
  const again = await context.newPage();
  await again.goto(`${wire.url}/field/outbox`);
  await again.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor({ timeout: 60_000 });
  // A page that knows nothing begins with the short one, which says what is there.
  const last = wire.pieces[0]!;
  expect(last).toBeGreaterThan(4);
  const rest = Array.from({ length: last - 2 }, (_, n) => n + 2);
  expect(wire.pieces).toEqual([last, 0, 1, last, ...rest]);
  expect(await ofHouse(`kit.pieces`)).toBe(0);
  await expect
    .poll(() => ofHouse(`cases.photos where id = '${photoId}' and state = 'ready'`), { timeout: 20_000 })
    .toBe(1);
  const { rows } = await sql<{ id: string }>`select case_id as id from cases.photos where id = ${photoId}`.execute(
    house.db,
  );
  const desk = await house.open(browser, 'shouliyuan');
  const shown = await desk.context.request.get(`${house.url}/v1/cases/${rows[0]!.id}/photos/${photoId}`);
  const bytes = await shown.body();
  const { exif, width } = await sharp(bytes).metadata();
  expect([exif, bytes.includes('TELLTALE'), width]).toEqual([undefined, false, 1600]);
  await desk.context.close();
  await context.close();
}, 120_000);

test('what is not accepted stays on its line in words; it is written anew, or given up with a reason', async () => {
  const { context, page } = await phone();
  await page.addInitScript(`{
    const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
    globalThis.asked = 0;
    navigator.geolocation.getCurrentPosition = (...how) => (globalThis.asked++, real(...how));
  }`);
  await signIn(page);
  // A plate misread: the house says so, she reads it again, and it goes.
  const point = day.checkpoints.at(-1)!;
  await button(page, 'field.check_in').click();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  await go(page, 'field.points');
  await page
    .locator('.card--point', { hasText: point.name })
    .getByRole('button', { name: new RegExp(point.name) })
    .click();
  await page.getByLabel(new RegExp(`^${zh('field.plate_code')}`)).fill('WRONG2');
  // Where she stands is asked when a page opens, and not again and again while the battery lasts.
  expect(await page.evaluate('globalThis.asked')).toBeLessThan(8);
  await button(page, 'field.fine').click();
  await go(page, 'field.outbox');
  await page.locator('.card__why').waitFor();
  await button(page, 'field.mend').click();
  const sheet = page.getByRole('dialog');
  await sheet.locator('.card__why').waitFor();
  expect(await axe(page, '[open]')).toEqual([]);
  const plate = await sql<{ code: string }>`
    select code from patrol.checkpoints where region_id = ${house.regionId} and id = ${point.id}`.execute(house.db);
  await sheet.getByLabel(new RegExp(`^${zh('field.plate_code')}`)).fill(plate.rows[0]!.code.toLowerCase());
  await sheet.getByRole('button', { name: zh('field.send_mended'), exact: true }).click();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  expect(await page.locator('.card__why').count()).toBe(0);
  expect(await ofHouse(`patrol.stamps where how = 'code' and happened_at > now() - interval '1 hour'`)).toBe(1);
  await go(page, 'field.today');
  const title = '花坛边有一摊机油';
  const task = await askedToConfirm(title);
  await page.reload();
  await page.getByText(title).first().click();
  await page.getByRole('radio', { name: zh('field.is_so.no'), exact: true }).check({ force: true });
  await page.getByLabel(new RegExp(`^${zh('field.remark')}`)).fill('没有看到。');
  // Meanwhile the reporter takes it back, and the case is no longer what she looked at.
  const receiver = await house.open(browser, 'shouliyuan');
  const data = { id: uuidv7(), version: task.version, input: { move: 'withdraw', reason: '反映人来电撤回' } };
  const moved = await receiver.context.request.post(`${house.url}/v1/cases/${task.caseId}/moves`, { data });
  expect(moved.ok(), await moved.text()).toBe(true);
  await receiver.context.close();
  await button(page, 'field.send').click();
  await go(page, 'field.outbox');
  await page.getByRole('heading', { name: zh('field.refused', { n: 1 }) }).waitFor();
  const why = page.locator('.card__why');
  expect((await why.innerText()).length).toBeGreaterThan(5);
  expect(await axe(page)).toEqual([]);
  await button(page, 'field.again_as_it_is').click();
  await button(page, 'field.again').waitFor();
  await button(page, 'field.give_up').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(new RegExp(`^${zh('field.reason')}`)).fill('已撤回，无需核实');
  expect(await axe(page, '[open]')).toEqual([]);
  await dialog.getByRole('button', { name: zh('field.give_up'), exact: true }).click();
  await page.getByText(zh('field.gave_up', { reason: '已撤回，无需核实' })).waitFor();
  // Her shift ends here: whichever phone she takes next would go on with it.
  await go(page, 'field.today');
  await button(page, 'field.check_out').click();
  await button(page, 'field.check_in').waitFor();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  await context.close();
});

test('a lost phone forgets when it is told to, and its owner learns what was lost', async () => {
  const lost = await phone();
  await signIn(lost.page);
  const other = await phone();
  await signIn(other.page);
  await other.page.goto(`${wire.url}/field/phones`);
  await other.page
    .locator('.card', { hasNotText: zh('field.this_phone') })
    .getByRole('button', { name: zh('field.wipe') })
    .first()
    .click();
  await other.page
    .getByRole('dialog')
    .getByRole('button', { name: zh('field.wipe'), exact: true })
    .click();
  await other.page
    .getByText(/^.*已要求清除/)
    .first()
    .waitFor();
  const phones = async () => {
    const answer = await other.context.request.get(`${house.url}/v1/field/phones`);
    return ((await answer.json()) as { phones: { id: string; wipeAskedAt: string | null; wipedAt: string | null }[] })
      .phones;
  };
  const asked = (await phones()).find(({ wipeAskedAt }) => wipeAskedAt !== null)!;
  const itsId = await lost.page.evaluate("localStorage.getItem('gridloop.field.phone')");
  // The list is of all her phones; the one that was told may be one of an earlier story.
  if (asked.id !== itsId) {
    const answer = await other.context.request.post(`${house.url}/v1/field/phones/${String(itsId)}/wipe`, {
      data: { id: uuidv7() },
    });
    expect(answer.ok()).toBe(true);
  }
  await lost.page.locator('.head__sync').click();
  await lost.page.getByText(zh('field.wiped')).waitFor();
  expect(await lost.page.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0);
  await expect.poll(async () => (await phones()).find(({ id }) => id === itsId)?.wipedAt).toBeTruthy();
  await lost.context.close();
  await other.context.close();
});

test('a phone whose owner has nothing left to sign in with is made to forget by whoever keeps the accounts', async () => {
  const lost = await phone();
  await signIn(lost.page);
  const { page, context } = await house.open(browser, 'xitongguanliyuan');
  page.setDefaultTimeout(30_000);
  await page.goto(`${house.url}/desk/people`);
  await page.getByLabel(zh('desk.people.search')).fill('wanggeyuan');
  await page.getByRole('button', { name: `${zh('desk.people.account')} ${day.person.name}`, exact: true }).click();
  // The newest stands first: it has signed in this minute.
  const phones = page.getByRole('region', { name: zh('desk.people.phones') });
  const first = phones.getByRole('listitem').first();
  expect(await axe(page, '[role=dialog]')).toEqual([]);
  await page.screenshot({ path: join(pictures, 'desk-people-phones.png') });
  await first.getByRole('button').click();
  await page
    .locator('.ant-modal-confirm')
    .getByRole('button', { name: zh('desk.people.wipe'), exact: true })
    .click();
  await first.getByText(/已要求清除/).waitFor();
  await lost.page.locator('.head__sync').click();
  await lost.page.getByText(zh('field.wiped')).waitFor();
  expect(await lost.page.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0);
  expect(await lost.page.evaluate(`localStorage.getItem('gridloop.field.owner')`)).toBeNull();
  await page.reload();
  await page.getByLabel(zh('desk.people.search')).fill('wanggeyuan');
  await page.getByRole('button', { name: `${zh('desk.people.account')} ${day.person.name}`, exact: true }).click();
  await first.getByText(/已清除/).waitFor();
  await context.close();
  await lost.context.close();
});

test('the office of her street reads her hours by day and grid and saves them as a table, in which no place stands', async () => {
  const { page, context, complaints } = await phone();
  page.setDefaultTimeout(30_000);
  await signIn(page, 'jiedao-qihe');
  await go(page, 'field.mine');
  await page.getByRole('link', { name: zh('field.attendance'), exact: true }).click();
  await page.locator('main .card').first().waitFor();
  const coming = page.waitForEvent('download');
  await button(page, 'field.attendance_save').click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^attendance-\d{4}-\d{2}\.csv$/);
  const text = await readFile(await file.path(), 'utf8');
  const [head, ...lines] = text.slice(1).trim().split('\r\n');
  expect(head).toBe('日期,姓名,单位,网格,签到,签退,备注');
  const shifts = await sql<{ n: number }>`
    select count(*)::int as n from patrol.shifts s join access.units u on u.region_id = s.region_id and u.id = s.unit_id
      join access.units o on o.region_id = u.region_id and o.code = 'jiedao-qihe'
     where s.region_id = ${house.regionId} and u.path <@ o.path
       and to_char(s.began_at at time zone 'Asia/Shanghai', 'YYYY-MM') = to_char(now() at time zone 'Asia/Shanghai', 'YYYY-MM')`.execute(
    house.db,
  );
  expect(lines).toHaveLength(shifts.rows[0]!.n);
  expect(lines.length).toBeGreaterThan(0);
  expect(text).not.toMatch(/\d{2,3}\.\d{3}/);
  expect(complaints).toEqual([]);
  await context.close();
});

/** Where any of these words stands in what the browser keeps for this site, in whatever shape; sealed bytes say nothing. */
const tracesOf = (page: Page, words: readonly string[]): Promise<string[]> =>
  page.evaluate(`(async () => {
    const words = ${JSON.stringify(words)};
    const found = [];
    const look = (where, text) => words.some((word) => text.includes(word)) && found.push(where);
    for (const [name, box] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]])
      for (const key of Object.keys(box)) look(name + ' ' + key, key + box.getItem(key));
    for (const name of await caches.keys())
      for (const asked of await (await caches.open(name)).keys()) {
        if (new URL(asked.url).pathname.startsWith('/v1')) found.push('Cache Storage ' + asked.url);
        look('Cache Storage ' + asked.url, await (await caches.match(asked)).text());
      }
    for (const { name } of await indexedDB.databases()) found.push('IndexedDB ' + name);
    for await (const name of (await navigator.storage.getDirectory()).keys()) found.push('files ' + name);
    look('cookie', document.cookie);
    return found;
  })()`);

test('signed out, nothing of hers is left in the browser; whoever takes the phone next has one of her own', async () => {
  const { context, page } = await phone();
  page.setDefaultTimeout(30_000);
  await signIn(page);
  await page.waitForFunction('navigator.serviceWorker.controller !== null');
  const hers = (await (await context.request.get(`${house.url}/v1/field/day`)).json()) as FieldDay;
  // A report that is sent, and half a visit.
  await page.goto(`${wire.url}/field/report`);
  await page
    .locator('input[type=file]')
    .nth(0)
    .setInputFiles(await photo('#456'));
  await page.locator('.shot img').waitFor();
  await page.locator('.chip').first().click();
  await button(page, 'field.send').click();
  // Kept first, then sent: before that the head still says of what was before that all is sent.
  await expect.poll(() => page.evaluate(`localStorage.getItem('gridloop.field.matters')`)).not.toBeNull();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  await page.goto(`${wire.url}/field/visit`);
  await page.getByLabel(new RegExp(`^${zh('field.visit_words')}`)).fill('还没写完的走访');
  const words = [
    hers.person.name,
    hers.person.accountId,
    hers.person.personId,
    ...hers.tasks.map((task) => task.case.title),
  ];
  const before = await tracesOf(page, words);
  expect(before).toContain(`IndexedDB gridloop-field-${hers.person.accountId}`);
  expect(before).toContain('localStorage gridloop.field.owner');
  expect(before.filter((one) => one.startsWith('Cache Storage'))).toEqual([]);

  const outOf = async () => {
    await go(page, 'field.mine');
    await button(page, 'field.sign_out').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: zh('field.sign_out'), exact: true })
      .click();
    await page.getByLabel(zh('field.login')).waitFor();
  };
  await outOf();
  expect(await tracesOf(page, words)).toEqual([]);
  // The phone's own id, and the language it speaks: of the phone, not of her. Not what she reported most, either.
  const kept = await page.evaluate<string[]>('Object.keys(localStorage)');
  expect(kept.filter((key) => !/^gridloop\.(field\.phone|lang)$/.test(key))).toEqual([]);
  expect((await context.cookies()).filter(({ name }) => name === 'gridloop_session')).toEqual([]);
  // The control: what an app with a flaw would leave behind is found.
  await page.evaluate(`Promise.all([
    caches.open('left').then((left) => left.put('/field/left', new Response(${JSON.stringify(hers.person.name)}))),
    localStorage.setItem('left', ${JSON.stringify(hers.person.accountId)}),
    new Promise((done) => (indexedDB.open('left').onsuccess = done)),
  ]).then(() => undefined)`);
  expect(await tracesOf(page, words)).toEqual([
    'localStorage left',
    `Cache Storage ${wire.url}/field/left`,
    'IndexedDB left',
  ]);
  await page.evaluate(`Promise.all([caches.delete('left'), localStorage.removeItem('left'), indexedDB.deleteDatabase('left')])
    .then(() => undefined)`);

  // A phone that lies in the office for whoever goes out: it is known as the next one's, who can have it wiped.
  const itsId = () => page.evaluate<string>(`localStorage.getItem('gridloop.field.phone')`);
  const first = await itsId();
  await signIn(page, 'hechayuan');
  await expect.poll(itsId).not.toBe(first);
  const { phones } = (await (await context.request.get(`${wire.url}/v1/field/phones`)).json()) as {
    phones: { id: string }[];
  };
  expect(phones.map(({ id }) => id)).toContain(await itsId());
  await outOf();
  await context.close();
}, 120_000);

/** The two of a browser that ask a push service of its maker, which no test speaks to: they answer as it would. */
const pushing = (address: { endpoint: string; p256dh: string; auth: string }): string => `{
  const letters = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)).buffer;
  const one = {
    endpoint: ${JSON.stringify(address.endpoint)},
    getKey: (name) => letters(name === 'auth' ? ${JSON.stringify(address.auth)} : ${JSON.stringify(address.p256dh)}),
    unsubscribe: async () => (localStorage.removeItem('test.rings'), true),
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem('test.rings') ? one : null);
  PushManager.prototype.subscribe = async () => (localStorage.setItem('test.rings', 'yes'), one);
  Notification.requestPermission = async () => 'granted';
}`;

test('in by WeChat, on duty; the phone rings for a task, a photo outlives the page, leave and objection are asked and decided; out, and all is quiet', async () => {
  const { context, page } = await phone();
  page.setDefaultTimeout(30_000);
  await context.grantPermissions(['geolocation', 'notifications']);
  await context.addInitScript(pushing(pushes.address()));
  // The administrator has bound what the gateway calls her.
  const desk = await house.open(browser, 'xitongguanliyuan');
  const binding = { bridge: 'wechat', subject: 'wx-wang' };
  await write(desk.context, `/v1/people/${day.person.personId}/bindings`, binding);
  await desk.context.close();
  await context.route('https://sso.invalid/**', async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const assertion = wechat.assert({
      aud: asked.get('audience'),
      nonce: asked.get('nonce'),
      sub: binding.subject,
      jti: uuidv7(),
      iat: Math.floor(Date.now() / 1000),
    });
    const back = `${asked.get('return_to')}#bridge=wechat&assertion=${assertion}`;
    const body = `<!doctype html><script>location.replace(${JSON.stringify(back)})</script>`;
    await route.fulfill({ contentType: 'text/html', body });
  });
  await page.goto(`${wire.url}/field/sign-in`);
  await button(page, 'field.by_bridge', { name: zh('bridge.wechat') }).click();
  await page.getByText(/^任务更新于/).waitFor();
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');

  // On duty, and her phone may ring.
  await button(page, 'field.check_in').click();
  await page.locator('.head__duty--on').waitFor();
  await page.goto(`${wire.url}/field/phones`);
  await button(page, 'field.bell_let').click();
  await page.getByText(zh('field.bell_on')).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'field-bell-phone.png') });
  const { number } = await askedToConfirm('东门路灯不亮');

  // The battery dies after the photo: opened again, it is there.
  await go(page, 'field.report');
  await page
    .locator('input[type=file]')
    .nth(0)
    .setInputFiles(await photo('#558'));
  await expect.poll(() => page.locator('.shot img').count()).toBe(1);
  await page.close();
  const again = await context.newPage();
  again.setDefaultTimeout(30_000);
  await again.goto(`${wire.url}/field/report`);
  await expect.poll(() => again.locator('.shot img').count()).toBe(1);
  await again.screenshot({ path: join(pictures, 'field-photo-kept-phone.png') });
  await again.getByRole('button', { name: new RegExp(zh('common.remove')) }).click();

  // Leave with a deputy, and an objection to what was counted.
  await go(again, 'field.mine');
  await again.getByRole('link', { name: zh('field.leave'), exact: true }).click();
  const reason = again.getByLabel(new RegExp(`^${zh('field.reason')}`));
  await reason.fill('陪孩子看病');
  expect(await again.locator('[data-half-filled]').count()).toBe(1);
  // Called away: what she typed is there when she comes back, also after the app was closed.
  await go(again, 'field.mine');
  await again.getByRole('heading', { name: zh('field.thanks') }).waitFor();
  expect(await axe(again)).toEqual([]);
  await again.screenshot({ path: join(pictures, 'field-mine-phone.png'), fullPage: true });
  await again.goto(`${wire.url}/field/leave`);
  await expect.poll(() => reason.inputValue()).toBe('陪孩子看病');
  await again.getByLabel(zh('field.deputy')).selectOption({ index: 1 });
  await button(again, 'field.ask_leave').click();
  await again.getByText(zh('field.undecided'), { exact: true }).first().waitFor();
  await expect.poll(() => reason.inputValue()).toBe('');
  await go(again, 'field.mine');
  await again.getByRole('link', { name: zh('field.coverage'), exact: true }).click();
  await again.getByText(zh('field.coverage_formula')).waitFor();
  await again.getByLabel(new RegExp(`^${zh('field.object_why')}`)).fill('当天泵房停用检修');
  await button(again, 'field.object').click();
  await again.getByText('当天泵房停用检修').waitFor();
  const office = await sql<{ login: string }>`
    select a.login from access.people p
      join access.posts t on t.region_id = p.region_id and t.person_id = p.id
      join access.units u on u.region_id = t.region_id and u.id = t.unit_id
      join access.posts c on c.region_id = u.region_id and c.unit_id = u.root_id and c.post = 'clerk'
      join access.accounts a on a.region_id = c.region_id and a.person_id = c.person_id
     where p.region_id = ${house.regionId} and p.id = ${day.person.personId} limit 1`.execute(house.db);
  const clerk = await house.open(browser, office.rows[0]!.login);
  const waiting = (await (await clerk.context.request.get(`${house.url}/v1/field/waiting`)).json()) as {
    leaves: { id: string; reason: string }[];
    objections: { id: string; reason: string }[];
  };
  const [leave] = waiting.leaves.filter(({ reason }) => reason === '陪孩子看病');
  const [objection] = waiting.objections.filter(({ reason }) => reason === '当天泵房停用检修');
  const yes = { accept: true, words: '同意' };
  await write(clerk.context, `/v1/field/leaves/${leave!.id}/decision`, yes);
  await write(clerk.context, `/v1/field/objections/${objection!.id}/decision`, yes);
  await clerk.context.close();
  await again.goto(`${wire.url}/field/leave`);
  await again.locator('.head__sync').click();
  await again.getByText(zh('field.granted'), { exact: true }).waitFor();
  await again.screenshot({ path: join(pictures, 'field-leave-phone.png'), fullPage: true });
  await again.goto(`${wire.url}/field/coverage`);
  await again.getByText(zh('field.upheld'), { exact: true }).waitFor();
  await again.screenshot({ path: join(pictures, 'field-coverage-phone.png'), fullPage: true });
  await again.goto(`${wire.url}/field/track`);
  await again.locator('main .card').first().waitFor();
  await again.screenshot({ path: join(pictures, 'field-track-phone.png'), fullPage: true });

  // Meanwhile the task has stood long enough to ring.
  await expect.poll(() => pushes.came.length, { timeout: 60_000 }).toBe(1);
  const rang = pushes.read(pushes.came[0]!.body);
  expect(rang).toEqual({ title: zh('push.new_task'), number });
  // As the browser would hand it to the app's worker.
  const wires = await context.newCDPSession(again);
  const registered = new Promise<string>((resolve) =>
    wires.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.endsWith('/field'));
      if (ours) resolve(ours.registrationId);
    }),
  );
  await wires.send('ServiceWorker.enable');
  const push = { origin: wire.url, registrationId: await registered, data: JSON.stringify(rang) };
  await wires.send('ServiceWorker.deliverPushMessage', push);
  const shown = `navigator.serviceWorker.getRegistration('/field').then(async (one) =>
    (await one.getNotifications()).map(({ title, body }) => title + ' ' + body))`;
  await expect.poll(() => again.evaluate(shown)).toEqual([`${zh('push.new_task')} ${number}`]);

  // Off duty and out: nothing of her phone is kept to ring it.
  await go(again, 'field.mine');
  await button(again, 'field.check_out').click();
  await button(again, 'field.check_in').waitFor();
  await again.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  await button(again, 'field.sign_out').click();
  // A wet screen presses by itself: it asks once more.
  await again
    .getByRole('dialog')
    .getByRole('button', { name: zh('field.sign_out'), exact: true })
    .click();
  await again.getByLabel(zh('field.login')).waitFor();
  await expect.poll(() => ofHouse('notify.bells')).toBe(0);
  expect(await again.evaluate(`localStorage.getItem('test.rings')`)).toBeNull();
  await context.close();
}, 240_000);

test('a new version waits while a form is half filled in, and takes over when she says so', async () => {
  const { context, page } = await phone();
  page.setDefaultTimeout(30_000);
  await signIn(page);
  await page.waitForFunction('navigator.serviceWorker.controller !== null');
  await page.goto(`${wire.url}/field/visit`);
  const words = page.getByLabel(new RegExp(`^${zh('field.visit_words')}`));
  await words.fill('李阿姨家水表漏水');
  await page.evaluate('void (globalThis.samePage = true)');
  wire.newer = true;
  await page.evaluate(
    `navigator.serviceWorker.getRegistration('/field').then((one) => one.update()).then(() => undefined)`,
  );
  await page.getByText(zh('field.update_later')).waitFor();
  expect(await button(page, 'field.update_now').count()).toBe(0);
  expect(await words.inputValue()).toBe('李阿姨家水表漏水');

  await button(page, 'field.save_visit').click();
  await button(page, 'field.update_now').waitFor(); // offered, and nothing done by itself
  expect(await page.evaluate('globalThis.samePage')).toBe(true);
  await button(page, 'field.update_now').click();
  await page.waitForFunction('globalThis.samePage === undefined');
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor();
  expect(await button(page, 'field.update_now').count()).toBe(0);
  const mine = (await (await context.request.get(`${wire.url}/v1/field/visits`)).json()) as {
    rows: { words: string }[];
  };
  expect(mine.rows.filter((one) => one.words === '李阿姨家水表漏水')).toHaveLength(1);
  wire.newer = false;
  await context.close();
});

/** The next afternoon from which this much work reaches over a night (or a weekend) in which none is done. */
function beforeTheNight(calendar: Calendar): { start: Date; warns: Date; due: Date } {
  const limit = stageLimits.handled;
  for (let at = Date.now() + 3_600_000; ; at += 900_000) {
    const start = new Date(at - (at % 900_000));
    const [warns, due] = [warnAt(start, limit, calendar, [])!, deadline(start, limit, calendar, [])!];
    if (due.getTime() - warns.getTime() > 8 * 3_600_000) return { start, warns, due };
  }
}
const lampOf = (page: Page, title: string) =>
  page.locator('.card', { hasText: title }).first().locator('.lamp').innerText();

test('the lamp of a task goes on without network, by working time: yellow in the evening, no redder for the night, red in the morning', async () => {
  const { context, page } = await phone();
  page.setDefaultTimeout(30_000);
  await page.clock.install();
  await signIn(page, 'hechayuan');
  const hers = (await (await context.request.get(`${house.url}/v1/field/day`)).json()) as FieldDay;
  const { start, warns, due } = beforeTheNight(hers.calendar as Calendar);
  // Handed back this afternoon: the house says of such a case what worktime.ts says.
  const { case: row } = hers.tasks.find(({ what, case: { stageLamp } }) => what === 'check' && stageLamp !== 'paused')!;
  const title = `路灯复核${Date.now() % 100_000}`;
  await sql`
    update cases.cases set title = ${title}, stage_warn_at = ${warns}, stage_due_at = ${due}
     where region_id = ${house.regionId} and id = ${row.id}`.execute(house.db);
  await page.locator('.head__sync').click();
  await page.getByText(title).first().waitFor();
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await wire.cut();
  await context.setOffline(true);
  await page.getByText(zh('field.offline')).waitFor();

  /** Nobody touches the phone: only its clock goes on. */
  const lampAt = async (when: number): Promise<string> => {
    await page.clock.fastForward(when - (await page.evaluate<number>('Date.now()')));
    await page.clock.runFor(30_000);
    return lampOf(page, title);
  };
  const minute = 60_000;
  expect(await lampAt(start.getTime())).toBe(zh('lamp.green'));
  expect(await lampAt(warns.getTime() - 2 * minute)).toBe(zh('lamp.green'));
  expect(await lampAt(warns.getTime() + minute)).toBe(zh('lamp.yellow'));
  // Long after four hours by the wall it is night, and still yellow.
  const night = (warns.getTime() + due.getTime()) / 2;
  expect(night - start.getTime()).toBeGreaterThan(6 * 60 * minute);
  expect(await lampAt(night)).toBe(zh('lamp.yellow'));
  expect(await lampAt(due.getTime() - 2 * minute)).toBe(zh('lamp.yellow'));
  expect(await lampAt(due.getTime() + minute)).toBe(zh('lamp.red'));
  // On the page of the task it is the same one.
  await page.getByText(title).first().click();
  await page.getByRole('heading', { name: title }).waitFor();
  expect(await page.locator('main .lamp').innerText()).toBe(zh('lamp.red'));
  await wire.join();
  await context.close();
}, 120_000);

test('a phone two days ahead says so, shows the lamps of the house’s clock, and what is done on it happened now', async () => {
  const { context, page } = await phone();
  page.setDefaultTimeout(30_000);
  const ahead = 2 * 86_400_000;
  await page.clock.install({ time: Date.now() + ahead });
  const soon = new Date(Date.now() + 86_400_000);
  await signIn(page, 'hechayuan');
  const hers = (await (await context.request.get(`${house.url}/v1/field/day`)).json()) as FieldDay;
  await sql`
    update cases.cases set title = '两天内要看的那盏灯', stage_warn_at = ${soon}, stage_due_at = ${soon}
     where region_id = ${house.regionId} and id = ${hers.tasks.at(-1)!.case.id}`.execute(house.db);
  await page.locator('.head__sync').click();
  await page.getByText('两天内要看的那盏灯').first().waitFor({ state: 'attached' });
  await page.getByText(zh('field.clock_fast', { span: '2 天' })).waitFor();
  await page.screenshot({ path: join(pictures, 'field-clock-fast-phone.png') });
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await page.waitForFunction('navigator.serviceWorker.controller !== null');
  // Without a network she is corrected by what was measured when there was one.
  await wire.cut();
  await context.setOffline(true);
  await page.reload();
  await page.getByText(/^任务更新于/).waitFor();
  if (await page.locator('details.more:not([open])').count()) await page.locator('details.more > summary').click();
  expect(await lampOf(page, '两天内要看的那盏灯')).toBe(zh('lamp.green'));
  await page.goto(`${wire.url}/field/visit`);
  await page.getByLabel(new RegExp(`^${zh('field.visit_words')}`)).fill('表走快了的那户');
  await button(page, 'field.save_visit').click();
  await unsent(page, 1);
  await wire.join();
  await context.setOffline(false);
  await page.locator('.head__sync').click();
  await page.locator('.head__sync', { hasText: zh('field.all_sent') }).waitFor({ timeout: 60_000 });
  const { rows } = await sql<{ wrongByS: number; lateByS: number }>`
    select extract(epoch from now() - happened_at)::float8 as "wrongByS", extract(epoch from recorded_at - happened_at)::float8 as "lateByS"
      from patrol.visits where region_id = ${house.regionId} order by recorded_at desc limit 1`.execute(house.db);
  expect(rows[0]!.wrongByS).toBeGreaterThan(0);
  expect(rows[0]!.wrongByS).toBeLessThan(60);
  expect(rows[0]!.lateByS).toBeGreaterThanOrEqual(0);
  await context.close();
}, 120_000);

/** What listens in a browser is its maker's, over the network: here it hears what the story says. */
const ear = `globalThis.SpeechRecognition = globalThis.webkitSpeechRecognition = class {
  start() { globalThis.ear = this; }
  stop() { this.onend(); }
};`;
const heard = (text: string) =>
  `ear.onresult({ resultIndex: 0, results: [[{ transcript: ${JSON.stringify(text)} }]] })`;

test('what she says is written behind what she typed; what cannot listen says so, and where nothing can there is no microphone', async () => {
  const { context, page, complaints } = await phone();
  page.setDefaultTimeout(30_000);
  await page.addInitScript(ear);
  await signIn(page);
  await page.goto(`${wire.url}/field/visit`);
  const words = page.getByLabel(new RegExp(`^${zh('field.visit_words')}`));
  await words.fill('李阿姨：');
  await button(page, 'field.listen').click();
  expect(await page.evaluate('ear.lang')).toBe('zh-CN');
  await page.evaluate(heard('楼道灯又不亮了'));
  await page.evaluate(heard('，晚上看不见台阶。'));
  await expect.poll(() => words.inputValue()).toBe('李阿姨：楼道灯又不亮了，晚上看不见台阶。');
  await button(page, 'field.stop_listening').click();
  await button(page, 'field.listen').click();
  await page.evaluate(`{ ear.onerror({ error: 'network' }); ear.onend(); }`);
  await page.getByText(zh('field.deaf')).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'field-deaf-phone.png') });
  expect(await words.inputValue()).toBe('李阿姨：楼道灯又不亮了，晚上看不见台阶。');
  expect(complaints).toEqual([]);
  await context.close();

  const without = await phone();
  await without.page.addInitScript('delete globalThis.webkitSpeechRecognition; delete globalThis.SpeechRecognition');
  await signIn(without.page);
  await without.page.goto(`${wire.url}/field/visit`);
  await without.page.getByLabel(new RegExp(`^${zh('field.visit_words')}`)).fill('没有耳朵的手机');
  expect(await button(without.page, 'field.listen').count()).toBe(0);
  await without.context.close();
});
