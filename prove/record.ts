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
export function programNow(of: readonly string[] = made): string {
  const changed = git('status', '--porcelain', '--', ...of);
  const trees = of.map((folder) => git('rev-parse', `HEAD:${folder}`)).join(' ');
  return changed === '' ? trees : `${trees} + ${git('diff', 'HEAD', '--', ...of).length} changed`;
}

/** Where something stands on this machine is nobody’s business elsewhere. */
const withoutPlaces = (text: string): string =>
  text.replace(/(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][\w.+-]+){2,}/g, (path) => `…/${path.split(/[\\/]/).at(-1)}`);

type Entry = {
  provedAt: string;
  commit: string;
  machine: { cpu: string; cores: number; platform: string; load: number };
  node: string;
  verdicts: Verdict[];
  /** over all runs so far, and since when */
  sum?: Record<string, number>;
  since?: string;
  /** what was counted on, where sums of another program say nothing of this one */
  program?: string;
};
export function readKept(): Record<string, Entry | undefined> {
  const file = join(project, kept);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Entry | undefined>) : {};
}

/** What adds up over runs. A run that failed ends the count: what follows is another program. */
export function sums(before: Entry | undefined, verdicts: Verdict[]): Pick<Entry, 'sum' | 'since'> {
  // The last word of a part counts nothing new, and must not end what was counted before.
  if (verdicts.every((one) => one.counted === undefined)) return {};
  const counted = verdicts.flatMap((one) => Object.entries(one.counted ?? {}));
  const sound = before?.sum !== undefined && before.verdicts.every(({ verdict }) => verdict !== 'failed');
  const sum: Record<string, number> = sound ? { ...before.sum } : {};
  for (const [name, n] of counted) sum[name] = (sum[name] ?? 0) + n;
  return { sum, since: (sound ? before.since : undefined) ?? new Date().toISOString() };
}

export function keep(part: string, verdicts: Verdict[], of: { program?: string; afresh?: boolean } = {}): void {
  const file = join(project, kept);
  const before = readKept();
  const program = of.program ?? before[part]?.program;
  const changed = git('status', '--porcelain', '--', ...made) !== '';
  const entry: Entry = {
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
    ...sums(of.afresh ? undefined : before[part], verdicts),
    ...(program === undefined ? {} : { program }),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...before, [part]: entry }, null, 2)}\n`);
}
