/** 自动分拣: what it has learned, how right it was, and for which matters it may go without a nod. */
import { Button, Switch } from 'antd';
import { useState } from 'react';
import type { Job } from '#contract/areas.ts';
import { uuidv7 } from '#contract/ids.ts';
import {
  listTriageMatters,
  readTriage,
  switchTriage,
  teachTriage,
  trainTriage,
  type TriageMatterRow,
  type TriageView,
} from '#contract/triage.ts';
import { upload, usePages, useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { FileChoice } from '../../parts/file.tsx';
import { JobCard, RowErrors, useJob } from '../../parts/job.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { MatterPicker } from '../../parts/pickers.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWho } from '../../who.tsx';

const changed = [readTriage, listTriageMatters];

/** A share never stands without its n; of nothing there is none. */
function useShare() {
  const { say } = useWords();
  return (part: number, n: number) =>
    n === 0 ? '—' : say('desk.triage.share', { share: `${Math.round((100 * part) / n)} %`, n });
}

export function TriagePage() {
  const { say } = useWords();
  const may = useWho().may('catalogue.edit');
  const view = useRead(readTriage, {});
  return (
    <Page wide title={say('desk.nav.triage')} hint={say('desk.triage.hint')}>
      {view.error && <Trouble error={view.error} again={() => void view.refetch()} />}
      {view.data ? (
        <>
          <Learned view={view.data} />
          {may && <Teach />}
          <Weeks />
        </>
      ) : (
        !view.error && <Waiting rows={4} />
      )}
      <Matters may={may} />
    </Page>
  );
}

function Learned({ view: { model, examples } }: { view: TriageView }) {
  const { say, time } = useWords();
  const share = useShare();
  return (
    <Section title={say('desk.triage.model')}>
      {model ? (
        <>
          <p>{say('desk.triage.made', { at: time(model.madeAt), n: model.n, matters: model.matters })}</p>
          <p>
            {say('desk.triage.measured', {
              n: model.measured.n,
              accuracy: `${Math.round(100 * model.measured.accuracy)} %`,
              dared: model.measured.dared,
              precision: share(model.measured.precision * model.measured.dared, model.measured.dared),
            })}
          </p>
        </>
      ) : (
        <p>{say('desk.triage.no_model')}</p>
      )}
      <p>{say('desk.triage.examples', examples)}</p>
      <p className="hint">{say('desk.triage.confidential')}</p>
    </Section>
  );
}

function Teach() {
  const { say } = useWords();
  const [file, setFile] = useState<File | null>(null);
  const [started, setStarted] = useState<Job | undefined>();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const train = useWrite(trainTriage);
  const job = useJob(started, changed);
  const busy = sending || train.isPending || job?.state === 'running';
  const send = async () => {
    if (!file) return;
    setError(null);
    setSending(true);
    try {
      setStarted(
        await upload(teachTriage, { params: { jobId: uuidv7() }, file: new Blob([file], { type: typeOf(file) }) }),
      );
      setFile(null);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Section
        title={say('desk.triage.teaching')}
        extra={
          <Button type="primary" disabled={busy} onClick={() => train.mutate({ body: {} }, { onSuccess: setStarted })}>
            {say('desk.triage.train')}
          </Button>
        }
      >
        <p className="hint">{say('desk.triage.upload.hint')}</p>
        <FileChoice
          label={say('desk.triage.file')}
          accept=".csv,.xlsx,.jsonl,text/csv"
          file={file}
          onFile={(next) => setFile(next)}
        />
        {(error !== null || train.error) && <Trouble error={error ?? train.error} />}
        <div className="form-actions">
          <Button disabled={!file || busy} loading={sending} onClick={() => void send()}>
            {say('desk.triage.upload')}
          </Button>
          <Button onClick={() => saveFile('examples-template.csv', csv(['matter', 'text'], []))}>
            {say('desk.import.template')}
          </Button>
        </div>
      </Section>
      {job && (
        <JobCard job={job}>
          <RowErrors errors={job.errors} />
        </JobCard>
      )}
    </>
  );
}

function typeOf({ name }: File): string {
  if (/\.xlsx$/i.test(name)) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return /\.jsonl$/i.test(name) ? 'application/x-ndjson' : 'text/csv';
}

/** Of all matters, or of one. */
function Weeks() {
  const { say } = useWords();
  const share = useShare();
  const [matterId, setMatterId] = useState<number | undefined>();
  const view = useRead(readTriage, { query: matterId ? { matterId } : {} }, { keepPrevious: true });
  const weeks = view.data?.weeks ?? [];
  return (
    <Section title={say('desk.triage.weeks')}>
      <div className="narrow">
        <MatterPicker
          id="triage-matter"
          label={say('desk.triage.of_matter')}
          placeholder={say('desk.triage.of_matter')}
          value={matterId}
          onChange={setMatterId}
        />
      </div>
      {view.error && <Trouble error={view.error} again={() => void view.refetch()} />}
      {weeks.length === 0 ? (
        <p className="hint">{say('desk.triage.no_weeks')}</p>
      ) : (
        <TableBox size="short" label={say('desk.triage.weeks')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('desk.triage.week')}</th>
                <th scope="col">{say('desk.triage.settled')}</th>
                <th scope="col">{say('desk.triage.proposed')}</th>
                <th scope="col">{say('desk.triage.unsure')}</th>
                <th scope="col">{say('desk.triage.precision')}</th>
                <th scope="col">{say('desk.triage.automatic_n')}</th>
              </tr>
            </thead>
            <tbody>
              {weeks.map(({ week, n, proposed, right, unsure, automatic }) => (
                <tr key={week}>
                  <th scope="row" className="num">
                    {week}
                  </th>
                  <td className="num">{n}</td>
                  <td className="num">{proposed}</td>
                  <td className="num">{unsure}</td>
                  <td className="num">{share(right, proposed)}</td>
                  <td className="num">{automatic}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </Section>
  );
}

function Matters({ may }: { may: boolean }) {
  const { say } = useWords();
  const list = usePages(listTriageMatters, { query: { limit: 50 } });
  const toggle = useWrite(switchTriage, { changes: [listTriageMatters] });
  return (
    <Section title={say('desk.triage.matters')}>
      <p className="hint">{say('desk.triage.matters.hint')}</p>
      {list.error && <Trouble error={list.error} again={list.again} />}
      {toggle.error && <Trouble error={toggle.error} />}
      {list.loading ? (
        <Waiting rows={6} />
      ) : list.rows.length === 0 && !list.error ? (
        <Nothing title={say('desk.triage.no_model')}>{say('desk.triage.no_model.hint')}</Nothing>
      ) : (
        <TableBox label={say('desk.triage.matters')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.matter')}
                </th>
                <th scope="col">{say('desk.triage.n_examples')}</th>
                <th scope="col">{say('desk.triage.n_corrections')}</th>
                <th scope="col">{say('desk.triage.settled')}</th>
                <th scope="col">{say('desk.triage.precision')}</th>
                <th scope="col">{say('desk.triage.automatic')}</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => (
                <MatterLine
                  key={row.matterId}
                  row={row}
                  disabled={!may || toggle.isPending}
                  onSwitch={(automatic) => toggle.mutate({ params: { matterId: row.matterId }, body: { automatic } })}
                />
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
      <More list={list} />
    </Section>
  );
}

function MatterLine({
  row: { code, name, nameEn, examples, corrections, settled, proposed, right, automatic },
  disabled,
  onSwitch,
}: {
  row: TriageMatterRow;
  disabled: boolean;
  onSwitch: (automatic: boolean) => void;
}) {
  const { say, lang } = useWords();
  const share = useShare();
  const shown = (lang === 'en' && nameEn) || name;
  return (
    <tr>
      <th scope="row" className="frozen">
        {shown} <span className="num">{code}</span>
      </th>
      <td className="num">{examples}</td>
      <td className="num">{corrections}</td>
      <td className="num">{settled}</td>
      <td className="num">{share(right, proposed)}</td>
      <td>
        <Switch
          size="small"
          checked={automatic}
          disabled={disabled}
          onChange={onSwitch}
          aria-label={say('desk.triage.automatic_for', { name: shown })}
        />
      </td>
    </tr>
  );
}
