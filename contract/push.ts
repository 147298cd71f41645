/**
 * 新任务提醒: a phone that rings while the app is closed, by the push service of its browser (RFC 8030). Turned on for one phone by its
 * owner, off with her session; it says that there is a task and the number of the case, and nothing of anybody.
 */
import Type from 'typebox';
import { endpoint, nullable, text, Uuid } from './endpoint.ts';

/** What the browser calls this phone: where to send, and the two keys only it can read with (RFC 8291). */
export const BellAddress = Type.Object({
  endpoint: text(1000, 10),
  p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{87}$' }),
  auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
});

/** null where the district has set none up: then nothing is offered. */
export const readBell = endpoint({
  id: 'push.key',
  method: 'GET',
  path: '/v1/push',
  summary: '提醒公钥 · the public key a phone asks its push service with (RFC 8292)',
  access: 'signed_in',
  reply: Type.Object({ key: nullable(Type.String()) }),
  problems: ['reader.not_permitted'],
});
const ofPhone = Type.Object({ phoneId: Uuid });
export const letRing = endpoint({
  id: 'push.on',
  method: 'POST',
  path: '/v1/push/phones/:phoneId',
  summary: '开启提醒 · let this phone ring',
  access: 'signed_in',
  params: ofPhone,
  body: Type.Object({ id: Uuid, ...BellAddress.properties }),
  reply: Type.Object({ on: Type.Boolean() }),
  problems: ['reader.not_permitted', 'thing.not_found', 'push.off', 'push.other_service'],
});
export const stopRinging = endpoint({
  id: 'push.stop',
  method: 'POST',
  path: '/v1/push/phones/:phoneId/end',
  summary: '关闭提醒 · this phone shall not ring any more',
  access: 'signed_in',
  params: ofPhone,
  body: Type.Object({ id: Uuid }),
  reply: Type.Object({ on: Type.Boolean() }),
  problems: ['reader.not_permitted'],
});
