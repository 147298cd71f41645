/** The standard this case is handled by: the one that was in force when it was first dispatched, or is now if it was not yet. */
import type { CaseDetail } from '#contract/cases.ts';
import { readStandard } from '#contract/standards.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { StandardParts } from '../catalogue/standards.tsx';

/** Nothing while there is none: a case is handled without a standard, too. */
export function useStandardOf({ matterId, assignments }: CaseDetail) {
  const dispatchedAt = assignments.find(({ role }) => role === 'lead')?.dispatchedAt;
  const { data } = useRead(
    readStandard,
    { params: { matterId: matterId ?? 0 }, query: dispatchedAt ? { at: dispatchedAt } : {} },
    { enabled: matterId !== null, staleMs: 300_000 },
  );
  return data?.versions[0];
}

export function CaseStandard({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const standard = useStandardOf(detail);
  if (!standard) return null;
  return (
    <details className="card case-standard">
      <summary>{say('desk.standards.of_case', { n: standard.version })}</summary>
      <StandardParts standard={standard} />
    </details>
  );
}
