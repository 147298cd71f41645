/** What an item may do next, when it may be measured, and what may be told in public. Without I/O. */
import { permissions } from '#contract/access.ts';
import { instantOfWall, localDate } from '#contract/calendar.ts';
import { fewestShown, improvementSteps, type ImprovementState, type ImprovementStep } from '#contract/improvement.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type ItemNow = { state: ImprovementState; changedAt: Date | null; measureDays: number | null };
const DAY = 86_400_000;

/** Its term: as long after the change as is compared before it. */
export const measureAt = (changedAt: Date, days: number): Date => new Date(changedAt.getTime() + days * DAY);
export const windowBefore = (changedAt: Date, days: number): Date => new Date(changedAt.getTime() - days * DAY);

/** The state a step leads to, or why not: closed only with a result, measured only when its term is over. */
export function stepped(now: ItemNow, input: ImprovementStep, at: Date): ImprovementState | Refusal {
  const rule = improvementSteps[input.step];
  if (!(rule.from as readonly ImprovementState[]).includes(now.state))
    return refuse('improvement.state', {
      state: { word: `improvement.state.${now.state}` },
      step: { word: `improvement.step.${input.step}` },
      from: rule.from.map((state) => ({ word: `improvement.state.${state}` }) as const),
      who: permissions['improvement.edit'].map((post) => ({ word: `post.${post}` }) as const),
    });
  if (input.step === 'measure') {
    const due = measureAt(now.changedAt!, now.measureDays!);
    if (at < due) return refuse('improvement.too_early', { at: due.toISOString() });
  }
  if (input.step === 'tell' && (tellsWho(input.zh ?? '') || tellsWho(input.en ?? '')))
    return refuse('improvement.names');
  return rule.to === 'same' ? now.state : rule.to;
}

/** A telephone or identity number, a polite form of address after a name, an e-mail address: nobody is told by name. */
export const tellsWho = (text: string): boolean =>
  /\d[\d\s-]{6,}\d/.test(text) ||
  /[\w.]+@[\w.]+/.test(text) ||
  /[\p{Script=Han}]{1,3}(先生|女士|大爷|阿姨|大妈|老师)/u.test(text) ||
  /\b(Mr|Mrs|Ms|Miss)\.? [A-Z]/.test(text);

/** A small number could tell of whom it is: it is not shown. Nothing at all is nothing. */
export const shownCount = (n: number): number | null => (n > 0 && n < fewestShown ? null : n);

/** A span cut where the months of the district begin. */
export function byMonths(
  { from, to }: { from: Date; to: Date },
  timeZone: string,
): { month: string; from: Date; to: Date }[] {
  const parts: { month: string; from: Date; to: Date }[] = [];
  for (let start = from; start < to;) {
    const month = localDate(start, timeZone).slice(0, 7);
    const [year, n] = month.split('-').map(Number);
    const next = new Date(instantOfWall(Date.UTC(year!, n, 1), timeZone));
    const end = next < to ? next : to;
    parts.push({ month, from: start, to: end });
    start = end;
  }
  return parts;
}
