/** The hands of somebody at the desk: fields found by their words, choices made from lists, dialogs looked at by axe. */
import type { APIRequestContext, Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { CaseDetail, CaseRow, MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { say, type WordKey } from '#contract/words/words.ts';
import { axe } from './browser.ts';
import type { WholeHouse } from './whole-house.ts';

export const zh = (key: WordKey, params: Parameters<typeof say>[2] = {}): string => say('zh', key, params);

/** The dialog that is open; one that is closing does not count. */
export const dialog = (page: Page): Locator => page.getByRole('dialog').last();
export const button = (scope: Page | Locator, key: WordKey, params = {}): Locator =>
  scope.getByRole('button', { name: zh(key, params), exact: true });

/** A field by the beginning of its label: optional ones say so behind it. */
export const field = (scope: Page | Locator, key: WordKey): Locator =>
  scope.getByLabel(new RegExp(`^${zh(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}( 选填)?$`));

/** Chooses in a drop-down list what holds this text, typing it where the list can be searched. */
export async function pick(page: Page, scope: Page | Locator, key: WordKey, text: string): Promise<void> {
  // An open list bears the name of its field, too.
  const box = field(scope, key).and(page.getByRole('combobox'));
  await box.click();
  if (await box.isEditable()) await box.fill(text);
  const id = await box.getAttribute('id');
  const list = page.locator('.ant-select-dropdown', {
    has: page.locator(`[id="${id}_list"]`),
  });
  const option = list.locator('.ant-select-item-option', { hasText: text }).first();
  await option.click();
  // Chosen, not only clicked: a list may close and open again while it is still coming in.
  await page
    .locator('.ant-select', { has: page.locator(`[id="${id}"]`) })
    .filter({ hasText: text })
    .waitFor();
}

/** What is said in passing, at the top of the page. */
export const told = (page: Page, key: WordKey, params = {}): Promise<void> =>
  page.locator('.ant-message-notice').getByText(zh(key, params)).first().waitFor();

/** The open dialog has arrived, and axe finds nothing in it. */
export async function looksRight(page: Page): Promise<void> {
  await dialog(page).waitFor();
  expect(await axe(page, '[role=dialog]')).toEqual([]);
}

/** A question that stands beside its button. */
export const asked = '.ant-popconfirm:not(.ant-popover-hidden)';
/** Whatever is open now, by day and by night; `light` and `dark` as when the switch at the top of the page is pressed. */
export async function byDayAndNight(page: Page, name: string, within = '[role=dialog]'): Promise<void> {
  await page.locator(within).last().waitFor();
  for (const theme of ['light', 'dark']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    expect(await axe(page, within), theme).toEqual([]);
  }
  await page.screenshot({ path: `test/out/pages/confirm-${name}.png` });
  await page.evaluate("document.documentElement.dataset.theme = 'light'");
}
/** Left without doing it: by its own button, or by Escape where there is none. */
export async function letBe(page: Page, within = '[role=dialog]'): Promise<void> {
  const cancel = page.locator(within).getByRole('button', { name: zh('common.cancel'), exact: true });
  if ((await cancel.count()) > 0) await cancel.last().click();
  else await page.keyboard.press('Escape');
  await page.locator(within).last().waitFor({ state: 'hidden' });
}

export type Desk = {
  page: Page;
  go: (address: string) => Promise<void>;
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body: object) => Promise<T>;
  /** makes a move without the browser: what a story needs before it begins */
  move: (caseId: string, input: MoveInput) => Promise<CaseRow>;
};

/** Somebody sits down at the desk, works, and leaves; whatever the browser complained of fails the story, but what was foreseen. */
export const desksOf =
  (house: () => WholeHouse, browser: () => Browser) =>
  async <T>(login: string, work: (desk: Desk) => Promise<T>, foreseen?: RegExp): Promise<T> => {
    const { url } = house();
    const { page, context, complaints } = await house().open(browser(), login);
    const read = async <R>(answer: Awaited<ReturnType<APIRequestContext['get']>>): Promise<R> => {
      expect([answer.status(), answer.ok() ? '' : await answer.text()]).toEqual([200, '']);
      return (await answer.json()) as R;
    };
    const get = async <R>(path: string): Promise<R> => read(await context.request.get(url + path));
    const post = async <R>(path: string, body: object): Promise<R> =>
      read(await context.request.post(url + path, { data: { id: uuidv7(), ...body }, headers: { origin: url } }));
    try {
      const done = await work({
        page,
        go: async (address) => void (await page.goto(url + address, { waitUntil: 'networkidle' })),
        get,
        post,
        move: async (caseId, input) => {
          const { case: row } = await get<CaseDetail>(`/v1/cases/${caseId}`);
          return post(`/v1/cases/${caseId}/moves`, { version: row.version, input });
        },
      });
      expect(complaints.filter((one) => !foreseen?.test(one))).toEqual([]);
      return done;
    } finally {
      await context.close();
    }
  };
