/**
 * A backup of the running house: PostgreSQL as it hands itself out, then the photos (a photo without a row is harmless, a row without
 * its photo is not), the heads of the audit chain, and what a restore is held against. The keys go elsewhere: data without keys are
 * unreadable, data with keys are a leak. A backup is whole when its `backup.json` is there, which is written last.
 *
 *   FOLDER/2026-11-25T02-00-00Z/   base.tar · manifest.json · files/ · files.jsonl · anchors.jsonl · backup.json
 *   FOLDER/wal/                    the log, as long as somebody follows: what makes any instant reachable
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import pg from 'pg';
import type { Lang } from '#contract/words/words.ts';
import { anchorFile } from '../anchors.ts';
import { unusable } from '../command-file.ts';
import { lookupHash, type Keys } from '../crypto.ts';
import { floorOf, segmentName, segmentBytes, segmentsIn, type Segment } from './log.ts';
import { baseBackup, identify, lsnOf, lsnText, replicationClient } from './replication.ts';
import { entriesOf, TornTar, type Entry } from './tar.ts';

export const format = 'gridloop.backup/1';
export const keysFormat = 'gridloop.keys-backup/1';

export type Backup = {
  format: typeof format;
  startedAt: string;
  /** what a restore reaches at the earliest */
  endedAt: string;
  systemId: string;
  timeline: number;
  start: string;
  end: string;
  bytes: number;
  files: number;
  /** rows at the start, of every table: where rows are only added, a restore has at least as many */
  rows: Record<string, number>;
  /** of what the manifest does not list: the log within the tar */
  sums: Record<string, string>;
  /** tells whether keys belong to these data, and nothing about them */
  keyCheck: string;
};
export type KeysBackup = { format: typeof keysFormat; keys: unknown; databasePassword: string };

export type BackupAsked = {
  ownerUrl: string;
  dataFolder: string;
  keys: Keys;
  databasePassword: string;
  to: string;
  keysTo: string | undefined;
  lang: Lang;
  progress: (what: 'database' | 'verify' | 'files', done: number) => void;
};

export const keyCheckOf = (keys: Keys, systemId: string): string =>
  lookupHash(keys, `gridloop backup ${systemId}`).toString('hex');

/** The backups of a folder that are whole, the oldest first. */
export async function backupsIn(folder: string): Promise<(Backup & { folder: string })[]> {
  const names = (await readdir(folder).catch(() => [])).sort((a, b) => (a < b ? -1 : 1));
  const found: (Backup & { folder: string })[] = [];
  for (const name of names) {
    const text = await readFile(join(folder, name, 'backup.json'), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const backup = parsed(text) as Partial<Backup> | undefined;
    if (backup?.format === format) found.push({ ...(backup as Backup), folder: join(folder, name) });
  }
  return found;
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function makeBackup(asked: BackupAsked): Promise<Backup & { folder: string }> {
  const { ownerUrl, dataFolder, keys, to, keysTo, lang, progress } = asked;
  const startedAt = new Date();
  if (keysTo !== undefined) await keepKeys(asked, keysTo);
  await mkdir(to, { recursive: true, mode: 0o700 });
  const client = await replicationClient(ownerUrl);
  try {
    const { systemId } = await identify(client);
    const other = (await backupsIn(to)).find((one) => one.systemId !== systemId);
    if (other) unusable(to, lang, 'backup.other_house');
    const rows = await rowsOf(ownerUrl);
    const folder = join(to, startedAt.toISOString().replace(/\.\d+/, '').replaceAll(':', '-'));
    if (existsSync(folder)) unusable(folder, lang, 'backup.not_empty');
    await mkdir(folder, { mode: 0o700 });
    const [tar, manifest] = [join(folder, 'base.tar'), join(folder, 'manifest.json')];
    const { start, end, timeline } = await baseBackup(client, { tar, manifest }, (done) => progress('database', done));
    const endedAt = new Date();
    // Read back at once: what the disk made of it is what counts.
    const sums: Record<string, string> = {};
    const { bytes } = await verifyBase(folder, lang, { sums: undefined, found: sums }, (done) =>
      progress('verify', done),
    );
    const files = await copyFiles(dataFolder, folder, (done) => progress('files', done));
    // Only heads that the log of this backup contains: they are sealed before they are written down.
    const anchors = await anchorsAt(endedAt, anchorFile(dataFolder));
    await writeWhole(join(folder, 'anchors.jsonl'), anchors);
    const backup: Backup = {
      format,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      systemId,
      timeline,
      start: lsnText(start),
      end: lsnText(end),
      bytes,
      files,
      rows,
      sums,
      keyCheck: keyCheckOf(keys, systemId),
    };
    await writeWhole(join(folder, 'backup.json'), `${JSON.stringify(backup, null, 2)}\n`);
    return { ...backup, folder };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Heads written down before the database was copied to its end. */
async function anchorsAt(until: Date, file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const before = (line: string) => {
    const { at } = (parsed(line) ?? {}) as { at?: string };
    return at !== undefined && new Date(at) < until;
  };
  return text
    .split('\n')
    .filter(before)
    .map((line) => `${line}\n`)
    .join('');
}

async function keepKeys({ dataFolder, databasePassword, lang, to }: BackupAsked, keysTo: string): Promise<void> {
  const inside = relative(resolve(to), resolve(keysTo));
  if (inside === '' || !inside.startsWith('..')) unusable(keysTo, lang, 'backup.keys_beside_data');
  const keys: unknown = JSON.parse(await readFile(join(dataFolder, 'keys.json'), 'utf8'));
  const text = `${JSON.stringify({ format: keysFormat, keys, databasePassword } satisfies KeysBackup)}\n`;
  const file = keysFileIn(keysTo);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== undefined && before !== text) unusable(file, lang, 'backup.other_keys');
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, text);
}
export const keysFileIn = (place: string): string =>
  place.endsWith('.json') ? place : join(place, 'gridloop-keys.json');

/** Every table of ours, counted in one picture. */
export async function rowsOf(url: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url, application_name: 'gridloop backup' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema', 'public') order by 1`,
    );
    const counted: Record<string, number> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ n: string }>(`select count(*)::text as n from ${name}`);
      counted[name] = Number(rows[0]!.n);
    }
    return counted;
  } finally {
    await client.end();
  }
}

type ListedFile = { Path?: string; 'Encoded-Path'?: string; Size: number; Checksum: string };
/** What PostgreSQL says of its own backup, believed only if its own checksum fits. */
async function manifestOf(folder: string, lang: Lang): Promise<Map<string, ListedFile>> {
  const file = join(folder, 'manifest.json');
  const text = await readFile(file, 'utf8').catch(() => unusable(file, lang, 'backup.missing'));
  const at = text.lastIndexOf('"Manifest-Checksum"');
  const sum = createHash('sha256').update(text.slice(0, at)).digest('hex');
  const manifest = parsed(text) as { Files?: ListedFile[]; 'Manifest-Checksum'?: string } | undefined;
  if (!manifest?.Files || manifest['Manifest-Checksum'] !== sum) unusable(file, lang, 'backup.damaged');
  return new Map(
    manifest.Files.map((one) => [one.Path ?? Buffer.from(one['Encoded-Path']!, 'hex').toString('utf8'), one]),
  );
}

export type Unpack = (name: string, kind: 'file' | 'folder', body: AsyncIterable<Buffer>) => Promise<void>;
/** The files besides the manifest's: to be held against `sums`, or, at the backup, found out. */
type Besides = { sums: Record<string, string> | undefined; found: Record<string, string> };

/** Reads the tar once, hands each file on, and names the first that is not what PostgreSQL wrote. */
export async function verifyBase(
  folder: string,
  lang: Lang,
  besides: Besides,
  progress: (bytes: number) => void,
  unpack: Unpack = async (_name, _kind, body) => {
    for await (const _ of body);
  },
): Promise<{ bytes: number }> {
  const listed = await manifestOf(folder, lang);
  const tar = join(folder, 'base.tar');
  if (!existsSync(tar)) unusable(tar, lang, 'backup.missing');
  let bytes = 0;
  for await (const entry of untorn(tar, lang)) {
    if (entry.kind === 'link') unusable(tar, lang, 'backup.tablespaces');
    const sum = createHash('sha256');
    const through = async function* () {
      for await (const piece of entry.body) {
        sum.update(piece);
        bytes += piece.length;
        progress(bytes);
        yield piece;
      }
    };
    await unpack(entry.name, entry.kind, through());
    if (entry.kind === 'folder') continue;
    const digest = sum.digest('hex');
    const expected = listed.get(entry.name);
    const wanted = expected?.Checksum ?? (besides.sums ? besides.sums[entry.name] : digest);
    if (wanted !== digest || (expected && expected.Size !== entry.size))
      unusable(`${tar}: ${entry.name}`, lang, 'backup.damaged');
    if (!expected) besides.found[entry.name] = digest;
    listed.delete(entry.name);
  }
  const [missing] = listed.keys();
  if (missing !== undefined) unusable(`${tar}: ${missing}`, lang, 'backup.missing');
  return { bytes };
}

async function* untorn(tar: string, lang: Lang): AsyncGenerator<Entry> {
  try {
    yield* entriesOf(tar);
  } catch (error) {
    if (error instanceof TornTar) unusable(tar, lang, 'backup.damaged');
    throw error;
  }
}

/** Photos that are not in the backup yet; those that went meanwhile (drawn anew, deleted) are not missed. */
export async function copyFiles(
  dataFolder: string,
  folder: string,
  progress: (files: number) => void,
): Promise<number> {
  const list = join(folder, 'files.jsonl');
  const known = new Set((await filesListed(list)).map(({ name }) => name));
  const from = join(dataFolder, 'files');
  const names = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => []);
  const handle = await open(list, 'a', 0o600);
  try {
    for (const entry of names) {
      const source = join(entry.parentPath, entry.name);
      const name = relative(from, source).replaceAll('\\', '/');
      // a list that somebody took away is gone after a day, and so it shall be from every copy
      if (!entry.isFile() || name.endsWith('.part') || name.startsWith('csv/') || known.has(name)) continue;
      const target = join(folder, 'files', name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const there = await copyFile(source, target).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return false;
          throw error;
        },
      );
      if (!there) continue;
      const { size } = await stat(target);
      await handle.appendFile(`${JSON.stringify({ name, size, sha256: await sumOf(target) })}\n`);
      known.add(name);
      progress(known.size);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return known.size;
}

export type ListedPhoto = { name: string; size: number; sha256: string };
export async function filesListed(list: string): Promise<ListedPhoto[]> {
  const text = await readFile(list, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (parsed(line) as ListedPhoto | undefined) ?? []);
}
export async function sumOf(file: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const piece of createReadStream(file)) sum.update(piece as Buffer);
  return sum.digest('hex');
}

async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.part`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.part`, file);
}

/** The segments a restore of this backup can go on with, contiguous from its start; the first gap ends them. */
export function logFrom(folder: string, backup: Backup): { segments: Segment[]; gapAt?: string } {
  const segments: Segment[] = [];
  let next = floorOf(lsnOf(backup.start));
  // What the backup brings itself need not be in the folder.
  const bringsUpTo = floorOf(lsnOf(backup.end)) + segmentBytes;
  const all = segmentsIn(join(folder, 'wal'), backup.timeline);
  for (const segment of all.filter(({ start }) => start >= next)) {
    const missing = segment.start > next && segment.start > bringsUpTo;
    if (missing) return { segments, gapAt: segmentName(backup.timeline, next > bringsUpTo ? next : bringsUpTo) };
    segments.push(segment);
    // Begun and never finished, though the log goes on behind it: a recovery would take its zeros for the end.
    if (segment.partial && segment !== all.at(-1)) return { segments, gapAt: segment.name };
    next = segment.start + segmentBytes;
  }
  return { segments };
}
