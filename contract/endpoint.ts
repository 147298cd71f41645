/**
 * One declared shape for each endpoint. The server serves it (`#kit/serve.ts`), the web calls it (`web/kit/api.ts`), the
 * OpenAPI document lists it; validation, types and documentation are consequences.
 */
import Type, { type Static, type TSchema } from 'typebox';
import type { ProblemCode } from './problems.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Who may knock: `public` (nobody needs to sign in), `signed_in` (a full session), `half_signed_in` (second factor not yet
 * given), `device` (bearer key of a sensor). What a signed-in person may *do* is a permit, decided inside.
 */
export type Access = 'public' | 'signed_in' | 'half_signed_in' | 'device';

export type Endpoint<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
> = {
  /** operationId, also the name under which a command is remembered: 'cases.move' */
  id: string;
  method: Method;
  /** '/v1/cases/:caseId/moves' */
  path: string;
  /** 中文 · English */
  summary: string;
  access: Access;
  params?: Params;
  query?: Query;
  body?: Body;
  /** a raw upload instead of a JSON body: accepted content types and the limit in bytes */
  upload?: { types: string[]; limitBytes: number };
  /** what is sent is not JSON: its content type (images, CSV) */
  download?: string;
  reply: Reply;
  /** a door that speaks another standard: in which other forms the same shapes travel, and how a refusal looks there */
  foreign?: { sent?: string[]; answered: string[]; problem: TSchema };
  /** what it answers is somebody's contact: it is not kept, not even sealed, and whoever sends again opens it again */
  opens?: true;
  /** dangerous: whoever asks has just said again who she is (`access.confirm`), else she is asked to */
  fresh?: true;
  /** a page of another site brings a browser here: nothing is written and no cookie counts, and it is sent on (303) to a page of ours */
  landing?: true;
  /** refusals a caller should expect, besides those of every endpoint */
  problems?: ProblemCode[];
};

/** Writes carry a client-made id in the body (`id`), or in the path for uploads; reads do not. */
export const endpoint = <
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
>(
  shape: Endpoint<Params, Query, Body, Reply>,
): Endpoint<Params, Query, Body, Reply> => shape;

export type ParamsOf<E> = E extends Endpoint<infer P> ? Static<P> : never;
export type QueryOf<E> = E extends Endpoint<TSchema, infer Q> ? Static<Q> : never;
export type BodyOf<E> = E extends Endpoint<TSchema, TSchema, infer B> ? Static<B> : never;
export type ReplyOf<E> = E extends Endpoint<TSchema, TSchema, TSchema, infer R> ? Static<R> : never;

// Shapes used everywhere.
export const Uuid = Type.String({ format: 'uuid' });
export const Instant = Type.String({ format: 'date-time' });
export const Day = Type.String({ format: 'date' });
export const Point = Type.Object({
  lon: Type.Number({ minimum: -180, maximum: 180 }),
  lat: Type.Number({ minimum: -90, maximum: 90 }),
});
export type Point = Static<typeof Point>;
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
/** Where something must be said, blanks say nothing. */
export const said = '\\S';
export const text = (maxLength: number, minLength = 0) =>
  Type.String({ maxLength, minLength, ...(minLength > 0 ? { pattern: said } : {}) });
/** Keyset page: `next` is an opaque cursor, null on the last page. */
export const page = <T extends TSchema>(row: T) =>
  Type.Object({ rows: Type.Array(row), next: nullable(Type.String()) });
export const PageQuery = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
};

/** A list of rows is sent as CSV or xlsx; a browser that knows neither calls it a stream of bytes. */
export const table = (limitBytes: number): { types: string[]; limitBytes: number } => ({
  types: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/octet-stream'],
  limitBytes,
});
