/**
 * 问题库, put together from three books: papers that wait for a review (挂账) or an outcome (升级), and gaps of the list of
 * responsibilities. Papers stand behind the scope of cases; a gap is the district's own, and its case is named to whoever may see that case.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Static } from 'typebox';
import { problemKinds, type countProblems, type listProblems, type ProblemKind } from '#contract/cases.ts';
import { lamp } from '#contract/worktime.ts';
import { caseScope } from '#access';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

const paperOf = { hung: 'review', escalated: 'escalation' } as const;

/** Each has: kind, matter_id, area_id, case_id, number, cases, title, why, unit_id, since, paper_n, warn_at, due_at, key. */
function bookOf(actor: Actor, kind: ProblemKind): RawBuilder<unknown> {
  const r = actor.regionId;
  if (kind === 'gap')
    return sql`
      select 'gap' as kind, g.matter_id, g.area_id, (array_agg(g.case_id order by g.at desc, g.case_number desc))[1] as case_id,
             (array_agg(g.case_number order by g.at desc, g.case_number desc))[1] as number, count(*)::int as cases,
             coalesce((select k.filing from catalogue.conditions k where k.region_id = ${r} and k.id = g.condition_id), '') as title,
             '' as why, max(g.unit_id) as unit_id, min(g.at) as since, null::int as paper_n, null::timestamptz as warn_at,
             null::timestamptz as due_at, 'gap/' || g.area_id || '/' || coalesce(g.condition_id, 0) as key
        from catalogue.gaps g where g.region_id = ${r} and g.closed_at is null group by g.matter_id, g.area_id, g.condition_id`;
  return sql`
    select ${kind} as kind, c.matter_id, c.area_id, c.id as case_id, c.number, 1 as cases, c.title, x.reason as why,
           coalesce(c.lead_unit_id, c.holder_unit_id) as unit_id, x.asked_at as since, x.n as paper_n, x.warn_at, x.due_at,
           x.case_id || '/' || x.n as key
      from cases.papers x join cases.cases c on c.region_id = ${r} and c.id = x.case_id
     where x.region_id = ${r} and x.kind = ${paperOf[kind]} and x.done_at is null and ${caseScope(actor)}`;
}

type Row = Omit<Static<typeof listProblems.reply>['rows'][number], 'since' | 'dueAt' | 'lamp' | 'case'> & {
  caseId: string;
  number: string;
  sees: boolean;
  since: Date;
  warnAt: Date | null;
  dueAt: Date | null;
  order: string;
  key: string;
};

/** The matters with most problems first; of one matter the oldest first. */
export async function problemsPage(
  tx: Tx,
  actor: Actor,
  query: Static<NonNullable<typeof listProblems.query>>,
  at: Date,
): Promise<Static<typeof listProblems.reply>> {
  const r = actor.regionId;
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'number', 'number', 'string', 'string');
  const books = (query.kind ? [query.kind] : problemKinds).map((kind) => sql`(${bookOf(actor, kind)})`);
  const sees = sql`exists (select from cases.cases c where c.region_id = ${r} and c.id = b.case_id and ${caseScope(actor)})`;
  const { rows } = await sql<Row>`
    with book as (select b.*, count(*) over (partition by b.matter_id)::int as of_matter from (${sql.join(books, sql` union all `)}) b)
    select b.kind, b.matter_id as "matterId", m.small_name as "matterName", b.of_matter as "ofMatter", b.area_id as "areaId", a.name as "areaName",
           b.case_id as "caseId", b.number, ${sees} as sees, b.cases, coalesce(nullif(b.title, ''), m.small_name) as title, b.why, u.name as "unitName", b.since,
           b.paper_n as "paperN", b.warn_at as "warnAt", b.due_at as "dueAt", to_jsonb(b.since) #>> '{}' as "order", b.key
      from book b
      join catalogue.matters m on m.region_id = ${r} and m.id = b.matter_id
      join areas.areas a on a.region_id = ${r} and a.id = b.area_id
      left join access.units u on u.region_id = ${r} and u.id = b.unit_id
     where true ${after ? sql`and (-b.of_matter, b.matter_id, b.since, b.key) > (${-Number(after[0])}::int, ${after[1]}::int, ${after[2]}::timestamptz, ${after[3]})` : sql``}
     order by -b.of_matter, b.matter_id, b.since, b.key limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.ofMatter, row.matterId, row.order, row.key],
    ({ caseId, number, sees, since, warnAt, dueAt, order: _order, key: _key, ...row }) => ({
      ...row,
      case: sees ? { id: caseId, number } : null,
      since: since.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      lamp: row.paperN === null ? ('none' as const) : lamp(at, warnAt, dueAt),
    }),
  );
}

export async function problemCounts(tx: Tx, actor: Actor): Promise<Static<typeof countProblems.reply>> {
  const counts = problemKinds.map(
    (kind) =>
      sql`(select count(*)::int from (select from (${bookOf(actor, kind)}) b limit 1000) n) as ${sql.ref(kind)}`,
  );
  const { rows } = await sql<Static<typeof countProblems.reply>>`select ${sql.join(counts)}`.execute(tx);
  return rows[0]!;
}
