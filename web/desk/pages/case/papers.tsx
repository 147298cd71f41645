/** By which rules this case runs and where it stands in them, and everything that was asked, ordered and decided beside its stages. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { CaseDetail, Paper } from '#contract/cases.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Section } from '../../parts/page.tsx';
import { paths } from '../../paths.ts';
import { kindTone, outcomeWords } from '../papers/paper.tsx';

export function Papers({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const { rules, papers } = detail;
  const marks = useMarks(detail);
  return (
    <Section
      title={say('desk.rules')}
      extra={
        <span className="faint">
          {say('desk.rules.template', { title: rules.templateTitle, version: rules.templateVersion })}
        </span>
      }
    >
      <ol className="steps" aria-label={say('desk.rules.steps')}>
        {rules.steps.map((step) => (
          <li key={step.label} aria-current={step.here ? 'step' : undefined}>
            {step.label}
          </li>
        ))}
      </ol>
      {marks.length > 0 && <p className="marks">{marks}</p>}
      {papers.length > 0 && (
        <ul className="papers">
          {papers.toReversed().map((paper) => (
            <OnePaper key={paper.n} paper={paper} />
          ))}
        </ul>
      )}
    </Section>
  );
}

/** What somebody must know of the rules before acting. */
function useMarks({ rules }: CaseDetail): ReactNode[] {
  const { say, time } = useWords();
  const marks: ReactNode[] = [];
  const mark = (key: string, tone: string, told: ReactNode) =>
    marks.push(
      <em key={key} className={`tag ${tone}`}>
        {told}
      </em>,
    );
  const other = (key: 'split_from' | 'repeat_of', to: { id: string; number: string } | null) =>
    to &&
    mark(
      key,
      '',
      <>
        {say(`desk.rules.${key}`)} <Link to={paths.case(to.id)}>{to.number}</Link>
      </>,
    );
  if (rules.supervisionLevel > 0)
    mark(
      'supervision',
      'tag-red',
      say('desk.rules.supervised', { level: say(`supervision.${rules.supervisionLevel as 1}`) }),
    );
  if (rules.level) mark('level', 'tag-blue', `${say('desk.rules.level')} · ${say(`case.level.${rules.level}`)}`);
  if (rules.dispatchBasis)
    mark('basis', '', `${say('desk.rules.basis')} · ${say(`case.basis.${rules.dispatchBasis}`)}`);
  if (rules.lockedReason) mark('locked', 'tag-amber', say('desk.rules.locked', { reason: rules.lockedReason }));
  if (rules.extensions > 0) mark('extensions', 'tag-amber', say('desk.rules.extensions', { n: rules.extensions }));
  if (rules.suspensions > 0) mark('suspensions', 'tag-amber', say('desk.rules.suspensions', { n: rules.suspensions }));
  if (rules.openChildren > 0) mark('children', 'tag-amber', say('desk.rules.children', { n: rules.openChildren }));
  if (rules.aboutUnit) mark('about', 'tag-ink', say('desk.rules.about', { unit: rules.aboutUnit.name }));
  if (rules.forced) mark('forced', 'tag-red', say('desk.rules.forced'));
  if (rules.archivedAt) mark('archived', '', say('desk.rules.archived', { at: time(rules.archivedAt) }));
  other('split_from', rules.splitFrom);
  other('repeat_of', rules.repeatOf);
  for (const part of rules.parts)
    mark(
      part.id,
      part.open ? 'tag-amber' : 'tag-green',
      <>
        {say('desk.rules.parts')} <Link to={paths.case(part.id)}>{part.number}</Link> {part.title}
      </>,
    );
  return marks;
}

function OnePaper({ paper }: { paper: Paper }) {
  const { say, time } = useWords();
  const by = [paper.askedUnit, paper.askedBy].filter(Boolean).join(' ') || say('actor.system');
  const post = `post.${paper.owedPost}`;
  const who = paper.owedUnit ?? (isWordKey(post) ? say(post) : '');
  return (
    <li>
      <p className="card-line">
        <span>
          <em className={kindTone[paper.kind]}>{say(`paper.kind.${paper.kind}`)}</em>{' '}
          <span className="faint">{say('desk.papers.asked', { by, at: time(paper.askedAt) })}</span>
        </span>
        {!paper.doneAt && (
          <span>
            {say('desk.papers.open', { who })} <Countdown lamp={paper.lamp} dueAt={paper.dueAt} limit={null} />
          </span>
        )}
      </p>
      <p>{paper.reason}</p>
      {paper.doneAt && (
        <p className="faint">
          {say('desk.papers.done', {
            by: paper.doneBy ?? say('actor.system'),
            at: time(paper.doneAt),
            outcome: outcomeWords(say, paper.outcome ?? ''),
          })}{' '}
          {paper.decision}
        </p>
      )}
    </li>
  );
}
