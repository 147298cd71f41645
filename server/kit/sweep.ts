/**
 * Deadlines and unprocessed photos are rows; a sweep claims a few with SKIP LOCKED, acts in the transaction that claimed
 * them, and comes again at once while there is more: a round that took all it may. Then it sleeps until the next one is due
 * (`nextAt`), and never longer than `everyMs`, because a deadline may come to be set meanwhile. Nothing lives in process memory, so
 * a crash loses or doubles nothing.
 */
import type { Log } from './log.ts';

export type Sweep = {
  name: string;
  everyMs: number;
  /** how many rows a round may take; one that acted on fewer left nothing, and what comes meanwhile is gathered for the next */
  atOnce?: number;
  /** how many rounds go at once after one that took all it may: each claims rows of its own */
  hands?: number;
  /** after a round that took all it may it rests so many times as long as the round took: a backlog nobody waits for gives way to people */
  givesWay?: number;
  /** how many rows it acted on */
  run: () => Promise<number>;
  /** when it must come again, if that is known */
  nextAt?: () => Promise<Date | null>;
};
const leastMs = 20;

export function startSweeps(sweeps: Sweep[], log: Log): { stop: () => Promise<void> } {
  const state = { stopped: false };
  const waiting = new Set<() => void>();
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      waiting.add(wake);
    });
  const loops = sweeps.map(async (sweep) => {
    let more = false;
    while (!state.stopped) {
      let wait = sweep.everyMs;
      const began = performance.now();
      try {
        const took: number[] = await Promise.all(
          Array.from({ length: more ? (sweep.hands ?? 1) : 1 }, () => sweep.run()),
        );
        more = took.some((n) => n >= (sweep.atOnce ?? 1));
        const next = more ? undefined : await sweep.nextAt?.();
        if (next) wait = Math.min(wait, Math.max(leastMs, next.getTime() - Date.now()));
      } catch (error) {
        more = false;
        if (!state.stopped) log.warn({ sweep: sweep.name, err: error }, 'a sweep failed and will be tried again');
      }
      if (more) wait = Math.min(wait, (sweep.givesWay ?? 0) * (performance.now() - began));
      if ((!more || wait > 0) && !state.stopped) await pause(wait);
    }
  });
  return {
    async stop() {
      state.stopped = true;
      for (const wake of Array.from(waiting)) wake(); // each takes itself out of the set
      await Promise.all(loops);
    },
  };
}
