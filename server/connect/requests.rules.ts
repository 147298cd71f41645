/** Pure: how a query of Open311 is understood, and what of a report may be read by everybody. */
import { DAY, instantOfWall } from '#contract/calendar.ts';
import { isOpen, type State } from '#contract/cases.ts';
import { say, type Lang, type WordKey } from '#contract/words/words.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

// ── Times and pages ────────────────────────────────────────────────────────────────────────────────────────────────────

/** "90 days or the first 1000 requests, whichever is smallest"; deeper pages are reached by narrower dates. */
export const most = { days: 90, rows: 1_000, reach: 20_000 };

/**
 * An instant as the standard wants it (W3C date and time with its zone). A `+` that nobody escaped arrives as a space; a bare
 * day, which some clients send all the same, is a day of the district.
 */
export function readTime(text: string, timeZone: string, edge: 'start' | 'end'): Date | undefined {
  const told = text.trim().replace(/ (?=\d{2}:\d{2}$)/, '+');
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(told);
  if (day) {
    const wall = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
    if (new Date(wall).toISOString().slice(0, 10) !== told) return undefined;
    return edge === 'start'
      ? new Date(instantOfWall(wall, timeZone))
      : new Date(instantOfWall(wall + DAY, timeZone) - 1);
  }
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(told)) return undefined;
  const instant = new Date(told);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

export type Window = { from: Date; to: Date };

/** The last 90 days; of one date given, 90 days from or up to it; of both, no more than that. */
export function windowOf(
  given: { start_date?: string | undefined; end_date?: string | undefined },
  timeZone: string,
  at: Date,
): Window | Refusal {
  const read = { start: undefined as Date | undefined, end: undefined as Date | undefined };
  for (const edge of ['start', 'end'] as const) {
    const text = given[`${edge}_date`];
    if (!text) continue;
    read[edge] = readTime(text, timeZone, edge);
    if (!read[edge]) return refuse('open311.date', { field: `${edge}_date`, value: text });
  }
  const span = most.days * DAY;
  const to = read.end ?? (read.start ? new Date(read.start.getTime() + span) : at);
  const from = read.start ?? new Date(to.getTime() - span);
  // A last day is counted to its end, so a range of whole days may be one day longer than its nights.
  if (from > to || to.getTime() - from.getTime() > span + DAY) return refuse('open311.span', { days: most.days });
  return { from, to };
}

export type Rows = { limit: number; offset: number };
export function pageOf(given: { page?: string | undefined; page_size?: string | undefined }): Rows | Refusal {
  const number = (text: string | undefined, otherwise: number) => (text ? Number(text) : otherwise);
  const [page, limit] = [number(given.page, 1), number(given.page_size, most.rows)];
  const rows = { limit, offset: (page - 1) * limit };
  const whole = [page, limit].every((n) => Number.isInteger(n) && n >= 1);
  if (!whole || limit > most.rows || rows.offset + limit > most.reach)
    return refuse('open311.page', { most: most.rows, reach: most.reach });
  return rows;
}

export const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export function statusOf(text: string | undefined): 'open' | 'closed' | undefined | Refusal {
  const told = [...new Set(listOf(text).map((one) => one.toLowerCase()))];
  const wrong = told.find((one) => one !== 'open' && one !== 'closed');
  if (wrong !== undefined) return refuse('open311.status', { value: wrong });
  return told.length === 1 ? (told[0] as 'open' | 'closed') : undefined;
}

// ── What a report becomes in the words of the standard ─────────────────────────────────────────────────────────────────

/** Two states only; which of ours it is stands in `status_notes`. What was merged is open as long as the case it went into. */
export const statusFor = (state: State): 'open' | 'closed' => (isOpen(state) ? 'open' : 'closed');

export function notesFor(
  now: { state: State; merged: boolean; suspended: boolean; unsolved: boolean },
  answer: string | null,
  lang: Lang,
): string {
  const state = now.suspended
    ? say(lang, 'open311.notes.suspended')
    : now.unsolved
      ? say(lang, 'open311.notes.unsolved')
      : say(lang, `receipt.state.${now.state}`);
  const told = now.merged ? say(lang, 'open311.notes.merged', { state }) : state;
  return answer ? say(lang, 'open311.notes.with_answer', { state: told, answer }) : told;
}

/** The steps of a case that its reporter may know, as updates: their words, and whether it is open after them. */
export const steps: Readonly<Record<string, { word: WordKey; status: 'open' | 'closed' }>> = {
  'case.received': { word: 'receipt.story.taken_up', status: 'open' },
  'case.confirm_asked': { word: 'receipt.story.confirming', status: 'open' },
  'case.confirmed': { word: 'receipt.story.confirmed', status: 'open' },
  'case.filed': { word: 'receipt.story.filed', status: 'open' },
  'case.dispatched': { word: 'receipt.story.dispatched', status: 'open' },
  'case.signed': { word: 'receipt.story.signed', status: 'open' },
  'case.return_decided': { word: 'receipt.story.returned', status: 'open' },
  'case.suspended': { word: 'open311.update.suspended', status: 'open' },
  'case.resumed': { word: 'receipt.story.resumed', status: 'open' },
  'case.extension_decided': { word: 'open311.update.extended', status: 'open' },
  'case.designated': { word: 'receipt.story.dispatched', status: 'open' },
  'case.handed_up': { word: 'receipt.story.handed_up', status: 'open' },
  'case.handed_down': { word: 'receipt.story.dispatched', status: 'open' },
  'case.tasks_laid': { word: 'receipt.story.joint', status: 'open' },
  'case.whistled': { word: 'receipt.story.whistled', status: 'open' },
  'case.called_directly': { word: 'receipt.story.called_directly', status: 'open' },
  'case.sent_back': { word: 'receipt.story.sent_back', status: 'open' },
  'case.handed_back': { word: 'receipt.story.handled', status: 'open' },
  'case.checked': { word: 'receipt.story.checked', status: 'open' },
  'case.rework': { word: 'receipt.story.sent_back', status: 'open' },
  'case.self_handled': { word: 'receipt.story.self_handled', status: 'open' },
  'case.merged': { word: 'receipt.story.merged', status: 'open' },
  'case.reopened': { word: 'open311.update.reopened', status: 'open' },
  'case.closed': { word: 'open311.update.closed', status: 'closed' },
  'case.answered': { word: 'receipt.story.answered', status: 'closed' },
  'case.refused': { word: 'open311.update.refused', status: 'closed' },
  'case.withdrawn': { word: 'receipt.story.withdrawn', status: 'closed' },
  'case.voided': { word: 'open311.update.voided', status: 'closed' },
  'case.upheld': { word: 'open311.update.upheld', status: 'closed' },
};
/** Of an update its sender wrote. */
export const bySender = 'request.updated';

// ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Open311 knows no title: the first sentence, else as much as fits; without words, the name of the service. */
export function titleOf(
  told: { title?: string | undefined; description?: string | undefined },
  service: string,
): string {
  const line = (told.title?.trim() || told.description?.trim() || service).split(/[\n。!?!?;;]/, 1)[0]!.trim();
  const characters = Array.from(line || service);
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : characters.join('');
}
