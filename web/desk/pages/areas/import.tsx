/** 导入边界: GeoJSON, or CSV of codes and names. The columns are read from the file and chosen; tried first, then taken or not at all. */
import { AutoComplete, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { areaShapes, datums, getArea, importAreas, levels, listAreas, listLayers, type Job } from '#contract/areas.ts';
import { uuidv7 } from '#contract/ids.ts';
import { upload, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { Field } from '../../parts/field.tsx';
import { FileChoice } from '../../parts/file.tsx';
import { JobCard, RowErrors, useJob } from '../../parts/job.tsx';
import { Page } from '../../parts/page.tsx';
import { Trouble } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { Counts, Findings, reportIn } from './findings.tsx';
import { columnsOf } from './columns.ts';

const blank = {
  layer: '',
  code: '',
  name: '',
  parent: '',
  parentCode: '',
  level: undefined as (typeof levels)[number] | undefined,
  datum: 'wgs84' as (typeof datums)[number],
};

const changedByImport = [listAreas, listLayers, areaShapes, getArea];

export function AreaImportPage() {
  const { say } = useWords();
  const called = useCalled();
  const layers = useRead(listLayers, {}, { staleMs: 60_000 });
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState<string[]>([]);
  const [of, setOf] = useState(blank);
  const [started, setStarted] = useState<{ job: Job; dryRun: boolean } | undefined>();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const job = useJob(started?.job, changedByImport);
  const put = (part: Partial<typeof blank>) => {
    setOf((before) => ({ ...before, ...part }));
    setStarted(undefined);
  };
  const choose = async (chosen: File) => {
    setFile(chosen);
    setStarted(undefined);
    const found = columnsOf(await chosen.slice(0, 262_144).text(), chosen.name);
    setColumns(found);
    const like = (...words: RegExp[]) =>
      words.map((word) => found.find((column) => word.test(column))).find(Boolean) ?? '';
    setOf((before) => ({
      ...before,
      code: like(/^(code|代码|编码)$/i, /code|编码|代码|id$/i),
      name: like(/^(name|名称)$/i, /name|名称/i),
      parent: like(/^(parent|上级)/i),
    }));
  };
  const start = async (dryRun: boolean) => {
    if (!file) return;
    setError(null);
    setSending(true);
    try {
      const first = await upload(importAreas, {
        params: { jobId: uuidv7() },
        query: {
          layer: of.layer.trim(),
          code: of.code,
          name: of.name,
          datum: of.datum,
          dryRun,
          ...(of.parent ? { parent: of.parent } : {}),
          ...(of.parentCode.trim() ? { parentCode: of.parentCode.trim() } : {}),
          ...(of.level ? { level: of.level } : {}),
        },
        file: new Blob([file], { type: /\.csv$/i.test(file.name) ? 'text/csv' : 'application/geo+json' }),
      });
      setStarted({ job: first, dryRun });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setSending(false);
    }
  };
  const ready = file !== null && of.layer.trim() !== '' && of.code !== '' && of.name !== '';
  const busy = sending || job?.state === 'running';
  const report = job && job.state !== 'running' ? reportIn(job.result) : null;
  // all rows are taken, or none: with a wrong one there is nothing to take
  const wrong = (job?.errors.length ?? 0) + (report?.invalid?.length ?? 0);
  const uneven = Object.values(report?.totals ?? {}).some((n) => n > 0);
  const tried = started?.dryRun === true && job?.state === 'done' && wrong === 0;
  const column = (name: 'code' | 'name' | 'parent', required: boolean) => (
    <Field label={say(`desk.areas.column.${name}`)} required={required}>
      {(control) =>
        columns.length > 0 ? (
          <Select
            id={control.id}
            value={of[name] || undefined}
            onChange={(value?: string) => put({ [name]: value ?? '' })}
            options={columns.map((value) => ({ value, label: value }))}
            allowClear={!required}
          />
        ) : (
          <Input
            {...control}
            value={of[name]}
            onChange={(event) => put({ [name]: event.target.value })}
            maxLength={60}
          />
        )
      }
    </Field>
  );
  return (
    <Page title={say('desk.areas.import')} hint={say('desk.areas.import.hint')}>
      <div className="card stack narrow">
        <FileChoice
          label={say('desk.import.file.geo')}
          accept=".json,.geojson,.csv"
          file={file}
          onFile={(chosen) => void choose(chosen)}
        />
        <Field label={say('desk.areas.layer')} hint={say('desk.areas.layer.hint')} required>
          {(control) => (
            <AutoComplete
              {...control}
              value={of.layer}
              onChange={(layer: string) => put({ layer: layer.slice(0, 40) })}
              options={(layers.data?.layers ?? []).map((one) => ({
                value: one.name,
                label: `${one.name} · ${called({ name: one.title, nameEn: one.titleEn })} (${one.areas})`,
              }))}
            />
          )}
        </Field>
        {column('code', true)}
        {column('name', true)}
        {column('parent', false)}
        <Field label={say('desk.areas.parent_code')} hint={say('desk.areas.parent_code.hint')}>
          {(control) => (
            <Input
              {...control}
              value={of.parentCode}
              onChange={(event) => put({ parentCode: event.target.value })}
              maxLength={40}
            />
          )}
        </Field>
        <Field label={say('desk.areas.level')}>
          {(control) => (
            <Select
              id={control.id}
              value={of.level}
              onChange={(level?: (typeof levels)[number]) => put({ level })}
              options={levels.map((value) => ({ value, label: say(`level.${value}`) }))}
              allowClear
              placeholder={say('desk.areas.level.auto')}
            />
          )}
        </Field>
        <Field label={say('desk.areas.datum')} hint={say('desk.areas.datum.hint')} required>
          {(control) => (
            <Select
              id={control.id}
              value={of.datum}
              onChange={(datum) => put({ datum })}
              options={datums.map((value) => ({ value, label: say(`datum.${value}`) }))}
            />
          )}
        </Field>
        {error !== null && <Trouble error={error} />}
        <div className="form-actions">
          <Button type={tried ? 'default' : 'primary'} disabled={!ready || busy} onClick={() => void start(true)}>
            {say('desk.import.try')}
          </Button>
          <Button type={tried ? 'primary' : 'default'} disabled={!tried || busy} onClick={() => void start(false)}>
            {say('desk.import.take')}
          </Button>
        </div>
        {!started && <p className="hint">{say('desk.import.try.hint')}</p>}
      </div>
      {job && (
        <JobCard job={job}>
          {tried && <p className="done">{say(uneven ? 'desk.areas.import.uneven' : 'desk.import.clean')}</p>}
          {job.state === 'done' && !started?.dryRun && <p className="done">{say('desk.import.done')}</p>}
          {job.state === 'done' && wrong > 0 && <p className="wrong">{say('desk.import.mend')}</p>}
          <Counts result={job.result} />
          <RowErrors errors={job.errors} />
          {report && <Findings report={report} />}
          {!started?.dryRun && job.state === 'done' && (
            <Link to={paths.areas({ layer: of.layer })}>{say('desk.import.look')}</Link>
          )}
        </JobCard>
      )}
    </Page>
  );
}
