/**
 * A house in earnest, as `gridloop init` leaves it behind: three administrators who each set up their second factor, an account
 * and its posts by two of them, a password whose time has come, a person with two hats whose moves are kept with the hat that was on,
 * the way in by the district's own provider, and the way back for somebody who has lost the telephone.
 */
import { Secret, TOTP } from 'otpauth';
import { sql } from 'kysely';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import { button, dialog, field, pick, told, zh } from '../support/desk.ts';
import { realProvider, type Sso } from '../support/oidc.ts';
import { realSaml, type Said } from '../support/saml.ts';
import { openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
let sso: Sso;
let saml: ReturnType<typeof realSaml>;
/** Another site than the house's, so that no cookie of the house's comes along from there. */
const samlAt = 'http://idp.localhost/sso';
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse('founded'), launchBrowser()]);
  sso = await realProvider(`${house.url}/desk/sign-in`);
  house.config.oidc = sso;
  saml = realSaml(house.url);
  house.config.saml = { ...saml.setting, signOnUrl: samlAt };
});
afterAll(async () => {
  await browser?.close();
  await sso?.close();
  await house?.close();
});

/** What an authenticator shows, now or one step of 30 s later: a code is good once, the next one is good already. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: Date.now() + steps * 30_000,
  });
/** Half a minute later: a code is good once, and a story does not wait. */
const newCodes = () => sql`update access.accounts set totp_last_step = null`.execute(house.db);
const another = (code: string): string => String((Number(code) + 500_000) % 1_000_000).padStart(6, '0');

async function giveCode(page: Page, code: string): Promise<void> {
  await field(page, 'desk.code').fill(code);
  await button(page, 'desk.code.send').click();
}
async function givePassword(page: Page, login: string, password: string): Promise<void> {
  await page.goto(`${house.url}/desk`);
  await field(page, 'desk.login').fill(login);
  await field(page, 'desk.password.word').fill(password);
  await button(page, 'desk.sign_in').click();
}
/** The first sign-in: the QR code and its secret are on the screen, and a code from it opens the desk. */
async function enrolled(page: Page, login: string, password: string): Promise<string> {
  await givePassword(page, login, password);
  await page.getByRole('img', { name: zh('desk.enrol.qr') }).waitFor();
  return (await page.locator('.enrol code').innerText()).replaceAll(' ', '');
}
const inside = (page: Page) => page.getByRole('navigation', { name: zh('desk.nav.label') }).waitFor();
const passwordOf = (login: string) => house.administrators.find((one) => one.login === login)!.password;

let password = 'heyan-Liudeng-7';
let secret: string;
let securitySecret: string;
/** The security administrator at her desk. */
let security: BrowserContext;

test('an administrator sets up the one-time code; a wrong one is said to be wrong', async () => {
  const { page, context, complaints } = await house.open(browser, null);
  let own = await enrolled(page, 'xitongguanliyuan', passwordOf('xitongguanliyuan'));
  expect(await page.getByText(zh('desk.demo.title')).count()).toBe(0);
  expect(await page.locator('.enrol svg path').last().getAttribute('d')).toMatch(/^M/);
  expect(await axe(page)).toEqual([]);
  // somebody else's telephone: back to the password, and in again
  await button(page, 'desk.code.other').click();
  expect(await enrolled(page, 'xitongguanliyuan', passwordOf('xitongguanliyuan'))).not.toBe(own);
  own = (await page.locator('.enrol code').innerText()).replaceAll(' ', '');
  await giveCode(page, another(codeOf(own)));
  await page.getByText(zh('problem.reader.wrong_code')).waitFor();
  expect(await axe(page)).toEqual([]);
  await giveCode(page, codeOf(own));
  await inside(page);

  await page.goto(`${house.url}/desk/people`);
  await button(page, 'desk.people.add').click();
  await field(dialog(page), 'desk.people.name').fill('舒未晚');
  await field(dialog(page), 'desk.login').fill('shuweiwan');
  await field(dialog(page), 'desk.people.password').fill(password);
  await button(dialog(page), 'common.save').click();
  await told(page, 'desk.people.added');
  const people = (await (await page.request.get(`${house.url}/v1/people?q=shuweiwan`)).json()) as {
    rows: { id: string }[];
  };
  for (const bridge of ['oidc', 'saml']) {
    const bound = await page.request.post(`${house.url}/v1/people/${people.rows[0]!.id}/bindings`, {
      data: { id: uuidv7(), bridge, subject: 'shu.weiwan' },
    });
    expect(bound.status(), await bound.text()).toBe(200);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test('the security administrator gives her two posts', async () => {
  const { page, context, complaints } = await house.open(browser, null);
  securitySecret = await enrolled(page, 'anquanguanliyuan', passwordOf('anquanguanliyuan'));
  await giveCode(page, codeOf(securitySecret));
  await inside(page);
  // Her desk was left open for a while: before she gives a post she is asked who is there, and then it is given.
  await sql`update access.sessions set confirmed_at = confirmed_at - interval '1 hour' where stage = 'full'`.execute(
    house.db,
  );
  await newCodes();
  await page.goto(`${house.url}/desk/people`);
  let asked = false;
  for (const post of ['post.receiver', 'post.duty_officer'] as const) {
    await page.getByRole('button', { name: `${zh('desk.people.grant')} 舒未晚` }).click();
    await pick(page, dialog(page), 'desk.people.post', zh(post));
    await pick(page, dialog(page), 'desk.people.unit', zh('unit.supervision'));
    await button(dialog(page), 'common.save').click();
    if (!asked) {
      const who = page.getByRole('dialog', { name: zh('desk.confirm') });
      await who.waitFor();
      expect(await axe(page, '[role=dialog]')).toEqual([]);
      await field(who, 'desk.code').fill(codeOf(securitySecret));
      await button(who, 'desk.code.send').click();
      await who.waitFor({ state: 'hidden' });
      asked = true;
    }
    await page
      .getByRole('listitem')
      .filter({ hasText: zh(post) })
      .getByRole('button')
      .waitFor();
  }
  // 密码规则 are hers to choose.
  await page.goto(`${house.url}/desk/password`);
  const rules = page.getByRole('region', { name: zh('desk.passwords') });
  await rules.getByRole('radio', { name: zh('desk.passwords.mlps3') }).check();
  await button(rules, 'common.save').click();
  await told(page, 'desk.saved');
  await page.getByText(zh('access.rule.mlps3')).first().waitFor();
  expect(await axe(page)).toEqual([]);
  expect(complaints.filter((one) => !one.includes('403'))).toEqual([]);
  security = context;
});

test('到期改密: where passwords have a time, one that somebody else chose opens nothing but the form for another', async () => {
  const { page, context, complaints } = await house.open(browser, null);
  secret = await enrolled(page, 'shuweiwan', password);
  await giveCode(page, codeOf(secret));
  await page.getByRole('heading', { name: zh('desk.renew') }).waitFor();
  expect((await page.request.get(`${house.url}/v1/cases?queue=all`)).status()).toBe(401);
  expect(await axe(page)).toEqual([]);
  const renew = async (next: string) => {
    await field(page, 'desk.password.current').fill(password);
    for (const again of ['desk.password.next', 'desk.password.again'] as const) await field(page, again).fill(next);
    await button(page, 'common.save').click();
  };
  await renew(password);
  await page.getByText(zh('problem.reader.password_used', { n: 5 })).waitFor();
  await renew('Heyan-Liudeng-8');
  password = 'Heyan-Liudeng-8';
  await inside(page);
  expect(complaints.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
  await context.close();
  const back = await security.request.post(`${house.url}/v1/password-rules`, {
    data: { id: uuidv7(), profile: 'asvs' },
  });
  expect(back.status(), await back.text()).toBe(200);
  await security.close();
});

test('she changes her hat, and each move is kept with the hat that was on', async () => {
  for (const title of ['卫生间何时开放', '公园几点关门']) {
    await fetch(`${house.url}/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: uuidv7(), kind: 'consultation', title, detail: title, naming: 'anonymous' }),
    });
  }
  const { page, context, complaints } = await house.open(browser, null);
  // 统一身份认证: away to the district's provider, and back as far as the second factor.
  await page.route('https://**', (route) => route.abort());
  await page.goto(`${house.url}/desk/sign-in`);
  const bySso = page.getByRole('button', { name: zh('desk.sign_in.by', { name: zh('bridge.oidc') }) });
  await bySso.waitFor();
  expect([await axe(page), complaints]).toEqual([[], []]);
  await bySso.click();
  await page.locator('input[name=login]').fill('shu.weiwan');
  await page.locator('input[name=password]').fill('whatever it is there');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  // What the provider's own pages complain of is not ours.
  complaints.length = 0;
  await newCodes();
  await giveCode(page, codeOf(secret));
  await inside(page);
  const hats = page.getByRole('button', { name: new RegExp(zh('desk.me')) });
  for (const [title, post] of [
    ['卫生间何时开放', 'post.duty_officer'],
    ['公园几点关门', 'post.receiver'],
  ] as const) {
    await hats.click();
    await page.getByRole('menuitem', { name: new RegExp(`^${zh(post)} · `) }).click();
    await hats.filter({ hasText: zh(post) }).waitFor();
    await page.goto(`${house.url}/desk/cases?queue=all`);
    await page.getByText(title).first().click();
    // both hats may answer: the log must say which one did
    await page
      .getByRole('button', { name: new RegExp(`^${zh('case.move.answer')}`) })
      .first()
      .click();
    const form = page.locator('form.move-form');
    await field(form, 'desk.answer').fill('每天 6 时至 22 时开放。');
    await button(form, 'desk.submit').click();
    const entry = page.locator('.timeline li').filter({ hasText: zh('fact.case.answered') });
    await entry.getByText(new RegExp(`舒未晚 · ${zh(post)} · `)).waitFor();
  }
  // 岗位日志: one log for each hat, and what was done in the other is not in it.
  await page.goto(`${house.url}/desk/duty?tab=logbook`);
  const log = page.getByRole('region', { name: new RegExp(`^${zh('duty.tab.logbook')} · `) });
  for (const [own, other, post] of [
    ['公园几点关门', '卫生间何时开放', 'post.receiver'],
    ['卫生间何时开放', '公园几点关门', 'post.duty_officer'],
  ] as const) {
    await pick(page, page.locator('main'), 'logbook.post', zh(post));
    await log.getByRole('link', { name: own }).first().waitFor();
    expect(await log.getByRole('link', { name: other }).count()).toBe(0);
  }
  await page.screenshot({ path: 'test/out/pages/desk-duty-logbook.png' });
  expect(await axe(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('in by SAML: what a page of another site posts here without a cookie is shown again by our own, and opens the desk once', async () => {
  const { page, context, complaints } = await house.open(browser, null);
  let said: Said = { name: 'shu.weiwan', audience: 'https://other.example' };
  await page.route(`${samlAt}?**`, async (route) => {
    const url = route.request().url();
    const { extract } = await saml.asked(url);
    const fields = {
      SAMLResponse: Buffer.from(await saml.answer(extract.request.id, new Date(), said)).toString('base64'),
      RelayState: new URL(url).searchParams.get('RelayState')!,
    };
    const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`);
    const form = `<form method="post" action="${house.url}/v1/session/saml/acs">${inputs.join('')}<button>on</button></form>`;
    await route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>idp</title>${form}` });
  });
  await page.goto(`${house.url}/desk/sign-in`);
  const through = async () => {
    await page.getByRole('button', { name: zh('desk.sign_in.by', { name: zh('bridge.saml') }) }).click();
    const on = page.getByRole('button', { name: 'on' });
    await on.waitFor();
    expect(new URL(page.url()).host).toBe('idp.localhost');
    const kept = (await context.cookies(`${house.url}/v1/session/saml`)).find(({ name }) => name === 'gridloop_saml');
    expect(kept).toMatchObject({ sameSite: 'Strict', httpOnly: true, path: '/v1/session/saml' });
    await on.click();
  };
  await through();
  await page.getByText(zh('problem.reader.saml_refused', { why: zh('saml.fault.audience') })).waitFor();
  expect(new URL(page.url()).search).toBe('');
  expect(await axe(page)).toEqual([]);

  said = { name: 'shu.weiwan' };
  await through();
  await field(page, 'desk.code').waitFor();
  await newCodes();
  await giveCode(page, codeOf(secret));
  await inside(page);
  expect(complaints.filter((one) => !one.includes('401'))).toEqual([]);
  await context.close();
});

test('whoever lost the telephone asks the security administrator, and sets up a new one', async () => {
  const hers = await house.open(browser, null);
  await newCodes();
  await givePassword(hers.page, 'shuweiwan', password);
  await hers.page.getByText(zh('desk.code.lost')).waitFor();
  expect(await hers.page.getByRole('img', { name: zh('desk.enrol.qr') }).count()).toBe(0);
  expect(await axe(hers.page)).toEqual([]);
  await giveCode(hers.page, another(codeOf(secret, 1)));
  await hers.page.getByText(zh('problem.reader.wrong_code')).waitFor();
  await giveCode(hers.page, codeOf(secret, 1));
  await inside(hers.page);

  const { page, context } = await house.open(browser, null);
  await givePassword(page, 'anquanguanliyuan', passwordOf('anquanguanliyuan'));
  await giveCode(page, codeOf(securitySecret, 1));
  await inside(page);
  await page.goto(`${house.url}/desk/people`);
  await page.getByRole('button', { name: `${zh('desk.people.account')} 舒未晚` }).click();
  await button(dialog(page), 'desk.people.reset_code').click();
  await dialog(page)
    .getByText(zh('desk.people.reset_code.ask', { name: '舒未晚' }))
    .last()
    .waitFor();
  expect(await axe(page, '[role=dialog]')).toEqual([]);
  await button(dialog(page), 'desk.people.reset_code').click();
  await told(page, 'desk.saved');
  await context.close();

  // signed out at once, and asked for a new secret: the old one opens nothing any more
  const renewed = await enrolled(hers.page, 'shuweiwan', password);
  expect(renewed).not.toBe(secret);
  await giveCode(hers.page, codeOf(renewed));
  await inside(hers.page);
  await hers.context.close();
});

test('the reference of the interface opens under its own strict policy, and an address cut off shows the page that helps', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(`
    window.refused = [];
    addEventListener('securitypolicyviolation', (event) => window.refused.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
  `);
  const opened = await page.goto(`${house.url}/docs/`);
  const policy = opened!.headers()['content-security-policy']!;
  expect(/script-src ([^;]+)/.exec(policy)![1]).toMatch(/^'self' 'sha256-[^' ]+'$/);
  await page.getByRole('heading', { level: 1, name: /Gridloop/ }).waitFor();
  // Its library asks once whether text may be run as a program. It may not, and it goes on without.
  const refused = await page.evaluate<string[]>('window.refused');
  expect(refused.filter((one) => !one.includes('trusted-types-sink Function|('))).toEqual([]);

  // A messenger that breaks a link in the midst of a letter: the reader is helped, a program told.
  const lost = await page.goto(`${house.url}/news/%E5%8`);
  expect([lost!.status(), new URL(page.url()).pathname]).toEqual([404, '/lost']);
  await page.getByRole('heading', { level: 1 }).waitFor();
  for (const path of ['/v1/cases/%E5%8', `/v1/cases/${'a'.repeat(300)}`]) {
    const answer = await fetch(house.url + path, { headers: { 'accept-language': 'en' } });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
      'nosniff',
    ]);
    expect(await answer.json()).toMatchObject({ code: 'request.not_found', status: 404 });
  }
  await context.close();
});
