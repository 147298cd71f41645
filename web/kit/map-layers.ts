/** What a reader may lay over the map: gathered cases as numbers or as a glow, and signs that say by a letter what they are. */
import { Popup, type AddLayerObject, type Map as Drawn, type MapGeoJSONFeature, type MapMouseEvent } from 'maplibre-gl';
import type { MapLayer } from './map.tsx';

type Ink = { text: string; halo: string; line: string };
const alarm = '#c62a20';

/** Numbers say how many; a red ring says that some of them are overdue. */
const numbers = (source: string, { text, halo, line }: Ink): AddLayerObject[] => [
  {
    id: `${source}-ring`,
    type: 'circle',
    source,
    'source-layer': 'numbers',
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['ln', ['get', 'n']], 0, 11, 9, 30],
      'circle-color': halo,
      'circle-opacity': 0.92,
      'circle-stroke-width': ['case', ['>', ['get', 'red'], 0], 3.5, 2],
      'circle-stroke-color': ['case', ['>', ['get', 'red'], 0], alarm, line],
    },
  },
  {
    id: `${source}-number`,
    type: 'symbol',
    source,
    'source-layer': 'numbers',
    layout: {
      'text-field': ['to-string', ['get', 'n']],
      'text-font': ['sans-serif'],
      'text-size': 12,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': text },
  },
];
/** Near enough to see a doorstep, the glow of one square is as wide as the square. */
const heat = (source: string): AddLayerObject[] => [
  {
    id: `${source}-heat`,
    type: 'heatmap',
    source,
    'source-layer': 'heat',
    paint: {
      'heatmap-weight': ['interpolate', ['linear'], ['ln', ['+', 1, ['get', 'n']]], 0, 0, 6, 1],
      'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 9, 14, 16, 40],
      'heatmap-opacity': 0.75,
    },
  },
];
const signs = (source: string, sign: string, colour: string, { halo }: Ink): AddLayerObject[] => [
  {
    id: `${source}-disc`,
    type: 'circle',
    source,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 6, 14, 11],
      'circle-color': colour,
      'circle-stroke-width': 1.5,
      'circle-stroke-color': halo,
    },
  },
  {
    id: `${source}-sign`,
    type: 'symbol',
    source,
    layout: {
      'text-field': sign,
      'text-font': ['sans-serif'],
      'text-size': ['interpolate', ['linear'], ['zoom'], 10, 8, 14, 12],
      'text-allow-overlap': true,
    },
    paint: { 'text-color': '#ffffff' },
  },
];

/** One colour for the whole layer: areas as a tint with an edge, lines, and points as discs; each is told apart by its name when pressed. */
const shapes = (source: string, colour: string, { halo }: Ink): AddLayerObject[] => [
  {
    id: `${source}-area`,
    type: 'fill',
    source,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': colour, 'fill-opacity': 0.18 },
  },
  {
    id: `${source}-line`,
    type: 'line',
    source,
    filter: ['!=', ['geometry-type'], 'Point'],
    paint: { 'line-color': colour, 'line-width': 2.5 },
  },
  {
    id: `${source}-point`,
    type: 'circle',
    source,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 4, 14, 8],
      'circle-color': colour,
      'circle-stroke-width': 1.5,
      'circle-stroke-color': halo,
    },
  },
];

/** Lays one over the map; what it returns takes it away again. */
export function lay(map: Drawn, layer: MapLayer, ink: Ink): () => void {
  const source = `layer-${layer.id}`;
  if (layer.as === 'shapes') {
    const features = layer.shapes.map(({ label, geometry }) => ({
      type: 'Feature' as const,
      properties: { label },
      geometry: geometry as GeoJSON.Geometry,
    }));
    map.addSource(source, { type: 'geojson', data: { type: 'FeatureCollection', features } });
  } else if (layer.as === 'signs') {
    const features = layer.points.map(({ point, label }) => ({
      type: 'Feature' as const,
      properties: { label },
      geometry: { type: 'Point' as const, coordinates: [point.lon, point.lat] },
    }));
    map.addSource(source, { type: 'geojson', data: { type: 'FeatureCollection', features } });
  } else {
    // An address of its own origin; the braces are the map's own.
    map.addSource(source, { type: 'vector', tiles: [location.origin + layer.tiles], maxzoom: 18 });
  }
  const layers =
    layer.as === 'shapes'
      ? shapes(source, layer.colour, ink)
      : layer.as === 'signs'
        ? signs(source, layer.sign, layer.colour, ink)
        : layer.as === 'heat'
          ? heat(source)
          : numbers(source, ink);
  // A glow lies under whatever else is laid, whichever was asked for first: over the numbers it would wash them out.
  const under =
    layer.as === 'heat'
      ? map.getLayersOrder().find((id) => id.startsWith('layer-') && !id.endsWith('-heat'))
      : undefined;
  for (const one of layers) map.addLayer(one, under);

  const pressed = layer.as === 'shapes' ? layers.map(({ id }) => id) : [layers[0]!.id];
  const popup = new Popup({ closeButton: false, maxWidth: '260px', className: 'map__said' });
  const press = (event: MapMouseEvent & { features?: MapGeoJSONFeature[] }) => {
    const feature = event.features?.[0];
    if (!feature) return;
    if (layer.as === 'shapes') {
      popup.setLngLat(event.lngLat).setText(String(feature.properties['label'])).addTo(map);
      return;
    }
    if (feature.geometry.type !== 'Point') return;
    const [lon, lat] = feature.geometry.coordinates as [number, number];
    if (layer.as === 'signs') popup.setLngLat([lon, lat]).setText(String(feature.properties['label'])).addTo(map);
    else map.easeTo({ center: [lon, lat], zoom: Math.min(18, map.getZoom() + 2) });
  };
  const over = (cursor: string) => () => void (map.getCanvas().style.cursor = cursor);
  const [enter, leave] = [over('pointer'), over('')];
  if (layer.as !== 'heat') {
    map.on('click', pressed, press);
    map.on('mouseenter', pressed, enter);
    map.on('mouseleave', pressed, leave);
  }
  return () => {
    popup.remove();
    map.off('click', pressed, press);
    map.off('mouseenter', pressed, enter);
    map.off('mouseleave', pressed, leave);
    for (const { id } of layers) if (map.getLayer(id)) map.removeLayer(id);
    if (map.getSource(source)) map.removeSource(source);
  };
}
