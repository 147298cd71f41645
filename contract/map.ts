/** 地图图层: what is drawn over the district's own ground. Cases come as vector tiles, gathered on the server; the rest as points. */
import Type, { type Static } from 'typebox';
import { endpoint, Point, text } from './endpoint.ts';

/** cases: 在办; events: those of them that are 事件, not 部件; history: all there ever was, to be seen as heat. */
export const tileLayers = ['cases', 'events', 'history'] as const;
export type TileLayer = (typeof tileLayers)[number];

/** Layer `numbers` in squares to be numbered, `heat` in finer ones; each point with `n`, `red`, `urgent`. */
export const caseTile = endpoint({
  id: 'insight.tile',
  method: 'GET',
  path: '/v1/tiles/:tiles/:z/:x/:y',
  summary: '案件分布瓦片 · where the cases one may see stand, gathered (vector tile)',
  access: 'signed_in',
  params: Type.Object({
    tiles: Type.Enum([...tileLayers]),
    z: Type.Integer({ minimum: 0, maximum: 20 }),
    x: Type.Integer({ minimum: 0, maximum: 1_048_575 }),
    y: Type.Integer({ minimum: 0, maximum: 1_048_575 }),
  }),
  download: 'application/vnd.mapbox-vector-tile',
  reply: Type.Unknown(),
  problems: ['reader.not_permitted'],
});

/** keepers: 在岗, on the ground they keep and not where they stand; party: 党群服务阵地; devices: 感知设备. */
export const signLayers = ['keepers', 'party', 'devices'] as const;
export type SignLayer = (typeof signLayers)[number];
export const MapSign = Type.Object({
  id: Type.String(),
  point: Point,
  name: Type.String(),
  nameEn: Type.String(),
  /** the ground of a keeper, the purpose of a device; '' where the name says it all */
  detail: Type.String(),
});
export type MapSign = Static<typeof MapSign>;
export const mapSigns = endpoint({
  id: 'insight.signs',
  method: 'GET',
  path: '/v1/map-signs',
  summary: '图层要素 · keepers on duty, party units or devices within a box; at most 2,000',
  access: 'signed_in',
  query: Type.Object({ signs: Type.Enum([...signLayers]), bbox: Type.Optional(text(120)) }),
  reply: Type.Object({ signs: Type.Array(MapSign), truncated: Type.Boolean() }),
  problems: ['reader.not_permitted', 'request.invalid'],
});
