/** A small map for paper: roads, water and the cell drawn as lines, the place as a cross. Sharp in print, and there without WebGL. */
import { groundMap } from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import { useRead } from '#web/kit/api.ts';
import { boundsOf, type Shape } from '#web/kit/map-shapes.ts';

type Ring = readonly (readonly number[])[];
const [width, height] = [300, 200];

/** Lines of any geometry: rings of areas, roads as they are. */
function linesOf(geometry: Shape['geometry']): Ring[] {
  if (!geometry) return [];
  if (geometry.type === 'LineString') return [geometry.coordinates];
  if (geometry.type === 'Polygon') return geometry.coordinates;
  return (geometry.coordinates as unknown as (Ring | Ring[])[]).flatMap((part) =>
    typeof part[0]?.[0] === 'number' ? [part as Ring] : (part as Ring[]),
  );
}

export function PlaceSketch({ point, geometry, label }: { point: Point | null; geometry: unknown; label: string }) {
  const cell: Shape = { type: 'Feature', properties: null, geometry: (geometry ?? null) as Shape['geometry'] };
  const own = boundsOf([cell]);
  const middle = point ?? (own && { lon: (own[0][0] + own[1][0]) / 2, lat: (own[0][1] + own[1][1]) / 2 });
  // some 400 m to each side, or the whole cell where it is larger
  const halfLat = Math.max(0.0028, own ? (own[1][1] - own[0][1]) * 0.65 : 0);
  const halfLon = (halfLat * width) / height / Math.cos(((middle?.lat ?? 0) * Math.PI) / 180);
  const [west, south] = middle ? [middle.lon - halfLon, middle.lat - halfLat] : [0, 0];
  const bbox = [west, south, west + 2 * halfLon, south + 2 * halfLat].map((n) => n.toFixed(5)).join(',');
  const ground = useRead(groundMap, { query: { bbox } }, { staleMs: 600_000, enabled: middle !== null });
  if (!middle) return null;
  const x = (lon: number) => ((lon - west) / (2 * halfLon)) * width;
  const y = (lat: number) => height - ((lat - south) / (2 * halfLat)) * height;
  const path = (lines: Ring[], close: boolean) =>
    lines
      .map(
        (line) =>
          `M${line.map(([lon, lat]) => `${x(lon!).toFixed(1)} ${y(lat!).toFixed(1)}`).join('L')}${close ? 'Z' : ''}`,
      )
      .join('');
  const features = (ground.data?.features ?? []) as unknown as Shape[];
  const of = (kind: string) => features.filter(({ properties }) => properties?.kind === kind);
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing of lines is no file
    <svg className="sketch" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {of('water').map((one, i) => (
        <path key={i} d={path(linesOf(one.geometry), true)} className="sketch-water" />
      ))}
      {of('road').map((one, i) => (
        <path key={i} d={path(linesOf(one.geometry), false)} className="sketch-road" />
      ))}
      <path d={path(linesOf(cell.geometry), true)} className="sketch-cell" />
      {point && (
        <g transform={`translate(${x(point.lon).toFixed(1)} ${y(point.lat).toFixed(1)})`} className="sketch-pin">
          <circle r="7" />
          <path d="M-12 0H12M0-12V12" />
        </g>
      )}
    </svg>
  );
}
