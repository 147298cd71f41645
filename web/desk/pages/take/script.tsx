/** 怎么说, beside what is written: how one begins, what is still to be asked, how one ends. What the form knows is ticked off by itself. */
import { CheckOutlined } from '@ant-design/icons';
import type { PhoneCall } from '#contract/lines.ts';
import { useWords } from '#web/kit/words.tsx';
import { useWho } from '../../who.tsx';
import { answered, asked } from './script.rules.ts';

type Form = Parameters<typeof answered>[0];

export function Script({ form, speaking }: { form: Form; speaking: PhoneCall | undefined }) {
  const { say, lang } = useWords();
  const { me } = useWho();
  const known = answered(form, Boolean(speaking?.caller));
  const line = speaking
    ? (lang === 'en' && speaking.line.nameEn) || speaking.line.name
    : say('desk.script.line', { region: me.regionName });
  const words = {
    what: say('desk.script.what'),
    kind: say(`desk.script.kind.${form.kind}`),
    where: say('desk.script.where'),
    who: say(`desk.script.who.${form.naming}`),
  };
  return (
    <section className="script take-script" aria-label={say('desk.callback.script')}>
      <h3>{say('desk.callback.script')}</h3>
      <ol>
        <li>{say('desk.script.hello', { line, name: me.name })}</li>
        {asked.map((one) => (
          <li key={one} className={known.has(one) ? 'known' : ''}>
            {words[one]}
            {known.has(one) && (
              <>
                {' '}
                <CheckOutlined aria-hidden />
                <span className="sr-only">{say('desk.script.known')}</span>
              </>
            )}
          </li>
        ))}
        <li>{say('desk.script.bye')}</li>
      </ol>
    </section>
  );
}
