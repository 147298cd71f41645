/** 公开数据: what the district was told and what it did, month by month. So few that they could be somebody are not told as a number. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { readPublicFigures, type PublicMonth } from '#contract/board.ts';
import { openWords } from '#contract/words/open.ts';
import { addWords } from '#contract/words/words.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

addWords(openWords);

export default function FiguresPage() {
  const { say, time } = useWords();
  const { data, error, refetch } = useRead(readPublicFigures, {}, { staleMs: 600_000 });
  return (
    <div className="page prose">
      <Heading title={say('public.figures.title')} lead={say('public.figures.lead')} />
      {error && (
        <Trouble title={wordsOf(error)}>
          <Button onClick={() => void refetch()}>{say('common.retry')}</Button>
        </Trouble>
      )}
      {!data && !error && <Skeleton lines={8} />}
      {data && (
        <>
          <p>{say('public.figures.as_of', { at: time(data.asOf) })}</p>
          {data.months.length === 0 && <p className="aside">{say('public.figures.none')}</p>}
          <ul className="months">
            {data.months.map((month) => (
              <Month key={month.month} month={month} />
            ))}
          </ul>
        </>
      )}
      <h2>{say('public.figures.how')}</h2>
      <dl className="rules">
        {(['reports', 'closed', 'on_time', 'satisfied', 'hours', 'few'] as const).map((part) => (
          <div key={part}>
            <dt>{say(`public.figures.${part}`)}</dt>
            <dd>{say(`public.figures.${part}.how`)}</dd>
          </div>
        ))}
      </dl>
      <p>
        <Link to={paths.scoreboard()}>{say('public.board.title')}</Link>
        {' · '}
        <Link to={paths.limits()}>{say('public.limits.title')}</Link>
      </p>
    </div>
  );
}

function Month({ month: one }: { month: PublicMonth }) {
  const { say } = useWords();
  const few = say('public.figures.fewer');
  const rate = ({ n, rate: its }: PublicMonth['onTime']): ReactNode =>
    n === null || its === null ? (
      few
    ) : (
      <>
        {(its * 100).toFixed(1)} % <small>n={n}</small>
      </>
    );
  const parts: [Parameters<typeof say>[0], ReactNode][] = [
    ['public.figures.reports', one.reports ?? few],
    ['public.figures.closed', one.closed ?? few],
    ['public.figures.on_time', rate(one.onTime)],
    ['public.figures.satisfied', rate(one.satisfied)],
    ['public.figures.hours', one.hours === null ? few : say('public.figures.n_hours', { n: one.hours.toFixed(1) })],
  ];
  return (
    <li className="sheet">
      <h2>
        <time dateTime={one.month}>{one.month}</time> {!one.whole && <small>{say('public.figures.so_far')}</small>}
      </h2>
      <dl className="facts">
        {parts.map(([word, value]) => (
          <div key={word}>
            <dt>{say(word)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
