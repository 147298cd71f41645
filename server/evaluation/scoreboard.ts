/** 评价公示: units and places of a published period, with every formula and every n; no post, no person. */
import { codeOf, indicatorOf, judgedShare, type Group } from '#contract/indicators.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { unitsOf } from '#access';
import { treeOf } from '#areas';
import type { Tx } from '#kit/db.ts';
import { deny } from '#kit/refusal.ts';
import { publishedPeriods, resultsPage, schemeOf } from './views.ts';

const publicGroups = ['area', 'department', 'street'] as const satisfies readonly Group[];
type PublicGroup = (typeof publicGroups)[number];

/** The period asked for, or the newest; null where nothing was published yet. */
export async function publishedPeriod(tx: Tx, regionId: number, periodId: string | undefined) {
  const all = await publishedPeriods(tx, regionId);
  const periods = all.map(({ id, kind, firstOn }) => ({ id, kind, firstOn }));
  const chosen = periodId === undefined ? all[0] : (all.find(({ id }) => id === periodId) ?? deny('thing.not_found'));
  return { periods, chosen: chosen ?? null };
}

export async function scoreboard(tx: Tx, regionId: number, periodId: string | undefined, lang: Lang) {
  const { periods, chosen } = await publishedPeriod(tx, regionId, periodId);
  if (!chosen) return { periods, shown: null };
  const boards = [];
  for (const group of publicGroups) {
    const { lines, ...board } = await boardOf(tx, regionId, chosen, group, lang);
    boards.push({ ...board, lines: lines.map(({ key: _key, ...line }) => line) });
  }
  const { id, kind, firstOn } = chosen;
  return {
    periods,
    shown: {
      id,
      kind,
      firstOn,
      asOf: chosen.asOf.toISOString(),
      publishedAt: chosen.publishedAt.toISOString(),
      boards,
    },
  };
}

/** One board of a period; `key` says of which unit or place a line speaks. */
export async function boardOf(
  tx: Tx,
  regionId: number,
  period: { id: string; schemeVersion: number },
  group: PublicGroup,
  lang: Lang,
) {
  const scheme = (await schemeOf(tx, regionId, period.schemeVersion))!;
  const items = scheme.items.filter((item) => item.group === group && item.on);
  const { rows } = await resultsPage(tx, regionId, period.id, { group, limit: 200 });
  const [units, areas] = [(await unitsOf(tx, regionId)).byId, (await treeOf(tx, regionId)).byId];
  const english = ({ object, key }: (typeof rows)[number]): string | undefined =>
    lang === 'en' ? (object === 'area' ? areas : units).get(Number(key))?.nameEn : undefined;
  return {
    group,
    title: say(lang, `group.${group}`),
    items: items.map(({ indicator, weight }) => ({
      name: say(lang, `indicator.${indicator}`),
      formula: say(lang, `indicator.${indicator}.formula`),
      code: codeOf(indicator),
      weight,
    })),
    lines: rows.map((row) => ({
      key: row.key,
      name: english(row) || row.name,
      points: row.points,
      judged: judgedShare(row.parts),
      place: row.place,
      volume: row.volume,
      veto: row.veto,
      cells: items.map(({ indicator }) => {
        const part = row.parts.find((one) => one.indicator === indicator);
        return { n: part?.n ?? 0, value: valueWords(indicator, part?.value ?? null, lang) };
      }),
    })),
  };
}

function valueWords(indicator: Parameters<typeof indicatorOf>[0], value: number | null, lang: Lang): string {
  if (value === null) return '—';
  switch (indicatorOf(indicator).measure) {
    case 'rate':
      return `${(value * 100).toFixed(1)} %`;
    case 'minutes':
      return say(lang, 'scoreboard.minutes', { n: (value / 60).toFixed(1) });
    case 'grade':
      return value.toFixed(1);
    default:
      return String(value);
  }
}
