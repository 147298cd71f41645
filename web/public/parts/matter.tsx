/** The matter: proposed from what she writes, with the words that decided; or chosen by those who know it. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { listMatters, type Matter } from '#contract/catalogue.ts';
import { proposeMatter } from '#contract/intake.ts';
import { call, useRead } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';
import { titleOf } from '../report.rules.ts';

export function MatterField({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (matterId: number | null) => void;
}) {
  const { say, lang } = useWords();
  const read = useRead(listMatters, {}, { staleMs: 600_000 });
  const groups = useMemo(() => {
    const byBig = new Map<string, Matter[]>();
    for (const matter of read.data?.matters ?? []) {
      if (matter.retired || matter.fallback) continue;
      const big = (lang === 'en' && matter.bigNameEn) || matter.bigName;
      byBig.set(big, [...(byBig.get(big) ?? []), matter]);
    }
    return [...byBig];
  }, [read.data, lang]);
  return (
    <Field label={say('public.report.matter')} hint={say('public.report.matter_hint')} need="optional">
      {(wired) => (
        <select
          {...wired}
          className="input"
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value ? Number(event.target.value) : null)}
        >
          <option value="">{say(read.isPending ? 'common.loading' : 'public.report.matter_unknown')}</option>
          {groups.map(([bigName, matters]) => (
            <optgroup key={bigName} label={bigName}>
              {matters.map((matter) => (
                <option key={matter.id} value={matter.id}>
                  {(lang === 'en' && matter.smallNameEn) || matter.smallName}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Asked once she rests, so that a slow network carries a question for a sentence, not for a letter. */
const restMs = 800;
const fewestLetters = 4;

/** What it will be taken for, while she has chosen nothing herself. Says nothing where that is not sure, or without a network. */
export function MatterProposed({ words, onOther }: { words: string; onOther: () => void }) {
  const { say, lang } = useWords();
  const [rested, setRested] = useState('');
  useEffect(() => {
    const later = setTimeout(() => setRested(words.trim()), restMs);
    return () => clearTimeout(later);
  }, [words]);
  const title = titleOf(rested);
  const { data } = useQuery({
    queryKey: [proposeMatter.id, lang, rested],
    queryFn: () => call(proposeMatter, { body: { title, ...(rested === title ? {} : { detail: rested }) } }),
    enabled: rested.length >= fewestLetters,
    staleTime: Infinity,
    retry: false,
  });
  const matter = rested.length >= fewestLetters ? data?.matter : null;
  return (
    <output className="proposed">
      {matter && (
        <>
          <span>
            {say('public.report.proposed', {
              matter: matter.name,
              terms: matter.terms.map((term) => ({ word: 'public.report.proposed_term', params: { term } })),
            })}
          </span>{' '}
          <Button tone="plain" onClick={onOther}>
            {say('public.report.proposed_other')}
          </Button>
        </>
      )}
    </output>
  );
}
