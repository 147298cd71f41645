/** Backed up under writes, the log followed, and restored to twenty instants: each to the row; damaged ones are refused by name. */
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

const instants = 20;

export const backup: Part = async (_given, tell) => {
  const size = { GRIDLOOP_INSTANTS: String(instants) };
  const result = await tested({ part: 'db', file: 'server/safekeeping', size });
  const said = result.passed
    ? `restored to its end and to ${instants} instants, every fact as it was; damaged and missing pieces refused by name; ${Math.round(result.seconds)} s`
    : `again by: GRIDLOOP_INSTANTS=${instants} npm test -- db server/safekeeping · ${complaint(result)}`;
  tell({ judge: 'backup and restore', verdict: result.passed ? 'passed' : 'failed', said });
};
