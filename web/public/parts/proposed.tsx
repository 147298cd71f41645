/** What a report will be taken for: proposed from what she writes and where it is, with the words that decided. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { proposeMatter } from '#contract/intake.ts';
import { call } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { titleOf } from '../report.rules.ts';

/** Asked once she rests, so that a slow network carries a question for a sentence, not for a letter. */
const restMs = 800;
const fewestLetters = 4;

/** What it will be taken for, while she has chosen nothing herself. Says nothing where that is not sure, or without a network. */
export function MatterProposed({ words, place, onOther }: { words: string; place: string; onOther: () => void }) {
  const { say, lang } = useWords();
  const [rested, setRested] = useState('');
  const [placeText, setPlace] = useState('');
  useEffect(() => {
    const later = setTimeout(() => {
      setRested(words.trim());
      setPlace(place.trim());
    }, restMs);
    return () => clearTimeout(later);
  }, [words, place]);
  const title = titleOf(rested);
  const { data } = useQuery({
    queryKey: [proposeMatter.id, lang, rested, placeText],
    queryFn: () =>
      call(proposeMatter, {
        body: { title, ...(rested === title ? {} : { detail: rested }), ...(placeText ? { placeText } : {}) },
      }),
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
