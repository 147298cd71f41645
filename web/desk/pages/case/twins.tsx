/** 疑似重复: open cases that are probably the same need, side by side with the reasons; and a storm folded under this case. */
import { App, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  countCases,
  getCase,
  listCases,
  moveCase,
  nearbyCases,
  type CaseDetail,
  type CaseRow,
} from '#contract/cases.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { listFolded, listReports, listTwins, mergeFolded, unfoldCases } from '#contract/intake.ts';
import { usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { JobCard, RowErrors, useJob } from '../../parts/job.tsx';
import { Section } from '../../parts/page.tsx';
import { More, Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

const changed = [getCase, listCases, countCases, listReports, nearbyCases, listTwins, listFolded];

export function Twins({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const caseId = detail.case.id;
  const open = detail.case.endedAt === null;
  const { data } = useRead(listTwins, { params: { caseId } }, { enabled: open, staleMs: 10_000 });
  if (!open || !data || (data.twins.length === 0 && data.folded === 0 && !data.foldedUnder)) return null;
  return (
    <>
      {data.folded > 0 && <Storm detail={detail} folded={data.folded} />}
      {(data.twins.length > 0 || data.foldedUnder) && (
        <Section title={say('desk.twins')} extra={<span className="count">{data.twins.length}</span>}>
          {data.foldedUnder && (
            <p className="hint">
              {say('desk.twins.folded_under')}{' '}
              <Link to={paths.case(data.foldedUnder.id)}>{data.foldedUnder.number}</Link> {data.foldedUnder.title}
            </p>
          )}
          <p className="hint">{say('desk.twins.hint')}</p>
          <ul className="twins">
            {data.twins.map((twin) => (
              <OneTwin key={twin.case.id} detail={detail} mine={data.mine} twin={twin} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

type Reply = ReplyOf<typeof listTwins>;

function OneTwin({ detail, mine, twin }: { detail: CaseDetail; mine: Reply['mine']; twin: Reply['twins'][number] }) {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const who = useWho();
  const write = useWrite(moveCase, {
    changes: changed,
    // news of the merge may come before its answer, and take this pair off the page
    onWritten: () => void message.success(say('desk.twins.merged', { number: twin.case.number })),
  });
  const may = detail.moves.some(({ move, may: allowed }) => move === 'merge' && allowed);
  const merge = () =>
    write.mutate({
      params: { caseId: detail.case.id },
      body: {
        version: detail.case.version,
        postId: who.postFor('merge'),
        input: { move: 'merge', into: twin.case.id },
      },
    });
  return (
    <li>
      <div className="twins-sides">
        <div>
          <h3>{say('desk.twins.mine')}</h3>
          <Told title={mine.title} detail={mine.detail} place={mine.placeText} at={time(mine.openedAt)} />
        </div>
        <div>
          <h3>
            <Link to={paths.case(twin.case.id)}>{twin.case.number}</Link>{' '}
            <em className="tag tag-blue">{say(`case.state.${twin.case.state}`)}</em>
          </h3>
          <Told
            title={twin.case.title}
            detail={twin.detail}
            place={twin.case.placeText}
            at={time(twin.case.openedAt)}
          />
        </div>
      </div>
      <p className="twins-why">
        {twin.for.map((reason) => (
          <em key={reason} className="tag tag-green">
            {reason}
          </em>
        ))}
        {twin.against.map((reason) => (
          <em key={reason} className="tag tag-amber">
            {reason}
          </em>
        ))}
      </p>
      {write.error && <Trouble error={write.error} />}
      {may && (
        <Popconfirm
          title={say('desk.twins.merge_sure', { number: twin.case.number })}
          description={say('desk.merge.hint')}
          okText={say('case.move.merge')}
          cancelText={say('common.cancel')}
          onConfirm={merge}
        >
          <Button size="small" loading={write.isPending}>
            {say('desk.twins.merge', { number: twin.case.number })}
          </Button>
        </Popconfirm>
      )}
    </li>
  );
}

function Told({ title, detail, place, at }: { title: string; detail: string; place: string; at: string }) {
  return (
    <>
      <p>
        {!detail.startsWith(title) && <strong>{title} </strong>}
        {detail || title}
      </p>
      <p className="faint">{[place, at].filter(Boolean).join(' · ')}</p>
    </>
  );
}

/** 与 N 件相似: what is folded under this case, to be looked through, taken out, or merged at once. */
function Storm({ detail, folded }: { detail: CaseDetail; folded: number }) {
  const { say, time } = useWords();
  const caseId = detail.case.id;
  const [shown, show] = useState(false);
  const list = usePages(listFolded, { params: { caseId }, query: { limit: 20 } }, { enabled: shown });
  const apart = useWrite(unfoldCases, { changes: changed });
  const start = useWrite(mergeFolded);
  const job = useJob(start.data, changed);
  const may = detail.moves.some(({ move, may: allowed }) => move === 'merge' && allowed);
  return (
    <Section title={say('desk.storm')} extra={<span className="count count-red">{folded}</span>}>
      <p className="hint">{say('desk.storm.hint', { n: folded })}</p>
      {job && (
        <JobCard job={job}>
          <RowErrors errors={job.errors} />
        </JobCard>
      )}
      {(start.error ?? apart.error) && <Trouble error={(start.error ?? apart.error)!} />}
      <div className="form-actions">
        <Button onClick={() => show(!shown)} aria-expanded={shown}>
          {say(shown ? 'desk.storm.hide' : 'desk.storm.look')}
        </Button>
        {may && (
          <Popconfirm
            title={say('desk.storm.merge_sure', { n: folded, number: detail.case.number })}
            description={say('desk.merge.hint')}
            okText={say('desk.storm.merge', { n: folded })}
            cancelText={say('common.cancel')}
            onConfirm={() => start.mutate({ params: { caseId }, body: {} })}
          >
            <Button type="primary" loading={start.isPending} disabled={job?.state === 'running'}>
              {say('desk.storm.merge', { n: folded })}
            </Button>
          </Popconfirm>
        )}
      </div>
      {shown && (
        <ul className="similar">
          {list.rows.map((row: CaseRow) => (
            <li key={row.id}>
              <p>
                <Link to={paths.case(row.id)}>{row.number}</Link> {row.title}
              </p>
              <p className="faint">{[row.placeText || row.areaName, time(row.openedAt)].join(' · ')}</p>
              {may && (
                <Button
                  size="small"
                  disabled={apart.isPending}
                  aria-label={say('desk.storm.apart_of', { number: row.number })}
                  onClick={() => apart.mutate({ params: { caseId }, body: { caseIds: [row.id] } })}
                >
                  {say('desk.storm.apart')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown && <More list={list} small />}
    </Section>
  );
}
