/**
 * Is anybody watching? Each promise is broken on purpose, in a copy of the sources, and the test that holds it must go red and say
 * which promise it was. Before that the same tests are green in the same copy, or their red would mean nothing.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations, type Mutation } from './mutations.ts';
import type { Part } from './run.ts';
import { complaint, project, tested, type Which } from './tests.ts';

const sources = [
  'bench',
  'bin',
  'contract',
  'db',
  'demo',
  'server',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];

/** The sources as they are now, beside the packages that are installed. */
export function copyOfSources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'gridloop-mutated-'));
  for (const name of sources)
    cpSync(join(project, name), join(copy, name), {
      recursive: true,
      filter: (path) => !path.includes(join('test', 'out')),
    });
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

/** The file with the promise broken; throws when the text it is found by is not there, or not only once. */
export function broken({ name, file, find, put }: Mutation, root = project): string {
  const text = readFileSync(join(root, file), 'utf8');
  const times = text.split(find).length - 1;
  if (times !== 1)
    throw new Error(`${name}: ${file} has "${find}" ${times} times, not once; mend it in prove/mutations.ts`);
  return text.replace(find, () => put);
}

/** Undefined when the test saw it; else what is wrong. */
export async function unseen(mutation: Mutation, copy: string): Promise<string | undefined> {
  const path = join(copy, mutation.file);
  const sound = readFileSync(path, 'utf8');
  writeFileSync(path, broken(mutation, copy));
  try {
    const result = await tested(mutation.test, copy);
    if (result.passed) return `nobody noticed: ${mutation.test.file} stayed green`;
    return mutation.says.split(' | ').some((words) => result.said.includes(words))
      ? undefined
      : `red, but not for "${mutation.says}": ${complaint(result)}`;
  } finally {
    writeFileSync(path, sound);
  }
}

export const mutated: Part = async ({ only = '' }, tell) => {
  const some = mutations.filter(({ invariant, name }) => `${invariant}: ${name}`.includes(only));
  const copy = copyOfSources();
  try {
    const key = (test: Which) => JSON.stringify(test);
    const green = new Map<string, string | undefined>();
    for (const { test } of some) {
      if (green.has(key(test))) continue;
      const result = await tested(test, copy);
      green.set(key(test), result.passed ? undefined : complaint(result));
    }
    for (const mutation of some) {
      const judge = `${mutation.invariant}: ${mutation.name}`;
      const already = green.get(key(mutation.test));
      const wrong = already === undefined ? await unseen(mutation, copy) : `red already without it: ${already}`;
      tell({
        judge,
        verdict: wrong === undefined ? 'passed' : 'failed',
        said: wrong ?? `${mutation.test.file} goes red`,
      });
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};
