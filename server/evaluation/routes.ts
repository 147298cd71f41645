/** Reading only: nobody types a figure in. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/evaluation.ts';
import { permit } from '#access';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { periodOf } from './figures.ts';
import { casesBehind, figures } from './views.ts';

export function evaluationRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.readFigures, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'evaluation.see'));
    return figures(tx, actor.regionId, granted(periodOf(query)), at);
  });
  serve(app, house, contract.figureCases, async ({ tx, actor, params, query, at }) => {
    granted(permit(actor, 'evaluation.see'));
    return casesBehind(tx, actor, params.figure, granted(periodOf(query)), query, at);
  });
}
