/** The numbers for whoever keeps them, the calls for whoever answers. The exchange's own door stands with the other gateways (room connect). */
import { randomInt } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as wire from '#contract/lines.ts';
import { permit } from '#access';
import { calendarOf } from '#catalogue';
import { demoAllowed } from '#kit/config.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type Asked, type House } from '#kit/serve.ts';
import {
  agentOf,
  beAtPhones,
  callRang,
  divertCall,
  endCall,
  offerCall,
  saveLine,
  takeBackCall,
  takeCall,
} from './actions.ts';
import { isAnswered } from './lines.rules.ts';
import { lockCallOf } from './store.ts';
import { callShown, callsOf, lineById, linesShown } from './views.ts';

export function lineRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, wire.listLines, async ({ tx, actor, regionId, query, at }) => {
    granted(permit(actor, 'catalogue.see'));
    return { lines: await linesShown(tx, regionId, query.retired ?? false, at) };
  });
  serve(app, house, wire.saveLine, async ({ tx, actor, regionId, body, commandId, at }) => {
    const { id: _, lineId, version, retired, nameEn = '', purpose = '', ...told } = body;
    const { opens = null, closes = null, workdays = false, unitIds = [], queues = [], divertTo = null } = told;
    const line = await saveLine(
      tx,
      granted(permit(actor, 'catalogue.edit')),
      {
        ...told,
        opens,
        closes,
        workdays,
        unitIds,
        queues,
        divertTo,
        nameEn: nameEn.trim(),
        purpose: purpose.trim(),
        name: told.name.trim(),
      },
      { lineId, version, retired },
      commandId,
      at,
    );
    const { calendar } = await calendarOf(tx, regionId);
    return { ...line, open: !line.retired && isAnswered(line, at, calendar) };
  });

  serve(app, house, wire.listCalls, async ({ tx, actor, regionId, at }) => {
    granted(permit(actor, 'calls.take'));
    return callsOf(tx, house.keys, regionId, agentOf(actor), at);
  });
  serve(app, house, wire.beAtPhones, async ({ tx, actor, body, commandId, at }) =>
    beAtPhones({ tx, by: granted(permit(actor, 'calls.take')), commandId, at }, body.there),
  );
  type AtDesk = Pick<Asked<typeof wire.takeCall>, 'tx' | 'actor' | 'params' | 'commandId' | 'at'>;
  const desk = ({ tx, actor, params, commandId, at }: AtDesk) => ({
    tx,
    by: granted(permit(actor, 'calls.take')),
    callId: params.callId,
    commandId,
    at,
  });
  const shown = async ({ tx, actor, params }: AtDesk) =>
    (await callShown(tx, house.keys, actor.regionId, agentOf(actor), params.callId)) ?? deny('thing.not_found');
  serve(app, house, wire.takeCall, async (asked) => {
    await takeCall(desk(asked));
    return shown(asked);
  });
  serve(app, house, wire.offerCall, async (asked) => {
    const { personId = null, lineId = null, draft } = asked.body;
    await offerCall(desk(asked), house.keys, { personId, lineId, draft });
    return shown(asked);
  });
  serve(app, house, wire.takeBackCall, async (asked) => {
    await takeBackCall(desk(asked));
    return shown(asked);
  });
  serve(app, house, wire.divertCall, async (asked) => {
    await divertCall(desk(asked), asked.body.lineId);
    return shown(asked);
  });
  serve(app, house, wire.endCall, async (asked) => {
    await endCall(desk(asked));
    return shown(asked);
  });
  serve(app, house, wire.rehearseCall, async ({ tx, actor, regionId, body, at }) => {
    granted(permit(actor, 'calls.take'));
    if (!demoAllowed(house.config)) deny('thing.not_found');
    const line = await lineById(tx, regionId, body.lineId);
    if (!line || line.retired) return deny('thing.unknown_reference', { field: 'lineId', value: body.lineId });
    // Numbers that begin with 000 are given to nobody.
    const caller = `000-9${randomInt(100, 1000)}-${randomInt(1000, 10_000)}`;
    const ring = { exchangeId: `rehearsal-${body.id}`, called: line.number, caller, agent: null, placeText: '', location: null }; // prettier-ignore
    await callRang(tx, house.keys, regionId, ring, at);
    const call = (await lockCallOf(tx, regionId, ring.exchangeId))!;
    return (await callShown(tx, house.keys, regionId, agentOf(actor), call.id))!;
  });
}
