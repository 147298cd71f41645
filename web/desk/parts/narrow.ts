import { useSyncExternalStore } from 'react';

function whether(width: string): () => boolean {
  const query = matchMedia(width);
  const follow = (changed: () => void) => {
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  };
  return () => useSyncExternalStore(follow, () => query.matches);
}

/** A phone in the hand of a keeper: cards instead of a table. */
export const useNarrow = whether('(max-width: 719px)');
/** A telephone, or a desk whose letters were made larger: 1366 × 768 at 150 % has 911 × 512 left. */
export const useTight = whether('(max-width: 999px)');
/** A desk at its usual size, 1366 × 768 and more: a list and a map have room side by side. */
export const useWide = whether('(min-width: 1280px)');
