import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';

const nevers = ['faces', 'scores', 'lists', 'sale', 'trackers'] as const;
const rows = ['report', 'contact', 'photos', 'code', 'device', 'log'] as const;
const rights = ['anonymous', 'see', 'withdraw', 'ask'] as const;

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
      <div className="table">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('public.privacy.what')}</th>
              <th scope="col">{say('public.privacy.why')}</th>
              <th scope="col">{say('public.privacy.long')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                <th scope="row">{say(`public.privacy.${row}`)}</th>
                <td>{say(`public.privacy.${row}.why`)}</td>
                <td>{say(`public.privacy.${row}.long`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>{say('public.privacy.rights')}</h2>
      <ul>
        {rights.map((right) => (
          <li key={right}>{say(`public.privacy.rights.${right}`)}</li>
        ))}
      </ul>
    </div>
  );
}
