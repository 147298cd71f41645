/** How far, and which way: enough to go there where no map can be drawn. */
import type { Point } from '#contract/endpoint.ts';
import { metresBetween, wayTo } from '#contract/near.ts';
import { useWords } from '#web/kit/words.tsx';

/** Nearer than a position is exact, there is no way to tell. */
const hereM = 15;

export function useFar(): (from: Point, to: Point) => string {
  const { say } = useWords();
  return (from, to) => {
    const metres = Math.round(metresBetween(from, to));
    const far = metres < 1000 ? say('field.metres', { n: metres }) : say('field.km', { n: (metres / 1000).toFixed(1) });
    return metres < hereM ? far : `${far} ${say(`field.way.${wayTo(from, to)}`)}`;
  };
}
