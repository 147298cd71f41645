/** 抽样调查: reporters are drawn by lot and asked by the way they came; closed, the counts stand among the reviews below. */
import { App, Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { listFigures, listResults, listReviews, type Period } from '#contract/evaluation.ts';
import { closeSurvey, drawSurvey, listSurveys, type Survey } from '#contract/surveys.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { Listed, Nothing, Trouble } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWho } from '../../who.tsx';

export function Surveys({ period }: { period: Period }) {
  const { say } = useWords();
  const list = usePages(listSurveys, { params: { periodId: period.id }, query: {} });
  const evaluates = useWho().may('evaluation.edit') && !['locked', 'published'].includes(period.state);
  const running = list.rows.some(({ closedAt }) => closedAt === null);
  return (
    <Section title={say('desk.surveys')}>
      <p className="hint">{say('desk.surveys.hint')}</p>
      {evaluates && !running && !list.loading && <Draw period={period} />}
      <Listed list={list} none={<Nothing title={say('desk.surveys.none')}>{say('desk.surveys.none.hint')}</Nothing>}>
        {list.rows.map((survey) => (
          <OneSurvey key={survey.id} survey={survey} evaluates={evaluates} />
        ))}
      </Listed>
    </Section>
  );
}

function Draw({ period }: { period: Period }) {
  const { say } = useWords();
  const write = useWrite(drawSurvey, { changes: [listSurveys] });
  const [question, setQuestion] = useState(() => say('desk.surveys.question.example'));
  const [eachUnit, setEachUnit] = useState(30);
  const [days, setDays] = useState(7);
  return (
    <form
      className="stack no-print"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate({ params: { periodId: period.id }, body: { question: question.trim(), eachUnit, days } });
      }}
    >
      {write.error && <Trouble error={write.error} />}
      <Field label={say('desk.surveys.question')} hint={say('desk.surveys.question.hint')} required>
        {(control) => (
          <Input {...control} maxLength={200} value={question} onChange={(event) => setQuestion(event.target.value)} />
        )}
      </Field>
      <div className="take-row">
        <Field label={say('desk.surveys.each')} required>
          {(control) => (
            <InputNumber
              {...control}
              min={1}
              max={500}
              precision={0}
              value={eachUnit}
              onChange={(n) => setEachUnit(n ?? 1)}
            />
          )}
        </Field>
        <Field label={say('desk.surveys.days')} required>
          {(control) => (
            <InputNumber {...control} min={1} max={60} precision={0} value={days} onChange={(n) => setDays(n ?? 1)} />
          )}
        </Field>
      </div>
      <div className="form-actions">
        <Button htmlType="submit" type="primary" loading={write.isPending} disabled={question.trim().length < 4}>
          {say('desk.surveys.draw')}
        </Button>
      </div>
    </form>
  );
}

function OneSurvey({ survey, evaluates }: { survey: Survey; evaluates: boolean }) {
  const { say, time } = useWords();
  const { modal } = App.useApp();
  const write = useWrite(closeSurvey, { changes: [listSurveys, listReviews, listResults, listFigures] });
  const { question, drawn, of, until, closedAt, units } = survey;
  return (
    <article className="stack">
      <h3>{say('desk.surveys.one', { n: survey.n, question })}</h3>
      <p className="hint">
        {say('desk.surveys.drawn', { drawn, of })}{' '}
        {closedAt ? say('desk.surveys.closed', { at: time(closedAt) }) : say('desk.surveys.until', { at: time(until) })}
      </p>
      {write.error && <Trouble error={write.error} />}
      <TableBox size="free" label={say('desk.surveys.one', { n: survey.n, question })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('desk.periods.unit')}</th>
              <th scope="col">{say('desk.surveys.asked')}</th>
              <th scope="col">{say('desk.surveys.answered')}</th>
              <th scope="col">{say('desk.surveys.given_up')}</th>
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={unit.unitId}>
                <th scope="row">{unit.unitName}</th>
                <td className="num">{unit.asked}</td>
                <td className="num">{unit.answered}</td>
                <td className="num">{unit.givenUp}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
      {evaluates && !closedAt && (
        <div className="form-actions no-print">
          <Button
            loading={write.isPending}
            onClick={() =>
              void modal.confirm({
                title: say('desk.surveys.close'),
                content: say('desk.surveys.close.hint'),
                okText: say('desk.surveys.close'),
                onOk: () => write.mutate({ params: { surveyId: survey.id }, body: {} }),
              })
            }
          >
            {say('desk.surveys.close')}
          </Button>
        </div>
      )}
    </article>
  );
}
