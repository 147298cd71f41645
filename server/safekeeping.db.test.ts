/** Backups of a house at work, and what they bring back: everything that was acknowledged, at any instant, or a clear no. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { backupsIn } from '#kit/backup/backup.ts';
import { followLog, holdLog, letLogGo } from '#kit/backup/follow.ts';
import { lsnOf } from '#kit/backup/replication.ts';
import { loadKeys } from '#kit/crypto.ts';
import { inRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { record, system } from '#kit/facts.ts';
import { migrate } from '#kit/migrate.ts';
import { homeIn } from '#kit/postgres-place.ts';
import { startPostgres, type Postgres } from '#kit/postgres.ts';
import { sealing } from '#kit/seals.ts';
import { readConfig } from '#kit/config.ts';
import { sealedContact } from './intake/store.ts';
import { carriedOut, voice } from './command-line.ts';
import { backedUp, restored } from './safekeeping.ts';

let top = '';
let house = '';
let postgres: Postgres;
let db: Db;
let run: () => Promise<number>;
const pools: ReturnType<typeof openPool>[] = [];
const restoredTo: string[] = [];
let region = 0;

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'gridloop-keep-'));
  chmodSync(top, 0o711); // so that root's PostgreSQL, another user, may stay in it
  house = join(top, 'house');
  mkdirSync(house);
  const keys = await loadKeys(house);
  postgres = await startPostgres({ dataFolder: house, settings: { shared_buffers: '16MB', max_wal_size: '64MB' } });
  const { appUrl } = await migrate(postgres.url, keys.databasePassword);
  pools.push(openPool(appUrl, { max: 8 }));
  db = openDb(pools[0]!);
  region = (
    await ask<{ id: number }>(
      postgres.url,
      `insert into areas.regions (code, name, settings) values ('990101', '平宁区', '{}') returning id`,
    )
  )[0]!.id;
  run = sealing(db, async () => [region], anchorsIn(anchorFile(house)), { anchorMs: 0 });
  // A contact without the rest of its report: only an owner can leave that out.
  const owner = openDb(openPool(postgres.url, { max: 1 }));
  await inRegion(owner, region, async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    const contact = { name: '周岚', phone: '+86 199 0000 0001', email: null };
    const reportId = '01890000-0000-7000-8000-000000000001';
    const sealed = sealedContact(keys, region, reportId, contact);
    await sql`
      insert into intake.reporters (region_id, report_id, name, phone, phone_hash)
      values (${region}, ${reportId}, ${sealed.name}, ${sealed.phone}, ${sealed.phoneHash})`.execute(tx);
  });
  await owner.destroy();
  photo('photo/1/aa/01890000-0000-7000-8000-0000000000aa.webp', 'a photo');
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await postgres.stop();
  for (const folder of [homeIn(house), ...restoredTo.map(homeIn), top])
    rmSync(folder, { recursive: true, force: true });
});

function photo(name: string, content: string): void {
  const path = join(house, 'files', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
async function ask<Row>(url: string, query: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows as Row[];
  } finally {
    await client.end();
  }
}
let written = 0;
async function write(): Promise<string> {
  const id = `case-${++written}`;
  await inRegion(db, region, (tx) =>
    record(tx, region, [{ subject: 'case', subjectId: id, kind: 'case.opened', at: new Date(), by: system }]),
  );
  return id;
}
async function sealAll(): Promise<void> {
  await run();
  while ((await run()) > 0);
}

type Told = { code: number; json: any; notes: string[] };
async function told(command: (house: Parameters<typeof backedUp>[0]) => Promise<number>): Promise<Told> {
  const result: Told = { code: -1, json: undefined, notes: [] };
  const speaker = {
    ...voice('en', true),
    answer: (answer: unknown) => void (result.json = JSON.parse(JSON.stringify(answer))),
    note: (line: string) => void result.notes.push(line),
    progress: () => {},
  };
  const config = readConfig({ GRIDLOOP_DATA: house, GRIDLOOP_LOG: 'silent' }, top);
  result.code = await carriedOut(speaker, () => command({ config, voice: speaker }));
  return result;
}
const backup = (to: string, keysTo?: string) =>
  told((given) => backedUp(given, { to: join(top, to), ...(keysTo ? { keysTo: join(top, keysTo) } : {}) }));
const restore = (from: string, to: string, more: { keys?: string; until?: string } = {}) => {
  restoredTo.push(join(top, to));
  return told((given) =>
    restored(given, {
      from: join(top, from),
      to: join(top, to),
      keys: join(top, more.keys ?? 'keys'),
      ...(more.until ? { until: more.until } : {}),
    }),
  );
};
const inOrder = 'select subject_id as "of" from kit.facts order by id';
/** What stands in a restored house; it is started for the question and stopped again. */
async function factsIn(to: string): Promise<string[]> {
  const other = await startPostgres({ dataFolder: join(top, to), durable: false });
  try {
    return (await ask<{ of: string }>(other.url, inOrder)).map((fact) => fact.of);
  } finally {
    await other.stop();
  }
}
const words = ({ json }: Told): string => json.error.reason as string;

describe('a backup while everybody writes', { timeout: 180_000 }, () => {
  test('brings back whatever was acknowledged before it began, verified by rows, hashes, chain and a decrypted sample', async () => {
    for (let i = 0; i < 50; i++) await write();
    await sealAll();
    const state = { writing: true };
    const acknowledged: string[] = [];
    const writers = [1, 2, 3].map(async () => {
      while (state.writing) acknowledged.push(await write());
    });
    await sleep(200);
    const before = [...acknowledged];
    const made = await backup('backups', 'keys');
    state.writing = false;
    await Promise.all(writers);
    expect(made).toMatchObject({ code: 0, json: { files: 1 }, notes: [] });
    expect(acknowledged.length).toBeGreaterThan(before.length);

    const back = await restore('backups', 'first');
    expect(back).toMatchObject({ code: 0, json: { files: 1, fewer: [], contacts: { unreadable: 0 } } });
    expect(back.json.contacts.read).toBe(1);
    expect(back.json.audit.regions[0]).toMatchObject({ found: 0 });
    expect(back.json.audit.regions[0].anchored).toBeGreaterThan(0);
    const found = new Set(await factsIn('first'));
    expect(before.filter((id) => !found.has(id))).toEqual([]);
    const sent = new Set(Array.from({ length: written }, (_, i) => `case-${i + 1}`));
    expect([...found].filter((id) => !sent.has(id))).toEqual([]);
    expect(readFileSync(join(top, 'first/files/photo/1/aa/01890000-0000-7000-8000-0000000000aa.webp'), 'utf8')).toBe(
      'a photo',
    );
    expect(readFileSync(join(top, 'first/keys.json'), 'utf8')).toBe(readFileSync(join(house, 'keys.json'), 'utf8'));
  });

  test('holds no keys, and says so where they were kept nowhere', async () => {
    const grep = (folder: string, wanted: string): boolean =>
      readdirSync(folder, { recursive: true, withFileTypes: true }).some(
        (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(wanted),
      );
    const { master } = JSON.parse(readFileSync(join(house, 'keys.json'), 'utf8')) as { master: string };
    expect([grep(join(top, 'backups'), master), grep(join(top, 'keys'), master)]).toEqual([false, true]);
    expect(
      await told((given) => backedUp(given, { to: join(top, 'backups'), keysTo: join(top, 'backups/keys') })),
    ).toMatchObject({ code: 2 });
  });
});

/** `npm run prove -- backup` asks for more. */
const instants = Number(process.env['GRIDLOOP_INSTANTS'] ?? 1);

describe('the log followed', { timeout: 180_000 + 60_000 * instants }, () => {
  test('brings back the last acknowledged write, or any instant before it', async () => {
    await holdLog(postgres.url);
    expect((await backup('followed', 'keys')).code).toBe(0);
    // A follower that goes and comes back misses nothing: PostgreSQL kept it.
    const first = await followLog(postgres.url, join(top, 'followed'));
    await write();
    first.stop();
    await first.stopped;
    await write();
    await ask(postgres.url, 'select pg_switch_wal()');
    await write();
    const following = await followLog(postgres.url, join(top, 'followed'));
    /** what was acknowledged last when it was that late */
    const moments: { at: Date; last: string; next: string }[] = [];
    for (let i = 0; i < instants; i++) {
      const before = await write();
      await sleep(50);
      const [{ at }] = (await ask<{ at: Date }>(postgres.url, 'select clock_timestamp() as at')) as [{ at: Date }];
      await sleep(50);
      moments.push({ at, last: before, next: await write() });
    }
    // More than one piece of log, so that finished ones are among them.
    await ask(postgres.url, 'select pg_switch_wal()');
    const last = await write();
    await sealAll();
    const [{ lsn }] = (await ask<{ lsn: string }>(postgres.url, 'select pg_current_wal_flush_lsn()::text as lsn')) as [
      { lsn: string },
    ];
    await expect.poll(() => following.at() >= lsnOf(lsn), { timeout: 15_000 }).toBe(true);
    following.stop();
    await following.stopped;
    await letLogGo(postgres.url);

    const whole = await restore('followed', 'whole');
    expect([whole.code, whole.json.segments > 1]).toEqual([0, true]);
    const live = (await ask<{ of: string }>(postgres.url, inOrder)).map((fact) => fact.of);
    expect(await factsIn('whole')).toEqual(live);
    expect(live).toEqual(expect.arrayContaining([last]));

    for (const [i, moment] of moments.entries()) {
      const then = await restore('followed', `then-${i}`, { until: moment.at.toISOString() });
      expect([then.code, then.notes]).toEqual([0, []]);
      const found = await factsIn(`then-${i}`);
      expect([found.includes(moment.last), found.includes(moment.next)]).toEqual([true, false]);
      expect(found).toEqual(live.slice(0, live.indexOf(moment.last) + 1));
    }

    // A piece of log that is damaged, or gone from between, is named instead of ending the history there.
    const finished = readdirSync(join(top, 'followed/wal')).filter((name) => name.length === 24);
    const piece = join(top, 'followed/wal', finished.sort((a, b) => (a < b ? -1 : 1)).at(-1)!);
    const bytes = readFileSync(piece);
    writeFileSync(piece, Buffer.concat([bytes.subarray(0, -1), Buffer.from([1])]));
    expect((await restore('followed', 'c')).notes.join()).toMatch(/wal\/[0-9A-F]{24} It is damaged/);
    rmSync(piece);
    writeFileSync(`${piece}.partial`, bytes);
    expect((await restore('followed', 'c')).notes.join()).toMatch(/wal\/[0-9A-F]{24} It is missing/);
    rmSync(`${piece}.partial`);
    writeFileSync(piece, bytes);

    const later = await restore('followed', 'later', { until: '2999-01-01T00:00:00Z' });
    expect([later.code, words(later)]).toEqual([2, expect.stringMatching(/does not reach 2999/)]);
    expect(readdirSync(join(top, 'later'))).toEqual([]);
  });
});

describe('a clear no', { timeout: 180_000 }, () => {
  test('for a target that is not empty, keys that are missing or of another house, an instant too early or none', async () => {
    mkdirSync(join(top, 'full'));
    writeFileSync(join(top, 'full/notes'), 'mine');
    expect(words(await restore('backups', 'full'))).toMatch(/not empty/);
    expect(readdirSync(join(top, 'full'))).toEqual(['notes']);
    expect(words(await restore('backups', 'a', { keys: 'nowhere' }))).toMatch(/No keys/);
    const stranger = JSON.parse(readFileSync(join(top, 'keys/gridloop-keys.json'), 'utf8')) as {
      keys: { master: string };
    };
    stranger.keys.master = Buffer.alloc(32, 7).toString('base64');
    writeFileSync(join(top, 'stranger.json'), JSON.stringify(stranger));
    expect(words(await restore('backups', 'a', { keys: 'stranger.json' }))).toMatch(/not the keys of these data/);
    expect(words(await restore('backups', 'a', { until: '2020-01-01' }))).toMatch(/earliest instant/);
    expect(words(await restore('backups', 'a', { until: 'yesterday' }))).toMatch(/Not an instant/);
    expect(words(await restore('top', 'a'))).toMatch(/no whole backup/);
    expect(existsSync(join(top, 'a'))).toBe(false);
  });

  test('for a backup in which one byte is another one, naming the file; with the byte put right it is taken', async () => {
    const folder = (await backupsIn(join(top, 'backups')))[0]!.folder;
    const flipped = async (file: string, at: number) => {
      const bytes = readFileSync(file);
      bytes[at]! ^= 1;
      writeFileSync(file, bytes);
    };
    const tar = join(folder, 'base.tar');
    const middle = Math.floor(readFileSync(tar).length / 3);
    for (const [file, at, named] of [
      [tar, middle, /base\.tar(: [\w/]+)? It is damaged/],
      [join(folder, 'manifest.json'), 400, /manifest\.json/],
      [join(folder, 'files/photo/1/aa/01890000-0000-7000-8000-0000000000aa.webp'), 2, /0000000000aa\.webp/],
    ] as const) {
      await flipped(file, at);
      const { code, notes } = await restore('backups', 'b');
      expect([code, notes.join('\n')]).toEqual([2, expect.stringMatching(named)]);
      expect(readdirSync(join(top, 'b'))).toEqual([]);
      await flipped(file, at);
    }
    expect((await restore('backups', 'b')).code).toBe(0);
  });
});
