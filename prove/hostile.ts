/** Hostile input in full: seed after seed for every address, kept after each round, so that it may be stopped and goes on. */
import { keep, readKept } from './record.ts';
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

const each = 200;

export const hostile: Part = async ({ requests, more }, tell) => {
  for (;;) {
    const sum = readKept()['hostile']?.sum ?? {};
    const [sent, seeds] = [sum['requests'] ?? 0, sum['seeds'] ?? 0];
    if (sent >= requests || (sent > 0 && !more())) break;
    const size = { HOSTILE_EACH: String(each), HOSTILE_SEED: String(seeds + 1) };
    const result = await tested({ part: 'db', file: 'test/hostile/hostile.db.test.ts', size });
    const told = /^hostile: (\d+) requests.*$/m.exec(result.said);
    const verdict = {
      judge: `seeds ${seeds + 1} to ${seeds + each} at every address`,
      verdict: result.passed ? ('passed' as const) : ('failed' as const),
      said: result.passed ? told![0] : complaint(result),
      counted: { requests: Number(told?.[1] ?? 0), seeds: each },
    };
    keep('hostile', [verdict]);
    if (!result.passed) return tell(verdict);
    console.log(verdict.said);
  }
  const { sum = {} } = readKept()['hostile'] ?? {};
  const said = `${sum['requests']} requests over ${sum['seeds']} seeds: none failed, none that was refused left anything, every reply had its shape`;
  tell({ judge: 'hostile requests at every address', verdict: 'passed', said, counted: {} });
};
