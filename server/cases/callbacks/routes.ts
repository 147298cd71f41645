/** The callback desk, on the wire. Making the call is `cases.callBack`, on the case. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/callbacks.ts';
import { localDate } from '#contract/calendar.ts';
import { heldAs, permit } from '#access';
import type { Actor } from '#kit/caller.ts';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { takeCallback } from './actions.ts';
import { callbacksPage, figuresOfCallbacks, oneCallback, reviewsPage } from './views.ts';

function atDesk(actor: Actor): void {
  granted(permit(actor, 'cases.see'));
  granted(heldAs(actor, contract.callbackDesk, { word: 'case.callback_word' }));
}

export function callbackRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.listCallbacks, async ({ tx, actor, query, at }) => {
    atDesk(actor);
    return callbacksPage(tx, actor, query, at);
  });
  serve(app, house, contract.listReviews, async ({ tx, actor, query, at }) => {
    atDesk(actor);
    return reviewsPage(tx, actor, query, at);
  });
  serve(app, house, contract.takeCallback, async ({ tx, actor, at }) => {
    atDesk(actor);
    const taken = await takeCallback(tx, actor, at);
    return { row: taken ? await oneCallback(tx, actor, taken, at) : null };
  });
  serve(app, house, contract.callbackFigures, async ({ tx, actor, query, at }) => {
    atDesk(actor);
    const to = query.to ?? localDate(at, actor.timeZone);
    const from = query.from ?? localDate(new Date(at.getTime() - 29 * 86_400_000), actor.timeZone);
    return figuresOfCallbacks(tx, actor, { from, to }, at);
  });
}
