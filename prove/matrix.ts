/** The permission matrix in full: every move of every case too, and every permission of the program given and taken in turn. */
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

export const matrix: Part = async (_given, tell) => {
  const result = await tested({ part: 'db', file: 'test/matrix/matrix.db.test.ts', size: { MATRIX: 'full' } });
  const counted = [...result.said.matchAll(/^matrix: (.+)$/gm)].map(([, line]) => line!).join('; ');
  tell({
    judge: 'who may do what, against a policy written apart from the program',
    verdict: result.passed ? 'passed' : 'failed',
    said: result.passed ? `${counted}; every rule and permission turned round is noticed` : complaint(result),
  });
};
