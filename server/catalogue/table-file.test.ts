import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { say } from '#contract/words/words.ts';
import { isRefusal } from '#kit/refusal.ts';
import { sheetXml, workbookEntries, workbookOf, zipOf } from '../../test/support/xlsx.ts';
import { readTable, rowsLimit, type Table } from './table-file.ts';

const read = async (content: Buffer | string): Promise<Table> => {
  const table = await readTable(Buffer.isBuffer(content) ? content : Buffer.from(content));
  if (isRefusal(table)) throw new Error(JSON.stringify(table.params));
  return table;
};
const refused = async (content: Buffer | string): Promise<string> => {
  const table = await readTable(Buffer.isBuffer(content) ? content : Buffer.from(content), 'list.csv');
  if (!isRefusal(table)) throw new Error('it was read');
  return say('zh', `problem.${table.refusal}`, table.params);
};
const flat = ({ rows }: Table) => rows.map(({ row, values }) => [row, ...values.values()]);

// 事项,主责 / 井盖,城管局 in GB18030
const gb18030 = Buffer.from('cac2cfee2cd6f7d4f00abeaeb8c72cb3c7b9dcbed60a', 'hex');

test('a CSV as offices export it: UTF-8 with its mark, GB18030, semicolons, tabs', async () => {
  expect(flat(await read('\uFEFF事项,主责\r\n井盖,城管局\r\n'))).toEqual([[2, '井盖', '城管局']]);
  const old = await read(gb18030);
  expect(old.columns).toEqual(['事项', '主责']);
  expect(flat(old)).toEqual([[2, '井盖', '城管局']]);
  expect(flat(await read('a;b\n1;2\n'))).toEqual([[2, '1', '2']]);
  expect(flat(await read('a\tb\n1\t2;3,4\n'))).toEqual([[2, '1', '2;3,4']]);
});

test('rows keep the number the spreadsheet shows, past empty lines and line breaks in cells', async () => {
  const table = await read('a,b\n1,2\n\n"three\nlines",4\n5\n,\n6,7,8\n');
  expect(table.rows.map(({ row, columnCountOk }) => [row, columnCountOk])).toEqual([
    [2, true],
    [4, true],
    [5, false],
    [7, false],
  ]);
});

test('a workbook is known by its first bytes; codes that became numbers and ticks that became booleans are text again', async () => {
  const table = await read(
    workbookOf([
      ['大类代码', '小类', '紧急', '备注'],
      [1, '井盖 & <孔>', true, null],
      [null, null, null, null],
      ['02', '路灯', false, '夜间'],
    ]),
  );
  expect(flat(table)).toEqual([
    [2, '1', '井盖 & <孔>', 'yes', ''],
    [4, '02', '路灯', 'no', '夜间'],
  ]);
});

test('what is no list says why, in words', async () => {
  expect(await refused('')).toBe('文件无法使用：list.csv 文件是空的');
  expect(await refused(' \n \n')).toContain('文件是空的');
  expect(await refused(Buffer.from([0x81, 0x20, 0xff, 0xff]))).toContain('既不是 UTF-8 也不是 GB18030');
  expect(await refused(Buffer.from('a,b\n\0,2\n'))).toContain('既不是 UTF-8 也不是 GB18030');
  expect(await refused('a,b\n"open,2\n')).toContain('不是有效的 CSV');
  expect(await refused('a,b,a\n1,2,3\n')).toContain('列“a”出现两次');
  expect(await refused(`a\n${'1\n'.repeat(rowsLimit + 1)}`)).toContain(`超过 ${rowsLimit} 行`);
});

test('an archive that unpacks to more than it should, or lies about it, is not unpacked', async () => {
  const bomb = zipOf([
    ...workbookEntries(sheetXml([['a'], ['1']])),
    { name: 'xl/big.xml', content: Buffer.alloc(101_000_000) },
  ]);
  expect(bomb.length).toBeLessThan(200_000);
  expect(await refused(bomb)).toContain('展开后过大，上限 100 MB');
  const liar = zipOf([{ name: 'xl/workbook.xml', content: Buffer.alloc(101_000_000), claimedSize: 10 }]);
  expect(await refused(liar)).toContain('展开后过大');
  const boaster = zipOf([{ name: 'xl/workbook.xml', content: Buffer.from('x'), claimedSize: 4_000_000_000 }]);
  expect(await refused(boaster)).toContain('不是有效的 xlsx');
  const crowd = zipOf(Array.from({ length: 2_001 }, (_, i) => ({ name: `${i}`, content: Buffer.alloc(0) })));
  expect(await refused(crowd)).toContain('展开后过大');
  expect(await refused(zipOf([{ name: 'readme.txt', content: Buffer.from('no workbook') }]))).toContain(
    '不是有效的 xlsx',
  );
});

test('whatever bytes come, there is a table or a reason, never an exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (noise, asZip) => {
      const bytes = Buffer.from(noise);
      const table = await readTable(
        asZip ? Buffer.concat([Buffer.from('PK\x03\x04'), bytes, Buffer.from('PK\x05\x06'), bytes]) : bytes,
      );
      expect(isRefusal(table) || table.columns.length > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});
