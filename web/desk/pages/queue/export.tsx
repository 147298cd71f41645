/**
 * The list as a file with exactly the columns that are shown. What is on the screen is written at once, the rest of a short list is read
 * page by page; a long one is written by the server, where it goes on while one works on, and is found again after a reload.
 */
import { CloudDownloadOutlined, DownloadOutlined } from '@ant-design/icons';
import { App, Badge, Button, Modal, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { columnCells, columnHead, type CaseColumnName } from '#contract/case-columns.ts';
import { listCaseFiles, readCaseFile, shortList, writeCaseFile, type CaseFile } from '#contract/files.ts';
import { listCases, type CaseRow } from '#contract/cases.ts';
import type { QueryOf } from '#contract/endpoint.ts';
import { addressOf, call, useRead, useWrite, wordsOf } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { JobProgress } from '../../parts/job.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useColumns } from './tools.tsx';

export function Export({
  rows,
  more,
  query,
  title,
}: {
  rows: CaseRow[];
  more: boolean;
  query: QueryOf<typeof listCases>;
  title: string;
}) {
  const words = useWords();
  const { say } = words;
  const { message } = App.useApp();
  const shown = useColumns();
  const [read, setRead] = useState<number | null>(null);
  const [looking, setLooking] = useState(false);
  const byServer = useWrite(writeCaseFile, { changes: [listCaseFiles] });
  const over = useRef<AbortController>(undefined);
  useEffect(() => () => over.current?.abort(), []);
  const write = (all: CaseRow[]) =>
    saveFile(
      `${title}-${new Date().toISOString().slice(0, 10)}.csv`,
      csv(
        columnHead(shown, words),
        all.map((row) => columnCells(shown, row, words)),
      ),
    );
  const leaveToServer = async () => {
    const { limit: _, after: __, ...filters } = query;
    await byServer.mutateAsync({ body: { query: filters, columns: shown.map(({ name }) => name as CaseColumnName) } });
    setLooking(true);
  };
  const readOn = async () => {
    const { signal } = (over.current = new AbortController());
    const all: CaseRow[] = [];
    let after: string | null = '';
    setRead(0);
    try {
      while (after !== null && all.length < shortList) {
        const asked = { ...query, limit: 200, ...(after ? { after } : {}) };
        // oxlint-disable-next-line no-await-in-loop -- each page says where the next begins
        const page: { rows: CaseRow[]; next: string | null } = await call(listCases, { query: asked }, { signal });
        all.push(...page.rows);
        after = page.next;
        setRead(all.length);
      }
      if (after === null) {
        write(all);
        void message.success(say('desk.export.done', { n: all.length }));
      } else {
        await leaveToServer();
        void message.info(say('desk.export.long'));
      }
    } catch (error) {
      if (!signal.aborted) void message.error(wordsOf(error));
    }
    setRead(null);
  };
  return (
    <>
      <ExportCsv n={rows.length} onSave={() => write(rows)} />
      {more && <Button onClick={() => void readOn()}>{say('desk.export.all')}</Button>}
      <Files open={looking} onOpen={setLooking} />
      <Modal
        open={read !== null}
        title={say('desk.export.all')}
        onCancel={() => over.current?.abort()}
        okButtonProps={{ style: { display: 'none' } }}
        cancelText={say('desk.job.cancel')}
        mask={{ closable: false }}
      >
        <Progress
          percent={Math.min(99, Math.round((100 * (read ?? 0)) / shortList))}
          format={() => say('desk.queue.shown', { n: read ?? 0 })}
          aria-label={say('desk.export.all')}
        />
      </Modal>
    </>
  );
}

function Files({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  const { say } = useWords();
  const [running, setRunning] = useState(false);
  const { data } = useRead(listCaseFiles, {}, { staleMs: 60_000, refetchMs: running ? 1_000 : undefined });
  const files = data?.files ?? [];
  const isRunning = files.some(({ job }) => job.state === 'running');
  if (running !== isRunning) setRunning(isRunning);
  return (
    <Panel
      open={open}
      onOpen={onOpen}
      title={say('desk.export.files')}
      button={
        <Badge count={files.length} dot={running} size="small" color="blue">
          <Button icon={<CloudDownloadOutlined aria-hidden />} aria-label={say('desk.export.files')} />
        </Badge>
      }
    >
      <div className="case-files">
        {files.length === 0 && <p className="hint">{say('desk.export.files.none')}</p>}
        <ul>
          {files.map((file) => (
            <li key={file.job.id}>
              <OneFile file={file} />
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function OneFile({ file }: { file: CaseFile }) {
  const { say, time } = useWords();
  const { job, rows: n, bytes } = file;
  return (
    <div className="stack">
      <strong>{time(job.startedAt)}</strong>
      {n === null || bytes === null ? (
        <JobProgress job={job} />
      ) : (
        <>
          <Button
            type="primary"
            icon={<DownloadOutlined aria-hidden />}
            href={addressOf(readCaseFile, { params: { jobId: job.id } })}
            download
          >
            {say('desk.export.fetch', { n, size: Math.max(0.1, bytes / 1_000_000).toFixed(1) })}
          </Button>
          {file.cut && <p>{say('desk.export.fetch.cut', { n })}</p>}
          <p className="hint">{say('desk.export.files.kept', { until: time(file.until) })}</p>
        </>
      )}
    </div>
  );
}
