/** Histories of real cities, the first rows of each, played under every template that ships; their files stand outside the repository. */
import { chmodSync, createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { shipped } from '#cases';
import { homeIn } from '#kit/postgres-place.ts';
import { gridloopIn, needed } from '../bench/gridloop.ts';
import type { Part } from './run.ts';
import { project } from './tests.ts';

const rowsOfEach = 2_000;
const cities = ['nyc', 'baltimore'];

/** The head of a file, rows whole: a cell may hold the end of a line. */
async function firstRows(file: string, into: string): Promise<void> {
  const rows: string[][] = [];
  for await (const row of createReadStream(file).pipe(parse({ to: rowsOfEach + 1, relax_column_count: true })))
    rows.push(row as string[]);
  writeFileSync(into, stringify(rows));
}

export const replays: Part = async ({ data: folder }, tell) => {
  const judge = 'real histories under each template';
  const missing = folder
    ? cities.map((city) => join(folder, `civic311/${city}-311.csv`)).filter((file) => !existsSync(file))
    : [];
  if (!folder || missing.length > 0) {
    tell({
      judge,
      verdict: 'not run',
      said: folder ? `${missing.join(', ')} is not there` : 'no --data DIR with civic311/',
    });
    return;
  }
  for (const template of Object.keys(shipped)) {
    const home = mkdtempSync(join(tmpdir(), 'gridloop-prove-replay-'));
    chmodSync(home, 0o711);
    const gridloop = gridloopIn(home);
    try {
      const boards = join(folder, 'civic311/nyc-community-districts.geojson');
      await needed(gridloop)(
        'areas',
        'import',
        boards,
        '--layer',
        'boards',
        '--code',
        'BoroCD',
        '--name',
        'BoroCD',
        '--region',
        'nyc',
      );
      for (const city of cities) {
        const some = join(home, `${city}.csv`);
        await firstRows(join(folder, `civic311/${city}-311.csv`), some);
        const map = join(project, 'bench', 'replay', `${city}.json`);
        const { code, seconds, answer } = await gridloop('replay', some, '--map', map, '--template', template);
        const { rows, rejected, open, closed, violations } = answer as Record<string, any>;
        const said =
          code === 0
            ? `${rows} rows, ${rejected.length} rejected, ${closed} closed, ${open} open, 0 violations, ${seconds} s`
            : `exit ${code}: ${JSON.stringify(violations ?? answer).slice(0, 300)}`;
        tell({ judge: `${judge}: ${template}, ${city}`, verdict: code === 0 ? 'passed' : 'failed', said });
      }
    } finally {
      for (const made of [homeIn(home), home]) rmSync(made, { recursive: true, force: true });
    }
  }
};
