/**
 * Server-sent events: one declared endpoint like the others, whose answer goes on until the asker has had enough, the session has
 * ended, or somebody reads so slowly that it would pile up here. A browser reconnects by itself and says what it heard last.
 */
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { Endpoint, QueryOf } from '#contract/endpoint.ts';
import { langOf } from '#contract/words/words.ts';
import type { Caller } from './caller.ts';
import { checkedQuery, declared, knock, type House } from './serve.ts';

export type Line = {
  send(name: string, data: unknown, id?: number): void;
  end(): void;
  /** called once, however it ends */
  onEnd(then: () => void): void;
  readonly open: boolean;
};

/** More than this waiting for one reader: she is gone, or as good as gone. */
const mostWaiting = 512 * 1024;
/** A browser waits this long before it comes back. */
const retryMs = 500;

export function serveStream<Q extends TSchema>(
  app: FastifyInstance,
  house: House,
  endpoint: Endpoint<TSchema, Q>,
  /** throws to refuse, before anything is sent */
  begin: (asked: {
    caller: Caller;
    query: QueryOf<Endpoint<TSchema, Q>>;
    request: FastifyRequest;
    /** the id of the last event that the asker says it heard, in the header of a browser that comes back */
    lastHeard: string | undefined;
  }) => Promise<(line: Line) => void>,
): void {
  declared(endpoint);
  const queryOf = checkedQuery(endpoint);
  app.get(endpoint.path, { config: { endpointId: endpoint.id } }, async (request, reply) => {
    const query = queryOf(request.query, langOf(request.headers['accept-language'])) as never;
    const caller = await knock(house, endpoint, request);
    const header = request.headers['last-event-id'];
    const lastHeard = typeof header === 'string' ? header : undefined;
    const start = await begin({ caller, query, request, lastHeard });

    const out = new PassThrough();
    out.on('error', () => undefined); // a reader who hung up is no fault
    const line: Line = {
      send(name, data, id) {
        if (out.destroyed || out.writableEnded) return;
        out.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
        if (out.writableLength > mostWaiting) out.destroy();
      },
      end: () => void out.end(),
      onEnd: (then) => void out.once('close', then),
      get open() {
        return !out.destroyed && !out.writableEnded;
      },
    };
    out.write(`retry: ${retryMs}\n\n`);
    start(line);
    return reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store, no-transform')
      .header('x-accel-buffering', 'no') // a proxy in front must not gather lines
      .send(out);
  });
}
