/** 抽样问卷: drawn reporters who came by telephone or counter are rung and give one grade. What they gave is shown to nobody. */
import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { listReports } from '#contract/intake.ts';
import { answerQuestion, listQuestions, questionTries, type QuestionRow } from '#contract/surveys.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Choice } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { Listed, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { OneReport } from '../case/reports.tsx';

const grades = ['1', '2', '3', '4', '5'] as const;
const keyOf = ({ surveyId, reportId }: QuestionRow): string => `${surveyId}.${reportId}`;

export function Questions() {
  const { say, time } = useWords();
  const list = usePages(listQuestions, { query: { limit: 50 } }, { refetchMs: 30_000, keepPrevious: true });
  const [chosen, choose] = useState<string | null>(null);
  const row = list.rows.find((one) => keyOf(one) === chosen);
  return (
    <>
      <p className="hint">{say('desk.questions.hint')}</p>
      {row && <Ask key={keyOf(row)} row={row} onSaved={() => choose(null)} />}
      <Listed
        list={list}
        none={<Nothing title={say('desk.questions.none')}>{say('desk.questions.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.callback.view.survey')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.number')}
                </th>
                <th scope="col">{say('desk.col.title')}</th>
                <th scope="col">{say('desk.surveys.question')}</th>
                <th scope="col">{say('desk.callback.due')}</th>
                <th scope="col">{say('desk.callback.tries')}</th>
                <th scope="col">{say('desk.callback.who')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((one) => (
                <tr key={keyOf(one)}>
                  <th scope="row" className="frozen">
                    <Link to={paths.case(one.caseId)}>{one.number}</Link>
                  </th>
                  <td className="col-title">{one.title}</td>
                  <td>{one.question}</td>
                  <td className="nowrap">{time(one.until)}</td>
                  <td className="num">{say('desk.callback.of', { hit: one.tries, n: questionTries })}</td>
                  <td>
                    <Button
                      size="small"
                      aria-label={`${say('desk.callback.ring')} ${one.number}`}
                      onClick={() => choose(keyOf(one))}
                    >
                      {say('desk.callback.ring')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
    </>
  );
}

function Ask({ row, onSaved }: { row: QuestionRow; onSaved: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const write = useWrite(answerQuestion, { changes: [listQuestions] });
  const reports = usePages(listReports, { params: { caseId: row.caseId }, query: { limit: 100 } });
  const report = reports.rows.find(({ id }) => id === row.reportId);
  const [grade, setGrade] = useState<(typeof grades)[number] | null>(null);
  const send = (body: { reached: boolean; grade: number | null }) =>
    write.mutate(
      { params: { surveyId: row.surveyId, reportId: row.reportId }, body },
      {
        onSuccess: () => {
          void message.success(say('desk.questions.saved'));
          onSaved();
        },
      },
    );
  return (
    <Section className="call" title={`${say('desk.callback.view.survey')} · ${row.title}`}>
      <div className="call-sides">
        <div className="stack">
          {reports.loading ? (
            <Waiting rows={3} />
          ) : (
            report && <ul className="reports">{<OneReport report={report} />}</ul>
          )}
        </div>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            send({ reached: true, grade: Number(grade) });
          }}
        >
          {write.error && <Trouble error={write.error} />}
          <Choice
            label={row.question}
            name="grade"
            value={grade}
            onChange={setGrade}
            options={grades.map((one) => ({ value: one, label: say(`question.grade.${one}`) }))}
          />
          <div className="form-actions">
            <Button htmlType="submit" type="primary" loading={write.isPending} disabled={grade === null}>
              {say('desk.questions.save')}
            </Button>
            <Button disabled={write.isPending} onClick={() => send({ reached: true, grade: null })}>
              {say('callback.result.refused')}
            </Button>
            <Button disabled={write.isPending} onClick={() => send({ reached: false, grade: null })}>
              {say('desk.not_reached')}
            </Button>
          </div>
        </form>
      </div>
    </Section>
  );
}
