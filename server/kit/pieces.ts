/**
 * A door for photos that also takes them in pieces: each is admitted as the whole would be, kept, and the one that makes it complete
 * hands the whole to the same action, as the same command, in the same transaction. What a phone has sent it does not send again.
 */
import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { TSchema } from 'typebox';
import type { Endpoint, ReplyOf } from '#contract/endpoint.ts';
import { receiptHeader } from '#contract/intake.ts';
import { pieceAt, piecesOf, type inPieces, type PiecesThere } from '#contract/pieces.ts';
import { callerKey } from './caller.ts';
import type { Tx } from './db.ts';
import { deny, isRefusal, Refused } from './refusal.ts';
import { bodyHash, onceWithin, serve, type Asked, type House } from './serve.ts';

/** As many as a report or a case may have stand there half at most; whoever begins more does not want to finish them. */
const begunAtOnce = 30;
/** So long a phone may be without network in the midst of a photo. */
const keptMs = 2 * 86_400_000;

/** `admit`: may this be brought here, by these hands? Says so before a single byte is kept. `take` does what the whole is for. */
export function serveInPieces<P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema, T>(
  app: FastifyInstance,
  house: House,
  [endpoint, piece]: readonly [Endpoint<P, Q, B, R>, ReturnType<typeof inPieces>],
  admit: (asked: Asked<Endpoint<P, Q, B, R>>) => Promise<T>,
  take: (asked: Asked<Endpoint<P, Q, B, R>>, admitted: T) => Promise<ReplyOf<Endpoint<P, Q, B, R>>>,
): void {
  type Whole = Asked<Endpoint<P, Q, B, R>>;
  serve(app, house, endpoint, async (asked) => take(asked, await admit(asked)));
  serve(app, house, piece, async (asked) => {
    const { n, ...params } = asked.params as { n: number; photoId: string };
    const { bytes: length, ...query } = asked.query;
    const { tx, caller, regionId, at, request } = asked;
    const whole = { ...asked, params, query, commandId: params.photoId } as unknown as Whole;
    const admitted = await admit(whole);

    const { from, to } = pieceAt(n, length);
    if (asked.bytes.length !== to - from)
      deny('photo.piece_length', { n: n + 1, bytes: asked.bytes.length, expected: Math.max(0, to - from) });
    const keyed = (...told: unknown[]) =>
      createHmac('sha256', house.keys.lookup)
        .update(JSON.stringify([endpoint.id, ...told]))
        .digest();
    const { photoId, ...where } = params;
    const upload = {
      id: photoId,
      door: keyed(params, query, length, callerKey(caller), request.headers[receiptHeader] ?? null),
      place: keyed(where),
    };
    const all = Array.from({ length: piecesOf(length) }, (_, i) => i);
    if (await begin(tx, regionId, upload, at)) return { there: all, whole: true };
    const there = await keep(tx, regionId, photoId, n, asked.bytes);
    if (there.length < all.length) return { there, whole: false };

    const together = { ...whole, bytes: await putTogether(tx, regionId, photoId) };
    const hash = bodyHash(house.keys, endpoint, together, request);
    const answer = await onceWithin(tx, house, endpoint, caller, photoId, hash, () => take(together, admitted));
    if (isRefusal(answer)) throw new Refused(answer);
    await isWhole(tx, regionId, photoId, at);
    return { there: all, whole: true } satisfies PiecesThere;
  });
}

type Upload = { id: string; door: Buffer; place: Buffer };

/** From here on the upload's row is ours, and pieces that come at once come one after the other. True where it is whole already. */
async function begin(tx: Tx, regionId: number, { id, door, place }: Upload, at: Date): Promise<boolean> {
  const begun = await sql`
    insert into kit.uploads (region_id, id, door, place, begun_at) values (${regionId}, ${id}, ${door}, ${place}, ${at})
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ ours: boolean; whole: boolean }>`
    select door = ${door} as ours, whole_at is not null as whole from kit.uploads
     where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  if (!rows[0]?.ours) deny('command.id_reused');
  if (Number(begun.numAffectedRows) > 0) {
    const { rows: counted } = await sql<{ n: number }>`
      select count(*)::int as n from kit.uploads
       where region_id = ${regionId} and place = ${place} and whole_at is null`.execute(tx);
    if (counted[0]!.n > begunAtOnce) deny('photo.too_many_begun', { limit: begunAtOnce });
  }
  return rows[0].whole;
}

/** Kept once; the same again is the same, and another under its number is refused. Says which are there. */
async function keep(tx: Tx, regionId: number, id: string, n: number, bytes: Buffer): Promise<number[]> {
  const kept = await sql`
    insert into kit.pieces (region_id, upload_id, n, bytes) values (${regionId}, ${id}, ${n}, ${bytes})
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ n: number; same: boolean }>`
    select n, case when n = ${n}::int then bytes = ${Number(kept.numAffectedRows) > 0 ? null : bytes}::bytea end is not false as same
      from kit.pieces where region_id = ${regionId} and upload_id = ${id} order by n`.execute(tx);
  if (rows.some(({ same }) => !same)) deny('command.id_reused');
  return rows.map((row) => row.n);
}

async function putTogether(tx: Tx, regionId: number, id: string): Promise<Buffer> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from kit.pieces where region_id = ${regionId} and upload_id = ${id} order by n`.execute(tx);
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}

/** The row stays as long as a phone may ask whether its last piece arrived. */
async function isWhole(tx: Tx, regionId: number, id: string, at: Date): Promise<void> {
  await sql`delete from kit.pieces where region_id = ${regionId} and upload_id = ${id}`.execute(tx);
  await sql`update kit.uploads set whole_at = ${at} where region_id = ${regionId} and id = ${id}`.execute(tx);
}

export async function forgetPieces(tx: Tx, regionId: number, at: Date, atOnce: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from kit.uploads where region_id = ${regionId} and id in (
      select id from kit.uploads where region_id = ${regionId} and begun_at < ${new Date(at.getTime() - keptMs)}
       order by begun_at limit ${atOnce})`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
