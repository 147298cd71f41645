/** 因为你说: what changed because residents reported it, and whether it helped. Receipts are credited, nobody by name. */
import { listBecause } from '#contract/improvement.ts';
import { usePages } from '#web/kit/api.ts';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { readingWords } from '#contract/words/reading.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Button, ButtonLink } from '#web/kit/ui/button.tsx';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

addWords(readingWords);

export default function BecausePage() {
  const { say, day } = useWords();
  const list = usePages(listBecause, { query: { limit: 20 } });
  return (
    <div className="page page--narrow prose">
      <Heading title={say('public.because.title')} lead={say('public.because.lead')} />
      {list.error && <p role="alert">{list.error.problem.title}</p>}
      {list.loading && <Skeleton lines={6} />}
      {!list.loading && list.rows.length === 0 && !list.error && (
        <>
          <p>{say('public.because.none')}</p>
          <p className="row">
            <ButtonLink to={paths.report()} tone="primary">
              {say('public.nav.report')}
            </ButtonLink>
          </p>
        </>
      )}
      {list.rows.map((row) => (
        <article key={row.number}>
          <h2>{row.text}</h2>
          <p>
            {say('public.because.about', {
              area: row.areaName,
              matter: row.matterName,
              change: row.changeName,
              at: day(row.changedAt),
            })}
          </p>
          {row.before !== null && row.after !== null && (
            <p>
              {say('public.because.measured', { before: row.before, after: row.after, days: row.measureDays })}
              {row.helped === false && ` ${say('public.because.not_yet')}`}
            </p>
          )}
          {row.reports > 0 && (
            <p>{say('public.because.thanks', { n: row.reports, numbers: row.receipts.join(say('common.comma')) })}</p>
          )}
        </article>
      ))}
      {list.hasMore && (
        <p className="row">
          <Button onClick={list.more}>{say('common.more')}</Button>
        </p>
      )}
    </div>
  );
}
