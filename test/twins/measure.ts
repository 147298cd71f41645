/** What the score of server/intake/twins.ts reaches: on pairs, and on a month of an imaginary district coming in one by one. */
import { demoSeed, drawDistrict } from '../../demo/district.ts';
import { readDemo } from '../../demo/read.ts';
import { planCases } from '../../demo/script.ts';
import type { Calendar } from '../../contract/worktime.ts';
import { longestDays, seen, twinOf, type Seen } from '../../server/intake/twins.ts';
import type { Pair, Side } from './pairs.ts';

export type Reached = { pairs: number; twins: number; recall: number; falseHints: number; wrong: string[] };

/** Each pair as one report coming in beside one open case. */
export function reachedOn(pairs: readonly Pair[]): Reached {
  const matters = new Map<string, number>();
  const of = ({ matter, ...side }: Side): Seen => {
    if (matter !== null && !matters.has(matter)) matters.set(matter, matters.size + 1);
    return seen({ ...side, matterId: matter === null ? null : matters.get(matter)! });
  };
  const hinted = pairs.map((pair) => twinOf(of(pair.open), of(pair.coming)) !== null);
  const share = (twins: boolean) => {
    const these = pairs.flatMap((pair, i) => (pair.twins === twins ? [hinted[i]!] : []));
    return Math.round((these.filter(Boolean).length / these.length) * 1000) / 1000;
  };
  return {
    pairs: pairs.length,
    twins: pairs.filter(({ twins }) => twins).length,
    recall: share(true),
    falseHints: share(false),
    wrong: pairs.flatMap((pair, i) => (pair.twins === hinted[i] ? [] : [`${pair.line}: ${pair.about}`])),
  };
}

export type Stream = { reports: number; alone: number; falseHints: number; hinted: number; examples: string[] };

/**
 * A month of reports, told in the demo's own sentences at drawn places. Two of them are one thing when the same sentence was told of
 * the same cell; whoever has no such neighbour should be left in peace.
 */
export function streamOf(cases: number): Stream {
  const demo = readDemo();
  const district = drawDistrict({ seed: demoSeed, units: demo.units });
  const slots = [{ from: 9 * 60, to: 17 * 60 }];
  const calendar: Calendar = {
    timeZone: 'Asia/Shanghai',
    week: [slots, slots, slots, slots, slots, [], []],
    days: {},
    knownUntil: '2027-12-31',
  };
  const now = new Date('2026-11-24T10:20:00+08:00');
  const plan = planCases({ now, seed: 11, calendar, demo, district, cases });
  const matters = new Map(demo.matters.map((row, i) => [row.matter, i + 1]));
  const told = plan.cases
    .filter(({ report }) => report.device === null)
    .toSorted((a, b) => a.report.at.getTime() - b.report.at.getTime())
    .map(({ report, matter }) => ({
      title: report.title,
      cell: report.cell,
      placeText: report.placeText,
      seen: seen({
        title: report.title,
        detail: report.detail,
        placeText: report.placeText,
        point: report.point && { lon: report.point[0]!, lat: report.point[1]! },
        at: report.at,
        matterId: matters.get(matter) ?? null,
      }),
    }));
  let [alone, falseHints, hinted] = [0, 0, 0];
  const examples: string[] = [];
  for (const [i, coming] of told.entries()) {
    const open = told
      .slice(0, i)
      .filter((one) => coming.seen.at.getTime() - one.seen.at.getTime() < longestDays * 86_400_000);
    const twins = open.filter((one) => one.title === coming.title && one.cell !== null && one.cell === coming.cell);
    const hints = open.filter((one) => twinOf(one.seen, coming.seen) !== null);
    if (hints.length > 0) hinted++;
    if (twins.length > 0) continue;
    alone++;
    if (hints.length === 0) continue;
    falseHints++;
    examples.push(`${coming.title} @${coming.placeText} ~ ${hints[0]!.title} @${hints[0]!.placeText}`);
  }
  const share = Math.round((falseHints / Math.max(1, alone)) * 1000) / 1000;
  return { reports: told.length, alone, falseHints: share, hinted, examples };
}
