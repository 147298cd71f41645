/** The long form of test/fleet: 500 phones of 200 acts each come home over a bad network. */
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

export const fleet: Part = async (_given, tell) => {
  const size = { GRIDLOOP_DEVICES: '500', GRIDLOOP_OPERATIONS: '200' };
  const result = await tested({ part: 'db', file: 'test/fleet', size });
  const counted = /\d+ acts of 500 phones.*/.exec(result.said)?.[0] ?? '500 phones of 200 acts';
  tell({
    judge: 'fleet',
    verdict: result.passed ? 'passed' : 'failed',
    said: result.passed ? `${counted}, ${Math.round(result.seconds)} s` : complaint(result),
  });
};
