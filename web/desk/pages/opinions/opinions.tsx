/**
 * 监督评议. 特邀监督员 find the closed cases of their ground, as the public sees them, and judge each once, and each unit that
 * works there once by every published period; units find what was said of them and answer. Made for a telephone as well: a deputy judges on the way.
 */
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { giveOpinion, listClosedCases, listOpinions, type ClosedCase } from '#contract/opinions.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { Page } from '../../parts/page.tsx';
import { Listed, Nothing } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { OpinionForm, Said, useAbout } from './opinion.tsx';
import { UnitsToJudge } from './units.tsx';

export function OpinionsPage() {
  return useWho().may('opinions.give') ? <Judge /> : <Read />;
}

function Judge() {
  const { say } = useWords();
  const { search, put } = useAddress();
  const part = judgedParts.find((one) => one === search.get('judged')) ?? 'no';
  return (
    <Page
      title={say('desk.nav.opinions')}
      hint={say(part === 'units' ? 'desk.opinions.hint.units' : 'desk.opinions.hint.give')}
    >
      <p>
        <a href="/lessons">{say('desk.nav.first_steps')}</a>
      </p>
      <Tabs
        label={say('desk.opinions.judged')}
        tabs={judgedParts}
        word={(tab) => say(`desk.opinions.judged.${tab}`)}
        chosen={part}
        onChoose={(tab) => put({ judged: tab === 'no' ? undefined : tab, period: undefined })}
      />
      {part === 'units' ? <UnitsToJudge /> : <Cases judged={part} />}
    </Page>
  );
}
const judgedParts = ['no', 'yes', 'units'] as const;

function Cases({ judged }: { judged: 'yes' | 'no' }) {
  const { say } = useWords();
  const list = usePages(listClosedCases, { query: { judged, limit: 30 } });
  return (
    <Listed
      list={list}
      none={<Nothing title={say('desk.opinions.none.give')}>{say('desk.opinions.none.give.hint')}</Nothing>}
    >
      <ul className="opinions">
        {list.rows.map((one) => (
          <Closed key={one.number} one={one} />
        ))}
      </ul>
    </Listed>
  );
}

function Closed({ one }: { one: ClosedCase }) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const [judging, judge] = useState(false);
  const write = useWrite(giveOpinion, { changes: [listClosedCases] });
  return (
    <li className="card stack">
      <div>
        <h2>
          {one.matterName} · {one.areaName}
        </h2>
        <p>
          {one.unitName} · {say('desk.opinions.closed', { at: time(one.endedAt) })}{' '}
          <em className={one.overdue ? 'tag tag-red' : 'tag tag-green'}>
            {say(one.overdue ? 'desk.opinions.late' : 'desk.opinions.on_time')}
          </em>{' '}
          {one.reports > 1 && <span>{say('desk.opinions.reports', { n: one.reports })}</span>}
        </p>
        <small className="num faint">{one.number}</small>
      </div>
      {one.opinion ? (
        <Said one={one.opinion} />
      ) : judging ? (
        <OpinionForm
          name={`grade-${one.number}`}
          busy={write.isPending}
          error={write.error}
          onSend={(said) =>
            write.mutate(
              { body: { number: one.number, ...said } },
              { onSuccess: () => void message.success(say('desk.opinions.sent')) },
            )
          }
          onGone={() => judge(false)}
        />
      ) : (
        <div className="form-actions">
          <Button onClick={() => judge(true)} aria-label={`${say('desk.opinions.judge')} ${one.number}`}>
            {say('desk.opinions.judge')}
          </Button>
        </div>
      )}
    </li>
  );
}

function Read() {
  const { say } = useWords();
  const about = useAbout();
  const { search, put } = useAddress();
  const waiting = search.get('which') !== 'all';
  const list = usePages(listOpinions, { query: { limit: 30, ...(waiting ? { waiting } : {}) } });
  return (
    <Page title={say('desk.nav.opinions')} hint={say('desk.opinions.hint.read')}>
      <Tabs
        label={say('desk.opinions.judged')}
        tabs={['waiting', 'all'] as const}
        word={(tab) => say(`desk.opinions.${tab}`)}
        chosen={waiting ? 'waiting' : 'all'}
        onChoose={(tab) => put({ which: tab === 'all' ? tab : undefined })}
      />
      <Listed
        list={list}
        none={<Nothing title={say('desk.opinions.none.read')}>{say('desk.opinions.none.read.hint')}</Nothing>}
      >
        <ul className="opinions">
          {list.rows.map((one) => (
            <li key={one.id} className="card stack">
              <div>
                <h2>{about(one)}</h2>
                <p>
                  {one.unitName}
                  {one.case && (
                    <>
                      {' · '}
                      <Link className="num" to={paths.queue({ queue: 'all', q: one.case.number })}>
                        {one.case.number}
                      </Link>
                    </>
                  )}
                </p>
              </div>
              <Said one={one} />
            </li>
          ))}
        </ul>
      </Listed>
    </Page>
  );
}
