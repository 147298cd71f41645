import { readingWords } from '#contract/words/reading.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { ButtonLink } from '#web/kit/ui/button.tsx';
import { Heading } from '../parts/heading.tsx';
import { LoopList } from '../parts/loop.tsx';
import { paths } from '../paths.ts';

addWords(readingWords);

const rules = ['axes', 'check', 'clock', 'return', 'refuse', 'reopen'] as const;

export default function AboutPage() {
  const { say } = useWords();
  return (
    <div className="page page--narrow prose">
      <Heading title={say('public.about.title')} lead={say('public.about.lead')} />
      <h2>{say('public.home.loop')}</h2>
      <LoopList />
      <h2>{say('public.about.rules')}</h2>
      <dl className="rules">
        {rules.map((rule) => (
          <div key={rule}>
            <dt>{say(`public.about.${rule}`)}</dt>
            <dd>{say(`public.about.${rule}.how`)}</dd>
          </div>
        ))}
      </dl>
      <h2>{say('public.about.urgent')}</h2>
      <p>{say('public.urgent')}</p>
      <p className="row">
        <ButtonLink to={paths.report()} tone="primary">
          {say('public.nav.report')}
        </ButtonLink>
        <ButtonLink to={paths.privacy()}>{say('public.nav.privacy')}</ButtonLink>
      </p>
    </div>
  );
}
