import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import type { Job } from '#contract/areas.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import { caseRoutes, makeMove } from '#cases';
import {
  answerWaiting,
  countJoining,
  intakeChecks,
  intakeRoutes,
  keepStorms,
  receiveReport,
  recogniseNew,
} from '#intake';
import { jobsDone } from '#kit/jobs.ts';
import { inCell, layCorner, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, caseRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

type Told = { title: string; detail?: string; placeText?: string; location?: { lon: number; lat: number } };
let seconds = 0;
type More = {
  naming?: 'named' | 'anonymous' | 'confidential';
  kind?: 'whistle' | 'consultation';
  matterId?: number;
  follows?: string;
};
async function report(told: Told & More) {
  door.at(new Date(Date.UTC(2026, 10, 23, 2, 0, seconds++)).toISOString());
  const contact = told.naming === 'confidential' || told.naming === 'named' ? { contact: { phone: '0001234567' } } : {};
  const input = {
    id: uuidv7(),
    kind: 'help' as const,
    naming: 'anonymous' as const,
    lang: 'zh' as const,
    ...told,
    ...contact,
  };
  return within(corner, (tx) =>
    receiveReport(tx, door.house.keys, corner.regionId, input, { channel: 'web' }, door.house.now()),
  );
}
const look = () =>
  within(corner, (tx) => recogniseNew(tx, corner.regionId, door.house.now(), 300, { after: null, wholeAt: 0 }));
const similar = async (told: Told) =>
  (await door.knock('/v1/reports/similar', { body: { id: uuidv7(), ...told } })).body.cases as {
    id: string;
    number: string;
    title: string;
    why: string;
    metres: number | null;
  }[];
const move = (post: Post, caseId: string, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, door.house.now()));
const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => (await query.execute(corner.owner)).rows;
const steps = (metres: number) => ({ lon: inCell.lon + metres / 85_400, lat: inCell.lat });
const proofs = async () => {
  for (const check of intakeChecks) {
    const found = await within(corner, (tx) =>
      check.run(tx, corner.regionId, { files: door.house.files, progress: () => {} }),
    );
    expect(found.broken, check.invariant).toEqual([]);
  }
};

describe('before one more is filed', () => {
  test('open cases that are probably the same are shown by pin or by name, with reasons; confidential ones never', async () => {
    const pinned = await report({ title: '路灯一排都不亮', placeText: '麦舟路荷坡新村段', location: inCell });
    const { manhole } = corner.matters;
    const named = await report({
      title: '水管爆了',
      detail: '兰吟小区南门口马路往外喷水',
      placeText: '兰吟小区南门',
      matterId: manhole,
    });
    await report({ title: '路灯不亮', placeText: '荷坡新村', location: inCell, naming: 'confidential' });
    expect(await look()).toBe(3);
    expect(await look()).toBe(0);
    const told = { title: '天黑看不见路', detail: '老人下楼都要打手电', location: steps(60) };
    expect(await similar(told)).toMatchObject([
      {
        id: pinned.caseId,
        number: pinned.caseNumber,
        title: '路灯一排都不亮',
        metres: 60,
        why: expect.stringContaining('路灯不亮'),
      },
    ]);
    expect(await similar({ title: '马路喷泉了', detail: '自来水管爆了没人管', placeText: '兰吟小区' })).toMatchObject([
      { id: named.caseId, metres: null, why: expect.stringMatching(/都提到兰吟小区/) },
    ]);
    expect(await similar({ title: '路灯不亮', location: steps(900) })).toEqual([]);
    expect(await similar({ title: '路面一个大坑', location: steps(10) })).toEqual([]);
  });

  test('anybody is told of what stands on the public map alone: no wrong, no question, nothing sensitive; and no telephone in a title', async () => {
    const place = { placeText: '柏夏里3号楼', location: steps(-900) };
    const told = { title: '窨井盖丢了', ...place };
    const open = await report({ ...told, title: '窨井盖丢了，联系13812345678', matterId: corner.matters.manhole });
    for (const more of [{ kind: 'whistle' }, { kind: 'consultation' }, { matterId: corner.matters.litter }] as const)
      await report({ ...told, matterId: corner.matters.manhole, ...more });
    await sql`update catalogue.matters set sensitive = true where id = ${corner.matters.litter}`.execute(corner.owner);
    await look();
    expect(await similar(told)).toMatchObject([{ id: open.caseId, title: '窨井盖丢了，联系***' }]);
    // The control: told in public again, it is shown.
    await sql`update catalogue.matters set sensitive = false where id = ${corner.matters.litter}`.execute(corner.owner);
    expect(await similar(told)).toHaveLength(2);
  });

  test('“我也遇到” joins it, both get its answer, and it is nobody’s twin once it has ended', async () => {
    const { litter } = corner.matters;
    const place = { placeText: '松歌巷15号', location: steps(-300) };
    const first = await report({ title: '垃圾桶满了没人收', ...place, matterId: litter });
    await look();
    const [found] = await similar({ title: '垃圾袋堆到路上', placeText: '松歌巷15号旁', location: steps(-310) });
    const second = await report({ title: '垃圾袋堆到路上', placeText: '松歌巷15号旁', follows: found!.id });
    expect(second).toMatchObject({ caseId: first.caseId, follows: true });
    await move('receiver', first.caseId, { move: 'answer', text: '已清运。' });
    const answered = await rows(sql<{ n: number }>`
      select count(*)::int as n from intake.reports where case_id = ${first.caseId} and answered_at is not null`);
    expect(answered).toEqual([{ n: 2 }]);
    expect(await similar({ title: '垃圾袋堆到路上', placeText: '松歌巷15号旁', location: steps(-310) })).toEqual([]);
  });
});

describe('when many follow one case at the same time', () => {
  test('none waits for another; they are counted together, answered in steps, and the page shows them piece by piece', async () => {
    const first = await report({ title: '红绿灯灭了', placeText: '槐语大道砚轩路口', location: steps(-200) });
    const follow = () => report({ title: '红绿灯不亮', placeText: '砚轩路口', follows: first.caseId });
    for (let i = 0; i < 25; i++) await follow();
    const counted = async () =>
      (await rows(sql<{ reports: number }>`select reports from cases.cases where id = ${first.caseId}`))[0]!.reports;
    expect(await counted()).toBe(20);
    // Somebody holds the case's row all the while: nobody who follows is kept waiting.
    await within(corner, async (tx) => {
      await sql`select from cases.cases where region_id = ${corner.regionId} and id = ${first.caseId} for no key update`.execute(
        tx,
      );
      await Promise.all(Array.from({ length: 6 }, follow));
    });
    expect(await within(corner, (tx) => countJoining(tx, corner.regionId, door.house.now()))).toBe(12);
    expect(await counted()).toBe(32);

    // One is on its way while the case closes: the sweep gives it the answer.
    await follow();
    await move('receiver', first.caseId, { move: 'answer', text: '信号灯已恢复。' });
    await proofs();
    await within(corner, (tx) => countJoining(tx, corner.regionId, door.house.now()));
    await settle();
    expect(
      await rows(sql`select 1 from intake.reports where case_id = ${first.caseId} and answered_at is null`),
    ).toEqual([]);
    expect(await rows(sql`select 1 from intake.joining`)).toEqual([]);
    await proofs();

    const seen: string[] = [];
    for (let after = ''; ;) {
      const path = `/v1/cases/${first.caseId}/reports?limit=10${after && `&after=${after}`}`;
      const { body } = await door.knock(path, { as: 'receiver' });
      seen.push(...body.rows.map(({ number }: { number: string }) => number));
      if (!body.next) break;
      after = body.next;
    }
    expect(seen).toHaveLength(33);
    expect(new Set(seen).size).toBe(33);
    expect(seen[0]).toBe(first.number);
  });
});

describe('beside an open case', () => {
  test('staff sees both texts and what speaks for and against; a merger answers every reporter', async () => {
    const master = await report({
      title: '污水井盖不见了',
      detail: '老陈五金店门口',
      placeText: '枫渡路88号',
      location: steps(300),
    });
    const twin = await report({
      title: '有个没盖的洞',
      detail: '五金店前头一个井没有盖子',
      placeText: '枫渡路五金店前',
      location: steps(330),
    });
    await look();
    const asked = await door.knock(`/v1/cases/${twin.caseId}/twins`, { as: 'receiver' });
    expect(asked.body).toMatchObject({
      mine: { title: '有个没盖的洞' },
      twins: [
        {
          case: { id: master.caseId },
          detail: '老陈五金店门口',
          metres: 30,
          for: expect.arrayContaining(['都在枫渡路', '说的都是井盖']),
        },
      ],
      foldedUnder: null,
      folded: 0,
    });
    await move('receiver', twin.caseId, { move: 'merge', into: master.caseId });
    await move('receiver', master.caseId, { move: 'answer', text: '已补盖。' });
    const left = await rows(
      sql`select 1 from intake.reports where case_id in (${master.caseId}, ${twin.caseId}) and answered_at is null`,
    );
    expect(left).toEqual([]);
    await proofs();
  });
});

describe('a storm', () => {
  const spot = { lon: 116.3025, lat: 39.9025 };
  const said = ['路灯不亮', '路灯全黑了', '这条街没有路灯', '街上黑漆漆的', '路灯坏了一排'];
  const list = async (query = '') =>
    (await door.knock(`/v1/cases?queue=mine&limit=200${query}`, { as: 'receiver' })).body.rows as {
      id: string;
      alike: number;
    }[];

  test('of 500 is one line with its count, taken together in one action, and every reporter is answered', async () => {
    const before = await list();
    const received: Awaited<ReturnType<typeof report>>[] = [];
    for (let i = 0; i < 500; i++)
      received.push(
        await report({ title: said[i % said.length]!, detail: '桂吟路', placeText: '桂吟路', location: spot }),
      );
    const other = await report({ title: '水管爆了往外喷水', placeText: '桂吟路', location: spot });
    while ((await look()) > 0);
    const first = received[0]!;
    const after = await list();
    const [line] = after.filter(({ id }) => id === first.caseId);
    expect(line).toMatchObject({ alike: 499 });
    expect(after.length).toBe(before.length + 2); // the storm, and the burst main among it
    expect(after.map(({ id }) => id)).toContain(other.caseId);
    // The index by which the next report finds it is no longer for the storm.
    const keyed = await rows(sql<{ n: number }>`
      select count(distinct case_id)::int as n from intake.recognised_by where key like 'n桂吟|路灯不亮'`);
    expect(keyed[0]!.n).toBeLessThanOrEqual(6);
    expect((await similar({ title: '路灯不亮', placeText: '桂吟路', location: spot })).length).toBeLessThanOrEqual(8);

    // The preview, and one that a person says is something else.
    const preview = await door.knock(`/v1/cases/${first.caseId}/folded?limit=20`, { as: 'receiver' });
    expect(preview.body.rows).toHaveLength(20);
    const apart = received[7]!.caseId;
    const taken = await door.knock(`/v1/cases/${first.caseId}/folded/apart`, {
      as: 'receiver',
      body: { id: uuidv7(), caseIds: [apart] },
    });
    expect(taken.body).toEqual({ apart: 1 });
    expect((await list()).map(({ id }) => id)).toContain(apart);

    const jobId = uuidv7();
    const path = `/v1/cases/${first.caseId}/folded/merge`;
    expect((await door.knock(path, { as: 'checker', body: { id: jobId } })).status).toBe(403);
    const started = await door.knock(path, { as: 'receiver', body: { id: jobId } });
    expect(started.body as Job).toMatchObject({ id: jobId, kind: 'intake.merge_folded', state: 'running', total: 498 });
    await jobsDone();
    const [job] = await rows(
      sql<{ state: string; result: object }>`select state, result from kit.jobs where id = ${jobId}`,
    );
    expect(job).toEqual({ state: 'done', result: { merged: 498, left: 0 } });
    const seen: string[] = [];
    for (let after = ''; ;) {
      const page = `/v1/cases/${first.caseId}/reports?limit=200${after && `&after=${after}`}`;
      const { body } = await door.knock(page, { as: 'receiver' });
      seen.push(...body.rows.map(({ number }: { number: string }) => number));
      if (!body.next) break;
      after = body.next;
    }
    expect(seen).toEqual(received.filter(({ caseId }) => caseId !== apart).map(({ number }) => number));
    await move('receiver', first.caseId, { move: 'answer', text: '该路段线路已修复。' });
    const [underway] = await rows(sql<{ n: number }>`select count(*)::int as n from intake.answering`);
    expect(underway!.n).toBe(399); // 499 reports, of which a hundred were answered with the case
    await proofs(); // those on their way count as promised
    await settle();
    const [waiting] = await rows(sql<{ n: number }>`
      select count(*)::int as n from intake.reports r join cases.cases c on c.id = r.case_id
       where r.answered_at is null and (c.id = ${first.caseId} or c.merged_into = ${first.caseId})`);
    expect(waiting).toEqual({ n: 0 });
    await proofs();
  }, 120_000);

  test('does not take back what a person took out of it, and counts it out at once, even beside somebody at work', async () => {
    const there = { lon: 116.3125, lat: 39.9125 };
    const told = { title: '路面塌了一个大坑', placeText: '槐荫里', location: there };
    const received: Awaited<ReturnType<typeof report>>[] = [];
    for (let i = 0; i < 14; i++) received.push(await report(told));
    while ((await look()) > 0);
    const [head, ...others] = received.map(({ caseId }) => caseId);
    const line = async () => (await list()).find(({ id }) => id === head);
    expect(await line()).toMatchObject({ alike: 13 });
    // Somebody holds the first case for a moment: the answer waits for her and is right.
    const held = Promise.withResolvers<void>();
    const free = Promise.withResolvers<void>();
    const holding = within(corner, async (tx) => {
      await sql`select 1 from cases.cases where id = ${head} for no key update`.execute(tx);
      held.resolve();
      await free.promise;
    });
    await held.promise;
    const taken = door.knock(`/v1/cases/${head}/folded/apart`, {
      as: 'receiver',
      body: { id: uuidv7(), caseIds: [others[3]] },
    });
    setTimeout(free.resolve, 300);
    expect((await taken).body).toEqual({ apart: 1 });
    await holding;
    expect(await line()).toMatchObject({ alike: 12 });
    await report(told);
    while ((await look()) > 0);
    expect(await line()).toMatchObject({ alike: 13 });
    expect((await list()).map(({ id }) => id)).toContain(others[3]);
  });

  test('whose first case ends alone goes on under the next', async () => {
    const here = { lon: 116.3075, lat: 39.9075 };
    const received: Awaited<ReturnType<typeof report>>[] = [];
    for (let i = 0; i < 14; i++)
      received.push(await report({ title: '小区停水一滴水都没有', placeText: '月坡苑', location: here }));
    while ((await look()) > 0);
    expect((await list()).filter(({ id }) => received.some(({ caseId }) => caseId === id))).toEqual([
      expect.objectContaining({ id: received[0]!.caseId, alike: 13 }),
    ]);
    await move('receiver', received[0]!.caseId, { move: 'answer', text: '已通知。' });
    while ((await within(corner, (tx) => keepStorms(tx, corner.regionId, door.house.now()))) > 0);
    expect((await list()).filter(({ id }) => received.some(({ caseId }) => caseId === id))).toEqual([
      expect.objectContaining({ id: received[1]!.caseId, alike: 12 }),
    ]);
  });
});

/** What the sweeps do after many were answered. */
async function settle(): Promise<void> {
  while ((await within(corner, (tx) => answerWaiting(tx, corner.regionId))) > 0);
}
