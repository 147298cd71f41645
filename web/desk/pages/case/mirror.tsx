/** 答复之镜 under a text that goes to a reporter: what she would miss, told while it is written. It hints and never blocks. */
import { useDeferredValue } from 'react';
import type { CaseDetail } from '#contract/cases.ts';
import { mirror, type Purpose } from '#contract/mirror.ts';
import { useWords } from '#web/kit/words.tsx';

export function Mirror({ detail, purpose, text }: { detail: CaseDetail; purpose: Purpose; text: string }) {
  const { say } = useWords();
  const typed = useDeferredValue(text.trim());
  if (typed === '') return null;
  const hints = mirror(typed, { title: detail.case.title, detail: detail.detail }, purpose);
  return (
    <section className="mirror" aria-labelledby="mirror-title">
      <h3 id="mirror-title">
        {say('mirror.title')} <output>{hints.length > 0 ? say('mirror.count', { n: hints.length }) : ''}</output>
      </h3>
      {hints.length === 0 ? (
        <p className="hint">{say('mirror.clear')}</p>
      ) : (
        <>
          <ul>
            {hints.map((hint) => (
              <li key={`${hint.kind}${hint.from}`}>
                <em className="tag tag-ink">{say(`mirror.kind.${hint.kind}`)}</em>{' '}
                {say(hint.what.word, hint.what.params)}
                <small>
                  {say('mirror.instead')}
                  {say(hint.instead.word, hint.instead.params)}
                </small>
              </li>
            ))}
          </ul>
          <p className="hint">{say('mirror.hint')}</p>
        </>
      )}
    </section>
  );
}
