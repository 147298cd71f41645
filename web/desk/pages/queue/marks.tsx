import type { CaseRow } from '#contract/cases.ts';
import { Labels } from '../../parts/labels.tsx';
import { useWords } from '#web/kit/words.tsx';

/** What somebody must know before opening it. */
export function Marks({ row }: { row: CaseRow }) {
  const { say } = useWords();
  return (
    <>
      {row.urgent && <em className="tag tag-red">{say('desk.urgent')}</em>}
      {row.unsolved && <em className="tag tag-red">{say('desk.mark.unsolved')}</em>}
      {row.escalated && <em className="tag tag-red">{say('desk.mark.escalated')}</em>}
      {row.returnAsked && <em className="tag tag-amber">{say('desk.mark.return')}</em>}
      {row.suspended && <em className="tag">{say('desk.mark.suspended')}</em>}
      {row.confidential && <em className="tag tag-ink">{say('desk.mark.confidential')}</em>}
      {row.alike > 0 && <em className="tag tag-amber">{say('desk.mark.alike', { n: row.alike })}</em>}
      <Labels names={row.labels ?? []} />
      {row.reports > 1 && <em className="tag">{say('desk.mark.reports', { n: row.reports })}</em>}
    </>
  );
}
