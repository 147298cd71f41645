/** Attached, stalled and made the house, again and again: waited for it loses nothing, and not waited for it does. */
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

const rounds = 10;

export const standby: Part = async (_given, tell) => {
  const size = { STANDBY_ROUNDS: String(rounds) };
  const result = await tested({ part: 'db', file: 'test/faults/standby', size });
  const told = [...result.said.matchAll(/^standby: waited for, (\d+) acknowledged, 0 lost; not waited for, (\d+) acknowledged, (\d+) lost$/gm)]; // prettier-ignore
  const sum = (i: number): number => told.reduce((n, line) => n + Number(line[i]), 0);
  const said = `${told.length} times each: waited for, ${sum(1)} acknowledged, 0 lost; not waited for, ${sum(2)} acknowledged, ${sum(3)} lost`;
  const passed = result.passed && told.length === rounds;
  tell({
    judge: 'a standby takes over',
    verdict: passed ? 'passed' : 'failed',
    said: passed ? said : complaint(result),
  });
};
