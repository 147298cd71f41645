/** 指令: one word to all departments, all streets, all communities at once; each unit answers for itself that it came and was read. */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';

/** Whom one may choose in one act. */
export const orderedKinds = ['department', 'street', 'community'] as const;
export type OrderKind = (typeof orderedKinds)[number];
/** How long a unit has to read it. */
export const readWithin = { least: 5, most: 24 * 60 } as const;

export const Order = Type.Object(
  {
    id: Uuid,
    title: Type.String(),
    words: Type.String(),
    givenAt: Instant,
    givenBy: Type.String(),
    unitName: Type.String(),
    readDueAt: Instant,
    remindedAt: nullable(Instant),
    /** how many units it was given to, to how many it came, how many have read it */
    units: Type.Integer(),
    delivered: Type.Integer(),
    read: Type.Integer(),
    /** those of the reader's own units it was given to */
    mine: Type.Array(Type.Object({ unitId: Type.Integer(), unitName: Type.String(), readAt: nullable(Instant) })),
  },
  { $id: 'Order' },
);
export type Order = Static<typeof Order>;
export const OrderReceipt = Type.Object({
  unitId: Type.Integer(),
  unitName: Type.String(),
  kind: Type.String(),
  deliveredAt: nullable(Instant),
  readAt: nullable(Instant),
  readBy: nullable(Type.String()),
  reminded: Type.Integer(),
});
export type OrderReceipt = Static<typeof OrderReceipt>;

export const listOrders = endpoint({
  id: 'orders.list',
  method: 'GET',
  path: '/v1/orders',
  summary: '指令 · orders to one’s own units, newest first; whoever gives orders reads all',
  access: 'signed_in',
  query: Type.Object(PageQuery),
  reply: page(Order),
  problems: ['reader.not_permitted'],
});
export const giveOrder = endpoint({
  id: 'orders.give',
  method: 'POST',
  path: '/v1/orders',
  summary: '下达指令 · one word to many units in one act; the id is the order’s',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    title: text(60, 1),
    words: text(2000, 1),
    /** all units of these kinds */
    kinds: Type.Array(Type.Enum([...orderedKinds]), { maxItems: orderedKinds.length, uniqueItems: true }),
    /** and these */
    unitIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 200, uniqueItems: true })),
    readWithinMinutes: Type.Integer({ minimum: readWithin.least, maximum: readWithin.most }),
  }),
  reply: Order,
  problems: ['reader.not_permitted', 'thing.unknown_reference', 'thing.exists', 'order.nobody'],
});
export const orderReceipts = endpoint({
  id: 'orders.receipts',
  method: 'GET',
  path: '/v1/orders/:orderId/receipts',
  summary: '指令回执 · unit by unit, those who have not read it first',
  access: 'signed_in',
  params: Type.Object({ orderId: Uuid }),
  reply: Type.Object({ receipts: Type.Array(OrderReceipt) }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const readOrder = endpoint({
  id: 'orders.read',
  method: 'POST',
  path: '/v1/orders/:orderId/receipts',
  summary: '签收指令 · read, for those of one’s own units that have not',
  access: 'signed_in',
  params: Type.Object({ orderId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Order,
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const remindOrder = endpoint({
  id: 'orders.remind',
  method: 'POST',
  path: '/v1/orders/:orderId/reminders',
  summary: '催阅 · those who have not read it are told again',
  access: 'signed_in',
  params: Type.Object({ orderId: Uuid }),
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({ reminded: Type.Integer() }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
