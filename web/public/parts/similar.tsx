/** "我也遇到": open cases near in place and words, before one more is opened. Joining one brings its answer to both. */
import type { ReplyOf } from '#contract/endpoint.ts';
import type { similarCases } from '#contract/intake.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { useWords } from '#web/kit/words.tsx';

export default function SimilarDialog(props: {
  cases: ReplyOf<typeof similarCases>['cases'] | null;
  onClose: () => void;
  onFollow: (caseId: string) => void;
  onApart: () => void;
}) {
  const { say, ago } = useWords();
  return (
    <Dialog
      open={props.cases !== null}
      onClose={props.onClose}
      title={say('public.similar.title', { n: props.cases?.length ?? 0 })}
    >
      <p>{say('public.similar.text')}</p>
      <ul className="similar">
        {props.cases?.map((one) => (
          <li key={one.id}>
            <div>
              <strong>{one.title}</strong>
              <small>
                {[
                  one.matterName,
                  one.areaName,
                  say(`case.state.${one.state}`),
                  one.metres === null ? '' : say('public.similar.metres', { n: one.metres }),
                  ago(one.openedAt),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
              {one.why && <small>{one.why}</small>}
            </div>
            <Button
              tone="primary"
              aria-label={say('public.similar.me_too_of', { title: one.title })}
              onClick={() => props.onFollow(one.id)}
            >
              {say('public.similar.me_too')}
            </Button>
          </li>
        ))}
      </ul>
      <Button onClick={props.onApart}>{say('public.similar.apart')}</Button>
    </Dialog>
  );
}
