/**
 * A standby attached by our own backup, stalled while people write, and made the house: what it was waited for it has, whatever was
 * acknowledged. The control is one that nobody waits for: it has lost what was acknowledged while it heard nothing.
 * `npm run prove -- standby` does it again and again.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdLog } from '#kit/backup/follow.ts';
import { makeBackup } from '#kit/backup/backup.ts';
import { restoreBackup } from '#kit/backup/restore.ts';
import { isStandby, runStandby, standbyName, takeOver } from '#kit/backup/standby.ts';
import { loadKeys } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { findPlace, homeIn } from '#kit/postgres-place.ts';
import { startPostgres } from '#kit/postgres.ts';
import { openStage, type Stage } from './killing.ts';
import { hold, startWriting, type Entry } from './ledger.ts';
import { proxyTo } from './proxy.ts';

const rounds = Number(process.env['STANDBY_ROUNDS'] ?? 1);
let stage: Stage;
let top: string;
const made: string[] = [];
beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'gridloop-standby-'));
  chmodSync(top, 0o711);
  stage = await openStage({ servers: 1, devices: 2, lasting: true });
  await waitFor('');
});
afterAll(async () => {
  await stage?.close();
  for (const folder of [...made.map(homeIn), top]) rmSync(folder, { recursive: true, force: true });
});

/** What the house is told to wait for, as an operator writes it (docs/operate/standby.md); good at once. */
async function waitFor(names: string): Promise<void> {
  const { data } = findPlace(stage.folder)!;
  // What the house was told is its standby told, too: it comes with the backup.
  writeFileSync(join(data, 'local.conf'), `max_connections = 80\nsynchronous_standby_names = '${names}'\n`);
  chmodSync(join(data, 'local.conf'), 0o644);
  await sql`select pg_reload_conf()`.execute(stage.owner);
}

/** As the commands do it: the log held, a backup, a standby of it behind a network of our own. */
async function attached(name: string) {
  const { url } = stage;
  const to = join(top, name);
  made.push(to);
  await holdLog(url, standbyName);
  const passwordFile = findPlace(stage.folder)!.passwordFile;
  await makeBackup({
    ownerUrl: url,
    dataFolder: stage.folder,
    keys: await loadKeys(stage.folder),
    databasePassword: readFileSync(passwordFile, 'utf8'),
    to: join(top, `${name}-backups`),
    keysTo: join(top, `${name}-keys`),
    lang: 'en',
    progress: () => undefined,
  });
  const net = proxyTo({ host: '127.0.0.1', port: Number(new URL(url).port) });
  await new Promise<void>((resolve) => void net.server.listen(0, '127.0.0.1', resolve));
  const { port } = net.server.address() as AddressInfo;
  await restoreBackup({
    from: join(top, `${name}-backups`),
    to,
    keys: join(top, `${name}-keys`),
    until: undefined,
    standbyOf: { host: '127.0.0.1', port },
    lang: 'en',
    progress: () => undefined,
  });
  const standby = await runStandby(to);
  await expect.poll(async () => (await standby.state()).following, { timeout: 20_000 }).toBe(true);
  return { to, net, standby };
}

/** People write; the standby hears nothing any more; the house is killed; the standby takes over. What of the acknowledged is there? */
async function failedOver(name: string, waited: boolean) {
  await waitFor(waited ? standbyName : '');
  const { to, net, standby } = await attached(name);
  const ledger = startWriting(stage, 8, join(top, `${name}.jsonl`), made.length, made.length * 100);
  const acknowledged = (): Entry[] => ledger.entries.filter((entry) => entry.acknowledged);
  const more = async (n: number): Promise<void> => {
    const until = acknowledged().length + n;
    while (acknowledged().length < until) await sleep(10);
  };
  await more(60);
  net.now.weather = 'silent';
  // Nobody is waited for: it goes on as if nothing were. Somebody is: nobody is told that it is done.
  if (waited) await sleep(700);
  else await more(40);
  const said = acknowledged().map((entry) => ({ ...entry }));
  await stage.killDatabase();
  net.cut();
  net.server.close();
  await takeOver(to);
  expect(isStandby(to)).toBe(false);
  await standby.stop();
  const after = await startPostgres({ dataFolder: to });
  const pool = openPool(after.url, { max: 2, onError: () => undefined });
  const held = await hold({ ...stage, owner: openDb(pool) }, said);
  // It is a house that waits for nobody, and takes writes.
  const { rowCount } = await pool.query('create table public.takes_writes (n int)').then(() => pool.query('insert into public.takes_writes values (1)')); // prettier-ignore
  await pool.end();
  await after.stop();
  // The old one comes back only for the next story: whoever still waits for the standby is let go.
  await stage.recovered();
  await waitFor('');
  await sql`select pg_drop_replication_slot(${standbyName})`.execute(stage.owner);
  await ledger.stop();
  return { held, takesWrites: rowCount === 1 };
}

for (let round = 1; round <= rounds; round++)
  test(`a standby that is waited for has lost nothing (${round}), one that is not has`, async () => {
    const alone = await failedOver(`alone-${round}`, false);
    expect(alone.held.lost.length).toBeGreaterThan(0);
    const waited = await failedOver(`waited-${round}`, true);
    expect([waited.held.lost, waited.held.twice, waited.takesWrites]).toEqual([[], [], true]);
    expect(waited.held.acknowledged).toBeGreaterThanOrEqual(60);
    console.log(`standby: waited for, ${waited.held.acknowledged} acknowledged, 0 lost; not waited for, ${alone.held.acknowledged} acknowledged, ${alone.held.lost.length} lost`); // prettier-ignore
  }, 300_000);
