/**
 * 画边界: an area below this one, or this one anew, is pressed on the map corner by corner. It goes the way of an import of one area: tried
 * first, with what it would overlap, leave open or reach beyond; then taken as a version of its own.
 */
import { App, Button, Input, Modal } from 'antd';
import { useMemo, useState } from 'react';
import {
  areaShapes,
  getArea,
  importAreas,
  listAreas,
  listLayers,
  type AreaRow,
  type Geometry,
  type Job,
  levelBelow,
} from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import { upload, useRead } from '#web/kit/api.ts';
import { Coordinates, DistrictMap, type MapMarker, type MapOutline } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { Field } from '../../parts/field.tsx';
import { JobProgress, RowErrors, useJob } from '../../parts/job.tsx';
import { Trouble } from '../../parts/state.tsx';
import { asFile, cornersOf, ringOf, snapM, snapped } from './draw.rules.ts';
import { Counts, Findings, reportIn } from './findings.tsx';

const changed = [getArea, listAreas, areaShapes, listLayers];

export function Draw({
  area,
  geometry,
  anew,
  onClose,
}: {
  area: AreaRow;
  geometry: Geometry | null;
  /** this area's own boundary; else one below it */
  anew: boolean;
  onClose: () => void;
}) {
  const { say } = useWords();
  const { message } = App.useApp();
  const called = useCalled();
  const [points, setPoints] = useState<Point[]>([]);
  const [code, setCode] = useState(anew ? area.code : '');
  const [name, setName] = useState(anew ? area.name : '');
  const [typed, type] = useState<Point | null>(null);
  const [byHand, setByHand] = useState(true);
  const [started, start] = useState<{ job: Job; dryRun: boolean } | undefined>();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const job = useJob(started?.job, changed);
  const level = anew ? area.level : levelBelow[area.level];
  const parentId = anew ? area.parentId : area.id;
  const beside = useRead(
    areaShapes,
    { query: { level, layer: area.layer, ...(parentId ? { parentId } : {}) } },
    { staleMs: 60_000 },
  );
  const around = useMemo(
    () => [geometry, ...((beside.data?.features ?? []) as { geometry?: unknown }[]).map((one) => one.geometry)],
    [geometry, beside.data],
  );
  const corners = useMemo(() => cornersOf(around), [around]);
  const near = useMemo(() => snapM(corners), [corners]);
  const put = (next: Point[], pressed = byHand) => {
    setPoints(next);
    setByHand(pressed);
    start(undefined);
  };
  const ring = useMemo(() => ringOf(points), [points]);
  const markers = useMemo<MapMarker[]>(
    () => points.map((point, i) => ({ id: String(i), point, label: String(i + 1), tone: 'plain' })),
    [points],
  );
  const shown = useMemo<MapOutline[]>(
    () => [
      ...around.flatMap((one, i) => (one ? [{ id: `around-${i}`, geometry: one }] : [])),
      ...(ring ? [{ id: 'drawn', geometry: ring, label: name }] : []),
    ],
    [around, ring, name],
  );
  const send = async (dryRun: boolean) => {
    if (!ring) return;
    setError(null);
    setSending(true);
    try {
      const first = await upload(importAreas, {
        params: { jobId: uuidv7() },
        query: {
          layer: area.layer,
          code: 'code',
          name: 'name',
          dryRun,
          ...(anew ? {} : { parentCode: area.code }),
        },
        file: new Blob([asFile(code, name, ring)], { type: 'application/geo+json' }),
      });
      start({ job: first, dryRun });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setSending(false);
    }
  };
  const ended = job !== undefined && job.state !== 'running';
  const report = ended ? reportIn(job.result) : null;
  const wrong = (job?.errors.length ?? 0) + (report?.invalid?.length ?? 0);
  const tried = started?.dryRun === true && job?.state === 'done' && wrong === 0;
  const taken = started?.dryRun === false && job?.state === 'done';
  const ready = ring !== null && code.trim() !== '' && name.trim() !== '';
  const title = say(anew ? 'desk.areas.redraw' : 'desk.areas.draw');
  return (
    <Modal
      open
      width={860}
      title={`${title} · ${called(area)}`}
      onCancel={onClose}
      okText={say(taken ? 'common.close' : tried ? 'desk.areas.draw.do' : 'desk.areas.draw.try')}
      okButtonProps={{ disabled: !ready, loading: sending || job?.state === 'running' }}
      onOk={() => {
        if (taken) {
          void message.success(say('desk.saved'));
          onClose();
        } else void send(!tried);
      }}
    >
      <div className="stack">
        <p className="hint">{say('desk.areas.draw.hint')}</p>
        {error !== null && <Trouble error={error} />}
        <div className="take-row">
          <Field label={say('desk.areas.code')} required>
            {(control) => (
              <Input
                {...control}
                value={code}
                maxLength={40}
                disabled={anew}
                onChange={(event) => (setCode(event.target.value), start(undefined))}
              />
            )}
          </Field>
          <Field label={say('desk.areas.name')} required>
            {(control) => (
              <Input
                {...control}
                lang="zh-CN"
                value={name}
                maxLength={80}
                onChange={(event) => (setName(event.target.value), start(undefined))}
              />
            )}
          </Field>
        </div>
        <DistrictMap
          label={say('desk.areas.map')}
          outlines={shown}
          markers={markers}
          onPin={(point) => put([...points, snapped(point, corners, near)], true)}
          drawing
          height={320}
          holdView={byHand}
          cells
        />
        <div className="split-tools">
          <Button size="small" disabled={points.length === 0} onClick={() => put(points.slice(0, -1))}>
            {say('desk.areas.split.back')}
          </Button>
          <Button size="small" disabled={points.length === 0} onClick={() => put([])}>
            {say('desk.areas.split.clear')}
          </Button>
          <span className="faint">{say('desk.areas.split.points', { n: points.length })}</span>
        </div>
        <details>
          <summary>{say('desk.areas.split.typed')}</summary>
          <Coordinates pin={typed} onPin={type} />
          <Button size="small" disabled={!typed} onClick={() => typed && put([...points, typed], false)}>
            {say('desk.areas.draw.add')}
          </Button>
        </details>
        {job && (
          <div className="stack" aria-live="polite">
            <JobProgress job={job} />
            {tried && <p className="done">{say('desk.areas.draw.tried')}</p>}
            {taken && <p className="done">{say('desk.import.done')}</p>}
            {ended && wrong > 0 && <p className="wrong">{say('desk.import.mend')}</p>}
            <Counts result={job.result} />
            <RowErrors errors={job.errors} />
            {report && <Findings report={report} />}
          </div>
        )}
      </div>
    </Modal>
  );
}
