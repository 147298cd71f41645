/**
 * The timeline as the reporter reads it. Only what is hers to know: which stage began and ended, the reason of a delay (Beijing
 * rules §15: reasons are told to the person), never who did it, which unit gave it back, nor a note. A fact that has no
 * sentence here is not shown, so a new kind of fact stays inside until somebody writes its sentence.
 */
import { standing, type State } from '#contract/cases.ts';
import { say, type Lang, type WordKey } from '#contract/words/words.ts';

export type CaseFact = { kind: string; at: Date; data: Record<string, unknown> };
export type Told = { at: string; text: string; kind: string };

const sentences: Record<string, WordKey> = {
  'case.received': 'receipt.story.taken_up',
  'case.confirm_asked': 'receipt.story.confirming',
  'case.confirmed': 'receipt.story.confirmed',
  'case.filed': 'receipt.story.filed',
  'case.dispatched': 'receipt.story.dispatched',
  'case.signed': 'receipt.story.signed',
  'case.return_decided': 'receipt.story.returned',
  'case.suspended': 'receipt.story.suspended',
  'case.resumed': 'receipt.story.resumed',
  'case.extension_decided': 'receipt.story.extended',
  'case.designated': 'receipt.story.dispatched',
  'case.handed_up': 'receipt.story.handed_up',
  'case.handed_down': 'receipt.story.dispatched',
  'case.tasks_laid': 'receipt.story.joint',
  'case.whistled': 'receipt.story.whistled',
  'case.called_directly': 'receipt.story.called_directly',
  'case.task_arrived': 'receipt.story.arrived',
  'case.put_on_agenda': 'receipt.story.conferred',
  'case.resolved_on': 'receipt.story.resolved',
  'case.escalated_to': 'receipt.story.escalated',
  'case.petition_handed_over': 'receipt.story.petition',
  'case.sent_back': 'receipt.story.sent_back',
  'case.handed_back': 'receipt.story.handled',
  'case.checked': 'receipt.story.checked',
  'case.rework': 'receipt.story.sent_back',
  'case.self_handled': 'receipt.story.self_handled',
  'case.closed': 'receipt.story.closed',
  'case.answered': 'receipt.story.answered',
  'case.refused': 'receipt.story.refused',
  'case.withdrawn': 'receipt.story.withdrawn',
  'case.merged': 'receipt.story.merged',
  'case.voided': 'receipt.story.voided',
  'case.unsolved': 'receipt.story.unsolved',
  'case.reopened': 'receipt.story.reopened',
  'case.upheld': 'receipt.story.upheld',
};

const decisions: ReadonlySet<string> = new Set(['case.return_decided', 'case.extension_decided']);

/** The answer nobody wrote: kept in Chinese (once in both languages), and told in the reader's. What a person wrote stays. */
const [inChinese, inEnglish] = (['zh', 'en'] as const).map((lang) => say(lang, 'case.withdrawn_answer'));
const standardAnswers = new Set([inChinese, `${inChinese} / ${inEnglish}`]);
export const answerTold = (text: string, lang: Lang): string =>
  standardAnswers.has(text) ? say(lang, 'case.withdrawn_answer') : text;

/** One thing that happened to a case, in a sentence for its reporters; null where it is not theirs to know. */
export function sentenceOf(kind: string, data: Record<string, unknown>, lang: Lang): string | null {
  const key = sentences[kind];
  // What was asked for and refused changes nothing for the reporter.
  if (!key || (decisions.has(kind) && data['accepted'] !== true)) return null;
  return say(lang, key, { reason: typeof data['reason'] === 'string' ? data['reason'] : '' });
}

export function storyOf(
  report: { id: string; receivedAt: Date; follows: boolean },
  caseFacts: readonly CaseFact[],
  reportFacts: readonly CaseFact[],
  lang: Lang,
): Told[] {
  const told: { at: Date; text: string; kind: string }[] = [
    {
      at: report.receivedAt,
      text: say(lang, report.follows ? 'receipt.story.joined' : 'receipt.story.received'),
      kind: 'report.received',
    },
  ];
  const once = new Set<string>();
  for (const { kind, at, data } of standing(caseFacts)) {
    const text = sentenceOf(kind, data, lang);
    if (decisions.has(kind) && text === null) continue;
    // Several of one call, of one meeting, are one thing to her.
    const of = data['callId'] ?? data['meetingId'];
    if (typeof of === 'string') {
      if (once.has(`${kind} ${of}`)) continue;
      once.add(`${kind} ${of}`);
    }
    if (text !== null) told.push({ at, kind, text });
    // Others in the same case were called too; that is theirs.
    if (kind === 'case.called_back' && data['reportId'] === report.id && data['reached'] === true)
      told.push({ at, kind, text: say(lang, 'receipt.story.called_back') });
  }
  for (const { kind, at } of reportFacts) {
    if (kind === 'report.replied') told.push({ at, kind, text: say(lang, 'receipt.story.replied') });
    if (kind === 'report.rated') told.push({ at, kind, text: say(lang, 'receipt.story.rated') });
  }
  return told
    .map((entry, order) => ({ ...entry, order }))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.order - b.order)
    .map(({ at, text, kind }) => ({ at: at.toISOString(), text, kind }));
}

/** 上报, 下交 and 指定 carry a remark between offices: she is told what it means for her, in her language, and not the remark. */
const whys: Record<string, WordKey> = {
  'case.handed_up': 'receipt.why.handed_up',
  'case.handed_down': 'receipt.why.handed_down',
  'case.self_handled': 'receipt.why.self_handled',
};

/** Why it is this office: what the dispatcher wrote for her to read, or what else gave the case to it, in words. */
export function whyOffice(
  now: { officeName: string | null; reason: string | null; facts: readonly CaseFact[] },
  lang: Lang,
): string | null {
  if (now.officeName === null) return null;
  const gave = standing(now.facts).findLast(
    ({ kind }) => kind === 'case.dispatched' || kind === 'case.designated' || kind in whys,
  );
  const why = gave && whys[gave.kind];
  if (why) return say(lang, why);
  if (gave?.kind === 'case.designated')
    return say(lang, gave.data['basis'] === 'leader_order' ? 'receipt.why.leader_order' : 'receipt.why.designated');
  // It stands in the middle of a sentence.
  return now.reason?.trim().replace(/[。.；;]+$/, '') || null;
}

/** Before 立案 a case has only the clock of its stage; the deadline that is promised begins with it. */
export const beforeFiling: readonly State[] = ['reported', 'received', 'confirming'];

/** Who, by when and why this office, in one sentence: `dueAt` is the stage's before 立案, the case's after it. */
export function promiseOf(
  now: {
    state: State;
    open: boolean;
    dueAt: Date | null;
    suspended: boolean;
    unsolved: boolean;
    decideBy?: Date | null;
    officeName: string | null;
    why: string | null;
  },
  timeZone: string,
  lang: Lang,
): string {
  if (!now.open && now.unsolved && now.decideBy)
    return say(lang, 'receipt.promise.unsolved_by', { due: wallTime(now.decideBy, timeZone, lang) });
  if (!now.open) return say(lang, now.unsolved ? 'receipt.promise.unsolved' : 'receipt.promise.ended');
  if (now.suspended) return say(lang, 'receipt.promise.paused');
  const due = now.dueAt && wallTime(now.dueAt, timeZone, lang);
  if (due && now.state === 'reported') return say(lang, 'receipt.promise.receive_by', { due });
  if (!due || beforeFiling.includes(now.state)) return say(lang, 'receipt.promise.looking');
  if (now.officeName === null) return say(lang, 'receipt.promise.due', { due });
  if (now.why === null) return say(lang, 'receipt.promise.office', { office: now.officeName, due });
  // What a clerk wrote stays as it was written; in a sentence of another language it stands as a quotation.
  const why = lang === 'en' && /\p{Script=Han}/u.test(now.why) ? `“${now.why}”` : now.why;
  return say(lang, 'receipt.promise.office_why', { office: now.officeName, due, why });
}

const wallTime = (at: Date, timeZone: string, lang: Lang): string =>
  new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone,
    year: 'numeric',
    month: lang === 'zh' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
