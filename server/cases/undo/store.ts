/** What a taking back looks at, and the rows it sets going again besides the step. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';
import type { CaseNow, Restored } from '../case.rules.ts';
import { handlingFrom, leadFrom, paperFrom } from '../store.ts';
import type { LastMove } from './undo.rules.ts';

type Row = Record<string, any>;

/** The last fact of the case, the stage before the one it stands in, and whatever ended at that very moment. */
export async function lastMove(tx: Tx, { regionId, id, version, stageN }: CaseNow): Promise<LastMove | undefined> {
  const of = sql`x.region_id = ${regionId} and x.case_id = ${id}`;
  const { rows } = await sql<
    Pick<LastMove, 'kind' | 'at' | 'personId' | 'post' | 'unitId' | 'data' | 'pauseN' | 'dispatchedBefore'> & {
      stage: Row | null;
      papers: Row[] | null;
      handling: Row | null;
      leads: Row[] | null;
      hung: { reason: string; until: string } | null;
    }
  >`
    select f.kind, f.happened_at as at, f.person_id as "personId", f.post, f.unit_id as "unitId", coalesce(f.data, '{}') as data,
           (select to_jsonb(x) from cases.stages x where ${of} and x.n = ${stageN - 1}) as stage,
           (select jsonb_agg(x order by x.n) from cases.papers x where ${of} and x.done_at = f.happened_at) as papers,
           (select to_jsonb(x) from cases.handlings x where ${of} and x.ended_at = f.happened_at order by x.n desc limit 1) as handling,
           (select jsonb_agg(x order by x.role desc) from cases.assignments x where ${of} and x.ended_at = f.happened_at) as leads,
           (select max(x.n) from cases.pauses x where ${of} and x.to_at = f.happened_at and x.reason = 'suspended') as "pauseN",
           (select max(x.dispatched_at) from cases.assignments x where ${of} and x.role = 'lead' and x.dispatched_at < f.happened_at) as "dispatchedBefore",
           (select jsonb_build_object('reason', s.data ->> 'reason', 'until', s.data ->> 'until') from kit.facts s
             where s.region_id = f.region_id and s.subject = 'case' and s.subject_id = f.subject_id and s.kind = 'case.suspended'
               and s.n < f.n order by s.n desc limit 1) as hung
      from kit.facts f
     where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = ${id} and f.n = ${version}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { stage, papers, handling, leads, ...told } = row;
  const lead = leads?.find(({ role }) => role === 'lead');
  return {
    ...told,
    before: stage && {
      state: stage['state'],
      personId: stage['person_id'],
      startedAt: new Date(stage['started_at']),
      limit: stage['time_limit'],
      endedBy: stage['ended_by'],
    },
    papers: (papers ?? []).map(paperFrom),
    handling: handling && handlingFrom(handling),
    lead: lead ? { ...leadFrom(lead), dispatchedAt: new Date(lead['dispatched_at']) } : null,
    assignmentIds: (leads ?? []).map((one) => one['id'] as string),
  };
}

/** The stage that the move had ended goes on in the next one: it was not done by then, and nobody is counted as having done it. */
export async function unendStage(tx: Tx, { regionId, id, stageN }: CaseNow): Promise<void> {
  await sql`
    update cases.stages set ended_by = 'taken_back' where region_id = ${regionId} and case_id = ${id} and n = ${stageN - 1}`.execute(
    tx,
  );
}

/** What was ended goes on, after the step has ended what had begun: of each there is one at a time. */
export async function restoreRows(tx: Tx, { regionId, id }: CaseNow, back: Restored): Promise<void> {
  if (back.papers && back.papers.length > 0)
    await sql`
      update cases.papers set done_by = null, done_at = null, outcome = null, decision = null
       where region_id = ${regionId} and case_id = ${id} and n = any(${back.papers.map(({ n }) => n)}::int[])`.execute(
      tx,
    );
  if (back.assignmentIds && back.assignmentIds.length > 0)
    await sql`
      update cases.assignments set live = true, ended_at = null, ended_by = null
       where region_id = ${regionId} and case_id = ${id} and id = any(${back.assignmentIds}::uuid[])`.execute(tx);
  if (back.handling)
    await sql`
      update cases.handlings set ended_at = null, handed_back_at = null, outcome = null, result = null, person_id = null
       where region_id = ${regionId} and case_id = ${id} and n = ${back.handling.n}`.execute(tx);
  if (back.unsigned)
    await sql`update cases.assignments set signed_at = null where region_id = ${regionId} and case_id = ${id} and live and role = 'lead'`.execute(
      tx,
    );
  if (back.pauseN !== undefined)
    await sql`update cases.pauses set to_at = null where region_id = ${regionId} and case_id = ${id} and n = ${back.pauseN}`.execute(
      tx,
    );
  if (back.emptyPause)
    await sql`
      update cases.pauses set to_at = from_at where region_id = ${regionId} and case_id = ${id} and to_at is null and reason = 'suspended'`.execute(
      tx,
    );
  if (back.dropReturn)
    await sql`delete from cases.returns where region_id = ${regionId} and case_id = ${id} and decided_at is null`.execute(
      tx,
    );
}
