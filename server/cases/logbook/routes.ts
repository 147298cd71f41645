/** 岗位日志: the log of a post is read by whoever holds it. */
import type { FastifyInstance } from 'fastify';
import { readLogbook } from '#contract/logbook.ts';
import { permit } from '#access';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { logbookPage } from './views.ts';

export function logbookRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, readLogbook, ({ tx, actor, query: { postId, ...query } }) =>
    logbookPage(tx, granted(permit(actor, 'duty.see', postId ? { postId } : {})), query),
  );
}
