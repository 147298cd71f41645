/**
 * A photo over a network that comes and goes: it travels in pieces, each a write of its own under the photo's id and the piece's number,
 * so that what has arrived has not to be sent again. What fits into one piece is sent whole.
 */
import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';
import { endpoint, type Endpoint } from './endpoint.ts';

/** A few seconds on the slowest network that still carries a photo, and five of them are a common one. */
export const pieceBytes = 128_000;
export const piecesOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / pieceBytes));
/** Where piece `n` begins and ends; every piece is full, but for the last. */
export const pieceAt = (n: number, bytes: number): { from: number; to: number } => ({
  from: n * pieceBytes,
  to: Math.min(bytes, (n + 1) * pieceBytes),
});

/** What the house has of it; when all is there, the last answer says that it was taken as a whole. */
export const PiecesThere = Type.Object(
  { there: Type.Array(Type.Integer()), whole: Type.Boolean() },
  { $id: 'PiecesThere' },
);
export type PiecesThere = Static<typeof PiecesThere>;

/**
 * Which one goes next. Whoever does not know how far it came begins with the last, which is the short one: the answer says what is there
 * already.
 */
export const nextPiece = (bytes: number, known: readonly number[] | undefined): number => {
  const last = piecesOf(bytes) - 1;
  if (!known) return last;
  for (let n = 0; n < last; n++) if (!known.includes(n)) return n;
  return last;
};

const fieldsOf = (shape: TSchema | undefined): TProperties => (shape as TObject | undefined)?.properties ?? {};

/** The door beside a door for photos: the same place, the same hands, a piece at a time. `bytes` is how long the whole is. */
export const inPieces = <P extends TSchema, Q extends TSchema, B extends TSchema, R extends TSchema>(
  whole: Endpoint<P, Q, B, R>,
) =>
  endpoint({
    id: `${whole.id}Piece`,
    method: 'PUT',
    path: `${whole.path}/pieces/:n`,
    summary: `${whole.summary} (分片 · in pieces)`,
    access: whole.access,
    params: Type.Object({
      ...fieldsOf(whole.params),
      n: Type.Integer({ minimum: 0, maximum: piecesOf(whole.upload!.limitBytes) - 1 }),
    }),
    query: Type.Object({
      ...fieldsOf(whole.query),
      bytes: Type.Integer({ minimum: 1, maximum: whole.upload!.limitBytes }),
    }),
    upload: { types: whole.upload!.types, limitBytes: pieceBytes },
    reply: PiecesThere,
    problems: [...(whole.problems ?? []), 'photo.piece_length', 'photo.too_many_begun'],
  });
