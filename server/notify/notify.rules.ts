/** What is told, to whom, by which way, and in which words. Pure. */
import type { NewsChoice, Way } from '#contract/notify.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { plainMail, plainPhone } from '#contract/addresses.ts';

/** How long something must have stood before it is told: a move that is undone at once tells nobody. */
export const holdMs = 10_000;

/** Facts of a case that its reporters are told of; what the answer tells is told with the answer. */
export const newsKinds = [
  'case.received',
  'case.filed',
  'case.dispatched',
  'case.suspended',
  'case.resumed',
  'case.extension_decided',
  'case.handed_back',
  'case.sent_back',
  'case.rework',
  'case.merged',
  'case.reopened',
  'case.closed',
  'case.answered',
  'case.refused',
  'case.voided',
  'case.upheld',
] as const;
export const answers: ReadonlySet<string> = new Set([
  'case.closed',
  'case.answered',
  'case.refused',
  'case.voided',
  'case.upheld',
]);

/** Does it still hold? What was taken back in its first seconds is not told. */
export function stillSo(kind: string, now: { open: boolean; state: string }): boolean {
  if (kind === 'case.merged') return now.state === 'merged';
  if (kind === 'case.upheld') return !now.open;
  return now.open !== answers.has(kind);
}

export const wants = (choice: NewsChoice, kind: string): boolean =>
  choice === 'each' || (choice === 'answer' && answers.has(kind));

/** By telephone before e-mail, for it is read sooner; a message that came in left one address, and is answered there. */
export function wayTo(
  contact: { phone: string | null; email: string | null; account?: string | null } | null,
): { way: Way; address: string } | null {
  if (contact?.phone) return { way: 'sms', address: plainPhone(contact.phone) };
  if (contact?.email) return { way: 'email', address: plainMail(contact.email) };
  if (contact?.account) return { way: 'account', address: contact.account };
  return null;
}

const answerAtMost = 300;
export function newsText(
  told: { kind: string; what: string; region: string },
  report: { number: string; title: string; secret: boolean; answer: string | null },
  lang: Lang,
): string {
  const { region, what } = told;
  const { number, title, answer } = report;
  if (report.secret) return say(lang, 'notify.news_secret', { region, number });
  if (answers.has(told.kind) && answer)
    return say(lang, 'notify.answer', { region, number, title, answer: shortened(answer).replace(/[。.]$/, '') });
  return say(lang, 'notify.news', { region, number, title, what: shortened(what).replace(/[。.]$/, '') });
}
function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length > answerAtMost ? `${letters.slice(0, answerAtMost - 1).join('')}…` : text;
}

/** After a failure it is tried again later and later; six times in half a day. */
const waitsMinutes = [1, 5, 30, 120, 600];
export const nextTry = (tries: number, at: Date): Date | null => {
  const wait = waitsMinutes[tries - 1];
  return wait === undefined ? null : new Date(at.getTime() + wait * 60_000);
};

export const codeMinutes = 10;
export const visitMinutes = 30;
/** Everything at once goes only to who gave the code so short a time ago. */
const exportMinutes = 15;
export const mayExport = (visitUntil: Date, at: Date): boolean =>
  visitUntil.getTime() - at.getTime() > (visitMinutes - exportMinutes) * 60_000;
/** Of one address in an hour; of one code. */
export const codesAnHour = 5;
export const triesOfACode = 5;
