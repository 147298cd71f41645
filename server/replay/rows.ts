/** The file, row by row and never whole: CSV with a header (comma, tab or semicolon) or JSON lines, in UTF-8 or GB18030. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { say, type Lang } from '#contract/words/words.ts';

/** A row as a spreadsheet counts it (the header is 1), or a line of JSON lines from 1. */
export type FileRow = { row: number; values: ReadonlyMap<string, string>; fault?: string };
export type SourceFile = { path: string; format: 'csv' | 'jsonl'; encoding: string; delimiter: string };

/** A file that cannot be used at all: where, and why. */
export class UnusableFile extends Error {
  readonly file: string;
  readonly field: string;
  readonly row: number | undefined;
  constructor(file: string, field: string, reason: string, row?: number) {
    super(reason);
    this.name = 'UnusableFile';
    this.file = file;
    this.field = field;
    this.row = row;
  }
}

/** Looks at the whole file once for its encoding: strict UTF-8 first, because Chinese in GB18030 is practically never valid UTF-8. */
export async function openSource(path: string, lang: Lang): Promise<SourceFile> {
  let encoding: string | undefined;
  let head = '';
  for (const candidate of ['utf-8', 'gb18030']) {
    try {
      head = '';
      const decoder = new TextDecoder(candidate, { fatal: true });
      for await (const chunk of createReadStream(path)) {
        const text = decoder.decode(chunk as Buffer, { stream: true });
        if (head.length < 65_536) head += text;
      }
      decoder.decode();
      encoding = candidate;
      break;
    } catch (error) {
      if (!(error instanceof TypeError)) throw new UnusableFile(path, '', (error as Error).message);
    }
  }
  if (!encoding) throw new UnusableFile(path, '', say(lang, 'fault.geofile.unknown_encoding'));
  if (head.trim() === '') throw new UnusableFile(path, '', say(lang, 'fault.geofile.empty'));
  const firstLine = head.slice(0, head.search(/[\r\n]|$/));
  const delimiter = [',', '\t', ';'].find((mark) => firstLine.includes(mark)) ?? ',';
  return { path, format: /^\s*\{/.test(head) ? 'jsonl' : 'csv', encoding, delimiter };
}

/** The file's columns: the header of a CSV, the keys of the first objects of JSON lines. */
export async function columnsIn(source: SourceFile, lang: Lang): Promise<Set<string>> {
  const columns = new Set<string>();
  let seen = 0;
  for await (const { values, fault } of rowsOf(source, lang)) {
    if (!fault) for (const name of values.keys()) columns.add(name);
    if (source.format === 'csv' || ++seen === 1000) break;
  }
  if (columns.size === 0 && source.format === 'csv') return headerOf(source);
  return columns;
}

async function headerOf(source: SourceFile): Promise<Set<string>> {
  for await (const record of csvRecords(source)) return new Set(record.map((name) => name.trim()));
  return new Set();
}

export function rowsOf(source: SourceFile, lang: Lang): AsyncGenerator<FileRow> {
  return source.format === 'csv' ? csvRows(source, lang) : jsonRows(source, lang);
}

const textStream = (source: SourceFile): Readable =>
  Readable.fromWeb(
    (Readable.toWeb(createReadStream(source.path)) as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(
      new TextDecoderStream(source.encoding),
    ) as never,
  );

async function* csvRecords(source: SourceFile): AsyncGenerator<string[]> {
  const stream = textStream(source);
  const parser = stream.pipe(
    parse({ bom: true, delimiter: source.delimiter, relax_column_count: true, max_record_size: 4_000_000 }),
  );
  stream.on('error', (error) => parser.destroy(error));
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnusableFile(source.path, '', error.message, (error as { lines?: number }).lines);
  } finally {
    stream.destroy();
  }
}

async function* csvRows(source: SourceFile, lang: Lang): AsyncGenerator<FileRow> {
  let header: string[] | undefined;
  let row = 0;
  for await (const cells of csvRecords(source)) {
    row += 1;
    if (!header) {
      header = cells.map((name) => name.trim());
      continue;
    }
    if (cells.every((cell) => cell.trim() === '')) continue;
    const values = new Map(header.map((name, i) => [name, cells[i] ?? '']));
    yield cells.length === header.length
      ? { row, values }
      : { row, values, fault: say(lang, 'fault.geofile.wrong_column_count') };
  }
}

async function* jsonRows(source: SourceFile, lang: Lang): AsyncGenerator<FileRow> {
  let row = 0;
  for await (const line of createInterface({ input: textStream(source), crlfDelay: Infinity })) {
    row += 1;
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '') continue;
    const values = new Map<string, string>();
    let fault: string | undefined;
    try {
      // Numbers keep the digits that stand in the file: a code is not a quantity.
      const given: unknown = JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1]);
      if (typeof given !== 'object' || given === null || Array.isArray(given))
        fault = say(lang, 'replay.not_an_object');
      else for (const [name, value] of Object.entries(given)) values.set(name, asText(value));
    } catch (error) {
      fault = say(lang, 'fault.geofile.not_json', { detail: (error as Error).message });
    }
    yield fault ? { row, values, fault } : { row, values };
  }
}

const keepDigits = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? (context?.source ?? String(value)) : value;

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The text of a small file (a mapping, a model); what is not there is named. */
export async function readSmall(path: string, limitBytes = 10_000_000): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      if (size > limitBytes) throw new Error(`${size} B > ${limitBytes} B`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new UnusableFile(path, '', (error as Error).message);
  }
}
