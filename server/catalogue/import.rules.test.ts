import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLimit, limitCode, parseLimit } from '#contract/worktime.ts';
import { isRefusal } from '#kit/refusal.ts';
import { missingColumns, readLimit, readMatters, readResponsibilities } from './import.rules.ts';
import { readTable, type Table } from './table-file.ts';

const table = async (text: string): Promise<Table> => {
  const read = await readTable(Buffer.from(text));
  if (isRefusal(read)) throw new Error(JSON.stringify(read));
  return read;
};
const header =
  'edition,kind,big,big_name,small,small_name,condition_no,condition,close_condition,limit,urgent,photo_hint,do_not_report_when,basis,discovery';
const matters = async (...rows: string[]) => readMatters(await table([header, ...rows].join('\n')), { lang: 'zh' });

test('rows of one matter become its conditions; what is left out has its plain meaning', async () => {
  const { matters: read, errors } = await matters(
    '平宁-2026,component,01,公用设施,01,上水井盖,1,井盖缺失,已复位,2uh,yes,近景,有人值守,,active;smart',
    '平宁-2026,component,01,公用设施,01,上水井盖,2,井盖破损,已更换,4h,no,,,《示例条例》第三条,passive',
    '平宁-2026,event,1,市容环境,2,暴露垃圾,,垃圾成堆,已清除,5工作日,,,,,',
  );
  expect(errors).toEqual([]);
  expect(
    read.map(({ code, smallName, conditions }) => [
      code,
      smallName,
      conditions.map(({ n, timeLimit, urgent }) => [n, timeLimit, urgent]),
    ]),
  ).toEqual([
    [
      'C0101',
      '上水井盖',
      [
        [1, '2uh', true],
        [2, '4h', false],
      ],
    ],
    ['E0102', '暴露垃圾', [[1, '5d', false]]],
  ]);
  expect(read[0]!.conditions[0]).toMatchObject({
    basis: '示例,无依据',
    discovery: ['active', 'smart'],
    notWhen: '有人值守',
  });
  expect(read[0]!.sensitive).toBeUndefined();
});

test('Chinese headings and words are the same list', async () => {
  const { matters: read, errors } = readMatters(
    await table(
      '版本,类型,大类代码,大类,小类代码,小类,立案条件,结案条件,时限,紧急\n示例,部件,01,公用设施,03,路灯,不亮,已亮,2个紧急工作时,是\n',
    ),
    { lang: 'zh' },
  );
  expect(errors).toEqual([]);
  expect(read[0]).toMatchObject({ code: 'C0103', conditions: [{ timeLimit: '2uh', urgent: true }] });
});

test('every wrong cell is told with its row, its column and the reason, and good rows are still judged', async () => {
  const { errors } = await matters(
    '平宁-2026,component,01,公用设施,01,上水井盖,1,井盖缺失,已复位,2uh,yes,,,,',
    '平宁-2026,thing,01,公用设施,01,上水井盖,x,,已复位,2 weeks,perhaps,,,,by chance',
    '平宁-2026,component,01,另一大类,01,上水井盖,1,井盖破损,已更换,4h,no,,,,',
    ',component,0-1,公用设施,02,污水井盖,1,井盖破损,已更换,4h,no,,,,',
    'too,short',
    '平宁-2026,constructor,01,公用设施,03,雨水井盖,1,井盖缺失,已复位,2uh,constructor,,,,',
  );
  expect(errors.map(({ row, field, reason }) => `${row} ${field}: ${reason}`)).toEqual([
    '3 kind: 只能是 component/部件、event/事件、service/服务',
    '3 condition_no: 应为正整数',
    '3 limit: 时限写法：2uh、4h、5d、5de、3nd、1ud,或“5工作日”',
    '3 discovery: 只能是 passive、active、smart,以分号分隔',
    '3 condition: 必填',
    '3 urgent: 只能是 yes/是 或 no/否',
    '4 big_name: 与第 2 行的名称“公用设施”不一致',
    '4 condition_no: 与第 2 行重复',
    '5 big: 代码只能是数字和字母，至多 10 位',
    '5 edition: 必填',
    '6 : 列数与表头不一致',
    '7 kind: 只能是 component/部件、event/事件、service/服务',
    '7 urgent: 只能是 yes/是 或 no/否',
  ]);
  const english = readMatters(await table(`${header}\n平宁-2026,component,01,公用设施,01,井盖,1,缺失,复位,soon,,,,,`), {
    lang: 'en',
  });
  expect(english.errors).toEqual([
    { row: 2, field: 'limit', reason: 'A limit is written 2uh, 4h, 5d, 5de, 3nd or 1ud' },
  ]);
});

test('a list names one fallback matter at most, and the edition may come from outside', async () => {
  const text =
    'kind,big,big_name,small,small_name,condition,close_condition,limit,fallback\nevent,99,其他,01,其他甲,x,y,5d,yes\nevent,99,其他,02,其他乙,x,y,5d,yes\n';
  const { matters: read, errors } = readMatters(await table(text), { edition: '示例', lang: 'zh' });
  expect(errors).toEqual([{ row: 3, field: 'fallback', reason: '兜底事项只能有一个，第 2 行已是' }]);
  expect(read).toMatchObject([{ edition: '示例', fallback: true }]);
});

test('a limit is read in its short form and in words, an instant never', () => {
  expect(
    ['2uh', '0.5h', '5de', '3个工作日', '4 工作时', '7自然日', '1紧急工作日', '5工作日(至日终)'].map(readLimit),
  ).toEqual(['2uh', '0.5h', '5de', '3d', '4h', '7nd', '1ud', '5de']);
  for (const text of ['', '5', 'd', '0d', '-1d', '1.5d', '5 天天', '2026-11-23T10:00:00Z', '五工作日'])
    expect(readLimit(text), text).toBeNull();
  const limit = fc.record({
    n: fc.integer({ min: 1, max: 999 }),
    code: fc.constantFrom('uh', 'h', 'd', 'de', 'nd', 'ud'),
  });
  fc.assert(
    fc.property(limit, ({ n, code }) => {
      const parsed = parseLimit(`${n}${code}`)!;
      expect(readLimit(formatLimit(parsed, 'zh'))).toBe(limitCode(parsed));
    }),
  );
});

test('responsibilities: 街道 leads or helps by place, and a scope stands once', async () => {
  const text = [
    'matter,area,condition,lead,co_units,basis',
    'C0101,,,gongyong,,',
    'C0114,,,街道,chengguan、街道办;shuiwu,示例条例',
    'C0118,999901,2,城管局,街道,',
    'C0101,,,shuiwu,,',
    'C0119,,zero,,lead,',
    'C0120,,,街道,属地,',
  ].join('\n');
  const { responsibilities, errors } = readResponsibilities(await table(text), { lang: 'zh' });
  expect(responsibilities).toMatchObject([
    { row: 2, matter: 'C0101', lead: 'gongyong', leadByArea: false, coUnits: [], basis: '示例,无依据' },
    {
      row: 3,
      lead: '',
      leadByArea: true,
      coUnits: ['chengguan', '街道办', 'shuiwu'],
      coByArea: false,
      basis: '示例条例',
    },
    { row: 4, area: '999901', condition: 2, lead: '城管局', coUnits: [], coByArea: true },
  ]);
  expect(errors.map(({ row, field }) => [row, field])).toEqual([
    [5, 'matter'],
    [6, 'lead'],
    [6, 'condition'],
    [7, 'co_units'],
  ]);
});

test('a list without its columns is told which', async () => {
  expect(missingColumns('matters', await table('kind,big\n'))).toEqual([
    'big_name',
    'small',
    'small_name',
    'condition',
    'close_condition',
    'limit',
  ]);
  expect(missingColumns('responsibilities', await table('事项,主责单位\n'))).toEqual([]);
});
