import { useEffect, useRef, type RefObject } from 'react';

/** The first field of a form that was just opened by the person's own press takes the cursor. */
export function useFirst<T extends { focus: () => void }>(wanted = true): RefObject<T | null> {
  const field = useRef<T>(null);
  useEffect(() => {
    if (wanted) field.current?.focus();
  }, [wanted]);
  return field;
}
