/**
 * Reading a file of areas: GeoJSON with boundaries, or CSV with codes and names only. Chinese offices send both in UTF-8
 * and in GB18030, and codes often as numbers: 110102001000 and 0101 must come through digit for digit, so every property
 * is kept as the text that stood in the file. A file that cannot be read at all gives one fault; else every bad row is
 * listed, and the caller decides whether to take the good ones.
 */
import { parse } from 'csv-parse/sync';
import type { Datum } from '#contract/areas.ts';
import type { AreaFault } from '#contract/words/areas.ts';
import { shiftToWgs84, type CoordinateFault } from './datum.ts';
import type { GeometryFault, Mend } from './geometry.ts';
import { checkGeometry } from './geometry.ts';
import type { AreaGeometry, LonLat } from './shape.ts';
import { areaM2, toGeometry } from './shape.ts';

export interface AreaMapping {
  /** Names of properties or columns. */
  code: string;
  name: string;
  parent?: string;
  /** Only features whose property has this text. */
  where?: { property: string; value: string };
  datum?: Datum;
}

export interface FileArea {
  /** GeoJSON: the feature's number from 1. CSV: the row as a spreadsheet counts it, the header being 1. */
  row: number;
  code: string;
  name: string;
  parent?: string;
  geometry?: AreaGeometry;
  areaM2?: number;
  mended: Mend[];
  /** The other properties, as text. */
  attributes: Record<string, string>;
}

export type FileFaultCode = Extract<AreaFault, `geofile.${string}`>;
export type RowFault = GeometryFault | FileFaultCode | CoordinateFault;

export interface RowError {
  row: number;
  /** The area's code, as far as the row has one. */
  code?: string;
  field: string;
  reason: RowFault;
  /** Where on the ground, or which earlier row. */
  at?: LonLat;
  sameAs?: number;
  /** Of an error that is about another area: its code. */
  detail?: string;
}

export interface AreaFile {
  format: 'geojson' | 'csv';
  encoding: string;
  rows: FileArea[];
  errors: RowError[];
  /** Left out by `where`. */
  filtered: number;
}

export interface FileFault {
  fault: FileFaultCode;
  field?: string;
  detail?: string;
}

export function readAreaFile(bytes: Uint8Array, asked: AreaMapping): AreaFile | FileFault {
  const read = readRecords(bytes);
  if ('fault' in read) return read;
  const { format, encoding, records, errors } = read;
  // The plain CSV of a tree is `code,name,parent`: its parent column needs no mention.
  const ownParent = format === 'csv' && records.some(({ values }) => values.has('parent')) ? 'parent' : undefined;
  const mapping: AreaMapping = { ...asked, parent: asked.parent ?? ownParent };
  const { where } = mapping;
  const lacking = lacksField(read, [mapping.code, mapping.name, mapping.parent, where?.property]);
  if (lacking) return lacking;
  const wanted = where ? records.filter(({ values }) => values.get(where.property) === where.value) : records;
  if (wanted.length === 0 && errors.length === 0) return { fault: 'geofile.nothing_left', detail: where?.value };
  const rows: FileArea[] = [];
  const rowOfCode = new Map<string, number>();
  for (const record of wanted) {
    const taken = takeArea(record, mapping, format);
    const earlier = taken.area && rowOfCode.get(taken.area.code);
    if (earlier !== undefined) {
      const { code } = taken.area!;
      taken.errors.push({ row: record.row, code, field: mapping.code, reason: 'geofile.code_twice', sameAs: earlier });
    }
    errors.push(...taken.errors);
    if (!taken.area || taken.errors.length > 0) continue;
    rowOfCode.set(taken.area.code, record.row);
    rows.push(taken.area);
  }
  errors.sort((a, b) => a.row - b.row);
  return { format, encoding, rows, errors, filtered: records.length - wanted.length };
}

/** A file with the columns or properties a command was told of; what is asked for and stands in no row is a fault of the whole. */
export function lacksField({ records, errors }: Records, fields: (string | undefined)[]): FileFault | undefined {
  if (records.length === 0 && errors.length === 0) return { fault: 'geofile.nothing_left' };
  for (const field of fields) {
    if (field !== undefined && records.length > 0 && !records.some(({ values }) => values.has(field))) {
      return { fault: 'geofile.no_such_property', field };
    }
  }
  return undefined;
}

/** The rows of a GeoJSON or CSV file, whatever they are about. */
export function readRecords(
  bytes: Uint8Array,
): (Records & { format: 'geojson' | 'csv'; encoding: string }) | FileFault {
  const decoded = decodeText(bytes);
  if (!decoded) return { fault: 'geofile.unknown_encoding' };
  const { text, encoding } = decoded;
  if (text.trim() === '') return { fault: 'geofile.empty' };
  const format = /^\s*[{[]/.test(text) ? 'geojson' : 'csv';
  const read = format === 'geojson' ? readGeoJson(text) : readCsv(text);
  return 'fault' in read ? read : { format, encoding, ...read };
}

/** Strict UTF-8 first, then GB18030: Chinese text in GB18030 is practically never valid UTF-8. A mark at the start decides. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } | undefined {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
    } catch {
      // not this one
    }
  }
  return undefined;
}

export interface FileRecord {
  row: number;
  /** undefined: an object or list, which has no text. */
  values: Map<string, string | undefined>;
  geometry?: unknown;
}
type Records = { records: FileRecord[]; errors: RowError[] };

function readGeoJson(text: string): Records | FileFault {
  let file: unknown;
  try {
    file = JSON.parse(text, keepNumberText as Parameters<typeof JSON.parse>[1]);
  } catch (error) {
    return { fault: 'geofile.not_json', detail: error instanceof Error ? error.message : undefined };
  }
  const { type, features, crs } = file as { type?: unknown; features?: unknown; crs?: unknown };
  if (type !== 'FeatureCollection' || !Array.isArray(features)) return { fault: 'geofile.not_a_feature_collection' };
  // Before RFC 7946 a file could name its system. Only longitude and latitude can be read here.
  const crsName = crs ? JSON.stringify(crs) : 'CRS84';
  if (!/CRS84|4326|4490/.test(crsName)) return { fault: 'geofile.other_crs', detail: crsName.slice(0, 200) };
  const records: FileRecord[] = [];
  const errors: RowError[] = [];
  for (const [i, feature] of features.entries()) {
    const { properties, geometry } = (feature ?? {}) as { properties?: unknown; geometry?: unknown };
    if ((feature as { type?: unknown } | null)?.type !== 'Feature') {
      errors.push({ row: i + 1, field: 'type', reason: 'geofile.not_a_feature' });
      continue;
    }
    const values = new Map(Object.entries(properties ?? {}).map(([name, value]) => [name, asText(value)]));
    records.push({ row: i + 1, values, geometry: geometry ?? null });
  }
  return { records, errors };
}

/** Numbers outside lists are properties: their text is kept. Numbers in lists are coordinates. */
function keepNumberText(this: unknown, _: string, value: unknown, context: { source?: string }): unknown {
  return typeof value === 'number' && !Array.isArray(this) ? (context.source ?? String(value)) : value;
}

function asText(value: unknown): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value.trim();
  return typeof value === 'boolean' ? String(value) : undefined;
}

function readCsv(text: string): Records | FileFault {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [',', '\t', ';'].find((mark) => firstLine.includes(mark)) ?? ',';
  let table: string[][];
  try {
    table = parse(text, { delimiter, relax_column_count: true });
  } catch (error) {
    return { fault: 'geofile.not_csv', detail: error instanceof Error ? error.message : undefined };
  }
  const header = table[0]!.map((name) => name.trim());
  const records: FileRecord[] = [];
  const errors: RowError[] = [];
  for (const [i, cells] of table.entries()) {
    if (i === 0 || cells.every((cell) => cell.trim() === '')) continue;
    if (cells.length !== header.length) {
      errors.push({ row: i + 1, field: header[0] ?? '', reason: 'geofile.wrong_column_count' });
      continue;
    }
    records.push({ row: i + 1, values: new Map(header.map((name, c) => [name, cells[c]!.trim()])) });
  }
  return { records, errors };
}

function takeArea(
  { row, values, geometry }: FileRecord,
  mapping: AreaMapping,
  format: AreaFile['format'],
): { area?: FileArea; errors: RowError[] } {
  const errors: RowError[] = [];
  const textOf = (field: string, missing?: RowFault): string => {
    const value = values.get(field);
    if (value === undefined && values.has(field)) errors.push({ row, field, reason: 'geofile.not_text' });
    else if (!value && missing) errors.push({ row, field, reason: missing });
    return value ?? '';
  };
  const code = textOf(mapping.code, 'geofile.code_missing');
  const name = textOf(mapping.name, 'geofile.name_missing');
  const parent = mapping.parent === undefined ? '' : textOf(mapping.parent);
  if (code !== '') for (const error of errors) error.code = code;
  const named = new Set([mapping.code, mapping.name, mapping.parent]);
  const attributes: Record<string, string> = Object.fromEntries(
    [...values].filter((entry): entry is [string, string] => entry[1] !== undefined && !named.has(entry[0])),
  );
  const area: FileArea = { row, code, name, mended: [], attributes, ...(parent ? { parent } : {}) };
  if (format === 'geojson') {
    // Checked in the file's own numbers, so that a fault is shown where the file has it; the shift bends nothing.
    const checked = checkGeometry(geometry);
    if (checked.geometry === undefined) {
      errors.push({ row, code, field: 'geometry', reason: checked.fault, at: checked.at });
      return { errors };
    }
    const shift = (point: LonLat) => shiftToWgs84(...point, mapping.datum ?? 'wgs84');
    const shape = checked.shape.map((part) => part.map((ring) => ring.map(shift)));
    Object.assign(area, { geometry: toGeometry(shape), areaM2: areaM2(shape), mended: checked.mended });
  }
  return code === '' ? { errors } : { area, errors };
}
