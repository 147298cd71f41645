/** `npm start`: database, migrations, demo district, web, server, sweeps — and everything stopped again in the reverse order. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoLogins } from '#access';
import { listRegions } from '#areas';
import { bellOf, senderOf } from '#notify';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { demoAllowed, isLoopback, type Config } from '#kit/config.ts';
import { loadKeys, type Keys } from '#kit/crypto.ts';
import { inNoRegion, inRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { fileStore, type Files } from '#kit/files.ts';
import { failLostJobs, jobsDone } from '#kit/jobs.ts';
import { makeLog } from '#kit/log.ts';
import { migrate } from '#kit/migrate.ts';
import { startPostgres, type Postgres } from '#kit/postgres.ts';
import { startSweeps, type Sweep } from '#kit/sweep.ts';
import { buildApp, webFolder } from './app.ts';
import { houseSweeps } from './sweeps.ts';

/** Thirty days of a district, in the first minute of its life. */
const demoCases = 1_500;
const project = fileURLToPath(new URL('..', import.meta.url));

export type Running = { url: string; stop: () => Promise<void> };

/** Starts the whole house; `say` tells the person at the terminal what happens. A `quiet` demo district does nothing by itself. */
export async function start(
  config: Config,
  { say = console.log, quiet = false }: { say?: (line: string) => void; quiet?: boolean } = {},
): Promise<Running> {
  const undo: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () =>
    (stopping ??= (async () => {
      for (const step of undo.toReversed()) await step();
    })());
  // Before PostgreSQL starts: a Ctrl-C in between must not leave it behind.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let asked = 0;
  for (const signal of signals) {
    process.on(signal, () => {
      if (++asked > 1) process.exit(130);
      say('\n正在停止 · stopping …');
      void stop().then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
  try {
    // The folder may be entered (PostgreSQL drops its rights and must get in); what is secret in it is not readable.
    await mkdir(config.dataFolder, { recursive: true });
    await buildWeb(say);
    const log = makeLog(config.logLevel);
    const keys = await loadKeys(config.dataFolder);
    let ownerUrl = config.databaseUrl;
    if (!ownerUrl) {
      const postgres: Postgres = await startPostgres({ dataFolder: config.dataFolder, log: say });
      undo.push(() => postgres.stop());
      ownerUrl = postgres.url;
    }
    const { applied, appUrl } = await migrate(ownerUrl, keys.databasePassword);
    if (applied.length > 0) say(`数据库已更新 · database brought up to date: ${applied.length}`);
    const pool = openPool(appUrl, { onError: (error) => log.warn({ err: error }, 'a database connection was lost') });
    undo.push(() => pool.end());
    undo.push(() => jobsDone());
    const db = openDb(pool);
    const files = fileStore(join(config.dataFolder, 'files'));
    await fillDemo(config, { db, keys, files }, say);
    // Long work of a process that died is told to be lost, so that nobody waits for it.
    for (const region of await inNoRegion(db, listRegions))
      await inRegion(db, region.id, (tx) => failLostJobs(tx, region.id, new Date()));

    const { app } = await buildApp({ db, keys, files, config, log });
    undo.push(() => app.close());
    const url = await app.listen({ host: config.host, port: config.port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        throw new Error(
          `端口 ${config.port} 已被占用,请用 GRIDLOOP_PORT 换一个 · port ${config.port} is taken; choose another with GRIDLOOP_PORT`,
        );
      throw error;
    });
    const life = quiet || !demoAllowed(config) ? [] : await demoLife({ db, keys, files });
    const own = houseSweeps(db, files, anchorsIn(anchorFile(config.dataFolder)), {
      keys,
      sender: senderOf(config),
      bell: bellOf(config),
      log,
    });
    const sweeps = startSweeps([...own, ...life], log);
    undo.push(() => sweeps.stop());
    await greet(config, db, keys, url, say);
    return { url, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** An empty database gets the demo district, unless GRIDLOOP_DEMO=0 or the address is not a loopback one. */
async function fillDemo(
  config: Config,
  parts: { db: Db; keys: Keys; files: Files },
  say: (line: string) => void,
): Promise<void> {
  const regions = await inNoRegion(parts.db, listRegions);
  if (regions.length > 0) return;
  if (!demoAllowed(config)) {
    if (config.demo && !isLoopback(config.host))
      say('演示数据只在本机地址上生成 · the demo district exists on a loopback address only');
    throw new Error('数据库是空的,请先运行 gridloop init · the database is empty: run `gridloop init` first');
  }
  const { fillDemo: fill } = await import('../demo/fill.ts');
  await fill(parts, { say, cases: demoCases });
}

/** The demo district works on while it is looked at; a real district does that without us. */
async function demoLife(parts: { db: Db; keys: Keys; files: Files }): Promise<Sweep[]> {
  const { regionCode } = await import('../demo/district.ts');
  const region = (await inNoRegion(parts.db, listRegions)).find(({ code }) => code === regionCode);
  if (!region) return [];
  const { trickle } = await import('../demo/trickle.ts');
  return [trickle({ ...parts, regionId: region.id })];
}

async function greet(
  config: Config,
  db: Db,
  keys: Awaited<ReturnType<typeof loadKeys>>,
  url: string,
  say: (line: string) => void,
): Promise<void> {
  say(`\n  Gridloop  ${url}`);
  const demo = demoAllowed(config) ? await inNoRegion(db, (tx) => demoLogins(tx, keys)) : undefined;
  if (demo && demo.logins.length > 0) {
    say(`  工作台 · desk             ${url}/desk`);
    say(`  演示密码 · demo password  ${demo.password}\n`);
    for (const one of demo.logins) say(`    ${one.login.padEnd(22)} ${one.postName} · ${one.name} · ${one.unitName}`);
    const { regular } = await import('../demo/telling.ts');
    say(`\n  我的诉求 · a resident     ${url}/mine  ${regular.phone}`);
    say('                           验证码显示在这里 · her code is shown here');
  }
  say('\n  Ctrl-C 停止 · to stop\n');
}

/** Builds the web when it is missing or older than its sources. */
async function buildWeb(say: (line: string) => void): Promise<void> {
  const built = join(webFolder, 'index.html');
  if (
    existsSync(built) &&
    newest(
      join(project, 'web'),
      join(project, 'contract'),
      join(project, 'package-lock.json'),
      join(project, 'vite.config.ts'),
    ) <= statSync(built).mtimeMs
  )
    return;
  say('正在生成网页 · building the web …');
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(project, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error('网页生成失败 · the web could not be built');
}

function newest(...paths: string[]): number {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path) || path.endsWith('dist')) continue;
    const stat = statSync(path);
    latest = Math.max(
      latest,
      stat.isDirectory() ? newest(...readdirSync(path).map((name) => join(path, name))) : stat.mtimeMs,
    );
  }
  return latest;
}
