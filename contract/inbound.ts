/**
 * 接入网关: a message that somebody wrote by e-mail, SMS or to the official account is handed over here by the district's own gateway,
 * and answered through the gateway that sends (contract/notify.ts). One shape for all, so that a new way needs no new door.
 */
import Type from 'typebox';
import { ways } from './notify.ts';
import { endpoint, Instant, nullable, Point, text } from './endpoint.ts';

/** `t=<seconds>,v1=<HMAC-SHA-256 of "seconds.channel.body" in hex>`: as our own messages are signed, and for one channel. */
export const signatureHeader = 'gridloop-signature';

/** What a message became: a report of its own, words to a report of the same sender, or how much she wants to be told. */
export const becomes = ['report', 'reply', 'choice'] as const;

export const handOver = endpoint({
  id: 'connect.inbound',
  method: 'POST',
  path: '/v1/inbound/:channel',
  summary: '接入网关 · a message from a gateway (e-mail, SMS, official account), signed',
  access: 'public',
  params: Type.Object({ channel: Type.Enum([...ways]) }),
  body: Type.Object({
    /** the gateway's own: the same message may be handed over again, signed anew, and is one */
    messageId: text(200, 1),
    /** the telephone, the mailbox, or what the official account calls its follower: where the answer goes */
    from: text(200, 1),
    name: Type.Optional(text(60)),
    subject: Type.Optional(text(200)),
    text: text(8000, 1),
    location: Type.Optional(Point),
    sentAt: Type.Optional(Instant),
  }),
  reply: Type.Object({ became: Type.Enum([...becomes]), number: nullable(Type.String()) }),
  problems: [
    'inbound.not_signed',
    'inbound.too_old',
    'inbound.replayed',
    'inbound.bad_sender',
    'command.id_reused',
    'request.too_many',
    'report.in_future',
  ],
});
