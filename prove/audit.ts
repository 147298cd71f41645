/** The trail under ten thousand kinds of meddling: each found, at its block and its row; sealed anew, by what stands outside alone. */
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

const each = 10_000;

export const audit: Part = async (_given, tell) => {
  const seed = Math.floor(Date.now() / 1000) % 1_000_000_000;
  const size = { GRIDLOOP_MUTATIONS: String(each), GRIDLOOP_SEED: String(seed) };
  const result = await tested({ part: 'db', file: 'server/kit/seals', name: 'meddling', size });
  const said = result.passed
    ? `${each} mutations of facts and seals, all named at their block and row, in ${Math.round(result.seconds)} s, seed ${seed}; unsealed, none was found`
    : `again by: GRIDLOOP_MUTATIONS=${each} GRIDLOOP_SEED=${seed} npm test -- db server/kit/seals · ${complaint(result)}`;
  tell({ judge: 'audit chain', verdict: result.passed ? 'passed' : 'failed', said });
};
