/**
 * An expected "no". Pure rules return a Refusal; `granted` turns it into a throw at the edge of an action, where the
 * transaction ends. Nothing but `serve.ts` and the command line translates it (habit: a "no" has a name and its reasons).
 */
import type { ProblemCode } from '#contract/problems.ts';
import type { WordParams } from '#contract/words/words.ts';

export type RowError = { field: string; row?: number; reason: string };
export type Refusal = {
  readonly refusal: ProblemCode;
  readonly params: WordParams;
  readonly errors?: RowError[];
  /** what the caller should look at before trying again (a stale write gets the present state) */
  readonly current?: unknown;
};

export const refuse = (
  code: ProblemCode,
  params: WordParams = {},
  more: { errors?: RowError[]; current?: unknown } = {},
): Refusal => ({ refusal: code, params, ...more });

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refusal' in value && 'params' in value;

export class Refused extends Error {
  readonly reason: Refusal;
  constructor(reason: Refusal) {
    super(`${reason.refusal} ${JSON.stringify(reason.params)}`);
    this.name = 'Refused';
    this.reason = reason;
  }
}

/** The value, or the end of this request. */
export function granted<T>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Refused(value);
  return value;
}

/** A refusal straight away, where no value is at stake. */
export function deny(...reason: Parameters<typeof refuse>): never {
  throw new Refused(refuse(...reason));
}
