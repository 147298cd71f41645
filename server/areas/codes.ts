/**
 * Codes of areas. A division code tells its level: 6 digits a district, 9 a street, 12 a community, 15 a unit cell (GB/T 2260,
 * GB/T 10114, DB11 单元网格); statistics write districts and streets with 12 digits too, filled up with zeros. A code once given
 * is never given to another area: old records would lie.
 */
import type { Level } from '#contract/areas.ts';

/** `prefix` and three digits make the code; what follows are zeros. */
type Division = { level: Level; prefix: string; padding: string };

function divisionOf(code: string): Division | undefined {
  if (!/^(\d{6}|\d{9}|\d{12}|\d{15})$/.test(code)) return undefined;
  const district = { level: 'district' as const, prefix: '', padding: code.slice(6) };
  if (code.length === 6 || (code.length === 12 && code.endsWith('000000'))) return district;
  const street = { level: 'street' as const, prefix: code.slice(0, 6), padding: code.slice(9) };
  if (code.length === 9 || (code.length === 12 && code.endsWith('000'))) return street;
  return { level: code.length === 12 ? 'community' : 'cell', prefix: code.slice(0, -3), padding: '' };
}

export const levelOfCode = (code: string): Level | undefined => divisionOf(code)?.level;

/** The codes an area above this one may have, the nearest first: 110102001003 → 110102001, 110102001000, 110102, 110102000000. */
export function codesAbove(code: string): string[] {
  const level = levelOfCode(code);
  const above = {
    community: [code.slice(0, 12)],
    street: [code.slice(0, 9), `${code.slice(0, 9)}000`],
    district: [code.slice(0, 6), `${code.slice(0, 6)}000000`],
  };
  if (level === 'cell') return [...above.community, ...above.street, ...above.district];
  if (level === 'community') return [...above.street, ...above.district];
  return level === 'street' ? above.district : [];
}

/** One district written in two ways. */
export const sameDistrict = (a: string, b: string): boolean =>
  a === b || (levelOfCode(a) === 'district' && levelOfCode(b) === 'district' && a.slice(0, 6) === b.slice(0, 6));

/** Merged communities are numbered from 601 (CJ/T 349). */
export const firstMergedCommunity = 601;

/**
 * Codes for what comes of an area: the next numbers after the highest that was ever given below the same prefix. Codes that
 * are no division codes, or whose numbers are used up, get a number behind a dash.
 */
export function nextCodes(code: string, ever: Iterable<string>, count: number, from = 1): string[] {
  const taken = new Set(ever);
  const division = divisionOf(code);
  if (division && division.prefix !== '') {
    const { prefix, padding } = division;
    const at = prefix.length;
    const siblings = [...taken].filter((one) => one.startsWith(prefix) && levelOfCode(one) === division.level);
    const next = Math.max(from, ...siblings.map((one) => Number(one.slice(at, at + 3)) + 1));
    if (next + count - 1 <= 999)
      return Array.from({ length: count }, (_, i) => prefix + String(next + i).padStart(3, '0') + padding);
  }
  const codes: string[] = [];
  for (let n = 1; codes.length < count; n++) if (!taken.has(`${code}-${n}`)) codes.push(`${code}-${n}`);
  return codes;
}

/** A cell is named by its number: 平宁社区001号单元网格 becomes …014号单元网格. Other names get a number of their own. */
export const successorName = (name: string, oldCode: string, newCode: string, n: number): string => {
  const number = oldCode.slice(-3);
  return levelOfCode(oldCode) === 'cell' && name.includes(number) && levelOfCode(newCode) === 'cell'
    ? name.replace(number, newCode.slice(-3))
    : name && `${name}(${n})`;
};
