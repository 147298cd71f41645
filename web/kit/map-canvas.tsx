/** The drawn map; loaded only by `map.tsx`. Everything a mouse can do with the pin, arrow keys and a button can do too. */
import {
  AttributionControl,
  Map as Drawn,
  Marker,
  NavigationControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { Feature, Geometry } from 'geojson';
import { useEffect, useRef, useState } from 'react';
import { areaShapes, groundMap } from '#contract/areas.ts';
import { readBaseMap } from '#contract/basemap.ts';
import type { Point } from '#contract/endpoint.ts';
import type { Lang } from '#contract/words/words.ts';
import { call } from './api.ts';
import { layBase } from './map-base.ts';
import { lay } from './map-layers.ts';
import type { DistrictMapProps, MapMarker } from './map.tsx';
import { coordinateText } from './map.tsx';
import { boundsOf, labelPoints, type Shape } from './map-shapes.ts';
import { trustTheMap } from './trusted.ts';
import { useWords } from './words.tsx';

// Without this a production build shows a silent, empty map: Vite does not find the worker by itself.
setWorkerUrl(workerUrl);
trustTheMap(workerUrl);

export type Paint = {
  ground: string;
  street: string;
  water: string;
  green: string;
  road: string;
  line: string;
  fine: string;
  text: string;
  halo: string;
  own: string;
};
const paints: Record<'light' | 'dark', Paint> = {
  light: {
    ground: '#eef1ee',
    street: '#f8f7f2',
    water: '#c3dbe8',
    green: '#dfead6',
    road: '#e3d9c4',
    line: '#7d8b86',
    fine: '#b8c2bd',
    text: '#3b4744',
    halo: '#ffffff',
    own: '#a8420f',
  },
  dark: {
    ground: '#141a1a',
    street: '#1c2424',
    water: '#1f3a4a',
    green: '#1d2f25',
    road: '#3a3a35',
    line: '#6f827d',
    fine: '#3d4a48',
    text: '#cfdad6',
    halo: '#141a1a',
    own: '#ffb184',
  },
};
const none = { type: 'FeatureCollection' as const, features: [] };

/** No `glyphs`: labels are drawn from the device's own fonts, Chinese included. */
function styleOf(paint: Paint, lang: Lang): StyleSpecification {
  const text = (size: number) => ({
    'text-field': ['get', 'name'] as never,
    'text-font': ['sans-serif'],
    'text-size': size,
    'text-max-width': 8,
  });
  const ink = { 'text-color': paint.text, 'text-halo-color': paint.halo, 'text-halo-width': 1.5 };
  return {
    version: 8,
    sources: Object.fromEntries(
      ['ground', 'waterNames', 'streets', 'streetNames', 'communities', 'communityNames', 'cells', 'own', 'heat'].map(
        (id) => [id, { type: 'geojson' as const, data: none }],
      ),
    ),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': paint.ground } },
      { id: 'street-fill', type: 'fill', source: 'streets', paint: { 'fill-color': paint.street } },
      {
        id: 'green',
        type: 'fill',
        source: 'ground',
        filter: ['==', ['get', 'kind'], 'green'],
        paint: { 'fill-color': paint.green, 'fill-antialias': false },
      },
      {
        id: 'water',
        type: 'fill',
        source: 'ground',
        filter: ['==', ['get', 'kind'], 'water'],
        paint: { 'fill-color': paint.water, 'fill-antialias': false },
      },
      ...([1, 2, 3, 4] as const).map((rank) => ({
        id: `road-${rank}`,
        type: 'line' as const,
        source: 'ground',
        filter: ['all', ['==', ['get', 'kind'], 'road'], ['==', ['get', 'rank'], rank]] as never,
        minzoom: [0, 11, 12, 13.5][rank - 1]!,
        layout: { 'line-cap': 'round' as const, 'line-join': 'round' as const },
        paint: {
          'line-color': paint.road,
          'line-width': [
            'interpolate',
            ['exponential', 1.5],
            ['zoom'],
            10,
            [1.6, 1, 0.6, 0.4][rank - 1]!,
            17,
            [18, 13, 9, 6][rank - 1]!,
          ] as never,
        },
      })),
      {
        id: 'cell-line',
        type: 'line',
        source: 'cells',
        minzoom: 14,
        paint: { 'line-color': paint.fine, 'line-width': 1 },
      },
      {
        id: 'community-line',
        type: 'line',
        source: 'communities',
        minzoom: 11.5,
        paint: { 'line-color': paint.fine, 'line-width': 1.4, 'line-dasharray': [3, 2] },
      },
      {
        id: 'street-line',
        type: 'line',
        source: 'streets',
        paint: { 'line-color': paint.line, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1, 15, 2.5] },
      },
      {
        id: 'heat',
        type: 'heatmap',
        source: 'heat',
        paint: {
          'heatmap-weight': ['get', 'weight'] as never,
          'heatmap-radius': ['interpolate', ['exponential', 2], ['zoom'], 9, 8, 14, 60] as never,
          'heatmap-opacity': 0.8,
        },
      },
      {
        id: 'own-fill',
        type: 'fill',
        source: 'own',
        paint: { 'fill-color': paint.own, 'fill-opacity': 0.14 },
      },
      { id: 'own-line', type: 'line', source: 'own', paint: { 'line-color': paint.own, 'line-width': 2.5 } },
      {
        id: 'road-name',
        type: 'symbol',
        source: 'ground',
        filter: ['==', ['get', 'kind'], 'road'],
        minzoom: 13,
        layout: {
          ...text(11),
          'text-field': (lang === 'en'
            ? ['case', ['!=', ['get', 'nameEn'], ''], ['get', 'nameEn'], ['get', 'name']]
            : ['get', 'name']) as never,
          'symbol-placement': 'line',
          'symbol-spacing': 320,
          'symbol-sort-key': ['get', 'rank'],
        },
        paint: ink,
      },
      {
        id: 'water-name',
        type: 'symbol',
        source: 'waterNames',
        minzoom: 11,
        layout: text(12),
        paint: { ...ink, 'text-color': paint.line },
      },
      {
        id: 'community-name',
        type: 'symbol',
        source: 'communityNames',
        minzoom: 12.5,
        layout: text(12),
        paint: ink,
      },
      { id: 'street-name', type: 'symbol', source: 'streetNames', maxzoom: 14.5, layout: text(14), paint: ink },
    ],
  };
}

/** MapLibre takes an attribution for HTML. */
const plainText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const shapesOf = async (level: 'street' | 'community' | 'cell', bbox?: string): Promise<Shape[]> => {
  const answer = await call(areaShapes, { query: { level, ...(bbox ? { bbox } : {}) } }, { keep: true });
  return answer.features as Shape[];
};

export default function MapCanvas(props: DistrictMapProps & { theme: 'light' | 'dark' }) {
  const { say, lang } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<Drawn | null>(null);
  const pinMarker = useRef<Marker | null>(null);
  const fitted = useRef(false);
  const near = useRef<() => Promise<void>>(async () => undefined);
  const [ready, setReady] = useState<Drawn | null>(null);
  const [failed, setFailed] = useState<Error | null>(null);
  const latest = useRef(props);
  latest.current = props;
  if (failed) throw failed; // to the words that stand in for the map

  // The drawing itself lives as long as its theme and language; everything else changes inside it.
  useEffect(() => {
    if (!box.current) return undefined;
    let drawn: Drawn;
    let gone = false;
    const { centre, pin, zoom, markers } = latest.current;
    const start = centre ?? pin ?? markers?.[0]?.point ?? null;
    const lons = markers?.map(({ point }) => point.lon) ?? [];
    const lats = markers?.map(({ point }) => point.lat) ?? [];
    // Several markers are looked at together, unless one place is asked for.
    const several = !centre && !pin && lons.length > 1;
    try {
      drawn = new Drawn({
        container: box.current,
        style: styleOf(paints[props.theme], lang),
        center: start ? [start.lon, start.lat] : [0, 0],
        zoom: zoom ?? (start ? 14.5 : 1),
        ...(several
          ? {
              bounds: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const,
              fitBoundsOptions: { padding: 40, maxZoom: 16 },
            }
          : {}),
        maxPitch: 0,
        dragRotate: false,
        pitchWithRotate: false,
        attributionControl: false,
        cooperativeGestures: false,
        localIdeographFontFamily: '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif',
        locale: {
          'Map.Title': latest.current.label,
          'NavigationControl.ZoomIn': say('map.zoom_in'),
          'NavigationControl.ZoomOut': say('map.zoom_out'),
        },
      });
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
    map.current = drawn;
    drawn.touchZoomRotate.disableRotation();
    drawn.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    const attribution = new AttributionControl({ compact: true, customAttribution: [] });
    drawn.addControl(attribution, 'bottom-right');
    const fill = (source: string, features: unknown[]) => {
      void drawn.getSource<GeoJSONSource>(source)?.setData({
        type: 'FeatureCollection',
        features: features as Feature[],
      });
    };

    let cellsFor = '';
    const boxNow = () => {
      const b = drawn.getBounds();
      return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((n) => n.toFixed(4)).join(',');
    };
    const showNear = (near.current = async () => {
      latest.current.onBox?.(boxNow());
      if (!latest.current.cells || drawn.getZoom() < 14) return;
      const bbox = boxNow();
      if (bbox === cellsFor) return;
      cellsFor = bbox;
      const cells = await shapesOf('cell', bbox).catch(() => []);
      if (!gone && cellsFor === bbox) fill('cells', cells);
    });
    drawn.on('load', () => {
      setReady(drawn);
      void (async () => {
        const { base } = await call(readBaseMap, {}, { keep: true }).catch(() => ({ base: null }));
        if (gone || !base) return;
        layBase(drawn, base, props.theme, paints[props.theme]);
        // What is law stands open, not behind a sign one has to press.
        drawn.removeControl(attribution);
        const told = [base.attribution, ...(base.approval ? [say('map.approval', { number: base.approval })] : [])];
        drawn.addControl(
          new AttributionControl({ compact: false, customAttribution: told.map(plainText) }),
          'bottom-right',
        );
      })();
      void (async () => {
        const streets = await shapesOf('street').catch(() => []);
        if (gone) return;
        fill('streets', streets);
        fill('streetNames', labelPoints(streets, lang));
        const bounds = boundsOf(streets);
        const now = latest.current;
        if (bounds && !start && !now.pin && !now.outlines?.length && now.zoom === undefined)
          drawn.fitBounds(bounds, { padding: 16, duration: 0 });
        // Under the grid, when the grid itself is there: a map without it still tells where one is.
        const under = (await call(groundMap, { query: {} }, { keep: true }).catch(() => none)).features as Shape[];
        if (gone) return;
        fill('ground', under);
        fill(
          'waterNames',
          labelPoints(
            under.filter(({ properties }) => properties?.kind === 'water'),
            lang,
          ),
        );
        const communities = await shapesOf('community').catch(() => []);
        if (gone) return;
        fill('communities', communities);
        fill('communityNames', labelPoints(communities, lang));
      })();
      void showNear();
    });
    drawn.on('moveend', () => void showNear());
    drawn.on('click', (event) => latest.current.onPin?.({ lon: event.lngLat.lng, lat: event.lngLat.lat }));
    return () => {
      gone = true;
      setReady(null);
      pinMarker.current = null;
      map.current = null;
      drawn.remove();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `say` changes with `lang`
  }, [props.theme, lang]);

  const { pin, onPin, markers, onMarker, outlines, centre, active } = props;
  const standing = useRef(new Map<string, Marker>());
  const mayMove = onPin !== undefined;

  useEffect(() => {
    if (!ready) return;
    if (!pin) {
      pinMarker.current?.remove();
      pinMarker.current = null;
      return;
    }
    if (!pinMarker.current) {
      pinMarker.current = makePin(ready, mayMove, () => latest.current.onPin);
      pinMarker.current.setLngLat([pin.lon, pin.lat]).addTo(ready);
    } else pinMarker.current.setLngLat([pin.lon, pin.lat]);
    pinMarker.current
      .getElement()
      .setAttribute('aria-label', say('map.pin_at', { lon: pin.lon.toFixed(6), lat: pin.lat.toFixed(6) }));
    if (!ready.getBounds().contains([pin.lon, pin.lat]) || ready.getZoom() < 11) {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      ready.easeTo({ center: [pin.lon, pin.lat], zoom: Math.max(ready.getZoom(), 14.5), duration: still ? 0 : 500 });
    }
  }, [ready, pin, mayMove, say]);

  useEffect(() => {
    if (ready && centre)
      ready.jumpTo({
        center: [centre.lon, centre.lat],
        zoom: Math.max(ready.getZoom(), latest.current.zoom ?? 0),
      });
    // a new point, not a new object
    // oxlint-disable-next-line react/exhaustive-deps
  }, [ready, centre?.lon, centre?.lat]);

  useEffect(() => {
    if (!ready || !markers) return undefined;
    const placed = markers.map((marker) =>
      makeMarker(marker, onMarker && (() => latest.current.onMarker?.(marker.id))),
    );
    const here = standing.current;
    for (const [i, marker] of placed.entries()) {
      marker.setLngLat([markers[i]!.point.lon, markers[i]!.point.lat]).addTo(ready);
      here.set(markers[i]!.id, marker);
    }
    return () => {
      for (const marker of placed) marker.remove();
      here.clear();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- only whether it may be pressed matters
  }, [ready, markers, onMarker === undefined]);

  useEffect(() => {
    const marker = active ? standing.current.get(active) : undefined;
    if (!ready || !marker) return undefined;
    marker.addClassName('map__marker--active');
    if (!ready.getBounds().contains(marker.getLngLat())) ready.jumpTo({ center: marker.getLngLat() });
    return () => marker.removeClassName('map__marker--active');
  }, [ready, active, markers]);

  const { layers, cells, roads = true } = props;
  useEffect(() => {
    if (!ready) return;
    const shown = (is: boolean | undefined) => (is ? 'visible' : 'none');
    ready.setLayoutProperty('cell-line', 'visibility', shown(cells));
    for (const id of ['road-1', 'road-2', 'road-3', 'road-4', 'road-name'])
      if (ready.getLayer(id)) ready.setLayoutProperty(id, 'visibility', shown(roads));
    void near.current();
  }, [ready, cells, roads]);
  useEffect(() => {
    if (!ready || !layers) return undefined;
    const laid = layers.map((layer) => lay(ready, layer, paints[latest.current.theme]));
    return () => {
      // the drawing may be gone already
      if (map.current === ready) for (const takeAway of laid) takeAway();
    };
  }, [ready, layers]);

  const { heat } = props;
  useEffect(() => {
    if (!ready || !heat) return;
    const most = Math.max(1, ...heat.map(({ n }) => n));
    const features = heat.map(({ lon, lat, n }) => ({
      type: 'Feature' as const,
      // One case glows, the densest square glows most.
      properties: { weight: 0.25 + (0.75 * n) / most },
      geometry: { type: 'Point' as const, coordinates: [lon, lat] },
    }));
    void ready.getSource<GeoJSONSource>('heat')?.setData({ type: 'FeatureCollection', features });
  }, [ready, heat]);

  useEffect(() => {
    if (!ready || !outlines) return;
    const features = outlines.map(({ id, geometry, label }) => ({
      type: 'Feature' as const,
      id,
      properties: { name: label ?? '' },
      geometry: geometry as Geometry,
    }));
    void ready.getSource<GeoJSONSource>('own')?.setData({ type: 'FeatureCollection', features });
    const bounds = boundsOf(features as unknown as Shape[]);
    if (!bounds || (latest.current.holdView && fitted.current)) return;
    fitted.current = true;
    ready.fitBounds(bounds, { padding: 28, duration: 0, maxZoom: 17 });
  }, [ready, outlines]);

  return (
    <div className={`map map--${props.theme} ${props.className ?? ''}`}>
      <div ref={box} className="map__canvas" style={{ height: props.height }} data-ready={ready ? 'true' : 'false'} />
      {mayMove && (
        <div className="map__tools">
          <button
            type="button"
            onClick={() => {
              const middle = ready?.getCenter();
              if (middle) onPin({ lon: middle.lng, lat: middle.lat });
            }}
          >
            {say(props.drawing ? 'map.point_here' : 'map.pin_here')}
          </button>
          <small>{pin ? coordinateText(pin) : say(props.drawing ? 'map.point_hint' : 'map.pin_hint')}</small>
        </div>
      )}
    </div>
  );
}

/** What is drawn on a marker: elements and their attributes, made one by one; the page may make none of text. */
type Stroke = [name: 'path' | 'circle' | 'rect', attributes: Record<string, string | number>];
function svg(strokes: readonly Stroke[], size: number): HTMLSpanElement {
  const made = (name: string, attributes: Record<string, string | number>): Element => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };
  const drawing = made('svg', { viewBox: '0 0 32 32', width: size, height: size });
  drawing.append(...strokes.map(([name, attributes]) => made(name, attributes)));
  const holder = document.createElement('span');
  holder.setAttribute('aria-hidden', 'true');
  holder.append(drawing);
  return holder;
}

function makePin(map: Drawn, mayMove: boolean, tell: () => ((point: Point) => void) | undefined): Marker {
  const element: HTMLElement = document.createElement(mayMove ? 'button' : 'div');
  element.className = 'map__pin';
  if (element instanceof HTMLButtonElement) element.type = 'button';
  else element.setAttribute('role', 'img');
  element.append(
    svg(
      [
        ['path', { d: 'M16 31C16 31 27 19.5 27 12A11 11 0 1 0 5 12C5 19.5 16 31 16 31Z' }],
        ['circle', { cx: 16, cy: 12, r: 4.2 }],
      ],
      40,
    ),
  );
  const marker = new Marker({ element, anchor: 'bottom', draggable: mayMove });
  if (!mayMove) return marker;
  marker.on('dragend', () => {
    const at = marker.getLngLat();
    tell()?.({ lon: at.lng, lat: at.lat });
  });
  const steps: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  element.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // otherwise the map moves under it
    const far = event.shiftKey ? 40 : 6;
    const at = map.project(marker.getLngLat());
    const next = map.unproject([at.x + step[0] * far, at.y + step[1] * far]);
    tell()?.({ lon: next.lng, lat: next.lat });
  });
  element.addEventListener('click', (event) => event.stopPropagation());
  return marker;
}

/** Each tone has its own shape, so that colour is never the only difference. */
const mark = (d: string): Stroke => ['path', { class: 'mark', d }];
const shapesByTone: Record<NonNullable<MapMarker['tone']>, Stroke[]> = {
  plain: [['circle', { cx: 16, cy: 16, r: 10 }]],
  good: [['circle', { cx: 16, cy: 16, r: 10 }], mark('M11 16.5l3.5 3.5 6.5-7.5')],
  warn: [['path', { d: 'M16 5L28 27H4Z' }], mark('M16 13v6M16 22.5v.6')],
  bad: [['path', { d: 'M11 4h10l7 7v10l-7 7H11l-7-7V11Z' }], mark('M16 9.5v8.5M16 22v.6')],
  muted: [['rect', { x: 7, y: 7, width: 18, height: 18, rx: 4 }]],
};
function makeMarker(marker: MapMarker, press?: () => void): Marker {
  const tone = marker.tone ?? 'plain';
  const element: HTMLElement = document.createElement(press ? 'button' : 'div');
  element.className = `map__marker map__marker--${tone}`;
  if (element instanceof HTMLButtonElement) element.type = 'button';
  else element.setAttribute('role', 'img');
  element.setAttribute('aria-label', marker.label);
  element.title = marker.label;
  element.append(svg(shapesByTone[tone], 26));
  if (press)
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      press();
    });
  return new Marker({ element, anchor: 'center' });
}
