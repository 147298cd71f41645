/** 公告: what the offices of the district tell everybody. Each has an address that stays; what is over is found below. */
import { useState } from 'react';
import { Link } from 'react-router';
import { publicNotices, type PublicNotice } from '#contract/notices.ts';
import { usePages, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { NoticeWords, useNotice } from '../parts/notice.tsx';
import { paths } from '../paths.ts';

export default function NoticesPage() {
  const { say } = useWords();
  const here = useHere();
  const [past, showPast] = useState(false);
  return (
    <div className="page page--narrow">
      <Heading title={say('public.notices.title')} lead={say('public.notices.lead')} />
      <List over={false} none={say('public.notices.none')} />
      {past && (
        <section aria-labelledby="past">
          <h2 id="past">{say('public.notices.past')}</h2>
          <List over none={say('public.notices.none_past')} />
        </section>
      )}
      {!past && (
        <p className="row" inert={!here}>
          <Button onClick={() => showPast(true)}>{say('public.notices.show_past')}</Button>
        </p>
      )}
      <p className="hint">
        {say('public.notices.subscribe')}: <a href="/feeds/notices.rss">RSS</a>
      </p>
    </div>
  );
}

function List({ over, none }: { over: boolean; none: string }) {
  const { say } = useWords();
  const list = usePages(publicNotices, { query: { limit: 20, ...(over ? { over } : {}) } });
  return (
    <>
      {list.error && <Trouble title={wordsOf(list.error)} />}
      {list.loading && <Skeleton lines={6} />}
      {!list.loading && !list.error && list.rows.length === 0 && <p className="aside">{none}</p>}
      {list.rows.map((notice) => (
        <One key={notice.id} notice={notice} />
      ))}
      {list.hasMore && (
        <p className="row">
          <Button onClick={list.more} busy={list.loadingMore}>
            {say('common.more')}
          </Button>
        </p>
      )}
    </>
  );
}

function One({ notice }: { notice: PublicNotice }) {
  const { title, titleLang } = useNotice()(notice);
  return (
    <article className="sheet">
      <h2 lang={titleLang}>
        <Link to={paths.notice(notice.id)} className="own-line">
          {title}
        </Link>
      </h2>
      <NoticeWords notice={notice} />
    </article>
  );
}
