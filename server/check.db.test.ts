/** Every promise of `gridloop check`: it holds on what the loop makes, and whatever is broken behind its back is found. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type RawBuilder } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { MeetingStep } from '#contract/meetings.ts';
import type { Post } from '#contract/access.ts';
import { permit } from '#access';
import { addPhoto, caseChecks, conveneMeeting, makeMove, processPhotos, stepMeeting } from '#cases';
import { intakeChecks, receiveReport } from '#intake';
import type { Checked } from '#kit/check.ts';
import { keysFrom } from '#kit/crypto.ts';
import { daysCheck } from '#kit/days.ts';
import { enterRegion, type Tx } from '#kit/db.ts';
import { reporter } from '#kit/facts.ts';
import { fileName, fileStore, type Files } from '#kit/files.ts';
import { granted } from '#kit/refusal.ts';
import { inCell, layCorner, within, type Corner } from '../test/support/corner.ts';
import { keepAllDays } from '../test/support/days.ts';
import { runChecks } from './check.ts';
import { keptDays } from './sweeps.ts';

const keys = keysFrom(randomBytes(32));
let corner: Corner;
let files: Files;
let folder = '';
/** one case that went round with a rework, one that hangs, one merged into it, one open with a photo, one that others do their part for */
let lamp = { closed: '', hung: '', merged: '', open: '', joint: '' };
let photo = '';
let [task, joint] = ['', ''];

beforeAll(async () => {
  corner = await layCorner();
  folder = mkdtempSync(join(tmpdir(), 'gridloop-check-'));
  files = fileStore(folder);
  lamp = {
    closed: await report(),
    hung: await report(),
    merged: await report(),
    open: await report(),
    joint: await report(),
  };
  const handled: [Post, MoveInput][] = [
    ['clerk', { move: 'sign' }],
    ['clerk', { move: 'hand_back', result: '已更换灯泡' }],
  ];
  await moves(lamp.closed, [
    ...filed,
    ...handled,
    ['checker', { move: 'check', passed: false, remark: '仍不亮' }],
    handled[1]!,
    ['checker', { move: 'check', passed: true, remark: '已亮' }],
    ['duty_officer', { move: 'close', answer: '路灯已修复。' }],
  ]);
  await moves(lamp.merged, [['receiver', { move: 'merge', into: lamp.hung }]]);
  await moves(lamp.hung, [
    ...filed,
    ['dispatcher', { move: 'suspend', reason: '等待配件', until: '2026-12-20T00:00:00Z' }],
  ]);
  await moves(lamp.open, filed);
  await moves(lamp.joint, [
    ...filed,
    ['dispatcher', { move: 'lay_tasks', tasks: [{ unitId: corner.units.street, text: '围挡' }] }],
  ]);
  await within(corner, async (tx) => {
    const officer = corner.actor('dispatcher');
    const meeting = {
      id: uuidv7(),
      kind: 'joint' as const,
      title: '照明专题会',
      at: clock().toISOString(),
      place: '301',
      caseIds: [lamp.joint],
      members: [{ unitId: corner.units.street }],
      commandId: null,
    };
    await conveneMeeting(tx, granted(permit(officer, 'meetings.convene')), meeting, clock());
    const step = (version: number, input: MeetingStep) =>
      stepMeeting(tx, officer, { meetingId: meeting.id, version, input, commandId: null }, clock());
    await step(1, { step: 'hold', minutes: '由街道看护现场。', attended: [1] });
    const { street } = corner.units;
    await step(2, { step: 'resolve', caseId: lamp.joint, unitId: street, text: '看护', due: '2026-12-20T00:00:00Z' });
  });
  const { rows } = await sql<{ id: string; purpose: string }>`
    select id, purpose from cases.tasks where region_id = ${corner.regionId} and case_id = ${lamp.joint}`.execute(
    corner.owner,
  );
  [task, joint] = ['resolution', 'joint'].map((purpose) => rows.find((row) => row.purpose === purpose)!.id) as [
    string,
    string,
  ];
  photo = uuidv7();
  const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#468' } })
    .jpeg()
    .toBuffer();
  await within(corner, (tx) =>
    addPhoto(
      tx,
      files,
      {
        regionId: corner.regionId,
        caseId: lamp.open,
        photoId: photo,
        reportId: null,
        purpose: 'report',
        bytes,
        by: reporter,
      },
      clock(),
    ),
  );
  expect(await processPhotos(corner.db, files, corner.regionId, clock())).toBe(1);
  await keepAllDays(corner, keptDays, new Date('2026-11-26T00:00:00Z'));
});
afterAll(async () => {
  await corner.drop();
  rmSync(folder, { recursive: true });
});

let minutes = 0;
const clock = () => new Date(Date.parse('2026-11-23T01:00:00Z') + 60_000 * minutes++);
const filed: [Post, MoveInput][] = [];
async function report(): Promise<string> {
  filed.splice(
    0,
    Infinity,
    ['receiver', { move: 'receive' }],
    ['duty_officer', { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }],
    ['dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '权责清单' }],
  );
  const { caseId } = await within(corner, (tx) =>
    receiveReport(
      tx,
      keys,
      corner.regionId,
      { id: uuidv7(), kind: 'help', title: '路灯不亮', location: inCell, naming: 'anonymous', lang: 'zh' },
      { channel: 'web' },
      clock(),
    ),
  );
  return caseId;
}
async function moves(caseId: string, steps: [Post, MoveInput][]): Promise<void> {
  for (const [post, input] of steps)
    await within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, clock()));
}

const invariants = [
  'one_holder',
  'one_lead',
  'one_stage_clock',
  'legal_moves',
  'check_by_other_root_unit',
  'deadline_recomputed',
  'ended_has_reason',
  'report_answered',
  'facts_gap_free',
  'merged_all_answered',
  'no_unprocessed_photo_served',
  'papers_answered',
  'children_counted',
  'call_back_stands',
  'parties_stand',
  'forced_by_two',
  'target_has_no_part',
  'template_known',
  'archived_unchanged',
  'one_task_clock',
  'task_within_case',
  'resolution_has_task',
  'kept_days',
];

test('what the loop made keeps every promise, and each check looked at something', async () => {
  const { checks } = await runChecks(corner.db, { files });
  expect(checks.map(({ invariant }) => invariant).sort()).toEqual([...invariants].sort());
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([]);
  expect(checks.filter(({ checked }) => checked === 0)).toEqual([]);
});

/** What a check finds after the owner of the database did something; nothing of it stays. */
async function after(invariant: string, ...deeds: RawBuilder<unknown>[]): Promise<Checked> {
  const check = [...caseChecks, ...intakeChecks, daysCheck(keptDays)].find((one) => one.invariant === invariant)!;
  const undone = new Error('undone');
  let found: Checked | undefined;
  const work = corner.owner.transaction().execute(async (tx: Tx) => {
    await enterRegion(tx, corner.regionId);
    for (const deed of deeds) await deed.execute(tx);
    found = await check.run(tx, corner.regionId, { files, progress: () => undefined });
    throw undone;
  });
  await expect(work).rejects.toBe(undone);
  return found!;
}
const onCase = (id: string) => sql`region_id = ${corner.regionId} and case_id = ${id}`;
const theCase = (id: string) => sql`region_id = ${corner.regionId} and id = ${id}`;
const facts = (id: string) => sql`region_id = ${corner.regionId} and subject = 'case' and subject_id = ${id}`;
const drop = (table: string, constraint: string) => sql.raw(`alter table ${table} drop constraint ${constraint}`);

describe('what was broken behind its back is found', () => {
  test.for<[string, string, () => RawBuilder<unknown>[], () => string]>([
    [
      'one_holder',
      'nobody holds an open case',
      () => [
        drop('cases.cases', 'open_has_one_holder'),
        sql`update cases.cases set holder_unit_id = null where ${theCase(lamp.open)}`,
      ],
      () => lamp.open,
    ],
    [
      'one_holder',
      'the wrong side holds it',
      () => [sql`update cases.cases set holder_unit_id = ${corner.units.command} where ${theCase(lamp.open)}`],
      () => lamp.open,
    ],
    [
      'one_lead',
      'a second lead is alive',
      () => [
        sql`drop index cases.one_live_lead`,
        sql`insert into cases.assignments (region_id, id, case_id, unit_id, root_unit_id, role, dispatched_at)
            values (${corner.regionId}, ${uuidv7()}, ${lamp.open}, ${corner.units.street}, ${corner.units.street}, 'lead', now())`,
      ],
      () => lamp.open,
    ],
    [
      'one_lead',
      'a closed case still has one',
      () => [
        sql`update cases.assignments set live = true, ended_at = null, ended_by = null where ${onCase(lamp.closed)}`,
      ],
      () => lamp.closed,
    ],
    [
      'one_stage_clock',
      'no clock runs',
      () => [
        sql`update cases.stages set ended_at = now(), ended_by = 'system' where ended_at is null and ${onCase(lamp.open)}`,
      ],
      () => lamp.open,
    ],
    [
      'one_stage_clock',
      'a clock stands still without a reason',
      () => [
        sql`update cases.stages set due_at = null, warn_at = null where ended_at is null and ${onCase(lamp.open)}`,
        sql`update cases.cases set stage_due_at = null, stage_warn_at = null where ${theCase(lamp.open)}`,
      ],
      () => lamp.open,
    ],
    [
      'legal_moves',
      'it was closed by nobody',
      () => [sql`delete from kit.facts where kind = 'case.closed' and ${facts(lamp.closed)}`],
      () => lamp.closed,
    ],
    [
      'legal_moves',
      'the handler closed it himself',
      () => [sql`update kit.facts set post = 'handler' where kind = 'case.closed' and ${facts(lamp.closed)}`],
      () => lamp.closed,
    ],
    [
      'check_by_other_root_unit',
      'the handler checked his own work',
      () => [
        drop('cases.checks', 'check_by_other_root_unit'),
        sql`update cases.checks set checker_root_unit_id = handler_root_unit_id where passed and ${onCase(lamp.closed)}`,
      ],
      () => lamp.closed,
    ],
    [
      'check_by_other_root_unit',
      'the handler was told to be somebody else',
      () => [
        sql.raw(`alter table cases.checks drop constraint checks_region_id_assignment_id_handler_root_unit_id_fkey`),
        sql`update cases.checks set handler_root_unit_id = ${corner.units.street} where ${onCase(lamp.closed)}`,
      ],
      () => lamp.closed,
    ],
    [
      'deadline_recomputed',
      'somebody gave a stage one millisecond more',
      () => [
        sql`update cases.stages set due_at = due_at + interval '1 millisecond' where n = 2 and ${onCase(lamp.closed)}`,
      ],
      () => lamp.closed,
    ],
    [
      'deadline_recomputed',
      'somebody moved the deadline of a case',
      () => [sql`update cases.cases set case_due_at = case_due_at + interval '1 day' where ${theCase(lamp.open)}`],
      () => lamp.open,
    ],
    [
      'deadline_recomputed',
      'the pause was taken away, the deadline not given back',
      () => [sql`delete from cases.pauses where ${onCase(lamp.hung)}`],
      () => lamp.hung,
    ],
    [
      'ended_has_reason',
      'it ended without one',
      () => [
        drop('cases.cases', 'ended_has_reason'),
        sql`update cases.cases set end_reason = null where ${theCase(lamp.closed)}`,
      ],
      () => lamp.closed,
    ],
    [
      'ended_has_reason',
      'it was refused for a reason of its own making',
      () => [sql`update cases.cases set state = 'refused', end_reason = 'too much work' where ${theCase(lamp.closed)}`],
      () => lamp.closed,
    ],
    [
      'facts_gap_free',
      'a fact was taken out of the middle',
      () => [sql`delete from kit.facts where n = 3 and ${facts(lamp.closed)}`],
      () => lamp.closed,
    ],
    [
      'facts_gap_free',
      'the last fact was taken away',
      () => [
        sql`delete from kit.facts where n = (select max(n) from kit.facts where ${facts(lamp.open)}) and ${facts(lamp.open)}`,
      ],
      () => lamp.open,
    ],
    [
      'no_unprocessed_photo_served',
      'another picture stands in its place',
      () => [sql`update cases.photos set sha256 = ${randomBytes(32)} where ${onCase(lamp.open)}`],
      () => photo,
    ],
    [
      'no_unprocessed_photo_served',
      'it can be fetched while it waits',
      () => [
        sql`update cases.photos set state = 'waiting', sha256 = null, processed_at = null where ${onCase(lamp.open)}`,
      ],
      () => photo,
    ],
    [
      'papers_answered',
      'what hangs is never looked at again',
      () => [sql`delete from cases.papers where kind = 'review' and ${onCase(lamp.hung)}`],
      () => lamp.hung,
    ],
    [
      'papers_answered',
      'more extensions than were granted',
      () => [sql`update cases.cases set extensions = 1 where ${theCase(lamp.open)}`],
      () => lamp.open,
    ],
    [
      'children_counted',
      'a part nobody knows of',
      () => [sql`update cases.cases set open_children = 1 where ${theCase(lamp.open)}`],
      () => lamp.open,
    ],
    [
      'forced_by_two',
      'it was forced by nobody',
      () => [sql`update cases.cases set end_reason = 'forced' where ${theCase(lamp.closed)}`],
      () => lamp.closed,
    ],
    [
      'target_has_no_part',
      'the unit it is about handled it',
      () => [
        drop('cases.cases', 'lead_is_not_the_target'),
        sql`update cases.cases set about_unit_id = ${corner.units.roads}, about_root_unit_id = ${corner.units.roads} where ${theCase(lamp.open)}`,
      ],
      () => lamp.open,
    ],
    [
      'template_known',
      'it runs by rules that nobody published',
      () => [sql`update cases.cases set template_version = 7 where ${theCase(lamp.open)}`],
      () => lamp.open,
    ],
    [
      'archived_unchanged',
      'the file that was put away says something else',
      () => [sql`update cases.cases set archived_at = now(), archive_digest = 'another' where ${theCase(lamp.closed)}`],
      () => lamp.closed,
    ],
    [
      'call_back_stands',
      'who was to be called is in no queue',
      () => [sql`update cases.cases set to_call_back = not to_call_back where ${theCase(lamp.closed)}`],
      () => lamp.closed,
    ],
    [
      'parties_stand',
      'a unit that had a part is not told of the case',
      () => [sql`delete from cases.parties where ${onCase(lamp.closed)} and unit_id = ${corner.units.roads}`],
      () => lamp.closed,
    ],
    [
      'parties_stand',
      'a unit is told of a case it has no part in',
      () => [
        sql`insert into cases.parties (region_id, unit_id, opened_at, case_id)
            select c.region_id, 0, c.opened_at, c.id from cases.cases c where ${theCase(lamp.closed)}`,
      ],
      () => lamp.closed,
    ],
    [
      'parties_stand',
      'a unit is not told of a task that has ended in a case of its own',
      () => [
        sql`update cases.tasks set state = 'lapsed', clock = null, time_limit = null, started_at = null, warn_at = null, due_at = null, ended_at = now()
             where purpose = 'joint' and ${onCase(lamp.joint)}`,
      ],
      () => joint,
    ],
    [
      'one_task_clock',
      'somebody gave a called unit an hour more',
      () => [
        sql`update cases.tasks set due_at = due_at + interval '1 hour' where purpose = 'resolution' and ${onCase(lamp.joint)}`,
      ],
      () => task,
    ],
    [
      'task_within_case',
      'a joint task is due after its case',
      () => [
        sql`update cases.tasks set due_at = due_at + interval '90 days' where purpose = 'joint' and ${onCase(lamp.joint)}`,
      ],
      () => joint,
    ],
    [
      'kept_days',
      'a kept day tells of one more case than there was',
      () => [
        sql`update kit.day_sums set counted = counted || '{"cases": 100}' where region_id = ${corner.regionId} and name = 'flow'
             and from_at = '2026-11-22T16:00:00Z'`,
      ],
      () => 'flow 2026-11-22T16:00:00.000Z',
    ],
    [
      'kept_days',
      'the figures of a kept day are better than they were',
      () => [
        sql`update kit.day_sums set counted = replace(counted::text, '"hits": 0', '"hits": 1')::jsonb
             where region_id = ${corner.regionId} and name = 'figures' and from_at = '2026-11-22T16:00:00Z'`,
      ],
      () => 'figures 2026-11-22T16:00:00.000Z',
    ],
    [
      'kept_days',
      'a kept day knows nothing of a case that ended on it',
      () => [sql`update cases.cases set ended_at = ended_at - interval '40 days' where ${theCase(lamp.merged)}`],
      () => 'flow 2026-11-22T16:00:00.000Z',
    ],
    [
      'resolution_has_task',
      'what was resolved is nobody’s',
      () => [sql`delete from cases.tasks where purpose = 'resolution' and ${onCase(lamp.joint)}`],
      () => lamp.joint,
    ],
  ])('%s: %s', async ([invariant, , deeds, id]) => {
    const found = await after(invariant, ...deeds());
    expect(found).toMatchObject({ broken: [id()], brokenCount: 1 });
    expect(found.checked).toBeGreaterThan(0);
  });

  test('no_unprocessed_photo_served: the served file is the one from the telephone', async () => {
    const raw = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#468' } })
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' } })
      .jpeg()
      .toBuffer();
    const name = fileName('photo', corner.regionId, photo, '.jpg');
    const before = (await files.read(name))!;
    await files.write(name, raw);
    const hash = sql`update cases.photos set sha256 = sha256(${raw}::bytea) where ${onCase(lamp.open)}`;
    expect((await after('no_unprocessed_photo_served', hash)).broken).toEqual([photo]);
    await files.write(name, before);
  });

  test('report_answered and merged_all_answered: an answer that never came', async () => {
    const unanswered = sql`update intake.reports set answered_at = null, answer_n = null, answer_case_id = null`;
    const closedOne = await after('report_answered', unanswered);
    expect(closedOne.brokenCount).toBe(1);
    const masterEnded = [
      sql`update cases.cases set state = 'voided', ended_at = now(), end_reason = 'test', holder_unit_id = null,
                 answer_n = 1 where ${theCase(lamp.hung)}`,
      sql`insert into cases.answers (region_id, case_id, n, text, at) values (${corner.regionId}, ${lamp.hung}, 1, '作废', now())`,
    ];
    expect((await after('merged_all_answered', ...masterEnded)).brokenCount).toBe(1);
  });
});
