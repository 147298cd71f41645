/** 贺兰 with her telephone: what a resident does and what can go wrong under way, on the production build and the demo district. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page, Response } from 'playwright-core';
import sharp from 'sharp';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { inRegion } from '#kit/db.ts';
import { publicPaths } from '#web/public/paths.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { heard, listen, outOfReach } from '../support/fingers.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

type Window = Awaited<ReturnType<WholeHouse['open']>>;
type Place = { name: string; point: { lon: number; lat: number } };

let house: WholeHouse;
let browser: Browser;
let places: Place[];
let window: Window;
let page: Page;
/** What the page said to the interface, in order. */
let sent: { method: string; path: string; body: string | null }[];

const phone = (at: Place, more: object = {}) => ({
  viewport: { width: 360, height: 740 },
  geolocation: { longitude: at.point.lon, latitude: at.point.lat },
  permissions: ['geolocation'],
  ...more,
});
async function take(at: Place, more: object = {}): Promise<void> {
  window = await house.open(browser, null, phone(at, more));
  page = window.page;
  sent = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/v1/')) sent.push({ method: request.method(), path: pathname, body: request.postData() });
  });
}
const button = (name: string) => page.getByRole('button', { name, exact: true });
const words = () => page.getByRole('textbox', { name: /发生了什么/ });
const place = () => page.getByRole('combobox', { name: /地点/ });
const reportsCalled = (title: string) =>
  inRegion(house.db, house.regionId, async (tx) => {
    const { rows } = await sql<{ caseId: string }>`
      select case_id as "caseId" from intake.reports where region_id = ${house.regionId} and title = ${title}`.execute(
      tx,
    );
    return rows.map(({ caseId }) => caseId);
  });
/** The sweep has put down what the case is recognised by: a moment after the receipt. */
const lookedAt = (title: string) =>
  expect
    .poll(
      () =>
        inRegion(house.db, house.regionId, async (tx) => {
          const { rows } = await sql`
            select 1 from intake.reports r join intake.recognised k on k.region_id = r.region_id and k.case_id = r.case_id
             where r.region_id = ${house.regionId} and r.title = ${title}`.execute(tx);
          return rows.length;
        }),
      { timeout: 20_000 },
    )
    .toBe(1);
const receipt = async () => ({
  number: await page.getByTestId('number').innerText(),
  code: await page.getByTestId('code').innerText(),
});

/** Every touch, counted by the page itself, whatever stands in a story. */
const countTaps = () =>
  page.addInitScript(`addEventListener('pointerdown', ({ isTrusted }) => {
    if (isTrusted) sessionStorage.setItem('taps', String(1 + Number(sessionStorage.getItem('taps'))));
  }, true)`);
const taps = async () => Number(await page.evaluate(`sessionStorage.getItem('taps')`));

async function sentFromOutside(): Promise<{ number: string; secret: string }> {
  const answer = await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: uuidv7(), kind: 'help', title: '楼道灯不亮', naming: 'anonymous' }),
  });
  return (await answer.json()) as { number: string; secret: string };
}

beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
  const found = await fetch(`${house.url}/v1/places?limit=20&q=${encodeURIComponent('小学')}`);
  ({ places } = (await found.json()) as { places: Place[] });
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
beforeEach(() => take(places[0]!));
afterEach(async () => {
  await window.context.close();
});

describe('a need', () => {
  test('is sent in four taps from where she stands, and followed by its number', async () => {
    // Counted by the page itself, whatever stands in this story: every touch from the first page to the number.
    await countTaps();
    await page.goto(house.url);
    const began = Date.now();
    await page.getByRole('link', { name: /反映问题.*一分钟/ }).click();
    await words().click();
    await page.keyboard.insertText('校门口的井盖翘起来了。接孩子的人多,怕绊倒。');
    await button('用我的位置').click();
    await page.getByText(/^位于/).waitFor();
    await button('提交').click();
    await page.getByText('请保存下面的编号和查询码').waitFor();
    expect(await taps()).toBeLessThanOrEqual(4);
    expect(Date.now() - began).toBeLessThan(60_000);
    const { number, code } = await receipt();
    expect(code.replaceAll('-', '')).toHaveLength(32);
    // the secret stays out of every address that is sent anywhere
    expect(sent.filter(({ path }) => path.includes(code))).toEqual([]);
    await page.getByRole('link', { name: '查看进度', exact: true }).click();
    await page.getByTestId('state').waitFor();
    expect(await page.getByTestId('state').innerText()).toBe('已收到，等待受理');
    expect(new URL(page.url()).pathname).toBe(`/r/${number}`);
    // Who reads English is told the way down to her cell by its English names.
    const headers = { 'gridloop-receipt': code, 'accept-language': 'en' };
    const english = await page.request.get(`${house.url}/v1/receipts/${number}`, { headers });
    expect(((await english.json()) as { placed: string }).placed).toMatch(/^[\u0020-\u007e·’]+$/);
    expect(window.complaints).toEqual([]);
    expect(await axe(page)).toEqual([]);
  });

  test('whose answer was lost is sent again under its own id, and exists once', async () => {
    let lost = 0;
    await page.route('**/v1/reports', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch(); // it arrives and is registered …
      await route.abort('connectionreset'); // … but nobody here learns of it
    });
    await page.goto(`${house.url}/report`);
    await words().fill('操场边的长椅断了一条腿');
    await place().fill('操场北侧');
    await button('提交').click();
    await page.getByTestId('number').waitFor();
    const tries = sent.filter(({ path }) => path === '/v1/reports').map(({ body }) => body);
    expect(tries).toHaveLength(2);
    expect(tries[1]).toBe(tries[0]);
    expect(await reportsCalled('操场边的长椅断了一条腿')).toHaveLength(1);
  });

  test('not yet sent survives a reload, but a telephone number is never kept on the device', async () => {
    await page.goto(`${house.url}/report`);
    await words().fill('夜里装卸货太吵');
    await place().fill('东门');
    await page.getByRole('radio', { name: /保密/ }).check();
    await page.getByRole('textbox', { name: '电话' }).fill('19900000001');
    await page.reload();
    await expect.poll(() => words().inputValue()).toBe('夜里装卸货太吵');
    expect(await page.getByRole('radio', { name: /保密/ }).isChecked()).toBe(true);
    expect(await page.getByRole('textbox', { name: '电话' }).inputValue()).toBe('');
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain('19900000001');
  });

  test('that lacks something is told what, where, and how to mend it', async () => {
    await page.goto(`${house.url}/report`);
    await button('提交').click();
    await expect.poll(() => page.getByText('请写一句发生了什么。').count()).toBe(1);
    await expect.poll(() => page.getByText(/请告诉我们在哪里/).count()).toBe(1);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
    expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(await axe(page)).toEqual([]);
  });

  test('a neighbour already has stands there before she sends, and one press, the fourth, brings both to one case', async () => {
    const write = async (text: string) => {
      await page.goto(house.url);
      await page.getByRole('link', { name: /反映问题.*一分钟/ }).click();
      await words().click();
      await page.keyboard.insertText(text);
      await button('用我的位置').click();
      await page.getByText(/^位于/).waitFor();
    };
    const mine = '幼儿园路口的红绿灯不亮了';
    await write('幼儿园路口红绿灯不亮');
    await button('提交').click();
    await page.getByTestId('number').waitFor();
    const first = await receipt();
    await window.context.close();
    await lookedAt('幼儿园路口红绿灯不亮');

    await take(places[0]!, { viewport: { width: 360, height: 640 } });
    await countTaps();
    const began = Date.now();
    await write(mine);
    const follow = page.getByRole('button', { name: /我也遇到.幼儿园路口红绿灯不亮$/ });
    await follow.waitFor();
    const { y, height } = (await follow.boundingBox())!;
    expect([y >= 0, y + height <= 640]).toEqual([true, true]);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: join(import.meta.dirname, '../out/pages/similar-first.png') });
    // What stands there is for the words that stand there.
    await words().press('End');
    await page.keyboard.insertText(',急');
    await follow.waitFor({ state: 'detached' });
    for (let n = 0; n < 2; n++) await page.keyboard.press('Backspace');
    await follow.waitFor();
    await follow.click();
    await page.getByTestId('number').waitFor();
    expect(await taps()).toBeLessThanOrEqual(4);
    expect(Date.now() - began).toBeLessThan(60_000);
    expect(await receipt()).not.toEqual(first);
    const [one] = await reportsCalled('幼儿园路口红绿灯不亮');
    expect(await reportsCalled(mine)).toEqual([one]);
    expect(window.complaints).toEqual([]);
  });

  test('a neighbour already has is another all the same to who read it and sends; who was faster than the answer is asked once', async () => {
    const write = async (text: string) => {
      await page.goto(`${house.url}/report`);
      await words().fill(text);
      await button('用我的位置').click();
      await page.getByText(/^位于/).waitFor();
    };
    const title = '公交站路灯不亮';
    await window.context.close();
    await take(places[2]!);
    await write(title);
    await button('提交').click();
    await page.getByTestId('number').waitFor();
    await lookedAt(title);
    await write('公交站的路灯不亮了');
    await page
      .getByRole('button', { name: /我也遇到/ })
      .first()
      .waitFor();
    await page.waitForTimeout(1_100); // as long as one reads
    await button('提交').click();
    await page.getByTestId('number').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    const [one] = await reportsCalled(title);
    expect(await reportsCalled('公交站的路灯不亮了')).not.toContain(one);

    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/v1/reports/similar', async (route) => {
      await held;
      await route.continue();
    });
    await write('公交站路灯都不亮了');
    await button('提交').click();
    letGo();
    await page.getByRole('dialog').waitFor();
    expect(await axe(page)).toEqual([]);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /我也遇到/ })
      .first()
      .click();
    await page.getByTestId('number').waitFor();
    expect(await reportsCalled('公交站路灯都不亮了')).toHaveLength(1);
  });

  test('is proposed its matter from words and place, sent so in four taps; or changed, and a department wished for', async () => {
    // Where nobody has told of anything yet.
    await window.context.close();
    await take(places[1]!);
    await countTaps();
    const proposed = page.locator('.proposed');
    const told = async (title: string) => {
      const { rows } = await inRegion(house.db, house.regionId, (tx) =>
        sql<{ matter: string; by: string; wish: string | null }>`
          select m.small_name as matter, c.matter_by as by, u.name as wish
            from intake.reports r
            join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
            join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
            left join access.units u on u.region_id = r.region_id and u.id = r.wish_unit_id
           where r.region_id = ${house.regionId} and r.title = ${title}`.execute(tx),
      );
      return rows;
    };
    // Taken as proposed: she does nothing more than before.
    await page.goto(house.url);
    await page.getByRole('link', { name: /反映问题.*一分钟/ }).click();
    await words().click();
    await page.keyboard.insertText('路灯不亮两个晚上了');
    await button('用我的位置').click();
    await page.getByText(/^位于/).waitFor();
    await proposed.getByText(/路灯/).first().waitFor();
    expect(await axe(page)).toEqual([]);
    await button('提交').click();
    await page.getByTestId('number').waitFor();
    expect(await taps()).toBeLessThanOrEqual(4);
    expect(await told('路灯不亮两个晚上了')).toMatchObject([{ by: 'triage', matter: expect.stringContaining('路灯') }]);

    // Changed by her, with a department she would like: her choice stands, and the officer reads the wish.
    await page.goto(`${house.url}/report`);
    await words().fill('灯杆下面的井盖翘着，路灯也不亮');
    await place().fill('河边步道');
    await button('不是，我来选').click();
    await page.getByLabel(/^事项类别/).selectOption({ label: '上水井盖' });
    await expect.poll(() => proposed.count()).toBe(0);
    const wish = page.getByLabel(/^希望哪个部门办理/);
    await wish.selectOption({ index: 1 });
    const wished = await wish.locator('option:checked').innerText();
    await button('提交').click();
    await page.getByTestId('number').waitFor();
    expect(await told('灯杆下面的井盖翘着，路灯也不亮')).toEqual([
      { matter: '上水井盖', by: 'reporter', wish: wished },
    ]);
    expect(window.complaints).toEqual([]);
  });
});

test('a photo leaves the telephone small and without its place, and is seen on the receipt', async () => {
  const picture = await sharp({ create: { width: 3200, height: 1800, channels: 3, background: '#456' } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' }, IFD0: { Make: 'TELLTALE' } })
    .jpeg()
    .toBuffer();
  expect(picture.includes('TELLTALE')).toBe(true);
  // what leaves the device, read where it leaves: a browser does not show a test the bytes of a blob
  await page.addInitScript(`
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (blob) {
      const reader = new FileReader();
      reader.onload = () => (globalThis.left = reader.result.split(',')[1]);
      reader.readAsDataURL(blob);
      send.call(this, blob);
    };`);
  await page.goto(`${house.url}/report`);
  await words().fill('围墙裂了一道缝');
  await place().fill('西墙');
  await page.locator('input[type=file]').setInputFiles({ name: 'wall.jpg', mimeType: 'image/jpeg', buffer: picture });
  await page.getByRole('img', { name: '照片 1' }).waitFor();
  await button('提交').click();
  await page.getByText('1 张都已收到。').waitFor();
  const left = Buffer.from(await page.evaluate<string>('globalThis.left'), 'base64');
  expect(left.includes('TELLTALE') || left.includes('Exif')).toBe(false);
  expect(await sharp(left).metadata()).toMatchObject({ format: 'jpeg', width: 2000, height: 1125 });
  await page.getByRole('link', { name: '查看进度', exact: true }).click();
  const shown = page.getByRole('button', { name: /照片 1.放大/ });
  await shown.waitFor({ timeout: 60_000 });
  await expect.poll(() => page.evaluate(`document.querySelector('.photos__open img')?.naturalWidth`)).toBe(2000);
  expect(window.complaints).toEqual([]);
});

test('随手拍: with the picture first, from the front page, it is four taps too', async () => {
  await countTaps();
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer });
  const picture = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#654' } })
    .jpeg()
    .toBuffer();
  const takes = async (one: ReturnType<typeof file>) => {
    const camera = page.waitForEvent('filechooser');
    await page.getByText('先拍照', { exact: true }).click();
    await (await camera).setFiles(one);
  };
  await page.goto(house.url);
  // What is no picture is said to be none, and nothing is lost by it.
  await takes(file('note.jpg', Buffer.from('no picture')));
  await page.getByRole('alert').getByText('note.jpg').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.evaluate(`sessionStorage.removeItem('taps')`);
  await takes(file('bench.jpg', picture));
  await page.getByText(/^照片已加上/).waitFor();
  await page.getByRole('img', { name: '照片 1' }).waitFor();
  await words().click();
  await page.keyboard.insertText('凉亭的长凳散架了');
  await button('用我的位置').click();
  await page.getByText(/^位于/).waitFor();
  await button('提交').click();
  await page.getByText('1 张都已收到。').waitFor();
  expect(await taps()).toBeLessThanOrEqual(4);
  expect(await reportsCalled('凉亭的长凳散架了')).toHaveLength(1);
  // It went out with the report, and is not there again when she begins another.
  await page.goto(`${house.url}/report`);
  await words().waitFor();
  expect(await page.getByRole('img', { name: '照片 1' }).count()).toBe(0);
  expect(window.complaints).toEqual([]);
});

test('in large type on the smallest telephone every button is as large as a finger, nothing is cut off, and what changes is heard', async () => {
  await page.setViewportSize({ width: 360, height: 640 });
  await listen(page);
  await page.goto(house.url);
  await page.getByRole('button', { name: '大字' }).click();
  expect(await outOfReach(page)).toEqual([]);
  const picture = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#654' } })
    .jpeg()
    .toBuffer();
  await page.goto(`${house.url}/report`);
  await words().fill('楼梯扶手松了，老人不敢扶');
  await page.locator('input[type=file]').setInputFiles({ name: 'rail.jpg', mimeType: 'image/jpeg', buffer: picture });
  await page.getByRole('img', { name: '照片 1' }).waitFor();
  await button('用我的位置').click();
  const where = page.getByText(/^位于/);
  await where.waitFor();
  // It is asked for to be read: it stands above the bar that sends.
  const [line, bar] = await Promise.all([where.boundingBox(), page.locator('.sendbar').boundingBox()]);
  expect(line!.y + line!.height).toBeLessThanOrEqual(bar!.y + 1);
  for (const said of ['正在处理照片', '已添加 1 张照片', '位于']) expect(await heard(page)).toContain(said);
  expect(await outOfReach(page)).toEqual([]);
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(import.meta.dirname, '../out/pages/large-report.png') });
  await button('提交').click();
  await page.getByText('1 张都已收到。').waitFor();
  expect(await heard(page)).toContain('1 张都已收到');
  expect(await outOfReach(page)).toEqual([]);
  await page.getByRole('link', { name: '查看进度', exact: true }).click();
  await page.getByTestId('state').waitFor();
  expect(await outOfReach(page)).toEqual([]);
  await page.goto(`${house.url}/track`);
  await page.getByRole('textbox', { name: '受理编号' }).fill('PD20261124-484992');
  expect(await outOfReach(page)).toEqual([]);
  const missed: string[] = [];
  for (const one of publicPaths) {
    if ('needs' in one) continue;
    await page.goto(`${house.url}${one.pattern}`);
    await page.locator('main h1').waitFor();
    await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
    missed.push(...(await outOfReach(page)).map((what) => `${one.pattern} ${what}`));
  }
  expect(missed).toEqual([]);
  // A small one, and a line that does not fit, would be found.
  await page.evaluate(`(() => {
    const [button, line] = ['button', 'p'].map((name) => document.createElement(name));
    Object.assign(button.style, { width: '20px', height: '20px', minWidth: '0' });
    Object.assign(line.style, { width: '9px', overflow: 'hidden', whiteSpace: 'nowrap' });
    [button.textContent, line.textContent] = ['小', '被裁掉的字'];
    document.querySelector('main').replaceChildren(button, line);
  })()`);
  expect(await outOfReach(page)).toEqual([expect.stringMatching(/^small/), expect.stringMatching(/^cut/)]);
});

describe('a receipt', () => {
  test('opens by its address, which then forgets the code; a wrong code opens nothing', async () => {
    await page.goto(`${house.url}/report`);
    await words().fill('花坛被踩坏了');
    await place().fill('南门花坛');
    await button('提交').click();
    await page.getByTestId('number').waitFor();
    const { number, code } = await receipt();
    await window.context.close();

    await take(places[1]!);
    await page.goto(`${house.url}/r/${number}#code=${code}`);
    await page.getByTestId('state').waitFor();
    expect(page.url()).toBe(`${house.url}/r/${number}`);
    // Asked for by the page itself, before its scripts were there, and by nobody again.
    expect(await page.evaluate('receiptAhead.number')).toBe(number);
    expect(sent.filter(({ path }) => path === `/v1/receipts/${number}`)).toHaveLength(1);
    await window.context.close();

    await take(places[1]!);
    await page.goto(`${house.url}/track`);
    await page.getByRole('textbox', { name: '受理编号' }).fill(number.toLowerCase());
    await page.getByRole('textbox', { name: '查询码' }).fill('0000-0000-0000');
    await button('查看').click();
    await page.getByText(/查询码不正确/).waitFor();
    // Led to what to mend, which a small telephone would not show otherwise.
    await expect
      .poll(() => page.evaluate(`document.activeElement.name + ' ' + document.activeElement.ariaInvalid`))
      .toBe('code true');
    await page.getByRole('textbox', { name: '查询码' }).fill(code.toLowerCase().replaceAll('-', ' '));
    await button('查看').click();
    await page.getByTestId('state').waitFor();

    const family = await page.context().newPage();
    await page.getByRole('button', { name: /亲友链接/ }).waitFor();
    const card = page.locator('.promise-card');
    await page.emulateMedia({ media: 'print' });
    expect([await card.isVisible(), await page.locator('.receipt h1').isVisible()]).toEqual([true, false]);
    await card.screenshot({ path: join(import.meta.dirname, '../out/pages/promise-card.png') });
    await page.emulateMedia({ media: 'screen' });
    const opened = page.waitForResponse((answer) => answer.url().endsWith(`/v1/receipts/${number}`));
    await page.reload();
    const { familyCode } = (await (await opened).json()) as { familyCode: string };
    await family.goto(`${house.url}/r/${number}#code=${familyCode}`);
    await family.getByTestId('state').waitFor();
    expect(await family.getByRole('button', { name: '撤回这件诉求' }).count()).toBe(0);
    expect(await family.locator('.promise-card').count()).toBe(0);
    await family.close();

    await button('撤回这件诉求').click();
    await page.getByRole('textbox', { name: /原因/ }).fill('已经补种好了');
    await button('确认撤回').click();
    await expect.poll(() => page.getByTestId('state').innerText()).toBe('已撤回');
    expect(await axe(page)).toEqual([]);
  });
});

describe('the map', () => {
  /** How much the drawing differs from one flat colour. */
  const drawn = async () => {
    const { channels } = await sharp(await page.locator('.map__canvas').screenshot()).stats();
    return Math.max(...channels.map(({ stdev }) => stdev));
  };

  test('shows the district on the production build, and its pin obeys the keyboard', async () => {
    await page.goto(`${house.url}/report`);
    await place().fill(places[2]!.name);
    await page.getByRole('listbox').getByRole('option').first().click();
    await button('在地图上选').click();
    await page.locator('.map__canvas[data-ready=true]').waitFor({ timeout: 60_000 });
    await expect.poll(drawn, { timeout: 30_000 }).toBeGreaterThan(4);
    const pin = page.getByRole('button', { name: /图钉位于/ });
    const before = await pin.getAttribute('aria-label');
    await pin.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => pin.getAttribute('aria-label')).not.toBe(before);
    expect(window.complaints).toEqual([]);
    expect(await axe(page)).toEqual([]);
  });

  test('missing on a device without WebGL2 leaves the coordinates, and they are enough', async () => {
    await page.addInitScript(`
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest);
      };`);
    await page.goto(`${house.url}/report`);
    await button('在地图上选').click();
    await page.getByText(/无法显示地图/).waitFor();
    await page.getByRole('textbox', { name: '经度' }).fill(String(places[0]!.point.lon));
    await page.getByRole('textbox', { name: '纬度' }).fill(String(places[0]!.point.lat));
    await page.getByText(/^位于/).waitFor();
    expect(await axe(page)).toEqual([]);

    // what is open around her stands in the list alone, once, and says why
    await page.goto(`${house.url}/nearby`);
    await page.getByText(/这台设备画不了地图/).waitFor();
    await expect.poll(() => page.locator('.nearby li').count()).toBeGreaterThan(10);
    expect(await page.getByRole('button', { name: /地图/ }).count()).toBe(0);
    expect(await axe(page)).toEqual([]);
  });
});

test('what is open and what is solved around her: filtered, looked at on the map, sent on by its address', async () => {
  await take(places[0]!);
  await page.goto(`${house.url}/nearby`);
  const lines = page.locator('.nearby li');
  await lines.first().waitFor();
  await button('打开地图').click();
  await page.locator('.map__canvas[data-ready="true"]').waitFor();
  const all = await lines.count();
  await page.getByLabel('进度').selectOption('open');
  await expect.poll(() => lines.count()).toBeLessThan(all);
  expect(await page.getByText(/已结案|已答复/).count()).toBe(0);
  await page
    .getByRole('button', { name: /^在地图上看/ })
    .first()
    .click();
  await expect.poll(() => page.locator('.nearby li[aria-current]').count()).toBe(1);
  const chosen = await page.locator('.nearby li[aria-current]').innerText();
  await page.goto(page.url()); // as a neighbour opens it
  await expect.poll(() => page.locator('.nearby li[aria-current]').allInnerTexts()).toEqual([chosen]);
  expect(await page.getByLabel('进度').inputValue()).toBe('open');
  expect(await axe(page)).toEqual([]);
  const feed = await fetch(house.url + (await page.getByRole('link', { name: 'RSS' }).getAttribute('href'))!);
  expect([feed.status, (await feed.text()).split('<item>').length > 1]).toEqual([200, true]);
});

test.each(['zh', 'en'] as const)('no page has a telephone fetch more script than is promised (%s)', async (lang) => {
  const { number, secret } = await sentFromOutside();
  const heaviest = 150_000;
  const weights: Record<string, number> = {};
  for (const { pattern } of publicPaths) {
    if (pattern === '/report/sent') continue; // the receipt's own page, weighed when it is built
    if (pattern === '/notices/:noticeId') continue; // what stands there stands in the list of them, too
    const context = await browser.newContext({ locale: lang === 'en' ? 'en-GB' : 'zh-CN', serviceWorkers: 'block' });
    await context.addInitScript(`localStorage.setItem('gridloop.lang', '${lang}')`);
    const fresh = await context.newPage();
    const answers: Response[] = [];
    fresh.on('response', (response) => void answers.push(response));
    const path = pattern.replace(':number', `${number}#code=${secret}`);
    await fresh.goto(house.url + path, { waitUntil: 'networkidle' });
    // What comes later still, for what somebody may press next, is not read any more: the page is closed.
    const scripts = answers.filter((response) => /\.m?js$/.test(new URL(response.url()).pathname));
    const bodies = await Promise.all(scripts.map((response) => response.body()));
    weights[pattern] = bodies.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
    await context.close();
  }
  expect(Math.min(...Object.values(weights))).toBeGreaterThan(50_000);
  expect(Object.entries(weights).filter(([, bytes]) => bytes > heaviest)).toEqual([]);
});

test('a grid has a face: name, post and the number to complain to, from where she stands', async () => {
  await page.goto(`${house.url}/grid`);
  await button('用我的位置').click();
  await page.getByRole('heading', { level: 2, name: /单元网格/ }).waitFor();
  await expect.poll(() => page.getByText('监督电话').count()).toBeGreaterThan(0);
  expect(await axe(page)).toEqual([]);
});

test('the language and the large type stay as she left them; offline she is told, and loses nothing', async () => {
  await page.goto(`${house.url}/report`);
  await button('English').click();
  await page.getByRole('button', { name: 'Large type' }).click();
  await page.reload();
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  expect(await page.getAttribute('html', 'data-type')).toBe('large');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('textbox', { name: /What happened/ }).fill('The swing is broken');
  await page.getByRole('combobox', { name: /Place/ }).fill('Playground');
  await window.context.setOffline(true);
  await page.getByText(/You are offline/).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('heading', { name: 'Kept on this device' }).waitFor({ timeout: 20_000 });
  await window.context.setOffline(false);
  await expect.poll(() => reportsCalled('The swing is broken'), { timeout: 20_000 }).toHaveLength(1);
  await page.getByText(/has arrived/).waitFor();
});
