import { useSyncExternalStore } from 'react';

/** A phone in the hand of a keeper: cards instead of a table. */
const query = matchMedia('(max-width: 719px)');
const follow = (changed: () => void) => {
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
};
export const useNarrow = (): boolean => useSyncExternalStore(follow, () => query.matches);
