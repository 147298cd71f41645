/**
 * What a template says of a move, whether it could strand a case, and how it would be drawn. Pure: the same rules judge a draft in
 * the editor, a publication, and every move that is made.
 */
import type { Post } from '#contract/access.ts';
import {
  holderSide,
  isOpen,
  moveNames,
  moves,
  openStates,
  stageLimits,
  states,
  type MoveName,
  type MoveRule,
  type OpenState,
  type State,
} from '#contract/cases.ts';
import type { Drawing, Template } from '#contract/templates.ts';
import { limitCode, parseLimit } from '#contract/worktime.ts';
import { say, type Lang, type Said } from '#contract/words/words.ts';

type By = MoveRule['by'][number];
/** The two axes never meet (house): a template may hand a decision to another post of the same side, never across. */
const sides: Record<'supervision' | 'command', readonly Post[]> = {
  supervision: ['receiver', 'duty_officer', 'leader'],
  command: ['dispatcher', 'leader'],
};
const onSpot: readonly Post[] = ['checker', 'keeper'];

/** Every post that some template may let make the move, the leader who stands in for a recused centre among them. */
export function widestBy(move: MoveName): readonly By[] {
  const { by } = moves[move];
  const of = (post: Post) => by.includes(post);
  const wide: By[] = [...by];
  if (of('receiver') || of('duty_officer')) wide.push(...sides.supervision);
  if (of('dispatcher')) wide.push(...sides.command);
  if (of('checker')) wide.push(...onSpot, 'leader');
  return [...new Set(wide)];
}

/** Moves that a template may make automatic: what the sure rule does as well as a hand. */
export const automaticMoves = ['receive', 'file', 'dispatch', 'sign'] as const satisfies readonly MoveName[];
const mayBeAutomatic = (move: MoveName): boolean => (automaticMoves as readonly MoveName[]).includes(move);

export type RuleNow = MoveRule & {
  automatic: boolean;
  checklist: NonNullable<NonNullable<Template['moves']['file']>['checklist']>;
};

/** The move as this template has it; undefined where it is not used. */
export function ruleOf(template: Template, move: MoveName): RuleNow | undefined {
  const own = template.moves[move];
  if (own?.off) return undefined;
  const base = moves[move];
  // The first return is the dispatcher's; from `reviewFrom` on the reviewers decide (`mayMove`).
  const people = own?.by ?? (move === 'decide_return' ? ['dispatcher'] : base.by.filter((post) => post !== 'system'));
  const automatic = mayBeAutomatic(move) && own?.automatic === true;
  // The house itself may always make what stands in its table; `automatic` says when it does so unasked.
  const system: By[] = base.by.includes('system') ? ['system'] : [];
  const reporter: By[] = base.by.includes('reporter') ? ['reporter'] : [];
  return {
    ...base,
    by: [...new Set<By>([...people, ...system, ...reporter])],
    automatic,
    checklist: own?.checklist ?? [],
  };
}

/**
 * 网格员上报先到街道网格中心, once: what was handed up from there is the dispatcher's. A dispute with joint units, a place nobody knows and
 * what was told in confidence wait for a person as ever.
 */
export const goesToStreetFirst = (
  { entry, handling }: Pick<Template, 'entry' | 'handling'>,
  now: { channel: string; confidential: boolean; locatedBy: string; counts: { handlings: number } },
): boolean =>
  entry?.keeperToStreet === true &&
  handling.jointUnits === 0 &&
  now.channel === 'keeper' &&
  !now.confidential &&
  !['outside', 'fallback'].includes(now.locatedBy) &&
  now.counts.handlings === 0;

/** Who decides what is this long: the first row that is long enough; undefined when no row is. */
export const deciderFor = <Row extends { by: Post[] }>(
  rows: readonly Row[],
  size: (row: Row) => number,
  asked: number,
): readonly Post[] | undefined => [...rows].sort((a, b) => size(a) - size(b)).find((row) => size(row) >= asked)?.by;

// ── Would it strand a case? ────────────────────────────────────────────────────────────────────────────────────────────

export type Found = { where: string; reason: Said; path: State[] };
type Edge = { move: MoveName; from: State; to: State; by: readonly By[] };

/** Exits that depend on luck or on an exceptional decision are no way to an end that a process may count on. */
const exceptional: readonly MoveName[] = ['withdraw', 'merge', 'void', 'mark_repeat', 'decide_force_close', 'refuse'];

export function edgesOf(template: Template): Edge[] {
  return moveNames.flatMap((move) => {
    const rule = ruleOf(template, move);
    if (!rule) return [];
    return rule.from.flatMap((from) =>
      rule.to.flatMap((to) => (to === 'same' || to === from ? [] : [{ move, from, to, by: rule.by }])),
    );
  });
}

/** An asking that nobody answers blocks the case or its clock: each needs its answer. */
const answeredBy: Partial<Record<MoveName, MoveName[]>> = {
  ask_confirm: ['confirm'],
  ask_return: ['decide_return'],
  ask_extension: ['decide_extension'],
  ask_suspension: ['decide_suspension', 'resume'],
  suspend: ['resume'],
  supervise: ['reply_supervision', 'clear_supervision'],
  propose_force_close: ['decide_force_close'],
  escalate: ['conclude_escalation'],
  petition: ['advance_petition'],
  follow_up: ['report_follow_up'],
};

/**
 * Everything that is wrong with it. `held`: posts that somebody in the district holds; without it, any post counts as held (a
 * template is written before the people are appointed, and published after).
 */
export function templateProblems(template: Template, held?: ReadonlySet<Post>): Found[] {
  const found: Found[] = [];
  const add = (where: string, reason: Said, path: State[] = []) => found.push({ where, reason, path });
  const used = (move: MoveName) => ruleOf(template, move) !== undefined;
  const canAct = (post: By, move: MoveName): boolean =>
    post === 'system'
      ? !mayBeAutomatic(move) || ruleOf(template, move)?.automatic === true
      : post !== 'reporter' && (held?.has(post) ?? true);
  const someone = (posts: readonly By[], move: MoveName): boolean => posts.some((post) => canAct(post, move));

  for (const move of moveNames) {
    const own = template.moves[move];
    if (!own || own.off) continue;
    const where = `/moves/${move}`;
    for (const post of own.by ?? [])
      if (!widestBy(move).includes(post))
        add(`${where}/by`, { word: 'template.post_never', params: { post: postWord(post), move: moveWord(move) } });
    if (own.automatic && !mayBeAutomatic(move))
      add(`${where}/automatic`, { word: 'template.never_automatic', params: { move: moveWord(move) } });
    const ids = (own.checklist ?? []).map(({ id }) => id);
    if (new Set(ids).size < ids.length) add(`${where}/checklist`, { word: 'template.same_item' });
  }
  for (const state of openStates) {
    const limit = template.stages[state]?.limit;
    if (limit !== undefined && !timed(limit))
      add(`/stages/${state}/limit`, { word: 'template.no_limit', params: { limit } });
  }
  if (template.handling.limit !== null && !timed(template.handling.limit))
    add('/handling/limit', { word: 'template.no_limit', params: { limit: template.handling.limit } });
  if (!timed(template.supervision.reply))
    add('/supervision/reply', { word: 'template.no_limit', params: { limit: template.supervision.reply } });
  for (const [of, limit] of Object.entries(template.calls ?? {}))
    if (!timed(limit)) add(`/calls/${of}`, { word: 'template.no_limit', params: { limit } });
  const named = template.steps.flatMap(({ states: list }) => list);
  if (new Set(named).size < named.length) add('/steps', { word: 'template.state_twice' });

  // Who may hold the decision at all?
  for (const move of moveNames) {
    const rule = ruleOf(template, move);
    if (rule && !rule.by.includes('reporter') && !someone(rule.by, move))
      add(
        `/moves/${move}/by`,
        { word: 'template.nobody_decides', params: { move: moveWord(move) } },
        pathTo(template, rule.from),
      );
  }
  for (const [asking, answers] of Object.entries(answeredBy) as [MoveName, MoveName[]][]) {
    if (!used(asking)) continue;
    for (const answer of answers)
      if (!used(answer))
        add(
          `/moves/${answer}`,
          { word: 'template.no_answer', params: { asking: moveWord(asking), answer: moveWord(answer) } },
          pathTo(template, moves[asking].from),
        );
  }
  const matrix = (where: string, rows: readonly { by: Post[] }[], needed: boolean, allowed: MoveName) => {
    if (needed && rows.length === 0)
      add(where, { word: 'template.nobody_decides', params: { move: moveWord(allowed) } });
    for (const [i, row] of rows.entries()) {
      if (!someone(row.by, allowed))
        add(`${where}/${i}/by`, { word: 'template.nobody_decides', params: { move: moveWord(allowed) } });
      for (const post of row.by)
        if (!widestBy(allowed).includes(post))
          add(`${where}/${i}/by`, {
            word: 'template.post_never',
            params: { post: postWord(post), move: moveWord(allowed) },
          });
    }
  };
  matrix(
    '/extensions/matrix',
    template.extensions.matrix,
    used('ask_extension') && template.extensions.max > 0,
    'decide_extension',
  );
  matrix(
    '/suspension/matrix',
    template.suspension.matrix,
    (used('suspend') || used('ask_suspension')) && template.suspension.max > 0,
    'suspend',
  );
  if (used('ask_return') && !someone(template.returns.reviewers, 'decide_return'))
    add('/returns/reviewers', { word: 'template.nobody_decides', params: { move: moveWord('decide_return') } });
  for (const post of template.returns.reviewers)
    if (!widestBy('decide_return').includes(post))
      add('/returns/reviewers', {
        word: 'template.post_never',
        params: { post: postWord(post), move: moveWord('decide_return') },
      });

  // From every state a case can come to, somebody can lead it on to an end.
  const edges = edgesOf(template).filter(({ by, move }) => someone(by, move));
  const paths = pathsFrom('reported', edges);
  const home = waysHome(edges);
  for (const state of openStates) {
    const path = paths.get(state);
    if (path && !home.has(state))
      add(`/stages/${state}`, { word: 'template.stranded', params: { state: stateWord(state) } }, path);
  }
  return found;
}

const timed = (code: string): boolean => {
  const limit = parseLimit(code);
  return limit !== undefined && limit !== null && limit.kind !== 'instant';
};
const moveWord = (move: MoveName): Said => ({ word: `case.move.${move}` });
const stateWord = (state: State): Said => ({ word: `case.state.${state}` });
const postWord = (post: Post): Said => ({ word: `post.${post}` });

/** The shortest way from a state to every other, along the given edges. */
function pathsFrom(start: State, edges: readonly Edge[]): Map<State, State[]> {
  const paths = new Map<State, State[]>([[start, [start]]]);
  const queue: State[] = [start];
  for (const state of queue)
    for (const edge of edges)
      if (edge.from === state && !paths.has(edge.to)) {
        paths.set(edge.to, [...paths.get(state)!, edge.to]);
        queue.push(edge.to);
      }
  return paths;
}
const pathTo = (template: Template, from: readonly State[]): State[] => {
  const paths = pathsFrom('reported', edgesOf(template));
  return from.map((state) => paths.get(state)).find((path) => path !== undefined) ?? [];
};

/** States from which an end is reached by moves that a process may count on. */
function waysHome(edges: readonly Edge[]): Set<State> {
  const counted = edges.filter(({ move }) => !exceptional.includes(move));
  const home = new Set<State>(states.filter((state) => !isOpen(state)));
  for (let grew = true; grew;) {
    grew = false;
    for (const { from, to } of counted)
      if (home.has(to) && !home.has(from)) {
        home.add(from);
        grew = true;
      }
  }
  return home;
}

// ── How it is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────

export const labelOf = (template: Template, state: State, lang: Lang): string =>
  (isOpen(state) ? template.stages[state]?.label?.[lang] : undefined) ?? say(lang, `case.state.${state}`);
export const moveLabel = (template: Template, move: MoveName, lang: Lang): string =>
  template.moves[move]?.label?.[lang] ?? say(lang, `case.move.${move}`);

export function drawingOf(template: Template, lang: Lang): Drawing {
  const edges = edgesOf(template);
  const paths = pathsFrom('reported', edges);
  const stepOf = (state: State) => template.steps.find((step) => step.states.includes(state))?.label[lang] ?? null;
  return {
    nodes: states.map((state) => ({
      id: state,
      label: labelOf(template, state, lang),
      side: isOpen(state) ? holderSide[state] : ('end' as const),
      limit: isOpen(state) ? limitOfStage(template, state) : null,
      step: stepOf(state),
      reachable: paths.has(state),
    })),
    edges: edges.map(({ move, from, to, by }) => ({
      move,
      label: moveLabel(template, move, lang),
      from,
      to,
      by: by.map((post) => say(lang, `post.${post}`)),
      automatic: ruleOf(template, move)!.automatic,
      checklist: ruleOf(template, move)!.checklist.length,
    })),
  };
}
/** 处置 takes the limit of the filing condition unless the template has its own. */
const limitOfStage = (template: Template, state: OpenState): string | null =>
  state === 'signed' ? template.handling.limit : (template.stages[state]?.limit ?? limitCode(stageLimits[state]));

/** May a running case stand where it stands under these rules: somebody leads it on, and what waits finds its answer. */
export function fitsIn(
  template: Template,
  now: { state: State; suspendedAt: Date | null; pendingReturn: unknown; papers: readonly { kind: string }[] },
): boolean {
  const open = isOpen(now.state);
  const used = (move: MoveName) => ruleOf(template, move) !== undefined;
  return (
    (!open || waysHome(edgesOf(template)).has(now.state)) &&
    (!now.suspendedAt || used('resume')) &&
    (!now.pendingReturn || used('decide_return')) &&
    now.papers.every(({ kind }) => kind !== 'extension' || used('decide_extension')) &&
    now.papers.every(({ kind }) => kind !== 'suspension' || used('decide_suspension'))
  );
}
