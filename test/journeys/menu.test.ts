/** 菜单随岗位: each post's menu shows what the post may, every entry of it opens without a refusal, and what is not in it is refused by hand too. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { posts, type demoLogins, type Post } from '#contract/access.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { launchBrowser } from '../support/browser.ts';
import { zh } from '../support/desk.ts';
import { heard, openHouse, type WholeHouse } from '../support/whole-house.ts';

let house: WholeHouse;
let browser: Browser;
const loginOf = new Map<Post, string>();
/** What the menu of each post led to, for the last story. */
const menus = new Map<Post, string[]>();
beforeAll(async () => {
  [house, browser] = await Promise.all([openHouse(), launchBrowser()]);
  const demo = (await (await fetch(`${house.url}/v1/demo`)).json()) as ReplyOf<typeof demoLogins>;
  for (const one of demo.logins) if (one.posts === 1 && !loginOf.has(one.post)) loginOf.set(one.post, one.login);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const menuOf = (page: Page) => page.getByRole('navigation', { name: zh('desk.nav.label') }).getByRole('link');
const refusals = (page: Page): string[] => {
  const told: string[] = [];
  page.on('response', (reply) => {
    if (reply.status() >= 400) told.push(`${reply.status()} ${new URL(reply.url()).pathname}`);
  });
  return told;
};

test.concurrent.each(posts)('the menu of %s: every entry opens, and nothing it asks for is refused', async (post) => {
  const login = loginOf.get(post);
  expect(login, 'the demo district has somebody in this post alone').toBeDefined();
  const { context, page: first } = await house.open(browser, login!);
  await first.close();
  const { page, complaints, still } = await heard(context);
  const refused = refusals(page);
  await page.goto(`${house.url}/desk`);
  await menuOf(page).first().waitFor();
  const entries = await Promise.all((await menuOf(page).all()).map(async (link) => (await link.getAttribute('href'))!));
  menus.set(post, entries);
  expect(new Set(entries).size).toBe(entries.length);
  for (const to of entries) {
    // 统揽 fills the screen and has no menu beside it.
    if ((await menuOf(page).count()) === 0) await page.goto(`${house.url}/desk`);
    await page.locator(`nav a[href="${to}"]`).first().click();
    await page.waitForURL((url) => url.pathname === to);
    await page.locator('main h1, main h2').first().waitFor();
    await still();
    expect([to, refused, complaints]).toEqual([to, [], []]);
  }
  await context.close();
});

test('no two of the three administrators share a menu, none of them is shown a case; asked for by hand it is refused in words', async () => {
  const administrators = ['system_admin', 'security_admin', 'audit_admin'] as const;
  for (const post of administrators) expect(menus.get(post), post).not.toContain('/desk/cases');
  expect(new Set(administrators.map((post) => menus.get(post)!.join(' '))).size).toBe(3);
  expect(menus.get('audit_admin')).toContain('/desk/audit');
  for (const post of posts.filter((one) => one !== 'audit_admin'))
    expect(menus.get(post), post).not.toContain('/desk/audit');
  for (const post of ['receiver', 'duty_officer', 'dispatcher'] as const)
    expect(menus.get(post), post).toContain('/desk/cases');

  const { page, context } = await house.open(browser, loginOf.get('system_admin')!);
  const refused = refusals(page);
  await page.goto(`${house.url}/desk/cases`);
  await page
    .getByText(/^您的岗位不能/)
    .first()
    .waitFor();
  expect(refused.some((one) => one.startsWith('403 /v1/cases'))).toBe(true);
  await context.close();
});
