/** Killed at random, over and over: kills and acknowledged writes add up over runs, kept after each round of twenty. */
import { keep, readKept } from './record.ts';
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

/** Kills of PostgreSQL in one round; servers are killed twice as often. */
const each = 20;

export const faults: Part = async ({ kills, more }, tell) => {
  const before = readKept()['faults']?.sum?.['databaseKills'] ?? 0;
  for (let done = 0; done < kills && (done === 0 || more()); done += each) {
    const seed = before + done + 1;
    const size = { FAULTS_KILLS: String(Math.min(each, kills - done)), FAULTS_SEED: String(seed) };
    const result = await tested({ part: 'db', file: 'test/faults/faults.db.test.ts', size });
    const told = /^faults: (\d+) kills of PostgreSQL, (\d+) of servers, (\d+) acknowledged, (\d+) in doubt.*$/m.exec(
      result.said,
    );
    const [databaseKills, serverKills, acknowledged, inDoubt] = (told ?? []).slice(1).map(Number);
    const verdict = {
      judge: `killed at random, seed ${seed}`,
      verdict: result.passed ? ('passed' as const) : ('failed' as const),
      said: result.passed ? told![0] : complaint(result),
      counted: {
        databaseKills: databaseKills ?? 0,
        serverKills: serverKills ?? 0,
        acknowledged: acknowledged ?? 0,
        inDoubt: inDoubt ?? 0,
      },
    };
    keep('faults', [verdict]);
    if (!result.passed) return tell(verdict);
    console.log(verdict.said);
  }
  const sum = readKept()['faults']?.sum ?? {};
  const said = `in all ${sum['databaseKills']} kills of PostgreSQL with its children and ${sum['serverKills']} of servers: ${sum['acknowledged']} writes acknowledged, 0 lost, ${sum['inDoubt']} in doubt and settled; the control loses some each time`;
  tell({ judge: 'killed at random', verdict: 'passed', said, counted: {} });
};
