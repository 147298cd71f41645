/** The doors of 宣传任务: an office makes and ends one, whoever walks there carries it out, both see the photos. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/publicity.ts';
import { mayOf, permit } from '#access';
import { fileName } from '#kit/files.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serveInPieces } from '#kit/pieces.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { reachOf } from '../views.ts';
import { addPublicityPhoto, endPublicity, makePublicity, mayPhotograph, tellRound } from './actions.ts';
import { hasPhoto, publicityOf, seenOn } from './views.ts';

export function publicityRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.makePublicity, async ({ tx, actor, body, commandId, at }) => {
    await makePublicity({ tx, commandId, at }, granted(permit(actor, 'patrol.plan')), body);
    return publicityOf(tx, actor.regionId, actor.personId, body.id);
  });
  serve(app, house, contract.endPublicity, async ({ tx, actor, params, commandId, at }) => {
    await endPublicity({ tx, commandId, at }, granted(permit(actor, 'patrol.plan')), params.publicityId);
    return publicityOf(tx, actor.regionId, actor.personId, params.publicityId);
  });
  serve(app, house, contract.tellRound, async ({ tx, actor, params, body, commandId, at }) => {
    await tellRound({ tx, commandId, at }, granted(permit(actor, 'patrol.walk')), params.publicityId, body);
    return publicityOf(tx, actor.regionId, actor.personId, params.publicityId);
  });
  serveInPieces(
    app,
    house,
    [contract.addPublicityPhoto, contract.addPublicityPhotoPiece],
    async ({ tx, actor, params, commandId, at }) => {
      const held = granted(permit(actor, 'patrol.walk'));
      await mayPhotograph({ tx, commandId, at }, held, params.publicityId);
      return held;
    },
    async ({ tx, params, bytes, commandId, at }, held) => {
      await addPublicityPhoto({ tx, commandId, at }, house.files, held, { ...params, bytes });
      return { id: params.photoId };
    },
  );
  serve(app, house, contract.readPublicityPhoto, async ({ tx, actor, params, at }) => {
    const may = mayOf(actor);
    const held = may.includes('patrol.walk') || may.includes('patrol.plan');
    const seen = held && (await seenOn(tx, actor.regionId, await reachOf(tx, actor, at), params.publicityId));
    if (!seen || !(await hasPhoto(tx, actor.regionId, params.publicityId, params.photoId))) deny('thing.not_found');
    const bytes = await house.files.read(fileName('photo', actor.regionId, params.photoId, '.jpg'));
    return new Bytes(bytes ?? deny('thing.not_found'), 'image/jpeg', {
      'cache-control': 'private, max-age=86400, immutable',
    });
  });
}
