import { Link, useNavigate } from 'react-router';
import { useKept } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { forget, holdCode, rememberedReceipts } from '../kept.ts';
import { CodeForm } from '../parts/code-form.tsx';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

export default function TrackPage() {
  const { say, day } = useWords();
  const navigate = useNavigate();
  const [mine, setMine] = useKept(rememberedReceipts, []);
  return (
    <div className="page page--narrow">
      <Heading title={say('public.nav.track')} lead={say('public.track.lead')} />
      <CodeForm
        onGiven={(number, code) => {
          holdCode(number, code);
          void navigate(paths.receipt(number));
        }}
      />
      {mine.length > 0 && (
        <section aria-labelledby="mine">
          <h2 id="mine">{say('public.track.mine')}</h2>
          <ul className="mine">
            {mine.map((one) => (
              <li key={one.number}>
                <Link to={paths.receipt(one.number)}>
                  <strong>{one.title}</strong>
                  <small>
                    {one.number} · {day(one.at)}
                  </small>
                </Link>
                <Button
                  tone="plain"
                  aria-label={`${say('public.sent.forget')} ${one.number}`}
                  onClick={() => {
                    forget(one.number);
                    setMine(rememberedReceipts());
                  }}
                >
                  {say('common.remove')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="aside">
        {say('public.track.lost')} <Link to={paths.mine()}>{say('public.mine.title')}</Link>
      </p>
    </div>
  );
}
