/** 外部评价: a street rates departments; what deputies, surveys and media said is entered with who asked, what, how many, and their answers. */
import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import {
  addReview,
  listFigures,
  listResults,
  listReviews,
  reviewKinds,
  type Period,
  type Review,
  type ReviewKind,
} from '#contract/evaluation.ts';
import type { BodyOf } from '#contract/endpoint.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/page.tsx';
import { UnitPicker } from '../../parts/pickers.tsx';
import { Listed, Nothing, Trouble } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWho } from '../../who.tsx';
import { Surveys } from './surveys.tsx';

export function Reviews({ period }: { period: Period }) {
  const { say, time } = useWords();
  const who = useWho();
  const list = usePages(listReviews, { params: { periodId: period.id }, query: { limit: 200 } });
  const open = !['locked', 'published'].includes(period.state);
  const save = () =>
    saveFile(
      `reviews-${period.firstOn}.csv`,
      csv(
        [
          say('desk.periods.unit'),
          say('desk.periods.rate.kind'),
          say('desk.periods.rate.by'),
          say('desk.periods.rate.question'),
          say('desk.periods.rate.asked'),
          ...[1, 2, 3, 4, 5].map((n) => say('desk.periods.rate.answer', { n })),
          say('desk.periods.points'),
          'n',
          say('desk.periods.rate.source'),
          say('desk.periods.rate.remark'),
          say('desk.periods.at'),
        ],
        list.rows.map((row) => [
          row.unitName,
          say(`review.${row.kind}`),
          row.conductedBy || row.fromUnit,
          row.question,
          row.asked,
          ...(row.answers ?? ['', '', '', '', '']),
          row.grade,
          row.n,
          row.source,
          row.remark,
          time(row.at),
        ]),
      ),
    );
  return (
    <>
      <Surveys period={period} />
      <Section title={say('desk.periods.reviews')} extra={<ExportCsv n={list.rows.length} onSave={save} />}>
        {who.may('evaluation.rate') && open && <Rate period={period} />}
        <Listed
          list={list}
          none={<Nothing title={say('desk.figures.none')}>{say('desk.figures.none.reviews')}</Nothing>}
        >
          <ReviewTable rows={list.rows} />
        </Listed>
      </Section>
    </>
  );
}

/** Reviews line by line, so that a mean can be followed to who said what. */
export function ReviewTable({ rows }: { rows: readonly Review[] }) {
  const { say, time } = useWords();
  return (
    <TableBox size="free" label={say('desk.periods.reviews')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('desk.periods.unit')}</th>
            <th scope="col">{say('desk.periods.rate.kind')}</th>
            <th scope="col">{say('desk.periods.points')}</th>
            <th scope="col">n</th>
            <th scope="col">{say('desk.periods.rate.answers')}</th>
            <th scope="col">{say('desk.periods.rate.remark')}</th>
            <th scope="col">{say('desk.periods.at')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.unitName}</th>
              <td>
                {say(`review.${row.kind}`)} · {row.conductedBy || row.fromUnit}
                {row.question && <small>{row.question}</small>}
              </td>
              <td className="num">{row.grade}</td>
              <td className="num">
                {row.n}
                {row.asked !== null && (
                  <small>{say('desk.periods.rate.answered', { asked: row.asked, n: row.n })}</small>
                )}
              </td>
              <td className="num nowrap">{row.answers?.join(' / ') ?? '—'}</td>
              <td className="col-reason">
                {row.remark}
                {row.source && <small>{row.source}</small>}
              </td>
              <td className="nowrap">{time(row.at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

const nobody = [0, 0, 0, 0, 0];
/** Whose words: a street's own grade, or what others said. Where answers are counted, nobody types a grade. */
function Rate({ period }: { period: Period }) {
  const { say } = useWords();
  const evaluator = useWho().holds('evaluator');
  const write = useWrite(addReview, { changes: [listReviews, listResults, listFigures] });
  const [kind, setKind] = useState<ReviewKind>(evaluator ? 'survey' : 'street');
  const [unitId, setUnitId] = useState<number | undefined>();
  const [grade, setGrade] = useState(80);
  const [asked, setAsked] = useState(100);
  const [answers, setAnswers] = useState(nobody);
  const [said, put] = useState({ conductedBy: '', question: '', source: '', remark: '' });
  const kinds = reviewKinds.filter((one) => (one === 'street') !== evaluator);
  const answered = answers.reduce((sum, n) => sum + n, 0);
  const comesTo =
    answered > 0 ? Math.round((answers.reduce((sum, n, i) => sum + n * (i + 1), 0) / answered) * 20) : null;
  const counts = kind === 'survey' || kind === 'deputy';
  const line = (name: keyof typeof said, label: string, max: number, required = false) => (
    <Field label={label} required={required}>
      {(control) => (
        <Input
          {...control}
          maxLength={max}
          value={said[name]}
          onChange={(event) => put({ ...said, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const body = (): Omit<BodyOf<typeof addReview>, 'id' | 'unitId'> => {
    const { conductedBy, question, source, remark } = said;
    if (kind === 'street') return { kind, grade, remark };
    const whoAsked = { kind, conductedBy: conductedBy.trim(), source: source.trim(), remark };
    return counts && comesTo !== null
      ? { ...whoAsked, question: question.trim(), asked, answers }
      : { ...whoAsked, ...(kind === 'survey' ? {} : { grade }) };
  };
  return (
    <form
      className="stack no-print"
      onSubmit={(event) => {
        event.preventDefault();
        if (unitId !== undefined) write.mutate({ params: { periodId: period.id }, body: { ...body(), unitId } });
      }}
    >
      {write.error && <Trouble error={write.error} />}
      <div className="take-row">
        <Field label={say('desk.periods.rate.kind')} required>
          {(control) => (
            <Select
              id={control.id}
              className="wide"
              value={kind}
              onChange={setKind}
              options={kinds.map((one) => ({ value: one, label: say(`review.${one}`) }))}
            />
          )}
        </Field>
        <Field label={say('desk.periods.unit')} required>
          {(control) => <UnitPicker id={control.id} value={unitId} onChange={setUnitId} />}
        </Field>
        {evaluator && line('conductedBy', say('desk.periods.rate.by'), 120, true)}
      </div>
      {counts && (
        <>
          <div className="take-row">
            {line('question', say('desk.periods.rate.question'), 300, kind === 'survey')}
            <Field label={say('desk.periods.rate.asked')} required={kind === 'survey'}>
              {(control) => (
                <InputNumber {...control} min={1} precision={0} value={asked} onChange={(n) => setAsked(n ?? 1)} />
              )}
            </Field>
          </div>
          <fieldset className="choice">
            <legend>{say('desk.periods.rate.answers')}</legend>
            <div>
              {answers.map((n, i) => (
                <InputNumber
                  // 1 to 5 are what they are by their place
                  key={`answer-${i + 1}`}
                  prefix={i + 1}
                  style={{ width: 110 }}
                  min={0}
                  precision={0}
                  aria-label={say('desk.periods.rate.answer', { n: i + 1 })}
                  value={n}
                  onChange={(many) => setAnswers(answers.with(i, many ?? 0))}
                />
              ))}
              {comesTo !== null && (
                <output className="hint">{say('desk.periods.rate.comes_to', { grade: comesTo, n: answered })}</output>
              )}
            </div>
          </fieldset>
        </>
      )}
      <div className="take-row">
        {(kind === 'street' || kind === 'media' || (kind === 'deputy' && comesTo === null)) && (
          <Field label={say('desk.periods.rate.grade')} required>
            {(control) => (
              <InputNumber
                {...control}
                min={0}
                max={100}
                precision={0}
                value={grade}
                onChange={(one) => setGrade(one ?? 0)}
              />
            )}
          </Field>
        )}
        {evaluator && line('source', say('desk.periods.rate.source'), 300, kind === 'media')}
        {line('remark', say('desk.periods.rate.remark'), 1000)}
      </div>
      <div className="form-actions">
        <Button htmlType="submit" type="primary" loading={write.isPending} disabled={unitId === undefined}>
          {say('desk.periods.rate')}
        </Button>
      </div>
    </form>
  );
}
