/**
 * "我也遇到": open cases near in place and words, before one more is opened. Joining one brings its answer to both. They stand above the button
 * that sends, as soon as place and words are known; whoever was faster than the answer is asked once more.
 */
import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { ReplyOf } from '#contract/endpoint.ts';
import type { similarCases } from '#contract/intake.ts';
import { useSettled } from '#web/kit/meant.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { useWords } from '#web/kit/words.tsx';
import type { Written } from '../report.rules.ts';
import { alikeQuestion, lookAlike } from './alike.ts';

type Similar = ReplyOf<typeof similarCases>['cases'];

/** Asked once she rests, so that a slow network carries a question for a sentence, not for a letter. */
const restMs = 900;

/** What is alike, while she still writes: one press follows it, and none is needed to go on. */
export function SimilarNearby(props: {
  written: Written;
  busy: boolean;
  onFollow: (caseId: string) => void;
  /** these stand before her eyes, for this question */
  onShown: (question: string) => void;
}) {
  const { say, lang } = useWords();
  const { onShown } = props;
  const now = alikeQuestion(props.written);
  const question = useSettled(now, restMs);
  const { data } = useQuery({ ...lookAlike(lang, question ?? ''), enabled: question !== null });
  const [all, showAll] = useState(false);
  // What was found for other words than those that stand there now is not shown to be pressed.
  const cases = (question === now && data) || [];
  const stands = cases.length > 0;
  useEffect(() => {
    if (question !== null && stands) onShown(question);
  }, [question, stands, onShown]);
  const shown = all ? cases : cases.slice(0, 1);
  return (
    <div aria-live="polite" className="alike">
      {stands && (
        <>
          <p>
            <strong>{say('public.similar.title', { n: cases.length })}</strong>{' '}
            <small>{say('public.similar.press')}</small>
          </p>
          <Cases cases={shown} brief busy={props.busy} onFollow={props.onFollow} />
          {cases.length > 1 && (
            <Button tone="plain" aria-expanded={all} onClick={() => showAll(!all)}>
              {say(all ? 'public.similar.fewer' : 'public.similar.more', { n: cases.length - 1 })}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

export function SimilarDialog(props: {
  cases: Similar | null;
  onClose: () => void;
  onFollow: (caseId: string) => void;
  onApart: () => void;
}) {
  const { say } = useWords();
  return (
    <Dialog
      open={props.cases !== null}
      onClose={props.onClose}
      title={say('public.similar.title', { n: props.cases?.length ?? 0 })}
    >
      <p>{say('public.similar.text')}</p>
      <Cases cases={props.cases ?? []} busy={false} onFollow={props.onFollow} />
      <Button onClick={props.onApart}>{say('public.similar.apart')}</Button>
    </Dialog>
  );
}

/** `brief`: beside the keyboard of a small telephone there is room for what tells them apart, not for the reasons. */
function Cases(props: { cases: Similar; brief?: boolean; busy: boolean; onFollow: (caseId: string) => void }) {
  const { say, ago } = useWords();
  return (
    <ul className="similar">
      {props.cases.map((one) => (
        <li key={one.id}>
          <div>
            <strong>{one.title}</strong>
            <small>
              {[
                one.matterName,
                props.brief ? '' : one.areaName,
                say(`case.state.${one.state}`),
                one.metres === null ? '' : say('public.similar.metres', { n: one.metres }),
                ago(one.openedAt),
              ]
                .filter(Boolean)
                .join(' · ')}
            </small>
            {one.why && !props.brief && <small>{one.why}</small>}
          </div>
          <Button
            tone="primary"
            busy={props.busy}
            aria-label={say('public.similar.me_too_of', { title: one.title })}
            onClick={() => props.onFollow(one.id)}
          >
            {say('public.similar.me_too')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
