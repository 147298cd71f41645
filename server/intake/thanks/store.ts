/** Rows of thanks: put down once, read by their person. There is no count of them anywhere. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { deny } from '#kit/refusal.ts';

export async function insertThanks(
  tx: Tx,
  regionId: number,
  row: { reportId: string; caseId: string; personId: string; text: string; at: Date },
): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into intake.thanks (region_id, report_id, case_id, person_id, text, at)
    values (${regionId}, ${row.reportId}, ${row.caseId}, ${row.personId}, ${row.text}, ${row.at})
    on conflict do nothing`.execute(tx);
  if (numAffectedRows === 0n) deny('thing.exists', { what: { word: 'report.thanks' } });
}

/** Hers alone: whoever asks reads what was written to herself. */
export async function thanksTo(
  tx: Tx,
  regionId: number,
  personId: string,
  query: { after?: string | undefined; limit?: number | undefined },
) {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<{
    reportId: string;
    at: Date;
    cursor: string;
    text: string;
    number: string;
    title: string;
  }>`
    select t.report_id as "reportId", t.at, t.at::text as cursor, t.text, c.number, c.title
      from intake.thanks t join cases.cases c on c.region_id = t.region_id and c.id = t.case_id
     where t.region_id = ${regionId} and t.person_id = ${personId}
       ${after ? sql`and (t.at, t.report_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by t.at desc, t.report_id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.cursor, row.reportId],
    ({ at, text, number, title }) => ({ at: at.toISOString(), text, number, title }),
  );
}
