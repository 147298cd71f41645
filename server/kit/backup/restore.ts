/**
 * From a backup to a data folder that starts: everything is held against its hash while it is unpacked, PostgreSQL goes through the
 * log to its end or to an instant, and nothing is left in the target unless all of it worked. Or it stays a standby of the house it came
 * from (standby.ts): then the log comes from there.
 */
import { chownSync, copyFileSync, createWriteStream, writeFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Lang } from '#contract/words/words.ts';
import { unusable } from '../command-file.ts';
import { keysFrom } from '../crypto.ts';
import { findPlace, homeIn, makePlace, type Place } from '../postgres-place.ts';
import { startPostgres } from '../postgres.ts';
import { lastWords, type Settings } from '../postgres-settings.ts';
import {
  backupsIn,
  filesListed,
  keyCheckOf,
  keysFileIn,
  keysFormat,
  logFrom,
  sumOf,
  verifyBase,
  type Backup,
  type KeysBackup,
} from './backup.ts';
import { sumsIn, type Segment } from './log.ts';
import { followFromStart } from './standby.ts';

export type RestoreAsked = {
  from: string;
  to: string;
  keys: string;
  until: Date | undefined;
  /** not to be a house of its own, but to follow the one that answers here */
  standbyOf?: { host: string; port: number };
  lang: Lang;
  progress: (what: 'database' | 'log' | 'files' | 'recovery', done: number, total: number) => void;
};
export type Restored = { backup: Backup & { folder: string }; files: number; segments: number };

export async function restoreBackup(asked: RestoreAsked): Promise<Restored> {
  const { from, to, until, standbyOf, lang, progress } = asked;
  if ((await readdir(to).catch(() => [])).length > 0) unusable(to, lang, 'backup.not_empty');
  const backups = await backupsIn(from);
  if (backups.length === 0) unusable(from, lang, 'backup.none');
  const backup = backups.findLast(({ endedAt }) => !until || new Date(endedAt) <= until);
  if (!backup) unusable(from, lang, 'backup.too_early', { earliest: backups[0]!.endedAt });
  const kept = await keysOf(asked.keys, backup, lang);
  const { segments, gapAt } = standbyOf ? { segments: [], gapAt: undefined } : logFrom(from, backup);
  if (gapAt !== undefined && !until) unusable(join(from, 'wal', gapAt), lang, 'backup.missing');
  await mkdir(to, { recursive: true });
  try {
    await makePlace(to, (place) =>
      unpack(place, backup, segments, sumsIn(join(from, 'wal')), kept.databasePassword, asked),
    );
    const photos = await filesListed(join(backup.folder, 'files.jsonl'));
    for (const [i, { name, sha256 }] of photos.entries()) {
      const source = join(backup.folder, 'files', name);
      const target = join(to, 'files', name);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(source, target).catch(() => unusable(source, lang, 'backup.missing'));
      if ((await sumOf(target)) !== sha256) unusable(source, lang, 'backup.damaged');
      progress('files', i + 1, photos.length);
    }
    await writeFile(join(to, 'keys.json'), JSON.stringify(kept.keys), { mode: 0o600 });
    await copyFile(join(backup.folder, 'anchors.jsonl'), join(to, 'anchors.jsonl')).catch(() =>
      unusable(join(backup.folder, 'anchors.jsonl'), lang, 'backup.missing'),
    );
    progress('recovery', 0, 0);
    if (!standbyOf) await recover(to, until, from, lang);
    return { backup, files: photos.length, segments: segments.length };
  } catch (error) {
    for (const folder of [homeIn(to), ...(await readdir(to)).map((name) => join(to, name))])
      await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function keysOf(place: string, backup: Backup, lang: Lang): Promise<KeysBackup> {
  const file = keysFileIn(place);
  const text = await readFile(file, 'utf8').catch(() => unusable(file, lang, 'backup.no_keys'));
  try {
    const kept = JSON.parse(text) as KeysBackup & { keys: { master: string } };
    if (kept.format !== keysFormat) throw new Error('another format');
    const keys = keysFrom(Buffer.from(kept.keys.master, 'base64'));
    if (keyCheckOf(keys, backup.systemId) !== backup.keyCheck) return unusable(file, lang, 'backup.keys_of_another');
    return kept;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || (error as Error).message === 'another format')
      return unusable(file, lang, 'backup.damaged');
    throw error;
  }
}

/** The data directory, and the log right in its place: PostgreSQL finds there what no archive command brings. */
async function unpack(
  place: Place,
  backup: Backup & { folder: string },
  segments: Segment[],
  sums: Map<string, string>,
  databasePassword: string,
  { lang, progress, standbyOf }: RestoreAsked,
): Promise<void> {
  const own = (path: string) => {
    if (place.runAs) chownSync(path, place.runAs.uid, place.runAs.gid);
  };
  await verifyBase(
    backup.folder,
    lang,
    { sums: backup.sums, found: {} },
    (bytes) => progress('database', bytes, backup.bytes),
    async (name, kind, body) => {
      const path = inside(place.data, name);
      if (kind === 'folder') await mkdir(path, { recursive: true, mode: 0o700 });
      else await pipeline(Readable.from(body), createWriteStream(path, { mode: 0o600 }));
      own(path);
    },
  );
  for (const [i, segment] of segments.entries()) {
    const wanted = sums.get(segment.name);
    if (!segment.partial && wanted !== undefined && (await sumOf(segment.file)) !== wanted)
      unusable(segment.file, lang, 'backup.damaged');
    const path = join(place.data, 'pg_wal', segment.name);
    copyFileSync(segment.file, path);
    own(path);
    progress('log', i + 1, segments.length);
  }
  if (standbyOf) followFromStart(place, { ...standbyOf, password: databasePassword });
  else {
    writeFileSync(join(place.data, 'recovery.signal'), '');
    own(join(place.data, 'recovery.signal'));
  }
  writeFileSync(place.passwordFile, databasePassword, { mode: 0o600 });
}

/** A tar may name anything; nothing is written outside the data directory. */
function inside(folder: string, name: string): string {
  if (name.split('/').includes('..') || name.startsWith('/'))
    throw new Error(`${name} leads out of the data directory`);
  return name === '' ? folder : join(folder, name);
}

async function recover(to: string, until: Date | undefined, from: string, lang: Lang): Promise<void> {
  const settings: Settings = {
    // All log there is stands in pg_wal already; an archive has nothing more.
    restore_command: 'exit 1',
    recovery_target_timeline: 'current',
    recovery_target_action: 'promote',
    hot_standby: 'off',
    log_error_verbosity: 'terse',
    ...(until ? { recovery_target_time: until.toISOString().replace('Z', '+00') } : {}),
  };
  for (;;) {
    try {
      const postgres = await startPostgres({ dataFolder: to, settings });
      await postgres.stop();
      return;
    } catch (error) {
      // A long log takes longer than a start may: PostgreSQL is still at it.
      if (/does not answer/.test((error as Error).message)) continue;
      const said = lastWords(findPlace(to)!);
      if (/recovery ended before configured recovery target/.test(said))
        unusable(from, lang, 'backup.too_late', { until: until!.toISOString() });
      unusable(from, lang, 'backup.not_recovered', { detail: said.split('\n').slice(-4).join(' ') });
    }
  }
}
