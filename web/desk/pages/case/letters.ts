/** One letter each, on the page of a case and in the queue alike. */
import type { MoveName } from '#contract/cases.ts';

export const letters: Partial<Record<MoveName, string>> = {
  receive: 'a',
  file: 'f',
  dispatch: 'd',
  sign: 's',
  hand_back: 'h',
  check: 'v',
  close: 'e',
  remind: 'c',
  ask_return: 'r',
};
