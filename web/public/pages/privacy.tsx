import { privacyWords } from '#contract/words/privacy.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Link } from 'react-router';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

addWords(privacyWords);

const nevers = ['faces', 'scores', 'lists', 'sale', 'trackers'] as const;
const rows = ['report', 'contact', 'news', 'points', 'photos', 'code', 'device', 'log'] as const;
const rights = ['anonymous', 'see', 'withdraw', 'mine', 'ask'] as const;

export default function PrivacyPage() {
  const { say } = useWords();
  return (
    <div className="page page--narrow prose">
      <Heading title={say('public.nav.privacy')} lead={say('public.privacy.lead')} />
      <h2>{say('public.privacy.never')}</h2>
      <ul>
        {nevers.map((never) => (
          <li key={never}>{say(`public.privacy.never.${never}`)}</li>
        ))}
      </ul>
      <h2>{say('public.privacy.kept')}</h2>
      {rows.map((row) => (
        <section key={row} className="kept">
          <h3>{say(`public.privacy.${row}`)}</h3>
          <dl>
            <div>
              <dt>{say('public.privacy.why')}</dt>
              <dd>{say(`public.privacy.${row}.why`)}</dd>
            </div>
            <div>
              <dt>{say('public.privacy.long')}</dt>
              <dd>{say(`public.privacy.${row}.long`)}</dd>
            </div>
          </dl>
        </section>
      ))}
      <h2>{say('public.privacy.rights')}</h2>
      <ul>
        {rights.map((right) => (
          <li key={right}>{say(`public.privacy.rights.${right}`)}</li>
        ))}
      </ul>
      <p>
        <Link to={paths.mine()}>{say('public.mine.title')}</Link>
      </p>
    </div>
  );
}
