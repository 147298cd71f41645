/** A table is tried first, and every row that cannot be taken is told; only then is it taken: all rows, or none. */
import { Button } from 'antd';
import { useState, type ComponentType, type ReactNode } from 'react';
import type { Job } from '#contract/areas.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import { useWords } from '#web/kit/words.tsx';
import { FileChoice } from './file.tsx';
import { JobCard, RowErrors, useJob } from './job.tsx';
import { Trouble } from './state.tsx';

/** `send` brings the file to its door; what it `changes` is read anew when it has been taken. */
export function useTableImport(
  send: (file: Blob, dryRun: boolean) => Promise<Job>,
  changes: readonly Endpoint[],
): TableImport {
  const [file, setFile] = useState<File | null>(null);
  const [started, setStarted] = useState<{ job: Job; dryRun: boolean } | undefined>();
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const job = useJob(started?.job, changes);
  const start = async (dryRun: boolean): Promise<void> => {
    if (!file) return;
    setError(null);
    setSending(true);
    try {
      const type = /\.xlsx$/i.test(file.name)
        ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        : 'text/csv';
      setStarted({ job: await send(new Blob([file], { type }), dryRun), dryRun });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setSending(false);
    }
  };
  const again = (): void => setStarted(undefined);
  return {
    file,
    choose: (next) => {
      setFile(next);
      again();
    },
    again,
    error,
    job,
    dryRun: started?.dryRun ?? null,
    busy: sending || job?.state === 'running',
    start: (dryRun) => void start(dryRun),
  };
}
type TableImport = {
  file: File | null;
  choose: (file: File | null) => void;
  /** what was tried is not what would be taken any more */
  again: () => void;
  error: unknown;
  job: Job | undefined;
  /** whether the last one was only tried; null: nothing was begun */
  dryRun: boolean | null;
  busy: boolean;
  start: (dryRun: boolean) => void;
};

const isClean = (job: Job | undefined): boolean => job?.state === 'done' && job.errors.length === 0;

/** The file, and the two buttons; `children` stand beside them. */
export function TableFile({ table, children }: { table: TableImport; children?: ReactNode }) {
  const { say } = useWords();
  const { file, busy, error } = table;
  // With a wrong row there is nothing to take.
  const tried = table.dryRun === true && isClean(table.job);
  return (
    <>
      <FileChoice
        label={say('desk.import.file.table')}
        accept=".csv,.xlsx,text/csv"
        file={file}
        onFile={table.choose}
      />
      {error !== null && <Trouble error={error} />}
      <div className="form-actions">
        <Button type={tried ? 'default' : 'primary'} disabled={!file || busy} onClick={() => table.start(true)}>
          {say('desk.import.try')}
        </Button>
        <Button
          type={tried ? 'primary' : 'default'}
          disabled={!file || busy || !tried}
          onClick={() => table.start(false)}
        >
          {say('desk.import.take')}
        </Button>
        {children}
      </div>
    </>
  );
}

/** How it went, row by row; `found` tells what a clean table would bring or has brought (of its job's result, which is not whole before), `children` where to look for it. */
export function TableResult({
  table: { job, dryRun },
  found: Found,
  children,
}: {
  table: TableImport;
  found?: ComponentType<{ result: unknown }>;
  children?: ReactNode;
}) {
  const { say } = useWords();
  if (!job) return null;
  return (
    <JobCard job={job}>
      {isClean(job) && Found && <Found result={job.result} />}
      {isClean(job) && <p className="done">{say(dryRun ? 'desk.import.clean' : 'desk.import.done')}</p>}
      {job.state === 'done' && job.errors.length > 0 && <p className="wrong">{say('desk.import.mend')}</p>}
      <RowErrors errors={job.errors} />
      {!dryRun && job.state === 'done' && children}
    </JobCard>
  );
}
