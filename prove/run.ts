/**
 * `npm run prove`: programs that others wrote judge the house while it runs. A judge that is not here is "not run", never
 * "passed"; one that complains makes the command fail.
 *
 *   npm run prove                                     starts the demo district in a folder of its own, and stops it again
 *   npm run prove -- --url http://127.0.0.1:8080      judges one that runs already (it gets a few reports)
 *   npm run prove -- --schemas DIR --validator DIR    what some judges of Open311 need: see prove/open311/README.md
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '#kit/config.ts';
import { start } from '../server/main.ts';
import { open311Judges } from './open311/judges.ts';

export type Verdict = { judge: string; verdict: 'passed' | 'failed' | 'not run'; said: string };
export type Given = { url: string; schemas: string | undefined; validator: string | undefined };

const { values } = parseArgs({
  options: { url: { type: 'string' }, schemas: { type: 'string' }, validator: { type: 'string' } },
});

const folder = await mkdtemp(join(tmpdir(), 'gridloop-prove-'));
const house = values.url
  ? undefined
  : await start(
      readConfig({ GRIDLOOP_PORT: '0', GRIDLOOP_DATA: folder, GRIDLOOP_LOG: 'warn' }, folder),
      () => undefined,
    );
const verdicts: Verdict[] = [];
try {
  const given = {
    url: (values.url ?? house!.url).replace(/\/$/, ''),
    schemas: values.schemas,
    validator: values.validator,
  };
  for (const judge of open311Judges) {
    const verdict = await judge(given);
    verdicts.push(verdict);
    console.log(`${verdict.verdict.padEnd(8)} ${verdict.judge}: ${verdict.said}`);
  }
} finally {
  await house?.stop();
  await rm(folder, { recursive: true, force: true });
}
const count = (verdict: Verdict['verdict']): number => verdicts.filter((one) => one.verdict === verdict).length;
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('not run')} not run`);
process.exit(count('failed') > 0 ? 1 : 0);
