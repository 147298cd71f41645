/** Points of one district: given, capped, taken back, exchanged; and what must never earn any. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Receipt } from '#contract/intake.ts';
import { makeMove } from '#cases';
import { intakeRoutes } from '#intake';
import { neighbourRoutes } from '#neighbours';
import { notifyRoutes, sendMessages, type Outgoing } from '#notify';
import { record, system } from '#kit/facts.ts';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, notifyRoutes, neighbourRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const rule = {
  on: true,
  award: 10,
  mostADay: 25,
  mostAMonth: 100,
  least: 10,
  exchangeZh: '社区窗口，10 分换洗手液一瓶',
  exchangeEn: '',
};
const publish = async (version: number, more: object = {}) =>
  door.knock('/v1/points/rule', { as: 'system_admin', body: { id: uuidv7(), version, ...rule, ...more } });
let phone = 13700000000;
const nextPhone = (): string => String(++phone);
async function report(number: string, more: object = {}): Promise<Receipt> {
  const body = {
    id: uuidv7(),
    kind: 'help',
    title: '路灯不亮',
    naming: 'named',
    matterId: corner.matters.lamp,
    location: inCell,
    contact: { phone: number },
    ...more,
  };
  const reply = await door.knock('/v1/reports', { body });
  expect(reply.body).toMatchObject({ number: expect.any(String) });
  return reply.body as Receipt;
}
const caseOf = async ({ reportId }: Receipt): Promise<string> =>
  (
    await sql<{
      id: string;
    }>`select case_id as id from intake.reports where region_id = ${corner.regionId} and id = ${reportId}`.execute(
      corner.db,
    )
  ).rows[0]!.id;
let minutes = 0;
/** The loop itself is told elsewhere: here it matters what became of the case. The clock goes on, so that what happens has an order. */
async function became(kind: 'case.closed' | 'case.voided', caseId: string): Promise<void> {
  door.at(new Date(Date.UTC(2026, 10, 23, 2, ++minutes)).toISOString());
  const fact = { subject: 'case' as const, subjectId: caseId, kind, at: door.house.now(), by: system };
  await within(corner, (tx) => record(tx, corner.regionId, [{ ...fact, data: { answerN: 1, state: kind.slice(5) } }]));
}
const close = (caseId: string): Promise<void> => became('case.closed', caseId);
/** Once with every move of its own. */
async function throughTheLoop(caseId: string): Promise<void> {
  const steps: [Post, MoveInput][] = [
    ['receiver', { move: 'receive' }],
    ['duty_officer', { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }],
    ['dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '市政设施由市政道路处负责' }],
    ['clerk', { move: 'sign' }],
    ['clerk', { move: 'hand_back', result: '已换灯' }],
    ['checker', { move: 'check', passed: true, remark: '亮了' }],
    ['duty_officer', { move: 'close', answer: '路灯已修好。' }],
  ];
  for (const [post, input] of steps)
    await within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input, ticked: [] }, door.house.now()));
}
async function visit(address: string): Promise<Record<string, string>> {
  const sent: Outgoing[] = [];
  await door.knock('/v1/mine/codes', { body: { id: uuidv7(), address } });
  const sender = { send: async (message: Outgoing) => void sent.push(message) };
  const later = () => new Date(door.house.now().getTime() + 1_000);
  while ((await sendMessages(corner.db, door.house.keys, sender, door.house.log, corner.regionId, later)) > 0);
  const code = /验证码 (\d{6})/.exec(sent.find(({ to, text }) => to === address && text.includes('验证码'))!.text)![1];
  const { body } = await door.knock('/v1/mine/visits', { body: { address, code } });
  return { 'gridloop-visit': body.token as string };
}
const mine = async (headers: Record<string, string>) => (await door.knock('/v1/mine/points', { headers })).body;

describe('off', () => {
  test('until the district publishes its rule: nothing is earned, and everybody reads so', async () => {
    expect((await door.knock('/v1/points/rule')).body).toEqual({
      rule: null,
      year: { earned: 0, takenBack: 0, redeemed: 0 },
    });
    const number = nextPhone();
    await close(await caseOf(await report(number)));
    expect(await mine(await visit(number))).toMatchObject({ on: false, balance: 0, rows: [] });
  });
});

describe('on', () => {
  test('the rule is published once for each version, with caps that can be kept', async () => {
    expect((await publish(0, { mostADay: 5 })).body).toMatchObject({ code: 'points.caps' });
    expect((await publish(0)).body).toMatchObject({ version: 1, on: true });
    expect((await publish(0)).body).toMatchObject({ code: 'thing.stale', current: { version: 1 } });
    expect((await door.knock('/v1/points/rule')).body.rule).toMatchObject({ award: 10, exchangeZh: rule.exchangeZh });
  });

  test('a closed case earns for whoever told it first; who joined, and what is told again, earn nothing', async () => {
    const [first, second] = [nextPhone(), nextPhone()];
    const caseId = await caseOf(await report(first));
    await report(second, { follows: caseId });
    await throughTheLoop(caseId);
    await close(caseId); // told twice, earned once
    const headers = await visit(first);
    expect(await mine(headers)).toMatchObject({ on: true, balance: 10, rows: [{ kind: 'earned', points: 10 }] });
    expect(await mine(await visit(second))).toMatchObject({ balance: 0, rows: [] });
    await close(await caseOf(await report(first)));
    expect(await mine(headers)).toMatchObject({
      balance: 10,
      rows: [{ kind: 'nothing', why: 'again' }, { kind: 'earned' }],
    });
  });

  test('the caps of a day and a month hold, also when cases close at once', async () => {
    const number = nextPhone();
    const matters = [corner.matters.lamp, corner.matters.manhole, corner.matters.litter, corner.matters.fallback];
    const cases = await Promise.all(matters.map(async (matterId) => caseOf(await report(number, { matterId }))));
    await Promise.all(cases.map(close));
    const { balance, rows } = await mine(await visit(number));
    expect(balance).toBe(25);
    expect(rows.map(({ points }: { points: number }) => points).sort()).toEqual([0, 10, 10, 5]);
  });

  test.each([
    ['names somebody', { title: '王师傅乱停车' }],
    ['is a complaint', { kind: 'complaint' }],
    ['is a tip-off', { kind: 'whistle' }],
    ['is told in confidence', { naming: 'confidential' }],
  ])('a report that %s earns nothing', async (_why, more) => {
    const number = nextPhone();
    await close(await caseOf(await report(number, more)));
    expect(await mine(await visit(number))).toMatchObject({ balance: 0 });
  });

  test('what turns out otherwise, and what a person saw through, is taken back by an entry of its own', async () => {
    const number = nextPhone();
    const [one, two] = [await report(number), await report(number, { matterId: corner.matters.manhole })];
    for (const receipt of [one, two]) await close(await caseOf(receipt));
    await became('case.voided', await caseOf(one));
    const asked = { id: uuidv7(), number: two.number, reason: '照片是从网上下载的' };
    expect((await door.knock('/v1/points/returns', { as: 'clerk', body: asked })).status).toBe(403);
    expect((await door.knock('/v1/points/returns', { as: 'duty_officer', body: asked })).body).toEqual({ points: 10 });
    const again = await door.knock('/v1/points/returns', { as: 'duty_officer', body: { ...asked, id: uuidv7() } });
    expect(again.body).toMatchObject({ code: 'points.nothing_earned' });
    const { balance, rows } = await mine(await visit(number));
    expect(balance).toBe(0);
    expect(rows).toHaveLength(4);
    expect(
      rows.find(({ number: of, kind }: { number: string; kind: string }) => of === two.number && kind === 'taken_back')
        .why,
    ).toBe(asked.reason);
  });

  test('she exchanges by a code at a counter that does not learn who she is, once', async () => {
    const number = nextPhone();
    await close(await caseOf(await report(number)));
    const headers = await visit(number);
    const ask = (points: number) => door.knock('/v1/mine/points/tickets', { headers, body: { id: uuidv7(), points } });
    expect((await ask(5)).body).toMatchObject({ code: 'points.least' });
    expect((await ask(11)).body).toMatchObject({ code: 'points.too_few' });
    const before = (await ask(10)).body.code as string;
    const { code } = (await ask(10)).body as { code: string };
    const counter = corner.actor('keeper').posts[0]!;
    const clerk = corner.actor('clerk');
    const atCounter = (given: string) =>
      door.knock('/v1/points/redemptions', { as: 'clerk', body: { id: uuidv7(), code: given, what: '洗手液' } });
    // A clerk of a department has no counter for it.
    expect((await atCounter(code)).status).toBe(403);
    const held = clerk.posts[0]!;
    clerk.posts[0] = { ...counter, id: held.id, post: 'clerk' };
    expect((await atCounter(before)).body).toMatchObject({ code: 'points.no_ticket' });
    door.at(new Date(Date.UTC(2026, 10, 23, 2, ++minutes)).toISOString());
    const both = await Promise.all([atCounter(code), atCounter(code.toLowerCase())]);
    clerk.posts[0] = held;
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422]);
    expect(await mine(headers)).toMatchObject({
      balance: 0,
      rows: [{ kind: 'redeemed', points: -10, what: '洗手液' }, {}],
    });
    const ledger = await door.knock('/v1/points/entries', { as: 'duty_officer' });
    expect(ledger.body.rows[0]).toMatchObject({ kind: 'redeemed', by: '河东街道办' });
    expect(ledger.raw.toString()).not.toContain(number);
  });

  test('the ledger cannot be changed by the server, not even by mistake', async () => {
    for (const statement of ['update neighbours.entries set points = 1', 'delete from neighbours.entries'])
      await expect(sql.raw(statement).execute(corner.db)).rejects.toThrow(/permission denied/);
  });

  test('switched off again, nothing more is earned, and what was earned stays', async () => {
    const number = nextPhone();
    await close(await caseOf(await report(number)));
    expect((await publish(1, { on: false })).body).toMatchObject({ version: 2, on: false });
    await close(await caseOf(await report(number, { matterId: corner.matters.litter })));
    expect(await mine(await visit(number))).toMatchObject({ on: false, balance: 10 });
  });
});
