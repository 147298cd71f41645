/** 一张表: one grid, one list of people, one door to one queue, one list of units, one standard, one way of handling: with their figures. */
import type { FastifyInstance } from 'fastify';
import { permit } from '#access';
import { formsOf } from '#catalogue';
import { readOneTable } from '#contract/standards.ts';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { countedForOneTable } from './views.ts';

const days = 30;

export function oneTableRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, readOneTable, async ({ tx, actor, regionId, at }) => {
    granted(permit(actor, 'catalogue.see'));
    const span = { from: new Date(at.getTime() - days * 86_400_000), to: new Date(at.getTime() + 86_400_000) };
    const counted = await countedForOneTable(tx, regionId, span);
    return { ...counted, forms: await formsOf(tx, regionId), at: at.toISOString() };
  });
}
