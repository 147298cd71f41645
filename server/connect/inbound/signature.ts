/** Has a gateway of the district's signed this, and just now? */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { refuse, type Refusal } from '#kit/refusal.ts';

/** A gateway's clock may be wrong by so much; what is older was caught on the way and is sent again. */
export const signedWithinMs = 5 * 60_000;

/** The signature itself, so that it can be kept and is good once. */
export function signatureOf(
  header: unknown,
  message: { channel: string; body: string },
  key: string,
  at: Date,
): Buffer | Refusal {
  const [, seconds, hex] = (typeof header === 'string' && /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header)) || [];
  // Without a key nobody can sign, and an empty one is known to everybody.
  if (key === '' || seconds === undefined || hex === undefined) return refuse('inbound.not_signed');
  const own = createHmac('sha256', key).update(`${seconds}.${message.channel}.${message.body}`).digest();
  const given = Buffer.from(hex, 'hex');
  if (!timingSafeEqual(own, given)) return refuse('inbound.not_signed');
  const off = Math.abs(at.getTime() - Number(seconds) * 1000);
  return off > signedWithinMs ? refuse('inbound.too_old', { seconds: Math.round(off / 1000) }) : given;
}
