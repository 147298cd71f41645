/** The pure core through a hundred thousand bad days, each told by its number; kept after each round, and gone on with where it was stopped. */
import { keep, programNow, readKept } from './record.ts';
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

const each = 5_000;

export const simulation: Part = async ({ seeds, more }, tell) => {
  // Seeds of other rules say nothing of these.
  const program = programNow(['contract', 'server/cases', 'test/simulation']);
  const before = readKept()['simulation'];
  const goesOn = before?.program === program && before.verdicts.every(({ verdict }) => verdict === 'passed');
  let done = goesOn ? (before.sum?.['seeds'] ?? 0) : 0;
  if (done === 0) keep('simulation', [], { program, afresh: true });
  while (done < seeds && (done === 0 || more())) {
    const size = { SIMULATION_SEED: String(done + 1), SIMULATION_SEEDS: String(Math.min(each, seeds - done)) };
    const result = await tested({ part: 'pure', file: 'test/simulation/simulation', size });
    const told = /^simulation: (\d+) seeds, (\d+) steps, .*$/m.exec(result.said);
    const verdict = {
      judge: `seeds ${done + 1} to ${done + Number(size.SIMULATION_SEEDS)}`,
      verdict: result.passed ? ('passed' as const) : ('failed' as const),
      said: result.passed ? told![0] : complaint(result),
      counted: { seeds: Number(told?.[1] ?? 0), steps: Number(told?.[2] ?? 0) },
    };
    keep('simulation', [verdict], { program });
    if (!result.passed) return tell(verdict);
    console.log(verdict.said);
    done += Number(size.SIMULATION_SEEDS);
  }
  const { sum = {} } = readKept()['simulation'] ?? {};
  const said = `${sum['seeds']} seeds, ${sum['steps']} steps: nothing acknowledged lost or done twice, every case at its end once the faults had stopped`;
  tell({ judge: 'simulation of the pure core', verdict: 'passed', said, counted: {} });
};
