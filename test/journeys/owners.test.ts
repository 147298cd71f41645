/** 权责清单 in the browser: a gap is seen and closed by writing its line; a changed line moves open work, after a look at what goes where. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseDetail, CaseRow } from '#contract/cases.ts';
import type { Matter, Responsibility } from '#contract/catalogue.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { byDayAndNight, desksOf, type Desk } from '../support/desk.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

const as = desksOf(
  () => house,
  () => browser,
);
const lineNumbered = async (desk: Desk, number: string): Promise<Responsibility> => {
  const { rows } = await desk.get<{ rows: Responsibility[] }>('/v1/responsibilities?limit=200');
  return rows.find((row) => row.number === number)!;
};
const asSaved = (line: Responsibility) => ({
  responsibilityId: line.id,
  version: line.version,
  matterId: line.matterId,
  conditionId: line.conditionId,
  areaId: line.areaId,
  basis: line.basis,
});

test('a changed line offers its open work for re-assignment; the dispatcher looks, confirms, and it has gone', async () => {
  let detail: CaseDetail | undefined;
  await as('paiqianyuan', async (desk) => {
    const { rows } = await desk.get<{ rows: CaseRow[] }>('/v1/cases?queue=all&state=signed&limit=50');
    for (const row of rows) {
      const one = await desk.get<CaseDetail>(`/v1/cases/${row.id}`);
      const led = one.assignments.find(({ live, role }) => live && role === 'lead');
      if (led?.ruleNumber && !one.case.suspended && !one.pendingReturn && !led.unit.name.includes('街道'))
        detail ??= one;
    }
  });
  const { case: row, assignments } = detail!;
  const number = assignments.find(({ live }) => live)!.ruleNumber!;
  await as('xitongguanliyuan', async (desk) => {
    const line = await lineNumbered(desk, number);
    await desk.post('/v1/responsibilities', { ...asSaved(line), leadUnitId: null, leadByArea: true, coUnitIds: [] });
  });
  await as('paiqianyuan', async ({ page, get }) => {
    await page.goto(`${house.url}/desk/reassign`, { waitUntil: 'networkidle' });
    const line = page.locator('tbody tr', { hasText: row.number });
    await line.waitFor();
    expect(await line.textContent()).toContain(row.lead!.name);
    expect(await axe(page)).toEqual([]);
    await line.getByRole('button').click();
    const preview = page.getByRole('dialog');
    await preview.getByText(`${row.lead!.name} →`).waitFor();
    await byDayAndNight(page, 'reassign');
    await preview.locator('.ant-btn-primary').click();
    await line.waitFor({ state: 'detached' });
    const now = await get<CaseDetail>(`/v1/cases/${row.id}`);
    expect(now.case.state).toBe('dispatched');
    expect(now.case.lead!.name).toContain('街道');
    expect(now.timeline.slice(-3).map(({ kind }) => kind)).toEqual([
      'case.return_asked',
      'case.return_decided',
      'case.dispatched',
    ]);
  });
});

test('a case without an owner is a gap; the administrator writes the line from it, and it is closed', async () => {
  let matter: Matter | undefined;
  await as('xitongguanliyuan', async (desk) => {
    const { matters } = await desk.get<{ matters: Matter[] }>('/v1/matters');
    const { rows } = await desk.get<{ rows: Responsibility[] }>('/v1/responsibilities?limit=200');
    const lines = (one: Matter) => rows.filter(({ matterId }) => matterId === one.id);
    matter = matters.find((one) => !one.fallback && !one.retired && lines(one).length === 1)!;
    const [line] = lines(matter);
    await desk.post('/v1/responsibilities', {
      ...asSaved(line!),
      leadUnitId: line!.leadUnitId,
      leadByArea: line!.leadByArea,
      coUnitIds: [],
      ended: true,
    });
  });
  await as('zhibanzhang', async (desk) => {
    const { rows } = await desk.get<{ rows: CaseRow[] }>('/v1/cases?queue=all&state=received&limit=1');
    const [row] = rows;
    const conditionId = matter!.conditions.find(({ retired }) => !retired)!.id;
    await desk.post(`/v1/cases/${row!.id}/moves`, {
      version: row!.version,
      input: { move: 'file', matterId: matter!.id, conditionId },
    });
  });
  await as('xitongguanliyuan', async ({ page }) => {
    await page.goto(`${house.url}/desk/catalogue/gaps`, { waitUntil: 'networkidle' });
    const gap = page.locator('tbody tr', { hasText: matter!.smallName });
    await gap.waitFor();
    expect(await axe(page)).toEqual([]);
    await gap.getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText(matter!.smallName).filter({ visible: true }).first().waitFor();
    await drawer.getByText('由属地街道主责').click();
    expect(await axe(page)).toEqual([]);
    await drawer.locator('button[type=submit]').click();
    await gap.waitFor({ state: 'detached' });
    await page.getByText('看已闭合的').click();
    await gap.waitFor();
    expect(await gap.textContent()).toMatch(/R-\d{4}/);
  });
});
