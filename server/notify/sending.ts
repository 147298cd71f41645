/** What waits goes out: claimed in one transaction, sent outside of any, its outcome written down in another. */
import { inRegion, type Db } from '#kit/db.ts';
import type { Keys } from '#kit/crypto.ts';
import type { Log } from '#kit/log.ts';
import { opened } from './sealing.ts';
import { nextTry } from './notify.rules.ts';
import type { Sender } from './senders.ts';
import { messageFailed, messageSent, takeWaiting } from './store.ts';

const atOnce = 20;
/** Longer than a gateway may take (10 s); then another process may send it, under the same id: what a killed one held goes out within 30 s. */
const heldMs = 25_000;

export async function sendMessages(
  db: Db,
  keys: Keys,
  sender: Sender,
  log: Log,
  regionId: number,
  now: () => Date,
): Promise<number> {
  const at = now();
  const until = new Date(at.getTime() + heldMs);
  const waiting = await inRegion(db, regionId, (tx) => takeWaiting(tx, regionId, atOnce, at, until));
  await Promise.all(
    waiting.map(async (message) => {
      try {
        await sender.send({ id: message.id, way: message.way, ...opened(keys, regionId, message) });
      } catch (error) {
        const fault = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
        log.warn({ message: message.id, fault }, 'a message did not go out');
        const again = nextTry(message.tries, now());
        await inRegion(db, regionId, (tx) => messageFailed(tx, regionId, message.id, fault, again));
        return;
      }
      await inRegion(db, regionId, (tx) => messageSent(tx, regionId, message.id, now()));
    }),
  );
  return waiting.length;
}
