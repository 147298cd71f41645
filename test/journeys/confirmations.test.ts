/**
 * What stands between a press and what cannot be taken back: previews, questions asked again, keys that are shown once, and what is decided
 * in a dialog. Each is opened as people do, looked at by axe by day and by night, and left without doing it; the pictures of the night are
 * kept in test/out/pages. What follows when it is done, the stories of these pages tell (owners, together, process, desk).
 */
import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseDetail, CaseRow } from '#contract/cases.ts';
import type { Responsibility } from '#contract/catalogue.ts';
import { uuidv7 } from '#contract/ids.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, desksOf, dialog, field, zh } from '../support/desk.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

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
const as = desksOf(
  () => house,
  () => browser,
);

const asked = '.ant-popconfirm:not(.ant-popover-hidden)';
/** Whatever is open now, by day and by night; `light` and `dark` as when the switch at the top of the page is pressed. */
async function byDayAndNight(page: Page, name: string, within = '[role=dialog]'): Promise<void> {
  await page.locator(within).last().waitFor();
  for (const theme of ['light', 'dark']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    expect(await axe(page, within), theme).toEqual([]);
  }
  await page.screenshot({ path: `test/out/pages/confirm-${name}.png` });
  await page.evaluate("document.documentElement.dataset.theme = 'light'");
}
/** Left without doing it: by its own button, or by Escape where there is none. */
async function left(page: Page, within = '[role=dialog]'): Promise<void> {
  const cancel = page.locator(within).getByRole('button', { name: zh('common.cancel'), exact: true });
  if ((await cancel.count()) > 0) await cancel.last().click();
  else await page.keyboard.press('Escape');
  await page.locator(within).last().waitFor({ state: 'hidden' });
}

test('the preview of a re-assignment', async () => {
  const number = await as('paiqianyuan', async ({ get }) => {
    const { rows } = await get<{ rows: CaseRow[] }>('/v1/cases?queue=all&state=signed&limit=50');
    for (const row of rows) {
      const { assignments, pendingReturn } = await get<CaseDetail>(`/v1/cases/${row.id}`);
      const led = assignments.find(({ live, role }) => live && role === 'lead');
      if (led?.ruleNumber && !row.suspended && !pendingReturn && !led.unit.name.includes('街道')) return led.ruleNumber;
    }
    throw new Error('no signed case that was dispatched by the list');
  });
  await as('xitongguanliyuan', async ({ get, post }) => {
    const { rows } = await get<{ rows: Responsibility[] }>('/v1/responsibilities?limit=200');
    const { id, version, matterId, conditionId, areaId, basis } = rows.find((line) => line.number === number)!;
    const line = { responsibilityId: id, version, matterId, conditionId, areaId, basis };
    await post('/v1/responsibilities', { ...line, leadUnitId: null, leadByArea: true, coUnitIds: [] });
  });
  await as('paiqianyuan', async ({ page, go }) => {
    await go('/desk/reassign');
    await page
      .getByRole('button', { name: new RegExp(`^${zh('desk.reassign.go')} `) })
      .first()
      .click();
    await byDayAndNight(page, 'reassign');
    await left(page);
  });
});

test('an appeal: asked for by the unit, decided by the centre', async () => {
  await as('bumen', async ({ page, go, get }) => {
    const { rows } = await get<{ rows: CaseRow[] }>('/v1/cases?queue=involved&state=closed&limit=50');
    await go(`/desk/cases/${rows.find(({ lead }) => lead?.name.includes('城市管理局'))!.id}`);
    await button(page, 'desk.periods.appeal').click();
    await byDayAndNight(page, 'appeal-ask');
    await dialog(page)
      .getByRole('radio', { name: zh('trace.closed'), exact: true })
      .check();
    await field(dialog(page), 'desk.appeals.reason').fill('等待权属单位断电，非本单位原因。');
    await dialog(page).locator('.ant-btn-primary').click();
    await page.getByText('等待权属单位断电').waitFor();
  });
  // 指挥中心 looks at it first, and passes it on to whoever judges.
  await as('paiqianyuan', async ({ page, go }) => {
    await go('/desk/evaluation/appeals');
    await page
      .getByRole('button', { name: new RegExp(`^${zh('appeal.decision')} `) })
      .first()
      .click();
    await byDayAndNight(page, 'appeal-decide');
    await left(page);
  });
});

test('a survey is closed', async () => {
  await as('kaopingyuan', async ({ page, go, post }) => {
    const periodId = uuidv7();
    const firstOn = new Date(Date.now() - 15 * 86_400_000).toISOString().slice(0, 10);
    await post('/v1/evaluation/periods', { id: periodId, kind: 'month', firstOn });
    await go(`/desk/evaluation/periods?period=${periodId}&view=reviews`);
    await button(page, 'desk.surveys.draw').click();
    await button(page, 'desk.surveys.close').click();
    await byDayAndNight(page, 'survey-close');
    await left(page);
  });
});

test('a template: one move is edited, a draft is left behind, a version is published', async () => {
  await as('xitongguanliyuan', async ({ page, go }) => {
    await go('/desk/templates/standard/1');
    await button(page, 'desk.templates.edit').click();
    const limit = `${zh('case.state.handled')} ${zh('desk.templates.at.stages.limit')}`;
    await page.getByLabel(limit, { exact: true }).fill('6h');
    await page
      .getByRole('link', { name: zh('desk.nav.matters'), exact: true })
      .first()
      .click();
    await byDayAndNight(page, 'template-leave');
    await left(page);
    await button(page, 'desk.templates.save').click();
    await page.getByRole('heading', { name: new RegExp(zh('desk.version', { n: 2 })) }).waitFor();
    await button(page, 'desk.templates.publish').click();
    await byDayAndNight(page, 'template-publish');
    await left(page);
    await button(page, 'desk.templates.part.moves').click();
    await page
      .getByRole('button', { name: new RegExp(`^${zh('desk.edit')} `) })
      .first()
      .click();
    await byDayAndNight(page, 'template-move');
    await left(page);
  });
});

test('an address and a key are shown once; each is ended after a question', async () => {
  await as('xitongguanliyuan', async ({ page, go }) => {
    await go('/desk/walls');
    await button(page, 'walls.make').click();
    await field(dialog(page), 'walls.name').fill('大厅');
    await button(dialog(page), 'common.save').click();
    await page.getByText(zh('walls.address', { name: '大厅' })).waitFor();
    await byDayAndNight(page, 'shown-once', '.ant-modal');
    await button(page, 'desk.devices.key.kept').click();
    await page.getByRole('button', { name: `${zh('walls.end')} 大厅` }).click();
    await byDayAndNight(page, 'wall-end', asked);
    await left(page, asked);

    await go('/desk/catalogue/phrases');
    await page
      .getByRole('button', { name: new RegExp(`^${zh('desk.edit')} `) })
      .first()
      .click();
    await button(dialog(page), 'desk.phrases.remove').click();
    await byDayAndNight(page, 'phrase-remove', asked);
    await left(page, asked);
  });
});

test('a notice is withdrawn after a question', async () => {
  await as('zhibanzhang', async ({ page, go }) => {
    await go('/desk/workspace');
    await page
      .getByRole('button', { name: new RegExp(`^${zh('notice.withdraw')} `) })
      .first()
      .click();
    await byDayAndNight(page, 'notice-withdraw', asked);
    await left(page, asked);
  });
});
