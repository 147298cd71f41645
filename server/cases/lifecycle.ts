/**
 * The loop as pure rules: a case as it is, a move, who makes it and when → what becomes of it, or a refusal with its reasons.
 * No database, no clock of its own. The legal moves stand in `contract/cases.ts`; here is what each one does to the state,
 * the clocks, the holder and the lead.
 */
import {
  isOpen,
  moveNames,
  moves,
  type MoveInput,
  type MoveName,
  type MoveRule,
  type OpenState,
  type State,
} from '#contract/cases.ts';
import type { Post } from '#contract/access.ts';
import { say, type Said } from '#contract/words/words.ts';
import type { HeldPost } from '#kit/caller.ts';
import { isRefusal, refuse, type Refusal } from '#kit/refusal.ts';
import { centreHandles, keptApart } from './apart.rules.ts';
import { decideBeside } from './beside.rules.ts';
import { callOut, layJoint, tasksAfter } from './tasks/tasks.rules.ts';
import {
  caseLimitOf,
  clockOf,
  end,
  enter,
  again,
  alone,
  assigned,
  callBackAfter,
  callBackBy,
  gapFact,
  lapsed,
  limitInMode,
  notToTarget,
  openPaper,
  pauseRow,
  pointText,
  runningClocks,
  stageLimitOf,
  suspended,
  withParty,
  type CaseNow,
  type Ground,
  type Mover,
  type PauseNow,
  type Step,
  type Tree,
} from './case.rules.ts';
import { deciderFor, ruleOf, type RuleNow } from './templates.rules.ts';

export * from './case.rules.ts';

const unitOf = (mover: Mover): number | null => (mover.kind === 'person' ? mover.post.unitId : null);

declare const permitted: unique symbol;
/** Proof that this mover may make this move of this case: only `mayMove` makes one, and `decide` asks for it (promise 3). */
export type MovePermit = {
  readonly move: MoveName;
  readonly caseId: string;
  readonly mover: Mover;
  readonly [permitted]: true;
};
const grant = (move: MoveName, caseId: string, mover: Mover): MovePermit => ({ move, caseId, mover }) as MovePermit;

/** Is the move legal in this state, and which of the mover's hats may make it? */
export function mayMove(
  now: CaseNow,
  move: MoveName,
  who: { personId: string; posts: HeldPost[]; roots?: readonly number[] } | 'reporter' | 'system',
  tree: Tree,
): MovePermit | Refusal {
  const rule = ruleOf(tree.template, move);
  if (!rule)
    return refuse('case.not_in_template', {
      ...wordsOfState(now, tree),
      move: moveWord(move),
      template: titleOf(tree),
    });
  if (!rule.from.includes(now.state))
    return refuse('case.illegal_move', {
      ...wordsOfState(now, tree),
      move: moveWord(move),
      from: rule.from.map(stateWord),
      by: peopleOf(rule.by),
    });
  const halted = haltedBy(now, move, tree);
  if (halted) return halted;
  const by = decidersOf(now, move, rule, tree);
  if (by === undefined) return refuse('case.too_long', { move: moveWord(move) });
  const notYours = () => refuse('case.not_yours', wordsOfOwner(now, move, by));
  if (who === 'reporter' || who === 'system') return by.includes(who) ? grant(move, now.id, { kind: who }) : notYours();
  let nearest: Refusal = notYours();
  // Whoever has a post in a unit belongs to it, in whatever other hat she comes.
  const roots = who.roots ?? who.posts.map((post) => post.rootUnitId);
  for (const post of who.posts) {
    if (!by.includes(post.post)) continue;
    const refused =
      recused(now, roots, tree) ??
      keptApart(now, move, { personId: who.personId, roots }, tree) ??
      relation(now, move, rule.of, who.personId, post, tree);
    if (!refused) return grant(move, now.id, { kind: 'person', personId: who.personId, post });
    nearest = refused;
  }
  return nearest;
}

const titleOf = ({ template }: Tree): string => `${template.title.zh} · ${template.title.en}`;
const peopleOf = (by: readonly (Post | 'reporter' | 'system')[]): Said[] =>
  by.filter((post) => post !== 'system').map(postWord);
/** 受理 stood still from the asking of the keeper until now. */
const away = (now: CaseNow, at: Date): PauseNow => ({
  n: now.pauses.length + 1,
  clocks: ['stage'],
  from: now.stage!.enteredAt,
  to: at,
  reason: 'confirming',
});

/** The move, whose it is, and where the case stands. */
const wordsOfOwner = (now: CaseNow, move: MoveName, by: readonly (Post | 'reporter' | 'system')[]) => ({
  move: moveWord(move),
  who: peopleOf(by),
  state: stateWord(now.state),
});

/**
 * Who decides just this one: the second return is reviewed higher up, an extension and a suspension by their length; and where a
 * centre is itself the target of the report, a leader stands in for it, or nobody could act. Undefined: longer than anybody may.
 */
function decidersOf(
  now: CaseNow,
  move: MoveName,
  rule: RuleNow,
  tree: Tree,
): readonly (Post | 'reporter' | 'system')[] | undefined {
  const { template } = tree;
  let by: readonly (Post | 'reporter' | 'system')[] | undefined = rule.by;
  if (move === 'decide_return' && now.counts.returns >= template.returns.reviewFrom) by = template.returns.reviewers;
  if (move === 'decide_extension')
    by = deciderFor(template.extensions.matrix, (row) => row.upTo, Number(openPaper(now, 'extension')?.data['times']));
  if (move === 'decide_suspension')
    by = deciderFor(
      template.suspension.matrix,
      (row) => row.upToDays,
      Number(openPaper(now, 'suspension')?.data['days']),
    );
  const centre =
    now.aboutRootUnitId === tree.supervisionId ||
    now.aboutRootUnitId === tree.commandId ||
    centreHandles(now, move, tree);
  return by && centre ? [...by, 'leader'] : by;
}

/** Moves that a waiting return does not hold up, and those that a suspension does not. */
const besideReturn: readonly MoveName[] = [
  'decide_return',
  'remind',
  'withdraw',
  'supervise',
  'reply_supervision',
  'clear_supervision',
  'propose_force_close',
  'decide_force_close',
  'escalate',
  'conclude_escalation',
  'petition',
  'advance_petition',
  'follow_up',
  'report_follow_up',
  'change_template',
  // What cannot wait does not wait for a paper either.
  'call_directly',
];
const besideSuspension: readonly MoveName[] = [
  'resume',
  'withdraw',
  'review_suspension',
  ...besideReturn.filter((move) => move !== 'decide_return' && move !== 'remind'),
];
/** The paper a move answers, and the one it would lay beside another of its kind. */
const answers = {
  decide_extension: 'extension',
  decide_suspension: 'suspension',
  review_suspension: 'review',
  reply_supervision: 'supervision',
  decide_force_close: 'forced_close',
  conclude_escalation: 'escalation',
  advance_petition: 'petition',
  report_follow_up: 'follow_up',
} as const satisfies Partial<Record<MoveName, string>>;
const asks = {
  ask_extension: 'extension',
  ask_suspension: 'suspension',
  propose_force_close: 'forced_close',
  escalate: 'escalation',
  petition: 'petition',
  follow_up: 'follow_up',
} as const satisfies Partial<Record<MoveName, string>>;

/** Ends at the desk that would leave called units standing there; only the reporter, and two people, may end it over them. */
const overTasks: readonly MoveName[] = ['answer', 'refuse', 'void', 'merge', 'mark_repeat'];

function haltedBy(now: CaseNow, move: MoveName, tree: Tree): Refusal | undefined {
  const halted = { move: moveWord(move), state: stateWord(now.state) };
  /** Whose word it waits for. */
  const waitsFor = (way: MoveName) => {
    const rule = ruleOf(tree.template, way);
    return peopleOf((rule && decidersOf(now, way, rule, tree)) ?? moves[way].by);
  };
  if (now.archivedAt && !(move in answers)) return refuse('case.archived', halted);
  if (now.pendingReturn && !besideReturn.includes(move))
    return refuse('case.return_pending', { ...halted, who: waitsFor('decide_return') });
  if (!now.pendingReturn && move === 'decide_return') return refuse('case.no_return', halted);
  if (now.suspendedAt && !besideSuspension.includes(move))
    return refuse('case.suspended', { ...halted, who: waitsFor('resume') });
  if (!now.suspendedAt && move === 'resume') return refuse('case.not_suspended', halted);
  if (now.tasks.length > 0 && overTasks.includes(move)) return refuse('case.children_open', { n: now.tasks.length });
  const answered = move in answers ? answers[move as keyof typeof answers] : undefined;
  if (answered && !openPaper(now, answered))
    return refuse('case.nothing_asked', { kind: { word: `paper.${answered}` } });
  const asked = move in asks ? asks[move as keyof typeof asks] : undefined;
  if (asked && openPaper(now, asked)) return refuse('case.asked_already', { kind: { word: `paper.${asked}` } });
  return undefined;
}

/** 回避: whoever belongs to the unit the report is about has no part in the case, in whatever hat. */
function recused(now: CaseNow, roots: readonly number[], tree: Tree): Refusal | undefined {
  return now.aboutRootUnitId !== null && roots.includes(now.aboutRootUnitId)
    ? refuse('case.recused', { unit: tree.unitName(now.aboutRootUnitId) })
    : undefined;
}

function relation(
  now: CaseNow,
  move: MoveName,
  of: MoveRule['of'],
  personId: string,
  post: HeldPost,
  tree: Tree,
): Refusal | undefined {
  const other = () =>
    refuse('case.not_yours', wordsOfOwner(now, move, ruleOf(tree.template, move)?.by ?? moves[move].by));
  switch (of) {
    case 'lead':
      // A clerk of the unit or of one above it; a handler only what was given to her, or to nobody yet.
      if (now.leadUnitId === null || !post.unitIds.includes(now.leadUnitId)) return other();
      return post.post === 'handler' && now.lead?.handlerId && now.lead.handlerId !== personId ? other() : undefined;
    case 'owed': {
      const owed = now.papers.find((one) => one.kind === answers[move as keyof typeof answers]);
      return owed && (owed.owedUnitId === null || post.unitIds.includes(owed.owedUnitId)) ? undefined : other();
    }
    case 'task':
      return now.confirmation?.keeperId === personId ? undefined : other();
    case 'cell':
      return post.areaPath !== null && within(now.areaPath, post.areaPath) ? undefined : other();
    case 'lead_or_command':
      if (post.post !== 'clerk') return undefined;
      return now.leadUnitId !== null && post.unitIds.includes(now.leadUnitId) ? undefined : other();
    case 'place': {
      // 街道 and 社区 blow for their own ground, and for what they lead.
      const local = post.unitKind === 'street' || post.unitKind === 'community';
      const theirs =
        (post.areaPath !== null && within(now.areaPath, post.areaPath)) ||
        (now.leadUnitId !== null && post.unitIds.includes(now.leadUnitId));
      return local && theirs ? undefined : other();
    }
    // 'other_root': 监管分离 is kept by `keptApart` before (domain fact 4).
    default:
      return undefined;
  }
}

const within = (path: string, above: string): boolean => path === above || path.startsWith(`${above}.`);
const moveWord = (move: MoveName): Said => ({ word: `case.move.${move}` });
const stateWord = (state: State): Said => ({ word: `case.state.${state}` });
const postWord = (post: Post | 'reporter' | 'system'): Said => ({ word: `post.${post}` });

/** A refused move names the state, what leads on from it now and who may do each. */
function wordsOfState(now: CaseNow, tree: Tree): { state: Said; legal: Said[] } {
  const legal = moveNames.flatMap((name): Said[] => {
    const rule = ruleOf(tree.template, name);
    if (!rule?.from.includes(now.state) || rule.to.every((to) => to === 'same') || haltedBy(now, name, tree)) return [];
    return [{ word: 'case.move_by', params: { move: moveWord(name), who: peopleOf(rule.by) } }];
  });
  return { state: stateWord(now.state), legal: legal.length > 0 ? legal : [{ word: 'case.no_move' }] };
}

/** 清单革命: what the district wants ticked before this move; what the system does by itself has nothing to tick. */
function unticked(ground: Ground, move: MoveName, mover: Mover): Refusal | undefined {
  if (mover.kind !== 'person') return undefined;
  const open = (ruleOf(ground.template, move)?.checklist ?? []).filter(({ id }) => !ground.ticked?.includes(id));
  return open.length > 0
    ? refuse('case.checklist', { items: open.map(({ label }) => `${label.zh} · ${label.en}`).join('；') })
    : undefined;
}

/** What the move does, to the case and to the tasks beside it. The permit proves that it is legal and whose it is. */
export function decide(now: CaseNow, permit: MovePermit, input: MoveInput, ground: Ground, at: Date): Step | Refusal {
  const step = decideCase(now, permit, input, ground, at);
  return isRefusal(step) ? step : tasksAfter(now, step, ground);
}

function decideCase(now: CaseNow, permit: MovePermit, input: MoveInput, ground: Ground, at: Date): Step | Refusal {
  if (permit.move !== input.move || permit.caseId !== now.id) throw new Error('a permit for another move');
  if (at < now.lastAt) return refuse('case.before_opened');
  const missing = unticked(ground, input.move, permit.mover);
  if (missing) return missing;
  const beside = decideBeside(now, permit, input, ground, at) ?? callOut(now, permit.mover, input, ground, at);
  if (beside) return beside;
  const { mover } = permit;
  const personId = mover.kind === 'person' ? mover.personId : undefined;
  const kind = (past: string) => `case.${past}`;
  const go = (
    state: OpenState,
    past: string,
    more: Parameters<typeof enter>[4] = {},
    data: Record<string, unknown> = {},
  ): Step => {
    const entered = enter(now, state, ground, at, more);
    return {
      at,
      moved: true,
      endStage: input.move,
      stage: entered.stage,
      set: { ...entered.set, party_units: withParty(now, entered.stage.unit_id) },
      fact: { kind: kind(past), data },
    };
  };
  const stay = (past: string, data: Record<string, unknown> = {}, set: Record<string, unknown> = {}): Step => ({
    at,
    moved: true,
    set,
    fact: { kind: kind(past), data },
  });
  /** What it was taken to be before, for the taking back. */
  const was = () => ({
    before: {
      matterId: now.matterId,
      matterBy: now.matterBy ?? null,
      conditionId: now.conditionId,
      urgent: now.urgent ?? false,
    },
  });
  const place = () => (ground.area ? { area_id: ground.area.id, area_path: ground.area.path } : {});
  const pinned = (location: { lon: number; lat: number } | undefined) =>
    location ? { location: pointText(location), located_by: 'point' } : {};

  switch (input.move) {
    case 'receive': {
      const step = go('received', 'received', {}, { urgent: input.urgent ?? false, ...was() });
      Object.assign(
        step.set,
        place(),
        pinned(input.location),
        input.urgent === undefined ? {} : { urgent: input.urgent },
      );
      if (ground.area && !input.location) step.set['located_by'] = 'operator';
      // Whoever receives a case nods to what was proposed, or says otherwise; received by itself, the proposal stands as one.
      if (input.matterId) Object.assign(step.set, { matter_id: input.matterId, matter_by: 'operator' });
      else if (mover.kind === 'person' && now.matterBy === 'triage') step.set['matter_by'] = 'operator';
      if (input.placeText !== undefined) step.set['place_text'] = input.placeText;
      if (input.title) step.set['title'] = input.title;
      if (ground.about !== undefined) {
        step.set['about_unit_id'] = ground.about?.unitId ?? null;
        step.set['about_root_unit_id'] = ground.about?.rootUnitId ?? null;
      }
      return step;
    }
    case 'ask_confirm': {
      if (!ground.keeperFits) return refuse('case.keeper_not_there');
      // 回避: she could never answer, and nobody may in her place.
      if (ground.keeperRecused) return refuse('case.recused', { unit: ground.unitName(now.aboutRootUnitId!) });
      // 换人核实: who was asked before is let off, and it must be another. A keeper who fell ill holds nobody up.
      const before = now.confirmation;
      if (before?.keeperId === input.keeperId) return refuse('case.asked_already', { kind: moveWord('confirm') });
      // 受理 pauses while the 核实 task is out (domain §1.6): its clock is taken up again on return.
      const step = go(
        'confirming',
        'confirm_asked',
        { personId: input.keeperId },
        { keeperId: input.keeperId, remark: input.remark ?? '', ...(before ? { insteadOf: before.keeperId } : {}) },
      );
      return {
        ...step,
        ...(before
          ? { confirmed: { is_so: null, remark: '', location: null }, pauses: [pauseRow(away(now, at))] }
          : {}),
        confirmation: { n: now.counts.confirmations + 1, keeper_id: input.keeperId },
      };
    }
    case 'confirm': {
      const pause = away(now, at);
      const step = go(
        'received',
        'confirmed',
        { startedAt: now.receivedStartedAt ?? now.stage!.startedAt, pauses: [...now.pauses, pause] },
        { isSo: input.isSo, remark: input.remark },
      );
      return {
        ...step,
        confirmed: { is_so: input.isSo, remark: input.remark, location: pointText(input.location) },
        pauses: [pauseRow(pause)],
      };
    }
    case 'file': {
      if (!ground.condition || ground.condition.matterId !== input.matterId) return refuse('case.condition_matter');
      const { limit, told } = limitInMode(ground.condition.limit, ground, at);
      const caseLimit = caseLimitOf(limit);
      const clock = clockOf(at, caseLimit, ground.calendar, now.pauses, 'case');
      const step = go(
        'filed',
        'filed',
        {},
        { matterId: input.matterId, conditionId: input.conditionId, remark: input.remark ?? '', ...was(), ...told },
      );
      Object.assign(step.set, place(), pinned(input.location), {
        matter_id: input.matterId,
        condition_id: input.conditionId,
        matter_by: now.matterBy === 'triage' && now.matterId === input.matterId ? 'triage' : 'operator',
        urgent: input.urgent ?? ground.condition.urgent,
        filed_at: at,
        time_limit: limit,
        case_limit: caseLimit,
        case_started_at: at,
        case_warn_at: clock.warn_at,
        case_due_at: clock.due_at,
        case_warned_at: null,
        case_overdue_at: null,
      });
      return step;
    }
    case 'answer':
      return end(
        now,
        'answered',
        'answer',
        'answered',
        { text: input.text, ...(input.articleId ? { articleId: input.articleId } : {}) },
        at,
      );
    case 'refuse':
      return end(now, 'refused', 'refuse', input.reason, { text: input.text }, at);
    case 'void':
      return end(now, 'voided', 'void', input.reason, { text: input.text }, at);
    case 'withdraw':
      return end(
        now,
        'withdrawn',
        'withdraw',
        input.reason,
        { text: say('zh', 'case.withdrawn_answer'), standard: true },
        at,
      );
    case 'merge': {
      const target = ground.target;
      if (!target || target.id === now.id) return refuse('case.merge_target', { reason: { word: 'case.merge_self' } });
      if (!isOpen(target.state))
        return refuse('case.merge_target', {
          reason: { word: 'case.merge_ended', params: { number: target.number, state: stateWord(target.state) } },
        });
      const step = end(now, 'merged', 'merge', 'merged', null, at);
      step.set['merged_into'] = target.id;
      step.absorbInto = target.id;
      step.fact.data = { ...step.fact.data, into: target.id, number: target.number, remark: input.remark ?? '' };
      return step;
    }
    case 'dispatch': {
      const wrong = notToTarget(now, ground, [input.unitId, ...(input.coUnitIds ?? [])]) ?? alone(ground, input);
      if (wrong) return wrong;
      const { limit, told } = limitInMode(now.timeLimit!, ground, at);
      const toSign = limitInMode(stageLimitOf(ground.template, 'dispatched'), ground, at, ground.mode?.sign ?? null);
      const basis = input.fallback ? 'fallback' : input.ruleNumber ? 'list' : 'chosen';
      const [lead, ...co] = assigned(ground, { ...input, basis }, at);
      const clock = clockOf(at, limit, ground.calendar, now.pauses, 'handling');
      const step = go(
        'dispatched',
        'dispatched',
        { leadUnitId: input.unitId, limit: toSign.limit },
        {
          unitId: input.unitId,
          coUnitIds: co.map((one) => one.unit_id),
          ruleNumber: input.ruleNumber ?? null,
          reason: input.reason,
          basis,
          before: { level: now.level, basis: now.dispatchBasis, locked: now.lockedReason },
          ...told,
        },
      );
      // 兜底: the place takes what nobody owns, and the list of duties is told that it has a gap.
      if (basis === 'fallback') step.also = [gapFact(now, input.unitId, input.reason, 'fallback')];
      Object.assign(step.set, {
        dispatch_basis: basis,
        locked_reason: null,
        level: ground.levelOf?.(input.unitId) ?? now.level,
        lead_unit_id: input.unitId,
        dispatched_at: at,
        handling_due_at: clock.due_at,
        party_units: withParty(now, input.unitId, lead.root_unit_id, ...co.map((one) => one.unit_id)),
      });
      const dispatched: Step = {
        ...step,
        assignments: [lead, ...co],
        handling: {
          n: now.counts.handlings + 1,
          assignment_id: lead.id,
          unit_id: input.unitId,
          started_at: at,
          time_limit: limit,
          ...clock,
          ...(ground.mode ? { mode_id: ground.mode.id } : {}),
        },
      };
      return input.tasks
        ? layJoint(now, dispatched, input.tasks, unitOf(mover) ?? ground.commandId, ground)
        : dispatched;
    }
    case 'sign': {
      const handling = now.handling!;
      return { ...go('signed', 'signed', { startedAt: handling.startedAt, limit: handling.limit }), signLead: true };
    }
    case 'assign':
      if (now.sensedBy.includes(input.personId) && !now.handledBy.includes(input.personId))
        return refuse('case.sensed_by_same', { move: moveWord('hand_back') });
      return {
        ...stay(
          'assigned',
          { personId: input.personId, before: now.holderPersonId, handlerBefore: now.lead?.handlerId ?? null },
          { holder_person_id: input.personId },
        ),
        moved: false,
        handlerId: input.personId,
      };
    case 'hand_back': {
      // 主办 answers for all of it: what others still do for it must come back first.
      if (now.openChildren > 0) return refuse('case.children_open', { n: now.openChildren });
      // The handling clock stops here: a slow checker never makes a department late.
      const step = go(
        'handled',
        'handed_back',
        {},
        { result: input.result, late: now.handling!.dueAt !== null && at > now.handling!.dueAt },
      );
      Object.assign(step.set, { handled_at: at, handling_due_at: null });
      return {
        ...step,
        ...lapsed(now),
        endHandling: { outcome: 'handed_back', result: input.result, ...(personId ? { personId } : {}) },
      };
    }
    case 'ask_return':
      // 指定承办: a unit that was named by authority may not give it back.
      if (now.lockedReason !== null) return refuse('case.locked', { reason: now.lockedReason });
      return {
        ...stay('return_asked', { reason: input.reason, basis: input.basis ?? '', unitId: now.leadUnitId }),
        returned: {
          n: now.counts.returns + 1,
          unit_id: now.leadUnitId!,
          assignment_id: now.lead!.id,
          reason: input.reason,
          basis: input.basis ?? '',
          suggested_unit_id: input.suggestedUnitId ?? null,
        },
      };
    case 'decide_return': {
      const reviewed = now.counts.returns >= ground.template.returns.reviewFrom;
      const data = { accepted: input.accept, decision: input.decision, unitId: now.pendingReturn!.unitId, reviewed };
      // Reviewed and refused: the dispute is settled, the unit is the designated one.
      if (!input.accept)
        return {
          ...stay('return_decided', data, reviewed ? { locked_reason: input.decision } : {}),
          decideReturn: { accepted: false, decision: input.decision },
        };
      // Accepted: the case clock stood still while it was asked; the handling clock begins anew with the next unit.
      const pause: PauseNow = {
        n: now.pauses.length + 1,
        clocks: ['case'],
        from: now.pendingReturn!.askedAt,
        to: at,
        reason: 'return_accepted',
      };
      const paused = ground.template.returns.pause === 'if_accepted';
      const clock =
        now.caseStartedAt && now.caseLimit
          ? clockOf(
              now.caseStartedAt,
              now.caseLimit,
              ground.calendar,
              paused ? [...now.pauses, pause] : now.pauses,
              'case',
            )
          : { warn_at: null, due_at: null };
      const step = go('filed', 'return_decided', {}, data);
      Object.assign(step.set, {
        lead_unit_id: null,
        handling_due_at: null,
        returns: now.returns + 1,
        case_warn_at: clock.warn_at,
        case_due_at: clock.due_at,
      });
      return {
        ...step,
        decideReturn: { accepted: true, decision: input.decision },
        ...lapsed(now),
        endAssignments: 'returned',
        endHandling: { outcome: 'returned' },
        ...(paused ? { pauses: [pauseRow(pause)] } : {}),
      };
    }
    case 'suspend': {
      const days = Math.ceil((Date.parse(input.until) - at.getTime()) / 86_400_000);
      const deciders = deciderFor(ground.template.suspension.matrix, (row) => row.upToDays, days);
      if (mover.kind === 'person' && deciders && !deciders.includes(mover.post.post))
        return refuse('case.needs_higher', { who: deciders.map(postWord) });
      return suspended(now, { until: new Date(input.until), reason: input.reason, cause: 'other' }, ground, at);
    }
    case 'resume': {
      const pauses = now.pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause));
      const clocks = runningClocks(now, pauses, ground.calendar);
      const set = { suspended_at: null, suspended_until: null, suspended_reason: null };
      return {
        ...stay('resumed', { reason: input.reason ?? '' }, { ...set, ...clocks.set }),
        endPause: 'suspended',
        ...(openPaper(now, 'review')
          ? { endPapers: [{ kind: 'review' as const, outcome: 'resumed', decision: input.reason ?? '' }] }
          : {}),
        clock: clocks.stage,
        handlingClock: clocks.handling,
      };
    }
    case 'check': {
      const lead = now.lead!;
      const post = mover.kind === 'person' ? mover.post : undefined;
      const check = {
        n: now.counts.checks + 1,
        assignment_id: lead.id,
        handler_root_unit_id: lead.rootUnitId,
        checker_root_unit_id: post!.rootUnitId,
        passed: input.passed,
        remark: input.remark,
        location: pointText(input.location),
      };
      const party = withParty(now, post!.unitId);
      if (input.passed) {
        // 结案前回访: the reporter is asked before the case is closed, within the days of the template.
        const step = go(
          'checked',
          'checked',
          {},
          { remark: input.remark, ...callBackBy(ground, 'before_close', now.caseDueAt, at) },
        );
        step.set['party_units'] = [...new Set([...party, ground.supervisionId])];
        return { ...step, check };
      }
      return { ...again(now, 'rework', { remark: input.remark }, ground, at, party), check };
    }
    case 'rework':
      return again(now, 'sent_back', { reason: input.reason }, ground, at, now.partyUnits);
    case 'close': {
      if (now.openChildren > 0) return refuse('case.children_open', { n: now.openChildren });
      if (ground.template.callback.policy === 'before_close' && (ground.openCallbacks ?? 0) > 0)
        return refuse('case.callback_first');
      const step = end(
        now,
        'closed',
        'close',
        'closed',
        { text: input.answer, standard: ground.standardAnswer ?? false },
        at,
      );
      step.set['unsolved_at'] = null;
      Object.assign(step.fact.data, callBackAfter(ground, now.caseDueAt, at), { level: now.level });
      return step;
    }
    case 'reopen': {
      const open = { ended_at: null, end_reason: null, reopened: now.reopened + 1, unsolved_at: null };
      // What was answered or refused at the desk goes back to the desk; what was handled goes to the dispatcher.
      if (now.state !== 'closed') {
        const step = go('received', 'reopened', {}, { reason: input.reason, to: 'received' });
        delete step.endStage;
        Object.assign(step.set, open);
        return step;
      }
      const limit =
        now.caseLimit && now.caseLimit.kind !== 'instant'
          ? now.caseLimit
          : caseLimitOf(stageLimitOf(ground.template, 'signed'));
      const handlingLimit =
        now.timeLimit && now.timeLimit.kind !== 'instant' ? now.timeLimit : stageLimitOf(ground.template, 'signed');
      const clock = clockOf(at, limit, ground.calendar, now.pauses, 'case');
      const step = go('filed', 'reopened', {}, { reason: input.reason, to: 'filed' });
      delete step.endStage;
      Object.assign(step.set, open, {
        lead_unit_id: null,
        handled_at: null,
        dispatched_at: null,
        time_limit: handlingLimit,
        case_limit: limit,
        case_started_at: at,
        case_warn_at: clock.warn_at,
        case_due_at: clock.due_at,
        case_warned_at: null,
        case_overdue_at: null,
      });
      return step;
    }
    case 'uphold': {
      const n = now.counts.answers + 1;
      return {
        ...stay('upheld', { reason: input.reason, answerN: n }, { unsolved_at: null, answer_n: n }),
        answer: { n, text: input.reason, standard: false, article_id: null },
      };
    }
    case 'self_handle': {
      if (!ground.condition) return refuse('case.condition_matter');
      if (!ground.proofPhotos) return refuse('case.photo_needed');
      const post = mover.kind === 'person' ? mover.post : undefined;
      const limit = ground.condition.limit;
      const whole = clockOf(at, caseLimitOf(limit), ground.calendar, now.pauses, 'case');
      const [given] = assigned(ground, { unitId: post!.unitId, basis: 'chosen', reason: 'self_handle' }, at);
      const lead = { ...given, root_unit_id: post!.rootUnitId, signed_at: at, handler_id: personId ?? null };
      // Sampled ones go to the checkers of another root unit; the rest wait for 值班长 to close them.
      const step = go(
        ground.sampled ? 'handled' : 'checked',
        'self_handled',
        { leadUnitId: post!.unitId },
        {
          result: input.result,
          conditionId: ground.condition.id,
          sampled: ground.sampled ?? false,
          ...(ground.sampled ? {} : callBackBy(ground, 'before_close', null, at)),
        },
      );
      Object.assign(step.set, {
        matter_id: ground.condition.matterId,
        condition_id: ground.condition.id,
        matter_by: 'operator',
        dispatch_basis: 'chosen',
        level: 'grid',
        lead_unit_id: post!.unitId,
        filed_at: at,
        dispatched_at: at,
        handled_at: at,
        time_limit: limit,
        case_limit: caseLimitOf(limit),
        case_started_at: at,
        case_warn_at: whole.warn_at,
        case_due_at: whole.due_at,
        party_units: withParty(now, post!.unitId, post!.rootUnitId, ground.supervisionId),
      });
      const clock = clockOf(at, limit, ground.calendar, now.pauses, 'handling');
      return {
        ...step,
        assignments: [lead],
        handling: {
          n: now.counts.handlings + 1,
          assignment_id: lead.id,
          unit_id: post!.unitId,
          started_at: at,
          time_limit: limit,
          ...clock,
        },
        onTheSpot: true,
        endHandling: { outcome: 'handed_back', result: input.result, ...(personId ? { personId } : {}) },
      };
    }
    case 'remind':
      return { ...stay('reminded', { text: input.text, unitId: now.holderUnitId }), moved: false };
    default:
      throw new Error(`no rule for the move ${input.move}`);
  }
}
