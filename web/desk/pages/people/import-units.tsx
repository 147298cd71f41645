/** 导入单位: a list is tried first; the preview says how many of each kind it has, what is new and what changes, and every wrong row. */
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { listUnits } from '#contract/access.ts';
import type { Job } from '#contract/areas.ts';
import { importUnits, type UnitsTaken } from '#contract/catalogue.ts';
import { uuidv7 } from '#contract/ids.ts';
import { upload } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { FileChoice } from '../../parts/file.tsx';
import { FirstField } from '../../parts/first-field.tsx';
import { JobCard, RowErrors, useJob } from '../../parts/job.tsx';
import { Trouble } from '../../parts/state.tsx';

const headings = ['code', 'name', 'name_en', 'kind', 'actor', 'parent', 'superior', 'area', 'phone'];

export function ImportUnits({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const [file, setFile] = useState<File | null>(null);
  const [started, setStarted] = useState<{ job: Job; dryRun: boolean } | undefined>();
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const job = useJob(started?.job, [listUnits]);
  const done = job?.state === 'done';
  const tried = started?.dryRun === true && done && job.errors.length === 0;
  const busy = sending || job?.state === 'running';
  const start = async (dryRun: boolean) => {
    if (!file) return;
    setError(null);
    setSending(true);
    try {
      const type = /\.xlsx$/i.test(file.name)
        ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        : 'text/csv';
      const first = await upload(importUnits, {
        params: { jobId: uuidv7() },
        query: { dryRun },
        file: new Blob([file], { type }),
        onProgress: () => undefined,
      });
      setStarted({ job: first, dryRun });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setSending(false);
    }
  };
  const taken = done ? (job.result as UnitsTaken | null) : null;
  return (
    <Drawer open onClose={onClose} size={720} title={say('units.import')} destroyOnHidden>
      <div className="stack">
        <FirstField />
        <p className="hint">{say('units.import.hint')}</p>
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
          <Button onClick={() => saveFile('units-template.csv', csv(headings, []))}>
            {say('desk.import.template')}
          </Button>
        </div>
        {job && (
          <JobCard job={job}>
            {taken && job.errors.length === 0 && (
              <div className="call-note" aria-live="polite">
                <p>
                  {say('units.import.changes', {
                    rows: taken.rows,
                    added: taken.added,
                    changed: taken.changed,
                    unchanged: taken.unchanged,
                  })}
                </p>
                <p>
                  {Object.entries(taken.kinds)
                    .map(([kind, n]) => `${say(`unit.kind.${kind as keyof UnitsTaken['kinds']}`)} ${n}`)
                    .join(' · ')}
                </p>
              </div>
            )}
            {done && job.errors.length === 0 && (
              <p className="done">{say(started?.dryRun ? 'desk.import.clean' : 'desk.import.done')}</p>
            )}
            {done && job.errors.length > 0 && <p className="wrong">{say('desk.import.mend')}</p>}
            <RowErrors errors={job.errors} />
          </JobCard>
        )}
      </div>
    </Drawer>
  );
}
