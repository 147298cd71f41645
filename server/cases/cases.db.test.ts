/** The loop on a real PostgreSQL and over HTTP: one need all the way round, and what happens when people collide. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { housePermit } from '#access';
import { calendarOf, saveCalendar } from '#catalogue';
import { intakeRoutes } from '#intake';
import { caseChecks, caseRoutes, processPhotos, sweepAlarms } from '#cases';
import { inCell, layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Answer, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes, caseRoutes]);
});
afterAll(async () => {
  // Whatever the stories did, the house must stand: every invariant of the loop holds on what they left behind.
  for (const check of caseChecks) {
    const found = await within(corner, (tx) =>
      check.run(tx, corner.regionId, { files: door.house.files, progress: () => undefined }),
    );
    expect({ invariant: check.invariant, broken: found.broken }).toEqual({ invariant: check.invariant, broken: [] });
  }
  await door.close();
  await corner.drop();
});

const monday = '2026-11-23T02:00:00Z';
type Told = { caseId: string; number: string; secret: string };

/** A lamp is reported on the public site; the minutes since Monday 10:00 tell the story's clock. */
async function reportLamp(more: Record<string, unknown> = {}): Promise<Told> {
  const id = uuidv7();
  const sent = await door.knock('/v1/reports', {
    body: {
      id,
      kind: 'help',
      title: '路灯不亮',
      detail: '幸福里门口路灯三天不亮',
      location: inCell,
      naming: 'anonymous',
      matterId: corner.matters.lamp,
      ...more,
    },
  });
  expect(sent.status).toBe(200);
  const { rows } = await sql<{ case_id: string }>`select case_id from intake.reports where id = ${id}`.execute(
    corner.owner,
  );
  return { caseId: rows[0]!.case_id, number: sent.body.number, secret: sent.body.secret };
}
async function versionOf(caseId: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from cases.cases where id = ${caseId}`.execute(
    corner.owner,
  );
  return rows[0]!.version;
}
const move = async (caseId: string, as: Post, input: MoveInput, more: Record<string, unknown> = {}): Promise<Answer> =>
  door.knock(`/v1/cases/${caseId}/moves`, {
    as,
    body: { id: uuidv7(), version: await versionOf(caseId), input, ...more },
  });
async function moved(caseId: string, as: Post, input: MoveInput): Promise<any> {
  const answer = await move(caseId, as, input);
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return answer.body;
}
/** What waits for this post: the lines of its queue, which must be as many as the number on the tab says. */
async function waitsFor(as: Post): Promise<string[]> {
  const { rows, next } = (await door.knock('/v1/cases?queue=mine&limit=200', { as })).body;
  expect(next).toBeNull();
  expect((await door.knock('/v1/cases/counts', { as })).body.counts.mine).toBe(rows.length);
  return rows.map((row: any) => row.id);
}
async function upTo(state: 'filed' | 'signed' | 'handled' | 'closed'): Promise<Told> {
  const lamp = await reportLamp();
  await moved(lamp.caseId, 'receiver', { move: 'receive' });
  await moved(lamp.caseId, 'duty_officer', {
    move: 'file',
    matterId: corner.matters.lamp,
    conditionId: corner.conditions.lamp,
  });
  if (state === 'filed') return lamp;
  await moved(lamp.caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
  await moved(lamp.caseId, 'clerk', { move: 'sign' });
  if (state === 'signed') return lamp;
  await moved(lamp.caseId, 'clerk', { move: 'hand_back', result: '已换灯泡' });
  if (state === 'handled') return lamp;
  await moved(lamp.caseId, 'checker', { move: 'check', passed: true, remark: '现场已亮' });
  await moved(lamp.caseId, 'duty_officer', { move: 'close', answer: '路灯已修复,感谢您的反映。' });
  return lamp;
}

describe('a broken lamp', () => {
  test('goes round the loop through six hands and its reporter reads the answer by the receipt', async () => {
    const lamp = await upTo('closed');
    const view = await door.knock(`/v1/receipts/${lamp.number}`, { code: lamp.secret });
    expect(view.body).toMatchObject({ state: 'closed', answer: { text: '路灯已修复,感谢您的反映。' }, mayReply: true });
    const page = await door.knock(`/v1/cases/${lamp.caseId}`, { as: 'leader' });
    expect(page.status).toBe(200);
    expect(page.body.timeline.map((fact: { kind: string }) => fact.kind)).toEqual([
      'case.opened',
      'case.received',
      'case.filed',
      'case.dispatched',
      'case.signed',
      'case.handed_back',
      'case.checked',
      'case.closed',
    ]);
    expect(page.body.timeline.map((fact: { n: number }) => fact.n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('tells each hand what it may do and why not, before it tries', async () => {
    const lamp = await upTo('handled');
    const seenBy = async (as: Post) =>
      Object.fromEntries(
        (await door.knock(`/v1/cases/${lamp.caseId}`, { as })).body.moves.map((one: any) => [
          one.move,
          one.may ? true : one.why,
        ]),
      );
    expect(await seenBy('checker')).toMatchObject({ check: true, dispatch: expect.stringContaining('待核查') });
    const clerk = await seenBy('clerk');
    expect(clerk['check']).toContain('核查员');
    const refused = await move(lamp.caseId, 'clerk', { move: 'check', passed: true, remark: '自己看过了' });
    expect([refused.status, refused.body.code]).toEqual([409, 'case.not_yours']);
    // On the wire, in the language of the reader: where it stands, what was tried, whose it is, and what may be done now.
    const illegal = await move(lamp.caseId, 'dispatcher', {
      move: 'dispatch',
      unitId: corner.units.roads,
      reason: '再派',
    });
    expect([illegal.status, illegal.body.code]).toEqual([409, 'case.illegal_move']);
    for (const words of ['“待核查”', '“派遣”', '“已立案”时由派遣员办理', '核查（核查员、网格员）'])
      expect(illegal.body.title).toContain(words);
  });

  test('is in the queue of whoever must act now, and of nobody who must not', async () => {
    const lamp = await upTo('filed');
    const mine = async (as: Post) => (await waitsFor(as)).includes(lamp.caseId);
    expect([await mine('dispatcher'), await mine('receiver'), await mine('clerk'), await mine('checker')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect((await door.knock(`/v1/cases/${lamp.caseId}`, { as: 'clerk' })).status).toBe(404);
    await moved(lamp.caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
    expect([await mine('dispatcher'), await mine('clerk')]).toEqual([false, true]);
    const found = await door.knock(`/v1/cases?q=${encodeURIComponent('路灯')}&limit=200`, { as: 'leader' });
    expect(found.body.rows.length).toBeGreaterThan(0);
    expect((await door.knock(`/v1/cases?q=${encodeURIComponent('没有这样的词')}`, { as: 'leader' })).body.rows).toEqual(
      [],
    );
  });

  test('pages without losing or doubling one', async () => {
    for (let i = 0; i < 5; i++) await reportLamp();
    for (const queue of ['mine', 'all']) {
      const seen: string[] = [];
      for (let after: string | null = ''; after !== null;) {
        const page: Answer = await door.knock(`/v1/cases?queue=${queue}&limit=2${after ? `&after=${after}` : ''}`, {
          as: 'receiver',
        });
        seen.push(...page.body.rows.map((row: any) => row.id));
        after = page.body.next;
      }
      const whole = (await door.knock(`/v1/cases?queue=${queue}&limit=200`, { as: 'receiver' })).body.rows.map(
        (row: any) => row.id,
      );
      expect(seen).toEqual(whole);
      expect(new Set(seen).size).toBe(seen.length);
    }
  });
});

describe('sent twice, sent late, sent at once', () => {
  test('the same move with the same id is done once and answered twice; with other content it is refused', async () => {
    const lamp = await reportLamp();
    const body = { id: uuidv7(), version: await versionOf(lamp.caseId), input: { move: 'receive' } };
    const [first, second] = [
      await door.knock(`/v1/cases/${lamp.caseId}/moves`, { as: 'receiver', body }),
      await door.knock(`/v1/cases/${lamp.caseId}/moves`, { as: 'receiver', body }),
    ];
    expect(second.body).toEqual(first.body);
    expect(await versionOf(lamp.caseId)).toBe(2);
    const other = await door.knock(`/v1/cases/${lamp.caseId}/moves`, {
      as: 'receiver',
      body: { ...body, input: { move: 'receive', urgent: true } },
    });
    expect([other.status, other.body.code]).toEqual([422, 'command.id_reused']);
    const somebodyElse = await door.knock(`/v1/cases/${lamp.caseId}/moves`, { as: 'duty_officer', body });
    expect(somebodyElse.body.code).toBe('command.id_reused');
  });

  test('a mover who looked at an older stage is told the present one; a note in between does not disturb', async () => {
    const lamp = await upTo('filed');
    const seen = await versionOf(lamp.caseId);
    await door.knock(`/v1/cases/${lamp.caseId}/notes`, {
      as: 'receiver',
      body: { id: uuidv7(), text: '来电人再次催问' },
    });
    const fine = await move(
      lamp.caseId,
      'dispatcher',
      { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' },
      { version: seen },
    );
    expect(fine.status).toBe(200);
    const late = await move(
      lamp.caseId,
      'dispatcher',
      { move: 'dispatch', unitId: corner.units.street, reason: '属地' },
      { version: seen },
    );
    expect([late.status, late.body.code, late.body.current]).toEqual([
      409,
      'thing.stale',
      { version: seen + 2, state: 'dispatched' },
    ]);
    const wrong = await door.knock(`/v1/cases/${lamp.caseId}/moves`, {
      as: 'dispatcher',
      body: { id: uuidv7(), version: 0, input: { move: 'dispatch', unitId: 'x', reason: '' } },
      lang: 'en',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors.map((error: any) => error.field)).toEqual(['/input/unitId', '/input/reason']);
  });

  test('of twelve who dispatch at the same moment one wins, and eleven see what she did', async () => {
    const lamp = await upTo('filed');
    const version = await versionOf(lamp.caseId);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        door.knock(`/v1/cases/${lamp.caseId}/moves`, {
          as: 'dispatcher',
          body: {
            id: uuidv7(),
            version,
            input: { move: 'dispatch', unitId: i % 2 ? corner.units.roads : corner.units.street, reason: '同时' },
          },
        }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409 && answer.body.code === 'thing.stale')).toHaveLength(11);
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from cases.assignments where case_id = ${lamp.caseId} and live and role = 'lead'`.execute(
      corner.owner,
    );
    expect(rows[0]!.n).toBe(1);
  });

  test('a move takes at most twelve statements, the answer that closes it included', async () => {
    const lamp = await upTo('handled');
    await moved(lamp.caseId, 'checker', { move: 'check', passed: true, remark: '已亮' });
    const version = await versionOf(lamp.caseId);
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const answer = await door.knock(`/v1/cases/${lamp.caseId}/moves`, {
      as: 'duty_officer',
      body: { id: uuidv7(), version, input: { move: 'close', answer: '已修复' } },
    });
    const statements = query.mock.calls.length;
    query.mockRestore();
    expect(answer.status).toBe(200);
    expect(statements).toBeLessThanOrEqual(12);
  });
});

describe('what the database itself refuses', () => {
  test('a check by the handler’s own root unit, even from somebody who writes SQL', async () => {
    const lamp = await upTo('handled');
    const forged = sql`
      insert into cases.checks (region_id, case_id, n, assignment_id, handler_root_unit_id, checker_id, checker_root_unit_id, passed, remark, at)
      select region_id, case_id, 99, id, root_unit_id, ${corner.actor('clerk').personId}, root_unit_id, true, '自查', now() from cases.assignments where case_id = ${lamp.caseId} and live`;
    await expect(forged.execute(corner.owner)).rejects.toThrow(/check_by_other_root_unit/);
    // nor with another root unit named than the assignment's own
    const lying = sql`
      insert into cases.checks (region_id, case_id, n, assignment_id, handler_root_unit_id, checker_id, checker_root_unit_id, passed, remark, at)
      select region_id, case_id, 99, id, ${corner.units.street}, ${corner.actor('clerk').personId}, root_unit_id, true, '自查', now() from cases.assignments where case_id = ${lamp.caseId} and live`;
    await expect(lying.execute(corner.owner)).rejects.toThrow(/foreign key/);
  });

  test('a second lead, a second clock, an end without reason or answer, and any change of a fact by the server', async () => {
    const lamp = await upTo('signed');
    const refused = (statement: string, how: RegExp) =>
      expect(sql.raw(statement).execute(corner.owner)).rejects.toThrow(how);
    await refused(
      `insert into cases.assignments (region_id, id, case_id, unit_id, root_unit_id, role, dispatched_at) select region_id, gen_random_uuid(), case_id, unit_id, root_unit_id, 'lead', now() from cases.assignments where case_id = '${lamp.caseId}'`,
      /one_live_lead/,
    );
    await refused(
      `insert into cases.stages (region_id, case_id, n, state, unit_id, entered_at, started_at, time_limit) select region_id, case_id, 99, 'signed', unit_id, now(), now(), time_limit from cases.stages where case_id = '${lamp.caseId}' and ended_at is null`,
      /one_stage_clock/,
    );
    await refused(
      `update cases.cases set state = 'closed', holder_unit_id = null, ended_at = now(), end_reason = 'closed' where id = '${lamp.caseId}'`,
      /ended_is_answered/,
    );
    await refused(`update cases.cases set ended_at = now() where id = '${lamp.caseId}'`, /ended_has_reason/);
    await expect(
      sql`update kit.facts set data = '{}' where subject_id = ${lamp.caseId}`.execute(corner.db),
    ).rejects.toThrow(/permission denied/);
    await expect(sql`delete from kit.facts where subject_id = ${lamp.caseId}`.execute(corner.db)).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('clocks', () => {
  test('a stage warns, then is red and stands in the superior’s queue too; two sweeps at once tell it once', async () => {
    door.at(monday);
    const lamp = await reportLamp();
    const at = (minutes: number) => new Date(new Date(monday).getTime() + minutes * 60_000);
    const kinds = async () =>
      (
        await sql<{ kind: string }>`select kind from kit.facts where subject_id = ${lamp.caseId} order by n`.execute(
          corner.owner,
        )
      ).rows.map((row) => row.kind);
    const sweep = (when: Date) => within(corner, (tx) => sweepAlarms(tx, corner.regionId, when, 500));
    await sweep(at(12));
    expect(await kinds()).toContain('case.stage_warned');
    await Promise.all([sweep(at(16)), sweep(at(16)), sweep(at(16))]);
    expect((await kinds()).filter((kind) => kind === 'case.stage_overdue')).toHaveLength(1);
    door.at(at(16).toISOString());
    const superior = await door.knock('/v1/cases?queue=superior&limit=200', { as: 'leader' });
    expect(superior.body.rows.find((row: any) => row.id === lamp.caseId)).toMatchObject({
      stageLamp: 'red',
      escalated: true,
    });
    await moved(lamp.caseId, 'receiver', { move: 'receive' });
    expect(
      (await door.knock('/v1/cases?queue=superior&limit=200', { as: 'leader' })).body.rows.some(
        (row: any) => row.id === lamp.caseId,
      ),
    ).toBe(false);
    door.at(monday);
  });

  test('a calendar that changes recounts every running clock, and says so', async () => {
    door.at(monday);
    const lamp = await upTo('signed');
    const due = async () =>
      new Date((await door.knock(`/v1/cases/${lamp.caseId}`, { as: 'clerk' })).body.handlingClock.dueAt);
    const before = await due();
    await within(corner, async (tx) => {
      const now = await calendarOf(tx, corner.regionId);
      const calendar = { ...now.calendar, days: { ...now.calendar.days, '2026-11-24': [] } };
      await saveCalendar(
        tx,
        housePermit('catalogue.edit', corner.regionId),
        now.id,
        { version: now.version, calendar, reason: '临时放假一天' },
        new Date(monday),
      );
    });
    expect((await due()).getTime() - before.getTime()).toBe(24 * 3600_000);
    const page = await door.knock(`/v1/cases/${lamp.caseId}`, { as: 'clerk' });
    expect(page.body.timeline.at(-1).kind).toBe('case.recomputed');
  });
});

describe('return, merger, callback, reopening', () => {
  test('an accepted return brings the case back to the dispatcher; a refused one leaves it with the unit', async () => {
    const lamp = await upTo('signed');
    await moved(lamp.caseId, 'clerk', {
      move: 'ask_return',
      reason: '属街道管理',
      suggestedUnitId: corner.units.street,
    });
    const waiting = await door.knock('/v1/cases?queue=mine&limit=200', { as: 'dispatcher' });
    expect(waiting.body.rows.find((row: any) => row.id === lamp.caseId)).toMatchObject({ returnAsked: true });
    await moved(lamp.caseId, 'dispatcher', { move: 'decide_return', accept: true, decision: '同意' });
    const row = await moved(lamp.caseId, 'dispatcher', {
      move: 'dispatch',
      unitId: corner.units.street,
      reason: '改派属地',
    });
    expect(row.lead.id).toBe(corner.units.street);
  });

  test('two reports of one lamp: merged, and both reporters read the one answer', async () => {
    const [master, child] = [await upTo('filed'), await reportLamp()];
    expect((await move(child.caseId, 'receiver', { move: 'merge', into: child.caseId })).body.code).toBe(
      'case.merge_target',
    );
    await moved(child.caseId, 'receiver', { move: 'merge', into: master.caseId });
    expect((await door.knock(`/v1/receipts/${child.number}`, { code: child.secret })).body.answer).toBeNull();
    await moved(master.caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
    await moved(master.caseId, 'clerk', { move: 'sign' });
    await moved(master.caseId, 'clerk', { move: 'hand_back', result: '已修' });
    await moved(master.caseId, 'checker', { move: 'check', passed: true, remark: '已亮' });
    await moved(master.caseId, 'duty_officer', { move: 'close', answer: '两位反映的路灯已修复。' });
    for (const report of [master, child]) {
      const view = await door.knock(`/v1/receipts/${report.number}`, { code: report.secret });
      expect(view.body.answer?.text).toBe('两位反映的路灯已修复。');
    }
    expect((await door.knock(`/v1/cases/${master.caseId}`, { as: 'leader' })).body.case.reports).toBe(2);
  });

  test('a reporter who says "not solved" is heard: reopened by the supervision side, round again, answered anew', async () => {
    const lamp = await upTo('closed');
    await door.knock(`/v1/receipts/${lamp.number}/replies`, {
      code: lamp.secret,
      body: { id: uuidv7(), text: '昨晚又灭了', unsolved: true },
    });
    const queue = await door.knock('/v1/cases?queue=unsolved&limit=200', { as: 'duty_officer' });
    expect(queue.body.rows.some((row: any) => row.id === lamp.caseId)).toBe(true);
    expect(await waitsFor('duty_officer')).toContain(lamp.caseId);
    await moved(lamp.caseId, 'duty_officer', { move: 'reopen', reason: '回访未解决' });
    expect(await waitsFor('duty_officer')).not.toContain(lamp.caseId);
    await moved(lamp.caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '原单位' });
    await moved(lamp.caseId, 'clerk', { move: 'sign' });
    await moved(lamp.caseId, 'clerk', { move: 'hand_back', result: '换了整灯' });
    await moved(lamp.caseId, 'checker', { move: 'check', passed: true, remark: '两晚均亮' });
    await moved(lamp.caseId, 'duty_officer', { move: 'close', answer: '已更换整灯。' });
    const view = await door.knock(`/v1/receipts/${lamp.number}`, { code: lamp.secret });
    expect(view.body.answers.map((answer: any) => answer.text)).toEqual(['路灯已修复,感谢您的反映。', '已更换整灯。']);
  });

  test('a named reporter is called back; "not solved" on the phone counts like a written one', async () => {
    const lamp = await reportLamp({ naming: 'named', contact: { name: '王女士', phone: '00080011234' } });
    await moved(lamp.caseId, 'receiver', { move: 'receive' });
    await moved(lamp.caseId, 'duty_officer', {
      move: 'file',
      matterId: corner.matters.lamp,
      conditionId: corner.conditions.lamp,
    });
    await moved(lamp.caseId, 'dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' });
    await moved(lamp.caseId, 'clerk', { move: 'sign' });
    await moved(lamp.caseId, 'clerk', { move: 'hand_back', result: '已修' });
    await moved(lamp.caseId, 'checker', { move: 'check', passed: true, remark: '已亮' });
    await moved(lamp.caseId, 'duty_officer', { move: 'close', answer: '已修复。' });
    const [task] = (await door.knock(`/v1/cases/${lamp.caseId}`, { as: 'caller' })).body.callbacks;
    expect(task).toMatchObject({ doneAt: null });
    expect(await waitsFor('caller')).toContain(lamp.caseId);
    const call = (more: Record<string, unknown>) =>
      door.knock(`/v1/cases/${lamp.caseId}/callbacks`, {
        as: 'caller',
        body: { id: uuidv7(), reportId: task.reportId, remark: '', ...more },
      });
    expect((await call({ reached: false })).status).toBe(200);
    const answered = await call({ reached: true, solved: false, satisfied: false });
    expect(answered.body.unsolved).toBe(true);
    expect(await waitsFor('caller')).not.toContain(lamp.caseId);
    expect(await waitsFor('duty_officer')).toContain(lamp.caseId);
    expect((await call({ reached: true, solved: true })).body.code).toBe('case.no_callback');
    await moved(lamp.caseId, 'duty_officer', { move: 'uphold', reason: '经复查灯具正常,停电所致,已转告供电部门。' });
    expect((await door.knock(`/v1/receipts/${lamp.number}`, { code: lamp.secret })).body.answer.text).toContain('停电');
  });
});

describe('photos', () => {
  const photo = (caseId: string, bytes: Buffer, more: { as?: Post; type?: string; id?: string } = {}) =>
    door.knock(`/v1/cases/${caseId}/photos/${more.id ?? uuidv7()}?purpose=after`, {
      as: more.as ?? 'clerk',
      bytes,
      type: more.type ?? 'image/jpeg',
    });
  const camera = () =>
    sharp({ create: { width: 2600, height: 900, channels: 3, background: '#889' } })
      .jpeg()
      .withExif({ IFD0: { Make: 'SECRETCAM' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 54/1 0/1' } })
      .toBuffer();

  test('are not served before they are drawn anew, and then without a trace of where they were taken', async () => {
    const lamp = await upTo('signed');
    const id = uuidv7();
    const raw = await camera();
    expect(raw.includes('SECRETCAM')).toBe(true);
    expect((await photo(lamp.caseId, raw, { id })).body).toMatchObject({ id, state: 'waiting' });
    expect((await photo(lamp.caseId, raw, { id })).body).toMatchObject({ id, state: 'waiting' }); // sent again: the same answer
    expect((await door.knock(`/v1/cases/${lamp.caseId}/photos/${id}`, { as: 'clerk' })).status).toBe(404);
    while ((await processPhotos(corner.db, door.house.files, corner.regionId, new Date(monday))) > 0);
    const served = await door.knock(`/v1/cases/${lamp.caseId}/photos/${id}`, { as: 'clerk' });
    expect([served.status, served.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(served.raw.includes('SECRETCAM')).toBe(false);
    const meta = await sharp(served.raw).metadata();
    expect([meta.exif, meta.xmp, meta.iptc, meta.width]).toEqual([undefined, undefined, undefined, 2000]);
  });

  test('that lie are refused at the door or at the drawing board, and the case goes on', async () => {
    const lamp = await upTo('signed');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect((await photo(lamp.caseId, svg)).body.code).toBe('photo.not_an_image');
    expect((await photo(lamp.caseId, svg, { type: 'image/svg+xml' })).body.code).toBe('request.media_type');
    const id = uuidv7();
    const broken = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(4000)]);
    expect((await photo(lamp.caseId, broken, { id })).status).toBe(200);
    while ((await processPhotos(corner.db, door.house.files, corner.regionId, new Date(monday))) > 0);
    const page = await door.knock(`/v1/cases/${lamp.caseId}`, { as: 'clerk' });
    expect(page.body.photos.find((one: any) => one.id === id)).toMatchObject({ state: 'refused' });
    await moved(lamp.caseId, 'clerk', { move: 'hand_back', result: '已修' });
  });

  test('of another’s case cannot be added or read', async () => {
    const [mine, other] = [await upTo('signed'), await upTo('filed')];
    expect((await photo(other.caseId, await camera())).status).toBe(404);
    const id = uuidv7();
    await photo(mine.caseId, await camera(), { id });
    expect((await door.knock(`/v1/cases/${other.caseId}/photos/${id}`, { as: 'leader' })).status).toBe(404);
    while ((await processPhotos(corner.db, door.house.files, corner.regionId, new Date(monday))) > 0);
  });
});
