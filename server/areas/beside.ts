/**
 * Runs a long computation beside the server: on a thread of its own, so that nobody else's request waits for the union of 343
 * subdistricts (several seconds in one step). Somebody who cancels ends the thread.
 */
import { Worker } from 'node:worker_threads';
import type { Progress } from '#kit/jobs.ts';
import type { Computations, InputOf, ResultOf } from './computations.ts';

export type Told<K extends keyof Computations> = { done: number; total: number } | { result: ResultOf<K> };

export function beside<K extends keyof Computations>(
  name: K,
  input: InputOf<K>,
  progress: Progress,
): Promise<ResultOf<K>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./beside.worker.ts', import.meta.url), { workerData: { name, input } });
    const fail = (error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      void worker.terminate();
    };
    worker.on('message', (told: Told<K>) => {
      if ('result' in told) resolve(told.result);
      else progress.at(told.done, told.total).catch(fail);
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`the computation ${name} ended early (${code})`)));
  });
}

/** A share of the whole way, in hundredths, so that the bar of a work in several parts never runs backwards. */
export const part = (progress: Progress, from: number, to: number): Progress => ({
  at: (done, total = 1) => progress.at(Math.round(from + ((to - from) * done) / Math.max(1, total)), 100),
  goOn: () => progress.goOn(),
});
