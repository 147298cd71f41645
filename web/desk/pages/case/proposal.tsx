/** What triage proposed when the case came in, and by which words: whoever receives it nods, or chooses another matter. */
import { readProposal } from '#contract/triage.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useMatters } from '../../parts/pickers.tsx';

export function Proposal({ caseId }: { caseId: string }) {
  const { say, listed } = useWords();
  const { matterOf } = useMatters();
  const { data } = useRead(readProposal, { params: { caseId } });
  if (!data?.proposal) return null;
  const { matterId, terms } = data.proposal;
  const matter = matterOf(matterId ?? undefined);
  if (!matter) return <p className="hint">{say('desk.triage.proposal.unsure')}</p>;
  return (
    <p className="hint">
      {say('desk.triage.proposal', { matter: matter.called })}
      {terms.length > 0 && ` ${say('desk.triage.proposal.terms', { terms: listed(terms) })}`}
    </p>
  );
}
