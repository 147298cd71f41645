/** Who may knock: devices with their key, and whoever keeps the register of devices. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/intake.ts';
import { permit } from '#access';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { receiveAlert, saveDevice } from './actions.ts';
import { devicePage, deviceShown } from './views.ts';

export function sensingRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.sendAlert, async ({ tx, caller, body, at, reply }) => {
    if (caller.kind !== 'device') return deny('device.unknown_key');
    const alert = { ...body, happenedAt: new Date(body.happenedAt) };
    const receipt = await receiveAlert(tx, house.keys, caller.regionId, caller.deviceId, alert, at);
    // Sent after COMMIT, like every reply: 202 says that it is kept and that people take it from here.
    void reply.status(202);
    return { accepted: true, ...receipt };
  });
  serve(app, house, contract.listDevices, async ({ tx, actor, query }) => {
    granted(permit(actor, 'catalogue.see'));
    return devicePage(tx, actor.regionId, query);
  });
  serve(app, house, contract.saveDevice, async ({ tx, actor, body, at }) => {
    const held = granted(permit(actor, 'catalogue.edit'));
    const { location, conditionId, disabled, newKey, ...told } = body;
    const input = {
      ...told,
      location: location ?? null,
      conditionId: conditionId ?? null,
      disabled: disabled ?? false,
      newKey: newKey ?? false,
    };
    const { deviceId, key } = await saveDevice(tx, held, input, at);
    return { device: await deviceShown(tx, actor.regionId, deviceId), key };
  });
}
