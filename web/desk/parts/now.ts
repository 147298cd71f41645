/** One clock for all countdowns of a page: it ticks every 15 s, and only while somebody looks. */
import { useSyncExternalStore } from 'react';

let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const readers = new Set<() => void>();

function follow(reader: () => void): () => void {
  readers.add(reader);
  timer ??= setInterval(() => {
    if (document.hidden) return;
    now = new Date();
    for (const tell of readers) tell();
  }, 15_000);
  return () => {
    readers.delete(reader);
    if (readers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

export const useNow = (): Date => useSyncExternalStore(follow, () => now);
