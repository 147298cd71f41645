/**
 * What waits for somebody and what several do together, walked on the production build: a case under supervision, what hangs, a
 * reporter called back, a task for another unit, a meeting with its resolution, and a result contested.
 */
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseRow } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { TaskRow } from '#contract/tasks.ts';
import { keysFrom, receiptSecret } from '#kit/crypto.ts';
import { inRegion } from '#kit/db.ts';
import { axe, launchBrowser } from '../support/browser.ts';
import {
  button,
  byDayAndNight,
  desksOf,
  dialog,
  field,
  letBe,
  looksRight,
  pick,
  told,
  zh,
  type Desk,
} from '../support/desk.ts';
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
const cases = async ({ get }: Desk, query: string): Promise<CaseRow[]> =>
  (await get<{ rows: CaseRow[] }>(`/v1/cases?${query}`)).rows;
/** Cases that the clerk of the demo's department leads and may still ask something about. */
const mine = async (clerk: Desk): Promise<[CaseRow, CaseRow, ...CaseRow[]]> => {
  const rows = await cases(clerk, 'queue=unit&state=signed&limit=50');
  const [first, second, ...more] = rows.filter((row) => !row.suspended && !row.returnAsked && row.stageLamp !== 'red');
  return [first!, second!, ...more];
};

test('a red case is put under supervision, its unit replies from the supervise list, and it is settled', async () => {
  const row = await as('zhibanzhang', async (desk) => {
    const [red] = (await cases(desk, 'queue=all&state=signed&lamp=red&limit=50')).filter(
      ({ suspended, lead }) => !suspended && lead?.name.includes('城市管理局'),
    );
    await desk.go(`/desk/cases/${red!.id}?move=supervise`);
    const form = desk.page.locator('form.move-form');
    await form.getByRole('radio', { name: zh('supervision.1') }).check();
    await form.getByRole('radio', { name: zh('supervision.cause.overdue') }).check();
    await field(form, 'desk.rule.words').fill('已超期，请说明原因和完成时间。');
    await button(form, 'desk.submit').click();
    await desk.page.getByText(zh('desk.moved.done', { move: zh('case.move.supervise') })).waitFor();
    return red!;
  });
  await as('bumen', async ({ page, go }) => {
    await go('/desk/supervised');
    const line = page.getByRole('row', { name: new RegExp(row.number) });
    await line.getByText('请说明原因和完成时间').waitFor();
    expect(await axe(page)).toEqual([]);
    await line.getByRole('link', { name: new RegExp(zh('case.move.reply_supervision')) }).click();
    const form = page.locator('form.move-form');
    await field(form, 'desk.rule.words').fill('明日上午完成修补。');
    await button(form, 'desk.submit').click();
    await page.getByText(zh('desk.moved.done', { move: zh('case.move.reply_supervision') })).waitFor();
  });
  await as('zhibanzhang', async ({ page, go }) => {
    await go('/desk/supervised?waiting=settlement');
    const line = page.getByRole('row', { name: new RegExp(row.number) });
    await line.getByText('明日上午完成修补').waitFor();
    await line.getByRole('link', { name: new RegExp(zh('case.move.clear_supervision')) }).click();
    const form = page.locator('form.move-form');
    await form.getByRole('radio', { name: zh('desk.rule.yes'), exact: true }).check();
    await field(form, 'desk.rule.words').fill('同意，继续跟进。');
    await button(form, 'desk.submit').click();
    await page.getByText(zh('desk.moved.done', { move: zh('case.move.clear_supervision') })).waitFor();
    await go('/desk/supervised');
    expect(await page.getByRole('row', { name: new RegExp(row.number) }).count()).toBe(0);
  });
});

test('what hangs stands openly in two lists: with its review, and as a problem of its matter and place', async () => {
  const row = await as('paiqianyuan', async ({ page, go, get }) => {
    const { rows } = await get<{ rows: { case: CaseRow; paper: { reason: string } }[] }>('/v1/papers?kind=review');
    const [hung] = rows;
    await go('/desk/suspended');
    const line = page.getByRole('row', { name: new RegExp(hung!.case.number) });
    await line.getByText(hung!.paper.reason).waitFor();
    expect(await line.textContent()).toContain(hung!.case.suspendedUntil!.slice(0, 4));
    await line.getByRole('link', { name: new RegExp(zh('case.move.review_suspension')) }).click();
    await page.locator('.inbox-pane').getByText(hung!.paper.reason).first().waitFor();
    // look again later, or take it up again: both are offered
    await page.getByRole('radio', { name: zh('case.move.resume') }).check();
    await button(page, 'desk.submit').waitFor();
    expect(await axe(page)).toEqual([]);
    return hung!.case;
  });
  await as('lingdao', async ({ page, go }) => {
    await go('/desk/problems?kind=hung');
    await page.getByRole('row', { name: new RegExp(row.number) }).waitFor();
    await expect.poll(() => page.getByRole('row', { name: new RegExp(row.matterName) }).count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: new RegExp(zh('desk.problems.gap')) }).click();
    await page.getByText(zh('desk.problems.none')).waitFor();
  });
});

test('the next reporter is called back by the script; what was said is counted', async () => {
  await as('huifangyuan', async ({ page, go, get }) => {
    const before = await get<{ done: number; solved: number; waiting: number }>('/v1/callbacks/figures');
    await go('/desk/callbacks');
    await page.getByRole('button', { name: new RegExp(`^${zh('desk.callback.next')}`) }).click();
    await page.getByText(zh('desk.callback.script.ask')).waitFor();
    expect(await axe(page)).toEqual([]);
    const call = page.locator('.call');
    const number = await call.getByRole('link').first().textContent();
    await call.getByRole('radio', { name: zh('desk.reached'), exact: true }).check();
    await call.getByRole('radio', { name: zh('desk.solved'), exact: true }).check();
    await call.getByRole('radio', { name: zh('desk.satisfied'), exact: true }).check();
    await button(call, 'desk.callbacks.save').click();
    await told(page, 'desk.callbacks.saved');
    // and the next is on the line already
    await page.locator('.call').getByRole('link', { name: number! }).waitFor({ state: 'detached' });
    const after = await get<{ done: number; solved: number; waiting: number }>('/v1/callbacks/figures');
    expect(after).toMatchObject({ done: before.done + 1, solved: before.solved + 1, waiting: before.waiting - 1 });
    await go('/desk/callbacks?view=done');
    await page.getByRole('row', { name: new RegExp(number!) }).waitFor();
  });
});

test('a sample is drawn; one is rung and one answers on her receipt; it is counted and closed', async () => {
  const periodId = uuidv7();
  const { reports } = await as('kaopingyuan', async ({ page, go, post }) => {
    // The month of two weeks ago: whatever day it is, something was closed in it.
    const firstOn = new Date(Date.now() - 15 * 86_400_000).toISOString().slice(0, 10);
    await post('/v1/evaluation/periods', { id: periodId, kind: 'month', firstOn });
    await go(`/desk/evaluation/periods?period=${periodId}&view=reviews`);
    await button(page, 'desk.surveys.draw').click();
    await page.getByRole('heading', { name: new RegExp(zh('desk.surveys.question.example')) }).waitFor();
    expect(await axe(page)).toEqual([]);
    const reports = await inRegion(house.db, house.regionId, async (tx) => {
      const { rows } = await sql<{ number: string; id: string; way: string }>`
        select r.number, r.id, q.way from intake.questions q join intake.reports r on r.region_id = q.region_id and r.id = q.report_id
         where q.region_id = ${house.regionId} order by r.number`.execute(tx);
      return rows;
    });
    return { reports };
  });
  await as('huifangyuan', async ({ page, go }) => {
    await go('/desk/callbacks?view=survey');
    await page
      .getByRole('button', { name: new RegExp(`^${zh('desk.callback.ring')}`) })
      .first()
      .click();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('radio', { name: zh('question.grade.4'), exact: true }).check();
    await button(page, 'desk.questions.save').click();
    await told(page, 'desk.questions.saved');
  });
  const { number, id } = reports.find(({ way }) => way === 'receipt')!;
  const { page, context, complaints } = await house.open(browser, null);
  const code = receiptSecret(keysFrom(Buffer.alloc(32, 7)), house.regionId, id);
  await page.goto(`${house.url}/r/${number}#code=${code}`);
  await page.getByRole('radio', { name: zh('question.grade.5'), exact: true }).check();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.getByRole('heading', { name: '抽样问一个问题' }).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
  await as('kaopingyuan', async ({ page: desk, go }) => {
    await go(`/desk/evaluation/periods?period=${periodId}&view=reviews`);
    await button(desk, 'desk.surveys.close').click();
    await byDayAndNight(desk, 'survey-close');
    await button(dialog(desk), 'desk.surveys.close').click();
    // Each unit of so small a sample has fewer answers than are told of.
    await desk.getByText(zh('desk.surveys.closed', { at: '' }).trim()).waitFor();
    await desk.screenshot({ path: join(import.meta.dirname, '../out/pages/survey.png') });
  });
});

test('another unit gets a part of the work, hands it back, and whoever asked grades it', async () => {
  const row = await as('bumen', async (clerk) => {
    const [first] = await mine(clerk);
    await clerk.go(`/desk/cases/${first.id}?move=lay_tasks`);
    const form = clerk.page.locator('form.move-form');
    await pick(clerk.page, form, 'desk.dispatch.unit', '平宁区水务局');
    await field(form, 'desk.rule.words').fill('请现场交底地下排水管走向。');
    await button(form, 'desk.submit').click();
    await clerk.page.getByText(zh('desk.moved.done', { move: zh('case.move.lay_tasks') })).waitFor();
    // the case may not be handed back over it
    await clerk.page.getByText(zh('desk.rules.children', { n: 1 })).waitFor();
    return first;
  });
  const water = await as('xitongguanliyuan', async ({ get }) => {
    const { units } = await get<{ units: { name: string; code: string }[] }>('/v1/units');
    return `bumen-${units.find(({ name }) => name === '平宁区水务局')!.code}`;
  });
  await as(water, async ({ page, go }) => {
    await go('/desk/tasks');
    const line = page.getByRole('row', { name: new RegExp(row.number) });
    await line.getByRole('button', { name: new RegExp(zh('task.move.accept')) }).click();
    await looksRight(page);
    await button(dialog(page), 'desk.submit').click();
    await line.getByText(zh('task.state.begun')).waitFor();
    await line.getByRole('button', { name: new RegExp(zh('task.move.hand_back')) }).click();
    await field(dialog(page), 'desk.hand_back.result').fill('已现场交底并标注走向。');
    await button(dialog(page), 'desk.submit').click();
    await line.getByText(zh('task.state.handed_back')).waitFor();
    expect(await axe(page)).toEqual([]);
  });
  await as('bumen', async ({ page, go, get }) => {
    await go(`/desk/cases/${row.id}`);
    await page.getByRole('button', { name: new RegExp(zh('task.move.finish')) }).click();
    await dialog(page).getByRole('radio').nth(3).click();
    await looksRight(page);
    await button(dialog(page), 'desk.submit').click();
    await page.getByText(zh('task.state.done'), { exact: true }).waitFor();
    const { tasks } = await get<{ tasks: TaskRow[] }>(`/v1/cases/${row.id}/tasks`);
    expect(tasks).toMatchObject([{ state: 'done', grade: 4, result: '已现场交底并标注走向。' }]);
  });
});

test('a meeting is convened from a case, its minutes are kept, and what it resolved is a task with a date', async () => {
  const [, row] = await as('bumen', async (clerk) => mine(clerk));
  await as('paiqianyuan', async ({ page, go }) => {
    await go(`/desk/cases/${row.id}`);
    await page.getByRole('link', { name: new RegExp(zh('desk.meeting.convene')) }).click();
    const convening = dialog(page);
    await convening.getByRole('radio', { name: new RegExp(zh('meeting.kind.joint')) }).check();
    await convening.getByText(row.number).waitFor();
    await field(convening, 'desk.meeting.place').fill('指挥中心会议室');
    await pick(page, convening, 'desk.meeting.members', '平宁区水务局');
    await page.keyboard.press('Escape');
    await looksRight(page);
    await button(convening, 'desk.meeting.convene').click();
    await page.getByRole('heading', { name: zh('desk.meeting.about', { title: row.title }) }).waitFor();
    // It is called for tomorrow morning: what has not begun has no minutes, and the page says how it gets them.
    expect(await button(page, 'meeting.step.hold').count()).toBe(0);
    await page.getByText(/时间未到/).waitFor();
    await button(page, 'meeting.step.amend').click();
    const [hour] = await page.evaluate<string[]>(
      `new Date(Date.now() - 60_000).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).replace(' ', 'T').match(/.{16}/)`,
    );
    await field(dialog(page), 'desk.meeting.at').fill(hour!);
    await looksRight(page);
    await button(dialog(page), 'desk.submit').click();
    await button(page, 'meeting.step.hold').click();
    await field(dialog(page), 'desk.meeting.minutes').fill('一、通报情况。\n二、由水务局配合处置。');
    await looksRight(page);
    await button(dialog(page), 'desk.submit').click();
    await page.getByText('由水务局配合处置').waitFor();
    await button(page, 'meeting.step.resolve').click();
    await pick(page, dialog(page), 'desk.meeting.by_unit', '平宁区水务局');
    await field(dialog(page), 'desk.meeting.what').fill('三日内疏通雨水口。');
    await button(dialog(page), 'desk.submit').click();
    await page.getByText('三日内疏通雨水口').waitFor();
    expect(await axe(page)).toEqual([]);
    await go('/desk/meetings');
    await page.getByRole('row', { name: /0\/1/ }).waitFor();
  });
});

test('a unit contests what counts against it from the page of the case', async () => {
  await as('bumen', async (desk) => {
    const rows = await cases(desk, 'queue=involved&state=closed&limit=50');
    const closed = rows.find(({ lead }) => lead?.name.includes('城市管理局'))!;
    await desk.go(`/desk/cases/${closed.id}`);
    await button(desk.page, 'desk.periods.appeal').click();
    await dialog(desk.page)
      .getByRole('radio', { name: zh('trace.closed'), exact: true })
      .check();
    await field(dialog(desk.page), 'desk.appeals.reason').fill('等待权属单位断电，非本单位原因。');
    await byDayAndNight(desk.page, 'appeal-ask');
    await dialog(desk.page).locator('.ant-btn-primary').click();
    await desk.page.getByText('等待权属单位断电').waitFor();
    expect(await axe(desk.page)).toEqual([]);
  });
  // 指挥中心 looks at it first, and passes it on to whoever judges.
  await as('paiqianyuan', async ({ page, go }) => {
    await go('/desk/evaluation/appeals');
    await page
      .getByRole('button', { name: new RegExp(`^${zh('appeal.decision')} `) })
      .first()
      .click();
    await byDayAndNight(page, 'appeal-decide');
    await letBe(page);
  });
});

test('四块牌子: one person behind four nameplates signs in once, changes her hat, and each log keeps what was done in it', async () => {
  const consulted = '办证大厅周六开门吗';
  const sent = await fetch(`${house.url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: uuidv7(),
      kind: 'consultation',
      title: consulted,
      detail: consulted,
      naming: 'anonymous',
    }),
  });
  expect(sent.status).toBe(200);
  const hats = [
    ['dispatcher', '平宁区综合指挥中心'],
    ['receiver', '平宁区区长公开电话受理中心'],
    ['clerk', '平宁区公共信息服务中心'],
    ['duty_officer', '平宁区应急指挥中心'],
  ] as const;
  const of = (at: 0 | 1 | 2 | 3) => `${zh(`post.${hats[at][0]}`)} · ${hats[at][1]}`;
  const { page, context, complaints } = await house.open(browser, null);
  const card = (at: 0 | 1 | 2 | 3) =>
    page.locator('section.card', { has: page.getByRole('heading', { name: of(at), exact: true }) });
  await page.goto(`${house.url}/desk/sign-in`);
  const door = page.getByRole('button', { name: new RegExp(zh('desk.demo.hats', { n: 4 })) });
  expect(await door.textContent()).toContain('sikuaipaizi');
  await page.screenshot({ path: 'test/out/pages/desk-sign-in-hats.png', fullPage: true });
  await door.click();

  // The workspaces of all four stand on her first page; the first hat is on.
  for (const at of [0, 1, 2, 3] as const) await card(at).getByRole('link').first().waitFor();
  expect(await axe(page)).toEqual([]);
  await page.screenshot({ path: 'test/out/pages/desk-home-hats.png', fullPage: true });
  const menu = page.getByRole('button', { name: new RegExp(zh('desk.me')) });
  await menu.filter({ hasText: zh('post.dispatcher') }).waitFor();

  // 区长公开电话: a question is answered, which the duty officer's hat might do, too.
  await button(card(1), 'home.hat.wear').click();
  await menu.filter({ hasText: zh('post.receiver') }).waitFor();
  await page.goto(`${house.url}/desk/cases?queue=all`);
  await page.getByText(consulted).first().click();
  await page
    .getByRole('button', { name: new RegExp(`^${zh('case.move.answer')}`) })
    .first()
    .click();
  const form = page.locator('form.move-form');
  await field(form, 'desk.answer').fill('周六上午开门，周日休息。');
  await button(form, 'desk.submit').click();
  await page.getByText(zh('desk.moved.done', { move: zh('case.move.answer') })).waitFor();

  // 公共信息服务: a notice in the name of that nameplate, from its own workspace.
  await page.goto(`${house.url}/desk`);
  await card(2)
    .getByRole('link', { name: new RegExp(zh('space.title.other')) })
    .click();
  await page.getByRole('heading', { name: hats[2][1] }).waitFor();
  await menu.filter({ hasText: zh('post.clerk') }).waitFor();
  await button(page, 'notice.publish').click();
  await pick(page, dialog(page), 'notice.unit', hats[2][1]);
  await field(dialog(page), 'notice.headline').fill('周六办证');
  await field(dialog(page), 'notice.words').fill('办证大厅周六上午开门。');
  await dialog(page)
    .getByRole('button', { name: zh('common.save') })
    .click();
  await page.getByRole('heading', { name: '周六办证' }).waitFor();

  // 岗位日志: what was done stands in the log of its hat and in no other; each began with what she did on the last evening.
  await page.goto(`${house.url}/desk/duty?tab=logbook`);
  const log = page.getByRole('region', { name: new RegExp(`^${zh('duty.tab.logbook')} · `) });
  const rows = async (at: 0 | 1 | 2 | 3): Promise<string[]> => {
    await pick(page, page.locator('main'), 'logbook.post', of(at));
    await page.getByRole('region', { name: `${zh('duty.tab.logbook')} · ${of(at)}` }).waitFor();
    const told = await log.locator('tbody tr').allInnerTexts();
    expect(told.filter((row) => !row.includes('杜衡秋'))).toEqual([]);
    return told.map((row) => row.split('\t').slice(1, 3).join(' ').trim());
  };
  const had = [
    zh('fact.case.dispatched'),
    zh('fact.case.received'),
    zh('fact.notice.published'),
    zh('fact.case.filed'),
  ];
  const all = [await rows(0), await rows(1), await rows(2), await rows(3)];
  for (const [at, word] of had.entries())
    expect(
      all[at]!.some((row) => row.startsWith(word)),
      word,
    ).toBe(true);
  const answered = (row: string) => row.startsWith(zh('fact.case.answered')) && row.includes(consulted);
  expect(all.map((log) => log.filter(answered).length)).toEqual([0, 1, 0, 0]);
  expect(all.map((log) => log.filter((row) => row.startsWith(zh('fact.notice.published'))).length)).toEqual([
    0, 0, 2, 0,
  ]);
  await page.screenshot({ path: 'test/out/pages/desk-logbook-hats.png' });
  expect(await axe(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});
