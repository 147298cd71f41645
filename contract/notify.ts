/**
 * 我的诉求: whoever can read a code sent to a telephone or an e-mail address sees the reports that carry it, says how much she wants to
 * be told, takes her data with her, or has her contact removed. What was told in confidence is not among them: that is opened by
 * number and code alone, because a telephone may be in another's hand.
 */
import Type, { type Static } from 'typebox';
import { StateName } from './states.ts';
import { endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';
import { KindName } from './intake.ts';
import { publicityTopics, TopicName } from './publicity.ts';

/** `account`: the official account, by what it calls its follower; no code is sent there, for nobody can type it */
export const ways = ['sms', 'email', 'account'] as const;
export type Way = (typeof ways)[number];
/** 每一步都告诉我, 只告诉我答复, 不再发消息 */
export const newsChoices = ['each', 'answer', 'none'] as const;
export type NewsChoice = (typeof newsChoices)[number];
export const messageStates = ['waiting', 'sent', 'failed'] as const;

/** The token of a visit travels in this header, never in an address. */
export const visitHeader = 'gridloop-visit';

/** The answer is the same whether anybody ever reported from there. */
export const askCode = endpoint({
  id: 'notify.code',
  method: 'POST',
  path: '/v1/mine/codes',
  summary: '获取验证码 · a one-time code to a telephone or an e-mail address',
  access: 'public',
  body: Type.Object({ id: Uuid, address: text(120, 5) }),
  reply: Type.Object({ masked: Type.String(), until: Instant }),
  problems: ['notify.bad_address', 'notify.no_sender', 'request.too_many'],
});
export const openVisit = endpoint({
  id: 'notify.visit',
  method: 'POST',
  path: '/v1/mine/visits',
  summary: '验证 · the code opens a visit of half an hour',
  access: 'public',
  body: Type.Object({ address: text(120, 5), code: Type.String({ pattern: '^[0-9 ]{6,9}$' }) }),
  reply: Type.Object({ token: Type.String(), until: Instant }),
  problems: ['notify.bad_address', 'notify.wrong_code', 'request.too_many'],
});
export const endVisit = endpoint({
  id: 'notify.leave',
  method: 'POST',
  path: '/v1/mine/leaving',
  summary: '退出 · end the visit',
  access: 'public',
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({}),
});

const Mine = Type.Object(
  {
    masked: Type.String(),
    until: Instant,
    news: Type.Enum([...newsChoices]),
    /** 我同意过的: what she agreed to, since when; taken back by removing the contact, and by choosing no news */
    agreed: Type.Object({
      /** reports that carry this address, but those told in confidence; the first of them */
      reports: Type.Integer(),
      contactSince: nullable(Instant),
      /** null: never chosen, so it is as it begins */
      newsSince: nullable(Instant),
    }),
    /** 关注的网格: followed by her own choice */
    grids: Type.Array(Type.Object({ id: Uuid, name: Type.String(), nameEn: Type.String(), since: Instant })),
    /** of what a grid's office tells, what she does not want to hear of; for all her grids */
    topicsOff: Type.Array(TopicName),
    /** the last twenty, newest first: what was sent, and whether it went out */
    messages: Type.Array(
      Type.Object({
        at: Instant,
        number: nullable(Type.String()),
        text: Type.String(),
        state: Type.Enum([...messageStates]),
      }),
    ),
  },
  { $id: 'Mine' },
);
export type Mine = Static<typeof Mine>;
export const readMine = endpoint({
  id: 'notify.mine',
  method: 'GET',
  path: '/v1/mine',
  summary: '我的 · choices and what was sent',
  access: 'public',
  reply: Mine,
  problems: ['notify.no_visit'],
});
export const listMine = endpoint({
  id: 'notify.reports',
  method: 'GET',
  path: '/v1/mine/reports',
  summary: '我的诉求 · reports that carry this address, newest first, with the codes that open them',
  access: 'public',
  query: Type.Object({ ...PageQuery }),
  reply: page(
    Type.Object({
      number: Type.String(),
      secret: Type.String(),
      title: Type.String(),
      kind: KindName,
      receivedAt: Instant,
      state: StateName,
      stateText: Type.String(),
      answered: Type.Boolean(),
    }),
  ),
  problems: ['notify.no_visit'],
});
/** Readable by people and machines; as many as a thousand reports. 二次确认: only to who gave the code a moment ago, not to a screen left open. */
export const exportMine = endpoint({
  id: 'notify.export',
  method: 'GET',
  path: '/v1/mine/data',
  summary: '导出我的数据 · everything kept under this address',
  access: 'public',
  download: 'application/json',
  reply: Type.Unknown(),
  problems: ['notify.no_visit', 'notify.visit_old'],
});
export const chooseNews = endpoint({
  id: 'notify.choose',
  method: 'POST',
  path: '/v1/mine/news',
  summary: '消息设置 · how much I want to be told',
  access: 'public',
  body: Type.Object({ id: Uuid, news: Type.Enum([...newsChoices]) }),
  reply: Mine,
  problems: ['notify.no_visit'],
});
/** 关注网格: what the office of the grid at this place asks its keepers to tell is sent to her, too. */
export const followGrid = endpoint({
  id: 'notify.followGrid',
  method: 'POST',
  path: '/v1/mine/grids',
  summary: '关注网格 · follow the news of a grid',
  access: 'public',
  body: Type.Object({ id: Uuid, point: Point }),
  reply: Mine,
  problems: ['notify.no_visit', 'notify.outside', 'notify.many_grids'],
});
export const unfollowGrid = endpoint({
  id: 'notify.unfollowGrid',
  method: 'POST',
  path: '/v1/mine/grids/:followId/end',
  summary: '取消关注 · no more news of that grid',
  access: 'public',
  params: Type.Object({ followId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Mine,
  problems: ['notify.no_visit'],
});
/** 不想收的主题: kept with the grids she follows, and gone with the last of them. */
export const chooseTopics = endpoint({
  id: 'notify.chooseTopics',
  method: 'POST',
  path: '/v1/mine/topics',
  summary: '主题设置 · which topics of a grid’s news I do not want',
  access: 'public',
  body: Type.Object({ id: Uuid, off: Type.Array(TopicName, { maxItems: publicityTopics.length, uniqueItems: true }) }),
  reply: Mine,
  problems: ['notify.no_visit'],
});
/** The contact goes from every report, the words and what was done about them stay: they are the public record of the case. */
export const removeContact = endpoint({
  id: 'notify.remove',
  method: 'POST',
  path: '/v1/mine/removal',
  summary: '删除我的联系方式 · remove my contact from every report',
  access: 'public',
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({}),
  problems: ['notify.no_visit'],
});
