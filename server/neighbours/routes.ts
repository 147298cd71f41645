/** 积分 on the wire: the rule for everybody, hers for whoever opened a visit by a code, the counter and the ledger for staff. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as contract from '#contract/neighbours.ts';
import { visitHeader } from '#contract/notify.ts';
import { permit } from '#access';
import { visitOf } from '#notify';
import type { Tx } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { makeTicket, redeem, saveRule, takeBack } from './actions.ts';
import { balanceOf, entryPage, givenSince, ruleInForce } from './views.ts';

const year = 365 * 86_400_000;

export function neighbourRoutes(app: FastifyInstance, house: House): void {
  const visitor = (tx: Tx, regionId: number, request: FastifyRequest, at: Date) =>
    visitOf(tx, regionId, request.headers[visitHeader], at);

  serve(app, house, contract.readPointsRule, async ({ tx, regionId, at }) => ({
    rule: await ruleInForce(tx, regionId),
    year: await givenSince(tx, regionId, new Date(at.getTime() - year)),
  }));
  serve(app, house, contract.savePointsRule, async ({ tx, actor, body, commandId, at }) => {
    const { id: _id, ...rule } = body;
    await saveRule(tx, granted(permit(actor, 'catalogue.edit')), rule, commandId, at);
    return (await ruleInForce(tx, actor.regionId))!;
  });

  serve(app, house, contract.listMyPoints, async ({ tx, regionId, query, request, at }) => {
    const { hash } = await visitor(tx, regionId, request, at);
    const rule = await ruleInForce(tx, regionId);
    const { rows, next } = await entryPage(tx, regionId, hash, query);
    const balance = await balanceOf(tx, regionId, hash);
    return {
      rows: rows.map(({ by: _by, ...row }) => row),
      next,
      on: rule?.on ?? false,
      balance,
      least: rule?.least ?? 1,
    };
  });
  serve(app, house, contract.makeTicket, async ({ tx, regionId, body, request, at }) => {
    const { hash } = await visitor(tx, regionId, request, at);
    return makeTicket(tx, house.keys, regionId, hash, body.points, at);
  });

  serve(app, house, contract.redeem, async ({ tx, actor, body, at }) => ({
    points: await redeem(tx, house.keys, granted(permit(actor, 'points.redeem')), body, at),
  }));
  serve(app, house, contract.takeBack, async ({ tx, actor, body, at }) => ({
    points: await takeBack(tx, granted(permit(actor, 'points.take_back')), body, at),
  }));
  serve(app, house, contract.listEntries, async ({ tx, actor, query }) => {
    granted(permit(actor, 'points.see'));
    return entryPage(tx, actor.regionId, null, query);
  });
}
