/**
 * 底图: a map under the district's own boundaries. None is shipped: a district that wants one names a WMTS (天地图 or its own; the origin is
 * written down by the operator, the tiles come through our own server, which keeps the key) or lays a PMTiles archive into the data
 * folder. A map that everybody sees must have been reviewed, and shows its 审图号 (地图管理条例 §§ 15, 22).
 */
import Type, { type Static } from 'typebox';
import { endpoint, nullable, text, Uuid } from './endpoint.ts';

export const baseKinds = ['wmts', 'pmtiles'] as const;
export const deepestBase = 18;

/** What a page needs to draw it. `version` stands in the address of every tile, so that a change is seen at once. */
export const BaseMap = Type.Object(
  {
    /** picture: PNG, JPEG or WebP; vector: Mapbox vector tiles with the layers of Protomaps */
    drawn: Type.Enum(['picture', 'vector']),
    minZoom: Type.Integer(),
    maxZoom: Type.Integer(),
    /** a second layer of pictures with the names */
    labels: Type.Boolean(),
    attribution: Type.String(),
    approval: Type.String(),
    version: Type.Integer(),
  },
  { $id: 'BaseMap' },
);
export type BaseMap = Static<typeof BaseMap>;
export const readBaseMap = endpoint({
  id: 'areas.baseMap',
  method: 'GET',
  path: '/v1/base-map',
  summary: '底图 · the map under the boundaries, if the district has one for this reader',
  access: 'public',
  reply: Type.Object({ base: nullable(BaseMap) }),
});
export const baseTile = endpoint({
  id: 'areas.baseTile',
  method: 'GET',
  path: '/v1/base-map/:version/:part/:z/:x/:y',
  summary: '底图瓦片 · one tile of it; 204 where there is none',
  access: 'public',
  params: Type.Object({
    version: Type.Integer({ minimum: 1 }),
    part: Type.Enum(['ground', 'labels']),
    z: Type.Integer({ minimum: 0, maximum: deepestBase }),
    x: Type.Integer({ minimum: 0, maximum: 262_143 }),
    y: Type.Integer({ minimum: 0, maximum: 262_143 }),
  }),
  download: 'application/octet-stream',
  reply: Type.Unknown(),
  problems: ['thing.not_found', 'server.busy'],
});

const told = {
  kind: Type.Enum([...baseKinds]),
  /** of one tile, with {z}, {x} and {y}; or the file's name in the folder `maps` */
  address: text(500, 1),
  labels: text(500),
  attribution: text(120, 1),
  approval: text(60),
  everybody: Type.Boolean(),
  on: Type.Boolean(),
};
export const BaseMapSettings = Type.Object({ ...told, version: Type.Integer() }, { $id: 'BaseMapSettings' });
export type BaseMapSettings = Static<typeof BaseMapSettings>;
export const readBaseMapSettings = endpoint({
  id: 'areas.baseMapSettings',
  method: 'GET',
  path: '/v1/base-map/settings',
  summary: '底图设置 · how it is set, which origins the operator has named, which archives lie in the data folder',
  access: 'signed_in',
  reply: Type.Object({
    settings: nullable(BaseMapSettings),
    origins: Type.Array(Type.String()),
    archives: Type.Array(Type.String()),
  }),
  problems: ['reader.not_permitted'],
});
/** Tried before it is kept: a base that shows nothing is not switched on. */
export const saveBaseMap = endpoint({
  id: 'areas.saveBaseMap',
  method: 'POST',
  path: '/v1/base-map',
  summary: '保存底图 · set or switch off the map under the boundaries',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, ...told, version: Type.Integer({ minimum: 0 }) }),
  reply: BaseMapSettings,
  problems: [
    'reader.not_permitted',
    'thing.stale',
    'base_map.template',
    'base_map.projection',
    'base_map.origin',
    'base_map.no_archive',
    'base_map.no_answer',
    'base_map.approval',
  ],
});
