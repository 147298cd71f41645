/**
 * 监管分离, 感知与响应分离 (register B-08), across all the hats of one person: whoever belongs to the unit that handles neither judges the
 * handling nor decides what that unit asked for; whoever did the work judges it from no post at all, not even from one she took up
 * later; and whoever sensed a need leaves its handling to others, but for what she put right on the spot (自处理). Pure.
 */
import type { MoveName } from '#contract/cases.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';
import type { CaseNow, Tree } from './case.rules.ts';

/** What says how well it was handled, and what answers the lead's own wishes. */
const judging: readonly MoveName[] = [
  'check',
  'rework',
  'close',
  'reopen',
  'uphold',
  'clear_supervision',
  'propose_force_close',
  'decide_force_close',
  'report_follow_up',
  'decide_return',
  'decide_extension',
  'decide_suspension',
  'review_suspension',
  'suspend',
];
/** What answers for the work itself. */
const handling: readonly MoveName[] = ['sign', 'hand_back'];

type Sides = Pick<CaseNow, 'lead' | 'leadUnitId' | 'sensedBy' | 'handledBy'>;

/** The root unit that answers for the handling, also after the end; null before the first dispatch. */
const handlingRoot = (now: Sides, tree: Pick<Tree, 'root'>): number | null =>
  now.lead?.rootUnitId ?? (now.leadUnitId === null ? null : tree.root(now.leadUnitId));

/** Where a centre handles a case itself nobody of it judges: a leader stands in, or the case would be stranded. */
export const centreHandles = (now: Sides, move: MoveName, tree: Tree): boolean => {
  const root = judging.includes(move) ? handlingRoot(now, tree) : null;
  return root !== null && (root === tree.root(tree.supervisionId) || root === tree.root(tree.commandId));
};

/** `roots`: of every post she holds, whichever of them she comes in. */
export function keptApart(
  now: Sides,
  move: MoveName,
  who: { personId: string; roots: readonly number[] },
  tree: Pick<Tree, 'root' | 'unitName'>,
): Refusal | undefined {
  const said = { word: `case.move.${move}` } as const;
  if (handling.includes(move))
    return now.sensedBy.includes(who.personId) && !now.handledBy.includes(who.personId)
      ? refuse('case.sensed_by_same', { move: said })
      : undefined;
  if (!judging.includes(move)) return undefined;
  if (now.handledBy.includes(who.personId) || now.lead?.handlerId === who.personId)
    return refuse('case.handled_by_same', { move: said });
  const root = handlingRoot(now, tree);
  if (root === null || !who.roots.includes(root)) return undefined;
  return move === 'check'
    ? refuse('case.same_root_unit', { unit: tree.unitName(root) })
    : refuse('case.own_unit_handles', { unit: tree.unitName(root), move: said });
}
