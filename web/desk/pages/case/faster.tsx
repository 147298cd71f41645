/** Somebody was faster: who did what since this case was looked at, and where it stands now. */
import type { CaseDetail } from '#contract/cases.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';

export function factWords(say: ReturnType<typeof useWords>['say'], kind: string): string {
  const key = `fact.${kind}`;
  return isWordKey(key) ? say(key) : kind;
}

/** Since `looked`, the last fact that was read; a photo of one's own form that arrived meanwhile is nobody's being faster. */
export const factsSince = ({ timeline }: CaseDetail, looked: number): CaseDetail['timeline'] =>
  timeline.filter(({ n, kind }) => n > looked && !kind.startsWith('case.photo_'));

export function Faster({
  detail,
  since,
  now = 'desk.stale.now',
}: {
  detail: CaseDetail;
  since: CaseDetail['timeline'] | null;
  /** what it means for what one was about to do */
  now?: 'desk.stale.now' | 'desk.bulk.faster_now';
}) {
  const { say, time } = useWords();
  const row = detail.case;
  if (!since) return null;
  return (
    <div className="stale" role="alert">
      <strong>{say('desk.stale')}</strong>
      <ul>
        {since.map((entry) => (
          <li key={entry.n}>
            {time(entry.happenedAt).slice(11)} {entry.person ?? ''} {factWords(say, entry.kind)}
          </li>
        ))}
      </ul>
      <p>{say(now, { state: say(`case.state.${row.state}`), holder: row.holder?.name ?? '—' })}</p>
    </div>
  );
}
