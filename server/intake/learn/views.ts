/** What triage has learned from and how right it was: for the rules that propose, for training, and for the desk. */
import { sql } from 'kysely';
import type { TriageMatterRow, TriageView } from '#contract/triage.ts';
import { regionOf } from '#areas';
import { mattersOf } from '#catalogue';
import { remembered, type Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { makeTriage, type Triage } from '../triage.ts';
import { Judge, type Model } from './judge.ts';
import { decodeModel } from './model-file.ts';
import type { OutOfFold } from './train.ts';

// ── What proposes, made ready and remembered until it changes ──────────────────────────────────────────────────────────

/** Corrections that came after a training are learned at once, a little each; the next training learns them in earnest. */
const correctionsAtOnce = 500;

const modelOf: (tx: Tx, regionId: number) => Promise<{ model: Model; madeAt: Date } | undefined> = remembered(
  'triage_model',
  async (tx, regionId) => {
    const { rows } = await sql<{ bytes: Buffer; madeAt: Date }>`
      select bytes, made_at as "madeAt" from intake.triage_models where region_id = ${regionId} and in_use`.execute(tx);
    const [kept] = rows;
    const decoded = kept && decodeModel(kept.bytes);
    // A model that an older Gridloop wrote, and this one cannot read: triage goes by terms until somebody trains anew.
    return decoded && !('fault' in decoded) ? { model: decoded.model, madeAt: kept.madeAt } : undefined;
  },
);

/** Read anew after each correction; the model itself, which is large, only after a training. */
const judgeOf: (tx: Tx, regionId: number) => Promise<Judge | undefined> = remembered('triage', async (tx, regionId) => {
  const trained = await modelOf(tx, regionId);
  if (!trained) return undefined;
  const judge = new Judge(trained.model);
  for (const { matterId, text } of await correctionsFrom(tx, regionId, trained.madeAt, correctionsAtOnce))
    judge.correct([text], String(matterId));
  return judge;
});

const termsOf: (tx: Tx, regionId: number) => Promise<Triage> = remembered('matters', async (tx, regionId) => {
  const matters = await mattersOf(tx, regionId);
  return makeTriage(
    matters
      .filter((matter) => !matter.retired && !matter.fallback)
      .map((matter) => ({
        id: matter.id,
        name: `${matter.smallName} ${matter.smallNameEn}`,
        bigName: `${matter.bigName} ${matter.bigNameEn}`,
        conditions: matter.conditions.filter((condition) => !condition.retired).map((condition) => condition.filing),
      })),
  );
});

/** By what was learned; before anything was, by the terms of the catalogue. A matter that is retired is not proposed. */
export async function triageOf(tx: Tx, regionId: number): Promise<Triage> {
  const judge = await judgeOf(tx, regionId);
  if (!judge) return termsOf(tx, regionId);
  const matters = new Map((await mattersOf(tx, regionId)).map((matter) => [String(matter.id), matter]));
  return (text) => {
    const { label, sure, margin, reasons } = judge.explain([text]);
    const matter = matters.get(label);
    if (!sure || !matter || matter.retired || matter.fallback) return 'unsure';
    return { matterId: matter.id, terms: reasons.map(({ words }) => words), score: Math.round(margin * 100) / 100 };
  };
}

/** The matters that are received as proposed. */
export const automaticMatters: (tx: Tx, regionId: number) => Promise<ReadonlySet<number>> = remembered(
  'triage',
  async (tx, regionId) => {
    const { rows } = await sql<{ id: number }>`
      select matter_id as id from intake.triage_switches where region_id = ${regionId} and automatic`.execute(tx);
    return new Set(rows.map(({ id }) => id));
  },
);

// ── What is learned from ───────────────────────────────────────────────────────────────────────────────────────────────

export type Lesson = { matterId: number; text: string };

/** Newer ones are nearer to how people speak today; more than this many make a training long and no better. */
const mostLessons = 20_000;

export async function examplesOf(tx: Tx, regionId: number): Promise<Lesson[]> {
  const { rows } = await sql<Lesson>`
    select matter_id as "matterId", text from intake.triage_examples
     where region_id = ${regionId} order by added_at desc, matter_id, print limit ${mostLessons}`.execute(tx);
  return rows;
}

/** Texts of cases that a person settled otherwise than proposed. What was told in confidence, or was no need at all, is left out. */
export const correctionsOf = (tx: Tx, regionId: number): Promise<Lesson[]> =>
  correctionsFrom(tx, regionId, new Date(0), mostLessons);

async function correctionsFrom(tx: Tx, regionId: number, since: Date, limit: number): Promise<Lesson[]> {
  const { rows } = await sql<Lesson>`
    select "matterId", text from (
      select o.matter_id as "matterId", left(c.title || ' ' || c.detail, 4000) as text, o.settled_at, o.case_id
        from intake.triage_outcomes o
        join cases.cases c on c.region_id = o.region_id and c.id = o.case_id and not c.confidential and c.state <> 'voided'
       where o.region_id = ${regionId} and o.settled_at > ${since} and o.proposed_id is distinct from o.matter_id
       order by o.settled_at desc, o.case_id limit ${limit}) newest
     order by settled_at, case_id`.execute(tx);
  return rows;
}

// ── For the desk ───────────────────────────────────────────────────────────────────────────────────────────────────────

type State = {
  id: string | null;
  madeAt: Date | null;
  n: number | null;
  matters: number | null;
  measured: OutOfFold | null;
  shipped: number;
  file: number;
  corrections: number;
  since: number;
};

/** Weeks that are shown; a week begins on Monday, by the clock on the district's wall. */
const weeksShown = 26;

export async function triageView(
  tx: Tx,
  regionId: number,
  { matterId = null }: { matterId?: number | null | undefined },
  at: Date,
): Promise<TriageView> {
  const { timeZone } = await regionOf(tx, regionId);
  const { rows } = await sql<State>`
    select m.id, m.made_at as "madeAt", m.n, m.matters, m.measured, e.shipped, e.file, o.corrections, o.since
      from (select count(*) filter (where source = 'shipped')::int as shipped, count(*) filter (where source = 'file')::int as file
              from intake.triage_examples where region_id = ${regionId}) e
      left join intake.triage_models m on m.region_id = ${regionId} and m.in_use
      cross join lateral (
        select count(*)::int as corrections, count(*) filter (where o.settled_at > m.made_at)::int as since
          from intake.triage_outcomes o
          join cases.cases c on c.region_id = o.region_id and c.id = o.case_id and not c.confidential and c.state <> 'voided'
         where o.region_id = ${regionId} and o.proposed_id is distinct from o.matter_id) o`.execute(tx);
  const { id, madeAt, n, matters, measured, ...state } = rows[0]!;
  const { rows: weeks } = await sql<TriageView['weeks'][number]>`
    select date_trunc('week', settled_at at time zone ${timeZone})::date::text as week,
           count(*) filter (where matter_id = coalesce(${matterId}::int, matter_id))::int as n,
           count(*) filter (where proposed_id = coalesce(${matterId}::int, proposed_id))::int as proposed,
           count(*) filter (where proposed_id = matter_id and matter_id = coalesce(${matterId}::int, matter_id))::int as right,
           count(*) filter (where proposed_id is null and matter_id = coalesce(${matterId}::int, matter_id))::int as unsure,
           count(*) filter (where automatic and proposed_id = coalesce(${matterId}::int, proposed_id))::int as automatic
      from intake.triage_outcomes
     where region_id = ${regionId} and settled_at > ${new Date(at.getTime() - weeksShown * 7 * 86_400_000)}
       and (${matterId}::int is null or matter_id = ${matterId} or proposed_id = ${matterId})
     group by 1 order by 1 desc limit ${weeksShown + 1}`.execute(tx);
  return {
    model: id && madeAt && measured ? { id, madeAt: madeAt.toISOString(), n: n!, matters: matters!, measured } : null,
    examples: { shipped: state.shipped, file: state.file, corrections: state.corrections, since: state.since },
    weeks,
  };
}

type Counted = {
  matterId: number;
  examples: number;
  corrections: number;
  proposed: number;
  right: number;
  settled: number;
};

/** The matters in force, in the order of their codes. */
export async function triageMatters(
  tx: Tx,
  regionId: number,
  query: { after?: string | undefined; limit?: number | undefined },
  at: Date,
): Promise<{ rows: TriageMatterRow[]; next: string | null }> {
  const limit = query.limit ?? 50;
  const [code, id] = keysOf(query.after, 'string', 'number') ?? ['', 0];
  const automatic = await automaticMatters(tx, regionId);
  const later = (matter: { code: string; id: number }) =>
    matter.code > String(code) || (matter.code === code && matter.id > Number(id));
  const matters = (await mattersOf(tx, regionId))
    .filter((matter) => !matter.retired && !matter.fallback && later(matter))
    .sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.id - b.id))
    .slice(0, limit + 1);
  const since = new Date(at.getTime() - weeksShown * 7 * 86_400_000);
  const { rows } = await sql<Counted>`
    select m.id as "matterId",
           (select count(*)::int from intake.triage_examples e where e.region_id = ${regionId} and e.matter_id = m.id) as examples,
           o.corrections, o.proposed, o.right, o.settled
      from unnest(${matters.map((matter) => matter.id)}::int[]) as m (id)
      cross join lateral (
        select count(*) filter (where matter_id = m.id and proposed_id is distinct from m.id)::int as corrections,
               count(*) filter (where proposed_id = m.id)::int as proposed,
               count(*) filter (where proposed_id = m.id and matter_id = m.id)::int as right,
               count(*) filter (where matter_id = m.id)::int as settled
          from intake.triage_outcomes
         where region_id = ${regionId} and settled_at > ${since} and (matter_id = m.id or proposed_id = m.id)) o`.execute(
    tx,
  );
  const counted = new Map(rows.map((row) => [row.matterId, row]));
  return pageOf(
    matters,
    limit,
    (matter) => [matter.code, matter.id],
    (matter) => ({
      ...counted.get(matter.id)!,
      matterId: matter.id,
      code: matter.code,
      name: matter.smallName,
      nameEn: matter.smallNameEn,
      automatic: automatic.has(matter.id),
    }),
  );
}

/** What was proposed when the case came in, and by which words. */
export async function proposalFor(
  tx: Tx,
  regionId: number,
  caseId: string,
): Promise<{ matterId: number | null; terms: string[]; automatic: boolean } | undefined> {
  const { rows } = await sql<{ by: string; matterId: number; terms: string[] | null; automatic: boolean | null }>`
    select f.data ->> 'matterBy' as by, (f.data ->> 'matterId')::int as "matterId", f.data -> 'terms' as terms,
           (f.data ->> 'automatic')::boolean as automatic
      from intake.reports r
      join kit.facts f on f.region_id = r.region_id and f.subject = 'report' and f.subject_id = r.id::text and f.kind = 'report.received'
     where r.region_id = ${regionId} and r.case_id = ${caseId} and not r.follows
     order by r.received_at, r.id limit 1`.execute(tx);
  const [told] = rows;
  if (told?.by !== 'triage' && told?.by !== 'fallback') return undefined;
  const matterId = told.by === 'triage' ? told.matterId : null;
  return { matterId, terms: told.terms ?? [], automatic: told.automatic ?? false };
}
