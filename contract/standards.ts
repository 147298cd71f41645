/** 标准库 and 一张表: how a matter is to be served, and which forms a worker no longer fills. */
import Type, { type Static } from 'typebox';
import { Day, endpoint, Instant, nullable, text, Uuid } from './endpoint.ts';
import { FigureName } from './evaluation.ts';

/**
 * A standard of one matter. None of its four parts may be empty: 可依循 (basis), 可操作 (steps), 可检查 (checks), 可评价 (measures,
 * each with the figure that counts it where there is one). Source: 公共服务标准化 pilots, register A-34.
 */
export const Standard = Type.Object(
  {
    matterId: Type.Integer(),
    version: Type.Integer(),
    basis: Type.String(),
    steps: Type.Array(Type.String()),
    checks: Type.Array(Type.String()),
    measures: Type.Array(Type.Object({ text: Type.String(), figure: nullable(FigureName) })),
    /** why this version was written */
    reason: Type.String(),
    validFrom: Instant,
  },
  { $id: 'Standard' },
);
export type Standard = Static<typeof Standard>;

export const listStandards = endpoint({
  id: 'standards.list',
  method: 'GET',
  path: '/v1/standards',
  summary: '标准库 · the standard in force for each matter that has one',
  access: 'signed_in',
  reply: Type.Object({ standards: Type.Array(Standard) }),
});
/** The versions of one matter, the newest first; with `at` the one that was in force at that moment, or none. */
export const readStandard = endpoint({
  id: 'standards.read',
  method: 'GET',
  path: '/v1/matters/:matterId/standards',
  summary: '事项标准 · the standard of a matter, with its versions',
  access: 'signed_in',
  params: Type.Object({ matterId: Type.Integer() }),
  query: Type.Object({ at: Type.Optional(Instant) }),
  reply: Type.Object({ versions: Type.Array(Standard) }),
});
/**
 * 服务标准 as everybody may read it: whose a matter is by the list in force, and how it is to be served. An office without a name is the street
 * office of the place. `standard` is null where the district has published none yet.
 */
export const PublicStandard = Type.Object(
  {
    matterId: Type.Integer(),
    offices: Type.Array(Type.Object({ unit: nullable(Type.String()), area: nullable(Type.String()) })),
    standard: nullable(
      Type.Object({
        basis: Type.String(),
        steps: Type.Array(Type.String()),
        checks: Type.Array(Type.String()),
        measures: Type.Array(Type.String()),
        validFrom: Instant,
      }),
    ),
  },
  { $id: 'PublicStandard' },
);
export type PublicStandard = Static<typeof PublicStandard>;
export const publicStandards = endpoint({
  id: 'standards.public',
  method: 'GET',
  path: '/v1/public/standards',
  summary: '服务标准 · whose each matter is, and how it is to be served, for everybody',
  access: 'public',
  reply: Type.Object({ standards: Type.Array(PublicStandard) }),
});
const Lines = (max: number) => Type.Array(text(300, 1), { minItems: 1, maxItems: max });
/** A new version; `version` is the one it was written on (0: there was none), so that nobody overwrites another's. */
export const saveStandard = endpoint({
  id: 'standards.save',
  method: 'POST',
  path: '/v1/matters/:matterId/standards',
  summary: '发布事项标准 · publish a version of a standard',
  access: 'signed_in',
  params: Type.Object({ matterId: Type.Integer() }),
  body: Type.Object({
    id: Uuid,
    version: Type.Integer({ minimum: 0 }),
    basis: text(1000, 1),
    steps: Lines(20),
    checks: Lines(20),
    measures: Type.Array(Type.Object({ text: text(300, 1), figure: nullable(FigureName) }), {
      minItems: 1,
      maxItems: 10,
    }),
    reason: text(300, 1),
  }),
  reply: Standard,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found'],
});

/** Where what a form asked for is read today. */
export const keptIn = ['reports', 'visits', 'checkpoints', 'attendance', 'evaluation'] as const;
export const Form = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    unit: Type.Object({ id: Type.Integer(), name: Type.String() }),
    /** how often one worker fills it in a month */
    perMonth: Type.Integer(),
    fields: Type.Integer(),
    /** null: it is still filled by hand */
    keptIn: nullable(Type.Enum([...keptIn])),
    since: nullable(Day),
    version: Type.Integer(),
  },
  { $id: 'Form' },
);
export type Form = Static<typeof Form>;
/**
 * The report of "one table": the six things that are one (六统一, register C-07), each with what was counted, and the forms. Counts are of
 * today, but for reports: those of the last 30 days.
 */
export const OneTable = Type.Object(
  {
    grids: Type.Object({ cells: Type.Integer(), coded: Type.Integer() }),
    keepers: Type.Object({ covered: Type.Integer(), cells: Type.Integer(), people: Type.Integer() }),
    sensing: Type.Object({
      reports: Type.Integer(),
      /** those that joined a case which was there already */
      joined: Type.Integer(),
      byDoor: Type.Array(Type.Object({ channel: Type.String(), n: Type.Integer() })),
    }),
    resources: Type.Object({ units: Type.Integer(), devices: Type.Integer() }),
    standards: Type.Object({ matters: Type.Integer(), withStandard: Type.Integer(), editions: Type.Integer() }),
    handling: Type.Object({ dispatched: Type.Integer(), byList: Type.Integer() }),
    forms: Type.Array(Form),
    at: Instant,
  },
  { $id: 'OneTable' },
);
export type OneTable = Static<typeof OneTable>;
export const readOneTable = endpoint({
  id: 'standards.oneTable',
  method: 'GET',
  path: '/v1/one-table',
  summary: '一张表 · what is one in this district, and which forms are no longer filled',
  access: 'signed_in',
  reply: OneTable,
});
export const saveForm = endpoint({
  id: 'standards.saveForm',
  method: 'POST',
  path: '/v1/forms',
  summary: '登记报表 · put down a form that workers fill, or what has taken its place',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    formId: Type.Optional(Type.Integer()),
    version: Type.Optional(Type.Integer()),
    name: text(80, 1),
    unitId: Type.Integer(),
    perMonth: Type.Integer({ minimum: 1, maximum: 1000 }),
    fields: Type.Integer({ minimum: 1, maximum: 1000 }),
    keptIn: nullable(Type.Enum([...keptIn])),
    since: nullable(Day),
  }),
  reply: Form,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found', 'thing.exists', 'thing.unknown_reference'],
});
