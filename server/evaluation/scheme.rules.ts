/** From figures to points: bands, weights and the composite, and what a scheme may not do. Without I/O. */
import {
  groups,
  indicatorOf,
  judgedShare,
  objectOfGroup,
  rankedFrom,
  staffGroups,
  valueOf,
  type Band,
  type Counts,
  type IndicatorName,
  type Scheme,
  type SchemeItem,
} from '#contract/indicators.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

/** What one item gave: no points where there was nothing to judge. */
export type Part = {
  indicator: IndicatorName;
  aspect: SchemeItem['aspect'];
  weight: number;
  n: number;
  value: number | null;
  points: number | null;
};
export type Composite = { points: number | null; parts: Part[] };

const twoDecimals = (points: number): number => Math.round(points * 100) / 100;

export function pointsOf(item: SchemeItem, counts: Counts): number | null {
  const value = valueOf(item.indicator, counts);
  if (value === null) return null;
  if (item.bands) return inBand(item.bands, value);
  const { measure, better } = indicatorOf(item.indicator);
  if (measure === 'grade') return twoDecimals(value);
  return twoDecimals(100 * (better === 'down' ? 1 - value : value));
}
const inBand = (bands: readonly Band[], value: number): number =>
  bands.find(({ upTo }) => upTo === null || value <= upTo)!.points;

/**
 * The weighted mean of what could be judged: an item without an n takes no part, instead of counting as full marks or as none.
 * Few filed cases never score where nothing was reported: `volume` stands beside, and without it that item is left out.
 */
export function compositeOf(
  items: readonly SchemeItem[],
  figure: (indicator: IndicatorName) => Counts,
  volume: number,
): Composite {
  const parts = items
    .filter(({ on }) => on)
    .map((item): Part => {
      const counts = figure(item.indicator);
      const judged = !(rewardsSilence(item) && volume === 0);
      return {
        indicator: item.indicator,
        aspect: item.aspect,
        weight: item.weight,
        n: counts.n,
        value: valueOf(item.indicator, counts),
        points: judged ? pointsOf(item, counts) : null,
      };
    });
  const judged = parts.filter(({ points }) => points !== null);
  const weight = judged.reduce((sum, part) => sum + part.weight, 0);
  if (weight === 0) return { points: null, parts };
  return { points: twoDecimals(judged.reduce((sum, part) => sum + part.points! * part.weight, 0) / weight), parts };
}

/** "Fewer filed cases, more points": the bands of a count that fall. */
export const rewardsSilence = ({ indicator, bands }: SchemeItem): boolean =>
  indicatorOf(indicator).measure === 'count' && bands !== null && bands.at(-1)!.points < bands[0]!.points;

const mostForSilence = 20;

/** What makes a scheme unusable, with the line it stands in; a scheme is saved whole or not at all. */
export function schemeProblem(scheme: Scheme): Refusal | undefined {
  const errors: { field: string; row: number; reason: string }[] = [];
  scheme.items.forEach((item, row) => {
    const wrong = itemProblem(item);
    if (wrong) errors.push({ field: `/items/${row}`, row: row + 1, reason: wrong });
  });
  const twice = scheme.items.findIndex(
    (item, i) => scheme.items.findIndex((one) => one.group === item.group && one.indicator === item.indicator) !== i,
  );
  if (twice >= 0) errors.push({ field: `/items/${twice}`, row: twice + 1, reason: 'twice' });
  if (errors.length > 0)
    return refuse('evaluation.scheme', { reason: { word: `scheme.wrong.${errors[0]!.reason as 'band'}` } }, { errors });
  for (const group of groups) {
    const on = scheme.items.filter((item) => item.group === group && item.on);
    const weight = on.reduce((sum, item) => sum + item.weight, 0);
    if (on.length > 0 && weight !== 100)
      return refuse('evaluation.scheme', {
        reason: { word: 'scheme.wrong.weights', params: { group: { word: `group.${group}` }, sum: weight } },
      });
    // Register: few filed cases never score alone (domain §1.7, the caution under the bands).
    const silent = on.filter(rewardsSilence).reduce((sum, item) => sum + item.weight, 0);
    if (silent > mostForSilence)
      return refuse('evaluation.scheme', {
        reason: { word: 'scheme.wrong.silence', params: { group: { word: `group.${group}` }, most: mostForSilence } },
      });
  }
  return undefined;
}

function itemProblem({ group, indicator, on, weight, bands, aspect }: SchemeItem): string | undefined {
  const { measure, objects } = indicatorOf(indicator);
  if (on !== weight > 0) return 'weight';
  if (!objects.includes(objectOfGroup(group))) return 'object';
  if (staffGroups.includes(group) !== (aspect !== null)) return 'aspect';
  if ((measure === 'count' || measure === 'minutes') && bands === null) return 'band';
  if (bands === null) return undefined;
  const rising = bands.every(
    ({ upTo }, i) =>
      (upTo === null) === (i === bands.length - 1) && (i === 0 || upTo === null || upTo > bands[i - 1]!.upTo!),
  );
  return bands.length > 0 && rising && bands.every(({ points }) => points >= 0 && points <= 100) ? undefined : 'band';
}

/** What stands in a ranking: points that were given for at least half of the weight. */
export const ranked = ({ points, parts }: Composite): number | null =>
  judgedShare(parts) >= rankedFrom ? points : null;

/** Places in a ranking: equal points, equal place; who has none stands below, without a place. */
export function placesOf(points: readonly (number | null)[]): (number | null)[] {
  return points.map((mine) => (mine === null ? null : 1 + points.filter((one) => one !== null && one > mine).length));
}
