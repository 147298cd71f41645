/** A small history of an invented town, replayed through the real actions and read back. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shipped } from '#cases';
import { calendarOf } from '#catalogue';
import { triageTrain } from '#intake';
import { keysFrom } from '#kit/crypto.ts';
import { inRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { freshDatabase, type FreshDatabase } from '../../test/support/database.ts';
import { openHistory, replay, type ReplayResult } from './replay.ts';
import { UnusableFile } from './rows.ts';

let database: FreshDatabase;
let db: Db;
let folder = '';
const keys = keysFrom(randomBytes(32));
beforeAll(async () => {
  database = await freshDatabase();
  db = openDb(openPool(database.appUrl, { max: 6 }));
  folder = mkdtempSync(join(tmpdir(), 'gridloop-replay-'));
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const mapping = {
  format: 'gridloop.replay/1',
  timeZone: 'America/New_York',
  region: 'riverton',
  id: 'nr',
  openedAt: 'opened',
  dueAt: 'due',
  closedAt: 'closed',
  matter: 'about',
  unit: 'office',
  channel: 'by',
  reply: 'answer',
  text: ['about', 'words'],
  place: [
    { lon: 'x', lat: 'y', layer: 'wards' },
    { name: 'quarter', create: true },
  ],
};
const columns = ['nr', 'opened', 'due', 'closed', 'about', 'office', 'by', 'answer', 'words', 'x', 'y', 'quarter'];
type Row = Partial<Record<(typeof columns)[number], string>>;
const row = (nr: string, more: Row = {}): Row => ({
  nr,
  opened: '2026-03-02 09:00:00',
  about: 'Street lamp',
  office: 'Lighting',
  quarter: 'Old Mill',
  ...more,
});

let files = 0;
function written(rows: Row[], map: object = mapping): { file: string; map: string } {
  const [file, mapFile] = [join(folder, `${++files}.csv`), join(folder, `${files}.json`)];
  const cell = (text = '') => `"${text.replaceAll('"', '""')}"`;
  writeFileSync(file, [columns, ...rows.map((one) => columns.map((name) => cell(one[name])))].join('\n'));
  writeFileSync(mapFile, JSON.stringify(map));
  return { file, map: mapFile };
}
const progress: string[] = [];
async function replayed(
  paths: { file: string; map: string; model?: string },
  now = '2026-11-21T00:00:00Z',
  template?: string,
): Promise<ReplayResult> {
  const history = await openHistory({ ...paths, lang: 'en' });
  return replay(db, history, {
    lang: 'en',
    template,
    keys,
    files: fileStore(join(folder, 'files')),
    now: () => new Date(now),
    note: () => undefined,
    progress: (line) => progress.push(line),
    wordsOf: (refused) => refused.message,
  });
}
const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => (await query.execute(db)).rows;

describe('a town without boundaries', () => {
  const rows = [
    row('1', { closed: '2026-03-03 10:00:00', due: '2026-03-03 10:00:00', answer: 'The lamp was mended.' }),
    row('2', { closed: '2026-03-03 10:00:01', due: '2026-03-03 10:00:00', by: 'Phone' }),
    row('3', { due: '2026/3/6', quarter: 'old mill', x: '-76.6123', y: '39.3001' }),
    row('4', { due: '2027-01-01 00:00:00', quarter: 'Harbour', by: 'patrol' }),
    row('5', { quarter: '', x: '-76.6123', y: '39.3001' }),
    row('6', { quarter: '', x: '-77', y: '39' }),
    row('7', { closed: '2026-03-02 08:59:59' }),
    row('8', { opened: '' }),
    row('1', { about: 'Pothole' }),
    // Due and closed on the very second it was opened.
    row('9', { about: 'Pothole', office: 'Roads', due: '2026-03-02 09:00:00', closed: '2026-03-02 09:00:00' }),
  ];
  let paths: { file: string; map: string };
  let result: ReplayResult;
  beforeAll(async () => {
    paths = written(rows);
    result = await replayed(paths);
  });

  test('is counted as the file says it, and keeps every promise', () => {
    expect(result).toMatchObject({
      rows: 10,
      alreadyThere: 0,
      coordinatesRefused: 1,
      located: { point: 0, name: 5, operator: 0, outside: 1, fallback: 1 },
      open: 4,
      closed: 3,
      late: 1,
      openOverdue: 1,
      answered: { own: 1, standard: 2 },
      violations: [],
    });
    expect(result.rejected.map(({ row: n, field }) => [n, field])).toEqual([
      [8, 'closed'],
      [9, 'opened'],
      [10, 'nr'],
    ]);
    const { point, name, operator, outside, fallback } = result.located;
    expect(point + name + operator + outside + fallback).toBe(result.rows - result.rejected.length);
  });

  test('matters, units and quarters are made once and marked as imported', async () => {
    const matters = await one(sql<{ name: string; imported: boolean }>`
      select small_name as name, imported from catalogue.matters where edition = 'imported' order by 1`);
    expect(matters).toEqual([
      { name: 'Pothole', imported: true },
      { name: 'Street lamp', imported: true },
    ]);
    const units = await one(sql<{ name: string; imported: boolean }>`
      select name, imported from access.units where kind = 'department' order by 1`);
    expect(units).toEqual([
      { name: 'Lighting', imported: true },
      { name: 'Roads', imported: true },
    ]);
    const quarters = await one(sql<{ name: string }>`
      select name from areas.areas where level = 'area' and imported order by 1`);
    expect(quarters.map(({ name }) => name)).toEqual(['Harbour', 'Old Mill']);
  });

  test('the moves were made at the hours of the file, by people of different root units', async () => {
    const [closed] = await one(sql<{ opened: Date; ended: Date; dueAt: Date; moves: string[]; at: string[] }>`
      select c.opened_at as opened, c.ended_at as ended, c.case_due_at as "dueAt",
             array(select f.kind from kit.facts f where f.subject = 'case' and f.subject_id = c.id::text order by f.n) as moves
        from cases.cases c join intake.reports r on r.case_id = c.id where r.external_id = '2'`);
    expect(closed!.opened.toISOString()).toBe('2026-03-02T14:00:00.000Z');
    expect(closed!.ended.toISOString()).toBe('2026-03-03T15:00:01.000Z');
    expect(closed!.dueAt.toISOString()).toBe('2026-03-03T15:00:00.000Z');
    expect(closed!.moves.map((kind) => kind.slice(5))).toEqual([
      'opened',
      'received',
      'filed',
      'dispatched',
      'signed',
      'handed_back',
      'checked',
      'closed',
    ]);
    const [people] = await one(sql<{ imported: boolean; accounts: number; independent: boolean }>`
      select (select bool_and(imported) from access.people) as imported, (select count(*)::int from access.accounts) as accounts,
             (select bool_and(checker_root_unit_id <> handler_root_unit_id) from cases.checks) as independent`);
    expect(people).toEqual({ imported: true, accounts: 0, independent: true });
  });

  test('channels, the reporter’s answer and the standard sentence are kept apart', async () => {
    const reports = await one(sql<{ id: string; channel: string; discovery: string; standard: boolean | null }>`
      select r.external_id as id, r.channel, r.discovery, a.standard from intake.reports r
        left join cases.answers a on a.case_id = r.answer_case_id and a.n = r.answer_n
       where r.external_id in ('1', '2', '4') order by 1`);
    expect(reports).toEqual([
      { id: '1', channel: 'import', discovery: 'passive', standard: false },
      { id: '2', channel: 'hotline', discovery: 'passive', standard: true },
      { id: '4', channel: 'keeper', discovery: 'active', standard: null },
    ]);
  });

  test('the calendar counts in the town’s own time zone', async () => {
    const [region] = await one(sql<{ id: number }>`select id from areas.regions where code = 'riverton'`);
    const { calendar } = await inRegion(db, region!.id, (tx) => calendarOf(tx, region!.id));
    expect(calendar.timeZone).toBe('America/New_York');
  });

  test('the same file again changes nothing, and tells the same', async () => {
    const counts = () =>
      one(sql<Record<string, number>>`
        select (select count(*)::int from cases.cases) as cases, (select count(*)::int from kit.facts) as facts,
               (select count(*)::int from access.people) as people, (select count(*)::int from areas.areas) as areas`);
    const before = await counts();
    const again = await replayed(paths);
    expect(again.alreadyThere).toBe(7);
    const { alreadyThere: _, seconds: __, ...same } = result;
    expect(again).toMatchObject(same);
    expect(await counts()).toEqual(before);
  });

  test('a longer file goes on where the shorter one ended', async () => {
    const more = await replayed(written([...rows, row('10', { quarter: 'Station' })]));
    expect(more).toMatchObject({ alreadyThere: 7, rows: 11, open: 5 });
  });
});

test('without matter and unit, triage and the catalogue are asked, else the fallback takes it', async () => {
  const { matter: _, unit: __, ...less } = mapping;
  const result = await replayed(
    written([row('a'), row('b', { closed: '2026-03-04 09:00:00' })], { ...less, region: 'hilltop' }),
  );
  expect(result).toMatchObject({ rows: 2, rejected: [], open: 1, closed: 1, violations: [] });
  const found = await one(sql<{ fallback: boolean; by: string; unit: string }>`
    select distinct m.fallback, c.matter_by as by, u.name as unit from cases.cases c
      join areas.regions g on g.id = c.region_id and g.code = 'hilltop'
      join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
      join access.units u on u.region_id = c.region_id and u.id = c.lead_unit_id`);
  expect(found).toEqual([{ fallback: true, by: 'operator', unit: '责任单位不明（导入）' }]);
});

test('a model that was brought along tells the matter; where it is unsure the fallback takes it', async () => {
  const said = {
    Lamps: ['lamp is dark', 'lamp flickers', 'street lamp broken'],
    Bins: ['bin is full', 'rubbish piled up', 'bin smells'],
  };
  const places = ['at the mill', 'by the school', 'near the bridge', 'in the park'];
  const train = join(folder, 'labelled.jsonl');
  const labelled = Object.entries(said).flatMap(([label, all]) =>
    all.flatMap((title) => places.map((at) => JSON.stringify({ label, title, detail: `${title} ${at}` }))),
  );
  writeFileSync(train, labelled.join('\n'));
  const model = join(folder, 'matters.model');
  await triageTrain({ file: train, text: 'title,detail', label: 'label', out: model, lang: 'en' });
  const { matter: _, ...less } = mapping;
  const rows = [
    row('1', { words: 'the street lamp is dark' }),
    row('2', { about: 'Bin', words: 'rubbish piled up, bin is full' }),
    row('3', { about: 'x', words: 'zzz' }),
  ];
  const result = await replayed({ ...written(rows, { ...less, region: 'millbrook' }), model });
  expect(result).toMatchObject({ rows: 3, rejected: [], violations: [] });
  const { rows: found } = await sql<{ id: string; name: string; by: string; fallback: boolean }>`
    select r.external_id as id, m.small_name as name, f.data ->> 'matterBy' as by, m.fallback from cases.cases c
      join areas.regions g on g.id = c.region_id and g.code = 'millbrook'
      join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
      join intake.reports r on r.region_id = c.region_id and r.case_id = c.id
      join kit.facts f on f.region_id = c.region_id and f.subject = 'report' and f.subject_id = r.id::text and f.kind = 'report.received'
     order by r.external_id`.execute(db);
  expect(found).toMatchObject([
    { id: '1', name: 'Lamps', by: 'triage' },
    { id: '2', name: 'Bins', by: 'triage' },
    { id: '3', by: 'fallback', fallback: true },
  ]);
});

test('a history without a column for the place is read for names that are known', async () => {
  // The first row makes the area; the words of the others either name it or nothing.
  const first = { ...mapping, region: 'hillside' };
  await replayed(written([row('1', { quarter: 'Old Mill' })], first));
  const read = { ...first, place: [{ texts: true }] };
  const rows = [row('2', { words: 'the lamp at Old Mill is dark' }), row('3', { words: 'the lamp is dark' })];
  const result = await replayed(written(rows, read));
  expect(result).toMatchObject({ rows: 2, violations: [], located: { name: 1, fallback: 1 } });
});

test('one row that cannot be played does not take the others with it', async () => {
  // A NUL byte is text to a CSV and none to PostgreSQL.
  const rows = ['p', 'q', 'r'].map((nr) => row(nr, { words: nr === 'q' ? 'lamp\u0000post' : 'lamp' }));
  const result = await replayed(written(rows, { ...mapping, region: 'lakeside' }));
  expect(result).toMatchObject({ rows: 3, open: 2, violations: [] });
  expect(result.rejected).toMatchObject([{ row: 3 }]);
});

test('JSON lines are replayed as well, and progress is told', async () => {
  const paths = written([], { ...mapping, region: 'jsonville', place: [{ name: 'quarter' }] });
  const file = join(folder, 'history.jsonl');
  writeFileSync(
    file,
    [row('1'), { ...row('2'), nr: 2.5 as unknown as string }].map((one) => JSON.stringify(one)).join('\n'),
  );
  expect(await replayed({ file, map: paths.map })).toMatchObject({ rows: 2, open: 2, rejected: [] });
  expect(progress.some((line) => /replayed \d+\/\d+ · \d+ rows\/s/.test(line))).toBe(true);
});

describe('what cannot be used at all is refused before anything is changed', () => {
  const refusal = async (rows: Row[], map: object): Promise<UnusableFile> =>
    openHistory({ ...written(rows, map), lang: 'en' }).then(
      () => expect.unreachable(),
      (error: UnusableFile) => error,
    );

  test('a mapping that is none, or speaks of columns the file has not', async () => {
    expect(await refusal([row('1')], { ...mapping, format: 'other' })).toMatchObject({ field: '/format' });
    expect(await refusal([row('1')], { ...mapping, closedAt: 'ended' })).toMatchObject({ field: '/closedAt' });
    const places = { ...mapping, place: [{ name: 'district' }] };
    expect((await refusal([row('1')], places)).message).toContain('district');
  });

  test('a model of a format that nobody here can read', async () => {
    const model = join(folder, 'model.json');
    writeFileSync(model, JSON.stringify({ format: 'someone.model/3' }));
    const refused = openHistory({ ...written([row('1')], mapping), model, lang: 'en' });
    await expect(refused).rejects.toMatchObject({
      reason: { refusal: 'file.unusable', params: { file: model, reason: expect.stringContaining('someone.model/3') } },
    });
  });

  test('a file that is not there', async () => {
    const { map } = written([], mapping);
    await expect(openHistory({ file: join(folder, 'nowhere.csv'), map, lang: 'en' })).rejects.toThrow(UnusableFile);
  });
});

describe('under each template that ships', () => {
  test.each(Object.keys(shipped))('%s: the same history ends the same way, and every promise is kept', async (name) => {
    const rows = [
      row('1', { closed: '2026-03-03 10:00:00', due: '2026-03-03 10:00:00', answer: 'The lamp was mended.' }),
      row('2', { closed: '2026-03-05 10:00:00', office: 'Roads', by: 'Phone' }),
      row('3', { due: '2027-01-01 00:00:00' }),
      row('4', { quarter: '', office: '' }),
      row('5', { quarter: '', x: '-76.6123', y: '39.3001', closed: '2026-03-09 10:00:00' }),
    ];
    const region = `town_${name}`;
    const result = await replayed(written(rows, { ...mapping, region }), undefined, name);
    expect(result).toMatchObject({ rows: 5, rejected: [], open: 2, closed: 3, violations: [] });
    const ran = await one(sql<{ template: string; state: string; n: number }>`
      select c.template, c.state, count(*)::int as n from cases.cases c join areas.regions r on r.id = c.region_id
       where r.code = ${region} group by 1, 2 order by 2`);
    expect(ran).toEqual([
      { template: name, state: 'closed', n: 3 },
      { template: name, state: 'signed', n: 2 },
    ]);
  });

  test('one that nobody knows is refused before a row is played', async () => {
    const paths = written([row('1')], { ...mapping, region: 'nowhere' });
    await expect(replayed(paths, undefined, 'no_such')).rejects.toMatchObject({
      reason: { refusal: 'thing.not_found' },
    });
    expect(
      await one(
        sql`select 1 from areas.regions where code = 'nowhere' and exists (select from cases.cases c where c.region_id = regions.id)`,
      ),
    ).toEqual([]);
  });
});
