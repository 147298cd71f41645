/**
 * The map of the district, drawn from its own boundaries: no tiles, keys or fonts from the internet. MapLibre (about 400 kB)
 * is fetched only when a map is shown. Where there is no WebGL2 the same question is asked in numbers, and markers become a
 * list: nothing depends on seeing the map.
 */
import { Component, lazy, Suspense, useId, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Point } from '#contract/endpoint.ts';
import { useWords } from './words.tsx';

export type MapMarker = {
  id: string;
  point: Point;
  label: string;
  /** shape and colour of the marker; the shape tells the same as the colour */
  tone?: 'plain' | 'good' | 'warn' | 'bad' | 'muted';
};
export type MapOutline = { id: string; geometry: unknown; label?: string; tone?: MapMarker['tone'] };
export type LaidShape = { label: string; geometry: { type: 'Point' | 'LineString' | 'Polygon'; coordinates: unknown } };
/** Laid over the map: cases gathered by the server (vector tiles of this address), or signs with what they say when pressed. */
export type MapLayer =
  | { id: string; as: 'numbers' | 'heat'; tiles: string }
  /** the district's own points, lines and areas (a GeoJSON of its own), each with its name */
  | { id: string; as: 'shapes'; colour: string; shapes: readonly LaidShape[] }
  | { id: string; as: 'signs'; sign: string; colour: string; points: readonly { point: Point; label: string }[] };
export type DistrictMapProps = {
  /** names the map for those who do not see it */
  label: string;
  /** given: the pin may be placed and moved */
  onPin?: (point: Point) => void;
  pin?: Point | null;
  markers?: readonly MapMarker[];
  onMarker?: (id: string) => void;
  /** how much of something lies where: warm and cold over the base map */
  heat?: readonly (Point & { n: number })[];
  layers?: readonly MapLayer[];
  /** roads and their names, unless somebody wants to see what they cover */
  roads?: boolean;
  /** this marker stands out, and is brought into sight */
  active?: string | null;
  /** own shapes over the base map: a boundary before it is split, the cell of a case */
  outlines?: readonly MapOutline[];
  /** a line is being drawn: each press adds a point, none is moved */
  drawing?: boolean;
  /** the outlines change under somebody's hand: they are shown, but the map is not moved to them again */
  holdView?: boolean;
  /** looked at first; otherwise the pin, the markers, or the whole district */
  centre?: Point | null;
  zoom?: number;
  /** where one has moved to: what lies in it may be asked for, 'west,south,east,north' */
  onBox?: (bbox: string) => void;
  /** cells appear when one is near enough to tell them apart */
  cells?: boolean;
  height?: number | string;
  theme?: 'light' | 'dark';
  className?: string;
};

const Canvas = lazy(() => import('./map-canvas.tsx'));

let webgl: boolean | undefined;
export function hasWebGL2(): boolean {
  if (webgl === undefined) {
    try {
      const context = document.createElement('canvas').getContext('webgl2');
      webgl = context !== null;
      context?.getExtension('WEBGL_lose_context')?.loseContext();
    } catch {
      webgl = false;
    }
  }
  return webgl;
}

const darkQuery = '(prefers-color-scheme: dark)';
/** What the device prefers, unless the page was told otherwise by `<html data-theme>`. */
export function usePreferredTheme(): 'light' | 'dark' {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(darkQuery);
      query.addEventListener('change', changed);
      const watch = new MutationObserver(changed);
      watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      return () => {
        query.removeEventListener('change', changed);
        watch.disconnect();
      };
    },
    () => {
      const told = document.documentElement.dataset['theme'];
      return told === 'dark' || told === 'light' ? told : matchMedia(darkQuery).matches ? 'dark' : 'light';
    },
  );
}

export function DistrictMap(props: DistrictMapProps) {
  const { say } = useWords();
  const preferred = usePreferredTheme();
  const height = props.height ?? 320;
  if (!hasWebGL2()) return <WithoutMap {...props} why={say('map.unavailable')} />;
  return (
    <MapOrWords fallback={<WithoutMap {...props} why={say('map.failed')} />}>
      <Suspense
        fallback={
          <output className={`map map--waiting ${props.className ?? ''}`} style={{ height }}>
            {say('map.loading')}
          </output>
        }
      >
        <Canvas {...props} height={height} theme={props.theme ?? preferred} />
      </Suspense>
    </MapOrWords>
  );
}

/** A chunk that does not arrive, or a graphics driver that gives up, must not take the form with it. */
class MapOrWords extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}

function WithoutMap({
  label,
  why,
  onPin,
  pin,
  markers,
  onMarker,
  heat,
  layers = [],
}: DistrictMapProps & { why: string }) {
  return (
    <section className="map map--words" aria-label={label}>
      <p className="map__why">{why}</p>
      {onPin && <Coordinates pin={pin ?? null} onPin={onPin} />}
      {!onPin && pin && <p>{coordinateText(pin)}</p>}
      {heat && heat.length > 0 && (
        <ul className="map__list">
          {heat.slice(0, 10).map((spot) => (
            <li key={coordinateText(spot)}>
              {spot.n} <small>{coordinateText(spot)}</small>
            </li>
          ))}
        </ul>
      )}
      {layers.map(
        (layer) =>
          layer.as === 'signs' && (
            <ul key={layer.id} className="map__list">
              {layer.points.map(({ point, label: said }) => (
                <li key={said + coordinateText(point)}>
                  {said} <small>{coordinateText(point)}</small>
                </li>
              ))}
            </ul>
          ),
      )}
      {markers && markers.length > 0 && (
        <ul className="map__list">
          {markers.map((marker) => (
            <li key={marker.id}>
              {onMarker ? (
                <button type="button" onClick={() => onMarker(marker.id)}>
                  {marker.label}
                </button>
              ) : (
                marker.label
              )}{' '}
              <small>{coordinateText(marker.point)}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export const coordinateText = (point: Point): string => `${point.lon.toFixed(6)}, ${point.lat.toFixed(6)}`;

/** Longitude and latitude by hand, for those who have them from elsewhere or have no map. */
export function Coordinates({ pin, onPin }: { pin: Point | null; onPin: (point: Point) => void }) {
  const { say } = useWords();
  const id = useId();
  const [typed, setTyped] = useState<{ lon: string; lat: string; of: Point | null }>({ lon: '', lat: '', of: null });
  const shown =
    pin && typed.of !== pin ? { lon: pin.lon.toFixed(6), lat: pin.lat.toFixed(6) } : { lon: typed.lon, lat: typed.lat };
  const change = (part: { lon?: string; lat?: string }) => {
    const next = { ...shown, ...part };
    const [lon, lat] = [Number(next.lon), Number(next.lat)];
    const usable = next.lon.trim() !== '' && next.lat.trim() !== '' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
    const point = usable ? { lon, lat } : null;
    setTyped({ ...next, of: point ?? pin });
    if (point) onPin(point);
  };
  return (
    <fieldset className="map__coordinates">
      <legend>{say('map.coordinates')}</legend>
      {(['lon', 'lat'] as const).map((axis) => (
        <label key={axis} htmlFor={`${id}-${axis}`}>
          <span>{say(axis === 'lon' ? 'map.longitude' : 'map.latitude')}</span>
          <input
            id={`${id}-${axis}`}
            inputMode="decimal"
            value={shown[axis]}
            onChange={(event) => change({ [axis]: event.target.value })}
          />
        </label>
      ))}
    </fieldset>
  );
}
