import { describe, expect, test } from 'vitest';
import { isWordKey } from '#contract/words/words.ts';
import type { AreaFile } from './geofile.ts';
import { readAreaFile } from './geofile.ts';

const square = (west: number) => `[[[${west},39],[${west + 1},39],[${west + 1},40],[${west},40],[${west},39]]]`;
const feature = (properties: string, geometry = `{"type":"Polygon","coordinates":${square(116)}}`) =>
  `{"type":"Feature","properties":${properties},"geometry":${geometry}}`;
const collection = (...features: string[]) =>
  new TextEncoder().encode(`{"type":"FeatureCollection","features":[${features.join(',')}]}`);
const opened = (result: ReturnType<typeof readAreaFile>): AreaFile => {
  if ('fault' in result) throw new Error(JSON.stringify(result));
  return result;
};
const mapping = { code: 'code', name: 'name' };

describe('GeoJSON', () => {
  test('numbers keep the text they were written with', () => {
    const file = opened(
      readAreaFile(
        collection(
          feature('{"code":110102001000,"name":"街道一","kind":1.50,"long":12345678901234567890}'),
          feature(
            '{"code":101,"name":"B01","flag":true,"nothing":null,"list":[1]}',
            `{"type":"Polygon","coordinates":${square(118)}}`,
          ),
        ),
        mapping,
      ),
    );
    expect(file.errors).toEqual([]);
    expect(file.rows.map(({ row, code, name }) => ({ row, code, name }))).toEqual([
      { row: 1, code: '110102001000', name: '街道一' },
      { row: 2, code: '101', name: 'B01' },
    ]);
    expect(file.rows[0]!.attributes).toEqual({ kind: '1.50', long: '12345678901234567890' });
    expect(file.rows[1]!.attributes).toEqual({ flag: 'true', nothing: '' });
    expect(file.rows[0]!.geometry).toMatchObject({ type: 'Polygon' });
    expect(file.rows[0]!.areaM2).toBeGreaterThan(9e9);
  });

  test('only the wanted features, compared as text', () => {
    const bytes = collection(
      feature('{"code":1,"name":"a","district":110102}'),
      feature('{"code":2,"name":"b","district":110101}'),
    );
    const file = opened(readAreaFile(bytes, { ...mapping, where: { property: 'district', value: '110102' } }));
    expect(file.rows.map(({ code }) => code)).toEqual(['1']);
    expect(file.filtered).toBe(1);
    expect(readAreaFile(bytes, { ...mapping, where: { property: 'district', value: '9' } })).toMatchObject({
      fault: 'geofile.nothing_left',
    });
  });

  test('every bad row is listed with its field and reason, the good ones are kept', () => {
    const crossing = '{"type":"Polygon","coordinates":[[[116,39],[117,40],[117,39],[116,40],[116,39]]]}';
    const file = opened(
      readAreaFile(
        collection(
          feature('{"code":"A","name":"good"}'),
          feature('{"code":"","name":"x"}'),
          feature('{"code":"C","name":{"zh":"x"}}'),
          feature('{"code":"D","name":"crossing"}', crossing),
          feature('{"code":"A","name":"again"}'),
          feature('{"code":"F","name":"no boundary"}', 'null'),
          '{"type":"Point"}',
        ),
        mapping,
      ),
    );
    expect(file.rows.map(({ code }) => code)).toEqual(['A']);
    expect(file.errors).toEqual([
      { row: 2, field: 'code', reason: 'geofile.code_missing' },
      { row: 3, code: 'C', field: 'name', reason: 'geofile.not_text' },
      { row: 4, code: 'D', field: 'geometry', reason: 'geometry.ring_crosses_itself', at: [116.5, 39.5] },
      { row: 5, code: 'A', field: 'code', reason: 'geofile.code_twice', sameAs: 1 },
      { row: 6, code: 'F', field: 'geometry', reason: 'geometry.missing' },
      { row: 7, field: 'type', reason: 'geofile.not_a_feature' },
    ]);
    for (const { reason } of file.errors) expect(isWordKey(`fault.${reason}`)).toBe(true);
  });

  test('a boundary in GCJ-02 is moved into WGS-84 as a whole', () => {
    const file = opened(readAreaFile(collection(feature('{"code":"A","name":"a"}')), { ...mapping, datum: 'gcj02' }));
    const corner = file.rows[0]!.geometry!.coordinates[0]![0] as number[];
    expect(Math.abs(corner[0]! - 116)).toBeGreaterThan(0.001); // though 116, 39 are whole degrees
    expect(Math.abs(corner[0]! - 116)).toBeLessThan(0.01);
  });

  test('a file that cannot be used at all', () => {
    const text = (value: string) => new TextEncoder().encode(value);
    expect(readAreaFile(text('{"type":'), mapping)).toMatchObject({ fault: 'geofile.not_json' });
    expect(readAreaFile(text('{"type":"Topology"}'), mapping)).toEqual({ fault: 'geofile.not_a_feature_collection' });
    expect(readAreaFile(text('  \n'), mapping)).toEqual({ fault: 'geofile.empty' });
    expect(readAreaFile(new Uint8Array([0xff, 0xff, 0x80]), mapping)).toEqual({ fault: 'geofile.unknown_encoding' });
    expect(readAreaFile(collection(), mapping)).toEqual({ fault: 'geofile.nothing_left' });
    expect(readAreaFile(collection(feature('{"code":1}')), mapping)).toEqual({
      fault: 'geofile.no_such_property',
      field: 'name',
    });
    const projected =
      '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}';
    expect(readAreaFile(text(projected), mapping)).toMatchObject({ fault: 'geofile.other_crs' });
  });
});

describe('CSV', () => {
  /** 编号,名称,上级 / 001,东里,西长安街 as Excel in Chinese saves it. */
  const gb18030 = Uint8Array.from(
    'b1e0bac52cc3fbb3c62cc9cfbcb60d0a3030312cb6abc0ef2ccef7b3a4b0b2bdd60d0a'
      .match(/../g)!
      .map((byte) => Number.parseInt(byte, 16)),
  );

  test('GB18030 is recognised, leading zeros stay', () => {
    const file = opened(readAreaFile(gb18030, { code: '编号', name: '名称', parent: '上级' }));
    expect(file.encoding).toBe('gb18030');
    expect(file.rows).toEqual([{ row: 2, code: '001', name: '东里', parent: '西长安街', mended: [], attributes: {} }]);
  });

  test('UTF-8 with a mark, quoted fields, rows counted as the spreadsheet does', () => {
    const bytes = new TextEncoder().encode(
      '\ufeffcode,name,parent\n1,"东里, ""一""区\n北",9\n\n2,西里\n3,,9\n4,南里,\n',
    );
    const file = opened(readAreaFile(bytes, { ...mapping, parent: 'parent' }));
    expect(file.rows.map(({ row, name, parent }) => [row, name, parent])).toEqual([
      [2, '东里, "一"区\n北', '9'],
      [6, '南里', undefined],
    ]);
    expect(file.errors).toEqual([
      { row: 4, field: 'code', reason: 'geofile.wrong_column_count' },
      { row: 5, code: '3', field: 'name', reason: 'geofile.name_missing' },
    ]);
  });

  test('other separators are seen; broken quoting and missing columns are told', () => {
    expect(opened(readAreaFile(new TextEncoder().encode('code;name\n1;a\n'), mapping)).rows).toHaveLength(1);
    expect(opened(readAreaFile(new TextEncoder().encode('code\tname\n1\ta\n'), mapping)).rows).toHaveLength(1);
    expect(readAreaFile(new TextEncoder().encode('code,name\n1,"a\n'), mapping)).toMatchObject({
      fault: 'geofile.not_csv',
    });
    expect(readAreaFile(new TextEncoder().encode('id,name\n1,a\n'), mapping)).toEqual({
      fault: 'geofile.no_such_property',
      field: 'code',
    });
  });
});
