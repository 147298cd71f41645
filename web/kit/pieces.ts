/** Photos in pieces (contract/pieces.ts): what has arrived is not sent again, whether the network broke, the page or the battery. */
import type { Endpoint } from '#contract/endpoint.ts';
import { inPieces, nextPiece, pieceAt, pieceBytes, piecesOf, type PiecesThere } from '#contract/pieces.ts';
import { unanswered, upload } from './api.ts';

/** What the house said it has, as long as this page lives; after that the first answer says it again. */
const known = new Map<string, readonly number[]>();

/** `send` answers null where it did not arrive or was refused. True when the house has taken the whole. */
export async function sendInPieces(
  photoId: string,
  bytes: number,
  send: (n: number, at: { from: number; to: number }) => Promise<PiecesThere | null>,
): Promise<boolean> {
  // Each once, and each once more if the house has forgotten them meanwhile.
  for (let left = 2 * piecesOf(bytes); left > 0; left--) {
    const n = nextPiece(bytes, known.get(photoId));
    const answer = await send(n, pieceAt(n, bytes));
    if (!answer) return false;
    if (answer.whole) {
      known.delete(photoId);
      return true;
    }
    known.set(photoId, answer.there);
  }
  return false;
}

type Sending = { headers: Record<string, string>; file: Blob; onProgress?: (share: number) => void };
/** Of any door for photos: its own shapes are known to the house. */
const put = upload as unknown as (
  door: Endpoint,
  input: Sending & { params: Record<string, string | number>; query?: Record<string, number> },
) => Promise<unknown>;

/** A photo with its progress (0…1): whole where it is small, else in pieces. */
export async function uploadPhoto(
  door: Endpoint,
  photo: Sending & { params: Record<string, string> & { photoId: string } },
): Promise<void> {
  const { params, file, onProgress } = photo;
  if (file.size <= pieceBytes) {
    await put(door, photo);
    return;
  }
  const whole = await sendInPieces(params.photoId, file.size, async (n, { from, to }) => {
    const before = (known.get(params.photoId) ?? []).length * pieceBytes;
    const answer = await put(inPieces(door), {
      ...photo,
      params: { ...params, n },
      query: { bytes: file.size },
      file: file.slice(from, to, file.type),
      onProgress: (share) => onProgress?.(Math.min(1, (before + share * (to - from)) / file.size)),
    });
    return answer as PiecesThere;
  });
  if (!whole) throw unanswered('network.unreachable');
}
