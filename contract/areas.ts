/** Regions, layers, areas and their boundaries, keepers, places. Coordinates on the wire are WGS-84/CGCS2000 degrees. */
import Type, { type Static } from 'typebox';
import { Day, endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';

export const levels = ['district', 'street', 'community', 'duty_grid', 'cell', 'area'] as const;
export type Level = (typeof levels)[number];
/** Which level lies below another in the four-level grid; a cell and an area of another layer are divided into their like. */
export const levelBelow: Record<Level, Level> = {
  district: 'street',
  street: 'community',
  community: 'duty_grid',
  duty_grid: 'cell',
  cell: 'cell',
  area: 'area',
};
export const LevelName = Type.Enum([...levels]);
export const datums = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const;
export type Datum = (typeof datums)[number];

const Ring = Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 3 }), { minItems: 4, maxItems: 100_000 });
export const Geometry = Type.Union([
  Type.Object({ type: Type.Literal('Polygon'), coordinates: Type.Array(Ring, { minItems: 1 }) }),
  Type.Object({
    type: Type.Literal('MultiPolygon'),
    coordinates: Type.Array(Type.Array(Ring, { minItems: 1 }), { minItems: 1 }),
  }),
]);
export type Geometry = Static<typeof Geometry>;

export const Layer = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  title: Type.String(),
  titleEn: Type.String(),
  unified: Type.Boolean(),
  areas: Type.Integer(),
});
export const listLayers = endpoint({
  id: 'areas.layers',
  method: 'GET',
  path: '/v1/layers',
  summary: '图层 · layers',
  access: 'signed_in',
  reply: Type.Object({ layers: Type.Array(Layer) }),
});

export const AreaRow = Type.Object(
  {
    id: Type.Integer(),
    layer: Type.String(),
    level: LevelName,
    code: Type.String(),
    name: Type.String(),
    nameEn: Type.String(),
    parentId: nullable(Type.Integer()),
    unitId: nullable(Type.Integer()),
    unitName: nullable(Type.String()),
    areaM2: nullable(Type.Number()),
    centre: nullable(Point),
    children: Type.Integer(),
    validFrom: Instant,
    validTo: nullable(Instant),
    version: Type.Integer(),
  },
  { $id: 'AreaRow' },
);
export type AreaRow = Static<typeof AreaRow>;
export const listAreas = endpoint({
  id: 'areas.areas',
  method: 'GET',
  path: '/v1/areas',
  summary: '区域 · areas below a parent',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    layer: Type.Optional(text(40)),
    parentId: Type.Optional(Type.Integer()),
    level: Type.Optional(LevelName),
    q: Type.Optional(text(80)),
  }),
  reply: page(AreaRow),
});
export const Keeper = Type.Object({
  id: Uuid,
  areaId: Type.Integer(),
  areaName: Type.String(),
  personId: Uuid,
  name: Type.String(),
  role: Type.Enum(['keeper', 'deputy', 'leader']),
  publicPhone: Type.String(),
  supervisionPhone: Type.String(),
  fromOn: Day,
  toOn: nullable(Day),
});
export const getArea = endpoint({
  id: 'areas.area',
  method: 'GET',
  path: '/v1/areas/:areaId',
  summary: '区域详情 · one area',
  access: 'signed_in',
  params: Type.Object({ areaId: Type.Integer() }),
  reply: Type.Object({
    area: AreaRow,
    geometry: nullable(Geometry),
    ancestors: Type.Array(Type.Object({ id: Type.Integer(), level: LevelName, name: Type.String() })),
    keepers: Type.Array(Keeper),
    versions: Type.Array(
      Type.Object({ version: Type.Integer(), validFrom: Instant, validTo: nullable(Instant), areaM2: Type.Number() }),
    ),
    successors: Type.Array(
      Type.Object({
        areaId: Type.Integer(),
        code: Type.String(),
        name: Type.String(),
        kind: Type.String(),
        at: Instant,
      }),
    ),
    cells: Type.Integer(),
  }),
  problems: ['thing.not_found'],
});
/** Boundaries as GeoJSON for the map: of one level, inside a box or below a parent; at most 6,000 features. */
export const areaShapes = endpoint({
  id: 'areas.shapes',
  method: 'GET',
  path: '/v1/area-shapes',
  summary: '边界 · boundaries as GeoJSON',
  access: 'public',
  query: Type.Object({
    level: LevelName,
    layer: Type.Optional(text(40)),
    parentId: Type.Optional(Type.Integer()),
    bbox: Type.Optional(text(120)),
  }),
  reply: Type.Object({
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(Type.Unknown()),
    truncated: Type.Boolean(),
  }),
});
/** 底图: roads, water and green under the grid with their names, what is seen from afar first; at most 6,000 features. */
export const groundMap = endpoint({
  id: 'areas.groundMap',
  method: 'GET',
  path: '/v1/ground-map',
  summary: '底图 · roads, water and green as GeoJSON',
  access: 'public',
  query: Type.Object({ bbox: Type.Optional(text(120)) }),
  reply: Type.Object({
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(Type.Unknown()),
    truncated: Type.Boolean(),
  }),
});
/** What stands here: the cell by containment, its ancestors, who keeps it. A point in no cell is `outside`, never the nearest. */
export const Located = Type.Object(
  {
    outside: Type.Boolean(),
    cell: nullable(
      Type.Object({ id: Type.Integer(), code: Type.String(), name: Type.String(), nameEn: Type.String() }),
    ),
    /** from the district down to the cell; English names are '' where nobody gave one */
    path: Type.Array(
      Type.Object({
        id: Type.Integer(),
        level: LevelName,
        code: Type.String(),
        name: Type.String(),
        nameEn: Type.String(),
      }),
    ),
    keepers: Type.Array(
      Type.Object({
        name: Type.String(),
        role: Type.String(),
        post: Type.String(),
        publicPhone: Type.String(),
        supervisionPhone: Type.String(),
        areaName: Type.String(),
      }),
    ),
  },
  { $id: 'Located' },
);
export const locatePoint = endpoint({
  id: 'areas.locate',
  method: 'GET',
  path: '/v1/locate',
  summary: '定位 · which cell is this point in',
  access: 'public',
  query: Type.Object({
    lon: Type.Number(),
    lat: Type.Number(),
    datum: Type.Optional(Type.Enum([...datums])),
    layer: Type.Optional(text(40)),
  }),
  reply: Located,
  problems: ['area.bad_coordinate'],
});
/** A name of the gazetteer, or an area: then `kind` is its level, and a street or a community has no point. */
export const Place = Type.Object({
  id: Type.String(),
  name: Type.String(),
  nameEn: Type.String(),
  kind: Type.String(),
  /** of an area */
  code: Type.String(),
  point: nullable(Point),
  areaId: nullable(Type.Integer()),
  areaName: nullable(Type.String()),
  areaNameEn: Type.String(),
});
export type Place = Static<typeof Place>;
export const searchPlaces = endpoint({
  id: 'areas.places',
  method: 'GET',
  path: '/v1/places',
  summary: '地名 · places by name',
  access: 'public',
  query: Type.Object({ q: text(60, 1), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) }),
  reply: Type.Object({ places: Type.Array(Place) }),
});

/**
 * Which places do these words mean? `sure` is what a report with them is filed by; otherwise somebody chooses among the candidates.
 * A POST that writes nothing: what people tell does not belong into addresses.
 */
export const PlaceCandidate = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    nameEn: Type.String(),
    kind: Type.String(),
    point: nullable(Point),
    areaId: nullable(Type.Integer()),
    areaName: nullable(Type.String()),
    areaNameEn: Type.String(),
    /** why it may be meant, in the reader's language */
    why: Type.String(),
  },
  { $id: 'PlaceCandidate' },
);
export type PlaceCandidate = Static<typeof PlaceCandidate>;
export const placesInWords = endpoint({
  id: 'areas.placesInWords',
  method: 'POST',
  path: '/v1/places/in-words',
  summary: '文字定位 · places meant by words, likeliest first, with the reason',
  access: 'public',
  body: Type.Object({
    placeText: Type.Optional(text(200)),
    title: Type.Optional(text(120)),
    detail: Type.Optional(text(4000)),
  }),
  reply: Type.Object({
    sure: nullable(Type.Object({ name: Type.String(), areaId: Type.Integer(), point: nullable(Point) })),
    candidates: Type.Array(PlaceCandidate),
  }),
});

/** An import is tried first (`dryRun`) and tells every error by row; the same rows are then taken, or none. */
export const OverlapReport = Type.Object(
  {
    overlaps: Type.Array(
      Type.Object({
        parent: Type.String(),
        a: Type.String(),
        b: Type.String(),
        m2: Type.Number(),
        at: nullable(Point),
      }),
    ),
    gaps: Type.Array(
      Type.Object({
        parent: Type.String(),
        m2: Type.Number(),
        at: nullable(Point),
        touching: Type.Array(Type.String()),
      }),
    ),
    /** pieces of areas that reach beyond their parent */
    outside: Type.Array(
      Type.Object({
        parent: Type.String(),
        m2: Type.Number(),
        at: nullable(Point),
        touching: Type.Array(Type.String()),
      }),
    ),
    /** how many there are of each; the lists hold the 1,000 largest */
    totals: Type.Object({ overlaps: Type.Integer(), gaps: Type.Integer(), outside: Type.Integer() }),
    /** overlaps, gaps and outside pieces of less than a square metre: only counted */
    slivers: Type.Object({ count: Type.Integer(), m2: Type.Number() }),
    invalid: Type.Array(
      Type.Object({
        row: Type.Integer(),
        code: Type.String(),
        field: Type.String(),
        fault: Type.String(),
        reason: Type.String(),
        at: nullable(Point),
      }),
    ),
    notCompared: Type.Array(Type.Object({ a: Type.String(), b: Type.String(), reason: Type.String() })),
  },
  { $id: 'OverlapReport' },
);
export type OverlapReport = Static<typeof OverlapReport>;
/** The same of what is drawn by hand: there are no rows of a file that could be invalid. */
export const TilingReport = Type.Omit(OverlapReport, ['invalid']);
export const Job = Type.Object(
  {
    id: Uuid,
    kind: Type.String(),
    state: Type.Enum(['running', 'done', 'failed', 'cancelled']),
    done: Type.Integer(),
    total: Type.Integer(),
    startedAt: Instant,
    endedAt: nullable(Instant),
    message: Type.String(),
    result: Type.Unknown(),
    errors: Type.Array(
      Type.Object({ row: Type.Optional(Type.Integer()), field: Type.String(), reason: Type.String() }),
    ),
  },
  { $id: 'Job' },
);
export type Job = Static<typeof Job>;
export const getJob = endpoint({
  id: 'jobs.get',
  method: 'GET',
  path: '/v1/jobs/:jobId',
  summary: '任务进度 · progress of a long work',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  reply: Job,
  problems: ['thing.not_found'],
});
export const cancelJob = endpoint({
  id: 'jobs.cancel',
  method: 'POST',
  path: '/v1/jobs/:jobId/cancel',
  summary: '取消任务 · cancel',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Job,
  problems: ['thing.not_found'],
});
/** Uploads a GeoJSON or CSV file and starts a job (the job's id is the command's); `dryRun=true` changes nothing. */
export const importAreas = endpoint({
  id: 'areas.import',
  method: 'POST',
  path: '/v1/areas/imports/:jobId',
  summary: '导入边界 · import boundaries',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  query: Type.Object({
    layer: text(40, 1),
    code: text(60, 1),
    name: text(60, 1),
    parent: Type.Optional(text(60)),
    level: Type.Optional(LevelName),
    parentCode: Type.Optional(text(40)),
    datum: Type.Optional(Type.Enum([...datums])),
    dryRun: Type.Optional(Type.Boolean()),
  }),
  upload: {
    types: ['application/json', 'application/geo+json', 'text/csv', 'application/octet-stream'],
    limitBytes: 200_000_000,
  },
  reply: Job,
  problems: ['reader.not_permitted', 'file.unusable'],
});
export const checkAreas = endpoint({
  id: 'areas.check',
  method: 'POST',
  path: '/v1/areas/checks',
  summary: '重叠与空隙 · overlaps and gaps',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, layer: text(40, 1) }),
  reply: Job,
  problems: ['reader.not_permitted'],
});
export const subdivideArea = endpoint({
  id: 'areas.subdivide',
  method: 'POST',
  path: '/v1/areas/:areaId/subdivision',
  summary: '划分单元网格 · subdivide into unit cells',
  access: 'signed_in',
  params: Type.Object({ areaId: Type.Integer() }),
  body: Type.Object({ id: Uuid, hectares: Type.Number({ minimum: 0.1, maximum: 10_000 }), version: Type.Integer() }),
  reply: Job,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.stale', 'area.no_boundary', 'area.has_children'],
});
export const splitArea = endpoint({
  id: 'areas.split',
  method: 'POST',
  path: '/v1/areas/:areaId/split',
  summary: '拆分 · split along a line',
  access: 'signed_in',
  params: Type.Object({ areaId: Type.Integer() }),
  body: Type.Object({
    id: Uuid,
    version: Type.Integer(),
    line: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), { minItems: 2, maxItems: 1000 }),
    dryRun: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({
    parts: Type.Array(
      Type.Object({
        id: nullable(Type.Integer()),
        code: Type.String(),
        name: Type.String(),
        areaM2: Type.Number(),
        geometry: Geometry,
      }),
    ),
    /** tried only: how the level would tile its parent with the parts in place of the old one */
    report: nullable(TilingReport),
  }),
  problems: [
    'reader.not_permitted',
    'thing.not_found',
    'thing.stale',
    'area.no_boundary',
    'area.line_does_not_cross',
    'area.has_children',
  ],
});
export const mergeAreas = endpoint({
  id: 'areas.merge',
  method: 'POST',
  path: '/v1/areas/mergers',
  summary: '合并 · merge neighbours',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    areaIds: Type.Array(Type.Integer(), { minItems: 2, maxItems: 50 }),
    name: Type.Optional(text(80)),
    dryRun: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({
    area: nullable(AreaRow),
    areaM2: Type.Number(),
    geometry: Geometry,
    /** tried only */
    report: nullable(TilingReport),
  }),
  problems: [
    'reader.not_permitted',
    'thing.not_found',
    'area.not_neighbours',
    'area.different_parents',
    'area.has_children',
  ],
});
export const saveArea = endpoint({
  id: 'areas.save',
  method: 'POST',
  path: '/v1/areas/:areaId',
  summary: '修改区域 · change names or the answering unit',
  access: 'signed_in',
  params: Type.Object({ areaId: Type.Integer() }),
  body: Type.Object({
    id: Uuid,
    version: Type.Integer(),
    name: Type.Optional(text(80, 1)),
    nameEn: Type.Optional(text(120)),
    unitId: Type.Optional(nullable(Type.Integer())),
  }),
  reply: AreaRow,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.stale', 'thing.unknown_reference'],
});
export const appointKeeper = endpoint({
  id: 'areas.appointKeeper',
  method: 'POST',
  path: '/v1/areas/:areaId/keepers',
  summary: '任命网格员 · appoint a keeper or deputy',
  access: 'signed_in',
  params: Type.Object({ areaId: Type.Integer() }),
  body: Type.Object({
    id: Uuid,
    personId: Uuid,
    role: Type.Enum(['keeper', 'deputy', 'leader']),
    publicPhone: Type.Optional(text(30)),
    supervisionPhone: Type.Optional(text(30)),
    fromOn: Day,
    toOn: Type.Optional(nullable(Day)),
  }),
  reply: Keeper,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.unknown_reference'],
});
export const endKeeper = endpoint({
  id: 'areas.endKeeper',
  method: 'POST',
  path: '/v1/keepers/:keeperId/end',
  summary: '结束任命 · end an appointment',
  access: 'signed_in',
  params: Type.Object({ keeperId: Uuid }),
  body: Type.Object({ id: Uuid, toOn: Day }),
  reply: Keeper,
  problems: ['reader.not_permitted', 'thing.not_found'],
});
