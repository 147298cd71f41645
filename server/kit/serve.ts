/**
 * The life of a request: declared shape → who is it → one transaction → action → view → reply checked → sent. The whole
 * request is one transaction, and a 2xx leaves only after COMMIT (promise 1). A write carries a client-made id and may be
 * sent twice: the second time its first answer is read back (promise 2).
 */
import { createHmac } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '#contract/endpoint.ts';
import { statusOf, type Problem, type ProblemCode } from '#contract/problems.ts';
import { receiptHeader } from '#contract/intake.ts';
import { langOf, say, type Lang } from '#contract/words/words.ts';
import { callerKey, type Actor, type Caller } from './caller.ts';
import type { Config } from './config.ts';
import { seal, unseal, type Keys } from './crypto.ts';
import { inRegion, isAway, isRetryable, runsAgain, sendAlong, type Db, type Tx } from './db.ts';
import { inCommand } from './facts.ts';
import type { Files } from './files.ts';
import type { Log } from './log.ts';
import { calling, renamed, type Names } from './named.ts';
import { isRefusal, refuse, Refused, type Refusal } from './refusal.ts';
import { checker } from './validate.ts';

/** What every room is given at start. */
export type House = {
  db: Db;
  keys: Keys;
  files: Files;
  config: Config;
  log: Log;
  now: () => Date;
  /** what units, areas and matters are called to a reader who does not read Chinese */
  englishNames: (tx: Tx, regionId: number) => Promise<Names>;
  /** the region the public site speaks for */
  publicRegion: () => Promise<number>;
  whoIs: (request: FastifyRequest) => Promise<Caller | undefined>;
};

export type Asked<E> = {
  tx: Tx;
  house: House;
  regionId: number;
  caller: Caller;
  /** of a signed-in person; on other endpoints there is none */
  actor: Actor;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  bytes: Buffer;
  /** the command's own id, when the endpoint writes */
  commandId: string;
  at: Date;
  lang: Lang;
  request: FastifyRequest;
  reply: FastifyReply;
};

export type AnyEndpoint = Endpoint;
const served: AnyEndpoint[] = [];
/** Everything this process answers, for the OpenAPI document and for tests that walk the router. */
export const servedEndpoints = (): readonly AnyEndpoint[] => served;

export function declared(endpoint: AnyEndpoint): void {
  if (!served.some((known) => known.id === endpoint.id)) served.push(endpoint);
}

/** Sent by a handler instead of JSON. */
export class Bytes {
  readonly bytes: Buffer | Readable;
  readonly type: string;
  readonly headers: Record<string, string>;
  constructor(bytes: Buffer | Readable, type: string, headers: Record<string, string> = {}) {
    this.bytes = bytes;
    this.type = type;
    this.headers = headers;
  }
}

export function serve<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  app: FastifyInstance,
  house: House,
  endpoint: Endpoint<P, Q, B, R>,
  /** a refusal that is thrown undoes the request; one that is returned keeps what was written (a failed sign-in is a fact) */
  handle: (asked: Asked<Endpoint<P, Q, B, R>>) => Promise<ReplyOf<Endpoint<P, Q, B, R>> | Bytes | Refusal>,
): void {
  serveAfter(app, house, endpoint, async () => undefined, handle);
}

/** The same, where the outside world has to be asked something first: before the transaction, never inside it (promise 4). */
export function serveAfter<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema, T>(
  app: FastifyInstance,
  house: House,
  endpoint: Endpoint<P, Q, B, R>,
  outside: (asked: Omit<Asked<Endpoint<P, Q, B, R>>, 'tx'>) => Promise<T | Refusal>,
  handle: (asked: Asked<Endpoint<P, Q, B, R>>, brought: T) => Promise<ReplyOf<Endpoint<P, Q, B, R>> | Bytes | Refusal>,
): void {
  declared(endpoint);
  const checkParams = endpoint.params && checker(endpoint.params, { fromText: true });
  const checkQuery = endpoint.query && checker(endpoint.query, { fromText: true });
  const checkBody = endpoint.body && checker(endpoint.body);
  const replyShape = Compile(endpoint.reply);

  app.route({
    method: endpoint.method,
    url: endpoint.path,
    ...(endpoint.upload ? { bodyLimit: endpoint.upload.limitBytes } : {}),
    config: { endpointId: endpoint.id },
    async handler(request, reply) {
      const lang = langOf(request.headers['accept-language']);
      if (endpoint.method !== 'GET' && !endpoint.landing && isForeign(request))
        throw new Refused(refuse('request.foreign_origin'));
      const params = checked(checkParams, request.params, lang);
      const query = checked(checkQuery, request.query, lang);
      const bytes = endpoint.upload ? uploaded(request.body, endpoint.upload.types, request) : Buffer.alloc(0);
      const body = checked(checkBody, request.body, lang);
      const caller = await knock(house, endpoint, request);

      const commandId = endpoint.method === 'GET' ? undefined : commandIdOf(endpoint, params, body);
      const asked = {
        house,
        regionId: caller.regionId,
        caller,
        actor: caller.kind === 'person' ? caller.actor : (undefined as unknown as Actor),
        params,
        query,
        body,
        bytes,
        commandId: commandId ?? '',
        at: house.now(),
        lang,
        request,
        reply,
      };
      const brought = await outside(asked as Asked<Endpoint<P, Q, B, R>>);
      if (isRefusal(brought)) throw new Refused(brought);
      const handled = (tx: Tx) => handle({ ...asked, tx } as Asked<Endpoint<P, Q, B, R>>, brought);
      const work =
        lang === 'en'
          ? async (tx: Tx) => inOtherNames(await house.englishNames(tx, caller.regionId), async () => handled(tx))
          : handled;
      const answer = await retried(() =>
        commandId
          ? once(house, endpoint, caller, commandId, bodyHash(house.keys, endpoint, asked, request), work)
          : inRegion(house.db, caller.regionId, work),
      );
      if (isRefusal(answer)) throw new Refused(answer);
      if (answer instanceof Bytes) return reply.headers(answer.headers).type(answer.type).send(answer.bytes);
      if (!replyShape.Check(answer)) {
        const [first] = replyShape.Errors(answer);
        throw new Error(`${endpoint.id} would answer in another shape than it declares: ${JSON.stringify(first)}`);
      }
      return reply.send(answer);
    },
  });
}

/** What is answered, and why something was refused, with names as this reader knows them. */
async function inOtherNames<T>(names: Names, work: () => Promise<T>): Promise<T> {
  try {
    const answer = await calling(names, work);
    return answer instanceof Bytes ? answer : renamed(answer, names);
  } catch (error) {
    if (error instanceof Refused) throw new Refused(renamed(error.reason, names));
    throw error;
  }
}

function checked(check: ReturnType<typeof checker> | undefined, given: unknown, lang: Lang): unknown {
  if (!check) return {};
  const { value, errors } = check(given ?? {}, lang);
  if (errors.length > 0) {
    const [first] = errors;
    throw new Refused(refuse('request.invalid', { summary: `${first!.field} ${first!.reason}` }, { errors }));
  }
  return value;
}

/** For a door that does not answer in one piece. */
export function checkedQuery(endpoint: { query?: TSchema }): (given: unknown, lang: Lang) => unknown {
  const check = endpoint.query && checker(endpoint.query, { fromText: true });
  return (given, lang) => checked(check, given, lang);
}

function uploaded(body: unknown, types: string[], request: FastifyRequest): Buffer {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!types.includes(type)) throw new Refused(refuse('request.media_type'));
  return Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Who knocks, if this door opens for them at all. */
export async function knock(
  house: House,
  endpoint: { access: string; fresh?: true },
  request: FastifyRequest,
): Promise<Caller> {
  const known = await house.whoIs(request);
  if (endpoint.access === 'public') return known ?? { kind: 'nobody', regionId: await house.publicRegion() };
  if (endpoint.access === 'device') {
    if (known?.kind !== 'device') throw new Refused(refuse('device.unknown_key'));
    return known;
  }
  if (known?.kind !== 'person') throw new Refused(refuse('reader.not_signed_in'));
  if (endpoint.access === 'signed_in' && known.actor.stage !== 'full')
    throw new Refused(refuse(known.actor.stage === 'renew' ? 'reader.password_due' : 'reader.second_factor_needed'));
  if (endpoint.fresh && !isFresh(known.actor, house.now())) throw new Refused(refuse('reader.not_fresh'));
  return known;
}

/**
 * 二次确认 (ASVS 7.5.3): a desk that was left open is not enough for what cannot be taken back. Asked before anything of the command is
 * kept, so that it is sent again under its own id.
 */
const freshMs = 15 * 60_000;
const isFresh = ({ confirmedAt }: Actor, now: Date): boolean =>
  confirmedAt != null && now.getTime() - confirmedAt.getTime() < freshMs;

/** A browser says where a request comes from; another site may not write in a reader's name. */
function isForeign(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return true;
  const origin = request.headers.origin;
  if (!origin) return false;
  try {
    return new URL(origin).host !== request.host;
  } catch {
    return true;
  }
}

function commandIdOf(endpoint: { upload?: unknown }, params: unknown, body: unknown): string | undefined {
  if (endpoint.upload) {
    const { photoId, jobId, n } = params as { photoId?: string; jobId?: string; n?: number };
    // A piece is known by its number (`pieces.ts`): the photo's id is the command that all of them make together.
    return n === undefined ? (photoId ?? jobId) : undefined;
  }
  return (body as { id?: string } | undefined)?.id;
}

/**
 * Keyed, because a body may hold a password: a plain hash of it could be guessed from a copy of the table. A receipt's code is
 * part of it: whoever holds it is the caller there, and an answer that was kept is not read back without it.
 */
export const bodyHash = (
  keys: Keys,
  endpoint: { id: string },
  { params, body, bytes }: { params: unknown; body: unknown; bytes: Buffer },
  request: FastifyRequest,
): Buffer =>
  createHmac('sha256', keys.lookup)
    .update(JSON.stringify([endpoint.id, params, body, request.headers[receiptHeader] ?? null]))
    .update(bytes)
    .digest();

/**
 * Runs a command once in its life. Two senders of the same id meet at the primary key: the second waits for the first to
 * commit and then reads its answer. The answer is kept sealed, because it may carry a receipt's secret; one that opens a contact is
 * not kept at all, or it would outlive the contact.
 */
function once<T>(...[house, endpoint, caller, id, hash, work]: Command<T>): Promise<T> {
  const answer = answerOf(house, endpoint, caller, id, hash, (tx) => {
    runsAgain(tx);
    return work(tx);
  });
  return inRegion(house.db, caller.regionId, answer, claimOf(endpoint, caller, id, hash));
}

/** The same within a transaction that had something to do before. */
export async function onceWithin<T>(tx: Tx, ...command: Command<T>): Promise<T> {
  const [, endpoint, caller, id, hash] = command;
  const { rows } = await claimOf(endpoint, caller, id, hash).execute(tx);
  return answerOf(...command)(tx, rows.length > 0);
}

type Command<T> = [
  house: House,
  endpoint: { id: string; opens?: true },
  caller: Caller,
  id: string,
  hash: Buffer,
  work: (tx: Tx) => Promise<T>,
];

const claimOf = (endpoint: { id: string }, caller: Caller, id: string, hash: Buffer) => sql`
  insert into kit.commands (region_id, id, endpoint, body_hash, caller)
  values (${caller.regionId}, ${id}, ${endpoint.id}, ${hash}, ${callerKey(caller)}) on conflict do nothing returning 1`;

function answerOf<T>(...[house, endpoint, caller, id, hash, work]: Command<T>) {
  const { regionId } = caller;
  const context = `command:${regionId}:${id}`;
  return async (tx: Tx, isNew: boolean): Promise<T> => {
    if (!isNew) return answeredBefore(tx);
    inCommand(tx, id);
    const answer = await work(tx);
    if (endpoint.opens) return answer;
    const reply = seal(house.keys, JSON.stringify(answer), context);
    sendAlong(
      tx,
      sql`update kit.commands set reply = ${reply} where region_id = ${regionId} and id = ${id}`.execute(tx),
    );
    return answer;
  };

  async function answeredBefore(tx: Tx): Promise<T> {
    const { rows } = await sql<{ body_hash: Buffer; caller: string; endpoint: string; reply: Buffer | null }>`
      select body_hash, caller, endpoint, reply from kit.commands where region_id = ${regionId} and id = ${id}`.execute(
      tx,
    );
    const before = rows[0];
    if (
      !before ||
      before.caller !== callerKey(caller) ||
      before.endpoint !== endpoint.id ||
      !before.body_hash.equals(hash)
    ) {
      throw new Refused(refuse('command.id_reused'));
    }
    if (endpoint.opens) return work(tx);
    if (!before.reply) throw new Refused(refuse('command.id_reused'));
    return JSON.parse(unseal(house.keys, before.reply, context)) as T;
  }
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || tries >= 4) throw error;
    }
  }
}

/** A refusal as RFC 9457 problem details, in the reader's language. */
export function problemOf(refusal: Refusal, lang: Lang, requestId?: string): Problem {
  const status = statusOf(refusal.refusal);
  return {
    type: `/docs/problems#${refusal.refusal}`,
    title: say(lang, `problem.${refusal.refusal}`, refusal.params),
    status,
    code: refusal.refusal,
    params: { ...refusal.params },
    ...(requestId ? { requestId } : {}),
    ...(refusal.errors ? { errors: refusal.errors } : {}),
    ...(refusal.current === undefined ? {} : { current: refusal.current }),
  };
}

/** A refusal as a problem document, in the reader's language. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const lang = langOf(request.headers['accept-language']);
  const problem = problemOf(refusal, lang, request.id);
  if (problem.status === 429 && refusal.params['seconds'])
    void reply.header('retry-after', String(Number(refusal.params['seconds'])));
  if (problem.status === 503) void reply.header('retry-after', '2');
  return reply.status(problem.status).type('application/problem+json').header('content-language', lang).send(problem);
}

/** The only place where an error becomes a reply. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    if (error instanceof Refused) return sendProblem(request, reply, error.reason);
    const known: Record<number, ProblemCode> = {
      400: 'request.invalid',
      404: 'request.not_found',
      413: 'request.too_large',
      415: 'request.media_type',
      429: 'request.too_many',
    };
    const code = error.statusCode ? known[error.statusCode] : undefined;
    if (code) {
      const limit = `${(request.routeOptions.bodyLimit ?? app.initialConfig.bodyLimit ?? 0) / 1_000_000} MB`;
      return sendProblem(request, reply, refuse(code, { summary: 'JSON', limit, seconds: 60 }));
    }
    if (isAway(error)) {
      log.warn({ err: error, requestId: request.id }, 'the database did not answer');
      return sendProblem(request, reply, refuse('server.busy'));
    }
    log.error(
      {
        err: error,
        requestId: request.id,
        endpoint: (request.routeOptions.config as { endpointId?: string }).endpointId,
      },
      'a request failed',
    );
    return sendProblem(request, reply, refuse('server.failed', { requestId: request.id }));
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, refuse('request.not_found')));
}
