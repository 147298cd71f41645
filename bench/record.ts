/** One benchmark's figures: printed for the reader, kept in bench/results with the commit and the machine they are true for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** `measured` are the paths whose uncommitted changes would make the figures those of another program. */
export function record(name: string, measured: string[], figures: Record<string, unknown>): void {
  const root = join(import.meta.dirname, '..');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', ...measured) !== '';
  const result = {
    benchmark: name,
    commit: git('rev-parse', 'HEAD') + (changed ? ' + changes' : ''),
    measuredAt: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      platform: `${process.platform}-${process.arch}`,
    },
    node: process.version,
    ...figures,
  };
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  console.log(JSON.stringify(result, null, 2));
}

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
