/** What was done in one post of one unit, as far as its reader may see the cases it was done to. */
import { sql } from 'kysely';
import type { LogEntry } from '#contract/logbook.ts';
import { caseScope, knowsReporter, type Permit } from '#access';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { fromReporter } from '../views.ts';

/** Beside what is done to cases: what else belongs into the log of an office. */
const besides = ['duty_note', 'turn', 'occasion', 'mode', 'meeting', 'notice', 'order', 'call'];

type Row = { id: number; at: Date; kind: string; by: string; case: LogEntry['case'] };
export async function logbookPage(
  tx: Tx,
  { regionId, actor, post }: Permit<'duty.see'>,
  query: { after?: string; limit?: number },
): Promise<{ rows: LogEntry[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number');
  // 身份保密: whoever brought in what was told in confidence stands in no log, and a joined report in nobody's.
  const untold = sql<boolean>`(f.kind = 'case.report_joined' or (not ${knowsReporter(actor)}::boolean and c.confidential and f.kind = any(${[...fromReporter]}::text[])))`;
  // Fact by fact (`offset 0`), along its index until the page is full: it is thought that few were done in any one post of any one unit, and
  // all of them were looked up and sorted.
  const { rows } = await sql<Row>`
    select f.id, f.happened_at as at, f.kind, p.name as by,
           case when c.id is null then null else jsonb_build_object('id', c.id, 'number', c.number, 'title', c.title) end as case
      from kit.facts f
     cross join lateral (select p.name from access.people p where p.region_id = f.region_id and p.id = f.person_id offset 0) p
      left join lateral (select c.* from cases.cases c
                          where c.region_id = f.region_id and c.id = case when f.subject = 'case' then f.subject_id::uuid end
                            and ${caseScope(actor)} offset 0) c on true
     where f.region_id = ${regionId} and f.unit_id = ${post.unitId} and f.post = ${post.post} and f.person_id is not null
       and case when f.subject = 'case' then c.id is not null and not ${untold} else f.subject = any(${besides}::text[]) end
       ${after ? sql`and f.id < ${after[0]}` : sql``}
     order by f.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    ({ id }) => [id],
    (row) => ({ ...row, at: row.at.toISOString() }),
  );
}
