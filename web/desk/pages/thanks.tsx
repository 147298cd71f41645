/** 收到的感谢: what residents wrote to whoever is signed in. No number stands over it, for nothing is counted. */
import { listThanks } from '#contract/intake.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Page } from '../parts/page.tsx';
import { Listed, Nothing } from '../parts/state.tsx';

export function ThanksPage() {
  const { say, time } = useWords();
  const list = usePages(listThanks, {});
  return (
    <Page title={say('desk.thanks')} hint={say('desk.thanks.hint')}>
      <Listed list={list} none={<Nothing title={say('desk.thanks.none')}>{say('desk.thanks.none.hint')}</Nothing>}>
        <ul className="thanks">
          {list.rows.map((one) => (
            <li key={`${one.at} ${one.number}`}>
              <blockquote>{one.text}</blockquote>
              <small>
                {one.number} · {one.title} · <time dateTime={one.at}>{time(one.at)}</time>
              </small>
            </li>
          ))}
        </ul>
      </Listed>
    </Page>
  );
}
