/**
 * Long work started from a screen (house, promise 10): it shows how far it is, tells every error by row, and can be cancelled.
 * The row in kit.jobs belongs to the command that started it; the work runs beside it, in transactions of its own, once that
 * command has committed. A heartbeat tells a slow job from one whose process died.
 */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { cancelJob, getJob, type Job } from '#contract/areas.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { afterCommit, type Tx } from './db.ts';
import { granted, refuse, Refused, type RowError } from './refusal.ts';
import { serve, type House } from './serve.ts';

const beatMs = 2_000;
/** No beat for this long: its process is gone. */
const lostAfter = '25 seconds';
/** Shown and kept; the message tells how many there are. */
const errorsKept = 1_000;

export type Progress = {
  /** How far it is; written down at most twice a second. Throws `JobCancelled` once somebody asked to stop. */
  at(done: number, total?: number): Promise<void>;
  /** Throws `JobCancelled` once somebody asked to stop: called last inside a transaction, it undoes it. */
  goOn(): void;
};
/** For the command line, where Ctrl-C is the cancel button, and for tests. */
export const noProgress: Progress = { at: async () => undefined, goOn: () => undefined };

export type JobOutcome = { message?: string; result?: unknown; errors?: RowError[] };
/** What the job of a table says at its end: all rows were taken, or none, because it was only tried or some were wrong. */
export const importMessage = (
  { imported, dryRun, errors, rows }: { imported: boolean; dryRun: boolean; errors: readonly RowError[]; rows: number },
  lang: Lang,
): string =>
  imported
    ? say(lang, 'import.done', { rows })
    : say(lang, dryRun ? 'import.dry_run' : 'import.nothing_changed', { n: errors.length });
export type JobWork = (progress: Progress) => Promise<JobOutcome>;
export type NewJob = { id: string; kind: string; byPerson: string | null; total?: number; lang?: Lang };
type JobHouse = Pick<House, 'db' | 'log' | 'now'>;

export class JobCancelled extends Error {
  constructor() {
    super('the job was cancelled');
    this.name = 'JobCancelled';
  }
}

/** The jobs of this process: a closing server waits for them. */
const running = new Map<string, Promise<void>>();
const keyOf = (regionId: number, id: string) => `${regionId}/${id}`;

/**
 * Makes the row in the command's transaction; the work begins when that has committed, and not at all if it is undone. A
 * command that is sent twice reads its first answer and starts nothing.
 */
export async function startJob(house: JobHouse, tx: Tx, regionId: number, job: NewJob, work: JobWork): Promise<Job> {
  await sql`
    insert into kit.jobs (region_id, id, kind, total, by_person, started_at, beat_at)
    values (${regionId}, ${job.id}, ${job.kind}, ${job.total ?? 0}, ${job.byPerson}::uuid, ${house.now()},
            clock_timestamp())`.execute(tx);
  afterCommit(tx, () => {
    const done = runJob(house, regionId, job, work)
      .catch((error: unknown) => house.log.error({ err: error, job: job.id }, 'the end of a job could not be written'))
      .finally(() => running.delete(keyOf(regionId, job.id)));
    running.set(keyOf(regionId, job.id), done);
  });
  return (await jobOf(tx, regionId, job.id))!;
}

/** Until the jobs of this process are done: before its pool closes, and in tests. */
export async function jobsDone(): Promise<void> {
  while (running.size > 0) await Promise.all(running.values());
}

async function runJob(house: JobHouse, regionId: number, job: NewJob, work: JobWork): Promise<void> {
  let cancelled = false;
  let told = { done: 0, total: job.total ?? 0 };
  let toldAt = 0;
  const tell = async () => {
    const { rows } = await sql<{ cancelAsked: boolean }>`
      update kit.jobs set done = ${told.done}, total = ${told.total}, beat_at = clock_timestamp()
       where region_id = ${regionId} and id = ${job.id} and state = 'running'
      returning cancel_asked as "cancelAsked"`.execute(house.db);
    cancelled ||= rows[0]?.cancelAsked ?? true;
  };
  // A work that has nothing to tell for a while still shows that it lives, and still hears that it shall stop.
  const beat = setInterval(() => void tell().catch(() => undefined), beatMs);
  const progress: Progress = {
    async at(done, total = told.total) {
      told = { done, total };
      if (Date.now() - toldAt >= 500) {
        toldAt = Date.now();
        await tell();
      }
      progress.goOn();
    },
    goOn() {
      if (cancelled) throw new JobCancelled();
    },
  };
  const lang = job.lang ?? 'zh';
  const end = (state: Job['state'], { message = '', result = {}, errors = [] }: JobOutcome) =>
    sql`
    update kit.jobs set state = ${state}, done = ${told.done}, total = ${told.total}, message = ${message},
           result = ${JSON.stringify(result)}::jsonb, errors = ${JSON.stringify(errors.slice(0, errorsKept))}::jsonb,
           ended_at = ${house.now()}, beat_at = clock_timestamp()
     where region_id = ${regionId} and id = ${job.id} and state = 'running'`.execute(house.db);
  try {
    await end('done', await work(progress));
  } catch (error) {
    if (error instanceof JobCancelled) {
      await end('cancelled', { message: say(lang, 'job.cancelled') });
    } else if (error instanceof Refused) {
      const { refusal, params, errors } = error.reason;
      await end('failed', { message: say(lang, `problem.${refusal}`, params), errors });
    } else {
      house.log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed');
      await end('failed', { message: say(lang, 'job.failed') });
    }
  } finally {
    clearInterval(beat);
  }
}

type JobRow = Omit<Job, 'startedAt' | 'endedAt'> & { startedAt: Date; endedAt: Date | null; byPerson: string | null };

const jobColumns = sql`
  id, kind, state, done, total, message, result, errors, started_at as "startedAt", ended_at as "endedAt", by_person as "byPerson"`;

async function jobRow(tx: Tx, regionId: number, id: string): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`
    select ${jobColumns} from kit.jobs where region_id = ${regionId} and id = ${id}`.execute(tx);
  return rows[0];
}

export async function jobOf(tx: Tx, regionId: number, id: string): Promise<Job | undefined> {
  const row = await jobRow(tx, regionId, id);
  return row && shown(row);
}

/** What somebody started of one kind lately, the newest first; few, for each is asked for by hand. */
export async function jobsBy(
  tx: Tx,
  regionId: number,
  { byPerson, kind, since }: { byPerson: string; kind: string; since: Date },
): Promise<Job[]> {
  const { rows } = await sql<JobRow>`
    select ${jobColumns} from kit.jobs
     where region_id = ${regionId} and kind = ${kind} and by_person = ${byPerson} and started_at > ${since}
     order by started_at desc, id desc limit 20`.execute(tx);
  return rows.map(shown);
}

/** Jobs whose time is over are forgotten with what they left; `leave` says how to take that away, before the row that names it goes. */
export async function forgetJobs(
  tx: Tx,
  regionId: number,
  { kind, before, atOnce }: { kind: string; before: Date; atOnce: number },
  leave: (jobId: string) => Promise<void>,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from kit.jobs where region_id = ${regionId} and kind = ${kind} and started_at <= ${before}
     order by started_at limit ${atOnce} for update skip locked`.execute(tx);
  for (const { id } of rows) await leave(id);
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0)
    await sql`delete from kit.jobs where region_id = ${regionId} and id = any(${ids}::uuid[])`.execute(tx);
  return ids.length;
}

const shown = ({ id, kind, state, done, total, message, result, errors, startedAt, endedAt }: JobRow): Job => ({
  id,
  kind,
  state,
  done,
  total,
  message,
  result,
  errors,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});

/**
 * Jobs whose process died are told so: all of a region when a server starts, one when somebody looks at it. A job of this
 * process is never lost, however long a computation keeps its heart from beating.
 */
export async function failLostJobs(tx: Tx, regionId: number, at: Date, lang: Lang = 'zh'): Promise<number> {
  const own = [...running.keys()].filter((key) => key.startsWith(`${regionId}/`)).map((key) => key.split('/')[1]!);
  const { numAffectedRows } = await sql`
    update kit.jobs set state = 'failed', message = ${say(lang, 'job.lost')}, ended_at = ${at}
     where region_id = ${regionId} and state = 'running' and beat_at < clock_timestamp() - ${lostAfter}::interval
       and id <> all(${own}::uuid[])`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** A job is shown to the person who started it. */
export function jobRoutes(app: FastifyInstance, house: House): void {
  const own = async (tx: Tx, regionId: number, id: string, personId: string): Promise<Job> => {
    const row = await jobRow(tx, regionId, id);
    return row?.byPerson === personId ? shown(row) : granted<Job>(refuse('thing.not_found'));
  };
  serve(app, house, getJob, async ({ tx, actor, regionId, params, at, lang }) => {
    await failLostJobs(tx, regionId, at, lang);
    return own(tx, regionId, params.jobId, actor.personId);
  });
  serve(app, house, cancelJob, async ({ tx, actor, regionId, params }) => {
    await own(tx, regionId, params.jobId, actor.personId);
    await sql`
      update kit.jobs set cancel_asked = true
       where region_id = ${regionId} and id = ${params.jobId} and state = 'running'`.execute(tx);
    return own(tx, regionId, params.jobId, actor.personId);
  });
}
