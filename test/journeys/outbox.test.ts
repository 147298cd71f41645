/** A bad network and a closed tab: what she wrote and photographed waits on her telephone and goes out once, by itself. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiptHeader } from '#contract/intake.ts';
import { say } from '#contract/words/words.ts';
import { inRegion } from '#kit/db.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
let picture: { name: string; mimeType: string; buffer: Buffer };
const phone = { viewport: { width: 390, height: 844 } };

beforeAll(async () => {
  await mkdir(join(import.meta.dirname, '../out/pages'), { recursive: true });
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
  const buffer = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#765' } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' }, IFD0: { Make: 'TELLTALE' } })
    .jpeg()
    .toBuffer();
  picture = { name: 'hole.jpg', mimeType: 'image/jpeg', buffer };
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** As a camera leaves it: noise does not become small, and it says where and by what it was taken. */
const grainy = async (): Promise<Buffer> => {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  return sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#888', noise } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' }, IFD0: { Make: 'TELLTALE' } })
    .jpeg()
    .toBuffer();
};
const kept = (title: string) =>
  inRegion(house.db, house.regionId, async (tx) => {
    const { rows } = await sql<{ reports: number; photos: number }>`
      select count(distinct r.id)::int as reports, count(p.id)::int as photos from intake.reports r
        left join cases.photos p on p.region_id = r.region_id and p.report_id = r.id
       where r.region_id = ${house.regionId} and r.title = ${title}`.execute(tx);
    return rows[0]!;
  });

test('a report written without a network survives the closed tab and arrives once, with its photo', async () => {
  const title = '菜场后门的路面塌了一块';
  const { page, context } = await house.open(browser, null, phone);
  await page.goto(`${house.url}/report`);
  await page.getByRole('textbox', { name: /发生了什么/ }).fill(title);
  await page.getByRole('combobox', { name: /地点/ }).fill('菜场后门');
  await page.locator('input[type=file]').setInputFiles(picture);
  await page
    .getByRole('img', { name: /照片|第/ })
    .first()
    .waitFor();
  await context.setOffline(true);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByRole('heading', { name: '已存在这台设备上' }).waitFor();
  await page.getByText('有 1 件诉求等待发送').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.close();
  expect(await kept(title)).toEqual({ reports: 0, photos: 0 });

  await context.setOffline(false);
  const later = await context.newPage();
  // its first answer is lost under way: the same id goes out again, and it is one report
  let lost = 0;
  await later.route('**/v1/reports', async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await later.goto(house.url);
  await later.getByText(/存着的诉求已送达/).waitFor({ timeout: 30_000 });
  await expect.poll(() => kept(title)).toEqual({ reports: 1, photos: 1 });
  expect(lost).toBeGreaterThan(1);
  await expect.poll(() => later.getByText('等待发送').count()).toBe(0);
  await later.goto(`${house.url}/track`);
  await later.getByRole('link', { name: new RegExp(title) }).click();
  await later.getByTestId('state').waitFor();
  await context.close();
});

test('the network breaks in the midst of a photo: pressed again, it goes on where it was', async () => {
  const title = '广场东侧长椅断了';
  const { page, context } = await house.open(browser, null, phone);
  const passed: number[] = [];
  let broken = true;
  await page.route(/\/pieces\/\d+\?/, async (route) => {
    if (broken && passed.length === 3) return route.abort('connectionreset');
    passed.push(Number(/pieces\/(\d+)/.exec(route.request().url())![1]));
    return route.continue();
  });
  await page.goto(`${house.url}/report`);
  await page.getByRole('textbox', { name: /发生了什么/ }).fill(title);
  await page.getByRole('combobox', { name: /地点/ }).fill('广场东侧');
  await page.locator('input[type=file]').setInputFiles({ ...picture, buffer: await grainy() });
  await page
    .getByRole('img', { name: /照片|第/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByTestId('number').waitFor({ timeout: 30_000 });
  const again = page.getByRole('button', { name: say('zh', 'public.photo.again'), exact: true });
  await again.waitFor({ timeout: 30_000 });
  expect(passed).toHaveLength(3);
  expect(await kept(title)).toEqual({ reports: 1, photos: 0 });
  expect(await axe(page)).toEqual([]);
  broken = false;
  await again.click();
  await page.getByText(say('zh', 'public.photo.all_sent', { sent: 1, all: 1 })).waitFor({ timeout: 30_000 });
  // The short one first, then from the beginning, and none of them twice.
  const last = passed[0]!;
  expect(last).toBeGreaterThan(4);
  expect(passed).toEqual([last, ...Array.from({ length: last }, (_, n) => n)]);
  expect(await kept(title)).toEqual({ reports: 1, photos: 1 });

  const { rows } = await sql<{ id: string; number: string }>`
    select p.id, r.number from cases.photos p join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
     where r.title = ${title}`.execute(house.db);
  const [{ id, number } = { id: '', number: '' }] = rows;
  const secret = await page.getByTestId('code').innerText();
  const read = () =>
    context.request.get(`${house.url}/v1/receipts/${number}/photos/${id}`, { headers: { [receiptHeader]: secret } });
  await expect.poll(async () => (await read()).status(), { timeout: 20_000 }).toBe(200);
  const shown = await (await read()).body();
  const { exif, width } = await sharp(shown).metadata();
  expect([exif, shown.includes('TELLTALE'), width]).toEqual([undefined, false, 1600]);
  await context.close();
});

test('the tab is closed while photos are on their way: opened again, the site sends the rest and says which was refused', async () => {
  const title = '泵房门口积水';
  const { page, context } = await house.open(browser, null, phone);
  // Nothing of a picture gets through while the first tab lives.
  await page.route(/\/receipts\/.*\/photos\//, (route) => route.abort('connectionreset'));
  await page.goto(`${house.url}/report`);
  await page.getByRole('textbox', { name: /发生了什么/ }).fill(title);
  await page.getByRole('combobox', { name: /地点/ }).fill('泵房门口');
  const other = await sharp({ create: { width: 600, height: 500, channels: 3, background: '#246' } })
    .jpeg()
    .toBuffer();
  await page.locator('input[type=file]').setInputFiles([picture, { ...picture, name: 'other.jpg', buffer: other }]);
  await page.getByRole('img', { name: '照片 2' }).waitFor();
  // With a telephone number: the report goes out, and nothing of the number stays here.
  await page.getByRole('radio', { name: /实名/ }).check();
  await page.getByRole('textbox', { name: '电话' }).fill('19900000002');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByTestId('number').waitFor({ timeout: 30_000 });
  await page.getByText('可以关掉页面').waitFor({ timeout: 30_000 });
  expect(await axe(page)).toEqual([]);
  await page.close();
  expect(await kept(title)).toEqual({ reports: 1, photos: 0 });

  const later = await context.newPage();
  let asked = 0;
  await later.route(/\/receipts\/.*\/photos\//, async (route) => {
    // the second picture is one that the house cannot use
    if (asked++ === 0) return route.continue();
    await route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'about:blank', title: '不是图片', status: 422, code: 'photo.unreadable' }),
    });
  });
  await later.goto(house.url);
  const told = later.getByRole('alert').filter({ hasText: title });
  await told.waitFor({ timeout: 30_000 });
  expect(await told.innerText()).toContain('不是图片');
  expect(await kept(title)).toEqual({ reports: 1, photos: 1 });
  const stored = await later.evaluate<string>(`new Promise((resolve) => {
    const opening = indexedDB.open('gridloop');
    opening.onsuccess = () => {
      const rows = opening.result.transaction('outbox').objectStore('outbox').getAll();
      rows.onsuccess = () => resolve(JSON.stringify(rows.result));
    };
  })`);
  expect(stored).toContain(title);
  expect(stored).not.toContain('19900000002');
  await later.screenshot({ path: join(import.meta.dirname, '../out/pages/photo-refused.png') });
  await told.getByRole('button', { name: '知道了' }).click();
  await told.waitFor({ state: 'detached' });
  await context.close();
});

test('a draft keeps its photos over a reload; what carries a telephone number waits here by her own word only, sealed, and leaves nothing behind', async () => {
  const { page, context } = await house.open(browser, null, phone);
  const title = '围墙裂了';
  await page.goto(`${house.url}/report`);
  await page.getByRole('textbox', { name: /发生了什么/ }).fill(title);
  await page.getByRole('combobox', { name: /地点/ }).fill('学校西侧');
  await page.locator('input[type=file]').setInputFiles(picture);
  const seen = page.getByRole('img', { name: /照片|第/ }).first();
  await seen.waitFor();
  await page.waitForTimeout(300);
  await page.reload();
  await seen.waitFor();
  await page.getByRole('radio', { name: /实名/ }).check();
  await page.getByRole('textbox', { name: '电话' }).fill('19900000001');
  await context.setOffline(true);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  const keep = page.getByRole('button', { name: '存在这部手机上', exact: true });
  await keep.waitFor({ timeout: 30_000 });
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(import.meta.dirname, '../out/pages/outbox-named.png') });
  // Asked is not agreed: nothing waits, and nothing of the number is on the disk.
  expect(await page.getByText('等待发送').count()).toBe(0);
  expect(await onDisk(page)).not.toContain('19900000001');
  await keep.click();
  await page.getByRole('heading', { name: '已存在这台设备上' }).waitFor();
  await page.getByText('有 1 件诉求等待发送').waitFor();
  const disk = await onDisk(page);
  expect([disk.includes(title), disk.includes('19900000001'), disk.includes('key: yes')]).toEqual([true, false, true]);
  await page.close();
  expect(await kept(title)).toEqual({ reports: 0, photos: 0 });

  await context.setOffline(false);
  const later = await context.newPage();
  const said = later.waitForRequest((request) => new URL(request.url()).pathname === '/v1/reports');
  await later.goto(house.url);
  expect((await said).postDataJSON()).toMatchObject({ naming: 'named', contact: { phone: '19900000001' } });
  await expect.poll(() => kept(title), { timeout: 30_000 }).toEqual({ reports: 1, photos: 1 });
  await expect.poll(() => later.getByText('等待发送').count()).toBe(0);
  expect(await onDisk(later)).toBe('outbox: [] key: no');
  await later.close();

  // Another time she thinks better of it.
  const again = await context.newPage();
  await again.goto(`${house.url}/report`);
  await again.getByRole('textbox', { name: /发生了什么/ }).fill('路边有碎玻璃');
  await again.getByRole('combobox', { name: /地点/ }).fill('学校西侧');
  await again.getByRole('radio', { name: /保密/ }).check();
  await again.getByRole('textbox', { name: '电话' }).fill('19900000001');
  await context.setOffline(true);
  await again.getByRole('button', { name: '提交', exact: true }).click();
  await again.getByRole('button', { name: '存在这部手机上', exact: true }).click();
  await again.getByRole('button', { name: '不发了，删掉“路边有碎玻璃”' }).click();
  await expect.poll(() => onDisk(again)).toBe('outbox: [] key: no');
  await context.close();
});

test('a week later a name and a number that found no network are gone from the telephone, and their report comes back to its writer', async () => {
  const { page, context } = await house.open(browser, null, phone);
  const [title, day] = ['楼道灯坏了', 24 * 3_600_000];
  await page.goto(`${house.url}/report`);
  await page.getByRole('textbox', { name: /发生了什么/ }).fill(title);
  await page.getByRole('combobox', { name: /地点/ }).fill('学校西侧');
  await page.getByRole('radio', { name: /保密/ }).check();
  await page.getByRole('textbox', { name: '电话' }).fill('19900000002');
  await context.setOffline(true);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByRole('button', { name: '存在这部手机上', exact: true }).click();
  await page.getByText('有 1 件诉求等待发送').waitFor();
  const put = Date.now();
  /** The page looks again, as when a network seems to be there; there is none. */
  const look = async (at: number): Promise<[row: boolean, contact: boolean, key: boolean]> => {
    // An attempt that is still under way belongs to the time before.
    const idle = () =>
      expect
        .poll(() => page.evaluate('navigator.locks.query().then(({ held }) => held.length)'), { timeout: 30_000 })
        .toBe(0);
    await idle();
    await page.clock.setFixedTime(at);
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await idle();
    const disk = await onDisk(page);
    return [disk.includes(title), disk.includes('"contact"'), disk.includes('key: yes')];
  };
  // Up to the last minute of the week it waits; nothing but the clock is different afterwards.
  expect(await look(put + 7 * day - 60_000)).toEqual([true, true, true]);
  expect(await page.getByText('有 1 件诉求等待发送').count()).toBe(1);
  expect(await look(put + 7 * day + 120_000)).toEqual([true, false, false]);
  await page.getByText(say('zh', 'public.outbox.contact_gone')).waitFor();
  // With the network back it is not sent by itself: it was to be confidential, and now it is its writer's turn.
  await context.setOffline(false);
  expect(await look(put + 7 * day + 180_000)).toEqual([true, false, false]);
  expect(await kept(title)).toEqual({ reports: 0, photos: 0 });
  await context.close();
});

/** What a stranger with the telephone could read of the site's store: the bytes of a sealed row, too. */
const onDisk = (page: Page) =>
  page.evaluate<string>(`new Promise((resolve) => {
    const opening = indexedDB.open('gridloop');
    opening.onsuccess = () => {
      const read = opening.result.transaction(['outbox', 'keys']);
      const rows = read.objectStore('outbox').getAll();
      const keys = read.objectStore('keys').getAll();
      read.oncomplete = () => {
        opening.result.close();
        const text = (_, value) =>
          value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value;
        resolve('outbox: ' + JSON.stringify(rows.result, text) + ' key: ' + (keys.result.length > 0 ? 'yes' : 'no'));
      };
    };
  })`);
