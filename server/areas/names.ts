/**
 * Where is it, when there are only words? A known name that stands in the text: the longest one, or the finer one when the
 * text names both a street and a community in it. A name that several places bear counts only if the text says which of them
 * it means; otherwise nobody guesses, and a person looks.
 */
export type NamedPlace = {
  name: string;
  areaId: number;
  /** ltree path of the area: '1.17.203' */
  areaPath: string;
  /** of a place that is one spot (an estate, a school); a road is none */
  point: { lon: number; lat: number } | null;
};

export type PlaceFinder = (texts: readonly string[]) => NamedPlace | null;

/** Texts are tried in order (the place as told, the title, the rest); the first in which a name stands answers. */
export function placeFinder(places: readonly NamedPlace[]): PlaceFinder {
  const byName = new Map<string, NamedPlace[]>();
  const lengthsAt = new Map<string, number[]>();
  for (const place of places) {
    const name = plain(place.name);
    if (!tellsAPlace(name)) continue;
    byName.set(name, [...(byName.get(name) ?? []), place]);
    const start = name.slice(0, 2);
    const lengths = lengthsAt.get(start) ?? [];
    if (!lengths.includes(name.length))
      lengthsAt.set(
        start,
        [...lengths, name.length].sort((a, b) => b - a),
      );
  }

  /** Names in the text from left to right, always the longest: 幸福里小学 is a school, not the estate 幸福里. */
  function namesIn(text: string): string[] {
    const names = new Set<string>();
    for (let i = 0; i < text.length - 1; i++) {
      const length = lengthsAt
        .get(text.slice(i, i + 2))
        ?.find((n) => byName.has(text.slice(i, i + n)) && standsAlone(text, i, i + n));
      if (length === undefined) continue;
      names.add(text.slice(i, i + length));
      i += length - 1;
    }
    return [...names].sort((a, b) => b.length - a.length);
  }

  return (texts) => {
    const found = texts.map((text) => namesIn(plain(text)));
    const sure = [...new Set(found.flat())].map((name) => byName.get(name)!).filter((bearers) => bearers.length === 1);
    for (const names of found) {
      const candidates = names.map((name) => meant(byName.get(name)!, sure.flat())).filter((place) => place !== null);
      const [longest] = candidates;
      if (longest) return candidates.find((place) => isBelow(place, longest)) ?? longest;
    }
    return null;
  };
}

/** The one bearer of the name, or the one that lies in another place the text names; bearers side by side are one place. */
function meant(bearers: NamedPlace[], named: NamedPlace[]): NamedPlace | null {
  if (new Set(bearers.map((bearer) => bearer.areaPath)).size === 1) return bearers[0]!;
  const inside = bearers.filter((bearer) => named.some((place) => isBelow(bearer, place)));
  if (inside.length === 1) return inside[0]!;
  return areSideBySide(bearers) ? bearers[0]! : null;
}

/** An estate and its bus stop: whoever means one is not sent far by the other. */
const sideBySideM = 250;
const metresPerDegree = 111_320;
function areSideBySide(bearers: readonly NamedPlace[]): boolean {
  const [first] = bearers;
  if (!first?.point) return false;
  const { lon, lat } = first.point;
  const across = metresPerDegree * Math.cos((lat * Math.PI) / 180);
  return bearers.every(
    ({ point }) => point && Math.hypot((point.lon - lon) * across, (point.lat - lat) * metresPerDegree) <= sideBySideM,
  );
}

const isBelow = (place: NamedPlace, above: NamedPlace): boolean => place.areaPath.startsWith(`${above.areaPath}.`);
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
/** One character, or a bare number or letter, stands in too many texts by chance. */
const tellsAPlace = (name: string): boolean =>
  /\p{Script=Han}/u.test(name) ? name.length >= 2 : /\p{Letter}/u.test(name) && name.length >= 3;
/** Chinese writes no spaces; in other scripts "Park" does not stand in "Parkville". */
const letterOrDigit = /[\p{Letter}\p{Number}]/u;
function standsAlone(text: string, from: number, to: number): boolean {
  const cuts = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && [a, b].every((c) => letterOrDigit.test(c) && !/\p{Script=Han}/u.test(c));
  return !cuts(text[from - 1], text[from]) && !cuts(text[to - 1], text[to]);
}
