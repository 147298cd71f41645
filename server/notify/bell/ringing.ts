/** What is due rings: claimed in one transaction, sent outside of any, settled in another. Quiet for whoever is off duty or signed out. */
import { createECDH, randomBytes } from 'node:crypto';
import { say } from '#contract/words/words.ts';
import type { Config } from '#kit/config.ts';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db } from '#kit/db.ts';
import { dialer } from '#kit/dial.ts';
import type { Log } from '#kit/log.ts';
import { nextTry } from '../notify.rules.ts';
import { openedBell } from './actions.ts';
import { deleteBell, ringDone, ringLater, takeRings, type Ring } from './store.ts';
import { paperFor, sealedFor, sendingBy, type Address } from './webpush.ts';

/** The public key that phones ask with; `ring` says what the push service answered. */
export type Bell = { publicKey: string; ring(to: Address, text: string, at: Date): Promise<number> };

/** Kept for a phone that is off for so long: after that the bundle of the day says it. */
const keptSeconds = 4 * 3600;
/** None where the operator has set none up. */
export function bellOf({ push }: Config): Bell | null {
  if (!push) return null;
  const sending = sendingBy(push.key, push.contact);
  const dial = dialer(push.services);
  return {
    publicKey: sending.publicKey,
    async ring(to, text, at) {
      const once = createECDH('prime256v1');
      once.generateKeys();
      const answer = await dial(to.endpoint, {
        method: 'POST',
        headers: {
          authorization: paperFor(sending, to.endpoint, at),
          'content-type': 'application/octet-stream',
          'content-encoding': 'aes128gcm',
          ttl: String(keptSeconds),
          urgency: 'high',
        },
        body: sealedFor(to, text, once.getPrivateKey(), randomBytes(16)),
      });
      return answer.status;
    },
  };
}

const atOnce = 20;
/** Longer than the way out may take (10 s). */
const heldMs = 25_000;
/** Later than that it is no news any more: after 1 and 5 minutes. */
const mostTries = 3;

export async function ringPhones(
  db: Db,
  keys: Keys,
  bell: Bell,
  log: Log,
  regionId: number,
  now: () => Date,
): Promise<number> {
  const at = now();
  const rings = await inRegion(db, regionId, (tx) =>
    takeRings(tx, regionId, atOnce, at, new Date(at.getTime() + heldMs)),
  );
  const settle = async (ring: Ring): Promise<void> => {
    if (!ring.wanted) return inRegion(db, regionId, (tx) => ringDone(tx, regionId, ring));
    // No name, no place, no word of the case: this goes through a machine that is not the district's.
    // What waits for whoever checks comes all day: it stands as one line on her phone, and makes its sound once.
    const tag = ring.kind === 'check' ? { tag: 'check' } : {};
    const told = { title: say(ring.lang, 'push.new_task'), number: ring.number, ...tag };
    const status = await bell
      .ring(openedBell(keys, regionId, ring), JSON.stringify(told), at)
      .catch((error: unknown) => (error instanceof Error ? error.message.slice(0, 200) : 'unknown'));
    const again = ring.tries < mostTries ? nextTry(ring.tries, now()) : null;
    await inRegion(db, regionId, async (tx) => {
      // The browser has let go of it: nobody will hear it again.
      if (status === 404 || status === 410) return deleteBell(tx, regionId, ring.phoneId, null);
      const rang = typeof status === 'number' && status >= 200 && status < 300;
      if (!rang) log.warn({ phone: ring.phoneId, status }, 'a phone did not ring');
      const refused = typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
      return rang || refused || !again ? ringDone(tx, regionId, ring) : ringLater(tx, regionId, ring, again);
    });
  };
  await Promise.all(rings.map(settle));
  return rings.length;
}
