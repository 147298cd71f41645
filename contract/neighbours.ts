/**
 * 积分: a district may thank for useful reports with points that are exchanged at a counter. Off until it publishes its rule; never for
 * a report about a person; only added to, so that every point can be accounted for.
 */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';

export const entryKinds = ['earned', 'nothing', 'taken_back', 'redeemed'] as const;
/** Why a useful report earned nothing: it names somebody, it is the same again, or the cap of a day or a month was reached. */
export const whyNothing = ['person', 'again', 'day', 'month'] as const;

export const PointsRule = Type.Object(
  {
    version: Type.Integer(),
    on: Type.Boolean(),
    award: Type.Integer({ minimum: 1, maximum: 100 }),
    mostADay: Type.Integer({ minimum: 1, maximum: 1_000 }),
    mostAMonth: Type.Integer({ minimum: 1, maximum: 10_000 }),
    /** below it nothing is exchanged */
    least: Type.Integer({ minimum: 1, maximum: 10_000 }),
    /** what for, and at which counters, in the district's own words */
    exchangeZh: text(1000, 4),
    exchangeEn: text(1000),
    since: Instant,
  },
  { $id: 'PointsRule' },
);
export type PointsRule = Static<typeof PointsRule>;
const { version, on, award, mostADay, mostAMonth, least, exchangeZh, exchangeEn } = PointsRule.properties;

export const readPointsRule = endpoint({
  id: 'neighbours.rule',
  method: 'GET',
  path: '/v1/points/rule',
  summary: '积分规则 · the published rule, and what was given and exchanged in the last twelve months',
  access: 'public',
  reply: Type.Object({
    rule: nullable(PointsRule),
    year: Type.Object({ earned: Type.Integer(), takenBack: Type.Integer(), redeemed: Type.Integer() }),
  }),
});
export const savePointsRule = endpoint({
  id: 'neighbours.saveRule',
  method: 'POST',
  path: '/v1/points/rule',
  summary: '发布积分规则 · publish the rule, or switch it off',
  access: 'signed_in',
  /** `version`: the one that was read; 0 where there was none */
  body: Type.Object({ id: Uuid, version, on, award, mostADay, mostAMonth, least, exchangeZh, exchangeEn }),
  reply: PointsRule,
  problems: ['reader.not_permitted', 'thing.stale', 'points.caps'],
});

const Entry = {
  id: Uuid,
  at: Instant,
  kind: Type.Enum([...entryKinds]),
  points: Type.Integer(),
  /** of the report it is for */
  number: nullable(Type.String()),
  why: Type.String(),
  what: Type.String(),
};
export const listMyPoints = endpoint({
  id: 'neighbours.mine',
  method: 'GET',
  path: '/v1/mine/points',
  summary: '我的积分 · what this address earned and exchanged, newest first',
  access: 'public',
  query: Type.Object({ ...PageQuery }),
  reply: Type.Object({
    ...page(Type.Object(Entry)).properties,
    on: Type.Boolean(),
    balance: Type.Integer(),
    least: Type.Integer(),
  }),
  problems: ['notify.no_visit'],
});
export const makeTicket = endpoint({
  id: 'neighbours.ticket',
  method: 'POST',
  path: '/v1/mine/points/tickets',
  summary: '兑换码 · a code to show at the counter, good for a day and once',
  access: 'public',
  body: Type.Object({ id: Uuid, points: Type.Integer({ minimum: 1, maximum: 10_000 }) }),
  reply: Type.Object({ code: Type.String(), points: Type.Integer(), until: Instant }),
  problems: ['notify.no_visit', 'points.too_few', 'points.least'],
});
export const redeem = endpoint({
  id: 'neighbours.redeem',
  method: 'POST',
  path: '/v1/points/redemptions',
  summary: '兑换 · at the counter of a street or community: by the code she shows, without asking who she is',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, code: text(20, 4), what: text(120, 1) }),
  reply: Type.Object({ points: Type.Integer() }),
  problems: ['reader.not_permitted', 'points.no_ticket', 'points.too_few'],
});
export const takeBack = endpoint({
  id: 'neighbours.takeBack',
  method: 'POST',
  path: '/v1/points/returns',
  summary: '收回 · what a report earned is taken back, with the reason its reporter reads',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, number: text(40, 4), reason: text(300, 4) }),
  reply: Type.Object({ points: Type.Integer() }),
  problems: ['reader.not_permitted', 'points.nothing_earned'],
});
export const listEntries = endpoint({
  id: 'neighbours.entries',
  method: 'GET',
  path: '/v1/points/entries',
  summary: '积分台账 · every entry, newest first; nobody’s address',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Type.Object({ ...Entry, by: nullable(Type.String()) })),
  problems: ['reader.not_permitted'],
});
