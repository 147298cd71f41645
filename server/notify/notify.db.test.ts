import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MoveInput } from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import { readIn } from '#kit/readin.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Receipt } from '#contract/intake.ts';
import { makeMove } from '#cases';
import { intakeRoutes } from '#intake';
import { notifyRoutes, sendMessages, tellNews, type Outgoing } from '#notify';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let sent: Outgoing[] = [];
let broken = false;
const sender = {
  async send(message: Outgoing) {
    if (broken) throw new Error('the gateway is down');
    sent.push(message);
  },
};
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, notifyRoutes]);
});
beforeEach(() => {
  sent = [];
  broken = false;
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const later = (seconds: number): Date => new Date(door.house.now().getTime() + seconds * 1000);
async function tellAll(seconds = 11): Promise<void> {
  while ((await within(corner, (tx) => tellNews(tx, door.house.keys, corner.regionId, later(seconds)))) > 0);
  await send(seconds);
}
const send = (seconds = 11): Promise<number> =>
  sendMessages(corner.db, door.house.keys, sender, door.house.log, corner.regionId, () => later(seconds));
let phone = 13900000000;
const nextPhone = (): string => String(++phone);
async function report(contact: object, more: object = {}): Promise<Receipt> {
  const body = { id: uuidv7(), kind: 'help', title: '路口井盖破损', naming: 'named', contact, ...more };
  const reply = await door.knock('/v1/reports', { body });
  expect(reply.body).toMatchObject({ reportId: expect.any(String) });
  return reply.body as Receipt;
}
const caseOf = async (receipt: Receipt): Promise<string> =>
  (
    await sql<{ id: string }>`
      select case_id as id from intake.reports where region_id = ${corner.regionId} and id = ${receipt.reportId}`.execute(
      corner.db,
    )
  ).rows[0]!.id;
const move = (post: Post, caseId: string, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input, ticked: [] }, door.house.now()));
async function visit(address: string): Promise<string> {
  expect((await door.knock('/v1/mine/codes', { body: { id: uuidv7(), address } })).status).toBe(200);
  await send(1);
  const code = /\d{6}/.exec(sent.at(-1)!.text)![0];
  const reply = await door.knock('/v1/mine/visits', { body: { address, code } });
  expect(reply.status).toBe(200);
  return reply.body.token as string;
}
const mine = (path: string, token: string, body?: object) =>
  door.knock(`/v1/mine${path}`, { headers: { 'gridloop-visit': token }, ...(body ? { body } : {}) });

describe('one telephone is one, however it is written', () => {
  test('a code goes to the plain number, is good for any writing of it, and finds what was told under another', async () => {
    const number = nextPhone();
    const spaced = number.replace(/(\d{3})(\d{4})/, '+86 $1-$2 ');
    const receipt = await report({ phone: spaced });
    expect((await door.knock('/v1/mine/codes', { body: { id: uuidv7(), address: `（${number}）` } })).status).toBe(200);
    await send(1);
    expect(sent.map(({ way, to }) => [way, to])).toEqual([['sms', number]]);
    const code = /\d{6}/.exec(sent[0]!.text)![0];
    const opened = await door.knock('/v1/mine/visits', { body: { address: `0086${number}`, code } });
    expect(opened.status).toBe(200);
    expect((await mine('/reports', opened.body.token)).body.rows).toMatchObject([{ number: receipt.number }]);
    // and what she is told of it goes to that number too, however she wrote it in her report
    await move('receiver', await caseOf(receipt), { move: 'receive' });
    await tellAll();
    expect(sent.at(-1)).toMatchObject({ way: 'sms', to: number });
  });

  test('so is a mailbox', async () => {
    const receipt = await report({ email: 'Mei@Example.com' });
    const token = await visit('mei＠example。COM');
    expect(sent.at(-1)).toMatchObject({ way: 'email', to: 'mei@example.com' });
    expect((await mine('/reports', token)).body.rows).toMatchObject([{ number: receipt.number }]);
  });
});

describe('news', () => {
  test('of each stage reach her telephone, once they have stood ten seconds', async () => {
    const number = nextPhone();
    const caseId = await caseOf(await report({ phone: number }));
    await move('receiver', caseId, { move: 'receive' });
    await tellAll(9);
    expect(sent).toEqual([]);
    await tellAll(11);
    expect(sent.map(({ way, to }) => [way, to])).toEqual([['sms', number]]);
    expect(sent[0]!.text).toMatch(/路口井盖破损.*已受理/);
    await tellAll(12);
    expect(sent).toHaveLength(1);
  });

  test('are not made of a history that is read in, however late or early it happened', async () => {
    const caseId = await caseOf(await report({ phone: nextPhone() }));
    await readIn(() => move('receiver', caseId, { move: 'receive' }));
    await tellAll();
    expect(sent).toEqual([]);
  });

  test('tell everybody who joined, each by her own way and in her own language', async () => {
    const [first, second] = [nextPhone(), 'lan@example.com'];
    const caseId = await caseOf(await report({ phone: first }));
    const body = { id: uuidv7(), kind: 'help', title: 'Broken manhole', naming: 'named', contact: { email: second } };
    const joined = await door.knock('/v1/reports', { body: { ...body, follows: caseId }, lang: 'en' });
    expect(joined.status).toBe(200);
    await move('duty_officer', caseId, { move: 'answer', text: '井盖今晚换新。' });
    await tellAll();
    expect(Object.fromEntries(sent.map(({ way, to }) => [to, way]))).toEqual({ [first]: 'sms', [second]: 'email' });
    expect(sent.find(({ to }) => to === second)!.text).toMatch(/^\[Pingning District\].*井盖今晚换新/);
  });

  test('of a report made in confidence name neither what nor where', async () => {
    const number = nextPhone();
    const caseId = await caseOf(await report({ phone: number }, { naming: 'confidential', title: '某科长收礼' }));
    await move('receiver', caseId, { move: 'receive' });
    await tellAll();
    expect(sent).toHaveLength(1);
    expect(sent[0]!.text).not.toContain('科长');
  });

  test('are sealed in the database, tried again when the gateway is down, and sent once', async () => {
    const number = nextPhone();
    const caseId = await caseOf(await report({ phone: number }));
    await move('receiver', caseId, { move: 'receive' });
    broken = true;
    await tellAll();
    const seen = await within(corner, async (tx) => {
      const found = await sql<{ state: string; fault: string; tries: number; words: Buffer }>`
        select state, fault, tries, words from notify.messages where region_id = ${corner.regionId} and state = 'waiting'`.execute(
        tx,
      );
      return found.rows;
    });
    expect(seen).toMatchObject([{ fault: 'the gateway is down', tries: 1 }]);
    expect(seen[0]!.words.toString('utf8')).not.toContain('井盖');
    broken = false;
    await send(30);
    expect(sent).toEqual([]);
    await send(80);
    expect(sent.map(({ to }) => to)).toEqual([number]);
    await send(4000);
    expect(sent).toHaveLength(1);
  });

  test('that a killed worker held go out within thirty seconds by another, and by nobody before that', async () => {
    const number = nextPhone();
    const caseId = await caseOf(await report({ phone: number }));
    await move('receiver', caseId, { move: 'receive' });
    while ((await within(corner, (tx) => tellNews(tx, door.house.keys, corner.regionId, later(11)))) > 0);
    const taken = Promise.withResolvers<void>();
    const dead = { send: () => (taken.resolve(), new Promise<never>(() => undefined)) };
    void sendMessages(corner.db, door.house.keys, dead, door.house.log, corner.regionId, () => later(11));
    await taken.promise;
    await send(20);
    expect(sent).toEqual([]);
    await send(11 + 30);
    expect(sent.map(({ to }) => to)).toEqual([number]);
  });

  test('nobody asked for are not sent: she chose the answer alone', async () => {
    const number = nextPhone();
    const caseId = await caseOf(await report({ phone: number }));
    const token = await visit(number);
    expect((await mine('/news', token, { id: uuidv7(), news: 'answer' })).body).toMatchObject({ news: 'answer' });
    sent = [];
    await move('receiver', caseId, { move: 'receive' });
    await tellAll();
    expect(sent).toEqual([]);
    await move('duty_officer', caseId, { move: 'answer', text: '已更换。' });
    await tellAll();
    expect(sent.map(({ text }) => text)).toEqual([expect.stringContaining('已更换')]);
  });
});

describe('我的诉求', () => {
  test('whoever reads the code sees the reports of that number, and opens them', async () => {
    const number = nextPhone();
    const receipt = await report({ phone: `+86 ${number}` });
    await report({ phone: nextPhone() });
    const token = await visit(number);
    const { body } = await mine('/reports', token);
    expect(body.rows).toMatchObject([{ number: receipt.number, secret: receipt.secret, answered: false }]);
    const opened = await door.knock(`/v1/receipts/${receipt.number}`, { code: body.rows[0].secret });
    expect(opened.status).toBe(200);
  });

  test('what was told in confidence is not among them, neither in the list nor in the export', async () => {
    const number = nextPhone();
    await report({ phone: number }, { naming: 'confidential', title: '邻居家暴' });
    await report({ phone: number }, { kind: 'whistle', title: '工程偷工减料' });
    const token = await visit(number);
    expect((await mine('/reports', token)).body.rows).toEqual([]);
    expect((await mine('/data', token)).raw.toString()).not.toMatch(/家暴|偷工/);
  });

  test('a wrong code opens nothing, five of them end the code, and an old one is over', async () => {
    const number = nextPhone();
    await report({ phone: number });
    const ask = () => door.knock('/v1/mine/codes', { body: { id: uuidv7(), address: number } });
    await ask();
    await send(1);
    const code = /\d{6}/.exec(sent.at(-1)!.text)![0];
    const wrong = code === '000000' ? '000001' : '000000';
    const give = (given: string, from = '192.0.2.77') =>
      door.knock('/v1/mine/visits', { body: { address: number, code: given }, from });
    for (let n = 0; n < 5; n++) expect((await give(wrong)).body.code).toBe('notify.wrong_code');
    expect((await give(code)).body.code).toBe('notify.wrong_code');
    await ask();
    await send(1);
    const next = /\d{6}/.exec(sent.at(-1)!.text)![0];
    const now = door.house.now();
    door.at(later(11 * 60).toISOString());
    expect((await give(next)).body.code).toBe('notify.wrong_code');
    door.at(now.toISOString());
    expect((await give(next)).status).toBe(200);
    expect((await give(next)).body.code).toBe('notify.wrong_code');
    for (let n = 0; n < 3; n++) expect((await ask()).status).toBe(200);
    expect((await ask()).body.code).toBe('request.too_many');
  });

  test('asks alike for a number nobody knows', async () => {
    const known = nextPhone();
    await report({ phone: known });
    const [a, b] = await Promise.all(
      [known, nextPhone()].map((address) => door.knock('/v1/mine/codes', { body: { id: uuidv7(), address } })),
    );
    expect([a!.status, Object.keys(a!.body)]).toEqual([b!.status, Object.keys(b!.body)]);
  });

  test('a visit ends after half an hour, or when she leaves', async () => {
    const token = await visit(nextPhone());
    const now = door.house.now();
    door.at(later(31 * 60).toISOString());
    expect((await mine('', token)).body.code).toBe('notify.no_visit');
    door.at(now.toISOString());
    expect((await mine('', token)).status).toBe(200);
    await mine('/leaving', token, { id: uuidv7() });
    expect((await mine('', token)).body.code).toBe('notify.no_visit');
  });

  test('everything at once is taken only by who gave the code a quarter of an hour ago at most', async () => {
    const token = await visit(nextPhone());
    const now = door.house.now();
    const [soon, late] = [later(14 * 60), later(16 * 60)];
    door.at(soon.toISOString());
    expect((await mine('/data', token)).status).toBe(200);
    door.at(late.toISOString());
    expect((await mine('/data', token)).body.code).toBe('notify.visit_old');
    expect((await mine('', token)).status).toBe(200);
    door.at(now.toISOString());
  });

  test('her data are hers to take: words, replies, answers, what was sent', async () => {
    const number = nextPhone();
    const receipt = await report({ phone: number, name: '王芳' });
    await move('duty_officer', await caseOf(receipt), { move: 'answer', text: '已更换。' });
    await tellAll();
    await door.knock(`/v1/receipts/${receipt.number}/replies`, {
      code: receipt.secret,
      body: { id: uuidv7(), text: '谢谢', unsolved: false },
    });
    const { raw, headers } = await mine('/data', await visit(number));
    expect(headers['cache-control']).toContain('no-store');
    expect(JSON.parse(raw.toString())).toMatchObject({
      format: 'gridloop.mine/1',
      agreed: { reports: 1, contactSince: expect.any(String), newsSince: null },
      reports: [
        {
          title: '路口井盖破损',
          contact: { name: '王芳', phone: number },
          answer: '已更换。',
          replies: [{ text: '谢谢' }],
        },
      ],
      messages: [{ number: receipt.number, text: expect.stringContaining('已更换') }],
    });
  });

  test('her contact goes when she says so: no message, no call back, no trace of the number', async () => {
    const number = nextPhone();
    const receipt = await report({ phone: number });
    const caseId = await caseOf(receipt);
    await move('duty_officer', caseId, { move: 'answer', text: '已更换。' });
    await tellAll();
    const token = await visit(number);
    expect((await mine('/removal', token, { id: uuidv7() })).status).toBe(200);
    const { rows } = await within(corner, (tx) =>
      sql<any>`
        select r.has_contact, (select count(*)::int from intake.reporters p where p.region_id = r.region_id and p.report_id = r.id) as contacts,
               (select count(*)::int from notify.messages m where m.region_id = r.region_id and m.report_id = r.id) as messages,
               (select count(*)::int from cases.callbacks k where k.region_id = r.region_id and k.report_id = r.id and k.done_at is null) as waiting,
               (select kind from kit.facts f where f.region_id = r.region_id and f.subject_id = r.id::text order by n desc limit 1) as last
          from intake.reports r where r.region_id = ${corner.regionId} and r.id = ${receipt.reportId}`.execute(tx),
    );
    expect(rows).toEqual([
      { has_contact: false, contacts: 0, messages: 0, waiting: 0, last: 'report.contact_removed' },
    ]);
    expect((await mine('', token)).body.code).toBe('notify.no_visit');
    // the receipt still opens with number and code, and still has its answer
    const opened = await door.knock(`/v1/receipts/${receipt.number}`, { code: receipt.secret });
    expect(opened.body.answer.text).toBe('已更换。');
  });
});
