/** The checklists of docs/operate name the test behind each line; a line whose test is gone, or that names none, fails here. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, project, read } from './support/sources.ts';

const tests = filesIn(['test', 'server', 'contract', 'db', 'web'], /\.test\.tsx?$/);
/** Kinds of weakness that stand in the name of a test. */
const weaknesses = new Set(
  tests.flatMap((file) =>
    [...read(file).matchAll(/^\s*(?:test|describe)\([^\n]*?\b(V-\d\d)\b/gm)].map(([, id]) => id!),
  ),
);

/** What is wrong with this page, line by line. */
function wrongIn(page: string): string[] {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (what|---)/.test(line));
  return rows.flatMap((row) => {
    const [what = '', , state = '', by = ''] = row.split(' | ').map((cell) => cell.replaceAll('|', '').trim());
    if (!['held', 'yours', 'not built'].includes(state)) return [`${what}: neither held, yours nor not built`];
    const files = [...by.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!).filter((path) => path.includes('/'));
    const ids = by.match(/\bV-\d\d\b/g) ?? [];
    const gone = [...files.filter((path) => !existsSync(join(project, path))), ...ids.filter((id) => !weaknesses.has(id))];
    if (state === 'held' && files.length + ids.length === 0 && !by.includes('npm sbom')) return [`${what}: held by nothing`];
    return gone.map((name) => `${what}: ${name} is not there`);
  }); // prettier-ignore
}

test('each line that is held names a test that exists', () => {
  const page = read('docs/operate/checklist.md');
  expect(wrongIn(page)).toEqual([]);
  expect(page.split('\n').filter((line) => line.includes('| held |')).length).toBeGreaterThan(40);
});

test('and a line whose test is gone is named', () => {
  expect(wrongIn('| a door | A 1 | held | `test/nowhere.test.ts`, V-99 |\n| a wall | A 2 | held |  |')).toEqual([
    'a door: test/nowhere.test.ts is not there',
    'a door: V-99 is not there',
    'a wall: held by nothing',
  ]);
});
