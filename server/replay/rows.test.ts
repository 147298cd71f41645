import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnsIn, openSource, rowsOf, UnusableFile, type FileRow } from './rows.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gridloop-rows-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(
  name: string,
  content: string | Uint8Array,
): Promise<{ rows: FileRow[]; columns: string[]; encoding: string }> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const source = await openSource(path, 'en');
  const rows: FileRow[] = [];
  for await (const row of rowsOf(source, 'en')) rows.push(row);
  return { rows, columns: [...(await columnsIn(source, 'en'))], encoding: source.encoding };
}
const asObjects = (rows: FileRow[]) =>
  rows.map(({ row, values, fault }) => ({ row, ...Object.fromEntries(values), ...(fault ? { fault: true } : {}) }));

test('a CSV is counted as a spreadsheet counts it, quotes and line breaks inside included', async () => {
  const { rows, columns } = await read('a.csv', '\uFEFFid,text\r\n1,"a ""b""\nc"\r\n\r\n2,d\r\n3\r\n');
  expect(columns).toEqual(['id', 'text']);
  expect(asObjects(rows)).toEqual([
    { row: 2, id: '1', text: 'a "b"\nc' },
    { row: 4, id: '2', text: 'd' },
    { row: 5, id: '3', text: '', fault: true },
  ]);
});

test('semicolons and tabs separate too', async () => {
  expect(asObjects((await read('b.csv', 'id;text\n1;a,b\n')).rows)).toEqual([{ row: 2, id: '1', text: 'a,b' }]);
});

test('JSON lines keep the digits of numbers, and a line that is none is one bad row', async () => {
  const { rows, columns } = await read('c.jsonl', '{"id":0.10,"text":"a"}\n\n{"id":2,"more":null}\n{oops\n[1]\n');
  expect(columns.sort()).toEqual(['id', 'more', 'text']);
  expect(asObjects(rows)).toEqual([
    { row: 1, id: '0.10', text: 'a' },
    { row: 3, id: '2', more: '' },
    { row: 4, fault: true },
    { row: 5, fault: true },
  ]);
});

test('GB18030 is read as what it is', async () => {
  const gb = Uint8Array.from([...Buffer.from('id,text\n1,'), 0xc2, 0xb7, 0xb5, 0xc6, 0x0a]);
  const { rows, encoding } = await read('d.csv', gb);
  expect(encoding).toBe('gb18030');
  expect(rows[0]!.values.get('text')).toBe('路灯');
});

test('a file that cannot be used at all is refused whole', async () => {
  await expect(openSource(join(folder, 'nowhere.csv'), 'en')).rejects.toThrow(UnusableFile);
  await expect(read('e.csv', '')).rejects.toThrow(UnusableFile);
  await expect(read('f.csv', Uint8Array.from([0x69, 0x64, 0x0a, 0xff, 0xff, 0xff]))).rejects.toThrow(UnusableFile);
  await expect(read('g.csv', 'id,text\n1,"open\n')).rejects.toThrow(UnusableFile);
});
