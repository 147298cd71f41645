import { describe, expect, test } from 'vitest';
import { groundWords, readGround, readNames, wordPairs, type NamesMapping } from './name-file.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const plain: NamesMapping = { name: '名称', kind: { words: new Map() }, lon: '经度', lat: '纬度' };
const geojson = (...features: unknown[]) => bytes(JSON.stringify({ type: 'FeatureCollection', features }));
const feature = (properties: Record<string, unknown>, type: string, coordinates: unknown) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});

describe('names from a table', () => {
  test('the words of the file become kinds; a name, a point and a code are read as they stand', () => {
    const table = '名称,类,经度,纬度,号\n桂花里,住宅区,116.31,39.91,007\n长兴路,道路,116.32,39.92,\n';
    const read = readNames(bytes(table), {
      ...plain,
      kind: { column: '类', words: new Map(wordPairs('住宅区=estate,道路=road')) },
      code: '号',
    });
    expect(read).toMatchObject({
      errors: [],
      rows: [
        { row: 2, name: '桂花里', kind: 'estate', code: '007', point: { lon: 116.31, lat: 39.91 } },
        { row: 3, name: '长兴路', kind: 'road', code: '' },
      ],
    });
  });

  test('a row of no use is listed with its column and reason, and the others are taken', () => {
    const table = [
      '名称,经度,纬度,区',
      ',116.31,39.91,',
      '1,116.31,39.91,',
      '桥,116.31,39.91,',
      '柳岸,39.91,116.31,',
      '柳岸,,,',
      '柳岸,,,990101',
      '柳岸,x,39.9,990101',
    ].join('\n');
    const read = readNames(bytes(table), { ...plain, area: '区', as: 'estate' });
    expect(read).toMatchObject({
      rows: [{ row: 7, name: '柳岸', kind: 'estate', point: null, areaCode: '990101' }],
      errors: [
        { row: 2, field: '名称', reason: 'geofile.name_missing' },
        { row: 3, field: '名称', reason: 'geofile.name_short' },
        { row: 4, field: '名称', reason: 'geofile.name_short' },
        { row: 5, field: '经度', reason: 'coordinate.swapped' },
        { row: 6, field: '经度', reason: 'coordinate.missing' },
        { row: 8, field: '经度', reason: 'coordinate.not_a_number' },
      ],
    });
  });

  test('a column nobody wrote is one fault of the whole file', () => {
    expect(readNames(bytes('名称,经度\n柳岸,1\n'), plain)).toEqual({
      fault: 'geofile.no_such_property',
      field: '纬度',
    });
  });
});

describe('names from a map', () => {
  test('a point is where it is, a surface is inside itself, a line is in its middle', () => {
    const ring = [
      [116, 39.5],
      [116.2, 39.5],
      [116.2, 39.7],
      [116, 39.7],
      [116, 39.5],
    ];
    const file = geojson(
      feature({ n: '东门', highway: 'x' }, 'Point', [116.05, 39.55]),
      feature({ n: '柳岸' }, 'Polygon', [ring]),
      feature({ n: '长兴路' }, 'LineString', [
        [116.01, 39.51],
        [116.02, 39.52],
        [116.03, 39.53],
      ]),
      feature({ n: '无处' }, 'Polygon', [[]]),
    );
    const read = readNames(file, { name: 'n', kind: { words: new Map() } });
    if ('fault' in read) throw new Error(read.fault);
    expect(read.rows.map(({ name }) => name)).toEqual(['东门', '柳岸', '长兴路']);
    expect(read.rows[2]!.point).toEqual({ lon: 116.02, lat: 39.52 });
    const { lon, lat } = read.rows[1]!.point!;
    expect([lon > 116 && lon < 116.2, lat > 39.5 && lat < 39.7]).toEqual([true, true]);
    expect(read.errors.map(({ row, field }) => [row, field])).toEqual([[4, 'geometry']]);
  });

  test('what is drawn: words of the file with a kind and a rank; what has no word is left out and counted', () => {
    const line = [
      [116.01, 39.51],
      [116.02, 39.52],
    ];
    const file = geojson(
      feature({ highway: 'primary', name: '长兴路' }, 'LineString', line),
      feature({ highway: 'footway' }, 'LineString', line),
      feature({ highway: 'primary' }, 'LineString', [[116, 39.5]]),
    );
    const kind = { column: 'highway', words: groundWords('primary=road:1')! };
    expect(readGround(file, { kind, name: 'name' })).toMatchObject({
      features: [{ kind: 'road', rank: 1, name: '长兴路' }],
      leftOut: 1,
      errors: [{ row: 3, field: 'geometry', reason: 'geofile.no_line' }],
    });
    expect(readGround(file, { kind: { words: new Map() }, as: groundWords('water')!.get('')! })).toMatchObject({
      features: [{ kind: 'water', rank: 3 }, { kind: 'water' }],
    });
    expect([groundWords('a=sea'), groundWords('a=road:9')]).toEqual([undefined, undefined]);
  });
});
