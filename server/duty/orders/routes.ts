/** 指令 on the wire. */
import type { FastifyInstance } from 'fastify';
import * as wire from '#contract/orders.ts';
import { permit } from '#access';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { giveOrder, orderReaderOf, readOrder, remindOrder } from './actions.ts';
import { orderById, ordersPage, receiptsOf } from './views.ts';

export function orderRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, wire.listOrders, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'duty.see'));
    return ordersPage(tx, regionId, orderReaderOf(actor), query);
  });
  serve(app, house, wire.giveOrder, async ({ tx, actor, body, at, commandId }) =>
    giveOrder(tx, granted(permit(actor, 'orders.give')), body, at, commandId),
  );
  serve(app, house, wire.orderReceipts, async ({ tx, actor, regionId, params }) => {
    granted(permit(actor, 'duty.see'));
    if (!(await orderById(tx, regionId, orderReaderOf(actor), params.orderId))) deny('thing.not_found');
    return { receipts: await receiptsOf(tx, regionId, params.orderId) };
  });
  serve(app, house, wire.readOrder, async ({ tx, actor, params, at, commandId }) =>
    readOrder(tx, granted(permit(actor, 'orders.read')), params.orderId, at, commandId),
  );
  serve(app, house, wire.remindOrder, async ({ tx, actor, params, at, commandId }) => ({
    reminded: await remindOrder(tx, granted(permit(actor, 'orders.give')), params.orderId, at, commandId),
  }));
}
