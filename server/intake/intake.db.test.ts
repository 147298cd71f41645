import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Receipt, ReceiptView } from '#contract/intake.ts';
import type { Post } from '#contract/access.ts';
import { addPhoto, callBack, makeMove, processPhotos, useTemplate } from '#cases';
import { accessRoutes, housePermit, permit } from '#access';
import { DrawAgain, runsAgain } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';
import { intakeChecks, intakeRoutes, receiveReport } from '#intake';
import { inCell, layCorner, opened, outsideAll, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door, type Knock } from '../../test/support/knock.ts';
import { insertReport } from './store.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [accessRoutes, intakeRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const need = (more: object = {}) => ({
  id: uuidv7(),
  kind: 'help',
  title: '路口井盖破损',
  naming: 'anonymous',
  ...more,
});
const told = { naming: 'named', contact: { name: '王芳', phone: '13800138000', email: 'fang@example.com' } };
async function report(more: object = {}, how: Knock = {}): Promise<Receipt> {
  const reply = await door.knock('/v1/reports', { body: need(more), ...how });
  expect(reply.body).toMatchObject({ reportId: expect.any(String) });
  return reply.body as Receipt;
}
const open = async (receipt: Receipt, lang: 'zh' | 'en' = 'zh'): Promise<ReceiptView> => {
  const reply = await door.knock(`/v1/receipts/${receipt.number}`, { code: receipt.secret, lang });
  expect(reply.status).toBe(200);
  return reply.body as ReceiptView;
};
const row = async (receipt: Receipt) => {
  const { rows } = await sql<any>`
    select r.*, c.state, c.confidential, c.matter_id, c.matter_by, c.located_by, c.area_id, c.holder_unit_id, c.unsolved_at, c.discovery as case_discovery
      from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where r.region_id = ${corner.regionId} and r.id = ${receipt.reportId}`.execute(corner.db);
  return rows[0];
};
const facts = async (
  subjectId: string,
): Promise<{ kind: string; data: any; post: string | null; actor_kind: string }[]> =>
  (
    await sql<any>`select kind, data, post, actor_kind from kit.facts where region_id = ${corner.regionId} and subject_id = ${subjectId} order by n`.execute(
      corner.db,
    )
  ).rows;
const count = async (table: 'intake.reports' | 'cases.cases' | 'kit.facts'): Promise<number> =>
  (
    await sql<{
      n: number;
    }>`select count(*)::int as n from ${sql.raw(table)} where region_id = ${corner.regionId}`.execute(corner.db)
  ).rows[0]!.n;
const move = (post: Post, caseId: string, input: MoveInput, ticked: string[] = []) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input, ticked }, door.house.now()));
const caseOf = async (receipt: Receipt): Promise<string> => (await row(receipt)).case_id;

/** Through the whole loop to the answer. */
async function closeCase(caseId: string, ticked: string[] = []): Promise<void> {
  const steps: [Post, MoveInput][] = [
    ['receiver', { move: 'receive' }],
    ['duty_officer', { move: 'file', matterId: corner.matters.manhole, conditionId: corner.conditions.manhole }],
    ['dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '市政设施由市政道路处负责' }],
    ['clerk', { move: 'sign' }],
    ['clerk', { move: 'hand_back', result: '李工已更换井盖' }],
    ['checker', { move: 'check', passed: true, remark: '内部:照片清楚' }],
    ['duty_officer', { move: 'close', answer: '井盖已更换,感谢反映。' }],
  ];
  for (const [post, input] of steps) await move(post, caseId, input, ticked);
}

describe('a need comes in', () => {
  test('a department can be named: the officer reads the wish, and the case goes where it always went', async () => {
    const { departments } = (await door.knock('/v1/departments')).body as {
      departments: { id: number; name: string }[];
    };
    expect(departments.map(({ name }) => name)).toEqual(['市政道路处']);
    const [roads] = departments;
    const receipt = await report({ location: inCell, detail: '井盖破损', wishUnitId: roads!.id });
    const caseId = await caseOf(receipt);
    const { rows } = (await door.knock(`/v1/cases/${caseId}/reports`, { as: 'receiver' })).body;
    expect(rows).toMatchObject([{ wish: '市政道路处' }]);
    expect(await row(receipt)).toMatchObject({ holder_unit_id: corner.units.supervision });
    const body = {
      id: uuidv7(),
      kind: 'help',
      title: '井盖',
      naming: 'anonymous',
      wishUnitId: corner.units.supervision,
    };
    expect((await door.knock('/v1/reports', { body })).body).toMatchObject({ code: 'thing.unknown_reference' });
  });

  test('it is placed, triaged, given a case and a receipt; the contact is sealed', async () => {
    const receipt = await report({ location: inCell, detail: '上水井盖破损缺角', placeText: '路口', ...told });
    expect(receipt.number).toMatch(/^PN20261123-\d{6}$/);
    expect(receipt.secret).toMatch(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/);
    expect(receipt).toMatchObject({ outside: false, placed: '平宁区 · 河东街道 · 柳岸社区 · 柳岸社区第001单元' });
    expect(receipt.promise).toContain('回访');
    expect(await row(receipt)).toMatchObject({
      state: 'reported',
      holder_unit_id: corner.units.supervision,
      matter_id: corner.matters.manhole,
      matter_by: 'triage',
      located_by: 'point',
      area_id: corner.areas.cell,
      channel: 'web',
      discovery: 'passive',
      has_contact: true,
    });
    const [fact] = await facts(receipt.reportId);
    expect(fact).toMatchObject({
      kind: 'report.received',
      actor_kind: 'reporter',
      data: { terms: ['上水井盖', '破损'] },
    });
    const { rows } = await within(corner, (tx) =>
      sql<
        Record<string, Buffer>
      >`select name, phone, phone_hash, email from intake.reporters where region_id = ${corner.regionId} and report_id = ${receipt.reportId}`.execute(
        tx,
      ),
    );
    for (const sealed of Object.values(rows[0]!)) expect(sealed.toString('latin1')).not.toMatch(/13800138000|fang@/);
    // Nothing the facts keep tells who asked.
    expect(JSON.stringify(await facts(receipt.reportId))).not.toMatch(/王芳|138|fang@/);
  });

  test('what it will be taken for is told before it is sent, by the same judgement; unsure says nothing', async () => {
    const words = { title: '路灯不亮了', detail: '晚上路灯不亮' };
    const proposed = await door.knock('/v1/reports/proposal', { body: words });
    expect(proposed.body.matter).toMatchObject({ id: corner.matters.lamp, name: '路灯' });
    expect(proposed.body.matter.terms.length).toBeGreaterThan(0);
    const body = { id: uuidv7(), kind: 'help', naming: 'anonymous', ...words };
    await door.knock('/v1/reports', { body });
    const { rows } = await sql<{ matterId: number }>`
      select c.matter_id as "matterId" from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
       where r.region_id = ${corner.regionId} and r.id = ${body.id}`.execute(corner.owner);
    expect(rows).toEqual([{ matterId: proposed.body.matter.id }]);
    expect((await door.knock('/v1/reports/proposal', { body: { title: '你好' } })).body.matter).toBe(null);
  });

  test('the same id twice is the same receipt; another body under it is refused', async () => {
    const body = need({ location: inCell });
    const first = await door.knock('/v1/reports', { body });
    const before = await count('intake.reports');
    const again = await door.knock('/v1/reports', { body });
    expect(again.body).toEqual(first.body);
    const other = await door.knock('/v1/reports', { body: { ...body, title: '别的事' } });
    expect(other).toMatchObject({ status: 422, body: { code: 'command.id_reused' } });
    expect(await count('intake.reports')).toBe(before);
  });

  test('two that draw the same number in the same moment both get a receipt', async () => {
    const at = new Date('2026-11-23T02:00:00Z');
    const [one, other] = [await opened(corner, at), await opened(corner, at)];
    const save = (caseId: string, draw?: () => number, again = false) =>
      within(corner, async (tx) => {
        if (again) runsAgain(tx);
        const report = {
          id: uuidv7(),
          caseId,
          follows: false,
          channel: 'web',
          kind: 'help',
          discovery: 'passive',
          naming: 'anonymous' as const,
          title: '路灯不亮',
          detail: '',
          placeText: '',
          location: null,
          happenedAt: at,
          receivedAt: at,
          personId: null,
          unitId: null,
          deviceId: null,
          externalId: null,
          wishUnitId: null,
          lang: 'zh',
        };
        const number = await insertReport(tx, door.house.keys, corner.regionId, report, null, 'XX', '2026-11-23', draw);
        await new Promise((resolve) => setTimeout(resolve, 100)); // drawn, and not yet committed
        return number;
      });
    let draws = 0;
    const numbers = await Promise.all([save(one, () => 7), save(other, () => (draws++ < 3 ? 7 : 8))]);
    expect(numbers.toSorted()).toEqual(['XX20261123-000007', 'XX20261123-000008']);
    // Who is run again as a whole does not wait to hear whether her number was free.
    await expect(save(one, () => 7, true)).rejects.toBeInstanceOf(DrawAgain);
    draws = 0;
    const seven = () => save(one, () => (draws++ < 1 ? 7 : 9), true);
    const later = async (): Promise<string> => {
      try {
        return await seven();
      } catch (error) {
        if (!(error instanceof DrawAgain)) throw error;
        return seven();
      }
    };
    expect(await later()).toBe('XX20261123-000009');
    await sql`delete from intake.reports where number like 'XX%'`.execute(corner.owner);
    await sql`delete from cases.stages where case_id in (${one}, ${other})`.execute(corner.owner);
    await sql`delete from kit.facts where subject_id in (${one}, ${other})`.execute(corner.owner);
    await sql`delete from cases.cases where id in (${one}, ${other})`.execute(corner.owner);
  });

  test('when case follows case their numbers are drawn ahead: each its own, and longer than six digits when it is time', async () => {
    await sql`select setval('cases.case_numbers', 999995)`.execute(corner.owner);
    const receipts: Receipt[] = [];
    for (let round = 0; round < 4; round++)
      receipts.push(...(await Promise.all(Array.from({ length: 5 }, () => report({ location: inCell })))));
    const running = receipts.map(({ caseNumber }) => Number(/^\d{8}-(\d{6,})$/.exec(caseNumber)![1]));
    expect(new Set(running).size).toBe(20);
    expect(Math.max(...running)).toBeGreaterThan(999_999);
    for (const receipt of receipts) {
      const { rows } = await sql<{ number: string }>`
        select c.number from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
         where r.region_id = ${corner.regionId} and r.id = ${receipt.reportId}`.execute(corner.db);
      expect(rows[0]!.number).toBe(receipt.caseNumber);
    }
  });

  test('two senders of one id at the same moment make one report', async () => {
    const body = need({ location: inCell });
    const before = await count('cases.cases');
    const replies = await Promise.all([1, 2, 3].map(() => door.knock('/v1/reports', { body })));
    expect(new Set(replies.map((reply) => reply.body.number)).size).toBe(1);
    expect(await count('cases.cases')).toBe(before + 1);
  });

  test('anonymous with a contact, named without one, tomorrow, unknown matters and half a coordinate are refused, nothing written', async () => {
    const before = [await count('intake.reports'), await count('cases.cases'), await count('kit.facts')];
    const refused: [object, string][] = [
      [{ contact: { phone: '13800138000' } }, 'report.anonymous_contact'],
      [{ naming: 'named' }, 'report.contact_needed'],
      [{ naming: 'confidential', contact: { name: '王芳' } }, 'report.contact_needed'],
      [{ happenedAt: '2026-11-24T02:00:00Z' }, 'report.in_future'],
      [{ matterId: 999_999 }, 'thing.unknown_reference'],
      [{ follows: uuidv7() }, 'thing.unknown_reference'],
      [{ location: { lon: 116, lat: 39 } }, 'area.bad_coordinate'],
      [{ title: '' }, 'request.invalid'],
      [{ secret: 'x' }, 'request.invalid'],
    ];
    for (const [more, code] of refused) {
      const reply = await door.knock('/v1/reports', { body: need(more) });
      expect(reply.body.code, JSON.stringify(more)).toBe(code);
    }
    const english = await door.knock('/v1/reports', { body: need({ naming: 'named' }), lang: 'en' });
    expect(english.body.title).toContain('needs a phone number');
    expect([await count('intake.reports'), await count('cases.cases'), await count('kit.facts')]).toEqual(before);
  });

  test('a pin in no cell is outside, never the nearest; words find a name; nothing known waits with the district', async () => {
    const outside = await report({ location: outsideAll, placeText: '幸福里' });
    expect(outside).toMatchObject({ outside: true });
    expect(await row(outside)).toMatchObject({ located_by: 'outside', area_id: corner.areas.district });
    const named = await report({ placeText: '幸福里3号楼' });
    expect(await row(named)).toMatchObject({ located_by: 'name', area_id: corner.areas.cell });
    const community = await report({ title: '柳岸社区的垃圾成堆,暴露垃圾没人清运' });
    expect(await row(community)).toMatchObject({
      located_by: 'name',
      area_id: corner.areas.community,
      matter_id: corner.matters.litter,
    });
    const nowhere = await report({ title: '想问一件事' });
    expect(await row(nowhere)).toMatchObject({
      located_by: 'fallback',
      area_id: corner.areas.district,
      matter_id: corner.matters.fallback,
      matter_by: 'fallback',
    });
    expect(nowhere.placed).toBe('位置待受理员核实');
  });

  test('a pin of another datum is converted before it is placed, and kept converted', async () => {
    // In GCJ-02 the point lies half a kilometre further east and north than in WGS-84.
    const edge = { lon: 116.3122, lat: 39.9065 };
    expect(await row(await report({ location: edge, datum: 'gcj02' }))).toMatchObject({ located_by: 'point' });
    expect(await row(await report({ location: edge }))).toMatchObject({ located_by: 'outside' });
  });

  test('the chosen matter stands, by whom it was chosen is kept', async () => {
    expect(await row(await report({ matterId: corner.matters.lamp }))).toMatchObject({
      matter_id: corner.matters.lamp,
      matter_by: 'reporter',
    });
  });

  test('one who reports a wrong is treated in confidence', async () => {
    expect(await row(await report({ kind: 'whistle' }))).toMatchObject({ confidential: true });
  });
});

describe('taken by staff', () => {
  const take = (as: Post, channel: string, more: object = {}) =>
    door.knock('/v1/desk/reports', { as, body: need({ channel, ...more }) });
  test("a keeper's finding is active discovery, and nobody else may call one his own", async () => {
    const taken = await take('keeper', 'keeper', { location: inCell, matterId: corner.matters.lamp });
    expect(taken.status).toBe(200);
    expect(await row(taken.body.receipt)).toMatchObject({
      discovery: 'active',
      case_discovery: 'active',
      matter_by: 'operator',
      by_person: corner.actor('keeper').personId,
    });
    expect(await take('receiver', 'keeper')).toMatchObject({ status: 403, body: { code: 'reader.not_permitted' } });
    expect(await take('keeper', 'hotline')).toMatchObject({ status: 403 });
    expect(await take('evaluator', 'hotline')).toMatchObject({ status: 403 });
    expect((await door.knock('/v1/desk/reports', { body: need({ channel: 'hotline' }) })).body.code).toBe(
      'reader.not_signed_in',
    );
  });
  test('the hotline keeps its source and its operator', async () => {
    const taken = await take('receiver', 'hotline', { ...told, urgent: true });
    expect(await row(taken.body.receipt)).toMatchObject({
      channel: 'hotline',
      discovery: 'passive',
      by_unit: corner.units.supervision,
    });
    expect((await facts(taken.body.receipt.reportId))[0]).toMatchObject({ actor_kind: 'person', post: 'receiver' });
  });
  test('a history is imported with its own ids and times, once', async () => {
    const permit = housePermit('reports.take', corner.regionId);
    const at = new Date('2020-03-01T01:00:00Z');
    const once = () =>
      within(corner, (tx) =>
        receiveReport(
          tx,
          door.house.keys,
          corner.regionId,
          {
            id: uuidv7(),
            kind: 'complaint',
            title: 'Pothole',
            naming: 'anonymous',
            matterId: corner.matters.manhole,
            place: { areaId: corner.areas.street, areaPath: '1', location: null, locatedBy: 'operator' },
            externalId: '311-0001',
            lang: 'en',
          },
          { channel: 'import', permit },
          at,
        ),
      );
    const received = await once();
    expect(received).toMatchObject({ number: expect.stringMatching(/^PN20200301-/), receivedAt: at });
    await expect(once()).rejects.toMatchObject({ reason: { refusal: 'thing.exists' } });
  });
});

describe('by receipt', () => {
  test('a wrong number and a wrong code are the same reply', async () => {
    const receipt = await report();
    const wrongNumber = await door.knock('/v1/receipts/PN20261123-999999x', {
      code: receipt.secret,
      from: '198.51.100.1',
    });
    const wrongCode = await door.knock(`/v1/receipts/${receipt.number}`, { code: 'AAAA-BBBB', from: '198.51.100.1' });
    const noCode = await door.knock(`/v1/receipts/${receipt.number}`, { from: '198.51.100.1' });
    const same = ({ status, body }: { status: number; body: any }) => ({ status, body: { ...body, requestId: '' } });
    expect(same(wrongCode)).toEqual(same(wrongNumber));
    expect(same(noCode)).toEqual(same(wrongNumber));
    expect(wrongCode.status).toBe(404);
    // A code read aloud comes back in small letters, without dashes, with O for 0.
    const spoken = receipt.secret.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
    expect((await door.knock(`/v1/receipts/${receipt.number.toLowerCase()}`, { code: spoken })).status).toBe(200);
  });

  test('who guesses is slowed by where he sits, whatever his headers and ports say', async () => {
    const receipt = await report();
    const from = (n: number) => `2001:db8:7:7::${n.toString(16)}`;
    const guesses: number[] = [];
    for (let n = 1; n <= 25; n++) {
      const guess = { code: `GUESS-${n}`, from: from(n), headers: { 'x-forwarded-for': `203.0.113.${n}` } };
      guesses.push((await door.knock(`/v1/receipts/${receipt.number}`, guess)).status);
    }
    expect(guesses).toEqual([...Array<number>(20).fill(404), ...Array<number>(5).fill(429)]);
    const slowed = await door.knock(`/v1/receipts/${receipt.number}`, { code: receipt.secret, from: from(99) });
    expect(slowed).toMatchObject({ status: 429, body: { code: 'request.too_many' } });
    expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
    expect(
      (await door.knock(`/v1/receipts/${receipt.number}`, { code: receipt.secret, from: '2001:db8:7:8::1' })).status,
    ).toBe(200);
  });

  test("the family's code looks on and does nothing; it opens no other receipt and does not tell the reporter's own", async () => {
    const [hers, another] = [await report(told), await report()];
    const own = await open(hers);
    const familyCode = own.familyCode!;
    expect(familyCode).not.toBe(hers.secret);
    const seen = await door.knock(`/v1/receipts/${hers.number}`, { code: familyCode });
    expect([seen.status, seen.body.state, seen.body.familyCode]).toEqual([200, own.state, null]);
    expect([seen.body.mayReply, seen.body.mayRate, seen.body.mayWithdraw]).toEqual([false, false, false]);
    expect(seen.raw.toString()).not.toContain(hers.secret);
    expect((await door.knock(`/v1/receipts/${another.number}`, { code: familyCode })).body.code).toBe(
      'report.no_receipt',
    );
    const body = { id: uuidv7(), reason: '不用了' };
    const withdrawn = await door.knock(`/v1/receipts/${hers.number}/withdrawal`, { code: familyCode, body });
    expect([withdrawn.status, withdrawn.body.code]).toEqual([403, 'reader.not_permitted']);
    const photo = { method: 'PUT', bytes: Buffer.from('x'), type: 'image/jpeg', code: familyCode } as const;
    expect((await door.knock(`/v1/receipts/${hers.number}/photos/${uuidv7()}`, photo)).status).toBe(403);
    expect((await open(hers)).state).toBe('reported');
  });

  test('the timeline tells what happened in plain words, no names, no units on the way, no notes', async () => {
    const receipt = await report({ location: inCell, ...told });
    expect(await open(receipt)).toMatchObject({
      state: 'reported',
      mayReply: false,
      mayRate: false,
      mayWithdraw: true,
      answer: null,
    });
    const caseId = await caseOf(receipt);
    await closeCase(caseId);
    const view = await open(receipt);
    expect(view).toMatchObject({
      whyOffice: '市政设施由市政道路处负责',
      state: 'closed',
      stateText: '已办结并答复',
      officeName: '市政道路处',
      answer: { text: '井盖已更换,感谢反映。' },
      mayReply: true,
      mayRate: true,
      mayWithdraw: false,
      lamp: 'none',
    });
    expect(view.timeline.map((entry) => entry.text)).toEqual([
      '收到您的诉求',
      '已受理',
      '已立案',
      '交责任单位办理',
      '责任单位开始办理',
      '责任单位办理完毕，等待核查',
      '现场核查通过',
      '办结，答复见下',
    ]);
    expect(JSON.stringify(view)).not.toMatch(/李工|内部|演示|13800138000|王芳/);
    expect((await open(receipt, 'en')).timeline[1]!.text).toBe('It was taken up');
  });

  test('a reporter who left a contact is called back within three working days; others are not', async () => {
    const [withContact, without] = [await report(told), await report()];
    for (const receipt of [withContact, without]) await closeCase(await caseOf(receipt));
    const due = async (receipt: Receipt) =>
      (
        await sql<{
          due_at: Date;
        }>`select due_at from cases.callbacks where region_id = ${corner.regionId} and report_id = ${receipt.reportId}`.execute(
          corner.db,
        )
      ).rows.map((callback) => callback.due_at.toISOString());
    // Monday 10:00 + three working days of eight hours each.
    expect(await due(withContact)).toEqual(['2026-11-26T02:00:00.000Z']);
    expect(await due(without)).toEqual([]);
  });

  test('reply, rate and say "not solved", but only to an answer', async () => {
    const receipt = await report();
    const path = `/v1/receipts/${receipt.number}`;
    const code = receipt.secret;
    const early = await door.knock(`${path}/replies`, { code, body: { id: uuidv7(), text: '喂', unsolved: false } });
    expect(early).toMatchObject({ status: 409, body: { code: 'report.not_answered' } });
    expect(
      (await door.knock(`${path}/rating`, { code, body: { id: uuidv7(), solved: true, satisfied: true } })).status,
    ).toBe(409);
    await closeCase(await caseOf(receipt));

    const rated = await door.knock(`${path}/rating`, { code, body: { id: uuidv7(), solved: false, satisfied: false } });
    expect(rated.body).toMatchObject({ rating: { solved: false, satisfied: false } });
    const body = { id: uuidv7(), text: '还是响', unsolved: true };
    const replied = await door.knock(`${path}/replies`, { code, body });
    expect(replied.body).toMatchObject({
      replies: [{ text: '还是响', unsolved: true }],
      // Monday 10:00: one working day, which is Tuesday 10:00
      promise: '已收到“未解决”的反馈，监督中心在 2026年11月24日 10:00 前决定是否重新办理，并说明理由',
    });
    expect((await row(receipt)).unsolved_at).not.toBeNull();
    // Sent twice it is one reply; without the code the kept answer is not read back.
    expect((await door.knock(`${path}/replies`, { code, body })).body.replies).toHaveLength(1);
    expect((await door.knock(`${path}/replies`, { body })).status).toBe(422);
    expect((await facts(receipt.reportId)).map((fact) => fact.kind)).toEqual([
      'report.received',
      'report.answered',
      'report.rated',
      'report.replied',
    ]);
  });

  test('thanks reach whoever did the work, once, and nobody else; told in confidence they are not offered', async () => {
    const receipt = await report();
    const path = `/v1/receipts/${receipt.number}`;
    const code = receipt.secret;
    const early = await door.knock(`${path}/thanks`, { code, body: { id: uuidv7(), text: '谢谢' } });
    expect(early.body.code).toBe('report.not_answered');
    await closeCase(await caseOf(receipt));
    expect((await open(receipt)).mayThank).toBe(true);
    const family = (await open(receipt)).familyCode!;
    const byFamily = await door.knock(`${path}/thanks`, { code: family, body: { id: uuidv7(), text: '谢' } });
    expect(byFamily.status).toBe(403);
    const thanked = await door.knock(`${path}/thanks`, { code, body: { id: uuidv7(), text: '李师傅辛苦了' } });
    expect(thanked.body).toMatchObject({ mayThank: false, thanks: '李师傅辛苦了' });
    const again = await door.knock(`${path}/thanks`, { code, body: { id: uuidv7(), text: '再谢' } });
    expect(again.body.code).toBe('thing.exists');
    const read = async (as: Post) => (await door.knock('/v1/thanks', { as })).body.rows as object[];
    expect(await read('clerk')).toMatchObject([{ text: '李师傅辛苦了' }]);
    for (const post of ['leader', 'evaluator', 'checker'] as const) expect(await read(post)).toEqual([]);
    // what stands in the trail says that it was done, not what was said
    expect((await facts(receipt.reportId)).at(-1)).toMatchObject({ kind: 'report.thanked', data: {} });

    const secret = await report({ ...told, naming: 'confidential' });
    await closeCase(await caseOf(secret));
    expect((await open(secret)).mayThank).toBe(false);
    const refused = await door.knock(`/v1/receipts/${secret.number}/thanks`, {
      code: secret.secret,
      body: { id: uuidv7(), text: '谢谢' },
    });
    expect(refused.body.code).toBe('report.no_worker');
  });

  test('withdrawn by its reporter it ends with an answer; not while somebody else waits for it', async () => {
    const receipt = await report();
    const path = `/v1/receipts/${receipt.number}/withdrawal`;
    const withdrawn = await door.knock(path, { code: receipt.secret, body: { id: uuidv7(), reason: '已自行解决' } });
    // nobody wrote this answer, so everybody reads it in the own language
    expect(withdrawn.body.answer.text).toBe('已按您的要求撤回本诉求，不再办理。');
    const inEnglish = await door.knock(`/v1/receipts/${receipt.number}`, { code: receipt.secret, lang: 'en' });
    expect(inEnglish.body.answer.text).toBe('Withdrawn at your request; nothing more will be done.');
    expect(inEnglish.body.answers.at(-1).text).toBe(inEnglish.body.answer.text);
    expect(withdrawn.body).toMatchObject({
      state: 'withdrawn',
      answer: { text: expect.stringContaining('撤回') },
      mayWithdraw: false,
    });
    const again = await door.knock(path, { code: receipt.secret, body: { id: uuidv7(), reason: '再撤一次' } });
    expect(again).toMatchObject({ status: 409, body: { code: 'case.illegal_move' } });

    const shared = await report();
    const follower = await report({ follows: await caseOf(shared) });
    for (const one of [shared, follower]) {
      expect(await open(one)).toMatchObject({ mayWithdraw: false });
      const refused = await door.knock(`/v1/receipts/${one.number}/withdrawal`, {
        code: one.secret,
        body: { id: uuidv7(), reason: '不要了' },
      });
      expect(refused).toMatchObject({ status: 409, body: { code: 'report.others_wait' } });
    }
  });

  test('a photo is what its bytes say, belongs to its report, and is served only when redrawn', async () => {
    const [receipt, stranger] = [await report(), await report()];
    const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    const put = (id: string, bytes: Buffer, type: string, whose = receipt) =>
      door.knock(`/v1/receipts/${whose.number}/photos/${id}`, { code: whose.secret, bytes, type });
    const [photo, second] = [uuidv7(), uuidv7()];
    expect(await put(uuidv7(), png, 'image/jpeg')).toMatchObject({ status: 422, body: { code: 'photo.not_an_image' } });
    expect(await put(uuidv7(), Buffer.from('<svg onload="alert(1)">'), 'image/png')).toMatchObject({
      body: { code: 'photo.not_an_image' },
    });
    expect(await put(uuidv7(), png, 'text/html')).toMatchObject({ status: 415 });
    expect(
      (
        await door.knock(`/v1/receipts/${receipt.number}/photos/${photo}`, {
          code: 'wrong',
          bytes: png,
          type: 'image/png',
        })
      ).status,
    ).toBe(404);
    expect((await put(photo, png, 'image/png')).body).toMatchObject({ id: photo, state: 'waiting' });
    expect((await put(photo, png, 'image/png')).body).toMatchObject({ id: photo });
    expect((await put(second, png, 'application/octet-stream')).status).toBe(200);
    const get = (whose: Receipt) => door.knock(`/v1/receipts/${whose.number}/photos/${photo}`, { code: whose.secret });
    expect((await get(receipt)).status).toBe(404);
    while ((await processPhotos(corner.db, door.house.files, corner.regionId, door.house.now())) > 0);
    const served = await get(receipt);
    expect(served.status).toBe(200);
    expect((await sharp(served.raw).metadata()).format).toBe('jpeg');
    expect((await get(stranger)).status).toBe(404);
    expect((await open(receipt)).photos.map((one) => one.state)).toEqual(['ready', 'ready']);
    expect((await open(stranger)).photos).toEqual([]);
  });

  test('处置前后: with her answer she sees the work as it was when the check passed; not before, not what failed, nothing of the spot checks', async () => {
    const [receipt, stranger] = [await report(told), await report()];
    const caseId = await caseOf(receipt);
    const began = door.house.now().getTime();
    let minutes = 0;
    const later = () => door.at(new Date(began + ++minutes * 60_000).toISOString());
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    const taken = async (purpose: 'before' | 'after' | 'check'): Promise<string> => {
      const photo = { regionId: corner.regionId, caseId, photoId: uuidv7(), reportId: null, purpose, bytes };
      const { personId } = corner.actor('clerk');
      const by = { kind: 'person', personId, post: 'clerk', unitId: corner.units.roads } as const;
      await within(corner, (tx) => addPhoto(tx, door.house.files, { ...photo, by }, door.house.now()));
      while ((await processPhotos(corner.db, door.house.files, corner.regionId, door.house.now())) > 0);
      return photo.photoId;
    };
    const shown = async () => (await open(receipt)).photos.map(({ id }) => id);
    const got = async (id: string, code = receipt.secret, of = receipt) =>
      (await door.knock(`/v1/receipts/${of.number}/photos/${id}`, { code })).status;
    const go = async (post: Post, input: MoveInput) => {
      later();
      await move(post, caseId, input);
    };
    await go('receiver', { move: 'receive' });
    await go('duty_officer', {
      move: 'file',
      matterId: corner.matters.manhole,
      conditionId: corner.conditions.manhole,
    });
    await go('dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '市政设施由市政道路处负责' });
    await go('clerk', { move: 'sign' });
    const failed = await taken('after');
    await go('clerk', { move: 'hand_back', result: '已更换井盖' });
    await go('checker', { move: 'check', passed: false, remark: '井盖松动' });
    later();
    const [before, after] = [await taken('before'), await taken('after')];
    await go('clerk', { move: 'hand_back', result: '已重新安装' });
    const check = await taken('check');
    await go('checker', { move: 'check', passed: true, remark: '已稳固' });
    expect([await shown(), await got(after)]).toEqual([[], 404]);

    await go('duty_officer', { move: 'close', answer: '井盖已更换,感谢反映。' });
    expect(await shown()).toEqual([before, after]);
    const family = (await open(receipt)).familyCode!;
    expect([await got(before), await got(after), await got(after, family)]).toEqual([200, 200, 200]);
    expect([await got(failed), await got(check), await got(after, stranger.secret, stranger)]).toEqual([404, 404, 404]);

    // Asked about again: what is mended anew is shown with the next answer.
    later();
    const body = { id: uuidv7(), text: '又松了', unsolved: true };
    await door.knock(`/v1/receipts/${receipt.number}/replies`, { code: receipt.secret, body });
    await go('duty_officer', { move: 'reopen', reason: '确有松动' });
    const anew = await taken('after');
    expect([await shown(), await got(anew)]).toEqual([[before, after], 404]);
  });
});

describe('joined and merged', () => {
  test('a follower joins an open case and gets its answer; an ended or a confidential one is not joined', async () => {
    const first = await report({ location: inCell });
    const caseId = await caseOf(first);
    const follower = await report({ follows: caseId, title: '我也遇到', ...told });
    expect(follower.caseNumber).toBe(first.caseNumber);
    expect(await row(follower)).toMatchObject({ follows: true, case_id: caseId });
    await move('receiver', caseId, { move: 'answer', text: '已知悉,今日更换。' });
    for (const one of [first, follower])
      expect(await open(one)).toMatchObject({ answer: { text: '已知悉,今日更换。' } });
    const late = await door.knock('/v1/reports', { body: need({ follows: caseId }) });
    expect(late).toMatchObject({ status: 409, body: { code: 'report.follows_closed' } });

    const secret = await report({ naming: 'confidential', contact: told.contact });
    const curious = await door.knock('/v1/reports', { body: need({ follows: await caseOf(secret) }) });
    expect(curious.body.code).toBe('thing.unknown_reference');
  });

  test('when a master ends, every report of every case merged into it is answered, steps away too', async () => {
    const [a, b, c] = [await report(), await report(), await report()];
    const [caseA, caseB, caseC] = [await caseOf(a), await caseOf(b), await caseOf(c)];
    const follower = await report({ follows: caseA });
    await move('receiver', caseA, { move: 'merge', into: caseB });
    expect(await row(a)).toMatchObject({ state: 'merged', answered_at: null });
    await move('receiver', caseB, { move: 'merge', into: caseC });
    await move('receiver', caseC, { move: 'answer', text: '三件一并办结。' });
    for (const one of [a, b, c, follower]) {
      expect((await open(one)).answer).toMatchObject({ text: '三件一并办结。' });
      expect(await row(one)).toMatchObject({ answer_case_id: caseC });
    }
  });

  test('opened again the answer stands, and the next one takes its place', async () => {
    const receipt = await report();
    const caseId = await caseOf(receipt);
    await closeCase(caseId);
    await door.knock(`/v1/receipts/${receipt.number}/replies`, {
      code: receipt.secret,
      body: { id: uuidv7(), text: '没好', unsolved: true },
    });
    await move('duty_officer', caseId, { move: 'uphold', reason: '复核:井盖完好,响声来自相邻井盖,已另立案。' });
    expect((await open(receipt)).answer!.text).toContain('复核');
    await door.knock(`/v1/receipts/${receipt.number}/replies`, {
      code: receipt.secret,
      body: { id: uuidv7(), text: '还是没好', unsolved: true },
    });
    door.at('2026-11-23T03:00:00Z');
    await move('duty_officer', caseId, { move: 'reopen', reason: '情况属实' });
    door.at('2026-11-23T02:00:00Z');
    const reopened = await open(receipt);
    expect(reopened).toMatchObject({ state: 'filed', answer: { text: expect.stringContaining('复核') } });
    expect(reopened.timeline.at(-1)!.text).toBe('重新办理：情况属实');
  });
});

describe('who asked', () => {
  const reveal = (as: Post, receipt: Receipt, reason = '需核实门牌号') =>
    door.knock(`/v1/reports/${receipt.reportId}/contact`, { as, body: { id: uuidv7(), reason } });
  const list = async (as: Post, caseId: string) => (await door.knock(`/v1/cases/${caseId}/reports`, { as })).body;

  test('masked for those who may open it; opening it says why and is a fact', async () => {
    const receipt = await report({ ...told, location: inCell });
    const caseId = await caseOf(receipt);
    expect((await list('receiver', caseId)).rows).toMatchObject([
      {
        id: receipt.reportId,
        hasContact: true,
        masked: { name: '王*', phone: '138****8000', email: 'f***@example.com' },
      },
    ]);
    expect((await list('leader', caseId)).rows[0].masked).toBeNull();
    expect((await reveal('receiver', receipt)).body).toEqual({
      name: '王芳',
      phone: '13800138000',
      email: 'fang@example.com',
    });
    expect(await facts(receipt.reportId)).toContainEqual(
      expect.objectContaining({
        kind: 'report.contact_revealed',
        post: 'receiver',
        data: { reason: '需核实门牌号', caseId },
      }),
    );
    expect((await reveal('receiver', receipt, '。')).body.code).toBe('request.invalid');
    expect((await reveal('leader', receipt)).status).toBe(403);
    // The department has no part in the case yet: for it the report does not exist.
    expect((await reveal('handler', receipt)).status).toBe(404);
    expect((await door.knock(`/v1/cases/${caseId}/reports`, { as: 'handler' })).status).toBe(404);
    expect((await reveal('system_admin', receipt)).status).toBe(403);
  });

  test('the unit that handles it never opens a confidential reporter', async () => {
    const receipt = await report({ ...told, naming: 'confidential', location: inCell });
    const caseId = await caseOf(receipt);
    await closeCase(caseId);
    expect((await list('clerk', caseId)).rows).toMatchObject([{ hasContact: true, masked: null }]);
    expect(await reveal('clerk', receipt)).toMatchObject({ status: 403, body: { code: 'reader.not_permitted' } });
    expect((await reveal('caller', receipt)).body).toMatchObject({ phone: '13800138000' });
    expect((await facts(receipt.reportId)).filter((fact) => fact.kind === 'report.contact_revealed')).toHaveLength(1);
  });

  test('what she told before is opened inside her open case, with a reason on record, and nothing told in confidence', async () => {
    const contact = { phone: '13600001111' };
    const before = await report({ ...told, title: '旧事一件', contact, location: inCell });
    await report({ ...told, title: '悄悄说的', naming: 'confidential', contact, location: inCell });
    const now = await report({ ...told, title: '现在的事', contact, location: inCell });
    const ask = (as: Post, receipt: { reportId: string }, reason = '来电人说以前反映过') =>
      door.knock(`/v1/reports/${receipt.reportId}/history`, { as, body: { id: uuidv7(), reason } });
    const opened = await ask('receiver', now);
    expect(opened.body.earlier.map(({ title }: { title: string }) => title)).toEqual(['旧事一件']);
    expect(Object.keys(opened.body)).toEqual(['earlier']);
    expect(await facts(now.reportId)).toContainEqual(
      expect.objectContaining({
        kind: 'report.history_opened',
        data: { reason: '来电人说以前反映过', caseId: await caseOf(now) },
      }),
    );
    expect((await ask('receiver', now, '。')).body.code).toBe('request.invalid');
    expect((await ask('leader', now)).status).toBe(403);
    await closeCase(await caseOf(before));
    expect((await ask('receiver', before)).body.code).toBe('report.case_over');
  });

  test('a sealed field moved to another row cannot be opened', async () => {
    const [mine, other] = [await report(told), await report(told)];
    await within(corner, (tx) =>
      sql`update intake.reporters set phone = (select phone from intake.reporters where region_id = ${corner.regionId} and report_id = ${mine.reportId})
           where region_id = ${corner.regionId} and report_id = ${other.reportId}`.execute(tx),
    );
    expect((await reveal('receiver', other)).status).toBe(500);
  });
});

describe('proofs', () => {
  const run = async () =>
    Object.fromEntries(
      await Promise.all(
        intakeChecks.map(
          async (check) =>
            [
              check.invariant,
              await within(corner, (tx) =>
                check.run(tx, corner.regionId, { files: door.house.files, progress: () => {} }),
              ),
            ] as const,
        ),
      ),
    );
  test('nothing is broken after all these stories; a planted corruption is found', async () => {
    const sound = await run();
    expect(sound['report_answered']).toMatchObject({ broken: [], brokenCount: 0 });
    expect(sound['merged_all_answered']).toMatchObject({ broken: [], brokenCount: 0 });
    for (const { checked } of Object.values(sound)) expect(checked).toBeGreaterThan(0);

    const [alone, merged, master] = [await report(), await report(), await report()];
    await move('receiver', await caseOf(alone), { move: 'answer', text: '已办' });
    await move('receiver', await caseOf(merged), { move: 'merge', into: await caseOf(master) });
    await move('receiver', await caseOf(master), { move: 'answer', text: '已办' });
    const forget = (receipt: Receipt) =>
      sql`update intake.reports set answered_at = null, answer_n = null, answer_case_id = null where region_id = ${corner.regionId} and id = ${receipt.reportId}`.execute(
        corner.owner,
      );
    await forget(alone);
    expect(await run()).toMatchObject({
      report_answered: { broken: [alone.reportId], brokenCount: 1 },
      merged_all_answered: { brokenCount: 0 },
    });
    await forget(merged);
    expect(await run()).toMatchObject({
      report_answered: { brokenCount: 2 },
      merged_all_answered: { broken: [merged.reportId], brokenCount: 1 },
    });
    // An answer that does not exist is none.
    await sql`update intake.reports set answer_n = 99 where region_id = ${corner.regionId} and id = ${master.reportId}`.execute(
      corner.owner,
    );
    expect(await run()).toMatchObject({ report_answered: { brokenCount: 3 } });
  });
});

// The last, because from here on these cases run by another template.
describe('another template', () => {
  test('where the template asks before closing, a case is not closed before its reporter was called', async () => {
    await within(corner, (tx) =>
      useTemplate(
        tx,
        granted(permit(corner.actor('system_admin'), 'catalogue.edit')),
        { name: 'linkage_seven', matterIds: [corner.matters.manhole], reason: '七步联动', commandId: uuidv7() },
        door.house.now(),
        'zh',
      ),
    );
    const receipt = await report({ ...told, matterId: corner.matters.manhole });
    const caseId = await caseOf(receipt);
    const closing = closeCase(caseId, ['done', 'told']);
    await expect(closing).rejects.toMatchObject({ reason: { refusal: 'case.callback_first' } });
    const calls = async () =>
      (
        await sql<any>`select n, due_at, done_at from cases.callbacks where region_id = ${corner.regionId} and report_id = ${receipt.reportId}`.execute(
          corner.db,
        )
      ).rows;
    // Two working days of eight hours after the check that was passed.
    expect(await calls()).toMatchObject([{ n: 1, due_at: new Date('2026-11-25T02:00:00Z'), done_at: null }]);
    const call = { caseId, id: uuidv7(), reportId: receipt.reportId, reached: true, solved: true, satisfied: true };
    await within(corner, (tx) => callBack(tx, corner.actor('caller'), { ...call, remark: '' }, door.house.now()));
    await move('duty_officer', caseId, { move: 'close', answer: '井盖已更换，感谢反映。' });
    expect((await open(receipt)).state).toBe('closed');
    expect(await calls(), 'nobody is called twice').toHaveLength(1);
  });
});
