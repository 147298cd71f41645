/**
 * The whole house for a journey: demo district, production web, sweeps, a real port on the loopback. The district is drawn and
 * played once a run; every journey gets a clone of it. Or a house in earnest, as `gridloop init` leaves it behind.
 */
import { mkdtemp, cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { inject } from 'vitest';
import { demoPassword } from '#access';
import { listRegions } from '#areas';
import { readConfig, type Config } from '#kit/config.ts';
import { keysFrom } from '#kit/crypto.ts';
import { inNoRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { bellOf, type Outgoing, type Sender } from '#notify';
import { granted } from '#kit/refusal.ts';
import { startSweeps } from '#kit/sweep.ts';
import { fillDemo } from '../../demo/fill.ts';
import { buildApp } from '../../server/app.ts';
import { houseSweeps } from '../../server/sweeps.ts';
import { foundRegion, type FirstAccount } from '../../server/init.ts';

const keys = keysFrom(Buffer.alloc(32, 7));
const demoTemplate = 'gridloop_demo';
const demoFiles = join(tmpdir(), `gridloop-demo-files-${process.ppid}`);

export type WholeHouse = {
  url: string;
  db: Db;
  /** what it was told at its start; a story may tell it more */
  config: Config;
  /** as the owner */
  ownerUrl: string;
  regionId: number;
  password: string;
  /** of a house in earnest: its three administrators, with the passwords that are shown once */
  administrators: FirstAccount[];
  /** what was sent to telephones and mailboxes, oldest first */
  messages: Outgoing[];
  /** a browser window of its own, signed in with this login (null: nobody) */
  open(
    browser: Browser,
    login: string | null,
    how?: Parameters<Browser['newContext']>[0],
  ): Promise<{ page: Page; context: BrowserContext; complaints: string[] }>;
  close(): Promise<void>;
};

/** A page of this window. Whatever the browser complains of there, a policy that was broken above all, is a fault of the page. */
export async function heard(
  context: BrowserContext,
): Promise<{ page: Page; complaints: string[]; still: () => Promise<void> }> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const underWay = new Set<Request>();
  const over = (request: Request) => void underWay.delete(request);
  page.on('request', (request) => void underWay.add(request));
  page.on('requestfinished', over);
  page.on('requestfailed', over);
  // What was asked for has come and been drawn; the line of news stays open. `networkidle` is said once in a page's life only.
  const still = async () => {
    const waiting = () => [...underWay].some((request) => request.resourceType() !== 'eventsource');
    for (let [quiet, n] = [0, 0]; quiet < 4; n++) {
      if (n > 600) throw new Error(`still under way: ${[...underWay].map((request) => request.url()).join(' ')}`);
      await page.waitForTimeout(50);
      quiet = waiting() ? 0 : quiet + 1;
    }
  };
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // Asking who is signed in and hearing "nobody" is an answer, though a browser calls it an error.
    if (/status of 401/.test(message.text())) return;
    if (message.type() === 'error' || /content security policy/i.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints, still };
}

/** `settings`: what an operator has set up besides. */
export async function openHouse(
  kind: 'demo' | 'founded' = 'demo',
  settings: Partial<Config> = {},
): Promise<WholeHouse> {
  const { adminUrl, template, appUrl } = inject('postgres');
  const to = (url: string, database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  // Two files begin at once: one plays the district, the other waits for it.
  await admin.query('select pg_advisory_lock(hashtext($1))', [demoTemplate]);
  const known = await admin.query('select from pg_database where datname = $1', [demoTemplate]);
  if (kind === 'demo' && known.rowCount === 0) {
    await admin.query(`create database gridloop_demo_making template ${template} strategy file_copy`);
    const pool = openPool(to(appUrl, 'gridloop_demo_making'));
    await rm(demoFiles, { recursive: true, force: true });
    await fillDemo({ db: openDb(pool), keys, files: fileStore(demoFiles) });
    await pool.end();
    await admin.query(`alter database gridloop_demo_making rename to ${demoTemplate}`);
  }
  const name = `journey_${process.pid}_${Date.now()}`;
  const from = kind === 'demo' ? demoTemplate : template;
  await admin.query(`create database ${name} template ${from} strategy file_copy`);
  // A template is cloned by one at a time, too: the second would find it in use.
  await admin.query('select pg_advisory_unlock(hashtext($1))', [demoTemplate]);

  const folder = await mkdtemp(join(tmpdir(), 'gridloop-journey-'));
  if (kind === 'demo') await cp(demoFiles, join(folder, 'files'), { recursive: true });
  const files = fileStore(join(folder, 'files'));
  const pool = openPool(to(appUrl, name));
  const db = openDb(pool);
  const log = makeLog('error');
  const region = { code: '999902', name: '试办区', nameEn: 'Trial District', timeZone: 'Asia/Shanghai' };
  const administrators = kind === 'founded' ? granted(await foundRegion(db, region, new Date())) : [];
  const env = { GRIDLOOP_DATA: folder, ...(kind === 'founded' ? { GRIDLOOP_DEMO: '0' } : {}) };
  const config: Config = { ...readConfig(env, folder), ...settings };
  const { app } = await buildApp({ db, keys, files, config, log });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const [first] = await inNoRegion(db, listRegions);
  const regionId = first!.id;
  const messages: Outgoing[] = [];
  const sender: Sender = {
    async send(message) {
      messages.push(message);
    },
  };
  // A story does not wait a second for what a person would; nobody waits for days to be kept, what is read of them is never older.
  const post = { keys, sender, bell: bellOf(config), log };
  const soon = houseSweeps(db, files, anchorsIn(anchorFile(folder)), post).map((sweep) => ({
    ...sweep,
    everyMs: sweep.name === 'days' ? sweep.everyMs : Math.min(sweep.everyMs, 400),
  }));
  const sweeps = startSweeps(soon, log);
  const password = demoPassword(keys);
  return {
    url,
    db,
    config,
    ownerUrl: to(adminUrl, name),
    regionId,
    password,
    administrators,
    messages,
    async open(browser, login, how = {}) {
      const context = await browser.newContext({
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        viewport: { width: 1366, height: 768 },
        reducedMotion: 'reduce',
        ...how,
      });
      if (login) {
        const answer = await context.request.post(`${url}/v1/session`, { data: { login, password } });
        if (!answer.ok()) throw new Error(`${login} could not sign in: ${await answer.text()}`);
      }
      const { page, complaints } = await heard(context);
      return { page, context, complaints };
    },
    async close() {
      await sweeps.stop();
      await app.close();
      await pool.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
