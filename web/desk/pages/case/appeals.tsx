/** 考评申诉 of one case: what its units contest of it, and what was decided. Asked for once the case has ended. */
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CaseDetail } from '#contract/cases.ts';
import { appealable, listAppeals, type AppealState } from '#contract/evaluation.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Section } from '../../parts/page.tsx';
import { More } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { AskAppeal } from '../evaluation/ask-appeal.tsx';

const tone: Record<AppealState, string> = {
  asked: 'tag tag-amber',
  passed_on: 'tag tag-blue',
  granted: 'tag tag-green',
  refused: 'tag',
};

export function CaseAppeals({ detail }: { detail: CaseDetail }) {
  const { say, time } = useWords();
  const who = useWho();
  const { id, number, endedAt } = detail.case;
  const sees = who.may('evaluation.see') || who.may('evaluation.appeal');
  const list = usePages(listAppeals, { query: { caseId: id, limit: 20 } }, { enabled: sees });
  const [asking, ask] = useState(false);
  const had = detail.assignments.some(({ unit }) => who.me.posts.some(({ unitId }) => unitId === unit.id));
  const may = endedAt !== null && had && who.may('evaluation.appeal');
  if (!sees || (list.rows.length === 0 && !may)) return null;
  return (
    <Section
      title={say('desk.nav.appeals')}
      extra={
        may && (
          <Button size="small" onClick={() => ask(true)}>
            {say('desk.periods.appeal')}
          </Button>
        )
      }
    >
      {list.rows.length === 0 ? (
        <p className="hint">{say('desk.appeals.of_case')}</p>
      ) : (
        <ul className="papers">
          {list.rows.map((appeal) => (
            <li key={appeal.id}>
              <p className="card-line">
                <span>
                  <em className={tone[appeal.state]}>{say(`appeal.state.${appeal.state}`)}</em>{' '}
                  {say(`trace.${appeal.trace}`)} · {appeal.unitName}
                </span>
                <span className="faint">{time(appeal.at)}</span>
              </p>
              <p>{appeal.reason}</p>
              {appeal.decisions.map((one) => (
                <p key={one.level} className="faint">
                  {say('desk.appeals.level', { n: one.level })} {one.by}
                  {say('common.colon')}
                  {one.decision}
                </p>
              ))}
              {appeal.mine && <Link to={paths.appeals()}>{say('desk.appeals.decision')} →</Link>}
            </li>
          ))}
        </ul>
      )}
      <More list={list} small />
      {asking && (
        <AskAppeal caseId={id} number={number} traces={appealable} periodId={null} onClose={() => ask(false)} />
      )}
    </Section>
  );
}
