/** What a taking back looks at, and the one mark it leaves besides the step. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';
import type { CaseNow } from '../case.rules.ts';
import type { LastMove } from './undo.rules.ts';

export async function lastMove(tx: Tx, { regionId, id, version, stageN }: CaseNow): Promise<LastMove | undefined> {
  const { rows } = await sql<
    Omit<LastMove, 'before'> & { [K in keyof NonNullable<LastMove['before']> as `stage_${K}`]: unknown }
  >`
    select f.kind, f.happened_at as at, f.person_id as "personId", f.post, f.unit_id as "unitId", s.state as "stage_state",
           s.person_id as "stage_personId", s.started_at as "stage_startedAt", s.time_limit as "stage_limit", s.ended_by as "stage_endedBy"
      from kit.facts f
      left join cases.stages s on s.region_id = ${regionId} and s.case_id = ${id} and s.n = ${stageN - 1}
     where f.region_id = ${regionId} and f.subject = 'case' and f.subject_id = ${id} and f.n = ${version}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { kind, at, personId, post, unitId } = row;
  const before =
    row.stage_state === null
      ? null
      : ({
          state: row.stage_state,
          personId: row.stage_personId,
          startedAt: row.stage_startedAt,
          limit: row.stage_limit,
          endedBy: row.stage_endedBy,
        } as LastMove['before']);
  return { kind, at, personId, post, unitId, before };
}

/** The stage that the move had ended goes on in the next one: it was not done by then, and nobody is counted as having done it. */
export async function unendStage(tx: Tx, { regionId, id, stageN }: CaseNow): Promise<void> {
  await sql`
    update cases.stages set ended_by = 'taken_back' where region_id = ${regionId} and case_id = ${id} and n = ${stageN - 1}`.execute(
    tx,
  );
}
