/** Who may look on: whoever sees cases, and only those in her scope; at counts without a case, whoever sees the lists. */
import type { FastifyInstance } from 'fastify';
import type { House } from '#kit/serve.ts';
import { boardRoutes } from './board.ts';
import { liveRoutes } from './live.ts';
import { mapRoutes } from './map/routes.ts';
import { publicFigureRoutes } from './public.ts';
import { settingPreviewRoutes } from './settings/routes.ts';
import { oneTableRoutes } from './unified/routes.ts';

export function insightRoutes(app: FastifyInstance, house: House): void {
  liveRoutes(app, house);
  boardRoutes(app, house);
  mapRoutes(app, house);
  oneTableRoutes(app, house);
  settingPreviewRoutes(app, house);
  publicFigureRoutes(app, house);
}
