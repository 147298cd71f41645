/** 大屏: the district, or one ground of it, at one look. Its figures are those of the evaluation, and each leads to its cases. */
import Type, { type Static } from 'typebox';
import { actorKinds } from './actors.ts';
import { Narrowing } from './cases.ts';
import { Day, endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';
import { Figures, Rate } from './evaluation.ts';

/** Seed D: 社会治理的晴雨表、维护稳定的调度室、服务群众的连心桥、政府决策的研判器. */
export const boardViews = ['situation', 'dispatch', 'service', 'analysis'] as const;
export type BoardView = (typeof boardViews)[number];

const N = Type.Integer();
/** Days looked back: what happened to a rate today alone is mostly luck. */
export const boardDays = { rates: 30, trend: 14, heat: 7 } as const;
const Trend = Type.Array(
  Type.Object({
    on: Day,
    reports: N,
    closed: N,
    /** of those closed that day, as 平均处置时间 */
    calendarHours: nullable(Type.Number()),
    workingHours: nullable(Type.Number()),
  }),
);
/** What is counted over days, and takes longer to count than anybody wants to wait for what is now. */
const BoardMonth = Type.Object({
  /** the figures of the evaluation over `boardDays.rates` days, of this ground; `asOf` says when they were counted */
  figures: Figures,
  trend: Trend,
  /** what was told most in the last seven days, and in the seven before */
  matters: Type.Array(Type.Object({ matterId: N, name: Type.String(), n: N, before: N })),
  channels: Type.Array(Type.Object({ channel: Type.String(), n: N })),
  callbacks: Type.Object({ done: N, solvedKnown: N, solved: N, satisfiedKnown: N, satisfied: N }),
  /** squares of about 200 m: where the cases of the last seven days lie */
  heat: Type.Array(Type.Object({ lon: Type.Number(), lat: Type.Number(), n: N })),
});
export const Board = Type.Object(
  {
    /** 数据截至 */
    asOf: Instant,
    name: Type.String(),
    /** of this ground; a reader who works for one place is shown it unasked */
    areaId: nullable(N),
    redacted: Type.Boolean(),
    /** the first instant of today, and of the days the rates and the matters told most are counted over, by the district's own clock */
    todayFrom: Instant,
    ratesFrom: Instant,
    weekFrom: Instant,
    today: Type.Object({ reports: N, filed: N, closed: N }),
    now: Type.Object({ open: N, overdue: N, urgent: N, supervised: N, suspended: N, unanswered: N }),
    /** null: still being counted; whoever asks again in a moment is told */
    month: nullable(BoardMonth),
    /** the parts of this ground: streets of a district, communities of a street; null: so few that a visitor is not told */
    places: Type.Array(
      Type.Object({
        areaId: N,
        name: Type.String(),
        today: nullable(N),
        open: nullable(N),
        overdue: nullable(N),
        /** null: as `month` */
        onTime: nullable(Rate),
      }),
    ),
    stages: Type.Array(Type.Object({ state: Type.String(), n: N, overdue: N })),
    /** 参与主体: whose units answer for what is open */
    actors: Type.Array(Type.Object({ actor: Type.Enum([...actorKinds]), n: N, overdue: N })),
    ticker: Type.Array(
      Type.Object({
        at: Instant,
        kind: Type.String(),
        matter: Type.String(),
        areaName: Type.String(),
        /** null where nobody may follow it */
        caseId: nullable(Uuid),
        number: nullable(Type.String()),
      }),
    ),
  },
  { $id: 'Board' },
);
export type BoardMonth = Static<typeof BoardMonth>;
export type Board = Static<typeof Board>;
export const readBoard = endpoint({
  id: 'insight.board',
  method: 'GET',
  path: '/v1/board',
  summary: '大屏 · the board, of what the reader may see',
  access: 'signed_in',
  /** `visitor`: as a screen for visitors would show it */
  query: Type.Object({ ...Narrowing, visitor: Type.Optional(Type.Boolean()) }),
  reply: Board,
  problems: ['reader.not_permitted', 'thing.not_found'],
});

// ── Screens that nobody signs in to ────────────────────────────────────────────────────────────────────────────────────

/** The key travels in a header, and stands behind the # of the screen's address: no log of addresses ever holds it. */
export const wallHeader = 'gridloop-wall';
export const readWall = endpoint({
  id: 'insight.wall',
  method: 'GET',
  path: '/v1/wall',
  summary: '大屏（展示地址） · the board of a screen, by the key of that screen',
  access: 'public',
  reply: Board,
  problems: ['wall.unknown_key', 'request.too_many'],
});

/** A number that is null is less than five: so few could be somebody. A rate is null where its n is. */
const FewRate = Type.Object({ n: nullable(Type.Integer()), rate: nullable(Type.Number()) });
export const PublicMonth = Type.Object(
  {
    /** '2026-10' */
    month: Type.String(),
    /** false: the month that is still running */
    whole: Type.Boolean(),
    reports: nullable(Type.Integer()),
    closed: nullable(Type.Integer()),
    /** 按期结案率 */
    onTime: FewRate,
    /** 回访满意率: of those who were called back and said so */
    satisfied: FewRate,
    /** from dispatch to hand-back of what was closed, by the plain clock */
    hours: nullable(Type.Number()),
  },
  { $id: 'PublicMonth' },
);
export type PublicMonth = Static<typeof PublicMonth>;
export const PublicFigures = Type.Object(
  {
    /** 数据截至: the last midnight of the district */
    asOf: Instant,
    months: Type.Array(PublicMonth),
  },
  { $id: 'PublicFigures' },
);
export type PublicFigures = Static<typeof PublicFigures>;
export const readPublicFigures = endpoint({
  id: 'insight.publicFigures',
  method: 'GET',
  path: '/v1/public/figures',
  summary: '公开数据 · the district’s own figures by month, for everybody',
  access: 'public',
  reply: PublicFigures,
});

export const Wall = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    areaId: nullable(Type.Integer()),
    areaName: nullable(Type.String()),
    /** for visitors: no case numbers, no units, nothing so few that it is somebody */
    redacted: Type.Boolean(),
    madeAt: Instant,
    seenAt: nullable(Instant),
    endedAt: nullable(Instant),
    /** 1 as it was made, 2 when it has been ended */
    version: Type.Integer(),
  },
  { $id: 'Wall' },
);
export type Wall = Static<typeof Wall>;
export const listWalls = endpoint({
  id: 'access.walls',
  method: 'GET',
  path: '/v1/walls',
  summary: '大屏展示地址 · screens that show the board, newest first',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Wall),
  problems: ['reader.not_permitted'],
});
export const makeWall = endpoint({
  id: 'access.makeWall',
  method: 'POST',
  path: '/v1/walls',
  summary: '发放展示地址 · a key for a screen; it is shown once',
  access: 'signed_in',
  fresh: true,
  body: Type.Object({
    id: Uuid,
    name: text(80, 1),
    areaId: Type.Optional(nullable(Type.Integer())),
    redacted: Type.Boolean(),
  }),
  reply: Type.Object({ made: Wall, key: Type.String() }),
  problems: ['reader.not_permitted', 'reader.not_fresh', 'thing.unknown_reference'],
});
export const endWall = endpoint({
  id: 'access.endWall',
  method: 'POST',
  path: '/v1/walls/:wallId/end',
  summary: '停用展示地址 · a screen goes dark',
  access: 'signed_in',
  params: Type.Object({ wallId: Uuid }),
  body: Type.Object({ id: Uuid, version: Type.Optional(Type.Integer()) }),
  reply: Wall,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.stale'],
});
