/** 信息发布: what the office of an area or a department tells, on its own workspace and, where it says so, to the public. */
import Type, { type Static } from 'typebox';
import { Day, endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';

export const Notice = Type.Object(
  {
    id: Uuid,
    unitId: Type.Integer(),
    unitName: Type.String(),
    /** for whom it is; null: the whole district */
    areaId: nullable(Type.Integer()),
    areaName: nullable(Type.String()),
    title: Type.String(),
    words: Type.String(),
    /** '' where the office wrote none */
    titleEn: Type.String(),
    wordsEn: Type.String(),
    public: Type.Boolean(),
    untilOn: Day,
    publishedAt: Instant,
    publishedBy: Type.String(),
    /** its last day has passed */
    over: Type.Boolean(),
    /** the reader may withdraw it */
    mine: Type.Boolean(),
  },
  { $id: 'Notice' },
);
export type Notice = Static<typeof Notice>;
/** Told for a ground and what lies in it, or told from above to all of a larger one. */
export const noticeSides = ['within', 'above'] as const;
export const listNotices = endpoint({
  id: 'notices.list',
  method: 'GET',
  path: '/v1/notices',
  summary: '信息发布 · what offices tell, newest first; of a ground also what is told to all above it',
  access: 'signed_in',
  query: Type.Object({
    ...PageQuery,
    areaId: Type.Optional(Type.Integer()),
    /** of a ground one side only */
    side: Type.Optional(Type.Enum([...noticeSides])),
    /** a unit with those below it */
    partOf: Type.Optional(Type.Integer()),
  }),
  reply: page(Notice),
  problems: ['reader.not_permitted'],
});
export const publishNotice = endpoint({
  id: 'notices.publish',
  method: 'POST',
  path: '/v1/notices',
  summary: '发布信息 · the office of one’s post tells something; the id is the notice’s',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    /** one of the reader’s own units */
    unitId: Type.Integer(),
    title: text(60, 1),
    words: text(2000, 1),
    titleEn: Type.Optional(text(120)),
    wordsEn: Type.Optional(text(4000)),
    public: Type.Boolean(),
    untilOn: Day,
  }),
  reply: Notice,
  problems: ['reader.not_permitted', 'thing.unknown_reference', 'thing.exists', 'notice.days'],
});
export const withdrawNotice = endpoint({
  id: 'notices.withdraw',
  method: 'POST',
  path: '/v1/notices/:noticeId/withdrawal',
  summary: '撤回信息 · it is told no longer',
  access: 'signed_in',
  params: Type.Object({ noticeId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({ withdrawn: Type.Boolean() }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
/** As the public reads it; its address stays when its last day has passed, and goes only when the office takes it back. */
export const PublicNotice = Type.Object(
  {
    id: Uuid,
    unitName: Type.String(),
    areaName: nullable(Type.String()),
    title: Type.String(),
    words: Type.String(),
    titleEn: Type.String(),
    wordsEn: Type.String(),
    untilOn: Day,
    publishedAt: Instant,
    over: Type.Boolean(),
  },
  { $id: 'PublicNotice' },
);
export type PublicNotice = Static<typeof PublicNotice>;
/** Nobody signs in: what offices tell the public of a ground. */
export const publicNotices = endpoint({
  id: 'notices.public',
  method: 'GET',
  path: '/v1/public/notices',
  summary: '公开信息 · what offices tell the public, newest first; of a ground also what is told to all above it',
  access: 'public',
  query: Type.Object({
    ...PageQuery,
    areaId: Type.Optional(Type.Integer()),
    /** those whose last day has passed, instead of those that hold */
    over: Type.Optional(Type.Boolean()),
  }),
  reply: page(PublicNotice),
});
export const readPublicNotice = endpoint({
  id: 'notices.readPublic',
  method: 'GET',
  path: '/v1/public/notices/:noticeId',
  summary: '一条公告 · one notice to the public, also when it is over',
  access: 'public',
  params: Type.Object({ noticeId: Uuid }),
  reply: PublicNotice,
  problems: ['thing.not_found'],
});
/** RSS 2.0 (application/rss+xml): the newest 50 that hold. */
export const noticesRss = endpoint({
  id: 'connect.noticesRss',
  method: 'GET',
  path: '/feeds/notices.rss',
  summary: '公告 RSS · what offices tell the public, as a feed',
  access: 'public',
  query: Type.Object({ areaId: Type.Optional(Type.Integer()) }),
  reply: Type.String(),
});
