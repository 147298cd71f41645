/** What the command line does so that nothing is lost and nothing changed unseen: the audit of the trail, backup, restore. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say, type WordKey } from '#contract/words/words.ts';
import { listRegions } from '#areas';
import { contactsOpen } from '#intake';
import { anchorFile, anchorLine, anchorsIn } from '#kit/anchors.ts';
import { copyFiles, makeBackup, rowsOf } from '#kit/backup/backup.ts';
import { followLog, holdLog, letLogGo } from '#kit/backup/follow.ts';
import { restoreBackup } from '#kit/backup/restore.ts';
import { isStandby, runStandby, standbyName, takeOver } from '#kit/backup/standby.ts';
import type { Config } from '#kit/config.ts';
import { loadKeys } from '#kit/crypto.ts';
import { inNoRegion, inRegion, type Db } from '#kit/db.ts';
import { appendOnly } from '#kit/migrate.ts';
import { findPlace } from '#kit/postgres-place.ts';
import { findRunning, startPostgres } from '#kit/postgres.ts';
import { heads } from '#kit/seals.ts';
import { auditFacts, type AuditReport } from './check.ts';
import { exitCode, NoDatabase, onGround, Unusable, type Voice } from './command-line.ts';

type House = { config: Config; voice: Voice };

/** `gridloop check --audit` */
export const audited = ({ config, voice }: House, file = anchorFile(config.dataFolder)): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const report = await audit(db, file, voice);
    voice.answer(report, () => auditLines(report, voice));
    return report.regions.some(({ found }) => found > 0) ? exitCode.violations : exitCode.done;
  });

async function audit(db: Db, file: string, voice: Voice): Promise<AuditReport> {
  const report = await auditFacts(db, anchorsIn(file), (facts) =>
    voice.progress(say(voice.lang, 'audit.progress', { facts })),
  );
  if (report.lines === 0) voice.note(say(voice.lang, 'audit.no_anchors', { file }));
  return report;
}

const auditLines = ({ regions }: AuditReport, { lang }: Voice): string[] =>
  regions.flatMap(({ code, blocks, facts, unsealed, anchored, head, found, findings }) => [
    say(lang, 'audit.region', { mark: found === 0 ? '✓' : '×', code, blocks, facts, unsealed, anchored }),
    ...(head ? [`  ${head}`] : []),
    ...findings.map(
      ({ trouble, block, id = '', fact = '' }) => `  ${say(lang, `audit.${trouble}`, { block, id, fact })}`,
    ),
    ...(found > findings.length ? [`  … ${found}`] : []),
  ]);

/** `gridloop audit head`: lines as they stand in anchors.jsonl, so that a copy can be handed to `check --audit --anchors`. */
export const headsPrinted = ({ config, voice }: House): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const at = new Date();
    const found = await inNoRegion(db, async (tx) =>
      heads(
        tx,
        (await listRegions(tx)).map(({ id }) => id),
      ),
    );
    voice.answer({ at, heads: found }, () => found.map((head) => anchorLine(head, at)));
    return exitCode.done;
  });

type BackupAsked = { to: string; keysTo?: string; follow?: boolean; letGo?: boolean; forStandby?: boolean };
/** `gridloop backup`: beside the running server, or of a house that stands still. */
export async function backedUp({ config, voice }: House, asked: BackupAsked): Promise<number> {
  const { to, keysTo, follow, letGo, forStandby } = asked;
  const { lang } = voice;
  const { dataFolder } = config;
  if (config.databaseUrl) throw new Unusable(say(lang, 'backup.own_postgres'));
  const place = findPlace(dataFolder);
  if (!place) throw new Unusable(say(lang, 'backup.no_data'), { file: dataFolder });
  const own = (await findRunning(dataFolder)) ? undefined : await started(dataFolder, voice);
  try {
    const ownerUrl = own?.url ?? (await findRunning(dataFolder))!.url;
    if (letGo) await letLogGo(ownerUrl);
    if (letGo) await letLogGo(ownerUrl, standbyName);
    if (follow) await holdLog(ownerUrl);
    // The standby goes on where the backup ends: until it has come, nothing of the log is let go.
    if (forStandby) await holdLog(ownerUrl, standbyName);
    const done = await makeBackup({
      ownerUrl,
      dataFolder,
      keys: await loadKeys(dataFolder),
      databasePassword: readFileSync(place.passwordFile, 'utf8'),
      to: resolve(to),
      keysTo,
      lang,
      progress: toldBy(voice),
    });
    if (keysTo === undefined) voice.note(say(lang, 'backup.keys_not_kept'));
    const { folder, files, bytes } = done;
    voice.answer(done, () => [say(lang, 'backup.done', { folder, files, megabytes: Math.round(bytes / 2 ** 20) })]);
    if (forStandby) voice.note(say(lang, 'standby.held', { port: new URL(ownerUrl).port }));
    if (follow) await followed(ownerUrl, { to: resolve(to), folder, dataFolder }, voice);
    return exitCode.done;
  } finally {
    await own?.stop();
  }
}

const started = (dataFolder: string, voice: Voice) =>
  startPostgres({ dataFolder, log: voice.note }).catch((error: unknown) => {
    throw new NoDatabase(error);
  });

const filesEveryMs = 60_000;
/** Takes log and new photos into the folder until it is told to stop. */
async function followed(
  ownerUrl: string,
  { to, folder, dataFolder }: { to: string; folder: string; dataFolder: string },
  voice: Voice,
): Promise<void> {
  const following = await followLog(ownerUrl, to);
  voice.note(say(voice.lang, 'backup.following'));
  const photos = setInterval(() => {
    copyFiles(dataFolder, folder, () => {}).catch((error: Error) => voice.note(error.message));
  }, filesEveryMs);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, following.stop);
  try {
    await following.stopped;
  } catch (error) {
    throw new Unusable(say(voice.lang, 'backup.follow_lost', { detail: (error as Error).message }));
  } finally {
    clearInterval(photos);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, following.stop);
    await copyFiles(dataFolder, folder, () => {});
  }
}

const toldBy =
  ({ lang, progress }: Voice) =>
  (what: string, done: number, total = 0): void =>
    progress(
      say(lang, 'backup.progress', {
        what: say(lang, `backup.what.${what}` as WordKey),
        done:
          what === 'database' || what === 'verify'
            ? `${Math.round(done / 2 ** 20)} MB`
            : total
              ? `${done}/${total}`
              : '',
      }),
    );

type StandbyAsked = { to: string; from?: string; keys?: string; of?: string; takeOver?: boolean };
const heardEveryMs = 1_000;
/** `gridloop standby`: made of a backup if there is none in that folder yet, then runs until it is stopped, or has taken over. */
export async function stoodBy({ voice }: House, asked: StandbyAsked): Promise<number> {
  const { lang } = voice;
  const to = resolve(asked.to);
  if (!isStandby(to)) {
    const { from, keys, of } = asked;
    if (asked.takeOver || from === undefined || keys === undefined || of === undefined)
      throw new Unusable(say(lang, 'standby.none'), { file: to });
    const [, host, port] = /^(.+):(\d+)$/.exec(of) ?? [];
    if (host === undefined) throw new Unusable(say(lang, 'standby.where'), { field: of });
    const given = { from: resolve(from), to, keys, until: undefined, lang, progress: toldBy(voice) };
    await restoreBackup({ ...given, standbyOf: { host, port: Number(port) } });
  }
  if (asked.takeOver) {
    await takeOver(to);
    voice.answer({ to }, () => [say(lang, 'standby.over', { to })]);
    return exitCode.done;
  }
  const standby = await runStandby(to).catch((error: unknown) => {
    throw new NoDatabase(error);
  });
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    let before: boolean | undefined;
    while (!stopped.signal.aborted) {
      const { following, received, over } = await standby.state();
      if (over) {
        voice.answer({ to }, () => [say(lang, 'standby.over', { to })]);
        break;
      }
      if (following !== before) voice.note(say(lang, following ? 'standby.following' : 'standby.alone', { received: received ?? '' })); // prettier-ignore
      before = following;
      await sleep(heardEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    return exitCode.done;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    await standby.stop();
  }
}

type RestoreAsked = { from: string; to: string; keys: string; until?: string };
export type RestoreReport = {
  to: string;
  backup: string;
  segments: number;
  files: number;
  rows: Record<string, number>;
  /** tables to which rows are only added, with fewer than at the backup */
  fewer: { table: string; before: number; now: number }[];
  contacts: { read: number; unreadable: number };
  audit: AuditReport;
};

/** `gridloop restore`: into an empty folder, then everything that can be held against something is. */
export async function restored({ config, voice }: House, asked: RestoreAsked): Promise<number> {
  const { lang } = voice;
  const until = asked.until === undefined ? undefined : new Date(asked.until);
  if (until && Number.isNaN(until.getTime())) throw new Unusable(say(lang, 'backup.instant', { given: asked.until! }));
  const to = resolve(asked.to);
  const { from, keys } = asked;
  const { backup, files, segments } = await restoreBackup({
    from: resolve(from),
    to,
    keys,
    until,
    lang,
    progress: toldBy(voice),
  });
  // As the server would start on it.
  const house = { ...config, dataFolder: to, databaseUrl: undefined };
  return onGround(house, voice.note, async ({ db, keys: opened }) => {
    const rows = await rowsOf((await findRunning(to))!.url);
    const fewer = appendOnly
      .map((table) => ({ table, before: backup.rows[table] ?? 0, now: rows[table] ?? 0 }))
      .filter(({ before, now }) => now < before);
    const contacts = { read: 0, unreadable: 0 };
    for (const { id } of await inNoRegion(db, listRegions)) {
      const found = await inRegion(db, id, (tx) => contactsOpen(tx, opened, id, 100));
      contacts.read += found.read;
      contacts.unreadable += found.unreadable;
    }
    const trail = await audit(db, join(to, 'anchors.jsonl'), voice);
    const report: RestoreReport = { to, backup: backup.folder, segments, files, rows, fewer, contacts, audit: trail };
    const mark = (good: boolean) => (good ? '✓' : '×');
    voice.answer(report, () => [
      say(lang, 'restore.done', { to, endedAt: backup.endedAt, segments, files }),
      say(lang, 'restore.rows', {
        mark: mark(fewer.length === 0),
        tables: Object.keys(rows).length,
        rows: Object.values(rows).reduce((sum, n) => sum + n, 0),
      }),
      ...fewer.map((one) => say(lang, 'restore.fewer', one)),
      say(lang, 'restore.contacts', { mark: mark(contacts.unreadable === 0), ...contacts }),
      ...auditLines(trail, voice),
    ]);
    const broken = fewer.length + contacts.unreadable + trail.regions.reduce((sum, { found }) => sum + found, 0);
    return broken > 0 ? exitCode.violations : exitCode.done;
  });
}
