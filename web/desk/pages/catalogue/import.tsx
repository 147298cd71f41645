/** 导入清单: the file is tried first and every row that cannot be taken is told; only then is it taken. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Job } from '#contract/areas.ts';
import { importCatalogue, listMatters, listResponsibilities, responsibilityReport } from '#contract/catalogue.ts';
import { uuidv7 } from '#contract/ids.ts';
import { upload } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { Choice, Field } from '../../parts/field.tsx';
import { FileChoice } from '../../parts/file.tsx';
import { JobCard, RowErrors, useJob } from '../../parts/job.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';

type What = 'matters' | 'responsibilities';
/** The header rows the server reads, offered as a template to fill in. */
const templates: Record<What, string[]> = {
  matters: [
    'edition',
    'kind',
    'big',
    'big_name',
    'small',
    'small_name',
    'condition_no',
    'condition',
    'close_condition',
    'limit',
    'urgent',
    'photo_hint',
    'do_not_report_when',
    'basis',
  ],
  responsibilities: ['edition', 'matter', 'area', 'condition', 'lead', 'co_units', 'basis'],
};

const changedByImport = [listMatters, listResponsibilities, responsibilityReport];

export function CatalogueImportPage() {
  const { say } = useWords();
  const [what, setWhat] = useState<What>('matters');
  const [edition, setEdition] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [started, setStarted] = useState<{ job: Job; dryRun: boolean } | undefined>();
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState<number | null>(null);
  const job = useJob(started?.job, changedByImport);
  // all rows are taken, or none: with a wrong one there is nothing to take
  const tried = started?.dryRun === true && job?.state === 'done' && job.errors.length === 0;
  const start = async (dryRun: boolean) => {
    if (!file) return;
    setError(null);
    setSending(0);
    try {
      const first = await upload(importCatalogue, {
        params: { jobId: uuidv7() },
        query: { what, dryRun, ...(edition.trim() ? { edition: edition.trim() } : {}) },
        file: /\.xlsx$/i.test(file.name)
          ? new Blob([file], { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' })
          : new Blob([file], { type: 'text/csv' }),
        onProgress: setSending,
      });
      setStarted({ job: first, dryRun });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setSending(null);
    }
  };
  const busy = sending !== null || job?.state === 'running';
  return (
    <Page title={say('desk.import.catalogue')} hint={say('desk.import.catalogue.hint')}>
      <div className="card stack narrow">
        <Choice
          label={say('desk.import.what')}
          name="what"
          value={what}
          onChange={(next) => {
            setWhat(next);
            setStarted(undefined);
          }}
          options={[
            { value: 'matters', label: say('desk.nav.matters') },
            { value: 'responsibilities', label: say('desk.nav.responsibilities') },
          ]}
        />
        <p>
          <Button size="small" onClick={() => saveFile(`${what}-template.csv`, csv(templates[what], []))}>
            {say('desk.import.template')}
          </Button>
        </p>
        {what === 'matters' && (
          <Field label={say('desk.matters.edition')} hint={say('desk.import.edition.hint')}>
            {(control) => (
              <Input {...control} value={edition} onChange={(event) => setEdition(event.target.value)} maxLength={60} />
            )}
          </Field>
        )}
        <FileChoice
          label={say('desk.import.file.table')}
          accept=".csv,.xlsx,text/csv"
          file={file}
          onFile={(next) => {
            setFile(next);
            setStarted(undefined);
          }}
        />
        {error !== null && <Trouble error={error} />}
        <div className="form-actions">
          <Button type={tried ? 'default' : 'primary'} disabled={!file || busy} onClick={() => void start(true)}>
            {say('desk.import.try')}
          </Button>
          <Button
            type={tried ? 'primary' : 'default'}
            disabled={!file || busy || !tried}
            onClick={() => void start(false)}
          >
            {say('desk.import.take')}
          </Button>
        </div>
        {!started && <p className="hint">{say('desk.import.try.hint')}</p>}
      </div>
      {job && (
        <JobCard job={job}>
          {job.state === 'done' && job.errors.length === 0 && (
            <p className="done">{say(started?.dryRun ? 'desk.import.clean' : 'desk.import.done')}</p>
          )}
          {job.state === 'done' && job.errors.length > 0 && <p className="wrong">{say('desk.import.mend')}</p>}
          <RowErrors errors={job.errors} />
          {!started?.dryRun && job.state === 'done' && (
            <Link to={what === 'matters' ? paths.matters() : paths.responsibilities()}>{say('desk.import.look')}</Link>
          )}
        </JobCard>
      )}
    </Page>
  );
}
