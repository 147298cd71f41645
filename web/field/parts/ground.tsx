/** Her own ground, drawn from the bundle as plain lines: it needs no network, no tiles, and is sharp in the sun. */
import { useMemo } from 'react';
import type { Geometry } from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import type { FieldDay } from '#contract/patrol.ts';

export type Mark = { key: string; point: Point; kind: 'task' | 'due' | 'kept' | 'me'; name: string };
const ringsOf = (geometry: Geometry): number[][][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

export function Ground(props: {
  areas: FieldDay['areas'];
  marks: readonly Mark[];
  line?: readonly Point[];
  label: string;
}) {
  const { areas, marks, line = [], label } = props;
  const view = useMemo(() => {
    const points = [
      ...areas.flatMap(({ geometry }) => ringsOf(geometry).flat()),
      ...(areas.length === 0 ? [...marks.map(({ point }) => point), ...line].map(({ lon, lat }) => [lon, lat]) : []),
    ];
    if (points.length === 0) return null;
    const [lons, lats] = [points.map(([lon]) => lon!), points.map(([, lat]) => lat!)];
    const [west, east] = [lons.reduce((a, b) => Math.min(a, b)), lons.reduce((a, b) => Math.max(a, b))];
    const [south, north] = [lats.reduce((a, b) => Math.min(a, b)), lats.reduce((a, b) => Math.max(a, b))];
    // A degree of longitude is shorter than one of latitude, the more so in the north.
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const scale = 1000 / Math.max((east - west) * squeeze, north - south, 0.0005);
    const x = (lon: number) => Number(((lon - west) * squeeze * scale + 40).toFixed(1));
    const y = (lat: number) => Number(((north - lat) * scale + 40).toFixed(1));
    return { x, y, width: x(east) + 40, height: y(south) + 40 };
  }, [areas, marks, line]);
  if (!view) return null;
  const { x, y } = view;
  const path = (geometry: Geometry) =>
    ringsOf(geometry)
      .map((ring) => `M${ring.map(([lon, lat]) => `${x(lon!)} ${y(lat!)}`).join('L')}Z`)
      .join('');
  return (
    <figure className="ground">
      <figcaption className="unseen">{label}</figcaption>
      <svg viewBox={`0 0 ${view.width} ${view.height}`} aria-hidden="true">
        {areas.map(({ id, level, geometry }) => (
          <path key={id} d={path(geometry)} className={level === 'cell' ? 'ground__cell' : 'ground__area'} />
        ))}
        {line.length > 1 && (
          <polyline className="ground__line" points={line.map(({ lon, lat }) => `${x(lon)},${y(lat)}`).join(' ')} />
        )}
        {marks.map(({ key, point, kind, name }) => (
          <g
            key={key}
            className={`ground__mark ground__mark--${kind}`}
            transform={`translate(${x(point.lon)} ${y(point.lat)})`}
          >
            <title>{name}</title>
            {kind === 'task' && <path d="M0 0L-16 -26A17 17 0 1 1 16 -26Z" />}
            {kind === 'due' && <rect x="-13" y="-13" width="26" height="26" />}
            {kind === 'kept' && <path d="M-11 0L-3 9L12 -10" />}
            {kind === 'me' && <circle r="15" />}
          </g>
        ))}
      </svg>
    </figure>
  );
}
