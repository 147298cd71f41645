/** 实时: what changes is told to the desk as it happens, as server-sent events. What it means is read through the ordinary doors. */
import Type, { type Static } from 'typebox';
import { endpoint, text, Uuid } from './endpoint.ts';

/** One case of the reader's scope to which something happened. */
export const LiveCase = Type.Object({
  id: Uuid,
  number: Type.String(),
  title: Type.String(),
  areaName: Type.String(),
  urgent: Type.Boolean(),
  /** its stage is overdue */
  red: Type.Boolean(),
  /** it waits for one of the reader's posts, or stands in her queue as the superior */
  mine: Type.Boolean(),
  /** all that happened was the reader's own doing */
  own: Type.Boolean(),
  /** the facts, in the past tense: 'case.dispatched' */
  kinds: Type.Array(Type.String()),
});
export type LiveCase = Static<typeof LiveCase>;

/**
 * Each event by its name. `hello`: the stream is open; `resumed` says whether what was missed will follow, otherwise everything shown
 * is read anew, as after `again`. `calls`: something happened to a telephone call; only who answers calls is told. `orders`: an order was given, read or brought to mind. `beat` comes every few seconds, `bye` when the session has ended.
 */
export type LiveEvents = {
  hello: { resumed: boolean };
  cases: { cases: LiveCase[] };
  calls: Record<string, never>;
  orders: Record<string, never>;
  again: Record<string, never>;
  beat: Record<string, never>;
  bye: Record<string, never>;
};
export const liveEventNames = [
  'hello',
  'cases',
  'calls',
  'orders',
  'again',
  'beat',
  'bye',
] as const satisfies (keyof LiveEvents)[];

/** `seconds`: how long the asker holds the line; 0 tells what was missed and ends. `after`: the id of the last event heard, or `heardTo` of the session whose page was read. */
export const liveEvents = endpoint({
  id: 'insight.live',
  method: 'GET',
  path: '/v1/live',
  summary: '实时 · what happens to the cases one may see, as it happens (server-sent events)',
  access: 'signed_in',
  query: Type.Object({
    seconds: Type.Integer({ minimum: 0, maximum: 900 }),
    after: Type.Optional(text(20)),
    /** in which places are named; a line has no header of its asker's choice */
    lang: Type.Optional(Type.Enum(['zh', 'en'])),
  }),
  download: 'text/event-stream',
  reply: Type.Unknown(),
  problems: ['reader.not_permitted', 'request.too_many'],
});
