/** The command line as it is typed: answers on stdout, exit codes, and which database it works on. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { openDb, openPool } from '#kit/db.ts';
import { homeIn } from '#kit/postgres-place.ts';
import { findRunning, startPostgres, type Postgres } from '#kit/postgres.ts';
import { sealing } from '#kit/seals.ts';
import { run } from './cli.ts';

let folder = '';
let files = '';
let server: Postgres;
const environment = { ...process.env };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridloop-cli-'));
  chmodSync(folder, 0o711); // so that root's PostgreSQL, another user, may stay in it
  files = mkdtempSync(join(tmpdir(), 'gridloop-cli-files-'));
  Object.assign(process.env, { GRIDLOOP_DATA: folder, GRIDLOOP_LOG: 'silent', LC_ALL: 'en_US.UTF-8' });
  delete process.env['DATABASE_URL'];
  // What a running server holds, and the commands are its guests.
  server = await startPostgres({ dataFolder: folder, durable: false });
});
afterAll(async () => {
  await server.stop();
  for (const made of [homeIn(folder), folder, files]) rmSync(made, { recursive: true, force: true });
  process.env = environment;
});

type Told = { code: number; out: string; err: string; json: any };
async function gridloop(...argv: string[]): Promise<Told> {
  const said = { out: '', err: '' };
  const listen = (stream: 'stdout' | 'stderr', to: 'out' | 'err') =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      said[to] += String(chunk);
      return true;
    });
  const ears = [listen('stdout', 'out'), listen('stderr', 'err')];
  try {
    const code = await run(argv);
    const last = said.out.trimEnd().split('\n').at(-1)!;
    return { code, ...said, json: argv.includes('--json') ? JSON.parse(last) : undefined };
  } finally {
    for (const ear of ears) ear.mockRestore();
  }
}
function file(name: string, content: string | object): string {
  const path = join(files, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
async function database<T>(query: string): Promise<T[]> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(query)).rows as T[];
  } finally {
    await client.end();
  }
}

const square = (west: number, south: number, code: number) => ({
  type: 'Feature',
  properties: { nr: code, title: `Ward ${code}`, town: 'Riverton' },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + 0.01, south],
        [west + 0.01, south + 0.01],
        [west, south + 0.01],
        [west, south],
      ],
    ],
  },
});
const wards = (...features: object[]) => ({ type: 'FeatureCollection', features });
const asWards = ['--layer', 'wards', '--code', 'nr', '--name', 'title'];
const byXY = ['--lon', 'x', '--lat', 'y', '--layer', 'wards'];

describe('words and codes', () => {
  test('help is in both languages and ends well', async () => {
    const { code, out } = await gridloop('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/核对全部不变量 · prove every promise/);
    expect((await gridloop('areas', 'locate', '--help')).out).toMatch(/--lon <column>/);
  });

  test('what is no command, and an option that is missing, are told and change nothing', async () => {
    expect(await gridloop('chekc', '--json')).toMatchObject({ code: 2, json: { error: { code: 'usage' } } });
    expect((await gridloop('areas', 'check', '--json')).json.error.reason).toMatch(/--layer/);
    expect((await gridloop('areas', 'subdivide', '--layer', 'x', '--hectares', '0')).code).toBe(2);
  });

  test('no database is 3, and says which', async () => {
    process.env['DATABASE_URL'] = 'postgres://nobody@127.0.0.1:1/nowhere';
    try {
      expect(await gridloop('check', '--json')).toMatchObject({ code: 3, json: { error: { code: 'no_database' } } });
    } finally {
      delete process.env['DATABASE_URL'];
    }
  });

  test('a setting that is none is told', async () => {
    process.env['GRIDLOOP_PORT'] = 'eighty';
    expect(await gridloop('migrate')).toMatchObject({ code: 2, err: expect.stringContaining('GRIDLOOP_PORT') });
    delete process.env['GRIDLOOP_PORT'];
  });
});

describe('on the database of the running server', () => {
  test('migrate brings an empty one to its shape, once', async () => {
    const first = await gridloop('migrate', '--json');
    expect([first.code, first.json.applied.length > 5]).toEqual([0, true]);
    expect((await gridloop('migrate', '--json')).json).toEqual({ applied: [] });
    const roles = await gridloop('migrate', '--print-roles');
    expect(roles.out).toMatch(/create role gridloop_app login nosuperuser/);
  });

  test('areas import: an empty database gets a district, numbers are kept as their text, overlaps leave exit 0', async () => {
    const overlapping = file(
      'wards.geojson',
      wards(square(116.3, 39.9, 101), square(116.305, 39.9, 102), square(116.5, 39.9, 201)),
    );
    const { code, json } = await gridloop(
      'areas',
      'import',
      overlapping,
      ...asWards,
      '--where',
      'town=Riverton',
      '--json',
    );
    expect([code, json.added, json.overlaps.length]).toEqual([0, 3, 1]);
    expect(await database(`select code from areas.areas where level <> 'district' order by 1`)).toEqual(
      ['101', '102', '201'].map((nr) => ({ code: nr })),
    );
    const check = await gridloop('areas', 'check', '--layer', 'wards', '--json');
    expect([check.code, check.json.totals.overlaps]).toEqual([1, 1]);
  });

  test('areas import: a ring that crosses itself is 2, with file, row and reason, and changes nothing', async () => {
    const bow = square(116.7, 39.9, 301);
    bow.geometry.coordinates[0]!.splice(1, 2, ...bow.geometry.coordinates[0]!.slice(1, 3).toReversed());
    const path = file('bow.geojson', wards(square(116.6, 39.9, 300), bow));
    const { code, json, err } = await gridloop('areas', 'import', path, ...asWards, '--json');
    expect(code).toBe(2);
    expect(json.error).toMatchObject({ code: 'file.unusable', file: path, row: 2 });
    expect(err).toContain(path);
    expect(await database(`select 1 from areas.areas where code = '300'`)).toEqual([]);
  });

  test('areas locate adds the cell, or nothing where there is none', async () => {
    const points = file('points.csv', 'id,x,y\n1,116.301,39.901\n2,117,40.5\n3,,\n4,116,39\n');
    const out = join(files, 'located.csv');
    const { code, json } = await gridloop('areas', 'locate', points, ...byXY, '--out', out, '--json');
    expect([code, json.rows, json.located, json.outside, json.refused]).toEqual([0, 4, 1, 1, 2]);
    const cells = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').at(-1));
    expect(cells).toEqual(['cell', '101', '', '', '']);
  });

  test('places import: names get their places, bad rows are told, and the same file again adds nothing', async () => {
    const names = file(
      'names.csv',
      'n,x,y\n柳岸小区,116.301,39.901\n柳岸小区,116.302,39.901\n远山村,117.5,40.5\n7,116.301,39.901\n无处,,\n',
    );
    const asked = ['places', 'import', names, '--name', 'n', '--lon', 'x', '--lat', 'y', '--as', 'estate', '--json'];
    const tried = await gridloop(...asked, '--dry-run');
    expect(tried.json).toMatchObject({ rows: 5, added: 0, refused: 2, twice: 1, outside: 3, written: false });
    expect(await database(`select 1 from areas.gazetteer where name = '柳岸小区'`)).toEqual([]);
    const done = await gridloop(...asked);
    expect([done.code, done.json.added, done.json.moved, done.json.refused]).toEqual([0, 2, 0, 2]);
    expect(done.json.invalid.map(({ row }: { row: number }) => row)).toEqual([5, 6]);
    const again = await gridloop(...asked);
    expect([again.json.added, again.json.moved]).toEqual([0, 2]);
    const wrong = await gridloop('places', 'import', names, '--name', 'title', '--json');
    expect([wrong.code, wrong.json.error.code]).toEqual([2, 'file.unusable']);
  });

  test('areas ground: a drawing takes the place of the one before', async () => {
    const line = (highway: string) => ({
      type: 'Feature',
      properties: { highway, name: '长兴路' },
      geometry: {
        type: 'LineString',
        coordinates: [
          [116.3, 39.9],
          [116.302, 39.9],
        ],
      },
    });
    const map = file('roads.geojson', { type: 'FeatureCollection', features: [line('primary'), line('footway')] });
    const asked = [
      'areas',
      'ground',
      map,
      '--kind',
      'highway',
      '--kinds',
      'primary=road:1',
      '--name',
      'name',
      '--json',
    ];
    for (let time = 0; time < 2; time++)
      expect((await gridloop(...asked)).json).toMatchObject({ drawn: { road: 1 }, leftOut: 1, refused: 0 });
    expect(await database(`select name, rank from areas.ground_map`)).toEqual([{ name: '长兴路', rank: 1 }]);
    expect((await gridloop('areas', 'ground', map, '--kinds', 'x=sea')).code).toBe(2);
  });

  test('catalogue import: a list with a wrong row is told and not taken', async () => {
    const head = 'kind,big,big_name,small,small_name,condition,close_condition,limit';
    const sound = file('matters.csv', `${head}\nevent,01,Streets,02,Lamps,Lamp is dark,Lamp shines,5d\n`);
    expect(await gridloop('catalogue', 'import', sound, '--edition', 'Riverton 1', '--json')).toMatchObject({
      code: 0,
      json: { imported: true, rows: 1 },
    });
    const wrong = file('wrong.csv', `${head}\nevent,01,Streets,03,Potholes,Hole,Filled,soon\n`);
    const told = await gridloop('catalogue', 'import', wrong, '--edition', 'Riverton 1', '--json');
    expect([told.code, told.json.imported, told.json.errors[0].row]).toEqual([2, false, 2]);
  });

  const mapping = {
    format: 'gridloop.replay/1',
    timeZone: 'Asia/Shanghai',
    region: 'riverton',
    id: 'nr',
    openedAt: 'opened',
    closedAt: 'closed',
    text: ['what'],
    place: [{ name: 'where', create: true }],
  };

  test('replay plays a history, lists what it rejects, and ends with 0', async () => {
    const history = file(
      'history.csv',
      'nr,opened,closed,what,where\n1,2026-03-02 09:00:00,2026-03-03 09:00:00,路灯不亮,柳岸\n2,2026-03-02 09:00:00,,井盖破损,柳岸\n3,2026-03-02 09:00:00,2026-03-01,坏,柳岸\n',
    );
    const map = file('map.json', mapping);
    const { code, json } = await gridloop('replay', history, '--map', map, '--json');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      rows: 3,
      rejected: [{ row: 4, field: 'closed' }],
      coordinatesRefused: 0,
      located: { point: 0, name: 2, operator: 0, outside: 0, fallback: 0 },
      open: 1,
      closed: 1,
      late: 0,
      openOverdue: 0,
      answered: { own: 0, standard: 1 },
      violations: [],
    });
  });

  test('replay: a mapping that is none is 2 before anything is looked at', async () => {
    const map = file('broken.json', { ...mapping, openedAt: undefined });
    const { code, json } = await gridloop('replay', join(files, 'history.csv'), '--map', map, '--json');
    expect([code, json.error.file, json.error.field]).toEqual([2, map, '/openedAt']);
    const model = file('some.model', 'x');
    const sound = file('map.json', mapping);
    const modelled = await gridloop('replay', join(files, 'history.csv'), '--map', sound, '--model', model, '--json');
    expect([modelled.code, modelled.json.error.file]).toEqual([2, model]);
  });

  test('check is 0 while every promise is kept, and 1 when one is not', async () => {
    const sound = await gridloop('check', '--json');
    expect(sound.code).toBe(0);
    expect(sound.json.checks.map((one: { invariant: string }) => one.invariant)).toEqual(
      expect.arrayContaining([
        'one_holder',
        'one_lead',
        'one_stage_clock',
        'legal_moves',
        'check_by_other_root_unit',
        'deadline_recomputed',
        'ended_has_reason',
        'report_answered',
        'facts_gap_free',
        'merged_all_answered',
        'no_unprocessed_photo_served',
      ]),
    );
    await database(`update cases.stages set due_at = due_at + interval '1 second' where ended_at is null`);
    const { code, json, out } = await gridloop('check', '--json');
    expect(code).toBe(1);
    expect(out.trimEnd()).not.toContain('\n');
    const broken = json.checks.filter((one: { broken: number }) => one.broken > 0);
    expect(broken.map((one: { invariant: string }) => one.invariant)).toEqual([
      'one_stage_clock',
      'deadline_recomputed',
    ]);
    expect(broken[0].first).toHaveLength(1);
    await database(`update cases.stages set due_at = due_at - interval '1 second' where ended_at is null`);
  });

  test('check --audit names the fact that was changed behind its back, and audit head prints what to keep elsewhere', async () => {
    const [{ id }] = (await database<{ id: number }>('select id from areas.regions order by id')) as [{ id: number }];
    const db = openDb(openPool(server.url, { max: 2 }));
    const anchors = anchorsIn(anchorFile(folder));
    const seal = sealing(db, async () => [id], anchors, { anchorMs: 0 });
    await seal();
    while ((await seal()) > 0);
    await db.destroy();
    const before = await gridloop('check', '--audit', '--json');
    expect([before.code, before.json.regions[0].found, before.json.regions[0].unsealed]).toEqual([0, 0, 0]);
    const { facts, head } = before.json.regions[0];
    expect(facts).toBeGreaterThan(0);
    const kept = file('heads.txt', (await gridloop('audit', 'head')).out);
    expect((await gridloop('check', '--audit', '--anchors', kept)).out).toContain(head);

    const like = `where id = (select min(id) from kit.facts where region_id = ${id})`;
    await database(`update kit.facts set data = data || '{"note":"x"}' ${like}`);
    const after = await gridloop('check', '--audit');
    expect([after.code, after.out]).toEqual([1, expect.stringMatching(/block 1: fact \d+ was changed \(\w+\//)]);
    await database(`update kit.facts set data = data - 'note' ${like}`);
    expect((await gridloop('check', '--audit')).code).toBe(0);
  });

  test('init makes three administrators with passwords of their own, once', async () => {
    const first = await gridloop('init', '--region', '990102', '--name', '河湾区', '--json');
    expect(first.code).toBe(0);
    const { accounts } = first.json as { accounts: { login: string; password: string }[] };
    expect(accounts.map(({ login }) => login)).toEqual(['xitongguanliyuan', 'anquanguanliyuan', 'shenjiguanliyuan']);
    expect(new Set(accounts.map(({ password }) => password)).size).toBe(3);
    expect(await database('select count(*)::int as n from access.accounts where not demo')).toEqual([{ n: 3 }]);
    expect((await gridloop('init', '--region', '990103', '--name', '另一区', '--json')).code).toBe(2);
  });

  test('recover lets an administrator in again who lost everything, and nobody else', async () => {
    const [before] = await database<{ password_hash: string }>(
      `select password_hash from access.accounts where login = 'anquanguanliyuan'`,
    );
    await database(
      `update access.accounts set totp_secret = '\\x01', disabled_at = now() where login = 'anquanguanliyuan'`,
    );
    const { code, json } = await gridloop('recover', 'anquanguanliyuan', '--region', '990102', '--json');
    expect([code, json.login, /^\w{5}(-\w{5}){3}$/.test(json.password)]).toEqual([0, 'anquanguanliyuan', true]);
    const [after] = await database<{ password_hash: string }>(
      `select password_hash, totp_secret, disabled_at from access.accounts where login = 'anquanguanliyuan'`,
    );
    expect(after).toMatchObject({ totp_secret: null, disabled_at: null });
    expect(after!.password_hash).not.toBe(before!.password_hash);
    expect(await database(`select count(*)::int as n from kit.facts where kind = 'account.recovered'`)).toEqual([
      { n: 1 },
    ]);
    const nobody = await gridloop('recover', 'nobody', '--region', '990102', '--json');
    expect([nobody.code, nobody.json.error.code]).toEqual([2, 'thing.unknown_reference']);
    await database(`update access.posts set to_on = '2020-01-02', from_on = '2020-01-01' where post = 'audit_admin'`);
    const former = await gridloop('recover', 'shenjiguanliyuan', '--region', '990102', '--json');
    expect([former.code, former.json.error.code]).toEqual([2, 'reader.not_permitted']);
  });

  test('several districts: a command asks which', async () => {
    const { code, json } = await gridloop('areas', 'check', '--layer', 'wards', '--json');
    expect(code).toBe(2);
    expect(json.error.reason).toContain('990102');
  });
});

test('without a server the embedded PostgreSQL is started, used, and stopped again', async () => {
  const own = mkdtempSync(join(tmpdir(), 'gridloop-cli-own-'));
  chmodSync(own, 0o711);
  process.env['GRIDLOOP_DATA'] = own;
  try {
    expect(await gridloop('check', '--json')).toMatchObject({ code: 0 });
    expect(await findRunning(own)).toBeNull();
    expect(existsSync(join(homeIn(own), 'data', 'postmaster.pid'))).toBe(false);
  } finally {
    process.env['GRIDLOOP_DATA'] = folder;
    for (const made of [homeIn(own), own]) rmSync(made, { recursive: true, force: true });
  }
});
