import { useMemo } from 'react';
import type { MapOutline } from '#web/kit/map.tsx';

/** One boundary over the map; the same object for the same geometry, so that the map moves only when another one is shown. */
export function useOutline(geometry: unknown, label: string | undefined): MapOutline[] | undefined {
  return useMemo(() => (geometry ? [{ id: 'area', geometry, label: label ?? '' }] : undefined), [geometry, label]);
}
