/** Long work is never silent: how far it is, what it found in each row, and a way to stop it. */
import { Alert, Button, Progress } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { cancelJob, getJob, type Job } from '#contract/areas.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from './csv.ts';
import { Trouble } from './state.tsx';
import { TableBox } from './table-box.tsx';

/**
 * Follows a job until it ends; `first` is what the starting request answered. What it `changes` is read anew when it has ended,
 * not when it began: before that there is nothing new to read.
 */
export function useJob(first: Job | undefined, changes: readonly Endpoint[] = []): Job | undefined {
  const cache = useQueryClient();
  const [ended, setEnded] = useState<string | null>(null);
  const running = first?.state === 'running' && ended !== first.id;
  const { data } = useRead(
    getJob,
    { params: { jobId: first?.id ?? '' } },
    { enabled: first !== undefined, refetchMs: running ? 800 : undefined, staleMs: 0 },
  );
  const now = data?.id === first?.id ? data : first;
  if (now && now.state !== 'running' && ended !== now.id) setEnded(now.id);
  const told = useRef(changes);
  useEffect(() => {
    if (ended !== null) for (const { id } of told.current) void cache.invalidateQueries({ queryKey: [id] });
  }, [ended, cache]);
  return now;
}

/** What a job tells, brought into view when it begins and when it ends: the button that began it may stand far above. */
export function JobCard({ job, children }: { job: Job; children?: ReactNode }) {
  const card = useRef<HTMLDivElement>(null);
  const { state } = job;
  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    card.current?.scrollIntoView({
      block: state === 'running' ? 'nearest' : 'start',
      behavior: still ? 'auto' : 'smooth',
    });
  }, [state]);
  return (
    <div ref={card} className="card stack job-card">
      <JobProgress job={job} />
      {children}
    </div>
  );
}

export function JobProgress({ job }: { job: Job }) {
  const { say } = useWords();
  const stop = useWrite(cancelJob, { changes: [getJob] });
  // what was only tried, or found nothing to do, may end before its last step
  const share =
    job.state === 'done' ? 100 : job.total > 0 ? Math.min(100, Math.round((100 * job.done) / job.total)) : 0;
  return (
    <div className="job" aria-live="polite">
      <p>
        <strong>{say(`desk.job.${job.state}`)}</strong> {job.message}{' '}
        {/* hundredths are what the bar says already; rows are worth a number */}
        {job.state === 'running' && job.total > 0 && job.total !== 100 && (
          <span className="num">{say('desk.job.count', { done: job.done, total: job.total })}</span>
        )}
      </p>
      <Progress
        percent={share}
        status={
          job.state === 'running'
            ? 'active'
            : job.state !== 'done'
              ? 'exception'
              : job.errors.length > 0
                ? 'normal'
                : 'success'
        }
        aria-label={say('desk.job.progress')}
      />
      {stop.error && <Trouble error={stop.error} />}
      {job.state === 'running' && (
        <Button danger loading={stop.isPending} onClick={() => stop.mutate({ params: { jobId: job.id }, body: {} })}>
          {say('desk.job.cancel')}
        </Button>
      )}
    </div>
  );
}

/** Which rows of the file cannot be taken and why; for many, the list is better read in a spreadsheet. */
export function RowErrors({ errors }: { errors: Job['errors'] }) {
  const { say } = useWords();
  if (errors.length === 0) return null;
  const save = () =>
    saveFile(
      'row-errors.csv',
      csv(
        [say('desk.job.row'), say('desk.job.field'), say('desk.job.reason')],
        errors.map((error) => [error.row, error.field, error.reason]),
      ),
    );
  return (
    <>
      <Alert
        type="warning"
        title={say('desk.job.errors', { n: errors.length })}
        action={
          <Button size="small" onClick={save}>
            {say('desk.export', { n: errors.length })}
          </Button>
        }
      />
      <TableBox size="short" label={say('desk.job.errors', { n: errors.length })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('desk.job.row')}</th>
              <th scope="col">{say('desk.job.field')}</th>
              <th scope="col">{say('desk.job.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {errors.slice(0, 500).map((error, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- two errors of a row may read the same
              <tr key={i}>
                <td className="num">{error.row ?? '—'}</td>
                <td>{error.field}</td>
                <td>{error.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  );
}
