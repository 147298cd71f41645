/** 公开数据 on the wire. Counted once a day for everybody: what it was counted to is the last midnight, and does not change until the next. */
import type { FastifyInstance } from 'fastify';
import { readPublicFigures, type PublicFigures } from '#contract/board.ts';
import { groundSight } from '#access';
import { regionOf } from '#areas';
import { figures } from '#evaluation';
import type { Tx } from '#kit/db.ts';
import { serve, type House } from '#kit/serve.ts';
import { dayBefore } from './board.rules.ts';
import { monthsBefore, publicMonth } from './public.rules.ts';
import { calledBack } from './views.ts';

const monthsShown = 6;

export function publicFigureRoutes(app: FastifyInstance, house: House): void {
  const counted = new Map<number, Promise<PublicFigures>>();
  serve(app, house, readPublicFigures, async ({ tx, regionId, at }) => {
    const { timeZone } = await regionOf(tx, regionId);
    const asOf = dayBefore(at, timeZone, 0);
    const before = await counted.get(regionId)?.catch(() => undefined);
    if (before?.asOf === asOf.toISOString()) return before;
    // Kept from its beginning: who asks while it is being counted waits for the same.
    const now = countAll(tx, regionId, asOf, timeZone);
    counted.set(regionId, now);
    return now;
  });
}

async function countAll(tx: Tx, regionId: number, asOf: Date, timeZone: string): Promise<PublicFigures> {
  const district = groundSight(regionId, null);
  const months: PublicFigures['months'] = [];
  let begun = 0;
  for (const span of monthsBefore(asOf, timeZone, monthsShown)) {
    const counted = await figures(tx, regionId, span, asOf, district);
    months.push(publicMonth(span, counted, await calledBack(tx, regionId, span, district)));
    if (counted.discovery.n + counted.rework.n > 0) begun = months.length;
  }
  // Months before the house was there are not told as months in which little happened.
  return { asOf: asOf.toISOString(), months: months.slice(0, begun) };
}
