/** 核实: the duty officer asks the keeper of the place whether it is so; she goes, takes photos and says. What they show is looked at closely. */
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, field, zh } from '../support/desk.ts';
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

const picture = (background: string) =>
  sharp({ create: { width: 1600, height: 1200, channels: 3, background } })
    .jpeg()
    .toBuffer();

test('the keeper confirms on the spot, and her photos open large, by keyboard too', async () => {
  const { places } = (await (await fetch(`${house.url}/v1/places?limit=1&q=${encodeURIComponent('小学')}`)).json()) as {
    places: { point: { lon: number; lat: number } }[];
  };
  const { point } = places[0]!;
  const title = '围墙外有积水';
  const told = { id: uuidv7(), kind: 'help', title, detail: '孩子要绕行', naming: 'anonymous', location: point };
  await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(told),
  });

  const receiver = await house.open(browser, 'shouliyuan');
  const list = await receiver.context.request.get(`${house.url}/v1/cases?queue=all&q=${encodeURIComponent(title)}`);
  const { id: caseId, version } = ((await list.json()) as { rows: { id: string; version: number }[] }).rows[0]!;
  const data = { id: uuidv7(), version, input: { move: 'receive' } };
  expect((await receiver.context.request.post(`${house.url}/v1/cases/${caseId}/moves`, { data })).ok()).toBe(true);
  await receiver.context.close();

  const officer = await house.open(browser, 'zhibanzhang');
  const { page } = officer;
  await page.goto(`${house.url}/desk/cases/${caseId}`);
  const move = (key: Parameters<typeof zh>[0]) => page.getByRole('button', { name: new RegExp(`^${zh(key)}`) }).first();
  const form = page.locator('form.move-form');
  await move('case.move.ask_confirm').click();
  await field(form, 'post.keeper').last().click();
  const choice = page.locator('.ant-select-item-option').first();
  const [keeper = ''] = (await choice.innerText()).split(' · ');
  await choice.click();
  await field(form, 'desk.confirm.ask').fill('请到现场看是否仍有积水。');
  expect(await axe(page)).toEqual([]);
  await button(form, 'desk.submit').click();
  await page.getByText(zh('desk.moved.done', { move: zh('case.move.ask_confirm') })).waitFor();

  const administrator = await house.open(browser, 'xitongguanliyuan');
  const found = await administrator.context.request.get(`${house.url}/v1/people?q=${encodeURIComponent(keeper)}`);
  const { rows } = (await found.json()) as { rows: { name: string; login: string }[] };
  const { login } = rows.find(({ name }) => name === keeper)!;
  await administrator.context.close();
  const outside = await house.open(browser, login, {
    viewport: { width: 390, height: 800 },
    geolocation: { longitude: point.lon, latitude: point.lat },
    permissions: ['geolocation'],
  });
  const phone = outside.page;
  await phone.goto(`${house.url}/desk/cases?queue=mine`);
  await phone.getByText(title).first().click();
  await phone
    .getByRole('button', { name: new RegExp(`^${zh('case.move.confirm')}`) })
    .first()
    .click();
  const onTheSpot = phone.locator('form.move-form');
  await onTheSpot.getByRole('radio', { name: zh('desk.is_so'), exact: true }).check();
  for (const [shot, name, colour] of [
    ['near', 'wall.jpg', '#556'],
    ['far', 'path.jpg', '#685'],
  ] as const)
    await onTheSpot
      .getByLabel(`${zh('desk.photos.take.confirm')} · ${zh(`photo.shot.${shot}`)}`)
      .setInputFiles({ name, mimeType: 'image/jpeg', buffer: await picture(colour) });
  await expect.poll(() => onTheSpot.getByText(zh('desk.photos.sent'), { exact: true }).count()).toBe(2);
  await onTheSpot.getByRole('button', { name: zh('desk.place.here') }).click();
  await onTheSpot.getByText(/^位于/).waitFor();
  await field(onTheSpot, 'desk.confirm.remark').fill('确有积水，约两平方米。');
  // What the bar at the top half covers while one scrolls is not what anybody is to press there.
  await phone.evaluate('scrollTo(0, 0)');
  expect(await axe(phone)).toEqual([]);
  await button(onTheSpot, 'desk.submit').click();
  await phone.getByText(zh('desk.moved.done', { move: zh('case.move.confirm') })).waitFor();
  expect(outside.complaints).toEqual([]);
  await outside.context.close();

  // What the officer sees: the word of the keeper, and two photos once they have been drawn anew.
  await page.reload();
  await page.getByText('确有积水，约两平方米。').first().waitFor();
  const thumbnails = page.getByRole('button', {
    name: new RegExp(`^${zh('desk.photos.enlarge')} ${zh('photo.purpose.confirm')}`),
  });
  await expect.poll(() => thumbnails.count(), { timeout: 20_000 }).toBe(2);
  for (const shot of ['near', 'far'] as const)
    expect(await page.locator('.photos li', { hasText: zh(`photo.shot.${shot}`) }).count()).toBe(1);
  await thumbnails.first().focus();
  await page.keyboard.press('Enter');
  const large = page.getByRole('dialog');
  await large.getByText('(1/2)').first().waitFor();
  expect(await axe(page, '[role=dialog]')).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await large.getByText('(2/2)').first().waitFor();
  await page.keyboard.press('ArrowRight');
  await large.getByText('(1/2)').first().waitFor();
  await page.keyboard.press('ArrowLeft');
  await large.getByText('(2/2)').first().waitFor();
  await page.keyboard.press('Escape');
  await large.waitFor({ state: 'hidden' });
  expect(await page.evaluate("document.activeElement === document.querySelector('.photos button')")).toBe(true);
  // On paper, too, it is seen near and far.
  await page.goto(`${house.url}/desk/cases/${caseId}/sheet?paper=dispatch`);
  await expect
    .poll(() => page.locator('.a4-pictures figcaption').allInnerTexts())
    .toEqual([
      expect.stringContaining(zh('photo.shot.near')),
      expect.stringContaining(zh('photo.shot.far')),
      expect.any(String),
    ]);
  await page.screenshot({ path: 'test/out/pages/sheet-near-far.png', fullPage: true });
  expect(officer.complaints).toEqual([]);
  await officer.context.close();
});

test('a case that is not there is said so once, and not asked for again and again', async () => {
  const { page, context } = await house.open(browser, 'zhibanzhang');
  const address = `/desk/cases/${uuidv7()}`;
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes(address.replace('/desk', '/v1'))) asked++;
  });
  await page.clock.install();
  await page.goto(house.url + address);
  await page.getByText(zh('problem.thing.not_found')).waitFor();
  // When the line opens everything is read once more, for what happened before it did; then there is nothing to ask for.
  await page.getByText(zh('desk.live.on'), { exact: true }).waitFor();
  await page.evaluate(() => fetch('/healthz').then(() => undefined));
  const before = asked;
  await page.clock.fastForward('02:00');
  await page.evaluate(() => fetch('/healthz').then(() => undefined));
  expect(asked).toBe(before);
  expect(await axe(page)).toEqual([]);
  await context.close();
});
