/** The same lines on the map: what is looked at in the list stands out here, and a press here leads to the line. */
import { useMemo } from 'react';
import type { CaseRow, Lamp } from '#contract/cases.ts';
import { DistrictMap, type MapMarker } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { MapLayers, useMapLayers } from '../../parts/map-layers.tsx';

const nobody: MapMarker[] = [];
const tones: Record<Lamp, NonNullable<MapMarker['tone']>> = {
  green: 'good',
  yellow: 'warn',
  red: 'bad',
  paused: 'muted',
  none: 'plain',
};

export function QueueMap({
  rows,
  active,
  onActive,
}: {
  rows: CaseRow[];
  active: string | null;
  onActive: (caseId: string) => void;
}) {
  const { say } = useWords();
  const placed = rows.filter(({ point }) => point !== null);
  // the same places are the same markers, however often the list is read
  const key = placed.map(({ id, stageLamp, urgent }) => `${id}${stageLamp}${urgent}`).join();
  const markers = useMemo<MapMarker[]>(
    () =>
      placed.map((row) => ({
        id: row.id,
        point: row.point!,
        label: `${row.number} ${row.title} · ${say(`lamp.${row.stageLamp}`)}`,
        tone: tones[row.stageLamp],
      })),
    // oxlint-disable-next-line react/exhaustive-deps
    [key, say],
  );
  const layered = useMapLayers();
  return (
    <aside className="queue-map" aria-label={say('desk.queue.map')}>
      <DistrictMap
        label={say('desk.queue.map')}
        markers={layered.on('rows') ? markers : nobody}
        onMarker={onActive}
        active={active}
        height="100%"
        {...layered.shown}
      />
      <MapLayers {...layered} />
      <p className="hint">{say('desk.queue.map.hint', { n: placed.length, rest: rows.length - placed.length })}</p>
    </aside>
  );
}
