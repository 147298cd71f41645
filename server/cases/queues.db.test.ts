/** What stands on which tab: late, supervised, suspended, in hand, done, to merge; and the number on each tab is that of its list. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { voidReasons } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes, forgetCaseFiles } from '#cases';
import { caseQueue } from './views.ts';
import { jobRoutes, jobsDone } from '#kit/jobs.ts';
import { layCorner, opened, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
const cases: Record<string, string> = {};
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [caseRoutes, jobRoutes]);
  const monday = new Date('2026-11-23T02:00:00Z');
  for (const name of ['plain', 'late', 'watched', 'hung', 'storm', 'ended', 'elsewhere'])
    cases[name] = await opened(corner, monday);
  const set = (name: string, what: ReturnType<typeof sql>) =>
    sql`update cases.cases set ${what} where region_id = ${corner.regionId} and id = ${cases[name]}`.execute(
      corner.owner,
    );
  const { roads, supervision } = corner.units;
  const withRoads = async (name: string) => {
    await set(name, sql`party_units = ${[supervision, roads]}::int[]`);
    await sql`
      insert into cases.parties (region_id, unit_id, opened_at, case_id)
      select c.region_id, u.id, c.opened_at, c.id from cases.cases c, unnest(c.party_units) u (id)
       where c.region_id = ${corner.regionId} and c.id = ${cases[name]}
      on conflict do nothing`.execute(corner.owner);
  };
  for (const name of Object.keys(cases)) await set(name, sql`stage_due_at = '2026-11-30T00:00:00Z'`);
  await set('late', sql`stage_due_at = '2026-11-23T01:00:00Z'`);
  await set('watched', sql`supervision_level = 2`);
  await set('hung', sql`suspended_at = ${monday}, stage_due_at = '2026-11-23T01:00:00Z'`);
  await set('storm', sql`alike = 3`);
  await withRoads('plain');
  const { body } = await door.knock(`/v1/cases/${cases['ended']}`, { as: 'duty_officer' });
  const [reason] = voidReasons;
  await door.knock(`/v1/cases/${cases['ended']}/moves`, {
    as: 'duty_officer',
    body: { id: uuidv7(), version: body.case.version, input: { move: 'void', reason, text: '与另一件相同' } },
  });
  await withRoads('ended');
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const names = async (queue: string, as: Post): Promise<string[]> => {
  const { body } = await door.knock(`/v1/cases?queue=${queue}&limit=200`, { as });
  const ids = (body.rows as { id: string }[]).map(({ id }) => id);
  return Object.keys(cases).filter((name) => ids.includes(cases[name]!));
};

test('each tab has what its name says', async () => {
  expect(await names('overdue', 'duty_officer')).toEqual(['late']);
  expect(await names('supervised', 'duty_officer')).toEqual(['watched']);
  expect(await names('suspended', 'duty_officer')).toEqual(['hung']);
  expect(await names('candidates', 'duty_officer')).toEqual(['storm']);
  expect(await names('running', 'clerk')).toEqual(['plain']);
  expect(await names('done', 'clerk')).toEqual(['ended']);
});

test('what is open, and what has a lamp, is found alike by whoever sees the district and by a unit', async () => {
  expect(await names('all&lamp=red', 'duty_officer')).toEqual(['late', 'hung']);
  expect(await names('all&lamp=red', 'clerk')).toEqual([]);
  expect(await names('all&open=true', 'duty_officer')).toEqual(Object.keys(cases).filter((name) => name !== 'ended'));
  expect(await names('all&open=true', 'clerk')).toEqual(['plain']);
  expect(await names('all&open=false', 'clerk')).toEqual(['ended']);
  expect(await names('done&lamp=red', 'clerk')).toEqual([]);
});

test('what a unit has had is told page by page, the newest first and once, though several of the reader’s units had a part in it', async () => {
  const { roads, street } = corner.units;
  await sql`
    update cases.cases set party_units = party_units || ${street}::int where region_id = ${corner.regionId} and id = ${cases['plain']}`.execute(
    corner.owner,
  );
  await sql`
    insert into cases.parties (region_id, unit_id, opened_at, case_id)
    select region_id, ${street}, opened_at, id from cases.cases where region_id = ${corner.regionId} and id = ${cases['plain']}`.execute(
    corner.owner,
  );
  const clerk = corner.actor('clerk');
  const actor = { ...clerk, posts: clerk.posts.map((post) => ({ ...post, unitIds: [roads, street] })) };
  const paged = async (queue: 'involved' | 'done' | 'all'): Promise<string[]> => {
    const told: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const query = { queue, limit: 1, after };
      const page: Awaited<ReturnType<typeof caseQueue>> = await within(corner, (tx) =>
        caseQueue(tx, actor, query, new Date()),
      );
      told.push(...page.rows.map(({ id }) => Object.keys(cases).find((name) => cases[name] === id)!));
      after = page.next;
    }
    return told;
  };
  expect(await paged('involved')).toEqual(['ended', 'plain']);
  expect(await paged('done')).toEqual(['ended']);
  expect(await paged('all')).toEqual(['ended', 'plain']);
});

test('the number on a tab is that of its list', async () => {
  for (const as of ['duty_officer', 'clerk', 'keeper'] as const) {
    const { body } = await door.knock('/v1/cases/counts', { as });
    for (const queue of ['running', 'done', 'overdue', 'supervised', 'suspended', 'candidates'])
      expect([as, queue, body.counts[queue]]).toEqual([as, queue, (await names(queue, as)).length]);
  }
});

test('the number on a tab follows the filters in force', async () => {
  const numbers: number[] = [];
  for (const filter of [
    'lamp=red',
    `matterId=${corner.matters.lamp}`,
    'channel=web',
    'state=reported',
    'late=true',
    'urgent=false',
  ])
    for (const as of ['duty_officer', 'clerk'] as const) {
      const { status, body } = await door.knock(`/v1/cases/counts?${filter}`, { as });
      expect(status).toBe(200);
      // What was is long, and is not counted by a filter.
      expect(body.counts).not.toHaveProperty('done');
      for (const queue of ['running', 'overdue', 'supervised', 'suspended', 'candidates']) {
        const n = (await names(`${queue}&${filter}`, as)).length;
        expect([filter, as, queue, body.counts[queue]]).toEqual([filter, as, queue, n]);
        numbers.push(n);
      }
    }
  expect(Math.min(...numbers)).toBe(0);
  expect(Math.max(...numbers)).toBeGreaterThan(0);
});

test('a whole list becomes a file of its asker alone, told in the order and the columns it is shown, and gone after a day', async () => {
  await sql`update cases.cases set title = '=1+1' where region_id = ${corner.regionId} and id = ${cases['late']}`.execute(
    corner.owner,
  );
  const ask = (as: Post, query: object, columns: string[]) =>
    door.knock('/v1/cases/files', { as, body: { id: uuidv7(), query, columns } });
  const fileOf = async (as: Post, jobId: string) => door.knock(`/v1/cases/files/${jobId}`, { as });
  for (const queue of ['overdue', 'mine', 'all', 'done']) {
    const { status, body: job } = await ask('duty_officer', { queue }, ['opened', 'title']);
    expect(status).toBe(200);
    await jobsDone();
    const { raw, headers } = await fileOf('duty_officer', job.id);
    expect(headers['content-type']).toContain('text/csv');
    const shown = (await door.knock(`/v1/cases?queue=${queue}&limit=200`, { as: 'duty_officer' })).body.rows as any[];
    const lines = raw.toString('utf8').split('\r\n').slice(1, -1);
    expect(lines.map((line) => line.split(',')[0])).toEqual(shown.map(({ number }) => number));
    if (queue === 'overdue') {
      expect(raw.toString('utf8').split('\r\n')[0]).toBe('\uFEFF案件编号,标题,登记时间');
      expect(lines[0]).toMatch(/^[^,]+,'=1\+1,2026-11-23 10:00$/);
    }
  }
  const { files } = (await door.knock('/v1/cases/files', { as: 'duty_officer' })).body;
  expect(files).toHaveLength(4);
  const [{ job, rows, bytes }] = files;
  expect([job.state, rows, bytes > 0]).toEqual(['done', 1, true]);
  expect((await fileOf('dispatcher', job.id)).status).toBe(404);
  expect((await door.knock('/v1/cases/files', { as: 'dispatcher' })).body.files).toEqual([]);
  expect((await ask('system_admin', {}, ['title'])).status).toBe(403);

  const { rows: facts } = await sql<{ kind: string; rows: number; queue: string | null }>`
    select kind, (data ->> 'rows')::int as rows, data #>> '{query,queue}' as queue from kit.facts
     where region_id = ${corner.regionId} and subject = 'list' and subject_id = ${job.id} order by n`.execute(
    corner.owner,
  );
  expect(facts).toEqual([
    { kind: 'list.exported', rows: 1, queue: 'done' },
    { kind: 'list.fetched', rows: 1, queue: null },
  ]);

  const later = new Date(door.house.now().getTime() + 25 * 3_600_000);
  const forget = () => within(corner, (tx) => forgetCaseFiles(tx, door.house.files, corner.regionId, later, 20));
  expect([await forget(), await forget()]).toEqual([4, 0]);
  expect((await fileOf('duty_officer', job.id)).status).toBe(404);
  expect(await door.house.files.stream(`csv/${corner.regionId}/${job.id.slice(-2)}/${job.id}.csv`)).toBeUndefined();
});

test('one file at a time; a cancelled one leaves nothing behind', async () => {
  const ask = (id: string) =>
    door.knock('/v1/cases/files', { as: 'duty_officer', body: { id, query: {}, columns: ['title'] } });
  const id = uuidv7();
  const { files } = door.house;
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  door.house.files = {
    ...files,
    gather: async (name, pieces) => {
      begun.resolve();
      await goOn.promise;
      return files.gather(name, pieces);
    },
  };
  expect((await ask(id)).status).toBe(200);
  await begun.promise;
  expect((await ask(uuidv7())).body.code).toBe('file.being_written');
  await door.knock(`/v1/jobs/${id}/cancel`, { as: 'duty_officer', body: { id: uuidv7() } });
  goOn.resolve();
  await jobsDone();
  door.house.files = files;
  const { body } = await door.knock('/v1/cases/files', { as: 'duty_officer' });
  expect(body.files[0].job).toMatchObject({ id, state: 'cancelled' });
  expect(await files.stream(`csv/${corner.regionId}/${id.slice(-2)}/${id}.csv`)).toBeUndefined();
  expect((await ask(uuidv7())).status).toBe(200);
  await jobsDone();
});

test('the cases of a unit, and of a matter, are told page by page to whoever sees them: what it leads, what it has in hand, and when', async () => {
  const { roads, supervision } = corner.units;
  const set = (name: string, what: ReturnType<typeof sql>) =>
    sql`update cases.cases set ${what} where region_id = ${corner.regionId} and id = ${cases[name]}`.execute(
      corner.owner,
    );
  await set('plain', sql`lead_unit_id = ${roads}, holder_unit_id = ${roads}`);
  await set('ended', sql`lead_unit_id = ${roads}, matter_id = ${corner.matters.litter}`);
  await set('hung', sql`lead_unit_id = ${roads}`);
  await set('late', sql`holder_unit_id = ${roads}, matter_id = ${corner.matters.litter}`);
  const told = async (as: Post, query: object): Promise<string[]> => {
    const names: string[] = [];
    for (let after = ''; ;) {
      const page = await within(corner, (tx) =>
        caseQueue(tx, corner.actor(as), { ...query, limit: 1, ...(after ? { after } : {}) }, new Date()),
      );
      names.push(...page.rows.map(({ id }) => Object.keys(cases).find((name) => cases[name] === id)!));
      if (page.next === null) return names;
      after = page.next;
    }
  };
  // The newest first, whichever way a case is the unit's.
  expect(await told('duty_officer', { unitId: roads })).toEqual(['ended', 'hung', 'late', 'plain']);
  expect(await told('clerk', { unitId: roads })).toEqual(['ended', 'plain']);
  expect(await told('clerk', { unitId: supervision })).toEqual([]);
  expect(await told('clerk', { unitId: roads, open: false })).toEqual(['ended']);
  expect(await told('clerk', { queue: 'done', unitId: roads })).toEqual(['ended']);
  expect(await told('duty_officer', { matterId: corner.matters.litter })).toEqual(['ended', 'late']);
  expect(await told('clerk', { matterId: corner.matters.litter })).toEqual(['ended']);
  expect(await told('clerk', { unitId: roads, matterId: corner.matters.litter })).toEqual(['ended']);
  // A word is looked for among the latest, then among all.
  expect(await told('clerk', { q: '路灯' })).toEqual(['ended', 'plain']);
  expect(await told('clerk', { queue: 'done', q: '路灯' })).toEqual(['ended']);
  expect(await told('duty_officer', { q: '路灯', unitId: roads })).toEqual(['ended', 'hung', 'plain']);
  expect(await told('duty_officer', { q: '没有这个词' })).toEqual([]);
  // And within a time: `to` is the first moment that is not asked for.
  const done = await within(corner, (tx) => caseQueue(tx, corner.actor('clerk'), { queue: 'done' }, new Date()));
  const { openedAt } = done.rows[0]!;
  for (const query of [{ unitId: roads }, { matterId: corner.matters.litter }, { queue: 'involved' }]) {
    expect(await told('clerk', { ...query, to: openedAt })).not.toContain('ended');
    expect(await told('clerk', { ...query, from: openedAt })).toContain('ended');
  }
});
