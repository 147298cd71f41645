/** How far two points are from one another, and which way. Pure, and the same on a phone and in the house. */
type At = { lon: number; lat: number };

/** Metres as the crow flies; in a district the earth may be taken for a sphere. */
export function metresBetween(a: At, b: At): number {
  const radians = Math.PI / 180;
  const [north, east] = [(b.lat - a.lat) * radians, (b.lon - a.lon) * radians];
  const h = Math.sin(north / 2) ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(east / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h));
}

export const ways = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type Way = (typeof ways)[number];
/** Which of the eight ways one goes from here to there. */
export function wayTo(from: At, to: At): Way {
  const radians = Math.PI / 180;
  // A degree of longitude is shorter than one of latitude.
  const [north, east] = [to.lat - from.lat, (to.lon - from.lon) * Math.cos(((from.lat + to.lat) / 2) * radians)];
  const turned = Math.atan2(east, north) / radians; // -180 … 180, north is 0
  return ways[(Math.round(turned / 45) + 8) % 8]!;
}
