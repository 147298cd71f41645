/** 底图 under the district's own boundaries: what the base shows itself (roads, water, green) is not drawn a second time. */
import type { LayerSpecification, Map as Drawn } from 'maplibre-gl';
import { baseTile, type BaseMap } from '#contract/basemap.ts';
import type { Paint } from './map-canvas.tsx';

const ownGround = ['street-fill', 'green', 'water', 'road-name', 'water-name', 'road-1', 'road-2', 'road-3', 'road-4'];

export function layBase(drawn: Drawn, base: BaseMap, theme: 'light' | 'dark', paint: Paint): void {
  const tiles = (part: 'ground' | 'labels') => [
    location.origin +
      baseTile.path
        .replace(':version', String(base.version))
        .replace(':part', part)
        .replace(/:([zxy])/g, '{$1}'),
  ];
  const [before] = drawn.getStyle().layers.filter(({ id }) => id === 'street-fill');
  const under = before?.id;
  const zooms = { minzoom: base.minZoom, maxzoom: base.maxZoom };
  if (base.drawn === 'vector') {
    drawn.addSource('base', { type: 'vector', tiles: tiles('ground'), ...zooms });
    for (const layer of vectorLayers(paint)) drawn.addLayer(layer, under);
  } else {
    // By night a bright map of somebody else's is turned down, not painted over.
    const look = theme === 'dark' ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.4 } : {};
    for (const part of base.labels ? (['ground', 'labels'] as const) : (['ground'] as const)) {
      const id = part === 'ground' ? 'base' : 'base-labels';
      drawn.addSource(id, { type: 'raster', tiles: tiles(part), tileSize: 256, ...zooms });
      drawn.addLayer({ id, type: 'raster', source: id, paint: { 'raster-fade-duration': 0, ...look } }, under);
    }
  }
  for (const id of ownGround) drawn.removeLayer(id);
}

/** The layers of a Protomaps archive that a district reads: land, green, water, buildings, roads, names. */
const vectorLayers = (paint: Paint): LayerSpecification[] => {
  const fill = (name: string, colour: string): LayerSpecification => ({
    id: `base-${name}`,
    type: 'fill',
    source: 'base',
    'source-layer': name,
    paint: { 'fill-color': colour },
  });
  const text = { 'text-color': paint.text, 'text-halo-color': paint.halo, 'text-halo-width': 1.5 };
  const name = ['coalesce', ['get', 'name:zh-Hans'], ['get', 'name:zh'], ['get', 'name']] as never;
  return [
    fill('earth', paint.street),
    {
      ...fill('landuse', paint.green),
      filter: ['in', ['get', 'kind'], ['literal', ['park', 'forest', 'wood', 'grass', 'garden']]],
    } as LayerSpecification,
    { ...fill('water', paint.water), filter: ['==', ['geometry-type'], 'Polygon'] } as LayerSpecification,
    {
      ...fill('buildings', paint.fine),
      minzoom: 14,
      paint: { 'fill-color': paint.fine, 'fill-opacity': 0.5 },
    } as LayerSpecification,
    {
      id: 'base-roads',
      type: 'line',
      source: 'base',
      'source-layer': 'roads',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': paint.road,
        'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 10, 0.6, 17, 10],
      },
    },
    {
      id: 'base-places',
      type: 'symbol',
      source: 'base',
      'source-layer': 'places',
      layout: { 'text-field': name, 'text-font': ['sans-serif'], 'text-size': 12 },
      paint: text,
    },
  ];
};
