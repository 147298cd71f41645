/**
 * Codes of areas. A division code tells its level by its length: 6 digits a district, 9 a street, 12 a community, 15 a unit
 * cell (GB/T 2260, GB/T 10114, DB11 单元网格). A code once given is never given to another area: old records would lie.
 */
import type { Level } from '#contract/areas.ts';

const levelByLength: Partial<Record<number, Level>> = { 6: 'district', 9: 'street', 12: 'community', 15: 'cell' };

export const levelOfCode = (code: string): Level | undefined =>
  /^\d+$/.test(code) ? levelByLength[code.length] : undefined;

/** The division code a longer one lies below: 110102001 → 110102. */
export const codeAbove = (code: string): string | undefined =>
  levelOfCode(code) && code.length > 6 ? code.slice(0, -3) : undefined;

/** Merged communities are numbered from 601 (CJ/T 349). */
export const firstMergedCommunity = 601;

/**
 * Codes for what comes of an area: the next numbers after the highest that was ever given below the same prefix. Codes that
 * are no division codes, or whose numbers are used up, get a number behind a dash.
 */
export function nextCodes(code: string, ever: Iterable<string>, count: number, from = 1): string[] {
  const taken = new Set(ever);
  const prefix = codeAbove(code);
  if (prefix !== undefined) {
    const given = [...taken]
      .filter((one) => one.length === code.length && one.startsWith(prefix))
      .map((one) => Number(one.slice(-3)));
    const next = Math.max(from, ...given.map((n) => n + 1));
    if (next + count - 1 <= 999)
      return Array.from({ length: count }, (_, i) => prefix + String(next + i).padStart(3, '0'));
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
