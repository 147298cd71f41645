/** The sources as text, for tests that keep the house: who imports whom, and which SQL stands where. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

export const project = join(import.meta.dirname, '..', '..');

export type Import = { from: string; /** `import type`: gone before anything runs */ typeOnly: boolean };
export type Source = { path: string; text: string; imports: Import[] };

const skipped = new Set(['node_modules', 'dist', 'out', '.git', '.gridloop']);

/** Every file below some folders whose name ends so, by its path from the project. */
export function filesIn(folders: string[], ending: RegExp): string[] {
  const found: string[] = [];
  const look = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) look(path);
      else if (entry.isFile() && ending.test(entry.name)) found.push(relative(project, path).split(sep).join('/'));
    }
  };
  for (const folder of folders) look(join(project, folder));
  return found.sort();
}

export const read = (path: string): string => readFileSync(join(project, path), 'utf8');

export const sourcesIn = (folders: string[]): Source[] =>
  filesIn(folders, /\.tsx?$/).map((path) => {
    const text = read(path);
    return { path, text, imports: importsOf(text) };
  });

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('test/');

function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const [, word, names, from] of text.matchAll(
    /^(import|export)\s+(type\s+(?!from\b)[^'"`;]*?|[^'"`;=()]*?)\s*from\s*'([^']+)'/gm,
  )) {
    const inner = /^\{([^}]*)\}$/.exec(names!.trim())?.[1];
    const everyNameIsType =
      inner !== undefined && inner.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
    found.push({ from: from!, typeOnly: names!.startsWith('type ') || (everyNameIsType && word === 'import') });
  }
  for (const [, from] of text.matchAll(/^import\s+'([^']+)'/gm)) found.push({ from: from!, typeOnly: false });
  for (const [, from] of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) found.push({ from: from!, typeOnly: false });
  return found;
}

/** Where a relative import leads, from the project. */
export const resolved = (importer: string, from: string): string =>
  from.startsWith('.') ? posix.join(posix.dirname(importer), from) : from;

export type Sql = { text: string; line: number };

/** Every `sql` template of a file, whole: what stands inside another one belongs to it. */
export function sqlIn(text: string): Sql[] {
  const found: Sql[] = [];
  const opening = /\bsql(?:\.raw\()?(?:<[^;`]*?>)?\(?`/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index + match[0].length;
    const end = endOfTemplate(text, start);
    found.push({ text: text.slice(start, end - 1), line: text.slice(0, start).split('\n').length });
    opening.lastIndex = end;
  }
  return found;
}

/** Just after the backtick that closes the template whose text begins at `from`. */
function endOfTemplate(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') return i + 1;
    else if (text.startsWith('${', i)) i = endOfBraces(text, i + 2) - 1;
  }
  throw new Error('a template that is not closed');
}

function endOfBraces(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const at = text[i];
    if (at === '`') i = endOfTemplate(text, i + 1) - 1;
    else if (at === "'" || at === '"') i = text.indexOf(at, i + 1);
    else if (at === '{') depth++;
    else if (at === '}' && --depth === 0) return i + 1;
  }
  throw new Error('an expression in a template that is not closed');
}
