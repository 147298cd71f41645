/** A board says what is now at once, and its month when that is counted: until then it is asked again soon, which costs the server nothing. */
import type { Board } from '#contract/board.ts';

const soonMs = 400;
export const whole =
  (everyMs: number) =>
  (board: Board | undefined): number =>
    board?.month === null ? soonMs : everyMs;
