/** One test file in a Vitest of its own: does it pass, and what does it say. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const project = join(import.meta.dirname, '..');

export type Tested = { passed: boolean; said: string; seconds: number };
export type Which = { part: 'pure' | 'db' | 'journeys'; file: string; name?: string; size?: Record<string, string> };

/** `root`: this repository, or a copy of it in which something was changed. */
export async function tested({ part, file, name, size = {} }: Which, root = project): Promise<Tested> {
  const program = join(
    dirname(createRequire(join(project, 'package.json')).resolve('vitest/package.json')),
    'vitest.mjs',
  );
  const only = name === undefined ? [] : ['-t', name];
  const before = performance.now();
  const child = spawn(process.execPath, [program, 'run', '--project', part, '--no-color', file, ...only], {
    cwd: root,
    env: { ...process.env, ...size, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  // A name that no test has leaves all of them out, and that is not passing.
  const ran = /Tests .*\b\d+ passed/.test(said);
  return { passed: code === 0 && ran, said, seconds: (performance.now() - before) / 1000 };
}

/** The lines in which a failing run says what was wrong. */
export const complaint = ({ said }: Tested): string =>
  said
    .split('\n')
    .filter((line) => /Error|after .* in |replays|seed[: ]|expected|FAIL|✗|×/.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' · ')
    .slice(0, 600);
