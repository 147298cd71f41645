/**
 * 信息员, from the invitation to the answer's queue: the two administrators invite a resident for one community, she sets up her way in,
 * goes through a lesson, tells what is wrong; and what she told stands where every report stands, for 监督中心 and for her street.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Static } from 'typebox';
import type { Person, Unit } from '#contract/access.ts';
import type { CaseRow } from '#contract/cases.ts';
import type { LearnersLesson } from '#contract/lessons.ts';
import { uuidv7 } from '#contract/ids.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, desksOf, field, zh } from '../support/desk.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

const pictures = join(import.meta.dirname, '../out/pages');
let house: WholeHouse;
let browser: Browser;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
}, 900_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
const as = desksOf(
  () => house,
  () => browser,
);

const hers = { name: '韩春分', login: 'han-chunfen', password: 'heyan-Liudeng-7' };

test('a resident is invited as 信息员, learns, tells, and is read like everybody: by 监督中心, and by the street of her community', async () => {
  // One makes the account, the other gives the post; of a community and of nothing else.
  const personId = uuidv7();
  await as('xitongguanliyuan', async ({ post }) => void (await post('/v1/people', { ...hers, id: personId })));
  const from = { post: 'correspondent', fromOn: '2026-01-01', toOn: null };
  const street = await as('anquanguanliyuan', async ({ page, get, post }) => {
    const { units } = await get<{ units: Unit[] }>('/v1/units');
    const community = units.find(({ code }) => code === 'jiedao-qihe-1')!;
    const wrong = await page.context().request.post(`${house.url}/v1/people/${personId}/posts`, {
      data: { id: uuidv7(), ...from, unitId: community.parentId },
    });
    expect(((await wrong.json()) as { code: string }).code).toBe('reader.invitation');
    const invited = await post<Static<typeof Person>>(`/v1/people/${personId}/posts`, {
      ...from,
      unitId: community.id,
    });
    expect(invited.posts).toMatchObject([{ post: 'correspondent', unitName: community.name }]);
    return units.find(({ id }) => id === community.parentId)!;
  });

  // Her first sign-in, on her own telephone.
  const { page, context, complaints } = await house.open(browser, null, { viewport: { width: 390, height: 844 } });
  await page.goto(`${house.url}/desk`);
  await field(page, 'desk.login').fill(hers.login);
  await field(page, 'desk.password.word').fill(hers.password);
  await button(page, 'desk.sign_in').click();
  await page.getByRole('img', { name: zh('desk.enrol.qr') }).waitFor();
  const secret = (await page.locator('.enrol code').innerText()).replaceAll(' ', '');
  const code = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate();
  await field(page, 'desk.code').fill(code);
  await button(page, 'desk.code.send').click();
  await page.getByRole('button', { name: hers.name }).or(page.getByText(hers.name)).first().waitFor();

  // A lesson first: three questions, and it is done.
  await page.goto(`${house.url}/desk/take/correspondent`);
  await page
    .getByRole('link', { name: zh('desk.nav.first_steps'), exact: true })
    .last()
    .click();
  const { lessons } = (await (await context.request.get(`${house.url}/v1/lessons/open`)).json()) as {
    lessons: LearnersLesson[];
  };
  const [lesson] = lessons;
  const section = page.locator('section', { has: page.getByRole('heading', { name: lesson!.content.title.zh }) });
  await section.locator('summary').click();
  for (const { ask, options, right } of lesson!.content.questions)
    await section
      .getByRole('group', { name: ask.zh })
      .getByRole('radio', { name: options[right]!.zh, exact: true })
      .check({ force: true });
  await section.getByRole('button', { name: new RegExp(`^${zh('public.lessons.pass')}`) }).click();
  await page.getByText(zh('public.lessons.done', { n: 1, all: lessons.length })).waitFor();

  // She tells what she saw at her door.
  const what = '三号楼前的窨井盖翘起来了，孩子放学从这里过';
  await page.goto(`${house.url}/desk/take/correspondent`);
  await field(page, 'desk.correspondent.what').fill(what);
  await field(page, 'desk.place').first().fill('三号楼前');
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(pictures, 'correspondent-phone.png'), fullPage: true });
  await button(page, 'desk.keeper.send').click();
  const saved = page.locator('output.done');
  await saved.waitFor();
  await page.getByRole('link', { name: what }).waitFor();
  const own = (await (await context.request.get(`${house.url}/v1/me/reports`)).json()) as {
    rows: { number: string }[];
  };
  expect(await saved.innerText()).toContain(own.rows[0]!.number);
  expect(complaints).toEqual([]);

  // First-class: the same queue, the same moves as of whatever a counter took.
  const row = await as('shouliyuan', async ({ page: desk, go, get, move }) => {
    const { rows } = await get<{ rows: CaseRow[] }>(`/v1/cases?queue=mine&limit=200&q=${encodeURIComponent(what)}`);
    expect(rows).toMatchObject([{ title: what, state: 'reported', channel: 'department' }]);
    await go(`/desk/cases?queue=mine&q=${rows[0]!.number}`);
    await desk.getByText(what).first().waitFor();
    return move(rows[0]!.id, { move: 'receive' });
  });
  await as('jiedao-qihe', async ({ page: desk, go, get }) => {
    expect(street.code).toBe('jiedao-qihe');
    const { rows } = await get<{ rows: CaseRow[] }>(`/v1/cases?queue=involved&limit=200&q=${row.number}`);
    expect(rows).toMatchObject([{ id: row.id, state: 'received' }]);
    await go(`/desk/cases?queue=involved&q=${row.number}`);
    await desk.getByText(what).first().waitFor();
  });
  // And she reads how far it is.
  await page.reload();
  await page.locator('.papers li', { hasText: what }).waitFor();
  await context.close();
}, 180_000);
