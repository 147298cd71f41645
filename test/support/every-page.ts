/** Every address of the three sites, filled in with something that is there, and the window of whoever looks at it. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { uuidv7 } from '#contract/ids.ts';
import { jobsDone } from '#kit/jobs.ts';
import { deskPaths } from '#web/desk/paths.ts';
import { fieldPaths } from '#web/field/paths.ts';
import { publicPaths } from '#web/public/paths.ts';
import { zh } from './desk.ts';
import type { WholeHouse } from './whole-house.ts';

type WindowKind = NonNullable<Parameters<WholeHouse['open']>[2]>;
export const phone = { viewport: { width: 390, height: 844 }, permissions: ['geolocation'] };
export type Receipt = { number: string; secret: string };
type OnePage = { pattern: string; address: () => Promise<string>; window: () => Promise<BrowserContext> };
export type EveryPage = {
  pages: OnePage[];
  /** One for each person and each kind of window, so that she signs in once; a page is told apart by its address alone. */
  windowOf(login: string | null, how?: WindowKind, first?: (page: Page) => Promise<void>): Promise<BrowserContext>;
  /** as she does at the beginning of a shift: at the app's own door, so that the day is on the phone */
  onThePhone(login: string | null, how?: WindowKind): Promise<BrowserContext>;
  atTheDoor(login: string): (page: Page) => Promise<void>;
  /** made once for all looks at it */
  addressOf(path: (typeof deskPaths)[number]): Promise<string>;
  addressOfResident(pattern: string): Promise<string>;
  addressOfTask(pattern: string, login: string | null): Promise<string>;
};

/** `receipt`: of a report that was sent, for the page that shows one. */
export function everyPage(house: WholeHouse, browser: Browser, receipt: () => Receipt): EveryPage {
  const windows = new Map<string, Promise<BrowserContext>>();
  function once(key: string, open: () => Promise<BrowserContext>): Promise<BrowserContext> {
    if (!windows.has(key)) windows.set(key, open());
    return windows.get(key)!;
  }
  const windowOf: EveryPage['windowOf'] = (login, how = {}, first) =>
    once(JSON.stringify([login, how, first !== undefined]), async () => {
      const { page, context } = await house.open(browser, first ? null : login, how);
      await first?.(page);
      await page.close();
      return context;
    });
  const atTheDoor = (login: string) => async (page: Page) => {
    await page.goto(`${house.url}/field/sign-in`);
    await page.getByLabel(zh('field.login')).fill(login);
    await page.getByLabel(zh('field.password')).fill(house.password);
    await page.getByRole('button', { name: zh('field.sign_in'), exact: true }).click();
    await page.getByText(/^任务更新于/).waitFor();
  };
  const onThePhone: EveryPage['onThePhone'] = (login, how = phone) =>
    windowOf(login, how, login ? atTheDoor(login) : undefined);

  const get = async <T>(context: BrowserContext, path: string): Promise<T> =>
    (await (await context.request.get(house.url + path)).json()) as T;
  const write = async <T>(login: string, path: string, data: object): Promise<T> => {
    const context = await windowOf(login);
    const answer = await context.request.post(`${house.url}${path}`, {
      headers: { origin: house.url },
      data: { id: uuidv7(), ...data },
    });
    if (!answer.ok()) throw new Error(`${path} by ${login}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as T;
  };

  async function aMeeting(): Promise<string> {
    const { rows } = await get<{ rows: { id: string; lead: { id: number } }[] }>(
      await windowOf('paiqianyuan'),
      '/v1/cases?queue=all&state=signed&limit=1',
    );
    const [row] = rows;
    const { meeting } = await write<{ meeting: { id: string } }>('paiqianyuan', '/v1/meetings', {
      kind: 'joint',
      title: '联席会议',
      at: new Date(Date.now() + 86_400_000).toISOString(),
      place: '三楼会议室',
      caseIds: [row!.id],
      members: [{ unitId: row!.lead.id }],
    });
    return meeting.id;
  }

  /** Asked for, put into force and ended: its report stands, and the desks are back to normal. */
  async function aMode(): Promise<string> {
    const { matters } = (await (await fetch(`${house.url}/v1/matters`)).json()) as { matters: { id: number }[] };
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const told = { level: 2, reason: '暴雨橙色预警', areaIds: [], matterIds: [matters[0]!.id], template: 'emergency' };
    const { id } = await write<{ id: string }>('paiqianyuan', '/v1/duty/modes', { ...told, until });
    await write('lingdao', `/v1/duty/modes/${id}/decision`, { accept: true, words: '同意' });
    await write('paiqianyuan', `/v1/duty/modes/${id}/end`, { reason: '雨停' });
    return id;
  }

  /** As it stands in a hall: for visitors. */
  const aWall = async (): Promise<string> => {
    const wall = { name: '大厅', areaId: null, redacted: true };
    return (await write<{ key: string }>('xitongguanliyuan', '/v1/walls', wall)).key;
  };

  const addresses = new Map<string, Promise<string>>();
  const addressOf: EveryPage['addressOf'] = (path) => {
    if (!addresses.has(path.pattern)) addresses.set(path.pattern, makeAddress(path));
    return addresses.get(path.pattern)!;
  };
  async function makeAddress(path: (typeof deskPaths)[number]): Promise<string> {
    if (!('needs' in path)) return path.pattern;
    if (path.needs === 'figure') return path.pattern.replace(':figure', 'unit_on_time');
    if (path.needs === 'meeting') return `/desk/meetings/${await aMeeting()}`;
    if (path.needs === 'mode') return `/desk/mode/${await aMode()}`;
    if (path.needs === 'wall') return `/desk/wall#${await aWall()}`;
    if (path.needs === 'template') return '/desk/templates/linkage_seven/1';
    const wanted =
      path.needs === 'caseId' ? '/v1/cases?queue=all&state=signed&limit=1' : '/v1/areas?level=community&limit=1';
    const { rows } = await get<{ rows: { id: string | number }[] }>(await windowOf(path.login), wanted);
    return path.pattern.replace(/:\w+/, String(rows[0]!.id));
  }
  const addressOfResident = async (pattern: string): Promise<string> => {
    if (pattern === '/r/:number') return `/r/${receipt().number}#code=${receipt().secret}`;
    if (!pattern.includes(':noticeId')) return pattern;
    const told = await fetch(`${house.url}/v1/public/notices?limit=1`);
    const { rows } = (await told.json()) as { rows: { id: string }[] };
    return pattern.replace(':noticeId', rows[0]!.id);
  };
  const addressOfTask: EveryPage['addressOfTask'] = async (pattern, login) => {
    if (!pattern.includes(':')) return pattern;
    const { tasks } = await get<{ tasks: { what: string; case: { id: string } }[] }>(
      await onThePhone(login),
      '/v1/field/day',
    );
    return `/field/tasks/${tasks.find(({ what }) => what === 'confirm')!.case.id}`;
  };

  return {
    windowOf,
    onThePhone,
    atTheDoor,
    addressOf,
    addressOfResident,
    addressOfTask,
    pages: [
      ...deskPaths.map((path) => ({
        pattern: path.pattern,
        address: () => addressOf(path),
        window: () => windowOf(path.login),
      })),
      ...fieldPaths.map(({ pattern, login }) => ({
        pattern,
        address: () => addressOfTask(pattern, login),
        window: () => onThePhone(login),
      })),
      ...publicPaths.map(({ pattern }) => ({
        pattern,
        address: () => addressOfResident(pattern),
        window: () => windowOf(null),
      })),
    ],
  };
}

/** A month that was computed and an item that was told: pages about them show something. */
export async function judgeAMonth(house: WholeHouse, browser: Browser): Promise<void> {
  const { context } = await house.open(browser, 'kaopingyuan');
  const write = async (path: string, data: object) => {
    const answer = await context.request.post(`${house.url}${path}`, { data: { id: uuidv7(), ...data } });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
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
