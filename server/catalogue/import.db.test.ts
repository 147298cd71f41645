/** Lists taken in over HTTP as jobs, and the lists of the demo district themselves. */
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { housePermit, saveUnit } from '#access';
import { uuidv7 } from '#contract/ids.ts';
import { jobRoutes, jobsDone } from '#kit/jobs.ts';
import { granted } from '#kit/refusal.ts';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';
import { workbookOf } from '../../test/support/xlsx.ts';
import { catalogueRoutes, importList, mattersOf, openList, type ImportKind, type ImportReport } from './catalogue.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [catalogueRoutes, jobRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const upload = async (query: string, content: Buffer | string, lang: 'zh' | 'en' = 'zh', jobId = uuidv7()) => {
  const bytes = Buffer.from(content);
  const started = await door.knock(`/v1/catalogue/imports/${jobId}?${query}`, {
    method: 'POST',
    as: 'system_admin',
    bytes,
    type: 'application/octet-stream',
    lang,
  });
  if (started.status !== 200) return started.body;
  await jobsDone();
  return (await door.knock(`/v1/jobs/${jobId}`, { as: 'system_admin' })).body;
};
const counts = async () => {
  const { rows } = await sql<{ matters: number; conditions: number; responsibilities: number; facts: number }>`
    select (select count(*) from catalogue.matters)::int as matters, (select count(*) from catalogue.conditions)::int as conditions,
           (select count(*) from catalogue.responsibilities)::int as responsibilities, (select count(*) from kit.facts)::int as facts`.execute(
    corner.owner,
  );
  return rows[0]!;
};

const header = 'edition,kind,big,big_name,small,small_name,condition_no,condition,close_condition,limit,urgent';
const good = [
  header,
  '示例,event,05,施工管理,01,工地扬尘,1,未遮盖,已遮盖,4h,no',
  '示例,event,05,施工管理,01,工地扬尘,2,夜间施工,已停工,2uh,yes',
].join('\n');

test('a dry run tells every error and changes nothing; one wrong row keeps the whole list out', async () => {
  const before = await counts();
  const bad = `${good}\n示例,event,05,施工管理,02,占道堆料,1,堆料,,soon,no\n示例,event,05,施工,01,工地扬尘,3,x,y,1d,maybe\n`;
  const dry = await upload('what=matters&dryRun=true', bad);
  expect(dry).toMatchObject({
    state: 'done',
    kind: 'catalogue.matters',
    message: '试运行：4 处有误，没有改动',
    result: { dryRun: true, rows: 4, imported: false, matters: { added: 1 }, conditions: { added: 2 } },
    errors: [
      { row: 4, field: 'limit', reason: '时限写法：2uh、4h、5d、5de、3nd、1ud,或“5工作日”' },
      { row: 4, field: 'close_condition', reason: '必填' },
      { row: 5, field: 'urgent', reason: '只能是 yes/是 或 no/否' },
      { row: 5, field: 'big_name', reason: '与第 2 行的名称“施工管理”不一致' },
    ],
  });
  const real = await upload('what=matters', bad, 'en');
  expect(real).toMatchObject({ message: '4 errors; nothing was imported', result: { imported: false } });
  expect(real.errors[1]).toEqual({ row: 4, field: 'close_condition', reason: 'is required' });
  expect(await counts()).toEqual(before);
});

test('a good list is taken in; the same list again changes nothing; another changes what differs', async () => {
  expect(await upload('what=matters', good)).toMatchObject({
    state: 'done',
    done: 2,
    total: 2,
    message: '已导入 2 行',
    result: { imported: true, matters: { added: 1, changed: 0, unchanged: 0 }, conditions: { added: 2 } },
    errors: [],
  });
  const before = await counts();
  expect(await upload('what=matters', good)).toMatchObject({
    result: { imported: true, matters: { unchanged: 1 }, conditions: { unchanged: 2 } },
  });
  expect(await counts()).toEqual(before);
  const changed = good.replace(',4h,', ',2h,').replaceAll('工地扬尘', '工地扬尘噪声');
  expect(await upload('what=matters', changed)).toMatchObject({
    result: { matters: { changed: 1 }, conditions: { changed: 1, unchanged: 1 } },
  });
  const matter = (await within(corner, (tx) => mattersOf(tx, corner.regionId))).find(({ code }) => code === 'E0501');
  expect(matter).toMatchObject({
    smallName: '工地扬尘噪声',
    version: 2,
    conditions: [
      { timeLimit: '2h', version: 2 },
      { timeLimit: '2uh', version: 1 },
    ],
  });
});

test('a workbook in Chinese is as good as a CSV', async () => {
  const book = workbookOf([
    ['类型', '大类代码', '大类', '小类代码', '小类', '立案条件', '结案条件', '时限', '紧急'],
    ['部件', 1, '公用设施', 9, '消防栓', '漏水', '不再漏水', '2紧急工作时', true],
  ]);
  expect(await upload('what=matters&edition=示例'.replace('示例', encodeURIComponent('示例')), book)).toMatchObject({
    result: { imported: true, matters: { added: 1 } },
  });
  const matter = (await within(corner, (tx) => mattersOf(tx, corner.regionId))).find(({ code }) => code === 'C0109');
  expect(matter).toMatchObject({ edition: '示例', conditions: [{ timeLimit: '2uh', urgent: true }] });
});

test('responsibilities: what does not exist is told by row; a changed row is a new version under the old number', async () => {
  const list = (...rows: string[]) => ['事项,区域,条件,主责,配合,依据', ...rows].join('\n');
  const wrong = await upload(
    'what=responsibilities',
    list(
      'E0101,,,roads,街道,',
      'E9998,,,roads,,',
      'E0101,123,,roads,,',
      'E0101,,7,nobody,,',
      'E0101,990101001,1,街道,市政道路处;无此单位,',
    ),
  );
  expect(
    wrong.errors.map(
      ({ row, field, reason }: { row: number; field: string; reason: string }) => `${row} ${field} ${reason}`,
    ),
  ).toEqual([
    '3 matter 没有事项 E9998',
    '4 area 没有区域 123',
    '5 condition 事项 E0101 没有第 7 条立案条件',
    '5 lead 没有单位 nobody',
    '6 co_units 没有单位 无此单位',
  ]);
  const first = await upload(
    'what=responsibilities',
    list('E0101,,,roads,街道,', 'E0101,990101001,1,街道,市政道路处,示例条例'),
  );
  expect(first).toMatchObject({ result: { imported: true, responsibilities: { added: 2 } } });
  const again = await upload(
    'what=responsibilities',
    list('E0101,,,市政道路处,街道,', 'E0101,990101001,1,街道,,示例条例'),
  );
  expect(again).toMatchObject({ result: { responsibilities: { added: 0, changed: 1, unchanged: 1 } } });
  const page = await door.knock('/v1/responsibilities?history=true', { as: 'leader' });
  expect(
    page.body.rows.map(({ number, version, validTo, coByArea }: Record<string, unknown>) => [
      number,
      version,
      validTo === null,
      coByArea,
    ]),
  ).toEqual([
    ['R-0001', 1, true, true],
    ['R-0002', 1, false, false],
    ['R-0002', 2, true, false],
  ]);
});

test('a file that is no such list is refused before anything begins, and the same upload twice begins once', async () => {
  expect(await upload('what=matters', 'a,b\n1,2\n')).toMatchObject({
    status: 422,
    code: 'file.unusable',
    title: '文件无法使用： 缺少列：kind, big, big_name, small, small_name, condition, close_condition, limit',
  });
  expect(await upload('what=matters', header)).toMatchObject({ code: 'file.unusable' });
  const jobId = uuidv7();
  const once = await upload('what=matters&dryRun=true', good, 'zh', jobId);
  const { rows } = await sql<{ beats: Date }>`select beat_at as beats from kit.jobs where id = ${jobId}`.execute(
    corner.owner,
  );
  expect(await upload('what=matters&dryRun=true', good, 'zh', jobId)).toEqual(once);
  expect(
    (await sql<{ beats: Date }>`select beat_at as beats from kit.jobs where id = ${jobId}`.execute(corner.owner)).rows,
  ).toEqual(rows);
  expect((await upload('what=matters&dryRun=true', `${good}\n`, 'zh', jobId)).code).toBe('command.id_reused');
  // somebody else's job is nobody's business
  expect((await door.knock(`/v1/jobs/${jobId}`, { as: 'security_admin' })).status).toBe(404);
  expect((await door.knock(`/v1/jobs/${jobId}/cancel`, { as: 'security_admin', body: { id: uuidv7() } })).status).toBe(
    404,
  );
  const refused = await door.knock(`/v1/catalogue/imports/${uuidv7()}?what=matters`, {
    method: 'POST',
    as: 'leader',
    bytes: Buffer.from(good),
    type: 'text/csv',
  });
  expect(refused.status).toBe(403);
});

test('the lists of the demo district come in without an error', async () => {
  const units = readFileSync(new URL('../../demo/units.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const regionId = (
    await sql<{ id: number }>`insert into areas.regions (code, name) values ('999901', '平宁区') returning id`.execute(
      corner.owner,
    )
  ).rows[0]!.id;
  const there = { ...corner, regionId };
  const take = (what: ImportKind): Promise<ImportReport> =>
    within(there, async (tx) => {
      const table = granted(
        await openList(
          readFileSync(new URL(`../../demo/${what === 'matters' ? 'catalogue' : what}.csv`, import.meta.url)),
          what,
        ),
      );
      return importList(
        tx,
        housePermit('catalogue.edit', regionId),
        table,
        { what, dryRun: false, lang: 'zh' },
        new Date('2026-11-23T02:00:00Z'),
      );
    });
  await within(there, async (tx) => {
    const house = housePermit('people.edit', regionId);
    for (const [code, name, , kind, parent] of units)
      await saveUnit(
        tx,
        house,
        { code: code!, name: name!, kind: kind as 'department', parentCode: parent || null },
        new Date(),
      );
    // the areas the list speaks of: streets by their codes,
    await sql`insert into areas.layers (region_id, name, title, unified) values (${regionId}, 'unified', '统一网格', true)`.execute(
      tx,
    );
    await sql`
      insert into areas.areas (region_id, layer_id, level, code, name, path)
      select ${regionId}, (select id from areas.layers where region_id = ${regionId}), 'street', '999901' || lpad(n::text, 3, '0'), '街道' || n, n::text::ltree
        from generate_series(1, 15) n`.execute(tx);
    // and the communities, each below its street, by the areas of their committees
    const below = units.filter(([, , , kind]) => kind === 'community').map((row) => row[6]!);
    await sql`
      insert into areas.areas (region_id, layer_id, level, code, name, path)
      select ${regionId}, (select id from areas.layers where region_id = ${regionId}), 'community', c.code, '社区' || c.code,
             (substr(c.code, 7, 3)::int || '.' || 100 + c.n)::ltree
        from unnest(${below}::text[]) with ordinality as c (code, n)`.execute(tx);
  });
  const matters = await take('matters');
  expect(matters.errors).toEqual([]);
  expect(matters.conditions!.added).toBeGreaterThanOrEqual(120);
  const responsibilities = await take('responsibilities');
  expect(responsibilities.errors).toEqual([]);
  expect(responsibilities.imported).toBe(true);
});
