/** 指令: given to many units in one act, delivered by their streams, read by each for itself; who has not read it is reminded. */
import { permissions } from '#contract/access.ts';
import type { BodyOf } from '#contract/endpoint.ts';
import { orderedKinds, type giveOrder as give, type Order, type OrderKind } from '#contract/orders.ts';
import { unitsOf, type Permit } from '#access';
import type { Actor } from '#kit/caller.ts';
import { isConstraint, type Tx } from '#kit/db.ts';
import { record, system, type Doer, type Fact } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import { insertOrder, lockOrdersOver, orderReminded, orderUnitsReached, orderUnitsRead } from './store.ts';
import { orderById, type OrderReader } from './views.ts';

const [readers, givers]: readonly (readonly string[])[] = [permissions['orders.read'], permissions['orders.give']];

/** An order is read by somebody who holds a post in that very unit: what a street has read, its communities have not. */
export const orderReaderOf = ({ posts }: Pick<Actor, 'posts'>): OrderReader => ({
  unitIds: [...new Set(posts.filter(({ post }) => readers!.includes(post)).map(({ unitId }) => unitId))],
  all: posts.some(({ post }) => givers!.includes(post)),
});

const orderFact = (id: string, kind: string, by: Doer, at: Date, data: Record<string, unknown>): Fact => ({
  subject: 'order',
  subjectId: id,
  kind,
  at,
  by,
  data,
});

export async function giveOrder(
  tx: Tx,
  { actor, regionId, by, post }: Permit<'orders.give'>,
  told: BodyOf<typeof give>,
  at: Date,
  commandId: string | null,
): Promise<Order> {
  const units = await unitsOf(tx, regionId);
  const unknown = (told.unitIds ?? []).find((id) => !units.byId.has(id));
  if (unknown !== undefined) deny('thing.unknown_reference', { field: 'unitIds', value: unknown });
  const all = Array.from(units.byId.values()).filter(({ kind }) => told.kinds.includes(kind as OrderKind));
  const to = [...new Set([...all.map(({ id }) => id), ...(told.unitIds ?? [])])];
  if (to.length === 0) deny('order.nobody');
  const { id, title, words } = told;
  const readDueAt = new Date(at.getTime() + told.readWithinMinutes * 60_000);
  try {
    await insertOrder(tx, regionId, { id, unitId: post.unitId, title, words, readDueAt }, to, actor.personId, at);
  } catch (error) {
    if (isConstraint(error, 'orders_pkey')) deny('thing.exists', { what: title });
    throw error;
  }
  const kinds = orderedKinds.filter((kind) => told.kinds.includes(kind));
  const data = { title, kinds, units: to.length, readDueAt: readDueAt.toISOString() };
  await record(tx, regionId, [orderFact(id, 'order.given', by, at, data)], commandId);
  return (await orderById(tx, regionId, orderReaderOf(actor), id))!;
}

export async function readOrder(
  tx: Tx,
  { actor, regionId, by }: Permit<'orders.read'>,
  orderId: string,
  at: Date,
  commandId: string | null,
): Promise<Order> {
  const reader = orderReaderOf(actor);
  const read = await orderUnitsRead(tx, regionId, orderId, reader.unitIds, actor.personId, at);
  if (read.length > 0)
    await record(tx, regionId, [orderFact(orderId, 'order.read', by, at, { unitIds: read })], commandId);
  return (await orderById(tx, regionId, reader, orderId)) ?? deny('thing.not_found');
}

export async function remindOrder(
  tx: Tx,
  { regionId, by }: Permit<'orders.give'>,
  orderId: string,
  at: Date,
  commandId: string | null,
): Promise<number> {
  if (!(await orderById(tx, regionId, { unitIds: [], all: true }, orderId))) deny('thing.not_found');
  return reminded(tx, regionId, orderId, by, at, commandId);
}
async function reminded(tx: Tx, regionId: number, id: string, by: Doer, at: Date, commandId: string | null) {
  const units = await orderReminded(tx, regionId, id, at);
  if (units > 0) await record(tx, regionId, [orderFact(id, 'order.reminded', by, at, { units })], commandId);
  return units;
}

/** A sweep: what was not read in its time is told again, once, without anybody having to look. */
export async function remindOverdue(tx: Tx, regionId: number, at: Date): Promise<number> {
  const over = await lockOrdersOver(tx, regionId, at);
  // oxlint-disable-next-line no-await-in-loop -- a handful, in one transaction
  for (const id of over) await reminded(tx, regionId, id, system, at, null);
  return over.length;
}

/** 送达: the streams of these people have it. */
export const ordersReachedBy = (
  tx: Tx,
  regionId: number,
  actors: readonly Pick<Actor, 'posts'>[],
  at: Date,
): Promise<number> =>
  orderUnitsReached(tx, regionId, [...new Set(actors.flatMap((actor) => orderReaderOf(actor).unitIds))], at);
