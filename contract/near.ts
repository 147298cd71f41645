/** How far two points are from one another. Pure, and the same on a phone and in the house. */
type At = { lon: number; lat: number };

/** Metres as the crow flies; in a district the earth may be taken for a sphere. */
export function metresBetween(a: At, b: At): number {
  const radians = Math.PI / 180;
  const [north, east] = [(b.lat - a.lat) * radians, (b.lon - a.lon) * radians];
  const h = Math.sin(north / 2) ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(east / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(h));
}
