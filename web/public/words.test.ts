/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isWordKey } from '#contract/words/words.ts';

const here = import.meta.dirname;
const read = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => /\.tsx?$/.test(file.name) && !/\.test\.ts$|staff-words/.test(file.name))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('\n');

/** vite.config.ts leaves these sections out of the residents' first file. */
const list = readFileSync(join(here, '../kit/staff-words.ts'), 'utf8');
const sections = [...list.matchAll(/#contract\/words\/(?!words)(\w+)\.ts/g)].map(([, name]) => name!);
const staffKeys = (
  await Promise.all(
    sections.map((name) => import(`../../contract/words/${name}.ts`) as Promise<Record<string, object>>),
  )
).flatMap((section) => Object.values(section).flatMap(Object.keys));

test('the residents’ site says no word that only the desk has loaded', () => {
  expect(staffKeys.length).toBeGreaterThan(100);
  const source = read(here) + read(join(here, '../kit'));
  const said = new Set([...source.matchAll(/'([\w.]+\.[\w.]+)'/g)].map(([, key]) => key!));
  expect([...said].filter((key) => isWordKey(key) && staffKeys.includes(key))).toEqual([]);
  const made = [...source.matchAll(/say\(\s*(?:lang, )?`([\w.]+)\$\{/g)].map(([, start]) => start!);
  expect(made.length).toBeGreaterThan(5);
  expect(staffKeys.filter((key) => made.some((start) => key.startsWith(start)))).toEqual([]);
});
