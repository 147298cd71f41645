/** Before a setting is saved: what that would change. Counted from rooms of every storey, so it stands under the roof. */
import type { FastifyInstance } from 'fastify';
import { previewSetting } from '#contract/settings.ts';
import { permit } from '#access';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { previewOf } from './views.ts';

export function settingPreviewRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, previewSetting, async ({ tx, actor, regionId, body, at }) => {
    granted(permit(actor, 'catalogue.edit'));
    const { id: _, ...wanted } = body;
    return { lines: await previewOf(tx, regionId, wanted, at) };
  });
}
