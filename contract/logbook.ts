/**
 * 岗位日志: what was done in one post of one unit. One team that stands behind several nameplates (综合指挥、公开电话、信息服务、应急指挥)
 * holds a post behind each, and each has a log of its own.
 */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, Uuid } from './endpoint.ts';

export const LogEntry = Type.Object(
  {
    id: Type.Integer(),
    at: Instant,
    /** the kind of its fact: 'case.filed' */
    kind: Type.String(),
    by: Type.String(),
    case: nullable(Type.Object({ id: Uuid, number: Type.String(), title: Type.String() })),
  },
  { $id: 'LogEntry' },
);
export type LogEntry = Static<typeof LogEntry>;

export const readLogbook = endpoint({
  id: 'cases.logbook',
  method: 'GET',
  path: '/v1/logbook',
  summary: '岗位日志 · what was done in a post that one holds, newest first',
  access: 'signed_in',
  /** without a post: that of the hat that is on */
  query: Type.Object({ ...PageQuery, postId: Type.Optional(Uuid) }),
  reply: page(LogEntry),
  problems: ['reader.not_permitted'],
});
