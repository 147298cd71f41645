/** The stops of the tour: in which hat, from which state, and the move that is made there with the words of the visitor. Pure. */
import type { Post } from '#contract/access.ts';
import type { CaseDetail, MoveInput, State } from '#contract/cases.ts';
import type { Matter } from '#contract/catalogue.ts';

export const hats = ['resident', 'supervision', 'command', 'unit', 'checker'] as const;
export type Hat = (typeof hats)[number];
export const stops = [
  'report',
  'receive',
  'file',
  'dispatch',
  'sign',
  'hand_back',
  'check',
  'close',
  'answer',
] as const;
export type Stop = (typeof stops)[number];
export type MoveStop = Exclude<Stop, 'report' | 'answer'>;

export const hatOf: Record<Stop, Hat> = {
  report: 'resident',
  receive: 'supervision',
  file: 'supervision',
  dispatch: 'command',
  sign: 'unit',
  hand_back: 'unit',
  check: 'checker',
  close: 'supervision',
  answer: 'resident',
};
export const postOf: Record<MoveStop, Post> = {
  receive: 'receiver',
  file: 'duty_officer',
  dispatch: 'dispatcher',
  sign: 'clerk',
  hand_back: 'clerk',
  check: 'checker',
  close: 'duty_officer',
};
/** Where the case must stand; anything else means that somebody worked on it at the desk. */
const from: Record<MoveStop, State> = {
  receive: 'reported',
  file: 'received',
  dispatch: 'filed',
  sign: 'dispatched',
  hand_back: 'signed',
  check: 'handled',
  close: 'checked',
};

/** The move of a stop; null when the case does not stand there, or the catalogue does not know the matter of the tour. */
export function moveAt(
  stop: MoveStop,
  detail: CaseDetail,
  words: string,
  matters: readonly Matter[],
  about: string,
): MoveInput | null {
  if (detail.case.state !== from[stop]) return null;
  const sorted = matters.find(({ id }) => id === detail.matterId);
  const meant = sorted && !sorted.fallback ? sorted : matters.find(({ smallName }) => smallName.includes(about));
  switch (stop) {
    case 'receive':
      return { move: 'receive', ...(meant && meant.id !== detail.matterId ? { matterId: meant.id } : {}) };
    case 'file': {
      const condition = meant?.conditions.find(({ id, retired }) => id === detail.conditionId && !retired);
      const first = condition ?? meant?.conditions.find(({ retired, urgent }) => !retired && !urgent);
      return meant && first ? { move: 'file', matterId: meant.id, conditionId: first.id, remark: words } : null;
    }
    case 'dispatch': {
      const { unit, coUnits = [], ruleNumber = null } = detail.proposal ?? {};
      if (!unit) return null;
      return { move: 'dispatch', unitId: unit.id, coUnitIds: coUnits.map(({ id }) => id), ruleNumber, reason: words };
    }
    case 'sign':
      return { move: 'sign' };
    case 'hand_back':
      return { move: 'hand_back', result: words };
    case 'check':
      return { move: 'check', passed: true, remark: words };
    case 'close':
      return { move: 'close', answer: words };
    default:
      return stop satisfies never;
  }
}
