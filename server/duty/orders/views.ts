/** 指令 as they are read: those given to one's own units; all of them for whoever gives orders. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { listOrders, Order, OrderReceipt } from '#contract/orders.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';

/** The units she reads orders for; `all`: she gives them. */
export type OrderReader = { unitIds: readonly number[]; all: boolean };
type Row = Omit<Order, 'givenAt' | 'readDueAt' | 'remindedAt'> & {
  givenAt: Date;
  readDueAt: Date;
  remindedAt: Date | null;
};

const shown = ({ givenAt, readDueAt, remindedAt, ...row }: Row): Order => ({
  ...row,
  givenAt: givenAt.toISOString(),
  readDueAt: readDueAt.toISOString(),
  remindedAt: remindedAt?.toISOString() ?? null,
  mine: row.mine.map((one) => ({ ...one, readAt: one.readAt && new Date(one.readAt).toISOString() })),
});

async function rowsOf(
  tx: Tx,
  regionId: number,
  { unitIds, all }: OrderReader,
  of: { id?: string; after?: ReturnType<typeof keysOf>; limit: number },
): Promise<Row[]> {
  const { id, after } = of;
  const own = sql`u.region_id = o.region_id and u.order_id = o.id and u.unit_id = any(${[...unitIds]}::int[])`;
  const { rows } = await sql<Row>`
    select o.id, o.title, o.words, o.given_at as "givenAt", p.name as "givenBy", f.name as "unitName", o.read_due_at as "readDueAt",
           o.reminded_at as "remindedAt", n.units, n.delivered, n.read,
           coalesce((select jsonb_agg(jsonb_build_object('unitId', u.unit_id, 'unitName', t.name, 'readAt', u.read_at) order by u.unit_id)
                       from duty.order_units u join access.units t on t.region_id = u.region_id and t.id = u.unit_id where ${own}), '[]') as mine
      from duty.orders o
      join access.people p on p.region_id = o.region_id and p.id = o.given_by
      join access.units f on f.region_id = o.region_id and f.id = o.unit_id
     cross join lateral (
       select count(*)::int as units, count(u.delivered_at)::int as delivered, count(u.read_at)::int as read
         from duty.order_units u where u.region_id = o.region_id and u.order_id = o.id) n
     where o.region_id = ${regionId} ${id ? sql`and o.id = ${id}` : sql``}
       and (${all} or exists (select from duty.order_units u where ${own}))
       ${after ? sql`and (o.given_at, o.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by o.given_at desc, o.id desc limit ${of.limit}`.execute(tx);
  return rows;
}

export async function ordersPage(
  tx: Tx,
  regionId: number,
  reader: OrderReader,
  query: { after?: string; limit?: number },
): Promise<Static<typeof listOrders.reply>> {
  const limit = query.limit ?? 20;
  const after = keysOf(query.after, 'string', 'string');
  const rows = await rowsOf(tx, regionId, reader, { after, limit: limit + 1 });
  return pageOf(rows, limit, ({ givenAt, id }) => [givenAt.toISOString(), id], shown);
}

export async function orderById(tx: Tx, regionId: number, reader: OrderReader, id: string): Promise<Order | undefined> {
  const [row] = await rowsOf(tx, regionId, reader, { id, limit: 1 });
  return row && shown(row);
}

/** What the frame of every page says: orders that wait to be read, the most urgent first. */
export async function ordersWaiting(
  tx: Tx,
  regionId: number,
  unitIds: readonly number[],
): Promise<{ id: string; title: string; readDueAt: string; reminded: boolean }[]> {
  if (unitIds.length === 0) return [];
  const { rows } = await sql<{ id: string; title: string; readDueAt: Date; reminded: boolean }>`
    select o.id, o.title, o.read_due_at as "readDueAt", bool_or(u.reminded > 0) as reminded
      from duty.order_units u join duty.orders o on o.region_id = u.region_id and o.id = u.order_id
     where u.region_id = ${regionId} and u.unit_id = any(${[...unitIds]}::int[]) and u.read_at is null
     group by o.id, o.title, o.read_due_at order by o.read_due_at, o.id limit 20`.execute(tx);
  return rows.map(({ readDueAt, ...row }) => ({ ...row, readDueAt: readDueAt.toISOString() }));
}

export async function receiptsOf(tx: Tx, regionId: number, orderId: string): Promise<OrderReceipt[]> {
  const { rows } = await sql<
    Omit<OrderReceipt, 'deliveredAt' | 'readAt'> & { deliveredAt: Date | null; readAt: Date | null }
  >`
    select u.unit_id as "unitId", t.name as "unitName", t.kind, u.delivered_at as "deliveredAt", u.read_at as "readAt",
           p.name as "readBy", u.reminded
      from duty.order_units u
      join access.units t on t.region_id = u.region_id and t.id = u.unit_id
      left join access.people p on p.region_id = u.region_id and p.id = u.read_by
     where u.region_id = ${regionId} and u.order_id = ${orderId}
     order by u.read_at is not null, u.delivered_at is not null, t.path`.execute(tx);
  return rows.map(({ deliveredAt, readAt, ...row }) => ({
    ...row,
    deliveredAt: deliveredAt?.toISOString() ?? null,
    readAt: readAt?.toISOString() ?? null,
  }));
}
