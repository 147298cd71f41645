/** The long forms of what `npm test` holds in short: random histories, racing clients, working time against its slow counter. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keep, programNow, readKept } from './record.ts';
import type { Part } from './run.ts';
import { complaint, project, tested } from './tests.ts';

/** A district lives through so many histories; then the next one begins. */
const perDistrict = 100;
const begun = join(project, 'test', 'out', 'prove-model.json');
type Progress = { program: string; commands: number; seed: number; done: number; seconds: number };

/** Random people, moves, faults and times against the reference model; each district leaves its mark, and a stopped run goes on after the last one. */
export const model: Part = async ({ histories, commands, more }, tell) => {
  const judge = 'reference model';
  const program = programNow();
  const before = existsSync(begun) ? (JSON.parse(readFileSync(begun, 'utf8')) as Progress) : undefined;
  const goesOn = before && before.program === program && before.commands === commands && before.done < histories;
  const now: Progress = goesOn
    ? before
    : { program, commands, seed: Math.floor(Date.now() / 1000) % 1_000_000_000, done: 0, seconds: 0 };
  if (goesOn) console.log(`goes on after ${now.done} histories`);
  while (now.done < histories) {
    if (!more()) return tell({ judge, verdict: 'not run', said: `stopped after ${now.done} of ${histories} histories, none broken; goes on from there` }); // prettier-ignore
    const size = Math.min(perDistrict, histories - now.done);
    const seed = now.seed + now.done;
    const result = await tested({
      part: 'db',
      file: 'test/model/loop',
      size: { GRIDLOOP_HISTORIES: String(size), GRIDLOOP_COMMANDS: String(commands), GRIDLOOP_SEED: String(seed) },
    });
    if (!result.passed) {
      const again = `GRIDLOOP_HISTORIES=${size} GRIDLOOP_COMMANDS=${commands} GRIDLOOP_SEED=${seed} npm test -- db test/model`;
      tell({
        judge,
        verdict: 'failed',
        said: `after ${now.done} histories; again by: ${again} · ${complaint(result)}`,
      });
      return;
    }
    now.done += size;
    now.seconds += result.seconds;
    mkdirSync(dirname(begun), { recursive: true });
    writeFileSync(begun, JSON.stringify(now));
    console.log(`${now.done} of ${histories} histories of ${commands} commands, ${Math.round(now.seconds)} s`);
  }
  rmSync(begun, { force: true });
  const said = `${now.done} histories of ${commands} commands in ${Math.round(now.seconds)} s, seed ${now.seed}, 0 promises broken`;
  tell({ judge, verdict: 'passed', said });
};

/** 64 clients fire conflicting moves at 50 cases: one winner each, the rest are told the present state; round after round, and added up. */
export const conflicts: Part = async ({ moves, more }, tell) => {
  // Moves under other rules say nothing of these.
  const program = programNow(['contract', 'server/cases', 'test/model']);
  const before = readKept()['conflicts'];
  const goesOn = before?.program === program && before.verdicts.every(({ verdict }) => verdict === 'passed');
  let done = goesOn ? (before.sum?.['moves'] ?? 0) : 0;
  if (done === 0) keep('conflicts', [], { program, afresh: true });
  for (let first = true; done < moves && (first || more()); first = false) {
    const size = { GRIDLOOP_CLIENTS: '64', GRIDLOOP_CASES: '500' };
    const result = await tested({ part: 'db', file: 'test/model/conflicts', size });
    const [said, fired, won, told] = /(\d+) moves of 64 clients.*: (\d+) won, (\d+) told.*/.exec(result.said) ?? [];
    const verdict = {
      judge: 'conflicting moves',
      verdict: result.passed ? ('passed' as const) : ('failed' as const),
      said: result.passed ? said! : complaint(result),
      counted: { moves: Number(fired ?? 0), won: Number(won ?? 0), told: Number(told ?? 0) },
    };
    keep('conflicts', [verdict], { program });
    if (!result.passed) return tell(verdict);
    console.log(verdict.said);
    done += verdict.counted.moves;
  }
  const { sum = {} } = readKept()['conflicts'] ?? {};
  const said = `${sum['moves']} conflicting moves: ${sum['won']} won, ${sum['told']} told the present state, never two of one version`;
  tell({ judge: 'conflicting moves', verdict: 'passed', said, counted: {} });
};

/** Deadlines, warnings and elapsed time, minute by minute. */
export const worktime: Part = async ({ runs }, tell) => {
  const result = await tested({ part: 'pure', file: 'contract/worktime', size: { GRIDLOOP_RUNS: String(runs) } });
  const said = `${runs} random cases against the minute-by-minute counter in ${Math.round(result.seconds)} s`;
  tell({
    judge: 'working time',
    verdict: result.passed ? 'passed' : 'failed',
    said: result.passed ? said : complaint(result),
  });
};
