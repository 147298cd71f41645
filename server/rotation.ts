/**
 * `gridloop keys rotate`: another key for everything that is sealed, while the server runs. What others hold by heart stays good: receipt
 * codes, look-ups and the server's own password follow from the first key, which from then on opens nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '#contract/words/words.ts';
import { sealedPhones, sealedSecrets } from '#access';
import { listRegions } from '#areas';
import { sealedCalls, sealedContacts } from '#intake';
import { sealedBells, sealedFollowers, sealedMessages } from '#notify';
import { sealedVisits } from '#patrol';
import type { Config } from '#kit/config.ts';
import { addKey, dropOlderKeys, type Keys } from '#kit/crypto.ts';
import { inNoRegion, type Db } from '#kit/db.ts';
import { keysLookedForMs, resealAll, sealedAnswers } from '#kit/reseal.ts';
import { exitCode, onGround, type Voice } from './command-line.ts';

export const everythingSealed = [
  sealedContacts,
  sealedCalls,
  sealedMessages,
  sealedFollowers,
  sealedBells,
  sealedVisits,
  sealedSecrets,
  sealedPhones,
  sealedAnswers,
] as const;

/** Until a whole round finds nothing that is sealed otherwise: a server that had not looked yet may seal with the old key meanwhile. */
export async function rotate(
  db: Db,
  keys: Keys,
  dataFolder: string,
  how: { retire: boolean; tell?: (sealedAnew: number) => void; waitMs?: number },
): Promise<{ sealedAnew: number; retired: boolean }> {
  await addKey(dataFolder);
  keys.reread?.();
  await sleep(how.waitMs ?? 2 * keysLookedForMs);
  const regions = await inNoRegion(db, listRegions);
  let sealedAnew = 0;
  for (let round = -1; round !== 0;) {
    round = 0;
    for (const { id } of regions) round += await resealAll(db, keys, id, everythingSealed, (n) => how.tell?.(sealedAnew + n)); // prettier-ignore
    sealedAnew += round;
  }
  if (how.retire) {
    await dropOlderKeys(dataFolder);
    keys.reread?.();
  }
  return { sealedAnew, retired: how.retire };
}

export const keysRotated = ({ config, voice }: { config: Config; voice: Voice }, { retire = false }): Promise<number> =>
  onGround(config, voice.note, async ({ db, keys }) => {
    const tell = (n: number): void => voice.progress(say(voice.lang, 'keys.progress', { n }));
    const done = await rotate(db, keys, config.dataFolder, { retire, tell });
    voice.answer(done, () => [
      say(voice.lang, 'keys.rotated', { n: done.sealedAnew }),
      say(voice.lang, retire ? 'keys.retired' : 'keys.kept'),
    ]);
    return exitCode.done;
  });
