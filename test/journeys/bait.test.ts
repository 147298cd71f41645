/**
 * Words that a browser would act on, laid in every field of every room, and then the pages of the three sites looked at, on the
 * production build under the policy as it is sent: nothing of them runs, no policy has to step in, no element is made of one; and they
 * are there to be read. In `npm test` every third page; `npm run prove -- bait` opens all of them.
 */
import { Client } from 'pg';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { bait, baits, layEverywhere, sign, watch, watchFrom } from '../support/bait.ts';
import { layThroughInterface } from '../support/bait-laid.ts';
import { launchBrowser } from '../support/browser.ts';
import { everyPage, judgeAMonth, type EveryPage, type Receipt } from '../support/every-page.ts';
import { heard, openHouse, type WholeHouse } from '../support/whole-house.ts';

const full = process.env['BAIT'] === 'full';
let house: WholeHouse;
let browser: Browser;
let every: EveryPage;
let receipt: Receipt;
const opened = { pages: 0, baited: [] as string[], without: [] as string[] };

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
  await judgeAMonth(house, browser);
  const sent = await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: uuidv7(),
      kind: 'help',
      title: bait(0),
      detail: baits.join('\n'),
      naming: 'named',
      contact: { name: bait(2), phone: '13900001234' },
    }),
  });
  receipt = (await sent.json()) as Receipt;
  every = everyPage(house, browser, () => receipt);
  // What a page needs is made, and everybody signs in, while words are still words one can look for.
  await Promise.all(every.pages.map(async (page) => addresses.set(page.pattern, await page.address())));
  for (const context of new Set(await Promise.all(every.pages.map(async (page) => page.window()))))
    await watchFrom(context);
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  const { writes, texts } = await layThroughInterface(house, owner);
  await owner.end();
  const laid = await layEverywhere(house.ownerUrl);
  console.log(
    `bait: ${texts} texts through ${writes.length} writes; ${laid.rows} values in ${laid.columns} columns and ${laid.documents} sorts of documents; not taken by ${laid.left.join(', ') || 'none'}`,
  );
  expect(writes.length).toBeGreaterThanOrEqual(20);
  expect(laid.columns).toBeGreaterThanOrEqual(60);
}, 300_000);
const addresses = new Map<string, string>();
afterAll(async () => {
  await browser.close();
  await house.close();
});

async function look(address: string, context: BrowserContext, paper = false) {
  const { page, complaints } = await heard(context);
  const seen = watch(page);
  try {
    await page.goto(house.url + address, { waitUntil: 'networkidle', timeout: 60_000 });
    await page.locator('main h1, main h2').first().waitFor();
    // What is read comes in by and by; a page that shows none of it is not waited for longer than this.
    for (let tries = 0; tries < 6 && !(await seen.shown()); tries++) await page.waitForTimeout(250);
    if (paper) await page.pdf();
    return { wrong: [...(await seen.wrong()), ...complaints], shown: await seen.shown() };
  } finally {
    await page.close();
  }
}

test('every page is opened, and nothing of what was laid runs', async () => {
  const wrong: string[] = [];
  const pages = every.pages.filter((_page, i) => full || i % 3 === 0);
  const visit = async (): Promise<void> => {
    for (let one = pages.shift(); one; one = pages.shift()) {
      const { pattern } = one;
      const found = await look(addresses.get(pattern)!, await one.window(), /sheet|problems|supervised|suspended|report|meetings\/|one-table|scheme/.test(pattern)); // prettier-ignore
      wrong.push(...found.wrong.map((what) => `${pattern}: ${what}`));
      opened.pages++;
      opened[found.shown ? 'baited' : 'without'].push(pattern);
    }
  };
  await Promise.all([visit(), visit()]);
  const { baited, without } = opened;
  console.log(`bait: ${opened.pages} pages, on ${baited.length} it stands as words; without: ${without.join(' ')}`);
  expect(wrong).toEqual([]);
  expect(baited.length / opened.pages).toBeGreaterThan(full ? 0.7 : 0.5);
}, 600_000);

test('what other programs read shows it as words, too, opened in a browser', async () => {
  const window = await every.windowOf(null);
  for (const address of [
    '/feeds/cases.rss',
    '/feeds/cases.geojson',
    '/open311/v2/requests.xml',
    '/open311/v2/services.xml',
    '/open311/v2/services.json',
  ]) {
    const { page } = await heard(window);
    const seen = watch(page);
    const answer = await page.goto(house.url + address).catch(() => null);
    // A browser may rather keep a file than show it; then there is no page in which anything could run.
    // Its own way of showing XML brings styles that our policy refuses: no bait does that.
    const wrong = (await seen.wrong()).filter((what) => !what.startsWith('policy: style-src-elem'));
    if (answer) expect(wrong, address).toEqual([]);
    expect(await (await window.request.get(house.url + address)).text(), address).toContain(sign);
    await page.close();
  }
});

test('a message bears it as words, and knows no other way', async () => {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ id: string; version: number }>(
    'select c.id, c.version from intake.reports r join cases.cases c on c.id = r.case_id where r.number = $1',
    [receipt.number],
  );
  await owner.end();
  const received = await (
    await every.windowOf('shouliyuan')
  ).request.post(`${house.url}/v1/cases/${rows[0]!.id}/moves`, {
    headers: { origin: house.url },
    data: { id: uuidv7(), version: rows[0]!.version, input: { move: 'receive' } },
  });
  expect([received.status(), await received.text()]).toEqual([200, expect.any(String)]);
  await expect.poll(() => house.messages.length, { timeout: 40_000 }).toBeGreaterThan(0);
  for (const message of house.messages) expect(Object.keys(message).sort()).toEqual(['id', 'text', 'to', 'way']);
});

describe('and it would notice', () => {
  test('a page that takes a text for markup is stopped by the policy, and told of', async () => {
    const { page } = await heard(await every.windowOf('zhibanzhang'));
    const seen = watch(page);
    await page.goto(`${house.url}/desk`, { waitUntil: 'networkidle' });
    for (const sink of [
      'document.body.insertAdjacentHTML("beforeend", text)',
      'document.body.innerHTML = text',
      'document.createElement("script").src = text',
    ])
      await page.evaluate(`(() => { const text = ${JSON.stringify(bait(0))}; try { ${sink} } catch {} })()`);
    expect((await seen.wrong()).filter((what) => what.startsWith('policy: require-trusted-types-for')).length).toBe(3);
    await page.close();
  });

  test('without the policy the same page runs it, and that is told of', async () => {
    const { page } = await heard(await every.windowOf('zhibanzhang'));
    const seen = watch(page);
    const address = `${house.url}/desk/tasks`;
    await page.route(address, async (route) => {
      const answer = await route.fetch();
      const { 'content-security-policy': _policy, ...headers } = answer.headers();
      await route.fulfill({ response: answer, headers });
    });
    await page.goto(address, { waitUntil: 'networkidle' });
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(baits.join(''))})`);
    await expect.poll(async () => (await seen.wrong()).some((what) => what.endsWith(' ran'))).toBe(true);
    expect((await seen.wrong()).some((what) => what.startsWith('markup: '))).toBe(true);
    await page.close();
  });
});
