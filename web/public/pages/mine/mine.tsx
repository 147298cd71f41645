/**
 * 我的诉求: a code to her telephone or mailbox, and then everything that carries it: the reports, what was sent, how much she wants to be
 * told, her data to take away, her contact to remove. No account and no password; the visit ends with the tab or after half an hour.
 */
import { useState } from 'react';
import { Link } from 'react-router';
import {
  chooseNews,
  endVisit,
  exportMine,
  listMine,
  newsChoices,
  readMine,
  removeContact,
  visitHeader,
  type Mine,
} from '#contract/notify.ts';
import { callForBlob, ProblemError, usePages, useRead, useWrite, wordsOf } from '#web/kit/api.ts';
import { useKept } from '#web/kit/here.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Dialog } from '#web/kit/ui/dialog.tsx';
import { Choice } from '#web/kit/ui/field.tsx';
import { Trouble, useNotices } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { holdCode, keepVisit, keptVisit } from '../../kept.ts';
import { Heading } from '../../parts/heading.tsx';
import { paths } from '../../paths.ts';
import { Grids } from './grids.tsx';
import { Points } from './points.tsx';
import { VisitForm } from './visit-form.tsx';

/** Why the form for a code is there again. */
type Ended = 'removed' | 'over' | 'confirm' | null;

export default function MinePage() {
  const { say } = useWords();
  const [token, setToken] = useKept(keptVisit, null);
  const [left, setLeft] = useState<Ended>(null);
  const end = (why: Ended) => {
    keepVisit(null);
    setToken(null);
    setLeft(why);
  };
  return (
    <div className="page page--narrow">
      <Heading title={say('public.mine.title')} lead={say('public.mine.lead')} />
      {token ? (
        <Visited token={token} onEnd={end} />
      ) : (
        <>
          {left && <output className="found__in">{say(`public.mine.${left}`)}</output>}
          <VisitForm
            onOpened={(given) => {
              keepVisit(given);
              setLeft(null);
              setToken(given);
            }}
          />
          <p className="aside">
            {say('public.mine.by_receipt')} <Link to={paths.track()}>{say('public.nav.track')}</Link>
          </p>
        </>
      )}
    </div>
  );
}

function Visited({ token, onEnd }: { token: string; onEnd: (why: Ended) => void }) {
  const { say, time } = useWords();
  const headers = { [visitHeader]: token };
  const mine = useRead(readMine, { headers });
  const leave = useWrite(endVisit);
  if (mine.error?.problem.code === 'notify.no_visit')
    return (
      <Trouble title={wordsOf(mine.error)}>
        <Button onClick={() => onEnd('over')}>{say('public.mine.again')}</Button>
      </Trouble>
    );
  if (mine.error)
    return (
      <Trouble title={wordsOf(mine.error)}>
        <Button onClick={() => void mine.refetch()}>{say('common.retry')}</Button>
      </Trouble>
    );
  if (!mine.data) return <Skeleton lines={6} />;
  return (
    <>
      <p className="row row--between">
        <span>{say('public.mine.as', { who: mine.data.masked, until: time(mine.data.until) })}</span>
        <Button
          tone="plain"
          onClick={() => {
            leave.mutate({ headers, body: {} });
            onEnd(null);
          }}
        >
          {say('public.mine.leave')}
        </Button>
      </p>
      <Reports headers={headers} />
      <Points headers={headers} />
      <Messages headers={headers} mine={mine.data} />
      <Agreed mine={mine.data} />
      <Grids headers={headers} mine={mine.data} />
      <MyData headers={headers} onRemoved={() => onEnd('removed')} onOld={() => onEnd('confirm')} />
    </>
  );
}

type Headers = Record<string, string>;

function Reports({ headers }: { headers: Headers }) {
  const { say, day } = useWords();
  const list = usePages(listMine, { headers });
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">{say('public.mine.reports')}</h2>
      {list.error && <Trouble title={wordsOf(list.error)} />}
      {list.loading && <Skeleton lines={4} />}
      {!list.loading && !list.error && list.rows.length === 0 && <p>{say('public.mine.none')}</p>}
      <ul className="mine">
        {list.rows.map((one) => (
          <li key={one.number}>
            <Link to={paths.receipt(one.number)} onClick={() => holdCode(one.number, one.secret)}>
              <strong>{one.title}</strong>
              <span>{one.stateText}</span>
              <small>
                {one.number} · {day(one.receivedAt)}
              </small>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <p className="row">
          <Button onClick={list.more} busy={list.loadingMore}>
            {say('common.more')}
          </Button>
        </p>
      )}
      <p className="hint">{say('public.mine.secret')}</p>
    </section>
  );
}

function Messages({ headers, mine }: { headers: Headers; mine: Mine }) {
  const { say, time } = useWords();
  const tell = useNotices();
  const choose = useWrite(chooseNews, { changes: [readMine] });
  // What she pressed stands at once, and until the server says otherwise.
  const [pressed, press] = useState<Mine['news'] | null>(null);
  return (
    <section className="sheet" aria-labelledby="news">
      <h2 id="news">{say('public.mine.news')}</h2>
      <Choice
        legend={say('public.mine.news_how')}
        value={pressed ?? mine.news}
        onChange={(news) => {
          press(news);
          choose.mutate(
            { headers, body: { news } },
            { onSuccess: () => tell(say('public.mine.news_saved')), onError: () => press(null) },
          );
        }}
        options={newsChoices.map((value) => ({ value, label: say(`public.mine.news.${value}`) }))}
      />
      {choose.error && <Trouble title={wordsOf(choose.error)} />}
      {mine.messages.length > 0 && (
        <details className="more">
          <summary>{say('public.mine.sent', { n: mine.messages.length })}</summary>
          <ul className="plain">
            {mine.messages.map((one) => (
              <li key={`${one.at} ${one.number}`} className="said">
                <p>{one.text}</p>
                <footer className="hint">
                  {say(`public.mine.message.${one.state}`)} · <time dateTime={one.at}>{time(one.at)}</time>
                </footer>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** 我同意过的: what each is for, since when, until when, and the way back; the ways themselves stand above and below. */
function Agreed({ mine }: { mine: Mine }) {
  const { say, day } = useWords();
  const { reports, contactSince, newsSince } = mine.agreed;
  return (
    <section className="sheet" aria-labelledby="agreed">
      <h2 id="agreed">{say('public.mine.agreed')}</h2>
      <dl className="facts">
        <div className="facts__wide">
          <dt>{say('public.mine.agreed.contact')}</dt>
          <dd>
            {contactSince
              ? say('public.mine.agreed.contact_since', { since: day(contactSince), n: reports })
              : say('public.mine.agreed.contact_none')}
          </dd>
        </div>
        <div className="facts__wide">
          <dt>{say('public.mine.agreed.news')}</dt>
          <dd>
            {say(`public.mine.news.${mine.news}`)}
            {newsSince && ` · ${say('public.mine.agreed.chosen', { since: day(newsSince) })}`}
          </dd>
        </div>
        <div className="facts__wide">
          <dt>{say('public.mine.agreed.else')}</dt>
          <dd>
            {say('public.mine.agreed.nothing')} <Link to={paths.privacy()}>{say('public.nav.privacy')}</Link>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function MyData(props: { headers: Headers; onRemoved: () => void; onOld: () => void }) {
  const { headers, onRemoved, onOld } = props;
  const { say } = useWords();
  const tell = useNotices();
  const remove = useWrite(removeContact);
  const [asked, setAsked] = useState(false);
  const download = async () => {
    try {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await callForBlob(exportMine, { headers }));
      link.download = 'gridloop-my-data.json';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
    } catch (error) {
      // 二次确认: a screen left open is not enough for everything at once.
      if (error instanceof ProblemError && error.problem.code === 'notify.visit_old') onOld();
      else tell(wordsOf(error), 'bad');
    }
  };
  return (
    <section className="sheet" aria-labelledby="data">
      <h2 id="data">{say('public.mine.data')}</h2>
      <p>{say('public.mine.data_text')}</p>
      <div className="row">
        <Button onClick={() => void download()}>{say('public.mine.export')}</Button>
        <Button tone="danger" onClick={() => setAsked(true)}>
          {say('public.mine.remove')}
        </Button>
      </div>
      <Dialog open={asked} onClose={() => setAsked(false)} title={say('public.mine.remove_title')}>
        <p>{say('public.mine.remove_text')}</p>
        <p>{say('public.mine.remove_kept')}</p>
        {remove.error && <Trouble title={wordsOf(remove.error)} />}
        <Button
          tone="danger"
          busy={remove.isPending}
          onClick={() => remove.mutate({ headers, body: {} }, { onSuccess: onRemoved })}
        >
          {say('public.mine.remove_yes')}
        </Button>
      </Dialog>
    </section>
  );
}
