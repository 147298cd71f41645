/**
 * Now by the house's clock, however wrong the phone's own is, and anew twice a minute: the lamp on an open page turns by itself, also where
 * there is no network to ask.
 */
import { useEffect, useState } from 'react';
import { useField } from '../field.tsx';

export function useHouseNow(): Date {
  const { offsetMs } = useField();
  const [at, setAt] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setAt(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return new Date(at + offsetMs);
}
