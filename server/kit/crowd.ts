/**
 * How many may be in the house at once. Whoever is let in is answered within a second or so; beyond that everybody would wait longer and
 * longer, and at last all of them in vain. So the next one is told to come again shortly: nothing of hers has been begun, she sends the
 * same id once more, and the sites of ours do that by themselves (web/kit/api.ts).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse, Refused } from './refusal.ts';

/** Twelve for each connection to the database: at the 250 commands a second of a small machine the last of them waits less than a second. */
const mostAtOnce = 12 * 16;

/** Whether the house lives is told however many are in it. */
const always = new Set(['/healthz', '/readyz']);

/** Who sends slowly is not yet in the house, who reads slowly has left it. */
export function holdTheDoor(app: FastifyInstance, most = mostAtOnce): void {
  const inside = new Set<FastifyRequest>();
  app.addHook('preHandler', async (request) => {
    if (always.has(request.routeOptions.url ?? '')) return;
    if (inside.size >= most) throw new Refused(refuse('server.busy'));
    inside.add(request);
  });
  app.addHook('onSend', async (request) => void inside.delete(request));
}
