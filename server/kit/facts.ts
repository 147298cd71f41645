/**
 * The floor: every change leaves a fact in the same transaction. A fact is the timeline, the audit trail and the trigger for
 * what follows; rooms above subscribe and so the rooms below never know them.
 */
import { sql } from 'kysely';
import { isConstraint, sendAlong, type Tx } from './db.ts';
import { deny } from './refusal.ts';

/** Who did it, in which hat. */
export type Doer =
  | { kind: 'person'; personId: string; post: string; unitId: number }
  | { kind: 'reporter' | 'system'; personId?: undefined; post?: undefined; unitId?: undefined }
  | { kind: 'device'; deviceId: string; personId?: undefined; post?: undefined; unitId?: undefined };

export const system: Doer = { kind: 'system' };
export const reporter: Doer = { kind: 'reporter' };

export type Fact = {
  subject:
    | 'case'
    | 'meeting'
    | 'opinion'
    | 'report'
    | 'area'
    | 'layer'
    | 'unit'
    | 'person'
    | 'account'
    | 'matter'
    | 'calendar'
    | 'template'
    | 'responsibility'
    | 'article'
    | 'form'
    | 'phrase'
    | 'device'
    | 'shift'
    | 'checkpoint'
    | 'visit'
    | 'leave'
    | 'objection'
    | 'phone'
    | 'publicity'
    | 'lesson'
    | 'setting'
    | 'notice'
    | 'order'
    | 'key'
    | 'wall'
    | 'region'
    | 'period'
    | 'appeal'
    | 'improvement'
    | 'points'
    | 'turn'
    | 'duty_note'
    | 'occasion'
    | 'mode'
    | 'line'
    | 'call'
    | 'list';
  subjectId: string;
  /** past tense: 'case.checked' */
  kind: string;
  /** when it was true; recorded_at is the database's own clock */
  at: Date;
  by: Doer;
  data?: Record<string, unknown>;
  /** its number, where the caller knows it: the first of something that is new, the next of a row it has locked */
  n?: number;
};

export type RecordedFact = Fact & { regionId: number; n: number };
type Listener = (tx: Tx, fact: RecordedFact) => Promise<void>;

const listeners = new Map<string, Listener[]>();

/** An upper room reacts in the same transaction: it happens with the change, or not at all. */
export function onFact(kind: string, listener: Listener): void {
  listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
}

/** Of which command a transaction is the work: every fact of it says so, also where nobody handed the id through the rooms. */
const commands = new WeakMap<Tx, string>();
export const inCommand = (tx: Tx, id: string): void => void commands.set(tx, id);

/**
 * Appends facts, numbering them without a gap within their subject. The caller holds the lock of the subject's row; two that
 * do not would meet at the primary key. All in one statement; returns the numbers in order.
 */
export async function record(tx: Tx, regionId: number, facts: Fact[], given: string | null = null): Promise<number[]> {
  if (facts.length === 0) return [];
  const commandId = given ?? commands.get(tx) ?? null;
  const numbers = areNumbered(facts)
    ? await insertNumbered(tx, regionId, facts, commandId).then(() => facts.map(({ n }) => n))
    : await insertAndNumber(tx, regionId, facts, commandId);
  await tell(tx, regionId, facts, numbers);
  return numbers;
}

/**
 * The same where nobody waits for the answer: what must be read back after it travels in the same packet, and if it fails nothing is
 * committed. Facts whose numbers are not known are waited for.
 */
export async function recordAlong(tx: Tx, regionId: number, facts: Fact[], given: string | null): Promise<void> {
  const commandId = given ?? commands.get(tx) ?? null;
  if (!areNumbered(facts)) return void (await record(tx, regionId, facts, commandId));
  if (facts.length > 0) sendAlong(tx, insertNumbered(tx, regionId, facts, commandId));
  await tell(
    tx,
    regionId,
    facts,
    facts.map(({ n }) => n),
  );
}

async function tell(tx: Tx, regionId: number, facts: Fact[], numbers: number[]): Promise<void> {
  for (const [i, fact] of facts.entries()) {
    for (const listener of listeners.get(fact.kind) ?? []) await listener(tx, { ...fact, regionId, n: numbers[i]! });
  }
}

type Numbered = Fact & { n: number };
const areNumbered = (facts: Fact[]): facts is Numbered[] => facts.every(({ n }) => n !== undefined);

const dataOf = (fact: Fact): Record<string, unknown> =>
  fact.by.kind === 'device' ? { ...fact.data, deviceId: fact.by.deviceId } : (fact.data ?? {});

async function insertNumbered(tx: Tx, regionId: number, facts: Numbered[], commandId: string | null): Promise<void> {
  const rows = facts.map(
    (fact) => sql`
      (${regionId}, ${fact.subject}, ${fact.subjectId}, ${fact.n}, ${fact.kind}, ${fact.at}, ${fact.by.kind}, ${fact.by.personId ?? null},
       ${fact.by.post ?? null}, ${fact.by.unitId ?? null}, ${commandId}, ${JSON.stringify(dataOf(fact))})`,
  );
  try {
    await sql`
      insert into kit.facts (region_id, subject, subject_id, n, kind, happened_at, actor_kind, person_id, post, unit_id, command_id, data)
      values ${sql.join(rows)}`.execute(tx);
  } catch (error) {
    // Of something new there is a fact already: its id was used before.
    if (facts.every(({ n }) => n === 1) && isConstraint(error, 'facts_pkey')) deny('command.id_reused');
    throw error;
  }
}

async function insertAndNumber(tx: Tx, regionId: number, facts: Fact[], commandId: string | null): Promise<number[]> {
  const rows = facts.map((fact, order) => ({
    order,
    subject: fact.subject,
    subject_id: fact.subjectId,
    kind: fact.kind,
    at: fact.at.toISOString(),
    actor_kind: fact.by.kind,
    person_id: fact.by.personId ?? null,
    post: fact.by.post ?? null,
    unit_id: fact.by.unitId ?? null,
    data: dataOf(fact),
  }));
  const { rows: saved } = await sql<{ n: number }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g("order" int, subject text, subject_id text, kind text, at timestamptz, actor_kind text, person_id uuid, post text, unit_id int, data jsonb)
    ), numbered as (
      select g.*, row_number() over (partition by g.subject, g.subject_id order by g."order")
               + coalesce((select max(f.n) from kit.facts f
                            where f.region_id = ${regionId} and f.subject = g.subject and f.subject_id = g.subject_id), 0) as n
        from given g
    ), saved as (
      insert into kit.facts (region_id, subject, subject_id, n, kind, happened_at, actor_kind, person_id, post, unit_id, command_id, data)
      select ${regionId}, subject, subject_id, n, kind, at, actor_kind, person_id, post, unit_id, ${commandId}::uuid, data
        from numbered order by "order"
    )
    select n::int as n from numbered order by "order"`.execute(tx);
  return saved.map((row) => row.n);
}
