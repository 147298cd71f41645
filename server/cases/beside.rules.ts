/**
 * Moves beside the stages: what is asked and decided about a case while it goes its way. 延期, 挂账 on application, 督办, 强制结案,
 * 指定承办 and 权威型派单, 跨出一步, up and down the levels, 拆分, 重复诉求, 升级, 信访, 跟踪, 归档, another template. Each is one
 * entry of docs/RULES.md: who, from where, what it does to the clocks and to the indicators. Pure.
 */
import type { Post } from '#contract/access.ts';
import { isOpen, petitionPhases, type MoveInput, type PetitionPhase } from '#contract/cases.ts';
import { parseLimit, type Limit } from '#contract/worktime.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import {
  alone,
  assigned,
  callBackAfter,
  clockOf,
  end,
  enter,
  gapFact,
  lapsed,
  notToTarget,
  openPaper,
  paper,
  reviewLimit,
  suspended,
  withParty,
  type CaseNow,
  type Ground,
  type NewAssignment,
  type Step,
} from './case.rules.ts';
import type { MovePermit } from './lifecycle.ts';
import { deciderFor } from './templates.rules.ts';

const DAY = 86_400_000;
const longestDays = 366;

/** The step of a move beside the stages; undefined for the moves of the stages themselves. */
export function decideBeside(
  now: CaseNow,
  permit: MovePermit,
  input: MoveInput,
  ground: Ground,
  at: Date,
): Step | Refusal | undefined {
  const { mover } = permit;
  const unitId = mover.kind === 'person' ? mover.post.unitId : null;
  const personId = mover.kind === 'person' ? mover.personId : null;
  const { template } = ground;
  const told = (past: string, data: Record<string, unknown> = {}, set: Record<string, unknown> = {}): Step => ({
    at,
    moved: true,
    set,
    fact: { kind: `case.${past}`, data },
  });
  const ask = (
    past: string,
    of: Parameters<typeof paper>[1],
    data: Record<string, unknown> = {},
    set: Record<string, unknown> = {},
  ): Step => {
    const laid = paper(now, of, ground, at);
    return {
      ...told(past, { n: laid.n, ...data, ...(laid.due_at ? { dueAt: laid.due_at.toISOString() } : {}) }, set),
      papers: [laid],
    };
  };
  const done = (kind: Parameters<typeof openPaper>[1], outcome: string, decision: string): Pick<Step, 'endPapers'> => ({
    endPapers: [{ kind, outcome, decision }],
  });
  const ahead = (when: string): boolean => {
    const to = Date.parse(when);
    return to > at.getTime() && to - at.getTime() <= longestDays * DAY;
  };

  switch (input.move) {
    // ── Who has it ─────────────────────────────────────────────────────────────────────────────────────────────────────
    case 'designate': {
      const wrong = notToTarget(now, ground, [input.unitId, ...(input.coUnitIds ?? [])]) ?? alone(ground, input);
      if (wrong) return wrong;
      if (input.basis === 'leader_order' && (!input.orderedBy || !input.due)) return refuse('case.order_incomplete');
      if (input.due && !ahead(input.due)) return refuse('case.until_bad');
      // A leader's word is the limit of both clocks; a designation begins the handling clock anew on the filed limit.
      const limit: Limit = input.due ? { kind: 'instant', at: input.due } : now.timeLimit!;
      const caseLimit: Limit = input.due ? limit : now.caseLimit!;
      const whole = clockOf(now.caseStartedAt!, caseLimit, ground.calendar, now.pauses, 'case');
      return {
        ...newLead(now, ground, at, {
          unitId: input.unitId,
          coUnitIds: input.coUnitIds ?? [],
          basis: input.basis,
          reason: input.reason,
          startedAt: at,
          limit,
          past: 'designated',
          move: 'designate',
          ended: 'reassigned',
          data: { orderedBy: input.orderedBy ?? null, due: input.due ?? null },
          set: {
            locked_reason: input.reason,
            ...(input.due
              ? {
                  time_limit: limit,
                  case_limit: caseLimit,
                  case_warn_at: whole.warn_at,
                  case_due_at: whole.due_at,
                  case_warned_at: null,
                  case_overdue_at: null,
                }
              : {}),
          },
        }),
      };
    }
    case 'step_beyond': {
      const step = told('stepped_beyond', { what: input.what, basis: input.basis ?? '', unitId: now.leadUnitId });
      return { ...step, moved: false, also: [gapFact(now, now.leadUnitId!, input.what, 'beyond')] };
    }
    case 'hand_up': {
      const above = ground.above;
      if (above === undefined) return refuse('case.level_end');
      const data = { reason: input.reason, fromUnitId: now.leadUnitId, from: now.level, before: now.dispatchBasis };
      if (above) {
        const wrong = notToTarget(now, ground, [above.unitId]);
        if (wrong) return wrong;
        return newLead(now, ground, at, {
          ...handedOn(now),
          unitId: above.unitId,
          reason: input.reason,
          past: 'handed_up',
          move: 'hand_up',
          data: { ...data, to: 'dispatched', level: above.level },
          set: { level: above.level },
        });
      }
      // Above the street stands the district: 指挥中心 has it again, and the clocks run on.
      const entered = enter({ ...now, leadUnitId: null }, 'filed', ground, at);
      return {
        ...told(
          'handed_up',
          { ...data, to: 'filed', level: 'district' },
          {
            ...entered.set,
            party_units: withParty(now, entered.stage.unit_id),
            lead_unit_id: null,
            handling_due_at: null,
            dispatch_basis: null,
            level: 'district',
          },
        ),
        ...lapsed(now),
        endStage: 'hand_up',
        stage: entered.stage,
        endAssignments: 'handed_on',
        endHandling: { outcome: 'handed_on' },
      };
    }
    case 'hand_down': {
      const below = ground.below!;
      if (!below.isBelow) return refuse('case.not_below', { unit: ground.unitName(input.unitId) });
      // 事项准入: nothing is pushed down that is not on the list of duties there (Beijing street rules §10, §32).
      if (!below.onList) return refuse('case.not_on_list', { unit: ground.unitName(input.unitId) });
      const wrong = notToTarget(now, ground, [input.unitId]);
      if (wrong) return wrong;
      return newLead(now, ground, at, {
        ...handedOn(now),
        unitId: input.unitId,
        reason: input.reason,
        past: 'handed_down',
        move: 'hand_down',
        data: {
          reason: input.reason,
          fromUnitId: now.leadUnitId,
          from: now.level,
          to: 'dispatched',
          level: below.level,
          before: now.dispatchBasis,
        },
        set: { level: below.level },
      });
    }

    // ── 延期, 挂账 ─────────────────────────────────────────────────────────────────────────────────────────────────────
    case 'ask_extension': {
      const handling = now.handling!;
      if (handling.dueAt !== null && at > handling.dueAt) return refuse('case.too_late_to_ask');
      if (now.extensions >= template.extensions.max) return refuse('case.too_often', { max: template.extensions.max });
      const asked = extensionOf(now, input, at);
      if (!asked) return refuse('case.until_bad');
      const longest = Math.max(0, ...template.extensions.matrix.map((row) => row.upTo));
      if (asked.times > longest) return refuse('case.too_long', { move: { word: 'case.move.ask_extension' } });
      return ask(
        'extension_asked',
        {
          kind: 'extension',
          owedPost: decides(deciderFor(template.extensions.matrix, (row) => row.upTo, asked.times)),
          reason: input.reason,
          limit: { kind: 'hours', n: 8 },
          data: asked,
        },
        { reason: input.reason, ...asked },
      );
    }
    case 'decide_extension': {
      const asked = openPaper(now, 'extension')!;
      const data = { accepted: input.accept, decision: input.decision, reason: asked.reason };
      if (!input.accept) return { ...told('extension_decided', data), ...done('extension', 'refused', input.decision) };
      const { n, until } = asked.data as { n?: number; until?: string };
      const longer = (limit: Limit): Limit =>
        limit.kind === 'instant' ? { kind: 'instant', at: until! } : { kind: limit.kind, n: limit.n + n! };
      const handling = now.handling!;
      const limit = longer(handling.limit);
      const clock = clockOf(handling.startedAt, limit, ground.calendar, now.pauses, 'handling');
      const caseLimit = longer(now.caseLimit!);
      const whole = clockOf(now.caseStartedAt!, caseLimit, ground.calendar, now.pauses, 'case');
      // In `signed` the stage clock is the handling clock; before, signing has a clock of its own.
      const stage =
        now.state === 'signed' ? clockOf(now.stage!.startedAt, limit, ground.calendar, now.pauses, 'stage') : undefined;
      return {
        ...told(
          'extension_decided',
          { ...data, limit },
          {
            extensions: now.extensions + 1,
            handling_due_at: clock.due_at,
            case_limit: caseLimit,
            case_warn_at: whole.warn_at,
            case_due_at: whole.due_at,
            case_warned_at: null,
            case_overdue_at: null,
            superior_unit_id: null,
            ...(stage ? { stage_warn_at: stage.warn_at, stage_due_at: stage.due_at } : {}),
          },
        ),
        ...done('extension', 'accepted', input.decision),
        handlingClock: { ...clock, time_limit: limit, fresh: true },
        ...(stage ? { clock: { ...stage, time_limit: limit, fresh: true as const } } : {}),
      };
    }
    case 'ask_suspension': {
      if (!ahead(input.until)) return refuse('case.until_bad');
      const days = Math.ceil((Date.parse(input.until) - at.getTime()) / DAY);
      if (now.suspensions >= template.suspension.max) return refuse('case.too_often', { max: template.suspension.max });
      if (days > Math.max(0, ...template.suspension.matrix.map((row) => row.upToDays)))
        return refuse('case.too_long', { move: { word: 'case.move.ask_suspension' } });
      const data = { until: input.until, cause: input.cause, days };
      return ask(
        'suspension_asked',
        {
          kind: 'suspension',
          owedPost: decides(deciderFor(template.suspension.matrix, (row) => row.upToDays, days)),
          reason: input.reason,
          limit: { kind: 'hours', n: 8 },
          data,
        },
        { reason: input.reason, ...data },
      );
    }
    case 'decide_suspension': {
      const asked = openPaper(now, 'suspension')!;
      if (!input.accept)
        return {
          ...told('suspension_decided', { accepted: false, decision: input.decision }),
          ...done('suspension', 'refused', input.decision),
        };
      const { until, cause } = asked.data as { until: string; cause: string };
      const step = suspended(now, { until: new Date(until), reason: asked.reason, cause }, ground, at);
      if ('refusal' in step) return step;
      const others = (step.endPapers ?? []).filter(({ kind }) => kind !== 'suspension');
      return { ...step, endPapers: [...others, { kind: 'suspension', outcome: 'accepted', decision: input.decision }] };
    }
    case 'review_suspension': {
      if (!ahead(input.next)) return refuse('case.until_bad');
      const next = new Date(input.next);
      const limit = reviewLimit(at, now.suspendedUntil!, Math.max(1, Math.ceil((next.getTime() - at.getTime()) / DAY)));
      return {
        ...ask(
          'suspension_reviewed',
          { kind: 'review', owedPost: 'dispatcher', reason: input.remark, limit, data: openPaper(now, 'review')!.data },
          { remark: input.remark },
        ),
        ...done('review', 'kept', input.remark),
      };
    }

    // ── 督办, 强制结案 ─────────────────────────────────────────────────────────────────────────────────────────────────
    case 'supervise': {
      const open = openPaper(now, 'supervision');
      if (input.level <= now.supervisionLevel) return refuse('case.supervision_open', { level: now.supervisionLevel });
      const limit = parseLimit(template.supervision.reply)!;
      return {
        ...ask(
          'supervised',
          {
            kind: 'supervision',
            phase: String(input.level),
            owedPost: now.state === 'filed' ? 'dispatcher' : 'clerk',
            owedUnitId: now.holderUnitId,
            reason: input.text,
            limit,
            data: { cause: input.cause },
          },
          {
            level: input.level,
            cause: input.cause,
            text: input.text,
            unitId: now.holderUnitId,
            before: now.supervisionLevel,
          },
          { supervision_level: input.level },
        ),
        ...(open ? done('supervision', 'raised', input.text) : {}),
      };
    }
    case 'reply_supervision': {
      const open = openPaper(now, 'supervision')!;
      const late = open.dueAt !== null && at > open.dueAt;
      return {
        ...told('supervision_replied', { text: input.text, level: now.supervisionLevel, late }),
        ...done('supervision', 'replied', input.text),
      };
    }
    case 'clear_supervision': {
      if (now.supervisionLevel === 0) return refuse('case.not_supervised');
      const open = openPaper(now, 'supervision');
      if (input.cleared)
        return {
          ...told(
            'supervision_cleared',
            { remark: input.remark, level: now.supervisionLevel },
            { supervision_level: 0 },
          ),
          ...(open ? done('supervision', 'cleared', input.remark) : {}),
        };
      if (open) return refuse('case.supervision_open', { level: now.supervisionLevel });
      return ask(
        'supervision_kept',
        {
          kind: 'supervision',
          phase: String(now.supervisionLevel),
          owedPost: now.state === 'filed' ? 'dispatcher' : 'clerk',
          owedUnitId: now.leadUnitId ?? now.holderUnitId,
          reason: input.remark,
          limit: parseLimit(template.supervision.reply)!,
        },
        { remark: input.remark, level: now.supervisionLevel },
      );
    }
    case 'propose_force_close':
      return ask(
        'force_close_proposed',
        {
          kind: 'forced_close',
          owedPost: 'leader',
          reason: input.reason,
          limit: { kind: 'hours', n: 8 },
          data: { answer: input.answer },
        },
        { reason: input.reason },
      );
    case 'decide_force_close': {
      const asked = openPaper(now, 'forced_close')!;
      if (asked.askedBy === personId) return refuse('case.second_person');
      if (!input.accept)
        return {
          ...told('force_close_refused', { decision: input.decision }),
          ...done('forced_close', 'refused', input.decision),
        };
      const step = end(now, 'closed', 'decide_force_close', 'forced', { text: String(asked.data['answer']) }, at);
      step.set['unsolved_at'] = null;
      const said = { forced: true, why: asked.reason, decision: input.decision, level: now.level };
      Object.assign(step.fact.data, said, callBackAfter(ground, now.caseDueAt, at));
      const others = (step.endPapers ?? []).filter(({ kind }) => kind !== 'forced_close');
      return {
        ...step,
        endPapers: [...others, { kind: 'forced_close', outcome: 'accepted', decision: input.decision }],
      };
    }

    // ── One report, several matters; several reports, one matter ───────────────────────────────────────────────────────
    case 'split':
      return {
        ...told('split', { caseId: input.caseId, title: input.title }, { open_children: now.openChildren + 1 }),
        moved: false,
        part: { caseId: input.caseId, title: input.title, detail: input.detail, matterId: input.matterId ?? null },
      };
    case 'mark_repeat': {
      const old = ground.target;
      if (!old || old.id === now.id) return refuse('case.repeat_target', { reason: { word: 'case.merge_self' } });
      if (isOpen(old.state) || !old.answer)
        return refuse('case.repeat_target', { reason: { word: 'case.repeat_open', params: { number: old.number } } });
      const step = end(now, 'answered', 'mark_repeat', 'repeat', { text: old.answer }, at);
      step.set['repeat_of'] = old.id;
      Object.assign(step.fact.data, { repeatOf: old.id, number: old.number, remark: input.remark ?? '' });
      return step;
    }

    // ── Beyond the units: leadership, deputies, petition; and what is looked at again ──────────────────────────────────
    case 'escalate': {
      if (!ahead(input.due)) return refuse('case.until_bad');
      return ask(
        'escalated_to',
        {
          kind: 'escalation',
          phase: input.to,
          owedPost: 'leader',
          reason: input.text,
          limit: { kind: 'instant', at: input.due },
        },
        { to: input.to, text: input.text },
      );
    }
    case 'conclude_escalation':
      return {
        ...told('escalation_concluded', { result: input.result, text: input.text, reference: input.reference ?? '' }),
        moved: false,
        ...done('escalation', input.result, input.text),
      };
    case 'petition':
      return ask(
        'petition_handed_over',
        {
          kind: 'petition',
          phase: 'accept',
          owedPost: 'duty_officer',
          reason: input.reason,
          limit: { kind: 'calendar_days', n: petitionPhases.accept.days },
          data: { office: input.office, digest: ground.digest ?? '' },
        },
        { office: input.office, reason: input.reason, phase: 'accept', digest: ground.digest ?? '' },
      );
    case 'advance_petition': {
      const open = openPaper(now, 'petition')!;
      const { next } = petitionPhases[open.phase as PetitionPhase];
      if (!(next as readonly string[]).includes(input.next)) return refuse('case.phase');
      const late = open.dueAt !== null && at > open.dueAt;
      const longer = input.next === 'decide_longer';
      if (longer && mover.kind === 'person' && mover.post.post !== 'leader')
        return refuse('case.needs_higher', { who: [{ word: 'post.leader' }] });
      if (longer && late) return refuse('case.too_late_to_ask');
      const data = { phase: input.next, text: input.text, late };
      if (input.next === 'ended')
        return { ...told('petition_ended', data), moved: false, ...done('petition', open.phase, input.text) };
      return {
        ...ask(
          'petition_advanced',
          {
            kind: 'petition',
            phase: input.next,
            owedPost: 'duty_officer',
            reason: input.text,
            limit: phaseLimit(input.next, longer ? open.dueAt : null, ground),
            data: open.data,
          },
          data,
        ),
        moved: false,
        ...done('petition', open.phase, input.text),
      };
    }
    case 'follow_up':
      return ahead(input.due)
        ? ask(
            'follow_up_planned',
            {
              kind: 'follow_up',
              owedPost: 'checker',
              owedUnitId: unitId,
              reason: input.text,
              limit: { kind: 'instant', at: input.due },
            },
            { text: input.text },
          )
        : refuse('case.until_bad');
    case 'report_follow_up': {
      if (input.again && !ahead(input.again)) return refuse('case.until_bad');
      const data = { holds: input.holds, text: input.text };
      const over = done('follow_up', input.holds ? 'holds' : 'does_not_hold', input.text);
      if (!input.again) return { ...told('followed_up', data), moved: false, ...over };
      return {
        ...ask(
          'followed_up',
          { kind: 'follow_up', owedPost: 'checker', reason: input.text, limit: { kind: 'instant', at: input.again } },
          data,
        ),
        moved: false,
        ...over,
      };
    }

    // ── The file, and the rules it runs by ─────────────────────────────────────────────────────────────────────────────
    case 'archive': {
      if (now.papers.length > 0 || (ground.openCallbacks ?? 0) > 0 || now.openChildren > 0)
        return refuse('case.not_finished');
      return {
        ...told('archived', { digest: ground.digest! }, { archived_at: at, archive_digest: ground.digest! }),
        moved: false,
      };
    }
    case 'change_template': {
      const to = ground.newTemplate;
      if (!to)
        return refuse('thing.unknown_reference', { field: 'template', value: `${input.template} ${input.version}` });
      if (!to.fits) return refuse('case.template_unfit', { state: { word: `case.state.${now.state}` } });
      return {
        ...told(
          'template_changed',
          {
            from: now.template,
            fromVersion: now.templateVersion,
            to: to.name,
            toVersion: to.version,
            reason: input.reason,
          },
          {
            template: to.name,
            template_version: to.version,
          },
        ),
        moved: false,
      };
    }
    default:
      return undefined;
  }
}

/** 信访: each phase has its statutory days from when it begins; more time to decide is added to the 60 days, whenever it is granted. */
function phaseLimit(phase: PetitionPhase, after: Date | null, ground: Ground): Limit {
  const limit: Limit = { kind: 'calendar_days', n: petitionPhases[phase].days };
  return after === null
    ? limit
    : { kind: 'instant', at: clockOf(after, limit, ground.calendar, [], 'stage').due_at!.toISOString() };
}

/** In whose inbox it waits: the dispatcher's where the dispatcher may decide what is this long, else of whoever may. */
const decides = (posts: readonly Post[] | undefined): Post =>
  posts === undefined || posts.includes('dispatcher') ? 'dispatcher' : (posts[0] ?? 'dispatcher');

/** How much more is asked for, and how many times the first limit that is; undefined when it cannot be told. */
function extensionOf(
  now: CaseNow,
  input: { n?: number | undefined; until?: string | undefined },
  at: Date,
): { n?: number; until?: string; times: number } | undefined {
  const { limit, startedAt } = now.handling!;
  if (limit.kind === 'instant') {
    const [due, until] = [Date.parse(limit.at), Date.parse(input.until ?? '')];
    if (!(until > due) || until - at.getTime() > longestDays * DAY) return undefined;
    return { until: input.until!, times: (until - due) / Math.max(1, due - startedAt.getTime()) };
  }
  const first = now.timeLimit && now.timeLimit.kind === limit.kind ? now.timeLimit.n : limit.n;
  const whole = limit.kind.endsWith('hours') || Number.isInteger(input.n);
  return input.n !== undefined && whole ? { n: input.n, times: input.n / first } : undefined;
}

/** 首派 goes on: the round keeps its start and its limit, so that handing a case on wins no time. */
const handedOn = (now: CaseNow) => ({
  coUnitIds: [],
  basis: 'chosen' as const,
  startedAt: now.handling!.startedAt,
  limit: now.handling!.limit,
  ended: 'handed_on' as const,
});

function newLead(
  now: CaseNow,
  ground: Ground,
  at: Date,
  of: {
    unitId: number;
    coUnitIds: readonly number[];
    basis: NewAssignment['basis'];
    reason: string;
    startedAt: Date;
    limit: Limit;
    past: 'designated' | 'handed_up' | 'handed_down';
    move: 'designate' | 'hand_up' | 'hand_down';
    ended: 'reassigned' | 'handed_on';
    data: Record<string, unknown>;
    set: Record<string, unknown>;
  },
): Step {
  const [lead, ...co] = assigned(ground, of, at);
  const entered = enter(now, 'dispatched', ground, at, { leadUnitId: of.unitId });
  const clock = clockOf(of.startedAt, of.limit, ground.calendar, now.pauses, 'handling');
  return {
    at,
    moved: true,
    endStage: of.move,
    stage: entered.stage,
    set: {
      ...entered.set,
      lead_unit_id: of.unitId,
      dispatched_at: at,
      dispatch_basis: of.basis,
      handling_due_at: clock.due_at,
      level: ground.levelOf?.(of.unitId) ?? now.level,
      party_units: withParty(now, of.unitId, lead.root_unit_id, ...co.map((one) => one.unit_id)),
      ...of.set,
    },
    ...lapsed(now),
    ...(now.lead ? { endAssignments: of.ended } : {}),
    ...(now.handling ? { endHandling: { outcome: of.ended } } : {}),
    assignments: [lead, ...co],
    handling: {
      n: now.counts.handlings + 1,
      assignment_id: lead.id,
      unit_id: of.unitId,
      started_at: of.startedAt,
      time_limit: of.limit,
      ...clock,
    },
    fact: { kind: `case.${of.past}`, data: { unitId: of.unitId, reason: of.reason, basis: of.basis, ...of.data } },
  };
}
