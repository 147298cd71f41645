/**
 * Reading an uploaded list: CSV as offices export it (UTF-8 or GB18030; comma, semicolon or tab) or an xlsx workbook, told
 * apart by their first bytes and never by what the sender says. What a workbook unpacks to is measured before it is read.
 */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import readExcelFile from 'read-excel-file/universal';
import type { Said } from '#contract/words/words.ts';
import { decodeText } from '#areas';
import { refuse, type Refusal } from '#kit/refusal.ts';

/** `row` as a spreadsheet counts it, the header being 1; values by the header's text. */
export type TableRow = { row: number; values: ReadonlyMap<string, string>; columnCountOk: boolean };
export type Table = { columns: string[]; rows: TableRow[] };

const unpackedLimit = 100_000_000;
const entriesLimit = 2_000;
export const rowsLimit = 20_000;

const unusable = (reason: Said, file = ''): Refusal => refuse('file.unusable', { file, reason });

export async function readTable(bytes: Buffer, file = ''): Promise<Table | Refusal> {
  if (bytes.length === 0) return unusable({ word: 'table.empty' }, file);
  const isZip = bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50;
  const grid = isZip ? await workbookRows(bytes) : csvRows(bytes);
  if (!Array.isArray(grid)) return unusable(grid, file);
  const [header, ...body] = grid;
  const columns = (header ?? []).map((name) => name.trim());
  while (columns.at(-1) === '') columns.pop();
  if (columns.length === 0) return unusable({ word: 'table.empty' }, file);
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (twice) return unusable({ word: 'table.column_twice', params: { column: twice } }, file);
  if (body.length > rowsLimit) return unusable({ word: 'table.too_many_rows', params: { limit: rowsLimit } }, file);
  const rows = body
    .map((cells, i) => ({
      row: i + 2,
      values: new Map(columns.map((name, at) => [name, (cells[at] ?? '').trim()])),
      // A workbook has no ragged rows: its cells stand under their column.
      columnCountOk: isZip || cells.length === columns.length,
      blank: cells.every((cell) => cell.trim() === ''),
    }))
    .filter(({ blank }) => !blank)
    .map(({ row, values, columnCountOk }) => ({ row, values, columnCountOk }));
  return { columns, rows };
}

function csvRows(bytes: Buffer): string[][] | Said {
  const decoded = decodeText(bytes);
  if (!decoded || decoded.text.includes('\0')) return { word: 'table.unknown_encoding' };
  const { text } = decoded;
  if (text.trim() === '') return { word: 'table.empty' };
  const header = text.slice(0, text.search(/\r|\n|$/));
  const delimiter = header.includes('\t') ? '\t' : !header.includes(',') && header.includes(';') ? ';' : ',';
  try {
    // Empty lines are kept, so that a row number is the one the spreadsheet shows.
    return parse(text, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: false });
  } catch (error) {
    return { word: 'table.not_csv', params: { row: (error as { lines?: number }).lines ?? '' } };
  }
}

async function workbookRows(bytes: Buffer): Promise<string[][] | Said> {
  const size = await unpackedSize(bytes);
  if (size === 'broken') return { word: 'table.not_xlsx' };
  if (size > unpackedLimit) return { word: 'table.too_large', params: { limit: `${unpackedLimit / 1_000_000} MB` } };
  try {
    // The reader goes by the same central directory that was measured.
    const [sheet] = await readExcelFile(new Uint8Array(bytes).buffer);
    return (sheet?.data ?? []).map((cells) => cells.map(cellText));
  } catch {
    return { word: 'table.not_xlsx' };
  }
}

const cellText = (cell: unknown): string =>
  cell === null || cell === undefined
    ? ''
    : cell instanceof Date
      ? cell.toISOString().slice(0, 10)
      : typeof cell === 'boolean'
        ? cell
          ? 'yes'
          : 'no'
        : typeof cell === 'string' || typeof cell === 'number'
          ? String(cell)
          : '';

const inflate = promisify(inflateRaw);

/**
 * What the archive really unpacks to: a header may lie about its size, so every entry is unpacked once within the limit and
 * thrown away. Returns more than the limit as soon as it is passed.
 */
async function unpackedSize(bytes: Buffer): Promise<number | 'broken'> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length) return 'broken';
  const entries = bytes.readUInt16LE(end + 10);
  if (entries > entriesLimit) return Infinity;
  let at = bytes.readUInt32LE(end + 16);
  let total = 0;
  for (let i = 0; i < entries; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return 'broken';
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const claimed = bytes.readUInt32LE(at + 24);
    const local = bytes.readUInt32LE(at + 42);
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== 0x04034b50) return 'broken';
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    if (from + packed > bytes.length) return 'broken';
    if (method === 0) total += packed;
    else if (method === 8) {
      try {
        const content = await inflate(bytes.subarray(from, from + packed), {
          maxOutputLength: unpackedLimit + 1 - total,
        });
        if (content.length !== claimed) return 'broken';
        total += content.length;
      } catch (error) {
        return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? Infinity : 'broken';
      }
    } else return 'broken';
    if (total > unpackedLimit) return Infinity;
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return total;
}
