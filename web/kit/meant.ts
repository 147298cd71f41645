/** Which places do these words mean? Asked while somebody writes, once the words have stood still for a moment. */
import { useEffect, useState } from 'react';
import { placesInWords } from '#contract/areas.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { useRead } from './api.ts';

export type Meant = ReplyOf<typeof placesInWords>;
export type Told = { placeText: string; title?: string; detail?: string };

/** The value, once it has stood still for a moment. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

const nothing: Meant = { sure: null, candidates: [] };

export function useMeant({ placeText, title = '', detail = '' }: Told, wanted: boolean): Meant {
  const told = useSettled(JSON.stringify([placeText.trim(), title.trim(), detail.trim()]), 500);
  const [place = '', head = '', rest = ''] = JSON.parse(told) as string[];
  const enabled = wanted && (place + head + rest).length >= 2;
  const { data } = useRead(
    placesInWords,
    { body: { placeText: place.slice(0, 200), title: head.slice(0, 120), detail: rest.slice(0, 1000) } },
    { enabled, keepPrevious: true, staleMs: 60_000 },
  );
  return (enabled && data) || nothing;
}
