/** The pages of the residents' site are drawn once when the site is built, and again on the reader's device; here it is told which. */
import { useEffect, useRef, useState, useSyncExternalStore, type Dispatch, type SetStateAction } from 'react';

const never = () => () => {};

/**
 * False in the page as it is sent, true as soon as the reader's device draws it. A form is `inert` until then: what would be typed into it
 * before would be lost, or sent by the browser itself to nowhere.
 */
export const useHere = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/** A state that begins with what this device kept, and with `before` in the page as it is sent. */
export function useKept<T>(read: () => T, before: T): [T, Dispatch<SetStateAction<T>>] {
  const here = useHere();
  const [late] = useState(!here);
  const reading = useRef(read);
  const [value, set] = useState<T>(here ? read : before);
  useEffect(() => {
    if (late) set(reading.current);
  }, [late]);
  return [value, set];
}
