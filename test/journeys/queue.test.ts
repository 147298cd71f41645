/**
 * The queue as somebody works in it all day: tabs and filters in the address, columns, filters kept on the server, list and map in step,
 * several cases at once, keys, the file of what is shown; then the case's photos and its sheets of paper.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardViews, type Board } from '#contract/board.ts';
import type { CaseDetail, CaseRow, MoveName } from '#contract/cases.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, desksOf, dialog, field, looksRight, pick, told, zh, type Desk } from '../support/desk.ts';
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
const atDesk = desksOf(
  () => house,
  () => browser,
);
const rowsOf = (get: <T>(path: string) => Promise<T>, query: string) =>
  get<{ rows: CaseRow[] }>(`/v1/cases?${query}`).then(({ rows }) => rows);

test('columns, filters and tabs stand in the address; a filter kept by name is there on another computer', async () => {
  await atDesk('zhibanzhang', async ({ page, go, post }) => {
    await go('/desk/cases?queue=all');
    await button(page, 'desk.columns').click();
    await page.getByRole('checkbox', { name: zh('desk.col.lead') }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('columns')).toContain('lead');
    await page.getByRole('checkbox', { name: zh('desk.col.area') }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('columns')).not.toContain('area');
    // The address is there before the page: whoever goes on takes the columns along that she sees.
    const heads = () => page.locator('thead th').allTextContents();
    await expect.poll(heads).not.toContain(zh('desk.col.area'));
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: new RegExp(`^${zh('desk.queue.overdue')}`) }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('queue')).toBe('overdue');
    await expect.poll(heads).toContain(zh('desk.col.lead'));
    const head = await heads();
    expect(head).not.toContain(zh('desk.col.area'));

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /CSV/ }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    expect(text.replace('\uFEFF', '').split('\r\n')[0]!.split(',')).toEqual(head);

    await page.getByRole('button', { name: new RegExp(`^${zh('desk.filters')}`) }).click();
    await field(page, 'desk.filters.name').fill('超期看牵头');
    await button(page, 'desk.filters.keep').click();
    await told(page, 'desk.filters.kept');
    expect(await axe(page)).toEqual([]);

    // What the server writes while one works on is there after a reload, and says the same in the same columns.
    await post('/v1/cases/files', {
      query: { queue: 'overdue' },
      columns: new URL(page.url()).searchParams.get('columns')!.split('.'),
    });
    await page.reload();
    await button(page, 'desk.export.files').click();
    const link = page.getByRole('link', { name: /MB/ });
    const [written] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const content = await readFile(await written.path(), 'utf8');
    expect(content.replace('\uFEFF', '').split('\r\n')[0]!.split(',')).toEqual(head);
    await page.screenshot({ path: 'test/out/pages/queue-files.png' });
    expect(await axe(page)).toEqual([]);
  });
  await atDesk('zhibanzhang', async ({ page, go }) => {
    await go('/desk/cases');
    await page.getByRole('button', { name: new RegExp(`^${zh('desk.filters')}`) }).click();
    await page.getByRole('link', { name: '超期看牵头' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('queue')).toBe('overdue');
    await expect.poll(() => page.locator('thead th').allTextContents()).toContain(zh('desk.col.lead'));
  });
});

test('list and map are in step, and the list does not wait for the map', async () => {
  await atDesk('zhibanzhang', async ({ page, go }) => {
    await page.addInitScript(`new PerformanceObserver((list) => {
      for (const one of list.getEntries()) if (!one.hadRecentInput) globalThis.shifted = (globalThis.shifted ?? 0) + one.value;
    }).observe({ type: 'layout-shift', buffered: true });`);
    await go('/desk/cases?queue=all&map=on&columns=title.stage_left');
    await page.locator('tbody [data-case]').first().waitFor();
    await page.locator('[data-ready=true]').waitFor();
    await page.locator('.map__marker').first().waitFor();
    await page.locator('tbody tr').nth(2).hover();
    await page.locator('.map__marker--active').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: 'test/out/pages/queue-map.png' });
    const marker = page.locator('.map__marker').nth(4);
    const number = (await marker.getAttribute('aria-label'))!.split(' ')[0]!;
    await marker.dispatchEvent('click');
    await page.locator('tr.row-active', { hasText: number }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe(number);
    // each layer is asked for when it is chosen, and stands in the address
    await page.locator('.map-layers summary').click();
    const layer = (name: 'cases' | 'history' | 'party' | 'keepers' | 'rows') =>
      page.getByRole('checkbox', { name: new RegExp(zh(`desk.layers.${name}`)) });
    await layer('rows').click();
    await page.locator('.map__marker').first().waitFor({ state: 'detached' });
    for (const name of ['cases', 'history'] as const) {
      const drawn = page.waitForResponse((answer) => answer.url().includes(`/v1/tiles/${name}/`) && answer.ok());
      await layer(name).click();
      await drawn;
    }
    await layer('party').click();
    await page
      .locator('.map-layers label', { hasText: zh('desk.layers.party') })
      .locator('small')
      .waitFor();
    expect(new URL(page.url()).searchParams.get('layers')).toBe('cases.history.party.cells.roads');
    // the page was looked at above; by now it is scrolled, and its first buttons lie half under the bar
    expect(await axe(page, '.queue-map')).toEqual([]);
    await page.screenshot({ path: 'test/out/pages/queue-map-layers.png' });
    const shifted = await page.evaluate<number>('globalThis.shifted ?? 0');
    console.log(`layout shift of the queue with its map: ${shifted.toFixed(4)}`);
    expect(shifted).toBeLessThan(0.05);
  });
});

test('several cases at once: what would happen to each is shown first, and each says how it ended', async () => {
  await atDesk('zhibanzhang', async ({ page, go, get }) => {
    const signed = await rowsOf(get, 'queue=all&state=signed&limit=2');
    await go('/desk/cases?queue=all&open=true');
    const ended = (await rowsOf(get, 'queue=all&state=reported&limit=1'))[0]!;
    for (const { number } of [...signed, ended])
      await page.getByRole('checkbox', { name: zh('desk.bulk.pick', { number }) }).check();
    await button(page.locator('.bulk'), 'case.move.remind').click();
    await looksRight(page);
    const line = (row: CaseRow) => dialog(page).locator(`[data-bulk="${row.number}"]`);
    await line(signed[0]!).getByText(zh('case.move.remind')).waitFor();
    await field(dialog(page), 'desk.bulk.text').fill('请今天内回复进展');
    await page.screenshot({ path: 'test/out/pages/queue-bulk.png' });
    await button(dialog(page), 'desk.bulk.run', { n: 2 }).click();
    for (const row of signed) await line(row).getByText(zh('desk.bulk.done')).waitFor();
    expect(await line(ended).getByText(zh('desk.bulk.done')).count()).toBe(0);
    await button(dialog(page), 'common.close').last().click();
    const { timeline } = await get<CaseDetail>(`/v1/cases/${signed[0]!.id}`);
    expect(timeline.at(-1)).toMatchObject({ kind: 'case.reminded', data: { text: '请今天内回复进展' } });
  });
});

test('keys lead from a line to its move, to its sheet, and are listed by the question mark', async () => {
  await atDesk('paiqianyuan', async ({ page, go, get }) => {
    const [filed] = await rowsOf(get, 'queue=mine&state=filed&limit=1');
    await go('/desk/cases?state=filed');
    await page.locator('tbody [data-case]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('?');
    for (const key of ['j', 'k', 'Enter', 'd', 'c', 'p', 'x', 'm', '/'])
      await dialog(page).getByText(key, { exact: true }).first().waitFor();
    // What is for other posts is not among them, and says whose it is when its key is pressed.
    for (const key of ['a', 'r']) expect(await dialog(page).getByText(key, { exact: true }).count()).toBe(0);
    await page.keyboard.press('Escape');
    const links = page.locator('tbody [data-case]');
    const atLine = () => links.evaluateAll((all) => all.findIndex((one) => one === one.ownerDocument.activeElement));
    await links.nth(1).focus();
    await page.keyboard.press('k');
    expect(await atLine()).toBe(0);
    await page.keyboard.press('r');
    await page.locator('.ant-message-notice').getByText(zh('case.move.ask_return')).first().waitFor();
    expect(page.url()).not.toContain('move=');
    await page.keyboard.press('x');
    await page
      .locator('.bulk')
      .getByText(zh('desk.bulk.picked', { n: 1 }))
      .waitFor();
    await page.keyboard.press('x');
    await page.locator('.bulk').waitFor({ state: 'detached' });
    for (const map of ['off', 'on']) {
      await page.keyboard.press('m');
      await expect.poll(() => new URL(page.url()).searchParams.get('map')).toBe(map);
      await page.locator('.queue-map').waitFor({ state: map === 'on' ? 'visible' : 'detached' });
    }
    await links.first().focus();
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: zh('case.move.remind') }).waitFor();
    await page.goBack();
    await links.first().waitFor();
    await page.locator('tbody [data-case]').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/desk/cases/${filed!.id}`);
    await page.goBack();
    await page.locator('tbody [data-case]').first().focus();
    await page.keyboard.press('d');
    await page.getByRole('heading', { name: zh('case.move.dispatch') }).waitFor();
    expect(page.url()).toContain(filed!.id);
    await page.locator('h1').click();
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: zh('desk.sheet.dispatch') }).waitFor();
  });
});

test('before and after are compared, and three sheets are printed on A4, in the dark too', async () => {
  await atDesk('zhibanzhang', async ({ page, go, get }) => {
    let found: CaseRow | undefined;
    for (const row of await rowsOf(get, 'queue=all&state=closed&limit=40')) {
      const { photos } = await get<CaseDetail>(`/v1/cases/${row.id}`);
      const has = (...purposes: string[]) =>
        photos.some(({ purpose, state }) => state === 'ready' && purposes.includes(purpose));
      if (has('report', 'before') && has('after', 'check')) found = row;
      if (found) break;
    }
    await go(`/desk/cases/${found!.id}`);
    await button(page, 'desk.photos.compare').click();
    await looksRight(page);
    const slider = dialog(page).getByRole('slider');
    await slider.press('ArrowRight');
    expect(await slider.inputValue()).toBe('51');
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const kind of ['dispatch', 'supervise', 'close'] as const) {
      await go(`/desk/cases/${found!.id}/sheet?paper=${kind}`);
      await page.getByRole('heading', { name: zh(`desk.sheet.${kind}`) }).waitFor();
      expect(await axe(page)).toEqual([]);
    }
    await page.emulateMedia({ media: 'print' });
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    // one page: the tree of pages says how many it has
    expect(/\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1]).toBe('1');
  });
});

test('what was done a moment ago is taken back by a key, and the case stands where it stood', async () => {
  await atDesk('shouliyuan', async ({ page, go, get }) => {
    const rows = await rowsOf(get, 'queue=all&state=reported&limit=20');
    const [row] = rows.filter(({ areaName }) => areaName !== '');
    await go(`/desk/cases/${row!.id}?move=receive`);
    await button(page.locator('form.move-form'), 'desk.submit').click();
    await page.locator('.undo').waitFor();
    await page.keyboard.press('u');
    await told(page, 'desk.undo.done', { number: row!.number, state: zh('case.state.reported') });
    const { case: now, timeline } = await get<CaseDetail>(`/v1/cases/${row!.id}`);
    expect(now).toMatchObject({ state: 'reported', stageDueAt: row!.stageDueAt });
    // the clock goes on meanwhile, and may warn
    const moves = timeline.map(({ kind }) => kind).filter((kind) => kind !== 'case.stage_warned');
    expect(moves.slice(-2)).toEqual(['case.received', 'case.taken_back']);
  });
});

test('a hand-over, a question and a supervision are taken back, too; what was told to somebody says beforehand that it stands', async () => {
  /** Made on the page of the case and taken back by the button that counts down; the case stands as it stood. */
  const takenBack = async (
    { page, go, get }: Desk,
    row: CaseRow,
    move: MoveName,
    fill: (form: Locator) => Promise<void>,
  ) => {
    await go(`/desk/cases/${row.id}?move=${move}`);
    const form = page.locator('form.move-form');
    await page.getByText(zh('desk.undo.may')).waitFor();
    await fill(form);
    await button(form, 'desk.submit').click();
    await page.locator('.undo button').click();
    await told(page, 'desk.undo.done', { number: row.number, state: zh(`case.state.${row.state}`) });
    const { case: now, timeline, rules } = await get<CaseDetail>(`/v1/cases/${row.id}`);
    expect(timeline.at(-1)!.kind).toBe('case.taken_back');
    return { now, rules };
  };
  await atDesk('bumen', async (desk) => {
    const rows = await rowsOf(desk.get, 'queue=unit&state=signed&limit=50');
    const [row] = rows.filter((one) => !one.suspended && !one.returnAsked);
    const assigned = await takenBack(desk, row!, 'assign', async (form) => {
      if ((await form.locator('.proposal').count()) === 0) await pick(desk.page, form, 'post.handler', '康疏桐');
    });
    expect(assigned.now.holderPerson).toBe(row!.holderPerson);
    const asked = await takenBack(desk, row!, 'ask_return', async (form) =>
      field(form, 'desk.return.reason').fill('此处不属本单位管理范围'),
    );
    expect(asked.now.returnAsked).toBe(false);
  });
  await atDesk('zhibanzhang', async (desk) => {
    const rows = await rowsOf(desk.get, 'queue=all&state=signed&limit=50');
    const [row] = rows.filter((one) => !one.suspended && !one.returnAsked);
    const { rules } = await takenBack(desk, row!, 'supervise', async (form) => {
      await form.getByRole('radio', { name: zh('supervision.3') }).check();
      await form.getByRole('radio', { name: zh('supervision.cause.overdue') }).check();
      await field(form, 'desk.rule.words').fill('请说明原因。');
    });
    expect(rules.supervisionLevel).toBeLessThan(3);
    await desk.go(`/desk/cases/${row!.id}?move=remind`);
    await desk.page.getByText(zh('desk.undo.not.told')).waitFor();
    expect(await desk.page.getByText(zh('desk.undo.may')).count()).toBe(0);
    expect(await axe(desk.page)).toEqual([]);
  });
});

test('a board and a workspace say what is now at once, and nothing moves when their month has been counted', async () => {
  for (const [size, width, height] of [
    ['desk', 1366, 768],
    ['zoomed', 911, 512],
  ] as const)
    await atDesk('lingdao', async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.addInitScript(`new PerformanceObserver((list) => {
        for (const one of list.getEntries()) globalThis.shifted = (globalThis.shifted ?? 0) + one.value;
      }).observe({ type: 'layout-shift', buffered: true });`);
      let counted = false;
      await page.route(/\/v1\/board(\?|$)/, async (route) => {
        const answer = await route.fetch();
        const board = (await answer.json()) as Board;
        const places = board.places.map((place) => ({ ...place, onTime: null }));
        return route.fulfill({ response: answer, json: counted ? board : { ...board, places, month: null } });
      });
      for (const address of [...boardViews.map((view) => `/desk/board?view=${view}`), '/desk/workspace']) {
        counted = false;
        // Not until nothing is asked any more: it is asked again and again until it is whole.
        await page.goto(house.url + address);
        const waiting = page.getByText(zh('board.counting'));
        await waiting.first().waitFor();
        expect(await axe(page)).toEqual([]);
        await page.screenshot({ path: `test/out/pages/counting-${size}-${address.split(/[/=]/).at(-1)}.png` });
        await page.evaluate('globalThis.shifted = 0');
        counted = true;
        await waiting.first().waitFor({ state: 'detached' });
        await page.screenshot({ path: `test/out/pages/counted-${size}-${address.split(/[/=]/).at(-1)}.png` });
        expect(await page.evaluate<number>('globalThis.shifted'), `${address} at ${width}`).toBeLessThan(0.05);
      }
    });
});

test('the board hangs on a wall by its key, leads whoever signed in to the cases, and goes dark when its key is ended', async () => {
  await atDesk('lingdao', async ({ page, go }) => {
    for (const [name, width, height] of [
      ['16x9', 1920, 1080],
      ['32x9', 3840, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      await go('/desk/board');
      await page.locator('[data-ready=true]').first().waitFor();
      await expect.poll(() => page.locator('.board-view').count()).toBe(name === '32x9' ? 2 : 1);
      const hidden = await page.evaluate<number>('document.documentElement.scrollHeight - innerHeight');
      expect(hidden, `the board does not fit on ${name}`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `test/out/pages/board-${name}.png` });
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    for (const view of ['dispatch', 'service', 'analysis'] as const) {
      await button(page, `board.view.${view}`).click();
      await page.locator(`.board-${view}`).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.screenshot({ path: `test/out/pages/board-${view}.png` });
    }
    await page.getByRole('link', { name: /%$/ }).first().click();
    await page.waitForURL('**/desk/evaluation/case_on_time*');
  });
  await atDesk('xitongguanliyuan', async ({ page, go }) => {
    await go('/desk/walls');
    await button(page, 'walls.make').click();
    await field(dialog(page), 'walls.name').fill('政务大厅');
    await looksRight(page);
    await button(dialog(page), 'common.save').click();
    const address = (await page.locator('.key').textContent())!;
    expect(address).toContain('/desk/wall#glw_');
    await button(dialog(page), 'desk.devices.key.kept').click();
    const hall = await house.open(browser, null, { viewport: { width: 1920, height: 1080 } });
    await hall.page.goto(address);
    await hall.page.getByText(zh('board.visitor.note')).waitFor();
    expect(await hall.page.locator('.board a').count()).toBe(0);
    expect(await axe(hall.page)).toEqual([]);
    await hall.page.screenshot({ path: 'test/out/pages/board-hall.png' });
    await page.getByRole('button', { name: `${zh('walls.end')} 政务大厅` }).click();
    await page
      .locator('.ant-popconfirm')
      .getByRole('button', { name: zh('walls.end'), exact: true })
      .click();
    await page.getByText(/:\d\d 停用$/).waitFor();
    await hall.page.reload();
    await hall.page.getByText(zh('problem.wall.unknown_key')).waitFor();
    await hall.context.close();
  });
});

test('many are taken back as one, and of one that somebody changed meanwhile it is told what happened to it', async () => {
  await atDesk(
    'shouliyuan',
    async ({ page, go, get, post }) => {
      const rows = (await rowsOf(get, 'queue=mine&state=reported&limit=30')).filter(({ areaName }) => areaName !== '');
      const [faster, ...others] = rows.slice(0, 3);
      await go('/desk/cases?queue=mine&state=reported');
      for (const { number } of [faster!, ...others])
        await page.getByRole('checkbox', { name: zh('desk.bulk.pick', { number }) }).check();
      await button(page.locator('.bulk'), 'case.move.receive').click();
      await dialog(page).locator(`[data-bulk="${faster!.number}"]`).waitFor();
      await post(`/v1/cases/${faster!.id}/moves`, { version: faster!.version, input: { move: 'receive' } });
      await button(dialog(page), 'desk.bulk.run', { n: 3 }).click();
      const line = dialog(page).locator(`[data-bulk="${faster!.number}"]`);
      await line.getByText(zh('desk.stale')).waitFor();
      await line.getByRole('listitem').getByText(zh('fact.case.received')).waitFor();
      await page.screenshot({ path: 'test/out/pages/queue-bulk-faster.png' });
      expect(await axe(page, '[role=dialog]')).toEqual([]);
      await page.locator('.undo button').click();
      await told(page, 'desk.undo.done_all', { n: 2 });
      for (const { id } of others) expect((await get<CaseDetail>(`/v1/cases/${id}`)).case.state).toBe('reported');
      expect((await get<CaseDetail>(`/v1/cases/${faster!.id}`)).case.state).toBe('received');
    },
    /status of 409/,
  );
});

test('a number of the board leads to its own set, said in words and taken off one by one', async () => {
  await atDesk('lingdao', async ({ page, go, get }) => {
    const board = await get<Board>('/v1/board');
    await go('/desk/board');
    const tally = page.locator('.tally', { hasText: zh('board.overdue') }).first();
    await tally.getByRole('link').click();
    await page.waitForURL(/late=true/);
    const chip = page.getByRole('button', {
      name: zh('desk.queue.take_off', { words: zh('desk.queue.only.late') }),
    });
    await chip.waitFor();
    expect(await rowsOf(get, 'queue=all&late=true&limit=200')).toHaveLength(Math.min(200, board.now.overdue));
    // No tab has a number that is not its list's.
    const tab = page.getByRole('link', { name: new RegExp(`^${zh('desk.queue.all')}`) });
    expect(await tab.locator('.count').count()).toBe(0);
    await page.screenshot({ path: 'test/out/pages/queue-chips.png' });
    expect(await axe(page)).toEqual([]);
    await chip.click();
    await expect.poll(() => new URL(page.url()).searchParams.get('late')).toBe(null);
  });
});
