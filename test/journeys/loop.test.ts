/**
 * One need round the whole loop, in the browser, through seven people of six posts: a resident reports a lamp, the desk takes it
 * up and files it, the dispatcher sends it by the responsibilities, the unit mends it with a photo, a checker of another root
 * unit looks, the duty officer answers, the resident reads the answer by her receipt, asks again, reads why it stands, and thanks.
 */
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { say, type WordKey } from '#contract/words/words.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, dialog, field, pick, told } from '../support/desk.ts';
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

const zh = (key: WordKey, params = {}) => say('zh', key, params);
const title = '路灯不亮已经三天';

/** Signs in, finds the case in the queue of what waits for this post, makes one move and leaves. */
async function by(login: string, move: WordKey, work: (page: Page) => Promise<void>, queue = 'mine'): Promise<void> {
  const { page, context, complaints } = await house.open(browser, login);
  await page.goto(`${house.url}/desk/cases?queue=${queue}`);
  await page.getByText(title).first().click();
  await page.getByRole('heading', { name: title }).waitFor();
  await page
    .getByRole('button', { name: new RegExp(`^${zh(move)}`) })
    .first()
    .click();
  await work(page);
  const submit = page.locator('form.move-form').getByRole('button', { name: zh('desk.submit'), exact: true });
  if (await submit.count()) await submit.click();
  await page.getByText(zh('desk.moved.done', { move: zh(move) })).waitFor();
  expect(complaints, login).toEqual([]);
  await context.close();
}
const label = (page: Page, key: WordKey) => page.locator('form.move-form').getByLabel(new RegExp(zh(key)));

test('a lamp is reported, mended, checked by others, answered, asked about again and thanked for', async () => {
  const { places } = (await (await fetch(`${house.url}/v1/places?limit=1&q=${encodeURIComponent('小学')}`)).json()) as {
    places: { point: { lon: number; lat: number } }[];
  };
  const { lon, lat } = places[0]!.point;
  const resident = await house.open(browser, null, {
    viewport: { width: 360, height: 740 },
    geolocation: { longitude: lon, latitude: lat },
    permissions: ['geolocation'],
  });
  const { page } = resident;
  await page.goto(`${house.url}/report`);
  await page.getByRole('textbox', { name: /发生了什么/ }).fill(`${title}。小学门口，晚上接孩子看不见路。`);
  await page.getByRole('button', { name: '用我的位置', exact: true }).click();
  await page.getByText(/^位于/).waitFor();
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByRole('link', { name: '查看进度', exact: true }).click();
  await page.getByTestId('state').waitFor();

  const matters = (await (await fetch(`${house.url}/v1/matters`)).json()) as {
    matters: { id: number; smallName: string; conditions: { id: number; filing: string }[] }[];
  };
  const lamp = matters.matters.find((matter) => /路灯/.test(matter.smallName) && !/井盖/.test(matter.smallName))!;
  await by('shouliyuan', 'case.move.receive', async () => undefined);
  await by('zhibanzhang', 'case.move.file', async (desk) => {
    const matter = label(desk, 'desk.col.matter').first();
    await matter.click();
    await matter.pressSequentially(lamp.smallName);
    await desk.locator('.ant-select-item-option', { hasText: lamp.smallName }).first().click();
    await desk.getByRole('radio').first().check();
  });
  await by('paiqianyuan', 'case.move.dispatch', async (desk) => {
    await desk.getByText(zh('desk.dispatch.proposed')).waitFor(); // the list proposes, with the number of its rule
    await expect.poll(() => desk.getByText(/R-\d{4}/).count()).toBeGreaterThan(0);
  });

  // Whoever the list named: the clerk of that unit.
  const leader = await house.open(browser, 'lingdao');
  const found = (await (
    await leader.context.request.get(`${house.url}/v1/cases?queue=all&q=${encodeURIComponent(title)}`)
  ).json()) as { rows: { id: string; lead: { id: number } }[] };
  const { units } = (await (await leader.context.request.get(`${house.url}/v1/units`)).json()) as {
    units: { id: number; code: string; rootId: number }[];
  };
  await leader.context.close();
  const unit = units.find(({ id }) => id === found.rows[0]!.lead.id)!;
  const root = units.find(({ id }) => id === unit.rootId)!;
  const clerk = root.code.startsWith('jiedao-') ? root.code : `bumen-${root.code}`;
  await by(clerk, 'case.move.sign', async () => undefined);
  await by(clerk, 'case.move.hand_back', async (desk) => {
    const photo = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#334' } })
      .jpeg()
      .toBuffer();
    await desk
      .locator('form.move-form input[type=file]')
      .first()
      .setInputFiles({ name: 'after.jpg', mimeType: 'image/jpeg', buffer: photo });
    await label(desk, 'desk.hand_back.result').fill('已更换灯头，当晚亮灯。');
  });
  await by('hechayuan', 'case.move.check', async (desk) => {
    await desk.getByRole('radio', { name: zh('desk.passed') }).check();
    await label(desk, 'desk.check.remark').fill('19 时到现场，灯亮。');
  });
  await by('zhibanzhang', 'case.move.close', async (desk) => {
    await label(desk, 'desk.answer').fill('您反映的路灯已由责任单位更换灯头，今晚已亮，感谢您的反映。');
  });

  await page.reload();
  // The answer, not the card that is only printed.
  await page
    .getByText('您反映的路灯已由责任单位更换灯头，今晚已亮，感谢您的反映。')
    .filter({ visible: true })
    .first()
    .waitFor();
  // How it looks now stands beside it.
  await page
    .getByRole('listitem')
    .filter({ hasText: zh('photo.purpose.after') })
    .locator('img')
    .waitFor();
  expect(await page.getByTestId('state').innerText()).toContain('结');
  expect(await axe(page)).toEqual([]);
  // One window outside: no name of anybody inside stands on the resident's page.
  const shown = await page.locator('main').innerText();
  for (const name of ['程砚青', '凌见山', '田长乐', '詹攸宁']) expect(shown).not.toContain(name);

  // 待复核: she says what is not solved, 值班长 decides and says why, and she reads it; then she thanks whoever climbed up there.
  await page.getByRole('button', { name: zh('public.unsolved.open') }).click();
  await page.getByRole('textbox', { name: new RegExp(zh('public.unsolved.words')) }).fill('今晚又闪了一阵');
  await page.getByRole('button', { name: zh('public.unsolved.send'), exact: true }).click();
  await page.getByText(zh('public.receipt.said_unsolved')).waitFor();
  const why = '复查三晚灯具正常，当晚闪烁为供电检修。';
  await by('zhibanzhang', 'case.move.uphold', (desk) => label(desk, 'desk.uphold.reason').fill(why), 'unsolved');
  await page.reload();
  await page.getByText(why).filter({ visible: true }).first().waitFor();
  await page.getByRole('button', { name: zh('public.thank.open') }).click();
  await page.getByRole('textbox', { name: new RegExp(zh('public.thank.words')) }).fill('师傅爬高辛苦了');
  await page.getByRole('button', { name: zh('public.thank.send'), exact: true }).click();
  await page.getByText(zh('public.thank.said', { text: '师傅爬高辛苦了' })).waitFor();
  // 评价: two questions, and what she said stands there.
  await page.getByRole('button', { name: zh('public.rate.open'), exact: true }).click();
  await page.getByRole('radio', { name: zh('public.rate.solved_yes'), exact: true }).check();
  await page.getByRole('radio', { name: zh('public.rate.satisfied_yes'), exact: true }).check();
  await page.getByRole('button', { name: zh('public.rate.send'), exact: true }).click();
  const rated = { solved: zh('public.rate.solved_yes'), satisfied: zh('public.rate.satisfied_yes') };
  await page.getByText(zh('public.rate.given', rated)).waitFor();
  const worker = await house.open(browser, clerk);
  await worker.page.goto(`${house.url}/desk/thanks`);
  await worker.page.getByText('师傅爬高辛苦了').waitFor();
  expect(worker.complaints).toEqual([]);
  await worker.context.close();
  expect(await axe(page)).toEqual([]);
  expect(resident.complaints).toEqual([]);
  await resident.context.close();
});

/** The units whose clerks the demo introduces. */
async function clerksByUnit(): Promise<Map<string, string>> {
  const { logins } = (await (await fetch(`${house.url}/v1/demo`)).json()) as {
    logins: { login: string; post: string; unit: string }[];
  };
  return new Map(logins.filter(({ post }) => post === 'clerk').map(({ unit, login }) => [unit, login]));
}
/** The first of the cases before her that such a unit handled; which one is the month's business. */
async function judgesACase(page: Page, clerks: Map<string, string>, words: string) {
  await page.locator('.opinions > li').first().waitFor();
  const units = await page.locator('.opinions > li p:first-of-type').allInnerTexts();
  const n = units.findIndex((text) => clerks.has(text.split(' · ')[0]!));
  const clerk = clerks.get(units[n]!.split(' · ')[0]!)!;
  const number = (await page.locator('.opinions > li').nth(n).locator('small.num').innerText()).trim();
  await page.getByRole('button', { name: `${zh('desk.opinions.judge')} ${number}`, exact: true }).click();
  await page.getByRole('radio', { name: zh('opinion.grade.2'), exact: true }).check();
  await page.getByRole('textbox', { name: new RegExp(zh('desk.opinions.comment')) }).fill(words);
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: zh('desk.opinions.send'), exact: true }).click();
  await page.getByText(number).waitFor({ state: 'detached' });
  return { number, clerk };
}

test('an invited supervisor judges a closed case of her ground on her telephone, and its unit answers', async () => {
  const phone = { viewport: { width: 390, height: 844 } };
  const supervisor = await house.open(browser, 'jianduyuan', phone);
  const { page } = supervisor;
  await page.goto(`${house.url}/desk`);
  await page
    .getByRole('link', { name: new RegExp(zh('desk.nav.opinions')) })
    .first()
    .click();
  const clerks = await clerksByUnit();
  const { number, clerk } = await judgesACase(page, clerks, '同一处修了三次，请说明');

  const unit = await house.open(browser, clerk);
  await unit.page.goto(`${house.url}/desk/opinions`);
  await unit.page.getByText('同一处修了三次，请说明').waitFor();
  expect(await unit.page.locator('main').innerText()).not.toContain('阮清和');
  await unit.page.getByRole('textbox', { name: zh('desk.opinions.answer') }).fill('接口锈蚀，已整段更换');
  await unit.page.getByRole('button', { name: zh('desk.opinions.answer'), exact: true }).click();
  await unit.page.getByText('同一处修了三次，请说明').waitFor({ state: 'detached' });
  await unit.page.goto(`${house.url}/desk/cases?queue=all&q=${number}`);
  await unit.page.getByText(number).first().click();
  await unit.page.getByRole('heading', { name: zh('desk.opinions.of_case') }).waitFor();
  expect(unit.complaints).toEqual([]);
  await unit.context.close();

  await page.getByRole('button', { name: zh('desk.opinions.judged.yes') }).click();
  await page.getByText('接口锈蚀，已整段更换').waitFor();

  // What was published of a unit is hers to judge too: the same numbers as anybody reads, and her word on them.
  await page.getByRole('button', { name: zh('desk.opinions.judged.units'), exact: true }).click();
  const cards = page.locator('.opinions > li').filter({ has: page.locator('dd') });
  await cards.first().waitFor();
  const names = await cards.locator('h2').allInnerTexts();
  const named = names.find((name) => clerks.has(name))!;
  const judged = cards.filter({ has: page.getByRole('heading', { name: named, exact: true }) });
  await page.getByRole('button', { name: `${zh('desk.opinions.judge')} ${named}`, exact: true }).click();
  await judged.getByRole('radio', { name: zh('opinion.grade.4'), exact: true }).check();
  await judged.getByRole('textbox', { name: new RegExp(zh('desk.opinions.comment')) }).fill('按期多了，返工还是多');
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(import.meta.dirname, '../out/pages/opinions-units-phone.png') });
  await judged.getByRole('button', { name: zh('desk.opinions.send'), exact: true }).click();
  await judged.getByText('按期多了，返工还是多').waitFor();
  const office = await house.open(browser, clerks.get(named)!);
  await office.page.goto(`${house.url}/desk/opinions`);
  await office.page.getByText('按期多了，返工还是多').waitFor();
  await office.page.getByRole('textbox', { name: zh('desk.opinions.answer') }).fill('返工逐件复盘，下周报');
  await office.page.getByRole('button', { name: zh('desk.opinions.answer'), exact: true }).click();
  await office.page.getByText('按期多了，返工还是多').waitFor({ state: 'detached' });
  expect(office.complaints).toEqual([]);
  await office.context.close();
  await page.reload();
  await page.getByText('返工逐件复盘，下周报').waitFor();
  expect(supervisor.complaints).toEqual([]);
  await supervisor.context.close();
});

test('a deputy is invited for a street and a term, makes the account her own, and what she says of a case reaches its unit without her name', async () => {
  const [login, name, given, own] = ['hezhiyu', '何知遇', 'heyan-Liudeng-7', 'Qihe-Daibiao-8'];
  const accounts = await house.open(browser, 'xitongguanliyuan');
  await accounts.page.goto(`${house.url}/desk/people`);
  await button(accounts.page, 'desk.people.add').click();
  await field(dialog(accounts.page), 'desk.people.name').fill(name);
  await field(dialog(accounts.page), 'desk.login').fill(login);
  await field(dialog(accounts.page), 'desk.people.password').fill(given);
  await button(dialog(accounts.page), 'common.save').click();
  await told(accounts.page, 'desk.people.added');
  await accounts.context.close();

  const rights = await house.open(browser, 'anquanguanliyuan');
  await rights.page.goto(`${house.url}/desk/people`);
  await field(rights.page, 'desk.people.search').fill(login);
  await rights.page.getByRole('button', { name: `${zh('desk.people.grant')} ${name}` }).click();
  await pick(rights.page, dialog(rights.page), 'desk.people.post', zh('post.supervisor'));
  await pick(rights.page, dialog(rights.page), 'desk.people.unit', '代表委员联络站');
  // Nobody is invited without a ground and an end, and it is said so.
  await button(dialog(rights.page), 'common.save').click();
  await dialog(rights.page).getByRole('alert').waitFor();
  await pick(rights.page, dialog(rights.page), 'desk.people.area', '栖禾街道');
  await field(dialog(rights.page), 'desk.areas.to').fill('2036-12-31');
  await button(dialog(rights.page), 'common.save').click();
  await told(rights.page, 'desk.saved');
  // Where passwords have a time, one that somebody else chose is good for choosing one's own.
  const passwords = (rules: 'mlps3' | 'asvs') =>
    rights.context.request.post(`${house.url}/v1/password-rules`, { data: { id: uuidv7(), profile: rules } });
  expect((await passwords('mlps3')).status()).toBe(200);

  const deputy = await house.open(browser, null, { viewport: { width: 390, height: 844 } });
  const { page } = deputy;
  await page.goto(`${house.url}/desk/opinions`);
  await field(page, 'desk.login').fill(login);
  await field(page, 'desk.password.word').fill(given);
  await button(page, 'desk.sign_in').click();
  await page.getByRole('img', { name: zh('desk.enrol.qr') }).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: join(import.meta.dirname, '../out/pages/deputy-enrol.png') });
  const secret = Secret.fromBase32((await page.locator('.enrol code').innerText()).replaceAll(' ', ''));
  await field(page, 'desk.code').fill(new TOTP({ secret }).generate());
  await button(page, 'desk.code.send').click();
  await page.getByRole('heading', { name: zh('desk.renew') }).waitFor();
  expect((await page.request.get(`${house.url}/v1/opinions/cases`)).status()).toBe(401);
  await field(page, 'desk.password.current').fill(given);
  for (const again of ['desk.password.next', 'desk.password.again'] as const) await field(page, again).fill(own);
  await page.screenshot({ path: join(import.meta.dirname, '../out/pages/deputy-password.png') });
  await button(page, 'common.save').click();

  // The closed cases of her street, as everybody may read them; no queue, no case page, and no other street.
  await page.locator('.opinions > li').first().waitFor();
  const places = await page.locator('.opinions > li h2').allInnerTexts();
  expect(places.filter((place) => !place.includes('栖禾'))).toEqual([]);
  expect((await page.request.get(`${house.url}/v1/cases?queue=all`)).status()).toBe(403);
  expect((await passwords('asvs')).status()).toBe(200);
  await rights.context.close();
  const { number, clerk } = await judgesACase(page, await clerksByUnit(), '夜里的答复来得慢');
  await page.screenshot({ path: join(import.meta.dirname, '../out/pages/deputy-judged.png') });

  // Its unit, and whoever evaluates, read the words and where they come from, and not whose they are.
  for (const reader of [clerk, 'kaopingyuan']) {
    const { page: theirs, context, complaints } = await house.open(browser, reader);
    await theirs.goto(`${house.url}/desk/opinions`);
    const card = theirs.locator('.opinions > li', { hasText: '夜里的答复来得慢' });
    await card.getByText(number).waitFor();
    expect(await card.innerText()).toContain('代表委员联络站');
    expect(await theirs.locator('main').innerText()).not.toContain(name);
    expect(complaints).toEqual([]);
    await context.close();
  }
  expect(deputy.complaints.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
  await deputy.context.close();
});
