/** The doors of what a district words itself. Whoever works reads it; a layer is there for whom it is shown to, and for its keeper. */
import type { FastifyInstance } from 'fastify';
import { mayOf, permit } from '#access';
import * as wire from '#contract/settings.ts';
import type { Actor } from '#kit/caller.ts';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { saveSetting } from './actions.ts';
import { settingsOf, versionsOf } from './views.ts';

const isShown = (actor: Actor, { content }: wire.Setting): boolean =>
  content.kind !== 'layer' ||
  content.posts.length === 0 ||
  mayOf(actor).includes('catalogue.edit') ||
  actor.posts.some(({ post }) => content.posts.includes(post));

export function settingRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, wire.listSettings, async ({ tx, actor, regionId, params }) => {
    granted(permit(actor, 'catalogue.see'));
    const all = await settingsOf(tx, regionId, params.kind);
    return { settings: all.filter((one) => isShown(actor, one)) };
  });
  serve(app, house, wire.readVersions, async ({ tx, actor, regionId, params }) => {
    granted(permit(actor, 'catalogue.edit'));
    return { versions: await versionsOf(tx, regionId, params.kind, params.name) };
  });
  serve(app, house, wire.saveSetting, async ({ tx, actor, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    return saveSetting(tx, granted(permit(actor, 'catalogue.edit')), wanted, at, commandId);
  });
}
