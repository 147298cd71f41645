/** What is asked in a paper (an application or an order beside a case), told the same in every list, pane and case. */
import type { CaseDetail, CaseRow, MoveName, Paper, PaperKind } from '#contract/cases.ts';
import { isWordKey, type WordKey } from '#contract/words/words.ts';
import type { WordsInUse } from '#web/kit/words.tsx';
import { useWords } from '#web/kit/words.tsx';
import { limitWords } from '../../parts/pickers.tsx';
import type { ReactNode } from 'react';

/** A return is asked for in the handling itself and is no paper, but it waits for a decision like one. */
export type AskedKind = PaperKind | 'return';

/** The moves that answer it, the usual one first. */
export const answersTo: Record<AskedKind, readonly MoveName[]> = {
  extension: ['decide_extension'],
  suspension: ['decide_suspension'],
  review: ['review_suspension', 'resume'],
  supervision: ['reply_supervision', 'clear_supervision'],
  forced_close: ['decide_force_close'],
  escalation: ['conclude_escalation'],
  petition: ['advance_petition'],
  follow_up: ['report_follow_up'],
  return: ['decide_return'],
};

export const kindTone: Record<AskedKind, string> = {
  extension: 'tag tag-blue',
  suspension: 'tag tag-blue',
  review: 'tag',
  supervision: 'tag tag-red',
  forced_close: 'tag tag-red',
  escalation: 'tag tag-amber',
  petition: 'tag tag-amber',
  follow_up: 'tag tag-green',
  return: 'tag tag-amber',
};

const worded = (say: WordsInUse['say'], key: string, otherwise: string): string =>
  isWordKey(key) ? say(key) : otherwise;
export const outcomeWords = (say: WordsInUse['say'], outcome: string): string =>
  // a petition ends one phase and begins the next
  worded(say, `paper.outcome.${outcome}`, worded(say, `petition.${outcome}`, outcome));

type Told = { label: WordKey; value: ReactNode };
const unitOfLimit = (code: string | null | undefined): string => /[a-z]+$/.exec(code ?? '')?.[0] ?? '';

/** What the paper carries besides its reason; `limit` is the handling limit of the case, on whose clock more is asked for. */
function usePaperFacts(): (paper: Paper, limit: string | null | undefined) => Told[] {
  const { say, lang, time } = useWords();
  return ({ kind, phase, data }, limit) => {
    const told: Told[] = [];
    const put = (label: WordKey, value: ReactNode) => value && told.push({ label, value });
    const textOf = (name: string) => (typeof data[name] === 'string' ? data[name] : '');
    const numberOf = (name: string) => (typeof data[name] === 'number' ? data[name] : 0);
    if (kind === 'extension') {
      const n = numberOf('n');
      const times = say('desk.papers.times', { n: Number(numberOf('times').toFixed(2)) });
      if (n) put('desk.papers.more', `${limitWords(lang, `${n}${unitOfLimit(limit) || 'd'}`)} · ${times}`);
      if (textOf('until')) put('desk.papers.until', `${time(textOf('until'))} · ${times}`);
    }
    if (kind === 'suspension') {
      put('desk.papers.hang_until', say('desk.papers.days', { at: time(textOf('until')), n: numberOf('days') }));
      put('desk.papers.cause', worded(say, `suspension.cause.${textOf('cause')}`, ''));
    }
    if (kind === 'review' && textOf('until')) {
      put('desk.papers.hang_until', time(textOf('until')));
      put('desk.papers.cause', worded(say, `suspension.cause.${textOf('cause')}`, ''));
    }
    if (kind === 'supervision') {
      put('desk.papers.level', worded(say, `supervision.${phase}`, phase));
      put('desk.papers.cause', worded(say, `supervision.cause.${textOf('cause')}`, ''));
    }
    if (kind === 'forced_close') put('desk.papers.answer', textOf('answer'));
    if (kind === 'escalation') put('desk.papers.to', worded(say, `escalation.${phase}`, phase));
    if (kind === 'petition') {
      put('desk.papers.office', textOf('office'));
      put('desk.papers.phase', worded(say, `petition.${phase}`, phase));
    }
    return told;
  };
}

/** The line of a list: what is asked of which case. */
export type Asked = { key: string; kind: AskedKind; case: CaseRow; paper: Paper | null };

/** What is asked, in full: who, why, and until when. */
export function Question({ paper, detail }: { paper: Paper; detail: CaseDetail }) {
  const { say, time } = useWords();
  const facts = usePaperFacts()(paper, detail.handlingClock?.limit);
  const by = [paper.askedUnit, paper.askedBy].filter(Boolean).join(' ') || say('actor.system');
  return (
    <div className="question">
      <p className="faint">{say('desk.papers.asked', { by, at: time(paper.askedAt) })}</p>
      <blockquote>{paper.reason}</blockquote>
      {facts.length > 0 && (
        <dl className="facts">
          {facts.map(({ label, value }) => (
            <div key={label}>
              <dt>{say(label)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** The open paper that a move would answer. */
export const paperFor = (detail: CaseDetail, move: MoveName): Paper | undefined =>
  detail.papers.find(({ kind, doneAt }) => doneAt === null && answersTo[kind].includes(move));
