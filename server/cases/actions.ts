/** What can be done to a case: each action locks, asks the pure rules, saves and records, with the transaction it was given. */
import { uuidv7 } from '#contract/ids.ts';
import { gramsOf } from '#contract/grams.ts';
import {
  isOpen,
  mostLabels,
  reopenable,
  type Level,
  type MoveInput,
  type MoveName,
  type State,
} from '#contract/cases.ts';
import { kindsIn, mirror, type Purpose } from '#contract/mirror.ts';
import { localDate } from '#contract/calendar.ts';
import { say, type Lang, type Said } from '#contract/words/words.ts';
import { parseLimit, type Limit } from '#contract/worktime.ts';
import { calendarOf, conditionOf, labelsOf, matterOf, proposeLead, streetOf, type Proposal } from '#catalogue';
import { isNamed, standingMode, type StandingMode } from '#duty';
import { areaOf, keepsCell, locate, regionRoot } from '#areas';
import { belongsTo, caseScope, colleaguesWith, unitsOf, type Units } from '#access';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { doerOf } from '#kit/caller.ts';
import { sendAlong, type Tx } from '#kit/db.ts';
import { onFact, record, recordAlong, type Doer, type Fact, type RecordedFact } from '#kit/facts.ts';
import { deny, granted, refuse, Refused, type Refusal } from '#kit/refusal.ts';
import {
  alarmsOf,
  applied,
  clockOf,
  decide,
  runningClocks,
  mayMove,
  type CaseNow,
  type Ground,
  type ModeNow,
  type MovePermit,
  type Tree,
  stageLimitOf,
  type Step,
} from './lifecycle.ts';
import { unitLoads } from './load.ts';
import { recounted } from './tasks/tasks.rules.ts';
import { fitsIn, goesToStreetFirst, ruleOf } from './templates.rules.ts';
import { currentTemplate, newestOf, rulesOf, templateOf, templatesOf, treeOf, type Rules } from './templates.ts';
import {
  addParty,
  bumpVersion,
  claimAlarms,
  countPhotos,
  factsDigest,
  insertCase,
  insertNote,
  labelsOfCase,
  putLabels,
  lastAnswer,
  lockCase,
  numberAhead,
  openCallbacks,
  openCasesOnCalendar,
  saveAlarms,
  saveClocks,
  saveStep,
  setOrigin,
  takeIn,
  type NewCase,
  type StoredCase,
  type ToldCase,
} from './store.ts';

/** One in five self-handled cases is checked on the spot, told by the case's own id. */
const sampleShare = 5;

export type OpenCase = {
  id: string;
  title: string;
  detail: string;
  kind: string;
  discovery: string;
  channel: string;
  urgent: boolean;
  confidential: boolean;
  matterId: number;
  matterBy: 'reporter' | 'operator' | 'triage' | 'import' | 'device' | 'fallback';
  conditionId?: number | null;
  /** 自处理 follows: nothing of it goes by itself before */
  selfHandled?: boolean;
  placeText: string;
  location: { lon: number; lat: number } | null;
  locatedBy: 'point' | 'name' | 'operator' | 'outside' | 'fallback';
  areaId: number;
  areaPath: string;
};

/**
 * A report has come in: its case is held by 监督中心 and its clock runs from this moment. `alongside` is whoever opens it: its facts
 * are recorded in the same statement, its rows (which may refer to the case) are sent in the same packet. Where the number is known
 * already, all of it travels with the commit.
 */
export async function openCase(
  tx: Tx,
  regionId: number,
  input: OpenCase,
  by: Doer,
  at: Date,
  commandId: string | null = null,
  alongside: { facts: Fact[]; rows: () => Promise<unknown> } = { facts: [], rows: async () => undefined },
): Promise<{ caseId: string; number: string }> {
  const units = await unitsOf(tx, regionId);
  const { id: calendarId, version: calendarVersion, calendar } = await calendarOf(tx, regionId);
  const { rules, mode } = await rulesForNew(tx, regionId, input, at);
  const limit = stageLimitOf(rules.template, 'reported');
  const clock = clockOf(at, limit, calendar, [], 'stage');
  const { channel, kind, matterId, matterBy, locatedBy } = input;
  const data = {
    channel,
    kind,
    matterId,
    matterBy,
    locatedBy,
    ...(input.selfHandled ? { selfHandled: true } : {}),
    ...mode,
  };
  const opened: Fact = { subject: 'case', subjectId: input.id, kind: 'case.opened', at, by, data, n: 1 };
  const day = localDate(at, calendar.timeZone).replaceAll('-', '');
  const row: NewCase = {
    ...input,
    conditionId: input.conditionId ?? null,
    calendarId,
    calendarVersion,
    openedAt: at,
    unitId: units.supervisionId,
    partyUnits: [...new Set([units.supervisionId, ...(by.unitId ? [by.unitId] : [])])],
    limit,
    warnAt: clock.warn_at,
    dueAt: clock.due_at,
    template: rules.name,
    templateVersion: rules.version,
    day,
    grams: gramsOf(`${input.title} ${input.detail} ${input.placeText}`),
  };
  const facts = [opened, ...alongside.facts];
  const ahead = numberAhead(tx, day);
  if (ahead !== undefined) {
    sendAlong(tx, insertCase(tx, regionId, row, ahead));
    await Promise.all([alongside.rows(), recordAlong(tx, regionId, facts, commandId)]);
    return { caseId: input.id, number: ahead };
  }
  const [number] = await Promise.all([
    insertCase(tx, regionId, row),
    alongside.rows(),
    record(tx, regionId, facts, commandId),
  ]);
  return { caseId: input.id, number };
}

/** By which rules a new case runs: those of its matter, or in 应急 those that were declared for it where it is. */
async function rulesForNew(
  tx: Tx,
  regionId: number,
  of: Pick<OpenCase, 'matterId' | 'areaPath'>,
  at: Date,
): Promise<{ rules: Rules; mode: { mode?: { id: string; level: number; reason: string } } }> {
  const declared = await declaredFor(tx, regionId, of, at);
  if (!declared) return { rules: currentTemplate(await templatesOf(tx, regionId), of.matterId), mode: {} };
  const { id, level, reason } = declared.mode;
  return { rules: declared.rules, mode: { mode: { id, level, reason } } };
}
/** The emergency in force that names it, and the process declared with it. */
async function declaredFor(
  tx: Tx,
  regionId: number,
  of: { matterId: number; areaPath: string },
  at: Date,
): Promise<{ mode: StandingMode; rules: Rules } | undefined> {
  const mode = await standingMode(tx, regionId, at);
  if (mode?.state !== 'running' || !isNamed(mode, of)) return undefined;
  const rules = newestOf(await templatesOf(tx, regionId), mode.template);
  return rules && { mode, rules };
}
/** What it means for the limits of a case that is filed or dispatched now. */
async function modeFor(
  tx: Tx,
  now: StoredCase,
  of: { matterId: number; areaPath: string },
  at: Date,
): Promise<(ModeNow & { template: string }) | undefined> {
  const declared = await declaredFor(tx, now.regionId, of, at);
  if (!declared) return undefined;
  const { mode, rules } = declared;
  const { handling, stages } = rules.template;
  return {
    id: mode.id,
    level: mode.level,
    reason: mode.reason,
    template: mode.template,
    handling: handling.limit === null ? null : parseLimit(handling.limit)!,
    sign: stages.dispatched?.limit === undefined ? null : parseLimit(stages.dispatched.limit)!,
  };
}
/** A mode that names a process nobody has published is refused before it stands. */
onFact('mode.asked', async (tx, { regionId, data }) => {
  const name = String(data?.['template']);
  if (!newestOf(await templatesOf(tx, regionId), name))
    deny('thing.unknown_reference', { field: 'template', value: name });
});

export type MoveRequest = {
  caseId: string;
  input: MoveInput;
  /** items of the template's checklist that were ticked */
  ticked?: readonly string[] | undefined;
  version?: number | undefined;
  postId?: string | undefined;
  commandId?: string | null;
  /** of a closing: the answer is a standard sentence and counted as such */
  standardAnswer?: boolean;
  /** only a case that the mover may see: asked with the lock, not before it */
  inScope?: boolean;
  /** the answer was written elsewhere and long ago (a history): nobody was shown a hint that could be overruled */
  unmirrored?: boolean;
};
type Who = { actor: Actor } | 'reporter' | 'system';

/** Endings whose answer somebody wrote, and what is asked of it. */
const mirrored: Partial<Record<MoveName, Purpose>> = {
  close: 'close',
  answer: 'answer',
  refuse: 'refuse',
  uphold: 'uphold',
};

/** A person's move; refused with the state, the move and who may make it. */
export async function makeMove(tx: Tx, actor: Actor, request: MoveRequest, at: Date): Promise<void> {
  await move(tx, actor.regionId, request, { actor }, at);
}

/** What a reporter may do by receipt, and what the sweep does. */
export const reporterMove = (tx: Tx, regionId: number, caseId: string, input: MoveInput, at: Date): Promise<void> =>
  move(tx, regionId, { caseId, input }, 'reporter', at);
/** What goes by itself: a report that triage was told to receive as it proposes. */
export const systemMove = (tx: Tx, regionId: number, caseId: string, input: MoveInput, at: Date): Promise<void> =>
  move(tx, regionId, { caseId, input }, 'system', at);

/**
 * The list came to name another unit: the house asks for the return, the dispatcher agrees and dispatches anew. Where the unit
 * asked for the return itself, only the answer is missing; where the case waits for its dispatch, only the dispatch.
 */
export async function reassign(
  tx: Tx,
  actor: Actor,
  { caseId, version, proposal, lang }: { caseId: string; version: number; proposal: Proposal; lang: Lang },
  at: Date,
): Promise<void> {
  const { regionId } = actor;
  const now = (await lockCase(tx, regionId, caseId)) ?? deny('thing.not_found');
  if (version < now.movedVersion || version > now.version)
    deny('thing.stale', { version: now.version }, { current: { version: now.version, state: now.state } });
  const unitId = proposal.leadUnitId!;
  const unit = (await unitsOf(tx, regionId)).byId.get(unitId)?.name ?? '';
  const rule: Said = proposal.reason;
  if (now.state !== 'filed') {
    const reason = say(lang, 'reassign.asked', { unit, rule }).slice(0, 2000);
    if (!now.pendingReturn)
      await move(
        tx,
        regionId,
        { caseId, input: { move: 'ask_return', reason, basis: proposal.ruleNumber ?? '', suggestedUnitId: unitId } },
        'system',
        at,
      );
    const decision = say(lang, 'reassign.agreed', { unit });
    await makeMove(tx, actor, { caseId, input: { move: 'decide_return', accept: true, decision } }, at);
  }
  const { coUnitIds, ruleNumber } = proposal;
  const reason = say(lang, rule.word, rule.params).slice(0, 500);
  await makeMove(tx, actor, { caseId, input: { move: 'dispatch', unitId, coUnitIds, ruleNumber, reason } }, at);
}

/** The house makes it on somebody's decision, who is named in the fact; a refusal undoes nothing. */
export async function moveByHouse(
  tx: Tx,
  regionId: number,
  caseId: string,
  input: MoveInput,
  by: Doer,
  at: Date,
): Promise<Refusal | undefined> {
  const now = await lockCase(tx, regionId, caseId);
  if (!now) return refuse('thing.not_found');
  try {
    const { facts } = await moveOn(tx, now, { input }, 'system', at);
    await record(
      tx,
      regionId,
      facts.map((fact) => ({ ...fact, data: { ...fact.data, decidedBy: by.personId ?? null } })),
    );
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
}

/**
 * 号码 → 队列: a case that came in on a line stands in the queue of the unit the district named for it. Not what was told in confidence, nor
 * what is about that very unit: of that it is not told.
 */
export async function queueCase(
  tx: Tx,
  regionId: number,
  caseId: string,
  unitFor: (matterId: number) => Promise<number | null>,
  by: Doer,
  at: Date,
): Promise<void> {
  const now = await lockCase(tx, regionId, caseId);
  if (!now || !isOpen(now.state) || now.confidential || now.kind === 'whistle') return;
  const unitId = await unitFor(now.matterId);
  const units = await unitsOf(tx, regionId);
  if (unitId === null || !units.byId.has(unitId) || now.partyUnits.includes(unitId)) return;
  if (now.aboutRootUnitId !== null && units.root(unitId) === now.aboutRootUnitId) return;
  await addParty(tx, regionId, now, unitId);
  await record(tx, regionId, [{ subject: 'case', subjectId: caseId, kind: 'case.queued', at, by, data: { unitId } }]);
}

/** 未诉先办: taken up from what the counts show; no report stands in it, and nobody is called back. */
export async function openProactive(
  tx: Tx,
  actor: Actor,
  post: HeldPost,
  input: {
    id: string;
    title: string;
    detail: string;
    matterId: number;
    areaId: number;
    basis: string;
    followUpOn?: string | undefined;
  },
  at: Date,
): Promise<void> {
  const { regionId } = actor;
  if (!(await matterOf(tx, regionId, input.matterId)))
    deny('thing.unknown_reference', { field: 'matterId', value: input.matterId });
  const area =
    (await areaOf(tx, regionId, input.areaId)) ??
    deny('thing.unknown_reference', { field: 'areaId', value: input.areaId });
  const by = doerOf(actor, post);
  await openCase(
    tx,
    regionId,
    {
      ...input,
      kind: 'suggestion',
      discovery: 'active',
      channel: 'department',
      urgent: false,
      confidential: false,
      matterBy: 'operator',
      placeText: '',
      location: null,
      locatedBy: 'operator',
      areaId: area.id,
      areaPath: area.path,
    },
    by,
    at,
  );
  await setOrigin(tx, regionId, input.id, { origin: 'proactive', splitFrom: null });
  await bumpVersion(tx, regionId, input.id);
  await record(tx, regionId, [
    {
      subject: 'case',
      subjectId: input.id,
      kind: 'case.proactive',
      at,
      by,
      data: { basis: input.basis, followUpOn: input.followUpOn ?? null },
    },
  ]);
  if (input.followUpOn)
    await makeMove(
      tx,
      actor,
      { caseId: input.id, input: { move: 'follow_up', due: input.followUpOn, text: input.basis } },
      at,
    );
}

async function move(tx: Tx, regionId: number, request: MoveRequest, who: Who, at: Date): Promise<void> {
  const { input } = request;
  // Both cases of a merger are locked in the order of their ids, or two opposite mergers would wait for each other.
  if (input.move === 'merge' && input.into < request.caseId) await lockCase(tx, regionId, input.into);
  const scope = request.inScope && typeof who !== 'string' ? caseScope(who.actor) : undefined;
  const now = await lockCase(tx, regionId, request.caseId, scope);
  if (!now) return deny('thing.not_found');
  if (request.version !== undefined && (request.version < now.movedVersion || request.version > now.version)) {
    deny('thing.stale', { version: now.version }, { current: { version: now.version, state: now.state } });
  }
  const moved = await moveOn(tx, now, request, who, at);
  const facts = [...moved.facts, ...(await goOn(tx, applied(now, moved.step, moved.by), at))];
  await recordAlong(tx, regionId, facts, request.commandId ?? null);
  if (moved.part) await openPart(tx, now, moved.part, at);
}

export type PlannedMove = Pick<MoveRequest, 'input' | 'standardAnswer' | 'unmirrored' | 'ticked'> & {
  actor: Actor;
  at: Date;
};

const readsFacts = async (tx: Tx, now: StoredCase, move: MoveName): Promise<boolean> =>
  move === 'archive' ||
  move === 'petition' ||
  (move === 'close' && (await rulesOf(tx, now)).callback.policy === 'before_close');
/** Several moves of one case in one transaction (a history is played): the same rules in turn, locked and read once. */
export async function makeMoves(
  tx: Tx,
  regionId: number,
  caseId: string,
  moves: readonly PlannedMove[],
): Promise<void> {
  let now = (await lockCase(tx, regionId, caseId)) ?? deny('thing.not_found');
  const facts: Fact[] = [];
  for (const { actor, at, ...request } of moves) {
    // These look at what was told so far: a digest over the file, callbacks that a fact made due.
    if (await readsFacts(tx, now, request.input.move)) await record(tx, regionId, facts.splice(0));
    const moved = await moveOn(tx, now, request, { actor }, at);
    now = applied(now, moved.step, moved.by);
    facts.push(...moved.facts);
  }
  await record(tx, regionId, facts);
}

/** May it be made, what does it do, and it is done; the caller has locked the case and records the facts. */
async function moveOn(
  tx: Tx,
  now: StoredCase,
  request: Pick<MoveRequest, 'input' | 'postId' | 'standardAnswer' | 'unmirrored' | 'ticked'>,
  who: Who,
  at: Date,
): Promise<{ step: Step; facts: Fact[]; by: string | null; part?: Step['part'] & { doer: Doer } }> {
  const { input } = request;
  const { regionId } = now;
  const units = await unitsOf(tx, regionId);
  const tree = treeOf(units, await rulesOf(tx, now));
  const hats =
    typeof who === 'string'
      ? who
      : {
          personId: who.actor.personId,
          posts: request.postId ? who.actor.posts.filter((post) => post.id === request.postId) : who.actor.posts,
          roots: who.actor.posts.map((post) => post.rootUnitId),
        };
  const permit = granted(mayMove(now, input.move, hats, tree));
  const ground = granted(await groundFor(tx, now, input, permit, units, tree, at));
  if (request.standardAnswer) ground.standardAnswer = true;
  if (request.ticked) ground.ticked = request.ticked;
  const step = granted(decide(now, permit, input, ground, at));
  const by: Doer =
    permit.mover.kind === 'person'
      ? doerOf((who as { actor: Actor }).actor, permit.mover.post)
      : { kind: permit.mover.kind };
  // Nobody waits for its answer: what follows is begun after it and runs after it, and if it fails nothing is committed.
  sendAlong(tx, saveStep(tx, now, step, by));
  const ticked = request.ticked && request.ticked.length > 0 ? { ticked: request.ticked } : {};
  // The mirror never blocks: what it still had to say of the answer is kept with the fact, and counted.
  const purpose = request.unmirrored ? undefined : mirrored[input.move];
  const hints =
    step.answer && purpose
      ? { hints: kindsIn(mirror(step.answer.text, { title: now.title, detail: now.detail }, purpose)) }
      : {};
  const facts: Fact[] = [{ ...step.fact, data: { ...step.fact.data, ...hints, ...ticked } }, ...(step.also ?? [])].map(
    ({ kind, data }, i): Fact => ({ subject: 'case', subjectId: now.id, kind, at, by, data, n: now.version + 1 + i }),
  );
  if (step.absorbInto) {
    await takeIn(tx, regionId, step.absorbInto, now);
    facts.push({
      subject: 'case',
      subjectId: step.absorbInto,
      kind: 'case.took_in',
      at,
      by,
      data: { caseId: now.id, number: now.number },
    });
  }
  return { step, facts, by: by.personId ?? null, ...(step.part ? { part: { ...step.part, doer: by } } : {}) };
}

/** What the template makes automatic is made at once, as long as the rule is sure; each step leaves its own fact. */
async function goOn(tx: Tx, started: StoredCase, at: Date): Promise<Fact[]> {
  let now = started;
  const facts: Fact[] = [];
  for (let steps = 0; steps < 4; steps++) {
    const input = await sureMove(tx, now, at);
    if (!input) break;
    const moved = await moveOn(tx, now, { input }, 'system', at);
    now = applied(now, moved.step);
    facts.push(...moved.facts);
  }
  return facts;
}

/** The automatic move of this state, if nothing is left to judge: matter, place and responsibility are certain. */
async function sureMove(tx: Tx, now: StoredCase, at: Date): Promise<MoveInput | undefined> {
  const template = await rulesOf(tx, now);
  const toStreet = goesToStreetFirst(template, now);
  const automatic = (move: MoveInput['move']) =>
    ruleOf(template, move)?.automatic === true || (toStreet && move !== 'sign');
  // What came back once, or is about a unit, is looked at by a person.
  if (now.returns > 0 || now.reopened > 0 || now.aboutRootUnitId !== null) return undefined;
  switch (now.state) {
    case 'reported':
      return automatic('receive') ? { move: 'receive' } : undefined;
    case 'received': {
      if (!automatic('file') || now.matterBy === 'fallback' || ['outside', 'fallback'].includes(now.locatedBy))
        return undefined;
      const matter = await matterOf(tx, now.regionId, now.matterId);
      const conditions = (matter?.conditions ?? []).filter((one) => !one.retired);
      const condition = now.conditionId ? conditions.find(({ id }) => id === now.conditionId) : conditions[0];
      const sure = matter && !matter.fallback && condition && (now.conditionId !== null || conditions.length === 1);
      return sure ? { move: 'file', matterId: matter.id, conditionId: condition.id } : undefined;
    }
    case 'filed': {
      if (!automatic('dispatch')) return undefined;
      const { matterId, conditionId, areaPath } = now;
      if (toStreet) {
        const unitId = await streetOf(tx, now.regionId, await unitsOf(tx, now.regionId), areaPath);
        if (unitId !== null)
          return {
            move: 'dispatch',
            unitId,
            reason: `${say('zh', 'case.street_first')} / ${say('en', 'case.street_first')}`,
          };
        if (ruleOf(template, 'dispatch')?.automatic !== true) return undefined;
      }
      const proposal = await proposeLead(tx, now.regionId, { matterId, conditionId, areaPath }, (ids) =>
        unitLoads(tx, now.regionId, ids, at),
      );
      if (proposal.fallback || proposal.leadUnitId === null || proposal.coUnitIds.length < template.handling.jointUnits)
        return undefined;
      return {
        move: 'dispatch',
        unitId: proposal.leadUnitId,
        coUnitIds: proposal.coUnitIds,
        ruleNumber: proposal.ruleNumber,
        reason:
          `${say('zh', proposal.reason.word, proposal.reason.params)} / ${say('en', proposal.reason.word, proposal.reason.params)}`.slice(
            0,
            500,
          ),
      };
    }
    case 'dispatched':
      return automatic('sign') ? { move: 'sign' } : undefined;
    default:
      return undefined;
  }
}

/** A case that begins goes on by itself as far as its template lets it. */
onFact('case.opened', async (tx, fact) => {
  const all = await templatesOf(tx, fact.regionId);
  const mode = await standingMode(tx, fact.regionId, fact.at);
  const rules = currentTemplate(all, Number(fact.data?.['matterId']));
  const toStreet = rules.template.entry?.keeperToStreet === true && fact.data?.['channel'] === 'keeper';
  // In 应急 its process may be another one: the case itself knows.
  const mayGoOn = toStreet || ruleOf(rules.template, 'receive')?.automatic || mode?.state === 'running';
  if (fact.data?.['selfHandled'] === true || !mayGoOn) return;
  const now = await lockCase(tx, fact.regionId, fact.subjectId);
  if (now) await record(tx, fact.regionId, await goOn(tx, now, fact.at));
});

/** 拆分: the part is a case of its own from here on, at the same place, and the first waits for it. */
async function openPart(
  tx: Tx,
  now: StoredCase,
  part: NonNullable<Step['part']> & { doer: Doer },
  at: Date,
): Promise<void> {
  await openCase(
    tx,
    now.regionId,
    {
      id: part.caseId,
      title: part.title,
      detail: part.detail,
      kind: now.kind,
      discovery: now.discovery,
      channel: now.channel,
      urgent: now.urgent,
      confidential: now.confidential,
      matterId: part.matterId ?? now.matterId,
      matterBy: 'operator',
      placeText: now.placeText,
      location: pointOf(now.location),
      locatedBy: now.locatedBy as OpenCase['locatedBy'],
      areaId: now.areaId,
      areaPath: now.areaPath,
    },
    part.doer,
    at,
  );
  const about = now.aboutUnitId === null ? null : { unitId: now.aboutUnitId, rootUnitId: now.aboutRootUnitId! };
  await setOrigin(tx, now.regionId, part.caseId, { origin: 'split', splitFrom: now.id, about });
}
const pointOf = (location: string | null): { lon: number; lat: number } | null => {
  const [, lon, lat] = /^\((.+),(.+)\)$/.exec(location ?? '') ?? [];
  return lon === undefined ? null : { lon: Number(lon), lat: Number(lat) };
};
for (const state of ['closed', 'answered', 'refused', 'withdrawn', 'voided', 'merged'])
  onFact(`case.${state}`, async (tx, fact) => {
    const parent = fact.data?.['partOf'];
    if (typeof parent === 'string')
      await childEnded(tx, fact.regionId, parent, { kind: 'part', id: fact.subjectId }, fact.by, fact.at);
  });

/**
 * Something beside the case began that must end before the case may (a joint task, a whistle, a meeting, a part): whoever owns
 * its rows says so here, in the same transaction, and again when it ended. `close` and `hand_back` are refused in between.
 */
export async function childBegan(
  tx: Tx,
  regionId: number,
  caseId: string,
  child: { kind: string; id: string },
  by: Doer,
  at: Date,
): Promise<StoredCase> {
  const now = (await lockCase(tx, regionId, caseId)) ?? deny('thing.not_found');
  if (!isOpen(now.state)) deny('case.ended', { state: { word: `case.state.${now.state}` } });
  await bumpVersion(tx, regionId, caseId, { moreChildren: 1 });
  await record(tx, regionId, [{ subject: 'case', subjectId: caseId, kind: 'case.child_began', at, by, data: child }]);
  return now;
}
export async function childEnded(
  tx: Tx,
  regionId: number,
  caseId: string,
  child: { kind: string; id: string },
  by: Doer,
  at: Date,
): Promise<void> {
  if (!(await lockCase(tx, regionId, caseId))) deny('thing.not_found');
  await bumpVersion(tx, regionId, caseId, { moreChildren: -1 });
  await record(tx, regionId, [{ subject: 'case', subjectId: caseId, kind: 'case.child_ended', at, by, data: child }]);
}

const levelOfKind: Record<string, Level> = { community: 'community', street: 'street' };

/** Looks up what the rules need to know beside the case, by the kind of move. */
async function groundFor(
  tx: Tx,
  now: StoredCase,
  input: MoveInput,
  permit: MovePermit,
  units: Units,
  tree: Tree,
  at: Date,
): Promise<Ground | Refusal> {
  const { calendar } = await calendarOf(tx, now.regionId, now.calendarId, now.calendarVersion);
  const levelOf = (id: number): Level => levelOfKind[units.byId.get(id)?.kind ?? ''] ?? 'district';
  const ground: Ground = { ...tree, calendar, newId: () => uuidv7(at.getTime()), levelOf };
  const needUnit = (id: number, field: string) =>
    units.byId.has(id) ? undefined : refuse('thing.unknown_reference', { field, value: id });
  switch (input.move) {
    case 'receive':
    case 'file': {
      if (input.location) {
        const located = await locate(tx, now.regionId, input.location);
        ground.area = located.area ?? (await regionRoot(tx, now.regionId));
      }
      if (input.areaId !== undefined) {
        const area = await areaOf(tx, now.regionId, input.areaId);
        if (!area) return refuse('thing.unknown_reference', { field: 'areaId', value: input.areaId });
        // A pin says more than a chosen street; the street stands where no pin was given.
        if (!input.location) ground.area = area;
      }
      if (input.move === 'file') {
        const condition = await conditionOf(tx, now.regionId, input.conditionId);
        if (!condition) return refuse('thing.unknown_reference', { field: 'conditionId', value: input.conditionId });
        const mode = await modeFor(
          tx,
          now,
          { matterId: input.matterId, areaPath: ground.area?.path ?? now.areaPath },
          at,
        );
        ground.mode = mode;
        // The usual limit is never the emergency's own: that one holds only where it is the shorter.
        const own = mode && mode.template === now.template ? null : tree.template.handling.limit;
        ground.condition = {
          id: condition.id,
          matterId: condition.matterId,
          limit: limitOf(now, own ?? condition.timeLimit),
          urgent: condition.urgent,
        };
      } else {
        if (input.matterId !== undefined && !(await matterOf(tx, now.regionId, input.matterId)))
          return refuse('thing.unknown_reference', { field: 'matterId', value: input.matterId });
        if (input.aboutUnitId) {
          const unknown = needUnit(input.aboutUnitId, 'aboutUnitId');
          if (unknown) return unknown;
          ground.about = { unitId: input.aboutUnitId, rootUnitId: units.root(input.aboutUnitId) };
        } else if (input.aboutUnitId === null) ground.about = null;
      }
      break;
    }
    case 'ask_confirm':
      ground.keeperFits = await keepsCell(tx, now.regionId, input.keeperId, now.areaPath, at);
      ground.keeperRecused =
        now.aboutRootUnitId !== null && (await belongsTo(tx, now.regionId, input.keeperId, now.aboutRootUnitId, at));
      break;
    case 'merge': {
      const target = await lockCase(tx, now.regionId, input.into);
      if (!target) return refuse('thing.unknown_reference', { field: 'into', value: input.into });
      ground.target = { id: target.id, number: target.number, state: target.state };
      break;
    }
    case 'mark_repeat': {
      const old = await lastAnswer(tx, now.regionId, input.of);
      if (!old) return refuse('thing.unknown_reference', { field: 'of', value: input.of });
      ground.target = { id: input.of, ...old };
      break;
    }
    case 'dispatch':
    case 'designate': {
      for (const [i, id] of [input.unitId, ...(input.coUnitIds ?? [])].entries()) {
        const unknown = needUnit(id, i === 0 ? 'unitId' : 'coUnitIds');
        if (unknown) return unknown;
      }
      for (const { unitId } of (input.move === 'dispatch' && input.tasks) || []) {
        const unknown = needUnit(unitId, 'tasks');
        if (unknown) return unknown;
      }
      if (input.move === 'dispatch') ground.mode = await modeFor(tx, now, now, at);
      break;
    }
    case 'lay_tasks':
    case 'whistle':
    case 'call_directly': {
      for (const id of input.move === 'lay_tasks' ? input.tasks.map(({ unitId }) => unitId) : input.unitIds) {
        const unknown = needUnit(id, 'unitIds');
        if (unknown) return unknown;
      }
      break;
    }
    case 'ask_return':
      if (input.suggestedUnitId) {
        const unknown = needUnit(input.suggestedUnitId, 'suggestedUnitId');
        if (unknown) return unknown;
      }
      break;
    case 'assign': {
      const wanted = { unitId: now.leadUnitId!, personId: input.personId };
      const handlers = await colleaguesWith(tx, now.regionId, { ...wanted, post: 'handler' }, at);
      const clerks = await colleaguesWith(tx, now.regionId, { ...wanted, post: 'clerk' }, at);
      if (handlers.length + clerks.length === 0)
        return refuse('thing.unknown_reference', { field: 'personId', value: input.personId });
      break;
    }
    case 'hand_up': {
      const lead = units.byId.get(now.leadUnitId!);
      const above = lead?.kind === 'community' ? units.byId.get(lead.parentId ?? 0) : undefined;
      if (lead?.kind === 'street') ground.above = null;
      else if (above) ground.above = { unitId: above.id, level: levelOf(above.id) };
      break;
    }
    case 'hand_down': {
      const unknown = needUnit(input.unitId, 'unitId');
      if (unknown) return unknown;
      const claim = await proposeLead(tx, now.regionId, {
        matterId: now.matterId,
        conditionId: now.conditionId,
        areaPath: now.areaPath,
      });
      const isBelow = input.unitId !== now.leadUnitId && units.subtreeIds(now.leadUnitId!).includes(input.unitId);
      const onList = [claim.leadUnitId, ...claim.coUnitIds].includes(input.unitId) && !claim.fallback;
      ground.below = { level: levelOf(input.unitId), isBelow, onList };
      break;
    }
    case 'split':
      if (input.matterId !== undefined && !(await matterOf(tx, now.regionId, input.matterId)))
        return refuse('thing.unknown_reference', { field: 'matterId', value: input.matterId });
      if (await lockCase(tx, now.regionId, input.caseId)) return refuse('thing.exists');
      break;
    case 'close':
      if (tree.template.callback.policy === 'before_close')
        ground.openCallbacks = await openCallbacks(tx, now.regionId, now.id);
      break;
    case 'archive':
      ground.openCallbacks = await openCallbacks(tx, now.regionId, now.id);
      ground.digest = await factsDigest(tx, now.regionId, now.id);
      break;
    case 'petition':
      ground.digest = await factsDigest(tx, now.regionId, now.id);
      break;
    case 'change_template': {
      const template = templateOf(await templatesOf(tx, now.regionId), input.template, input.version);
      if (template) ground.newTemplate = { name: input.template, version: input.version, fits: fitsIn(template, now) };
      break;
    }
    case 'self_handle': {
      const condition = await conditionOf(tx, now.regionId, input.conditionId);
      if (!condition) return refuse('thing.unknown_reference', { field: 'conditionId', value: input.conditionId });
      ground.condition = {
        id: condition.id,
        matterId: condition.matterId,
        limit: limitOf(now, condition.timeLimit),
        urgent: condition.urgent,
      };
      ground.proofPhotos = await countPhotos(tx, now.regionId, now.id);
      ground.sampled = Number.parseInt(now.id.slice(-8), 16) % sampleShare === 0;
      break;
    }
    default:
  }
  return ground;
}

/** A limit that came with the case (an imported due date, a leader's word) holds over the condition's own. */
const limitOf = (now: CaseNow, timeLimit: string): Limit =>
  now.timeLimit?.kind === 'instant' ? now.timeLimit : parseLimit(timeLimit)!;

const endings = ['closed', 'answered', 'refused', 'withdrawn', 'voided', 'merged'] as const;
/** Rooms above learn that a case ended: data `{state, reason, answerN?, into?}`; merged ones wait for their master. */
export function onCaseEnded(listener: (tx: Tx, fact: RecordedFact) => Promise<void>): void {
  for (const state of endings) onFact(`case.${state}`, listener);
}

/** The reporter says it is not solved: 值班长 must decide whether to reopen or to explain (supervision side only). */
export async function markUnsolved(
  tx: Tx,
  regionId: number,
  caseId: string,
  by: Doer,
  at: Date,
  reason: string,
): Promise<void> {
  const now = await lockCase(tx, regionId, caseId);
  if (!now) return deny('thing.not_found');
  if (!(reopenable as readonly State[]).includes(now.state)) return;
  // Said again while it waits, the first word keeps its clock.
  await bumpVersion(tx, regionId, caseId, { unsolvedAt: now.unsolvedAt ?? at });
  await record(tx, regionId, [{ subject: 'case', subjectId: caseId, kind: 'case.unsolved', at, by, data: { reason } }]);
}

export async function addNote(
  tx: Tx,
  actor: Actor,
  post: HeldPost,
  input: { caseId: string; noteId: string; text: string },
  at: Date,
): Promise<void> {
  const n = await bumpVersion(tx, actor.regionId, input.caseId);
  if (n === undefined) return deny('thing.not_found');
  await insertNote(tx, actor, post, input, at);
  await record(tx, actor.regionId, [
    {
      subject: 'case',
      subjectId: input.caseId,
      n,
      kind: 'case.noted',
      at,
      by: doerOf(actor, post),
      data: { noteId: input.noteId },
    },
  ]);
}

/** 标签: what the district keeps may be put on; what a case carries may always be taken off. */
export async function labelCase(
  tx: Tx,
  actor: Actor,
  post: HeldPost,
  input: { caseId: string; on: readonly string[]; off: readonly string[] },
  at: Date,
): Promise<void> {
  const { regionId } = actor;
  const kept = new Set((await labelsOf(tx, regionId)).filter(({ retired }) => !retired).map(({ name }) => name));
  const unknown = input.on.find((name) => !kept.has(name));
  if (unknown !== undefined) return deny('thing.unknown_reference', { field: 'on', value: unknown });
  const n = await bumpVersion(tx, regionId, input.caseId);
  if (n === undefined) return deny('thing.not_found');
  const before = await labelsOfCase(tx, regionId, input.caseId);
  const after = [...new Set([...before, ...input.on])].filter((name) => !input.off.includes(name)).sort();
  if (after.length > mostLabels) return deny('thing.too_many', { n: mostLabels });
  await putLabels(tx, regionId, input.caseId, after);
  const data = { before, after };
  const by = doerOf(actor, post);
  await record(tx, regionId, [{ subject: 'case', subjectId: input.caseId, n, kind: 'case.labelled', at, by, data }]);
}

/**
 * The sweep: clocks that passed a threshold are told once, red cases go to the superior's queue, suspensions end by themselves.
 * A whole sweep is four statements, whatever it tells: a minute in which a hundred thousand clocks run out is an ordinary minute.
 */
export async function sweepAlarms(tx: Tx, regionId: number, at: Date, limit: number): Promise<number> {
  const due = await claimAlarms(tx, regionId, at, limit);
  if (due.length === 0) return 0;
  const units = await unitsOf(tx, regionId);
  const cases: ToldCase[] = [];
  const facts: Fact[] = [];
  for (const now of due) {
    if (now.suspendedUntil && now.suspendedUntil <= at) {
      await move(tx, regionId, { caseId: now.id, input: { move: 'resume', reason: '' } }, 'system', at);
      continue;
    }
    const told = alarmsOf(now, at);
    const tellings: Pick<Fact, 'kind' | 'data'>[] = told.map((alarm) => ({
      kind: `case.${alarm.clock}_${alarm.kind}`,
      data: alarm.paper
        ? { n: alarm.paper.n, paper: alarm.paper.kind }
        : alarm.task
          ? { taskId: alarm.task.id, purpose: alarm.task.purpose, unitId: alarm.task.unitId, clock: alarm.task.clock }
          : {},
    }));
    // 催办: the unit that handles is reminded once, when its clock turns yellow, and nobody has to think of it.
    const handling = now.state === 'signed' ? 'stage' : 'handling';
    const yellow = told.some(({ clock, kind }) => kind === 'warned' && clock === handling);
    if (yellow && now.leadUnitId !== null && (await rulesOf(tx, now)).reminders.automatic)
      tellings.push({ kind: 'case.reminded', data: { automatic: true, unitId: now.leadUnitId } });
    const stageRed = told.some((alarm) => alarm.clock === 'stage' && alarm.kind === 'overdue');
    const superiorUnitId = stageRed && now.holderUnitId ? units.superior(now.holderUnitId) : null;
    cases.push({ now, told, facts: tellings.length, superiorUnitId });
    facts.push(
      ...tellings.map((one): Fact => ({ ...one, subject: 'case', subjectId: now.id, at, by: { kind: 'system' } })),
    );
  }
  await saveAlarms(tx, regionId, cases, at);
  await record(tx, regionId, facts);
  return due.length;
}

/** A calendar changed: every running clock on it is counted again, in the same transaction. */
onFact('calendar.changed', async (tx, fact) => {
  const { calendarId, version } = fact.data as { calendarId: number; version: number };
  const { calendar } = await calendarOf(tx, fact.regionId, calendarId, version);
  for (let after: string | null = null; ;) {
    const ids = await openCasesOnCalendar(tx, fact.regionId, calendarId, after, 500);
    for (const id of ids) {
      const now = (await lockCase(tx, fact.regionId, id))!;
      const { stage, handling, whole } = runningClocks(now, now.pauses, calendar);
      const papers = now.papers.map((one) => ({ n: one.n, ...clockOf(one.askedAt, one.limit, calendar, [], 'stage') }));
      const held = now.handling && { ...now.handling, warnAt: handling.warn_at, dueAt: handling.due_at };
      const tasks = recounted({ ...now, handling: held }, calendar);
      await saveClocks(tx, now, version, { stage, handling, whole, papers, tasks });
      await record(tx, fact.regionId, [
        {
          subject: 'case',
          subjectId: id,
          kind: 'case.recomputed',
          at: fact.at,
          by: { kind: 'system' },
          data: { calendarId, version, before: now.calendarVersion },
        },
      ]);
    }
    if (ids.length < 500) return;
    after = ids.at(-1)!;
  }
});
