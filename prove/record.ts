/** What was proved, of which program, on which machine: bench/results/prove.json, one entry for each part. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import type { Verdict } from './run.ts';
import { project } from './tests.ts';

export const kept = 'bench/results/prove.json';

const git = (...args: string[]): string => execFileSync('git', args, { cwd: project, encoding: 'utf8' }).trim();
/** What the program is made of; a change of papers is not another program. */
const made = ['bin', 'contract', 'db', 'demo', 'server', 'test'];

/** The same text, the same program: what was proved of it stays proved. */
export function programNow(): string {
  const changed = git('status', '--porcelain', '--', ...made);
  const trees = made.map((folder) => git('rev-parse', `HEAD:${folder}`)).join(' ');
  return changed === '' ? trees : `${trees} + ${git('diff', 'HEAD', '--', ...made).length} changed`;
}

/** Where something stands on this machine is nobody’s business elsewhere. */
const withoutPlaces = (text: string): string =>
  text.replace(/(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][\w.+-]+){2,}/g, (path) => `…/${path.split(/[\\/]/).at(-1)}`);

export function keep(part: string, verdicts: Verdict[]): void {
  const file = join(project, kept);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  const changed = git('status', '--porcelain', '--', ...made) !== '';
  const entry = {
    provedAt: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD') + (changed ? ' + changes' : ''),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      platform: `${process.platform}-${process.arch}`,
      load: Math.round(loadavg()[0]! * 10) / 10,
    },
    node: process.version,
    verdicts: verdicts.map((one) => ({ ...one, said: withoutPlaces(one.said) })),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...before, [part]: entry }, null, 2)}\n`);
}
