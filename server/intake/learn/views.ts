/** What triage has learned from and how right it was: for the rules that propose, for training, and for the desk. */
import { sql, type RawBuilder } from 'kysely';
import type { TriageMatterRow, TriageView } from '#contract/triage.ts';
import { regionOf } from '#areas';
import { mattersOf } from '#catalogue';
import { daysWithin, type KeptDays, type Span } from '#kit/days.ts';
import { remembered, type Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { makeTriage, type Triage } from '../triage.ts';
import { Judge, type Model } from './judge.ts';
import { decodeModel } from './model-file.ts';
import type { OutOfFold } from './train.ts';
import { byWeeks, mondayOf } from './weeks.rules.ts';

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
    select m.id, m.made_at as "madeAt", m.n, m.matters, m.measured, e.shipped, e.file
      from (select count(*) filter (where source = 'shipped')::int as shipped, count(*) filter (where source = 'file')::int as file
              from intake.triage_examples where region_id = ${regionId}) e
      left join intake.triage_models m on m.region_id = ${regionId} and m.in_use`.execute(tx);
  const { id, madeAt, n, matters, measured, ...state } = rows[0]!;
  const corrections = await correctionsWithin(tx, regionId, { from: new Date(0), to: beyond(at) });
  const since = madeAt ? await correctionsWithin(tx, regionId, { from: after(madeAt), to: beyond(at) }) : 0;
  const shown = { from: after(new Date(at.getTime() - weeksShown * 7 * 86_400_000)), to: beyond(at) };
  const weeks = new Map<string, TriageView['weeks'][number]>();
  for (const { week, outcomes } of await outcomesByWeek(tx, regionId, shown, timeZone))
    for (const one of outcomes) {
      if (matterId !== null && one.matterId !== matterId && one.proposedId !== matterId) continue;
      const asked = matterId === null || one.matterId === matterId;
      const proposed = one.proposedId !== null && (matterId === null || one.proposedId === matterId);
      const sum = weeks.get(week) ?? { week, n: 0, proposed: 0, right: 0, unsure: 0, automatic: 0 };
      weeks.set(week, {
        week,
        n: sum.n + (asked ? one.n : 0),
        proposed: sum.proposed + (proposed ? one.n : 0),
        right: sum.right + (asked && one.proposedId === one.matterId ? one.n : 0),
        unsure: sum.unsure + (asked && one.proposedId === null ? one.n : 0),
        automatic: sum.automatic + (proposed ? one.automatic : 0),
      });
    }
  return {
    model: id && madeAt && measured ? { id, madeAt: madeAt.toISOString(), n: n!, matters: matters!, measured } : null,
    examples: { ...state, corrections, since },
    weeks: [...weeks.values()].toSorted((a, b) => (a.week < b.week ? 1 : -1)).slice(0, weeksShown + 1),
  };
}

const after = (instant: Date): Date => new Date(instant.getTime() + 1);
/** Nothing was settled later than this. */
const beyond = (at: Date): Date => new Date(at.getTime() + 86_400_000);

/** What people made of proposals: so many cases of a matter for which this one had been proposed, or none. */
type Outcomes = { matterId: number; proposedId: number | null; n: number; automatic: number };

async function outcomesIn(tx: Tx, regionId: number, spans: readonly Span[]): Promise<Outcomes[]> {
  if (spans.length === 0) return [];
  const { rows } = await sql<Outcomes>`
    select o.matter_id as "matterId", o.proposed_id as "proposedId", count(*)::int as n, count(*) filter (where o.automatic)::int as automatic
      from intake.triage_outcomes o where o.region_id = ${regionId} and ${settledIn(spans)} group by 1, 2 order by 1, 2`.execute(
    tx,
  );
  return rows;
}
const settledIn = (spans: readonly Span[]): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(
    spans.map(({ from, to }) => sql`(o.settled_at >= ${from} and o.settled_at < ${to})`),
    sql` or `,
  )})`;

/** A case is settled by whoever receives it, and anew by whoever files it otherwise: then it counts there, and no longer on the day before. */
const settling = ['case.received', 'case.filed'];
const settledBy = (regionId: number, facts: RawBuilder<unknown>, kinds: readonly string[]) => sql`
  select e.happened_at as at
    from (select distinct f.subject_id from ${facts} f where f.subject = 'case' and f.kind = any(${[...kinds]}::text[])) told
    join kit.facts e on e.region_id = ${regionId} and e.subject = 'case' and e.subject_id = told.subject_id and e.kind = any(${settling}::text[])`;
const firstSettled = (regionId: number) => sql<Date | null>`
  select min(o.settled_at) from intake.triage_outcomes o where o.region_id = ${regionId}`;

export const outcomeDays: KeptDays<Outcomes[]> = {
  name: 'outcomes',
  touchedBy: (regionId, facts) => settledBy(regionId, facts, settling),
  first: firstSettled,
  count: outcomesIn,
};

/** Of how many cases a text may be learned: those `correctionsFrom` reads. */
export const correctionDays: KeptDays<number> = {
  name: 'corrections',
  touchedBy: (regionId, facts) => settledBy(regionId, facts, [...settling, 'case.voided', 'case.taken_back']),
  first: firstSettled,
  count: async (tx, regionId, spans) => {
    if (spans.length === 0) return 0;
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from intake.triage_outcomes o
        join cases.cases c on c.region_id = o.region_id and c.id = o.case_id and not c.confidential and c.state <> 'voided'
       where o.region_id = ${regionId} and ${settledIn(spans)} and o.proposed_id is distinct from o.matter_id`.execute(
      tx,
    );
    return rows[0]!.n;
  },
};

async function correctionsWithin(tx: Tx, regionId: number, span: Span): Promise<number> {
  const { days, rest } = await daysWithin(tx, regionId, correctionDays, span);
  return days.reduce((sum, { counted }) => sum + counted, await correctionDays.count(tx, regionId, rest));
}

async function outcomesByWeek(
  tx: Tx,
  regionId: number,
  span: Span,
  timeZone: string,
): Promise<{ week: string; outcomes: Outcomes[] }[]> {
  const { days, rest } = await daysWithin(tx, regionId, outcomeDays, span);
  const weeks = days.map(({ from, counted }) => ({ week: mondayOf(from, timeZone), outcomes: counted }));
  for (const one of rest)
    for (const { week, ...part } of byWeeks(one, timeZone))
      weeks.push({ week, outcomes: await outcomesIn(tx, regionId, [part]) });
  return weeks;
}

const nothingCounted = { examples: 0, corrections: 0, proposed: 0, right: 0, settled: 0 };
type Counted = typeof nothingCounted;

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
  const { rows: examples } = await sql<{ matterId: number; n: number }>`
    select matter_id as "matterId", count(*)::int as n from intake.triage_examples
     where region_id = ${regionId} and matter_id = any(${matters.map((matter) => matter.id)}::int[]) group by 1`.execute(
    tx,
  );
  const counted = new Map<number, Counted>(matters.map(({ id: own }) => [own, { ...nothingCounted }]));
  for (const { matterId, n } of examples) counted.get(matterId)!.examples = n;
  const span = { from: after(new Date(at.getTime() - weeksShown * 7 * 86_400_000)), to: beyond(at) };
  const { days, rest } = await daysWithin(tx, regionId, outcomeDays, span);
  for (const one of [...days.flatMap((kept) => kept.counted), ...(await outcomesIn(tx, regionId, rest))]) {
    const [settled, proposed] = [counted.get(one.matterId), counted.get(one.proposedId ?? 0)];
    if (settled) {
      settled.settled += one.n;
      if (settled !== proposed) settled.corrections += one.n;
      else settled.right += one.n;
    }
    if (proposed) proposed.proposed += one.n;
  }
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
