/** The doors of 新任务提醒: the key to ask with, on and off for one phone of one's own. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/push.ts';
import { permit } from '#access';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { letRing, stopRinging } from './actions.ts';
import { bellOf } from './ringing.ts';

export function bellRoutes(app: FastifyInstance, house: House): void {
  const key = bellOf(house.config)?.publicKey ?? null;
  serve(app, house, contract.readBell, async ({ actor }) => {
    granted(permit(actor, 'patrol.walk'));
    return { key };
  });
  serve(app, house, contract.letRing, async ({ tx, actor, params, body, commandId, at, lang }) => {
    const held = granted(permit(actor, 'patrol.walk'));
    await letRing({ tx, commandId, at }, house.keys, house.config.push, held, params.phoneId, body, lang);
    return { on: true };
  });
  serve(app, house, contract.stopRinging, async ({ tx, actor, params, commandId, at }) => {
    await stopRinging({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), params.phoneId);
    return { on: false };
  });
}
