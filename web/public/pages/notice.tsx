/** 一条公告, by its own address: it stays when its last day has passed, and says so. */
import { Link, useParams } from 'react-router';
import { readPublicNotice } from '#contract/notices.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { NoticeWords, useNotice } from '../parts/notice.tsx';
import { paths } from '../paths.ts';

export default function NoticePage() {
  const { say } = useWords();
  const here = useHere();
  const { noticeId = '' } = useParams();
  const told = useNotice();
  const { data, error } = useRead(readPublicNotice, { params: { noticeId } }, { enabled: here });
  const gone = error?.problem.code === 'thing.not_found' || error?.problem.code === 'request.invalid';
  return (
    <div className="page page--narrow">
      <Heading title={say('public.notices.title')} />
      {error && <Trouble title={gone ? say('public.notices.gone') : wordsOf(error)} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && (
        <article className="sheet">
          <h2 lang={told(data).titleLang}>{told(data).title}</h2>
          {data.over && <p className="found__out">{say('public.notices.over', { day: data.untilOn })}</p>}
          <NoticeWords notice={data} />
        </article>
      )}
      <p className="row">
        <Link to={paths.notices()} className="own-line">
          {say('public.notices.to_all')}
        </Link>
      </p>
    </div>
  );
}
