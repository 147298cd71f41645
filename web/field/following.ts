/** 轨迹: while it is asked to, a point a minute at most, told in bundles of five minutes and when the app goes out of sight. */
import type { Point } from '#contract/endpoint.ts';
import type { DevicePort } from './device.ts';

export type TrackPoint = { at: string; point: Point; accuracyM: number };
const pointEveryMs = 60_000;
export const bundleEveryMs = 5 * pointEveryMs;

/** `flush` tells what there is; `stop` tells the rest and follows no more. */
export function following(
  location: DevicePort['location'],
  now: () => number,
  offsetMs: () => number,
  tell: (points: TrackPoint[]) => void,
): { flush: () => void; stop: () => void } {
  let points: TrackPoint[] = [];
  let last = -Infinity;
  const flush = (): void => {
    if (points.length === 0) return;
    const told = points;
    points = [];
    tell(told);
  };
  const end = location.follow((found) => {
    if (now() - last < pointEveryMs) return;
    last = now();
    const at = new Date(found.at + offsetMs()).toISOString();
    points.push({ at, point: found.point, accuracyM: found.accuracyM });
  });
  return {
    flush,
    stop() {
      end();
      flush();
    },
  };
}
