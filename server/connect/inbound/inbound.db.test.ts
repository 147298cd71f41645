/** A gateway of the district's, played: it hands over what people write, and sends what the house answers. */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeMove } from '#cases';
import { connectRoutes } from '#connect';
import { intakeRoutes } from '#intake';
import { notifyRoutes, sendMessages, type Outgoing } from '#notify';
import { layCorner, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

const key = 'the key of this gateway';
let corner: Corner;
let door: Door;
let answers: Outgoing[] = [];
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [
    intakeRoutes,
    notifyRoutes,
    (app, house) => void app.register(async (inner) => connectRoutes(inner, house)),
  ]);
  door.house.config.inboundKey = key;
});
beforeEach(() => void (answers = []));
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

let tick = 0;
let messages = 0;
const headersFor = (channel: string, body: unknown) => {
  const seconds = door.house.now().getTime() / 1000 + ++tick;
  const signature = createHmac('sha256', key)
    .update(`${seconds}.${channel}.${JSON.stringify(body)}`)
    .digest('hex');
  return { 'gridloop-signature': `t=${seconds},v1=${signature}` };
};
const handOver = (channel: string, message: object) => {
  const body = { messageId: `m-${++messages}`, ...message };
  return door.knock(`/v1/inbound/${channel}`, { body, headers: headersFor(channel, body) });
};
const fetchAnswers = async (): Promise<Outgoing[]> => {
  const later = () => new Date(door.house.now().getTime() + 2_000);
  const sender = { send: async (message: Outgoing) => void answers.push(message) };
  await sendMessages(corner.db, door.house.keys, sender, door.house.log, corner.regionId, later);
  return answers;
};
const rowsOf = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  within(corner, async (tx) => (await query.execute(tx)).rows);
const reportOf = async (number: string) =>
  (
    await rowsOf(
      sql<{
        id: string;
        caseId: string;
        channel: string;
        title: string;
        replies: { text: string; unsolved: boolean }[];
      }>`
        select r.id, r.case_id as "caseId", r.channel, r.title,
               coalesce((select jsonb_agg(jsonb_build_object('text', y.text, 'unsolved', y.unsolved) order by y.at, y.id) from intake.replies y
                          where y.region_id = r.region_id and y.report_id = r.id), '[]') as replies
          from intake.reports r where r.region_id = ${corner.regionId} and r.number = ${number}`,
    )
  )[0]!;

describe('a message', () => {
  test.each([
    ['sms', '13900000001', '13900000001'],
    ['email', '兰女士 <lan@example.com>', 'lan@example.com'],
    ['account', 'oPqR-7sT_aBc', 'oPqR-7sT_aBc'],
  ])('by %s is a report in the one queue, and number and code go back the same way', async (channel, from, to) => {
    const reply = await handOver(channel, {
      from,
      text: '安宁路路灯不亮。已经三天了',
      location: { lon: 116.305, lat: 39.905 },
    });
    expect(reply.body).toMatchObject({ became: 'report', number: expect.stringMatching(/^PN\d{8}-\d{6}$/) });
    const { number } = reply.body;
    expect(await reportOf(number)).toMatchObject({ channel, title: '安宁路路灯不亮' });
    const [answer, ...more] = (await fetchAnswers()).filter((sent) => sent.to === to);
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ way: channel, to });
    const [, code] = /查询码 ([0-9A-Z-]{19,})/.exec(answer!.text)!;
    const receipt = await door.knock(`/v1/receipts/${number}`, { code });
    expect(receipt.body).toMatchObject({ number, channel, detail: expect.stringContaining('三天') });
  });

  test('handed over again and signed anew is the same report; the very same bytes are refused', async () => {
    const body = { messageId: 'lost-answer', from: '13900000002', text: '井盖破损' };
    const headers = headersFor('sms', body);
    const first = await door.knock('/v1/inbound/sms', { body, headers });
    expect((await door.knock('/v1/inbound/sms', { body, headers })).body).toMatchObject({ code: 'inbound.replayed' });
    const again = await door.knock('/v1/inbound/sms', { body, headers: headersFor('sms', body) });
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = { ...body, text: '另一件事' };
    const reused = await door.knock('/v1/inbound/sms', { body: other, headers: headersFor('sms', other) });
    expect(reused.body).toMatchObject({ code: 'command.id_reused' });
    expect((await fetchAnswers()).filter(({ to }) => to === body.from)).toHaveLength(1);
  });

  test('handed over eight times at once is one report', async () => {
    const body = { messageId: 'at-once', from: '13900000003', text: '树枝挡住信号灯' };
    const all = await Promise.all(
      Array.from({ length: 8 }, () => door.knock('/v1/inbound/sms', { body, headers: headersFor('sms', body) })),
    );
    expect(new Set(all.map(({ body: { number } }) => number as string)).size).toBe(1);
    expect(all.every(({ status }) => status === 200)).toBe(true);
  });

  test('that nobody signed, or of an address that is none, is not taken', async () => {
    const body = { messageId: 'x', from: '13900000004', text: '积水' };
    expect((await door.knock('/v1/inbound/sms', { body })).body).toMatchObject({
      code: 'inbound.not_signed',
      status: 401,
    });
    const elsewhere = headersFor('email', body);
    expect((await door.knock('/v1/inbound/sms', { body, headers: elsewhere })).status).toBe(401);
    expect((await handOver('sms', { from: 'lan@example.com', text: '积水' })).body).toMatchObject({
      code: 'inbound.bad_sender',
    });
    expect((await handOver('email', { from: '13900000004', text: '积水' })).status).toBe(422);
  });

  test('that names her number is added to her report; after the answer it asks to look again', async () => {
    const from = 'oFollower1';
    const { number } = (await handOver('account', { from, text: '路灯不亮' })).body;
    const { caseId } = await reportOf(number);
    expect((await handOver('account', { from, text: `${number} 是第三盏` })).body).toEqual({ became: 'reply', number });
    // Somebody else who names it writes a report of her own.
    expect((await handOver('account', { from: 'oStranger', text: `${number} 我也看到了` })).body).toMatchObject({
      became: 'report',
    });
    // The clock of the house stands still, and what is told in one moment has no order.
    door.at('2026-11-23T03:00:00Z');
    await within(corner, (tx) =>
      makeMove(
        tx,
        corner.actor('duty_officer'),
        { caseId, input: { move: 'answer', text: '已换灯。' }, ticked: [] },
        door.house.now(),
      ),
    );
    await handOver('account', { from, text: `${number} 还没修好` });
    expect((await reportOf(number)).replies).toMatchObject([
      { text: `${number} 是第三盏`, unsolved: false },
      { text: `${number} 还没修好`, unsolved: true },
    ]);
    const told = (await fetchAnswers()).filter(({ to }) => to === from).map(({ text }) => text);
    // What waits together goes out together: which of them first is the gateway's affair.
    expect(told.filter((text) => text.includes('已收到您反映的'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('补充已收到'))).toHaveLength(2);
  });

  test('that says T ends the messages, and is no report', async () => {
    const from = '13900000005';
    expect((await handOver('sms', { from, text: 'T' })).body).toEqual({ became: 'choice', number: null });
    expect((await handOver('sms', { from, text: '广告牌松动' })).body).toMatchObject({ became: 'report' });
    expect((await fetchAnswers()).filter(({ to }) => to === from)).toEqual([]);
  });

  test('comes thirty times a day from one address, not more', async () => {
    const from = '13900000006';
    for (let n = 0; n < 30; n++) expect((await handOver('sms', { from, text: 'T' })).status).toBe(200);
    expect((await handOver('sms', { from, text: 'T' })).status).toBe(429);
    expect((await handOver('sms', { from: '13900000007', text: 'T' })).status).toBe(200);
  });

  test('leaves no words and no address outside of the sealed rows', async () => {
    await handOver('account', { from: 'oMARKERaccount', text: '普通的事', name: '马克名' });
    const [row] = await rowsOf(sql<{ text: string }>`
      select string_agg(t::text, ' ') as text from (
        select to_jsonb(i) as t from connect.inbound i where i.region_id = ${corner.regionId}
        union all select to_jsonb(p) from intake.reporters p where p.region_id = ${corner.regionId}
        union all select to_jsonb(f) from kit.facts f where f.region_id = ${corner.regionId}) all_of_it`);
    expect(row!.text).not.toMatch(/MARKER|马克名/);
  });
});
