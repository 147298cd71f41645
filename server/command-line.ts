/**
 * What every command of the line stands on: its database (the running server's, else the embedded one, started for the command
 * and stopped after it), where it says what, and which exit code means what.
 */
import { say as word, type Lang } from '#contract/words/words.ts';
import { Refused, type Refusal, type RowError } from '#kit/refusal.ts';
import type { Config } from '#kit/config.ts';
import { loadKeys, type Keys } from '#kit/crypto.ts';
import { openDb, openPool, type Db } from '#kit/db.ts';
import type { Files } from '#kit/files.ts';
import { migrate } from '#kit/migrate.ts';
import { findRunning, startPostgres } from '#kit/postgres.ts';
import { filesIn } from './check.ts';

export const exitCode = { done: 0, violations: 1, unusable: 2, noDatabase: 3 } as const;

/** A file, a mapping, a layer or a ring that cannot be used at all: nothing was changed. Exit 2. */
export class Unusable extends Error {
  readonly where: { file?: string; field?: string; row?: number };
  constructor(reason: string, where: { file?: string; field?: string; row?: number } = {}) {
    super(reason);
    this.name = 'Unusable';
    this.where = where;
  }
}

/** Neither a server's database nor one of our own could be had. Exit 3. */
export class NoDatabase extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = 'NoDatabase';
  }
}
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message ? error.message : String(error);
}

export type Ground = { db: Db; keys: Keys; files: Files; config: Config; applied: string[] };

/** Opens the database, brings it to today's shape, works, and leaves everything as it was found. */
export async function onGround<T>(
  config: Config,
  note: (line: string) => void,
  work: (ground: Ground) => Promise<T>,
): Promise<T> {
  const undo: (() => Promise<void>)[] = [];
  const leave = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  // Interrupted at whatever moment, PostgreSQL is not left behind; the work that fails because of it is not a failure.
  let ending = false;
  const interrupted = (signal: NodeJS.Signals) => {
    ending = true;
    void leave().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    return await work(await open(config, note, undo));
  } catch (error) {
    if (ending) await new Promise(() => undefined);
    throw error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await leave();
  }
}

async function open(config: Config, note: (line: string) => void, undo: (() => Promise<void>)[]): Promise<Ground> {
  try {
    const keys = await loadKeys(config.dataFolder);
    let ownerUrl = config.databaseUrl ?? (await findRunning(config.dataFolder))?.url;
    if (!ownerUrl) {
      const postgres = await startPostgres({ dataFolder: config.dataFolder, log: note });
      undo.push(() => postgres.stop());
      ownerUrl = postgres.url;
    }
    const { applied, appUrl } = await migrate(ownerUrl, keys.databasePassword);
    const pool = openPool(appUrl, { max: 6 });
    undo.push(() => pool.end());
    return { db: openDb(pool), keys, files: filesIn(config.dataFolder), config, applied };
  } catch (error) {
    throw new NoDatabase(error);
  }
}

/** Where a command speaks: answers on stdout, everything on the way on stderr. */
export type Voice = {
  lang: Lang;
  json: boolean;
  /** the command's answer: one line of JSON, or lines for a reader */
  answer: (result: unknown, lines: () => string[]) => void;
  /** something worth knowing on the way */
  note: (line: string) => void;
  /** how far it is; on a terminal one line that is written over, else a line now and then */
  progress: (line: string) => void;
};

export function voice(lang: Lang, json: boolean): Voice {
  let lastAt = 0;
  let open = false;
  const close = () => {
    if (open) process.stderr.write('\n');
    open = false;
  };
  return {
    lang,
    json,
    answer(result, lines) {
      close();
      process.stdout.write(
        json
          ? `${JSON.stringify(result)}\n`
          : lines()
              .map((line) => `${line}\n`)
              .join(''),
      );
    },
    note(line) {
      close();
      process.stderr.write(`${line}\n`);
    },
    progress(line) {
      const now = Date.now();
      const every = process.stderr.isTTY ? 200 : 2000;
      if (now - lastAt < every) return;
      lastAt = now;
      if (!process.stderr.isTTY) process.stderr.write(`${line}\n`);
      else {
        process.stderr.write(`\r\x1b[2K${line}`);
        open = true;
      }
    },
  };
}

/** The language of the terminal; Chinese where it does not say. */
export function langOfTerminal(env: NodeJS.ProcessEnv): Lang {
  const told = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^en/i.test(told) ? 'en' : 'zh';
}

/** Runs one command and turns what stood in its way into words and an exit code. */
export async function carriedOut(voice: Voice, command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    const trouble = troubleOf(error, voice.lang);
    if (!trouble) throw error;
    voice.note(trouble.line);
    if (voice.json) voice.answer({ error: trouble.error }, () => []);
    return trouble.code;
  }
}

type Where = { file?: string; field?: string; row?: number };
type Trouble = {
  code: number;
  line: string;
  /** `errors`: every row that stands in the way, where there are several */
  error: { code: string; reason: string; errors?: readonly RowError[] } & Where;
};

function troubleOf(error: unknown, lang: Lang): Trouble | undefined {
  if (error instanceof NoDatabase) {
    const line = word(lang, 'command.no_database', { reason: error.message });
    return { code: exitCode.noDatabase, line, error: { code: 'no_database', reason: error.message } };
  }
  if (error instanceof Unusable) {
    const { file = '', field, row } = error.where;
    const at = [row === undefined ? '' : ` (${row})`, field ? ` ${field}` : ''].join('');
    const line = file || at ? word(lang, 'command.unusable', { file, at, reason: error.message }) : error.message;
    const code = file ? 'file.unusable' : 'unusable';
    return { code: exitCode.unusable, line, error: { code, reason: error.message, ...error.where } };
  }
  if (error instanceof Refused) {
    const { refusal: code, params, errors } = error.reason;
    const reason = refusalWords(error.reason, lang);
    const [first] = errors ?? [];
    const where: Where = {
      ...(typeof params['file'] === 'string' ? { file: params['file'] } : {}),
      ...(first ? { field: first.field } : {}),
      ...(first?.row === undefined ? {} : { row: first.row }),
    };
    const line = word(lang, 'command.failed', { reason });
    return { code: exitCode.unusable, line, error: { code, reason, ...where, ...(errors ? { errors } : {}) } };
  }
  return undefined;
}

export function refusalWords(refusal: Refusal, lang: Lang): string {
  const errors = (refusal.errors ?? []).map(
    ({ row, field, reason }) => `${row === undefined ? '' : `${row} `}${field} ${reason}`,
  );
  return [word(lang, `problem.${refusal.refusal}`, refusal.params), ...errors].join('; ');
}
