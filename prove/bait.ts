/** Baits in every field, and every page of the three sites opened in a browser; in `npm test` a third of them. */
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

export const baits: Part = async (_given, tell) => {
  const result = await tested({ part: 'journeys', file: 'test/journeys/bait.test.ts', size: { BAIT: 'full' } });
  const said = [...result.said.matchAll(/^bait: (.+)$/gm)].map(([, line]) => line!).join('; ');
  tell({
    judge: 'texts that would run, on every page',
    verdict: result.passed ? 'passed' : 'failed',
    said: result.passed ? `${said}; 0 ran, 0 times a policy had to step in` : complaint(result),
  });
};
