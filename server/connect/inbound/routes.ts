/** The doors for gateways, of messages and of telephone calls: what they have not signed is not even read. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { handOver, signatureHeader } from '#contract/inbound.ts';
import { callsChannel, ringCall } from '#contract/lines.ts';
import { callHung, callRang } from '#intake';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { takeMessage } from './actions.ts';
import { signatureOf } from './signature.ts';

export function inboundRoutes(app: FastifyInstance, house: House): PromiseLike<unknown> {
  // A signature is over the bytes that were sent, so they are kept until it has been looked at.
  const written = new WeakMap<FastifyRequest, string>();
  const signed = new WeakMap<FastifyRequest, Buffer>();
  return app.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    const parse = inner.getDefaultJsonParser('error', 'error');
    inner.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      written.set(request, body as string);
      void parse(request, body as string, done);
    });
    inner.addHook('preValidation', async (request) => {
      // The exchange has no channel in its address: it signs for calls.
      const { channel = callsChannel } = request.params as { channel?: string };
      const message = { channel, body: written.get(request) ?? '' };
      const key = house.config.inboundKey;
      signed.set(request, granted(signatureOf(request.headers[signatureHeader], message, key, house.now())));
    });
    serve(inner, house, handOver, async ({ tx, regionId, params, body, request, at }) =>
      takeMessage(tx, house.keys, regionId, params.channel, body, signed.get(request)!, at),
    );
    // Told again, a call is the same call: nothing is lost when somebody repeats what the exchange has signed.
    serve(inner, house, ringCall, async ({ tx, regionId, body, at }) => {
      if (body.what === 'hung_up') return callHung(tx, regionId, body.callId, at);
      const { called = '', caller = null, agent = null, placeText = '', location = null } = body;
      return callRang(
        tx,
        house.keys,
        regionId,
        { exchangeId: body.callId, called, caller, agent, placeText, location },
        at,
      );
    });
  });
}
