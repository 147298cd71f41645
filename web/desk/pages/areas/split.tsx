/** 拆分: a line is pressed on the map point by point (or its coordinates are typed), shown cut, and only then cut. */
import { App, Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { areaShapes, getArea, listAreas, splitArea, type AreaRow, type Geometry } from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import { call, useWrite } from '#web/kit/api.ts';
import { Coordinates, DistrictMap, type MapMarker, type MapOutline } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from '../../parts/called.ts';
import { Trouble } from '../../parts/state.tsx';
import { areaWords } from './areas.tsx';
import { Tiles, type Report } from './findings.tsx';

type Part = { code: string; name: string; areaM2: number; geometry: Geometry };

export function Split({ area, geometry, onClose }: { area: AreaRow; geometry: Geometry; onClose: () => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const name = useCalled()(area);
  const [line, setLine] = useState<Point[]>([]);
  const [parts, setParts] = useState<Part[] | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [typed, type] = useState<Point | null>(null);
  const write = useWrite(splitArea, { changes: [getArea, listAreas, areaShapes] });
  const [byHand, setByHand] = useState(true);
  const add = (point: Point, pressed: boolean) => {
    setLine((before) => [...before, point]);
    setParts(null);
    setByHand(pressed);
  };
  const markers = useMemo<MapMarker[]>(
    () => line.map((point, i) => ({ id: String(i), point, label: String(i + 1), tone: 'plain' })),
    [line],
  );
  const shown = useMemo<MapOutline[]>(
    () =>
      parts
        ? parts.map((part) => ({ id: part.code || part.name, geometry: part.geometry, label: part.name }))
        : [{ id: 'area', geometry, label: name }, ...(line.length > 1 ? [{ id: 'line', geometry: lineOf(line) }] : [])],
    [parts, geometry, name, line],
  );
  const body = { version: area.version, line: line.map(({ lon, lat }) => [lon, lat]) };
  const preview = async () => {
    setError(null);
    try {
      const answer = await call(splitArea, {
        params: { areaId: area.id },
        body: { ...body, id: uuidv7(), dryRun: true },
      });
      setParts(answer.parts);
      setReport(answer.report);
    } catch (thrown) {
      setError(thrown);
    }
  };
  const cut = () =>
    write.mutate(
      { params: { areaId: area.id }, body },
      {
        onSuccess: () => {
          void message.success(say('desk.saved'));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      width={860}
      title={`${say('desk.areas.split')} · ${name}`}
      onCancel={onClose}
      okText={say(parts ? 'desk.areas.split.do' : 'desk.areas.preview')}
      okButtonProps={{ disabled: line.length < 2, loading: write.isPending }}
      onOk={() => (parts ? cut() : void preview())}
    >
      <div className="stack">
        <p className="hint">{say('desk.areas.split.hint')}</p>
        {(error ?? write.error) !== null && <Trouble error={error ?? write.error} />}
        <DistrictMap
          label={say('desk.areas.map')}
          outlines={shown}
          markers={markers}
          onPin={(point) => add(point, true)}
          drawing
          height={320}
          holdView={byHand}
          cells
        />
        <div className="split-tools">
          <Button
            size="small"
            disabled={line.length === 0}
            onClick={() => (setLine(line.slice(0, -1)), setParts(null))}
          >
            {say('desk.areas.split.back')}
          </Button>
          <Button size="small" disabled={line.length === 0} onClick={() => (setLine([]), setParts(null))}>
            {say('desk.areas.split.clear')}
          </Button>
          <span className="faint">{say('desk.areas.split.points', { n: line.length })}</span>
        </div>
        <details>
          <summary>{say('desk.areas.split.typed')}</summary>
          <Coordinates pin={typed} onPin={type} />
          <Button size="small" disabled={!typed} onClick={() => typed && add(typed, false)}>
            {say('desk.areas.split.add')}
          </Button>
        </details>
        {parts && (
          <ul>
            {parts.map((part) => (
              <li key={part.code || part.name}>
                {part.name} <span className="num">{part.code}</span> {areaWords(part.areaM2)}
              </li>
            ))}
          </ul>
        )}
        {parts && report && <Tiles report={report} />}
      </div>
    </Modal>
  );
}

const lineOf = (line: Point[]): unknown => ({
  type: 'LineString',
  coordinates: line.map(({ lon, lat }) => [lon, lat]),
});
