/**
 * Runs a long computation beside the server: on a thread of its own, so that nobody else's request waits for the union of 343
 * subdistricts (several seconds in one step). One thread for all, one computation after the other: a second one would take the
 * server's own core. Whoever cancels ends the thread; the next computation gets a fresh one.
 */
import { Worker } from 'node:worker_threads';
import type { Progress } from '#kit/jobs.ts';
import type { Computations, InputOf, ResultOf } from './computations.ts';

export type Asked<K extends keyof Computations> = { name: K; input: InputOf<K> };
export type Told<K extends keyof Computations> =
  { done: number; total: number } | { result: ResultOf<K> } | { failed: string };

/** A thread that has nothing to do for so long goes; the next one takes a fifth of a second to come. */
const idleMs = 30_000;

let worker: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let line: Promise<unknown> = Promise.resolve();

export function beside<K extends keyof Computations>(
  name: K,
  input: InputOf<K>,
  progress: Progress,
): Promise<ResultOf<K>> {
  const turn = line.then(() => compute({ name, input }, progress));
  line = turn.catch(() => undefined);
  return turn;
}

async function compute<K extends keyof Computations>(asked: Asked<K>, progress: Progress): Promise<ResultOf<K>> {
  progress.goOn();
  clearTimeout(idle);
  const thread = (worker ??= new Worker(new URL('./beside.worker.ts', import.meta.url)));
  thread.ref();
  const { promise, resolve, reject } = Promise.withResolvers<ResultOf<K>>();
  const hear = (told: Told<K>) => {
    if ('result' in told) resolve(told.result);
    else if ('failed' in told) reject(new Error(told.failed));
    else progress.at(told.done, told.total).catch(reject);
  };
  const ended = (code: number) => reject(new Error(`the computation ${asked.name} ended early (${code})`));
  thread.on('message', hear).on('error', reject).on('exit', ended);
  thread.postMessage(asked, []);
  try {
    return await promise;
  } catch (error) {
    worker = undefined;
    await thread.terminate();
    throw error;
  } finally {
    thread.off('message', hear).off('error', reject).off('exit', ended);
    thread.unref(); // an idle thread keeps no process from ending
    idle = setTimeout(() => {
      void worker?.terminate();
      worker = undefined;
    }, idleMs).unref();
  }
}

/** A share of the whole way, in hundredths, so that the bar of a work in several parts never runs backwards. */
export const part = (progress: Progress, from: number, to: number): Progress => ({
  at: (done, total = 1) => progress.at(Math.round(from + ((to - from) * done) / Math.max(1, total)), 100),
  goOn: () => progress.goOn(),
});
