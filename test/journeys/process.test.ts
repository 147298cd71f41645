/** 流程模板 in the browser: a draft that would strand a case is shown its way and cannot be published; a sound one is, and is used. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, byDayAndNight, desksOf, dialog, field, letBe, looksRight, pick, told, zh } from '../support/desk.ts';
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
const as = desksOf(
  () => house,
  () => browser,
);

test('without a check nothing could be closed: the way is drawn, and only the mended draft is published', async () => {
  await as('xitongguanliyuan', async ({ page, go }) => {
    await go('/desk/templates/linkage_seven/1?part=moves');
    await page.getByText(zh('desk.templates.sound')).waitFor();
    await button(page, 'desk.templates.edit').click();
    const edit = (move: 'case.move.check' | 'case.move.file') =>
      page.getByRole('button', { name: `${zh('desk.edit')} ${zh(move)}`, exact: true }).click();
    await edit('case.move.check');
    await dialog(page).getByLabel(zh('desk.templates.used')).uncheck();
    await byDayAndNight(page, 'template-move');
    await button(dialog(page), 'desk.templates.apply').click();
    const wrong = page.locator('.template-wrong');
    await wrong.getByText('案件到达“待核查”后没有人能办到结束').waitFor();
    await wrong.locator('li', { hasText: '“待核查”' }).getByRole('button').hover();
    await page.locator('.drawing-stuck', { hasText: '待核查' }).waitFor();
    expect(await axe(page)).toEqual([]);

    await edit('case.move.check');
    await dialog(page).getByLabel(zh('desk.templates.used')).check();
    await button(dialog(page), 'desk.templates.apply').click();
    await page.getByText(zh('desk.templates.sound')).waitFor();

    await edit('case.move.file');
    await dialog(page).getByLabel(zh('desk.templates.automatic')).check();
    await button(dialog(page), 'desk.templates.item.add').click();
    await dialog(page)
      .getByLabel(`${zh('desk.templates.item', { n: 1 })} ${zh('desk.templates.zh')}`)
      .fill('照片清楚');
    expect(await button(dialog(page), 'desk.templates.apply').isDisabled()).toBe(true);
    await dialog(page)
      .getByLabel(`${zh('desk.templates.item', { n: 1 })} ${zh('desk.templates.en')}`)
      .fill('The photo is clear');
    await button(dialog(page), 'desk.templates.apply').click();
    await button(page, 'desk.templates.part.stages').click();
    await page
      .getByLabel(`${zh('case.state.filed')} ${zh('desk.templates.at.stages.limit')}`, { exact: true })
      .fill('0.5uh');
    await button(page, 'desk.templates.save').click();
    await told(page, 'desk.templates.saved_as', { n: 2 });
    await page.getByRole('heading', { name: new RegExp(zh('desk.version', { n: 2 })) }).waitFor();

    await button(page, 'desk.templates.part.difference').click();
    const changes = page.getByRole('table').last();
    await changes.getByRole('row', { name: /立案.*自动办理.*否.*是/ }).waitFor();
    await changes.getByRole('row', { name: /已立案.*环节时限.*30/ }).waitFor();
    await expect.poll(() => changes.getByRole('row').count()).toBe(4);
    expect(await axe(page)).toEqual([]);

    await button(page, 'desk.templates.publish').click();
    await field(dialog(page), 'desk.templates.reason').fill('立案由规则自动办理。');
    await byDayAndNight(page, 'template-publish');
    await button(dialog(page), 'desk.templates.publish').click();
    await told(page, 'desk.templates.published', { n: 2 });
    await page.getByText(zh('desk.templates.current')).first().waitFor();

    await button(page, 'desk.templates.part.use').click();
    await pick(page, page, 'desk.templates.matters.which', '路灯');
    await page.keyboard.press('Escape');
    await field(page, 'desk.templates.reason').first().fill('先在路灯试行。');
    await button(page, 'desk.templates.matters.save').click();
    await told(page, 'desk.saved');
    await go('/desk/templates');
    const row = page.locator('tbody', { hasText: '七步联动' });
    await row.getByText('路灯').waitFor();
    expect(await row.getByRole('row').first().textContent()).toContain(zh('desk.templates.current'));
    expect(await axe(page)).toEqual([]);
  });
});

test('a process of one’s own begins as a copy, and its running cases would be moved by a named decision', async () => {
  await as('xitongguanliyuan', async ({ page, go, get }) => {
    await go('/desk/templates');
    await button(page, 'desk.templates.make').click();
    await field(dialog(page), 'desk.templates.title_zh').fill('油烟专项');
    await field(dialog(page), 'desk.templates.title_en').fill('Cooking fumes');
    await field(dialog(page), 'desk.templates.name').fill('Fumes');
    expect(await button(dialog(page), 'desk.templates.make.do').isDisabled()).toBe(true);
    await field(dialog(page), 'desk.templates.name').fill('fumes');
    await looksRight(page);
    await button(dialog(page), 'desk.templates.make.do').click();
    await page.getByRole('heading', { name: /油烟专项/ }).waitFor();

    // the standard process gets a second version, and what runs is moved to it
    const { template } = await get<{ template: object }>('/v1/templates/standard/1');
    await go('/desk/templates/standard/1');
    await button(page, 'desk.templates.edit').click();
    await page
      .getByLabel(`${zh('case.state.handled')} ${zh('desk.templates.at.stages.limit')}`, { exact: true })
      .fill('6h');
    // A draft is not left behind by one press.
    await page
      .getByRole('link', { name: zh('desk.nav.matters'), exact: true })
      .first()
      .click();
    await byDayAndNight(page, 'template-leave');
    await letBe(page);
    await button(page, 'desk.templates.save').click();
    await page.getByRole('heading', { name: new RegExp(zh('desk.version', { n: 2 })) }).waitFor();
    await button(page, 'desk.templates.publish').click();
    await field(dialog(page), 'desk.templates.reason').fill('核查时限放宽。');
    await button(dialog(page), 'desk.templates.publish').click();
    await told(page, 'desk.templates.published', { n: 2 });
    expect(template).toMatchObject({ stages: {} });
    await go('/desk/templates/standard/1?part=use');
    await field(page, 'desk.templates.reason').fill('统一按新版办理。');
    await page.getByRole('button', { name: /在办案件换版$/ }).click();
    await page.getByText(/^已换版 \d+ 件/).waitFor();
    const { rows } = await get<{ rows: { name: string; version: number; running: number }[] }>(
      '/v1/templates?limit=200',
    );
    const left = rows.find(({ name, version }) => name === 'standard' && version === 1)!;
    const moved = rows.find(({ name, version }) => name === 'standard' && version === 2)!;
    expect(moved.running).toBeGreaterThan(left.running);
    expect(await axe(page)).toEqual([]);
  });
});
