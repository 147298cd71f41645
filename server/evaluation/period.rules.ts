/** A period and its way to publication, appeals, and who may judge whom. Without I/O. */
import { permissions, servingPosts, type Post } from '#contract/access.ts';
import { DAY, instantOfWall } from '#contract/calendar.ts';
import {
  appealLevels,
  appealWindowDays,
  periodSteps,
  type AppealState,
  type PeriodKind,
  type PeriodState,
  type PeriodStep,
  type ReviewKind,
} from '#contract/evaluation.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

// ── Spans ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The first day told, drawn back to where the period of that kind begins, and the day after its last, on the district's wall. */
export function spanOf(kind: PeriodKind, firstOn: string, timeZone: string): { firstOn: string; from: Date; to: Date } {
  const [year, month, day] = firstOn.split('-').map(Number) as [number, number, number];
  const [from, to] = ((): [number, number] => {
    switch (kind) {
      case 'year':
        return [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
      case 'quarter': {
        const first = Math.floor((month - 1) / 3) * 3;
        return [Date.UTC(year, first, 1), Date.UTC(year, first + 3, 1)];
      }
      case 'month':
        return [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1)];
      case 'week': {
        const at = Date.UTC(year, month - 1, day);
        const monday = at - ((new Date(at).getUTCDay() + 6) % 7) * DAY;
        return [monday, monday + 7 * DAY];
      }
      default: {
        const at = Date.UTC(year, month - 1, day);
        return [at, at + DAY];
      }
    }
  })();
  return {
    firstOn: new Date(from).toISOString().slice(0, 10),
    from: new Date(instantOfWall(from, timeZone)),
    to: new Date(instantOfWall(to, timeZone)),
  };
}

/** Seen up to here: now while the period runs, and for good some days after its end. */
export function asOfOf(to: Date, settleDays: number, now: Date): Date {
  const settled = new Date(to.getTime() + settleDays * DAY);
  return now < settled ? now : settled;
}

// ── The way of a period ────────────────────────────────────────────────────────────────────────────────────────────────

export type PeriodNow = {
  state: PeriodState;
  to: Date;
  settleDays: number;
  appealsUntil: Date | null;
  appealsPending: number;
  computing: boolean;
};

/** What others say of a period enters it until it is locked; a unit contests it while it is open for appeals. */
const untilLocked = ['open', 'computed', 'reviewed', 'appealing'] as const satisfies readonly PeriodState[];
const doings = {
  ...periodSteps,
  rate: { from: untilLocked, by: 'evaluation.rate' },
  veto: { from: untilLocked, by: 'evaluation.approve' },
  appeal: { from: ['appealing'], by: 'evaluation.appeal' },
} as const;

/** A refusal names where the period stands, when this may be done, and by whom. */
export function mayDo(state: PeriodState, doing: keyof typeof doings): Refusal | undefined {
  const { from, by } = doings[doing];
  if ((from as readonly PeriodState[]).includes(state)) return undefined;
  return refuse('evaluation.period_state', {
    state: { word: `period.state.${state}` },
    step: { word: `period.step.${doing}` },
    from: from.map((one) => ({ word: `period.state.${one}` }) as const),
    who: permissions[by].map((post) => ({ word: `post.${post}` }) as const),
  });
}

/** The state a step leads to. A period that still runs is not reviewed; one with appeals undecided is not locked. */
export function advanced(now: PeriodNow, step: PeriodStep, at: Date): PeriodState | Refusal {
  const rule = periodSteps[step];
  if (now.computing) return refuse('evaluation.computing');
  const early = mayDo(now.state, step);
  if (early) return early;
  if (step !== 'compute' && at.getTime() < now.to.getTime() + now.settleDays * DAY)
    return refuse('evaluation.still_running', { at: new Date(now.to.getTime() + now.settleDays * DAY).toISOString() });
  if (step === 'lock' && now.appealsPending > 0) return refuse('evaluation.appeals_pending', { n: now.appealsPending });
  if (step === 'lock' && now.appealsUntil !== null && at < now.appealsUntil)
    return refuse('evaluation.appeals_open', { at: now.appealsUntil.toISOString() });
  return rule.to;
}

export const appealsUntil = (at: Date): Date => new Date(at.getTime() + appealWindowDays * DAY);

// ── Who judges whom ────────────────────────────────────────────────────────────────────────────────────────────────────

/** 管理服务与绩效评价分离 (register B-08): who holds a serving post in any hat scores nobody. */
export function mayScore(actor: { posts: readonly Pick<HeldPost, 'post'>[] }): Refusal | undefined {
  const serving = actor.posts.find(({ post }) => (servingPosts as readonly Post[]).includes(post));
  return serving ? refuse('evaluation.serves_too', { post: { word: `post.${serving.post}` } }) : undefined;
}

/** 街道评部门 (register E-71): a street rates departments, never itself nor another street; nobody rates where he holds a post himself. */
export function mayRate(
  rater: { post: Pick<HeldPost, 'unitKind' | 'post'>; roots: readonly number[] },
  rated: { kind: string; rootId: number },
): Refusal | undefined {
  const ofStreet = rater.post.post === 'clerk' && rater.post.unitKind === 'street';
  return ofStreet && rated.kind === 'department' && !rater.roots.includes(rated.rootId)
    ? undefined
    : refuse('evaluation.rates_departments');
}

export type ReviewTold = {
  kind: ReviewKind;
  grade?: number | undefined;
  n?: number | undefined;
  conductedBy?: string | undefined;
  question?: string | undefined;
  source?: string | undefined;
  asked?: number | undefined;
  answers?: readonly number[] | undefined;
};
export type ReviewCounted = {
  grade: number;
  n: number;
  conductedBy: string;
  question: string;
  source: string;
  asked: number | null;
  answers: number[] | null;
};

/** What each kind must say besides. Where answers were counted they are the grade. */
const reviewNeeds = {
  street: ['grade'],
  deputy: ['conductedBy', 'grade'],
  survey: ['conductedBy', 'question', 'asked', 'answers'],
  media: ['conductedBy', 'source', 'grade'],
} as const satisfies Record<ReviewKind, readonly (keyof ReviewTold)[]>;

/** 外部评价 as it counts: grades of 1 to 5 as points of 100, and no more answers than were asked for. */
export function reviewCounted(told: ReviewTold): ReviewCounted | Refusal {
  const answers = told.answers && told.answers.some((n) => n > 0) ? [...told.answers] : null;
  const answered = answers?.reduce((sum, n) => sum + n, 0) ?? 0;
  const said = { ...told, answers, grade: answers ? 0 : told.grade };
  const fewer = answers !== null && told.asked !== undefined && told.asked < answered;
  const missing = reviewNeeds[told.kind].filter((need) => {
    const value = said[need];
    return value === undefined || value === null || value === '' || (need === 'asked' && fewer);
  });
  if (missing.length > 0 || fewer)
    return refuse('evaluation.review_incomplete', {
      kind: { word: `review.${told.kind}` },
      needs: (missing.length > 0 ? missing : (['asked'] as const)).map(
        (need) => ({ word: `review.needs.${need}` }) as const,
      ),
    });
  const sum = answers?.reduce((total, n, i) => total + n * (i + 1), 0) ?? 0;
  return {
    grade: answers ? Math.round((sum / answered) * 20) : told.grade!,
    // A street is one voice, however many answered in it; an article is one.
    n: answers ? answered : told.kind === 'deputy' ? (told.n ?? 1) : 1,
    conductedBy: told.kind === 'street' ? '' : (told.conductedBy ?? ''),
    question: told.question ?? '',
    source: told.source ?? '',
    asked: told.asked ?? null,
    answers,
  };
}

/** A person's sheet is hers and her superiors': those whose units hold hers, in a post that leads. */
export function maySeeSheet(
  actor: Pick<Actor, 'personId' | 'posts'>,
  person: { id: string; unitIds: readonly number[] },
): boolean {
  if (actor.personId === person.id) return true;
  return actor.posts.some(
    ({ post, unitIds }) =>
      (post === 'clerk' || post === 'leader') && person.unitIds.some((unitId) => unitIds.includes(unitId)),
  );
}

// ── Appeals ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type AppealNow = {
  state: AppealState;
  unitRootId: number;
  firstBy: string | null;
};

/**
 * Two levels (domain §1.6): the first lets it through or ends it, the second grants or refuses. Nobody decides for a root unit in
 * which he holds any post, and nobody twice. The post of the level is the only one that can; the second level scores, so it serves nowhere.
 */
export function appealDecided(
  appeal: AppealNow,
  decider: { personId: string; posts: readonly HeldPost[] },
  grant: boolean,
): { state: AppealState; post: HeldPost } | Refusal {
  if (appeal.state !== 'asked' && appeal.state !== 'passed_on') return refuse('evaluation.appeal_decided');
  const level = appealLevels[appeal.state === 'asked' ? 0 : 1];
  const post = decider.posts.find((held) => (level.by as readonly Post[]).includes(held.post));
  if (!post)
    return refuse('reader.not_permitted', {
      what: {
        word: 'access.belongs_to',
        params: { what: { word: 'appeal.decision' }, posts: level.by.map((by) => ({ word: `post.${by}` as const })) },
      },
    });
  if (decider.posts.some(({ rootUnitId }) => rootUnitId === appeal.unitRootId) || appeal.firstBy === decider.personId)
    return refuse('evaluation.own_appeal');
  const serves = appeal.state === 'passed_on' ? mayScore(decider) : undefined;
  if (serves) return serves;
  if (!grant) return { state: 'refused', post };
  return { state: appeal.state === 'asked' ? 'passed_on' : 'granted', post };
}
