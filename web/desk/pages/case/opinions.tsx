/** 监督评议 of one closed case; its unit answers here. */
import type { CaseDetail } from '#contract/cases.ts';
import { caseOpinions } from '#contract/opinions.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Section } from '../../parts/page.tsx';
import { Said } from '../opinions/opinion.tsx';

export function CaseOpinions({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const { id, endedAt } = detail.case;
  const { data } = useRead(caseOpinions, { params: { caseId: id } }, { enabled: endedAt !== null });
  if (!data || data.opinions.length === 0) return null;
  return (
    <Section title={say('desk.opinions.of_case')}>
      {data.opinions.map((one) => (
        <Said key={one.id} one={one} />
      ))}
    </Section>
  );
}
