/**
 * `npm run prove`: what is too long for `npm test`, and what others judge. Each part says passed, failed, or not run (never "passed"
 * without having run), and its size, result, commit and machine are kept in bench/results/prove.json; what was not run again keeps
 * its last word there.
 *
 *   npm run prove                                     every part
 *   npm run prove -- model mutations                  these parts
 *   npm run prove -- open311 --url http://127.0.0.1:8080         judges a house that runs already (it gets a few reports)
 *   npm run prove -- open311 --schemas DIR --validator DIR       what some judges of Open311 need: see prove/open311/README.md
 *   npm run prove -- replay --data DIR                histories of real cities, under each template that ships
 *   npm run prove -- paper                            writes docs/PROOF.md anew from what is kept
 *   npm run prove -- mutations --only 'one winner'    those of this promise, or with this in their name; nothing is kept of it
 *
 *   npm run prove -- hostile --requests 1000000       goes on from the last seed until so many were sent in all
 *
 *   npm run prove -- simulation --seeds 100000       stories of the pure core, each told by its number
 *
 *   npm run prove -- conflicts --moves 1000000        64 clients fire at 500 cases, until so many were fired in all
 *
 *   npm run prove -- faults --kills 300               kills PostgreSQL so many times more, and servers twice as often
 *
 *   npm run prove -- faults hostile --minutes 20     no round of a part that goes by rounds begins later than this; it goes on from there next time
 *
 * The model part takes the longest and is resumed where it was stopped, as long as the program is the same.
 */
import { parseArgs } from 'node:util';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { baits } from './bait.ts';
import { disks } from './disks.ts';
import { fleet } from './fleet.ts';
import { conflicts, model, worktime } from './model.ts';
import { mutated } from './mutate.ts';
import { open311 } from './open311.ts';
import { faults } from './faults.ts';
import { hostile } from './hostile.ts';
import { matrix } from './matrix.ts';
import { writePaper } from './paper.ts';
import { probes } from './probes.ts';
import { kept, keep } from './record.ts';
import { replays } from './replay.ts';
import { simulation } from './simulation.ts';
import { standby } from './standby.ts';

export type Verdict = {
  judge: string;
  verdict: 'passed' | 'failed' | 'not run';
  said: string;
  /** what adds up over runs: requests sent, kills, writes acknowledged */
  counted?: Record<string, number>;
};
export type Given = {
  url: string | undefined;
  schemas: string | undefined;
  validator: string | undefined;
  data: string | undefined;
  only: string | undefined;
  histories: number;
  commands: number;
  runs: number;
  requests: number;
  kills: number;
  seeds: number;
  moves: number;
  minutes: number;
  /** whether another round of this part may begin */
  more: () => boolean;
};
/** One part: the verdicts of its judges, told as they come. */
export type Part = (given: Given, tell: (verdict: Verdict) => void) => Promise<void>;

const parts: Record<string, Part> = {
  worktime,
  simulation,
  conflicts,
  fleet,
  mutations: mutated,
  matrix,
  hostile,
  bait: baits,
  probes,
  faults,
  disks,
  audit,
  backup,
  standby,
  model,
  replay: replays,
  open311,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    schemas: { type: 'string' },
    validator: { type: 'string' },
    data: { type: 'string' },
    only: { type: 'string' },
    histories: { type: 'string', default: '2000' },
    commands: { type: 'string', default: '100' },
    runs: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '1000000' },
    kills: { type: 'string', default: '300' },
    seeds: { type: 'string', default: '100000' },
    moves: { type: 'string', default: '1000000' },
    minutes: { type: 'string' },
  },
});
if (positionals.join() === 'paper') {
  writePaper();
  process.exit(0);
}
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}
const given: Given = {
  url: values.url,
  schemas: values.schemas,
  validator: values.validator,
  data: values.data,
  only: values.only,
  histories: Number(values.histories),
  commands: Number(values.commands),
  runs: Number(values.runs),
  requests: Number(values.requests),
  kills: Number(values.kills),
  seeds: Number(values.seeds),
  moves: Number(values.moves),
  minutes: Number(values.minutes ?? Infinity),
  more: () => Date.now() < beganAt + given.minutes * 60_000,
};
let beganAt = 0;

const verdicts: Verdict[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  console.log(`\n── ${name}`);
  beganAt = Date.now();
  const told: Verdict[] = [];
  await parts[name]!(given, (verdict) => {
    told.push(verdict);
    console.log(`${verdict.verdict.padEnd(8)} ${verdict.judge}: ${verdict.said}`);
  });
  if (given.only === undefined) keep(name, told);
  verdicts.push(...told);
}
const count = (verdict: Verdict['verdict']): number => verdicts.filter((one) => one.verdict === verdict).length;
if (given.only === undefined) writePaper();
console.log(`\n${kept}`);
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('not run')} not run`);
process.exit(count('failed') > 0 ? 1 : 0);
