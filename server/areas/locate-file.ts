/**
 * A table of points answered row by row, never whole in memory: each row gets the code of the area its point lies in, in a
 * column `cell`. A row without a usable coordinate is listed with its reason and goes on with an empty cell.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import type { Datum } from '#contract/areas.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { noProgress, type Progress } from '#kit/jobs.ts';
import { deny } from '#kit/refusal.ts';
import { readCoordinate } from './datum.ts';
import type { FileFaultCode } from './geofile.ts';
import type { Locator } from './ground.ts';

export type LocateFile = {
  input: string;
  output: string;
  /** names of the columns */
  lon: string;
  lat: string;
  datum?: Datum;
  lang?: Lang;
};
export type LocateReport = {
  rows: number;
  located: number;
  outside: number;
  /** without a usable coordinate */
  refused: number;
  /** how many of them for which reason */
  reasons: Record<string, number>;
  /** the first of them, as a spreadsheet counts rows (the header is 1) */
  refusedRows: { row: number; fault: string; reason: string }[];
  encoding: string;
};

const listed = 100;

export async function locateRows(
  locator: Locator,
  file: LocateFile,
  progress: Progress = noProgress,
): Promise<LocateReport> {
  const { input, lang = 'zh' } = file;
  const unusable = (fault: FileFaultCode, params: { field?: string; detail?: string } = {}) =>
    deny('file.unusable', { file: input, reason: { word: `fault.${fault}`, params } });
  const { size } = await stat(input).catch((error: Error) =>
    deny('file.unusable', { file: input, reason: error.message }),
  );
  const { encoding, firstLine } = (await textOf(input)) ?? unusable('geofile.unknown_encoding');
  const delimiter = [',', '\t', ';'].find((mark) => firstLine.includes(mark)) ?? ',';

  const source = createReadStream(input);
  const table = parse({ delimiter, relax_column_count: true, bom: true });
  const read = pipeline(decoded(source, encoding), table);
  read.catch(() => undefined); // a broken table is told where its rows are read
  const part = `${file.output}.part`;
  const out = stringify({ delimiter });
  const written = pipeline(out, createWriteStream(part));
  written.catch(() => undefined); // told when it is awaited below

  const report: LocateReport = { rows: 0, located: 0, outside: 0, refused: 0, reasons: {}, refusedRows: [], encoding };
  let columns: { lon: number; lat: number; cell: number } | undefined;
  let row = 0;
  try {
    for await (const record of table as AsyncIterable<string[]>) {
      row++;
      if (!columns) {
        const header = record.map((name) => name.trim());
        const at = (name: string) =>
          header.includes(name) ? header.indexOf(name) : unusable('geofile.no_such_property', { field: name });
        const known = header.indexOf('cell');
        columns = { lon: at(file.lon), lat: at(file.lat), cell: known < 0 ? header.length : known };
        record[columns.cell] = 'cell';
      } else if (record.some((cell) => cell.trim() !== '')) {
        report.rows++;
        while (record.length < columns.cell) record.push('');
        record[columns.cell] = answer(record[columns.lon] ?? '', record[columns.lat] ?? '');
      }
      if (!out.write(record)) await once(out, 'drain');
      if (row % 1_000 === 0) await progress.at(source.bytesRead, size);
    }
    if (!columns) unusable('geofile.empty');
    out.end();
    await written;
    progress.goOn();
    await rename(part, file.output);
    return report;
  } catch (error) {
    table.destroy();
    out.destroy();
    await read.catch(() => undefined);
    await written.catch(() => undefined);
    await rm(part, { force: true });
    if (error instanceof CsvError) return unusable('geofile.not_csv', { detail: error.message });
    throw error;
  }

  function answer(lon: string, lat: string): string {
    const point = readCoordinate(lon, lat, file.datum);
    if (point.fault !== undefined) {
      report.refused++;
      report.reasons[point.fault] = (report.reasons[point.fault] ?? 0) + 1;
      if (report.refusedRows.length < listed) {
        report.refusedRows.push({ row, fault: point.fault, reason: say(lang, `fault.${point.fault}`) });
      }
      return '';
    }
    const area = locator.locate(point.lon, point.lat);
    if (area) report.located++;
    else report.outside++;
    return area?.code ?? '';
  }
}

/** Strict UTF-8 over the whole file, else GB18030: one look through it before the first row is answered. */
async function textOf(path: string): Promise<{ encoding: string; firstLine: string } | undefined> {
  for (const encoding of ['utf-8', 'gb18030']) {
    let head = '';
    try {
      for await (const text of decoded(createReadStream(path), encoding)) if (head.length < 65_536) head += text;
      return { encoding, firstLine: head.slice(0, head.search(/[\r\n]|$/)) };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}

async function* decoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
