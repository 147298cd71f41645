/** 积分: the whole rule in public, and what was given for it. Where a district has none, it says so. */
import { readPointsRule } from '#contract/neighbours.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { Button, ButtonLink } from '#web/kit/ui/button.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { openWords } from '#contract/words/open.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

addWords(openWords);

export default function PointsPage() {
  const { say, lang, day } = useWords();
  const { data, error, refetch } = useRead(readPointsRule, {});
  const rule = data?.rule?.on ? data.rule : null;
  return (
    <div className="page page--narrow prose">
      <Heading title={say('public.points.title')} lead={rule ? say('public.points.lead') : undefined} />
      {error && (
        <Trouble title={wordsOf(error)}>
          <Button onClick={() => void refetch()}>{say('common.retry')}</Button>
        </Trouble>
      )}
      {!data && !error && <Skeleton lines={6} />}
      {data && !rule && (
        <>
          <p>{say('public.points.off')}</p>
          <p className="row">
            <ButtonLink to={paths.report()} tone="primary">
              {say('public.nav.report')}
            </ButtonLink>
          </p>
        </>
      )}
      {data && rule && (
        <>
          <ul>
            <li>{say('public.points.award', { n: rule.award })}</li>
            <li>{say('public.points.caps', { day: rule.mostADay, month: rule.mostAMonth })}</li>
            <li>{say('public.points.who')}</li>
            <li>{say('public.points.first')}</li>
            <li>{say('public.points.person')}</li>
            <li>{say('public.points.back')}</li>
            <li>{say('public.points.same')}</li>
          </ul>
          <h2>{say('public.points.exchange')}</h2>
          <p>{(lang === 'en' && rule.exchangeEn) || rule.exchangeZh}</p>
          <p>{say('public.points.how', { n: rule.least })}</p>
          <p className="row">
            <ButtonLink to={paths.mine()} tone="primary">
              {say('public.mine.title')}
            </ButtonLink>
          </p>
          <p className="hint">
            {say('public.points.year', {
              earned: data.year.earned,
              back: data.year.takenBack,
              redeemed: data.year.redeemed,
              since: day(rule.since),
            })}
          </p>
        </>
      )}
    </div>
  );
}
