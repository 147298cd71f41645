/**
 * 监督评议. 特邀监督员 find the closed cases of their ground, as the public sees them, and judge each once; units find what was said
 * of them and answer. Made for a telephone as well: a deputy judges on the way.
 */
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { giveOpinion, listClosedCases, listOpinions, type ClosedCase } from '#contract/opinions.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { TextField } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { Listed, Nothing, Trouble } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { grades, Said, type Grade } from './opinion.tsx';

export function OpinionsPage() {
  return useWho().may('opinions.give') ? <Judge /> : <Read />;
}

function Judge() {
  const { say } = useWords();
  const { search, put } = useAddress();
  const judged = search.get('judged') === 'yes' ? 'yes' : 'no';
  const list = usePages(listClosedCases, { query: { judged, limit: 30 } });
  return (
    <Page title={say('desk.nav.opinions')} hint={say('desk.opinions.hint.give')}>
      <p>
        <a href="/lessons">{say('desk.nav.first_steps')}</a>
      </p>
      <Tabs
        label={say('desk.opinions.judged')}
        tabs={['no', 'yes'] as const}
        word={(tab) => say(`desk.opinions.judged.${tab}`)}
        chosen={judged}
        onChoose={(tab) => put({ judged: tab === 'yes' ? tab : undefined })}
      />
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
    </Page>
  );
}

function Closed({ one }: { one: ClosedCase }) {
  const { say, time } = useWords();
  const [judging, judge] = useState(false);
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
        <OpinionForm one={one} onGone={() => judge(false)} />
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

function OpinionForm({ one, onGone }: { one: ClosedCase; onGone: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const [grade, setGrade] = useState<Grade | undefined>();
  const [comment, setComment] = useState('');
  const write = useWrite(giveOpinion, { changes: [listClosedCases] });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (grade === undefined) return;
        write.mutate(
          { body: { number: one.number, grade, comment: comment.trim() } },
          { onSuccess: () => void message.success(say('desk.opinions.sent')) },
        );
      }}
    >
      <fieldset className="choice">
        <legend>{say('desk.opinions.grade')}</legend>
        <div>
          {grades.map((value) => (
            <label key={value}>
              <input
                type="radio"
                name={`grade-${one.number}`}
                checked={value === grade}
                onChange={() => setGrade(value)}
              />
              <span>{say(`opinion.grade.${value}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <TextField
        label={say('desk.opinions.comment')}
        hint={say('desk.opinions.comment.hint')}
        value={comment}
        onChange={setComment}
        max={1000}
        rows={3}
      />
      {write.error && <Trouble error={write.error} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" disabled={grade === undefined} loading={write.isPending}>
          {say('desk.opinions.send')}
        </Button>
        <Button onClick={onGone}>{say('common.cancel')}</Button>
      </div>
    </form>
  );
}

function Read() {
  const { say } = useWords();
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
      <Listed list={list} none={<Nothing title={say('desk.opinions.none.read')} />}>
        <ul className="opinions">
          {list.rows.map((one) => (
            <li key={one.id} className="card stack">
              <div>
                <h2>
                  {one.matterName} · {one.areaName}
                </h2>
                <p>
                  {one.unitName} ·{' '}
                  <Link className="num" to={paths.queue({ queue: 'all', q: one.caseNumber })}>
                    {one.caseNumber}
                  </Link>
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
