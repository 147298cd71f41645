/** Trains in a thread of its own, so that the server goes on answering; stopped, it leaves nothing behind. */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Progress } from '#kit/jobs.ts';
import { reportSettings, type Example, type OutOfFold } from './train.ts';
import type { Order, Told } from './worker.ts';

export async function trainApart(
  examples: Example[],
  progress: Progress,
): Promise<{ bytes: Uint8Array; outOfFold: OutOfFold }> {
  const sha256 = createHash('sha256').update(JSON.stringify(examples)).digest('hex');
  const order: Order = { examples, settings: reportSettings, sha256 };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (told: Told) => {
        if ('bytes' in told) resolve(told);
        else progress.at(told.done, told.of).catch(reject);
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`training ended with ${code} and no model`)));
    });
  } finally {
    await worker.terminate();
  }
}
