/** A period from its opening to its publication, what is told from outside, and appeals. Each writes a fact. */
import type { Job } from '#contract/areas.ts';
import type { Appealable, PeriodKind, PeriodStep } from '#contract/evaluation.ts';
import {
  defaultScheme,
  groups,
  objectOfGroup,
  staffGroups,
  type Counts,
  type Group,
  type IndicatorName,
  type Scheme,
} from '#contract/indicators.ts';
import { deadline, type Calendar } from '#contract/worktime.ts';
import type { Lang } from '#contract/words/words.ts';
import { unitsOf, type Permit, type Units } from '#access';
import { regionOf, treeOf, type Tree } from '#areas';
import { doerOf, type Actor } from '#kit/caller.ts';
import { inRegion, type Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { startJob, type Progress } from '#kit/jobs.ts';
import { deny, granted } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import {
  advanced,
  appealDecided,
  appealsUntil,
  asOfOf,
  mayDo,
  mayRate,
  mayScore,
  reviewCounted,
  spanOf,
  type PeriodNow,
  type ReviewTold,
} from './period.rules.ts';
import { compositeOf, placesOf, ranked, schemeProblem } from './scheme.rules.ts';
import {
  addFigures,
  beginComputing,
  clearFigures,
  clearTraces,
  deleteTraces,
  endComputing,
  insertAppeal,
  insertPeriod,
  insertScheme,
  insertTraces,
  lockAppeal,
  lockPeriod,
  periodsTouchedBy,
  putVeto,
  replaceResults,
  replaceTold,
  saveDecision,
  setPeriodState,
  surveyOpen,
  upsertReview,
  type NewResult,
  type PeriodRow,
  type PlacedTrace,
} from './store.ts';
import { tracesOf, type TraceGround } from './traces.rules.ts';
import {
  calendarVersions,
  caseForAppeal,
  casesAround,
  casesChanged,
  factsSettled,
  figuresOf,
  historiesOf,
  keepersAt,
  periodOfId,
  schemeOf,
  type FigureRow,
} from './views.ts';
import { enterOpinions } from './opinions/opinions.ts';

type Writes = { tx: Tx; commandId: string; at: Date };
const fact = (
  permit: Permit,
  kind: string,
  subjectId: string,
  at: Date,
  data: Record<string, unknown>,
  subject: Fact['subject'] = 'period',
): Fact => ({ subject, subjectId, kind, at, by: permit.by, data });

// ── Schemes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The newest scheme; a district that never wrote one gets the example as its first version. */
export async function ensureScheme(tx: Tx, regionId: number, at: Date): Promise<Scheme & { version: number }> {
  const found = await schemeOf(tx, regionId);
  if (found) return found;
  await insertScheme(tx, regionId, { ...defaultScheme, version: 1, reason: '示例,无依据' }, null, at);
  return (await schemeOf(tx, regionId))!;
}

export async function saveScheme(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.edit'>,
  input: Scheme & { version: number; reason: string },
): Promise<number> {
  granted(mayScore(permit.actor));
  const wrong = schemeProblem(input);
  if (wrong) granted(wrong);
  const now = await ensureScheme(tx, permit.regionId, at);
  const version = now.version + 1;
  if (
    now.version !== input.version ||
    !(await insertScheme(tx, permit.regionId, { ...input, version }, permit.actor.personId, at))
  )
    deny('thing.stale', { version: now.version }, { current: now });
  await record(
    tx,
    permit.regionId,
    [fact(permit, 'scheme.revised', String(permit.regionId), at, { version, reason: input.reason }, 'region')],
    commandId,
  );
  return version;
}

// ── The way of a period ────────────────────────────────────────────────────────────────────────────────────────────────

export async function openPeriod(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.edit'>,
  input: { id: string; kind: PeriodKind; firstOn: string },
): Promise<PeriodRow> {
  granted(mayScore(permit.actor));
  const { timeZone } = await regionOf(tx, permit.regionId);
  const span = spanOf(input.kind, input.firstOn, timeZone);
  if (span.from > at) deny('evaluation.period');
  const scheme = await ensureScheme(tx, permit.regionId, at);
  const made = { id: input.id, kind: input.kind, ...span, schemeVersion: scheme.version };
  if (!(await insertPeriod(tx, permit.regionId, made)))
    deny('thing.exists', { what: { word: 'period.word' }, name: span.firstOn });
  await record(
    tx,
    permit.regionId,
    [fact(permit, 'period.opened', input.id, at, { kind: input.kind, firstOn: span.firstOn, scheme: scheme.version })],
    commandId,
  );
  return (await periodOfId(tx, permit.regionId, input.id))!;
}

const nowOf = (period: PeriodRow): PeriodNow => ({ ...period });

export async function advancePeriod(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.edit' | 'evaluation.approve'>,
  input: { periodId: string; step: Exclude<PeriodStep, 'compute'>; version: number; note?: string | undefined },
): Promise<PeriodRow> {
  granted(mayScore(permit.actor));
  const period = await lockPeriod(tx, permit.regionId, input.periodId);
  if (!period) return deny('thing.not_found');
  if (period.version !== input.version) deny('thing.stale', { version: period.version });
  const state = granted(advanced(nowOf(period), input.step, at));
  // What was answered is counted before nothing may be entered any more, and no single answer outlives its survey.
  if (input.step === 'lock' && (await surveyOpen(tx, permit.regionId, period.id))) deny('evaluation.survey_open');
  const until = input.step === 'open_appeals' ? appealsUntil(at) : undefined;
  await setPeriodState(tx, permit.regionId, period.id, state, { appealsUntil: until, note: input.note }, at);
  await record(
    tx,
    permit.regionId,
    [fact(permit, `period.${state}`, period.id, at, { note: input.note ?? '' })],
    commandId,
  );
  return (await periodOfId(tx, permit.regionId, period.id))!;
}

// ── Computing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Cases read, counted and written at a time: enough to keep the database busy, few enough for one statement. */
const batch = 1_000;
/** Cases summed up, and traces deleted, by one statement: a year of a large district has seventeen million traces, and none may take a minute. */
const summedAtOnce = 20_000;
const tracesAtOnce = 200_000;

type Place = { streetId: number | null; communityId: number | null };
type Surroundings = {
  place: (areaId: number) => Place;
  ground: TraceGround;
};

/** What counting needs to know beside the cases, looked up once. */
async function surroundings(tx: Tx, regionId: number, period: PeriodRow): Promise<Surroundings> {
  const [tree, units, keepers] = [
    await treeOf(tx, regionId),
    await unitsOf(tx, regionId),
    await keepersAt(tx, regionId, period.to),
  ];
  const calendars = new Map<string, Calendar>();
  for (const { id, version, calendar } of await calendarVersions(tx, regionId))
    calendars.set(`${id}/${version}`, calendar);
  const places = new Map<number, Place>();
  const keeperOf = (areaId: number) =>
    pathOf(tree, areaId)
      .map((id) => keepers.get(id))
      .find(Boolean) ?? null;
  const isLocal = (unitId: number) => localKinds.has(units.byId.get(unitId)?.kind ?? '');
  return {
    place(areaId) {
      const known = places.get(areaId);
      if (known) return known;
      const above = pathOf(tree, areaId).map((id) => tree.byId.get(id));
      const place = {
        streetId: above.find((area) => area?.level === 'street')?.id ?? null,
        communityId: above.find((area) => area?.level === 'community')?.id ?? null,
      };
      places.set(areaId, place);
      return place;
    },
    ground: {
      keeperOf,
      isLocal,
      deadline({ id, version }, start, limit, pauses) {
        const calendar = calendars.get(`${id}/${version}`);
        return calendar ? (deadline(new Date(start), limit, calendar, [...pauses])?.getTime() ?? null) : null;
      },
    },
  };
}
const localKinds = new Set(['street', 'community']);
/** From the area itself up to the district. */
const pathOf = (tree: Tree, areaId: number): number[] =>
  (tree.byId.get(areaId)?.path ?? '').split('.').filter(Boolean).map(Number).toReversed();

/** Counts some cases anew: out with what they left before, in with what they leave now. */
async function countCases(
  tx: Tx,
  regionId: number,
  period: PeriodRow,
  asOf: Date,
  caseIds: readonly string[],
  around: Surroundings,
): Promise<void> {
  const span = { from: period.from.getTime(), to: period.to.getTime() };
  const histories = await historiesOf(tx, regionId, caseIds);
  const traces = histories.flatMap((history) =>
    tracesOf(history, span, asOf.getTime(), around.ground).map((trace, i): PlacedTrace => ({
      ...trace,
      caseId: history.id,
      n: i + 1,
      areaId: history.areaId,
      ...around.place(history.areaId),
    })),
  );
  await insertTraces(tx, regionId, period.id, traces);
}

/** Begins the job that computes a period: everything afresh, or what changed since it was last computed. */
export async function startComputing(
  { tx, commandId, at }: Writes,
  house: House,
  permit: Permit<'evaluation.edit'>,
  input: { periodId: string; fresh: boolean; lang: Lang },
): Promise<Job> {
  granted(mayScore(permit.actor));
  const period = await lockPeriod(tx, permit.regionId, input.periodId);
  if (!period) return deny('thing.not_found');
  granted(advanced(nowOf(period), 'compute', at));
  await beginComputing(tx, permit.regionId, period.id, commandId);
  await record(
    tx,
    permit.regionId,
    [fact(permit, 'period.computing', period.id, at, { fresh: input.fresh || period.computedAt === null })],
    commandId,
  );
  const job = { id: commandId, kind: 'evaluation.compute', byPerson: permit.actor.personId, lang: input.lang };
  return startJob(house, tx, permit.regionId, job, async (progress) => {
    const { cases } = await computePeriod(house, permit.regionId, period.id, { at, fresh: input.fresh }, progress);
    return { result: { cases } };
  });
}

/** In transactions of its own. Interrupted, it is done again; until it is done, the figures before stay what they were. */
export async function computePeriod(
  house: Pick<House, 'db'>,
  regionId: number,
  periodId: string,
  how: { at: Date; fresh: boolean },
  progress: Pick<Progress, 'at' | 'goOn'>,
): Promise<{ cases: number }> {
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => inRegion(house.db, regionId, work);
  const start = await inTx(async (tx) => {
    const period = (await periodOfId(tx, regionId, periodId))!;
    const asOf = asOfOf(period.to, period.settleDays, how.at);
    const around = await surroundings(tx, regionId, period);
    const factsSeen = await factsSettled(tx, regionId);
    const fresh = how.fresh || period.asOf === null;
    const caseIds = fresh
      ? await casesAround(tx, regionId, period, asOf)
      : await casesChanged(tx, regionId, { factId: period.factsSeen, asOf: period.asOf! }, asOf);
    return { period, asOf, around, factsSeen, fresh, caseIds };
  });
  const { period, asOf, around, factsSeen, caseIds } = start;
  if (!start.fresh && caseIds.length <= batch) {
    // What changed is little: taken out and put in again in one transaction, nobody sees it half done.
    await inTx(async (tx) => {
      await recount(tx, regionId, period, asOf, caseIds, around);
      await concludeComputing(tx, regionId, period, { asOf, factsSeen, at: how.at });
    });
    return { cases: caseIds.length };
  }
  if (start.fresh) {
    await inTx((tx) => clearFigures(tx, regionId, period.id));
    while ((await inTx((tx) => clearTraces(tx, regionId, period.id, tracesAtOnce))) === tracesAtOnce) progress.goOn();
  }
  const batches = Array.from({ length: Math.ceil(caseIds.length / batch) }, (_, i) =>
    caseIds.slice(i * batch, (i + 1) * batch),
  );
  const queue = batches.values();
  let counted = 0;
  const work = async (): Promise<void> => {
    for (const some of queue) {
      await inTx((tx) =>
        start.fresh
          ? countCases(tx, regionId, period, asOf, some, around)
          : recount(tx, regionId, period, asOf, some, around),
      );
      await progress.at((counted += some.length), caseIds.length);
    }
  };
  // The database does most of it: two batches at a time, as long as they add to no figure in common.
  await Promise.all(Array.from({ length: start.fresh ? 2 : 1 }, work));
  await inTx(async (tx) => {
    if (start.fresh)
      for (let i = 0; i < caseIds.length; i += summedAtOnce) {
        const last = caseIds[Math.min(i + summedAtOnce, caseIds.length) - 1]!;
        await addFigures(tx, regionId, period.id, 1, { first: caseIds[i]!, last });
      }
    progress.goOn();
    await concludeComputing(tx, regionId, period, { asOf, factsSeen, at: how.at });
  });
  return { cases: caseIds.length };
}

async function recount(
  tx: Tx,
  regionId: number,
  period: PeriodRow,
  asOf: Date,
  caseIds: readonly string[],
  around: Surroundings,
): Promise<void> {
  await addFigures(tx, regionId, period.id, -1, caseIds);
  await deleteTraces(tx, regionId, period.id, caseIds);
  await countCases(tx, regionId, period, asOf, caseIds, around);
  await addFigures(tx, regionId, period.id, 1, caseIds);
}

async function concludeComputing(
  tx: Tx,
  regionId: number,
  period: PeriodRow,
  done: { asOf: Date; factsSeen: number; at: Date },
): Promise<void> {
  await writeResults(tx, regionId, period);
  await endComputing(tx, regionId, period.id, done);
}

/** Points and places of every group, from the figures and the scheme of the period. */
export async function writeResults(tx: Tx, regionId: number, period: PeriodRow): Promise<void> {
  await enterOpinions(tx, regionId, period);
  await replaceTold(tx, regionId, period.id);
  const scheme = (await schemeOf(tx, regionId, period.schemeVersion))!;
  const figures = await figuresOf(tx, regionId, period.id);
  const units = await unitsOf(tx, regionId);
  await replaceResults(tx, regionId, period.id, resultsFrom(scheme, figures, units));
}

const none: Counts = { n: 0, hits: 0, total: 0 };
/** How much was reported there, or given to it: stands beside every result. */
const volumeOf: Record<Group, IndicatorName> = {
  area: 'report_volume',
  department: 'dispatch_count',
  street: 'dispatch_count',
  receiver: 'received_count',
  duty_officer: 'close_step_on_time',
  dispatcher: 'dispatch_count',
  keeper: 'report_volume',
  checker: 'check_count',
  handler: 'handled_count',
  caller: 'callback_count',
};

function resultsFrom(scheme: Scheme, figures: readonly FigureRow[], units: Units): NewResult[] {
  const byObject = Map.groupBy(figures, ({ object, key }) => `${object} ${key}`);
  const results: NewResult[] = [];
  for (const group of groups) {
    const items = scheme.items.filter((item) => item.group === group);
    const on = items.filter((item) => item.on).map(({ indicator }) => indicator);
    // Staff are judged in a post whose own work they did: what another post is asked for as well does not put them into this one.
    const shared = new Set(
      scheme.items
        .filter((item) => item.on && item.group !== group && staffGroups.includes(item.group))
        .map(({ indicator }) => indicator),
    );
    const asked = new Set(staffGroups.includes(group) ? on.filter((indicator) => !shared.has(indicator)) : on);
    const judge = (objects: readonly (readonly FigureRow[])[]) => {
      const judged = objects.map((rows) => {
        const counts = new Map(rows.map((row) => [row.indicator, row]));
        const volume = counts.get(volumeOf[group])?.n ?? 0;
        return { ...compositeOf(items, (name) => counts.get(name) ?? none, volume), volume, about: rows[0]! };
      });
      const places = placesOf(judged.map(ranked));
      judged.forEach(({ points, parts, volume, about }, i) =>
        results.push({ group, object: about.object, key: about.key, points, place: places[i]!, volume, parts }),
      );
    };
    const mine = [...byObject.values()].filter(
      (rows) => belongs(group, rows[0]!, units) && rows.some(({ indicator, n }) => n > 0 && asked.has(indicator)),
    );
    judge(mine.filter((rows) => rows[0]!.object === objectOfGroup(group)));
    if (staffGroups.includes(group)) judge(mine.filter((rows) => rows[0]!.object === 'post'));
  }
  return results;
}

/** Departments against departments, streets and their communities against their like; staff by what they did, in the post they did it in. */
function belongs(group: Group, { object, key }: FigureRow, units: Units): boolean {
  if (group === 'area') return object === 'area';
  if (group === 'department' || group === 'street') {
    const kind = units.byId.get(Number(key))?.kind;
    return object === 'unit' && (group === 'department' ? kind === 'department' : localKinds.has(kind ?? ''));
  }
  return object === 'person' || (object === 'post' && key === group);
}

// ── From outside ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A street rates departments; what deputies, surveys and media said is entered by the evaluator, with how many were asked. */
export async function addReview(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.rate'>,
  input: ReviewTold & { id: string; periodId: string; unitId: number; remark: string },
): Promise<string> {
  const { regionId, post, actor } = permit;
  const units = await unitsOf(tx, regionId);
  const rated = units.byId.get(input.unitId);
  if (!rated) return deny('thing.unknown_reference', { field: 'unitId', value: input.unitId });
  if (input.kind === 'street') {
    const wrong = mayRate({ post, roots: actor.posts.map(({ rootUnitId }) => rootUnitId) }, rated);
    if (wrong) granted(wrong);
  } else {
    if (post.post !== 'evaluator') deny('reader.not_permitted', { what: { word: 'review.entered_by_evaluator' } });
    granted(mayScore(actor));
  }
  const counted = granted(reviewCounted(input));
  const period = await lockPeriod(tx, regionId, input.periodId);
  if (!period) return deny('thing.not_found');
  takesWords(period);
  const { id: reviewId, periodId, kind, unitId, remark } = input;
  const review = { id: reviewId, periodId, kind, unitId, remark, ...counted };
  const id = await upsertReview(tx, regionId, { ...review, byPerson: actor.personId, fromUnit: post.rootUnitId }, at);
  await record(
    tx,
    regionId,
    [
      fact(permit, 'period.reviewed_from_outside', period.id, at, {
        kind: input.kind,
        unitId: input.unitId,
        ...counted,
      }),
    ],
    commandId,
  );
  if (period.computedAt) await writeResults(tx, regionId, period);
  return id;
}

/** What others think enters a period until it is locked. */
export function takesWords(period: PeriodRow): void {
  granted(mayDo(period.state, 'rate'));
}

/** 一票否决: a flag with its reason beside the points. Published with them; after locking nobody adds one. */
export async function setVeto(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.approve'>,
  input: { periodId: string; object: 'area' | 'unit'; key: string; reason: string; lift: boolean },
): Promise<PeriodRow> {
  const { regionId } = permit;
  granted(mayScore(permit.actor));
  const period = await lockPeriod(tx, regionId, input.periodId);
  if (!period) return deny('thing.not_found');
  granted(mayDo(period.state, 'veto'));
  const id = Number(input.key);
  const known =
    input.object === 'unit' ? (await unitsOf(tx, regionId)).byId.has(id) : (await treeOf(tx, regionId)).byId.has(id);
  if (!known) deny('thing.unknown_reference', { field: 'key', value: input.key });
  if (!(await putVeto(tx, regionId, { ...input, byPerson: permit.actor.personId }, at))) deny('thing.not_found');
  const { object, key, reason, lift } = input;
  await record(
    tx,
    regionId,
    [fact(permit, lift ? 'period.veto_lifted' : 'period.vetoed', period.id, at, { object, key, reason })],
    commandId,
  );
  return (await periodOfId(tx, regionId, period.id))!;
}

// ── Appeals ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A unit contests a trace of a case that counts against it: once, when the case has ended or its period is open for appeals. */
export async function askAppeal(
  { tx, commandId, at }: Writes,
  permit: Permit<'evaluation.appeal'>,
  input: { id: string; caseId: string; trace: Appealable; reason: string; basis: string; periodId: string | null },
): Promise<string> {
  const { regionId, actor } = permit;
  const mine = await caseForAppeal(tx, regionId, input.caseId, permit.post.unitIds, input.trace);
  if (!mine || mine.unitId === null) return deny('thing.not_found');
  const period = input.periodId === null ? undefined : await periodOfId(tx, regionId, input.periodId);
  if (input.periodId !== null && !period) deny('thing.not_found');
  if (period) granted(mayDo(period.state, 'appeal'));
  else if (!mine.ended) deny('evaluation.appeal_too_early');
  const units = await unitsOf(tx, regionId);
  const appeal = {
    ...input,
    unitId: mine.unitId,
    rootUnitId: units.root(mine.unitId),
    askedBy: actor.personId,
  };
  if (!(await insertAppeal(tx, regionId, appeal, at)))
    deny('thing.exists', { what: { word: 'appeal.word' }, name: '' });
  const data = { trace: input.trace, unitId: mine.unitId, caseId: input.caseId };
  await record(tx, regionId, [fact(permit, 'appeal.asked', input.id, at, data, 'appeal')], commandId);
  return input.id;
}

/** First and second level. Granted, the fact stays and is counted out of every period that is not locked. */
export async function decideAppeal(
  { tx, commandId, at }: Writes,
  actor: Actor,
  input: { appealId: string; grant: boolean; decision: string },
): Promise<void> {
  const { regionId } = actor;
  const appeal = await lockAppeal(tx, regionId, input.appealId);
  if (!appeal) return deny('thing.not_found');
  const { state, post } = granted(appealDecided(appeal, actor, input.grant));
  const level = appeal.state === 'asked' ? 1 : 2;
  const word = { state, grant: input.grant, word: input.decision, by: actor.personId, root: post.rootUnitId };
  await saveDecision(tx, regionId, input.appealId, level, word, at);
  await record(
    tx,
    regionId,
    [
      {
        subject: 'appeal',
        subjectId: input.appealId,
        kind: `appeal.${state}`,
        at,
        by: doerOf(actor, post),
        data: { level, grant: input.grant, caseId: appeal.caseId, trace: appeal.trace },
      },
    ],
    commandId,
  );
  if (state !== 'granted') return;
  for (const periodId of await periodsTouchedBy(tx, regionId, appeal.caseId)) {
    const period = (await lockPeriod(tx, regionId, periodId))!;
    const around = await surroundings(tx, regionId, period);
    await recount(tx, regionId, period, period.asOf!, [appeal.caseId], around);
    await writeResults(tx, regionId, period);
  }
}
