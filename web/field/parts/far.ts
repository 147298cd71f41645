/** How far, and which way: enough to go there where no map can be drawn. */
import type { Point } from '#contract/endpoint.ts';
import { metresBetween, wayTo } from '#contract/near.ts';
import { useWords } from '#web/kit/words.tsx';

/** Nearer than a position is exact, there is no way to tell. */
const hereM = 15;

export function useFar(): (from: Point, to: Point) => string {
  const { say } = useWords();
  const metresText = useMetres();
  return (from, to) => {
    const metres = metresBetween(from, to);
    return metres < hereM ? metresText(metres) : `${metresText(metres)} ${say(`field.way.${wayTo(from, to)}`)}`;
  };
}

/** '350 米', '1.2 公里' */
export function useMetres(): (metres: number) => string {
  const { say } = useWords();
  return (metres) => {
    const whole = Math.round(metres);
    return whole < 1000 ? say('field.metres', { n: whole }) : say('field.km', { n: (whole / 1000).toFixed(1) });
  };
}
