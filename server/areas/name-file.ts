/**
 * Reading the files a district's names and its ground map come from: CSV or GeoJSON as offices, map sheets and open maps have
 * them. Each column is named by whoever knows the file. A row that cannot be used is listed with its reason and the others go on:
 * a gazetteer of a hundred thousand names always has some without a place.
 */
import type { Datum } from '#contract/areas.ts';
import { readCoordinate, shiftToWgs84, toWgs84 } from './datum.ts';
import { lacksField, readRecords, type FileFault, type FileRecord, type RowError } from './geofile.ts';
import { checkGeometry } from './geometry.ts';
import { groundKinds, linesOf, type GroundFeature, type GroundGeometry } from './lines.ts';
import { pointInside, type LonLat } from './shape.ts';
import { nameKey } from './words/keys.ts';

/** What the file calls them → what they are here; what is not named keeps the file's own word. */
export type KindsOfFile = { column?: string; words: ReadonlyMap<string, string> };

export type NamesMapping = {
  name: string;
  nameEn?: string;
  kind: KindsOfFile;
  /** the kind of every row without one */
  as?: string;
  code?: string;
  lon?: string;
  lat?: string;
  /** a column with the code of the area it stands in, for names without a point */
  area?: string;
  datum?: Datum;
};
export type FilePlace = {
  row: number;
  name: string;
  nameEn: string;
  kind: string;
  code: string;
  point: { lon: number; lat: number } | null;
  areaCode: string;
};
export type NamesFile = { encoding: string; rows: FilePlace[]; errors: RowError[] };

/** Shorter, and it would be found in every sentence; a number is a house, not a name. */
const leastLetters = 2;
const longestName = 80;

export function readNames(bytes: Uint8Array, asked: NamesMapping): NamesFile | FileFault {
  const read = readRecords(bytes);
  if ('fault' in read) return read;
  const { lon, lat, area } = asked;
  const wanted = [asked.name, asked.nameEn, asked.kind.column, asked.code, lon, lat, area];
  const lacking = lacksField(read, wanted);
  if (lacking) return lacking;
  const rows: FilePlace[] = [];
  const errors = [...read.errors];
  for (const record of read.records) {
    const told = (column: string | undefined) => (column === undefined ? '' : (record.values.get(column) ?? ''));
    const fault = (field: string, reason: RowError['reason']) => errors.push({ row: record.row, field, reason });
    const name = told(asked.name);
    const areaCode = told(area);
    if (name === '') fault(asked.name, 'geofile.name_missing');
    else if (name.length > longestName) fault(asked.name, 'geofile.name_long');
    else if (Array.from(nameKey(name)).length < leastLetters || /^[\d\s.-]+$/.test(name))
      fault(asked.name, 'geofile.name_short');
    else {
      const place = read.format === 'geojson' && lon === undefined ? pointOf(record, asked.datum) : undefined;
      const point = place ?? readCoordinate(told(lon), told(lat), asked.datum);
      const lost = 'fault' in point && point.fault !== undefined;
      // Without a point its area will do; a coordinate that is wrong is said, not passed over.
      if (lost && !(areaCode !== '' && point.fault === 'coordinate.missing')) fault(lon ?? 'geometry', point.fault);
      else {
        const said = told(asked.kind.column);
        rows.push({
          row: record.row,
          name,
          nameEn: told(asked.nameEn),
          kind: asked.kind.words.get(said) ?? (said || (asked.as ?? 'place')),
          code: told(asked.code),
          point: lost ? null : { lon: point.lon, lat: point.lat },
          areaCode,
        });
      }
    }
  }
  errors.sort((a, b) => a.row - b.row);
  return { encoding: read.encoding, rows, errors };
}

/** A point as it is; of a line the corner in its middle, of a surface a point inside it. */
function pointOf({ geometry }: FileRecord, datum: Datum | undefined) {
  const { type, coordinates } = (geometry ?? {}) as { type?: string; coordinates?: unknown };
  if (type === undefined) return { fault: 'coordinate.missing' } as const;
  const lines = type === 'LineString' ? [coordinates] : type === 'MultiLineString' ? coordinates : undefined;
  let at: unknown = type === 'Point' ? coordinates : undefined;
  if (Array.isArray(lines)) {
    const longest = (lines as unknown[][]).reduce((a, b) => (b.length > a.length ? b : a), []);
    at = longest[longest.length >> 1];
  } else if (type === 'Polygon' || type === 'MultiPolygon') {
    const checked = checkGeometry(geometry);
    if (checked.geometry === undefined) return { fault: checked.fault };
    at = pointInside(checked.shape);
  }
  const [x, y] = Array.isArray(at) ? at.map(Number) : [];
  return toWgs84(x ?? Number.NaN, y ?? Number.NaN, datum);
}

export type GroundMapping = {
  name?: string;
  nameEn?: string;
  /** a word of the file → road, water or green, and from how far it is seen (1–4); other rows are left out */
  kind: { column?: string; words: ReadonlyMap<string, { kind: GroundFeature['kind']; rank: number }> };
  /** what every row is, where the file is about one thing */
  as?: { kind: GroundFeature['kind']; rank: number };
  datum?: Datum;
};
export type GroundFile = { features: GroundFeature[]; errors: RowError[]; leftOut: number };

export function readGround(bytes: Uint8Array, asked: GroundMapping): GroundFile | FileFault {
  const read = readRecords(bytes);
  if ('fault' in read) return read;
  if (read.format !== 'geojson') return { fault: 'geofile.not_a_feature_collection' };
  const lacking = lacksField(read, [asked.name, asked.nameEn, asked.kind.column]);
  if (lacking) return lacking;
  const features: GroundFeature[] = [];
  const errors = [...read.errors];
  let leftOut = 0;
  for (const { row, values, geometry } of read.records) {
    const told = (column: string | undefined) => (column === undefined ? '' : (values.get(column) ?? ''));
    const what = asked.kind.words.get(told(asked.kind.column)) ?? asked.as;
    if (!what) {
      leftOut++;
      continue;
    }
    const drawn = drawnIn(geometry, asked.datum ?? 'wgs84');
    if (!drawn) errors.push({ row, field: 'geometry', reason: 'geofile.no_line' });
    else features.push({ ...what, name: told(asked.name), nameEn: told(asked.nameEn), geometry: drawn });
  }
  if (features.length === 0 && errors.length === 0) return { fault: 'geofile.nothing_left' };
  return { features, errors: errors.sort((a, b) => a.row - b.row), leftOut };
}

const drawable = ['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'];

function drawnIn(value: unknown, datum: Datum): GroundGeometry | undefined {
  const geometry = value as GroundGeometry | null;
  if (!geometry || !drawable.includes(geometry.type) || !Array.isArray(geometry.coordinates)) return undefined;
  const lines = linesOf(geometry);
  const sound = (point: unknown) => Array.isArray(point) && point.length >= 2 && point.slice(0, 2).every(onEarth);
  if (!lines.every((line) => Array.isArray(line) && line.length > 1 && line.every(sound))) return undefined;
  const shift = (list: unknown): unknown =>
    typeof (list as unknown[])[0] === 'number'
      ? shiftToWgs84(...(list as LonLat), datum)
      : (list as unknown[]).map(shift);
  return { type: geometry.type, coordinates: shift(geometry.coordinates) } as GroundGeometry;
}
const onEarth = (value: unknown, axis: number): boolean =>
  typeof value === 'number' && Math.abs(value) <= (axis === 0 ? 180 : 90);

/** `primary=road:1,park=green`: from the words of a file to what is drawn. */
export function groundWords(
  text: string,
): ReadonlyMap<string, { kind: GroundFeature['kind']; rank: number }> | undefined {
  const words = new Map<string, { kind: GroundFeature['kind']; rank: number }>();
  for (const [word, meant] of wordPairs(text)) {
    const [kind, rank = '3'] = meant.split(':');
    const known = groundKinds.find((one) => one === kind);
    if (!known || !/^[1-4]$/.test(rank)) return undefined;
    words.set(word, { kind: known, rank: Number(rank) });
  }
  return words;
}

/** `a=b,c=d`; what has no `=` stands for every row. */
export const wordPairs = (text: string): [string, string][] =>
  text
    .split(',')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const at = pair.lastIndexOf('=');
      return at < 0 ? ['', pair.trim()] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
