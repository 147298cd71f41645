/**
 * Triage learns: from sentences that say what a matter sounds like, and from what operators make of its proposals as they work. It
 * is trained when an administrator says so; which matters it may receive without a nod is switched one by one.
 */
import type { AnyPermit } from '#access';
import { mattersOf } from '#catalogue';
import { inRegion, touch, type Db, type Tx } from '#kit/db.ts';
import { onFact, record, type Doer, type RecordedFact } from '#kit/facts.ts';
import type { Progress } from '#kit/jobs.ts';
import { deny } from '#kit/refusal.ts';
import { trainApart } from './apart.ts';
import { fingerprint } from './grams.ts';
import { insertExamples, insertModel, lockTriage, saveOutcome, saveSwitch, type NewExample } from './store.ts';
import type { Example, OutOfFold } from './train.ts';
import { correctionsOf, examplesOf } from './views.ts';

const factOf = (regionId: number, kind: string, by: Doer, at: Date, data: Record<string, unknown>) => ({
  subject: 'region' as const,
  subjectId: String(regionId),
  kind,
  at,
  by,
  data,
});

// ── Learned from ───────────────────────────────────────────────────────────────────────────────────────────────────────

export async function teach(
  tx: Tx,
  permit: AnyPermit<'catalogue.edit'>,
  examples: readonly NewExample[],
  source: 'shipped' | 'file',
  at: Date,
): Promise<number> {
  const { regionId, by } = permit;
  await lockTriage(tx, regionId);
  const added = await insertExamples(tx, regionId, examples, source, at);
  if (added > 0) await record(tx, regionId, [factOf(regionId, 'region.triage_taught', by, at, { added, source })]);
  return added;
}

/** Sentences that come with a catalogue, by the codes of their matters; `{road}` and the like say where, not what. */
export async function teachSayings(
  tx: Tx,
  permit: AnyPermit<'catalogue.edit'>,
  sayings: readonly { matter: string; text: string }[],
  at: Date,
): Promise<number> {
  const byCode = new Map((await mattersOf(tx, permit.regionId)).map((matter) => [matter.code, matter.id]));
  const examples = sayings.flatMap(({ matter, text: said }) => {
    const matterId = byCode.get(matter);
    const text = said.replaceAll(/\{\w+\}/g, '').trim();
    return matterId === undefined || text === '' ? [] : [{ matterId, print: fingerprint([text]), text }];
  });
  return teach(tx, permit, examples, 'shipped', at);
}

/**
 * A person has received or filed a case: what was proposed is now known to be right or wrong. A wrong one is an example, heard
 * from the next report on; what was told in confidence teaches nothing.
 */
async function settled(tx: Tx, { regionId, subjectId, at, by }: RecordedFact): Promise<void> {
  if (by.kind !== 'person') return;
  const outcome = await saveOutcome(tx, regionId, subjectId, at);
  if (outcome && !outcome.confidential && outcome.proposedId !== outcome.matterId) await touch(tx, regionId, 'triage');
}
onFact('case.received', settled);
onFact('case.filed', settled);

// ── Trained ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Training = { n: number; matters: number; measured: OutOfFold };

/** Reads in one transaction, computes outside any, writes in another: a model is there whole or not at all. */
export async function trainTriage(
  db: Db,
  permit: AnyPermit<'catalogue.edit'>,
  id: string,
  progress: Progress,
  now: () => Date,
): Promise<Training> {
  const { regionId, by } = permit;
  const readAt = now();
  const examples = await inRegion(db, regionId, (tx) => lessonsOf(tx, regionId));
  const matters = new Set(examples.map(({ label }) => label)).size;
  if (matters < 2) deny('triage.too_few_matters');
  const { bytes, outOfFold } = await trainApart(examples, progress);
  await inRegion(db, regionId, async (tx) => {
    await lockTriage(tx, regionId);
    // Corrections that came while it was computing are not in it: they count from when its examples were read.
    const model = { id, madeAt: readAt, n: examples.length, matters, measured: outOfFold, bytes };
    await insertModel(tx, regionId, model);
    await touch(tx, regionId, 'triage_model');
    await touch(tx, regionId, 'triage');
    const data = { n: examples.length, matters, precision: outOfFold.precision };
    await record(tx, regionId, [factOf(regionId, 'region.triage_trained', by, now(), data)], id);
    progress.goOn();
  });
  return { n: examples.length, matters, measured: outOfFold };
}

/** The catalogue's own words, the sentences, and what operators corrected; of matters that are in force. */
async function lessonsOf(tx: Tx, regionId: number): Promise<Example[]> {
  const inForce = (await mattersOf(tx, regionId)).filter(({ retired, fallback }) => !retired && !fallback);
  const known = new Set(inForce.map(({ id }) => id));
  const own = inForce.flatMap(({ id, smallName, smallNameEn, conditions }) => [
    { matterId: id, text: `${smallName} ${smallNameEn}` },
    ...conditions
      .filter(({ retired }) => !retired)
      .map(({ filing }) => ({ matterId: id, text: `${smallName} ${filing}` })),
  ]);
  const lessons = [...own, ...(await examplesOf(tx, regionId)), ...(await correctionsOf(tx, regionId))];
  return lessons
    .filter(({ matterId }) => known.has(matterId))
    .map(({ matterId, text }) => ({ label: String(matterId), fields: [text] }));
}

// ── Allowed ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function switchMatter(
  tx: Tx,
  permit: AnyPermit<'catalogue.edit'>,
  matterId: number,
  automatic: boolean,
  at: Date,
  commandId: string,
): Promise<void> {
  const { regionId, by } = permit;
  const matter = (await mattersOf(tx, regionId)).find(({ id }) => id === matterId);
  if (!matter || matter.retired || matter.fallback) deny('thing.not_found');
  await lockTriage(tx, regionId);
  await saveSwitch(tx, regionId, matterId, automatic, at);
  await touch(tx, regionId, 'triage');
  const data = { matterId, automatic };
  await record(tx, regionId, [factOf(regionId, 'region.triage_switched', by, at, data)], commandId);
}
