/**
 * 今天这五件: of all that waits for somebody, the five to begin with, and why each. Not a score: reasons in an order that can be read
 * aloud, of which no single one may fill the list while another waits. What hangs (挂账) is nobody's work today.
 */
import type { CaseRow, FiveReason } from '#contract/cases.ts';

/** As many as somebody keeps in mind. */
const howMany = 5;
/** So many of one first reason, while others wait. */
const ofOne = 2;
/** Told by so many, it is more than one household's trouble. */
const many = 5;

export type Waiting = Pick<
  CaseRow,
  'id' | 'urgent' | 'stageLamp' | 'caseLamp' | 'stageDueAt' | 'openedAt' | 'suspended' | 'unsolved' | 'reports'
>;

/** Every reason of a case, the weightiest first; `dayEnds` is the end of the local day. */
export function reasonsFor(row: Waiting, supervised: ReadonlySet<string>, dayEnds: Date): FiveReason[] {
  const dueToday = row.stageDueAt !== null && new Date(row.stageDueAt) < dayEnds;
  const told: [FiveReason, boolean][] = [
    ['urgent', row.urgent],
    ['supervised', supervised.has(row.id)],
    ['late', row.stageLamp === 'red'],
    ['unsolved', row.unsolved],
    ['today', dueToday && row.stageLamp !== 'red'],
    ['case_late', row.caseLamp === 'red'],
    ['many', row.reports >= many],
  ];
  const reasons = told.filter(([, is]) => is).map(([reason]) => reason);
  return reasons.length > 0 ? reasons : ['next'];
}

const order: readonly FiveReason[] = ['urgent', 'supervised', 'late', 'unsolved', 'today', 'case_late', 'many', 'next'];
const far = '9999';

export function theFive<Row extends Waiting>(
  rows: readonly Row[],
  supervised: ReadonlySet<string>,
  dayEnds: Date,
): { row: Row; why: FiveReason[] }[] {
  const ranked = rows
    .filter(({ suspended }) => !suspended)
    .map((row) => ({ row, why: reasonsFor(row, supervised, dayEnds) }))
    .toSorted(
      (a, b) =>
        order.indexOf(a.why[0]!) - order.indexOf(b.why[0]!) ||
        // Of one reason: what has more of them, what is due first, what waits longest.
        b.why.length - a.why.length ||
        (a.row.stageDueAt ?? far).localeCompare(b.row.stageDueAt ?? far) ||
        a.row.openedAt.localeCompare(b.row.openedAt) ||
        a.row.id.localeCompare(b.row.id),
    );
  const taken = new Map<FiveReason, number>();
  const first = ranked.filter(({ why: [reason] }) => {
    const n = (taken.get(reason!) ?? 0) + 1;
    taken.set(reason!, n);
    return n <= ofOne;
  });
  const chosen = new Set([...first, ...ranked].slice(0, howMany));
  for (const one of ranked) if (chosen.size < howMany) chosen.add(one);
  return ranked.filter((one) => chosen.has(one));
}
