/**
 * 疑似重复 and 相似来件 in the browser: two who tell of the same lamp are merged by one press and the way leads to the master; a storm is
 * one line, is looked through, and goes at once. And what half a name may mean is offered where a case is received and filed.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseDetail, CaseRow } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { asked, button, byDayAndNight, desksOf, told, zh, type Desk } from '../support/desk.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
let spots: { name: string; point: { lon: number; lat: number } }[];
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
  const found = await fetch(`${house.url}/v1/places?limit=12&q=${encodeURIComponent('公园')}`);
  spots = ((await found.json()) as { places: typeof spots }).places.filter(({ point }) => point);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
const as = desksOf(
  () => house,
  () => browser,
);
async function report(told: {
  title: string;
  detail: string;
  placeText?: string;
  location?: { lon: number; lat: number };
}) {
  const sent = await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: uuidv7(), kind: 'help', naming: 'anonymous', ...told }),
  });
  expect(sent.status, await sent.clone().text()).toBe(200);
}
/** Open cases with these words, oldest first, once as many are there. */
async function opened({ get }: Desk, words: string, n: number): Promise<CaseRow[]> {
  const { rows } = await get<{ rows: CaseRow[] }>(
    `/v1/cases?queue=all&open=true&limit=50&q=${encodeURIComponent(words)}`,
  );
  expect(rows).toHaveLength(n);
  return rows.toReversed();
}

test('two who tell of the same lamp are merged by one press, and the way leads to the master', async () => {
  const [spot] = spots;
  const words = '路灯一排全灭';
  await report({ title: words, detail: `${spot!.name}门口，${words}，晚上看不见路。`, location: spot!.point });
  await report({ title: words, detail: `${spot!.name}旁边，${words}，老人不敢走。`, location: spot!.point });
  await as('zhibanzhang', async (desk) => {
    const [first, second] = await opened(desk, words, 2);
    const { page, get } = desk;
    const twins = page.getByRole('heading', { name: zh('desk.twins') });
    // likeness is looked for by a sweep, a moment after the report
    await expect
      .poll(async () => (await get<{ twins: unknown[] }>(`/v1/cases/${second!.id}/twins`)).twins.length, {
        timeout: 60_000,
      })
      .toBeGreaterThan(0);
    await desk.go(`/desk/cases/${second!.id}`);
    await twins.waitFor();
    expect(await axe(page)).toEqual([]);
    await button(page, 'desk.twins.merge', { number: first!.number }).click();
    await page.getByText(zh('desk.twins.merge_sure', { number: first!.number })).waitFor();
    await byDayAndNight(page, 'twins-merge', asked);
    await page
      .locator(asked)
      .getByRole('button', { name: zh('case.move.merge'), exact: true })
      .click();
    await told(page, 'desk.twins.merged', { number: first!.number });
    await page.locator('.case-sentence').getByRole('link', { name: first!.number }).click();
    await page.getByRole('heading', { level: 1, name: words }).waitFor();
    await page.locator('.facts').getByRole('link', { name: second!.number }).waitFor();
    const master = await get<CaseDetail>(`/v1/cases/${first!.id}`);
    expect(master.merged.map(({ id }) => id)).toEqual([second!.id]);
  });
});

test('a storm is one line in the queue; one that is something else is taken out, the others go at once', async () => {
  const spot = spots[1]!;
  const words = '自来水发黄有味';
  for (let n = 0; n < 14; n++)
    await report({ title: words, detail: `${spot.name}附近${words}，第 ${n + 1} 户。`, location: spot.point });
  await as('shouliyuan', async (desk) => {
    const { page, get } = desk;
    const [head] = await opened(desk, words, 14);
    const folded = async () => (await get<{ folded: number }>(`/v1/cases/${head!.id}/twins`)).folded;
    // the sweep may come in the midst of the fourteen and again after them: the line is looked for when all are in it
    const n = 13;
    await expect.poll(folded, { timeout: 60_000 }).toBe(n);
    await desk.go('/desk/cases?queue=mine');
    await page.getByText(zh('desk.mark.alike', { n })).first().waitFor();
    await desk.go(`/desk/cases/${head!.id}`);
    await button(page, 'desk.storm.look').click();
    const similar = page.locator('.similar li');
    await similar.first().waitFor();
    expect(await axe(page)).toEqual([]);
    await similar.last().getByRole('button').click();
    await expect.poll(folded).toBe(n - 1);
    await button(page, 'desk.storm.merge', { n: n - 1 }).click();
    await byDayAndNight(page, 'storm-merge', asked);
    await page.locator(asked).locator('.ant-btn-primary').click();
    await expect
      .poll(async () => (await get<CaseDetail>(`/v1/cases/${head!.id}`)).merged.length, { timeout: 60_000 })
      .toBe(n - 1);
    expect(await folded()).toBe(0);
  });
});

/** Half a name of the gazetteer is too little to place a case by; it is kept, asked about, and one press takes what was meant. */
test('what half a name may mean is offered where a case is received, and where it is filed', async () => {
  const found = await fetch(`${house.url}/v1/places?limit=20&q=${encodeURIComponent('小学')}`);
  const school = ((await found.json()) as { places: typeof spots }).places.find(({ name }) => /^..小学$/.test(name))!;
  const half = school.name.slice(0, 2);
  const received = '人行道砖松了';
  const filed = '人行道上有个坑';
  for (const words of [received, filed])
    await report({ title: words, detail: `${words}，绊倒了孩子。`, placeText: half });
  const chooseSchool = async ({ page }: Desk) => {
    const which = page.getByRole('region', { name: zh('desk.place.which') });
    await which.waitFor();
    expect(await axe(page)).toEqual([]);
    await which.getByRole('button', { name: school.name }).click();
    await which.waitFor({ state: 'detached' });
    await page.getByText(/^位于/).first().waitFor();
  };
  const submit = async ({ page }: Desk, move: 'receive' | 'file') => {
    await button(page.locator('form.move-form'), 'desk.submit').click();
    await page.getByText(zh('desk.moved.done', { move: zh(`case.move.${move}`) })).waitFor();
  };
  const placeOf = async ({ get }: Desk, caseId: string) => (await get<CaseDetail>(`/v1/cases/${caseId}`)).case.point;

  const second = await as('shouliyuan', async (desk) => {
    const [one] = await opened(desk, received, 1);
    expect(await placeOf(desk, one!.id)).toBeNull();
    await desk.go(`/desk/cases/${one!.id}?move=receive`);
    await chooseSchool(desk);
    await submit(desk, 'receive');
    expect(await placeOf(desk, one!.id)).toMatchObject({ lon: expect.closeTo(school.point.lon, 5) });
    const [other] = await opened(desk, filed, 1);
    await desk.go(`/desk/cases/${other!.id}?move=receive`);
    await submit(desk, 'receive');
    return other!;
  });
  await as('zhibanzhang', async (desk) => {
    await desk.go(`/desk/cases/${second.id}?move=file`);
    const form = desk.page.locator('form.move-form');
    await form.getByText(zh('desk.file.correct_place')).click();
    await chooseSchool(desk);
    const condition = form.getByRole('radio').first();
    if (await condition.count()) await condition.check();
    await submit(desk, 'file');
    expect(await placeOf(desk, second.id)).toMatchObject({ lon: expect.closeTo(school.point.lon, 5) });
  });
});
