/** 我的积分: what this address earned, with the reason where it earned nothing, and the code that a counter takes. */
import { useState } from 'react';
import { Link } from 'react-router';
import { listMyPoints, makeTicket, whyNothing } from '#contract/neighbours.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { usePages, useRead, useWrite, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { openWords } from '#contract/words/open.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { paths } from '../../paths.ts';

addWords(openWords);

type Headers = Record<string, string>;

/** Where a district gives none and nothing was ever earned, there is nothing to show. */
export function Points({ headers }: { headers: Headers }) {
  const { say, day } = useWords();
  const state = useRead(listMyPoints, { headers, query: { limit: 1 } });
  const list = usePages(listMyPoints, { headers });
  if (!state.data || (!state.data.on && state.data.rows.length === 0)) return null;
  const { balance, least } = state.data;
  return (
    <section className="sheet" aria-labelledby="points">
      <h2 id="points">{say('public.points.mine')}</h2>
      <p>
        <strong>{say('public.points.balance', { n: balance })}</strong> ·{' '}
        <Link to={paths.points()}>{say('public.points.rule')}</Link>
      </p>
      {balance >= least && <Ticket headers={headers} least={least} balance={balance} />}
      {list.error && <Trouble title={wordsOf(list.error)} />}
      <ul className="plain">
        {list.rows.map((entry) => (
          <li key={entry.id} className="said">
            <p>
              {say(`public.points.entry.${entry.kind}`, {
                number: entry.number,
                n: Math.abs(entry.points),
                what: entry.what,
                why: isWhy(entry.why) ? say(`public.points.why.${entry.why}`) : entry.why,
              })}
            </p>
            <footer className="hint">
              <time dateTime={entry.at}>{day(entry.at)}</time>
            </footer>
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
    </section>
  );
}

const isWhy = (why: string): why is (typeof whyNothing)[number] => (whyNothing as readonly string[]).includes(why);

function Ticket({ headers, least, balance }: { headers: Headers; least: number; balance: number }) {
  const { say, time } = useWords();
  const make = useWrite(makeTicket);
  const [points, setPoints] = useState(String(balance));
  const [made, setMade] = useState<ReplyOf<typeof makeTicket> | null>(null);
  const wanted = Number(points);
  const fits = Number.isInteger(wanted) && wanted >= least && wanted <= balance;
  return (
    <>
      <Field label={say('public.points.how_many')}>
        {(wired) => (
          <input
            {...wired}
            className="input"
            inputMode="numeric"
            maxLength={5}
            value={points}
            onChange={({ target }) => setPoints(target.value)}
          />
        )}
      </Field>
      <p className="row">
        <Button
          busy={make.isPending}
          disabled={!fits}
          onClick={() => make.mutate({ headers, body: { points: wanted } }, { onSuccess: setMade })}
        >
          {say('public.points.make')}
        </Button>
      </p>
      {make.error && <Trouble title={wordsOf(make.error)} />}
      {made && (
        <output className="found__in">
          <strong>{say('public.points.code', { code: made.code })}</strong>
          <br />
          {say('public.points.code_for', { n: made.points, until: time(made.until) })}
        </output>
      )}
    </>
  );
}
