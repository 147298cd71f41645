/** Names as they are looked for. Full-width forms, letter case and spaces beside Chinese do not make another name. */
import { gramsOf } from '#contract/grams.ts';
import { initialsOf } from '#contract/initials.ts';

export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '');

/**
 * An even sample of all names stands apart in the index: every sixteenth, of those every sixteenth again, and once more. What
 * hundreds of thousands of names contain (社区, 村委) is then found among a few hundred of them, and nobody sorts the rest.
 */
export const sampleMarks = ['¹', '²', '³'] as const;
const sampleOneIn = 16;

/** A gram says its region, so that the index keeps each district's lists apart. */
export const inRegionGrams = (regionId: number, grams: readonly string[], mark = ''): string[] =>
  grams.map((gram) => `${regionId}·${gram}${mark}`);

/** Under what a name can be found; the marked grams are there for names of the samples only. */
export function searchGrams(regionId: number, name: string, code: string): string[] {
  const grams = gramsOf(name);
  let chance = hash(`${nameKey(name)} ${code}`);
  const marked: string[] = [];
  for (const mark of sampleMarks) {
    if (chance % sampleOneIn !== 0) break;
    chance = Math.floor(chance / sampleOneIn);
    marked.push(...inRegionGrams(regionId, grams, mark));
  }
  return [...inRegionGrams(regionId, grams), ...marked];
}

/** Of names in Chinese; what is written in letters is found by its letters. */
export const searchInitials = (name: string): string => (/\p{Script=Han}/u.test(name) ? initialsOf(name) : '');

/** FNV-1a, and its upper half folded in so that neighbours differ in the lowest digits too. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
