/**
 * Evidence. A photo is received raw under the sender's own id and flushed to disk before the receipt; the sweep decodes and
 * re-encodes it, which drops EXIF, GPS, thumbnails and whatever hides behind the image; only then is it served (V-15, V-17).
 */
import sharp from 'sharp';
import type { PhotoShot } from '#contract/cases.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { sha256 } from '#kit/crypto.ts';
import { record, system, type Doer } from '#kit/facts.ts';
import { fileName, type Files } from '#kit/files.ts';
import { deny, refuse, type Refusal } from '#kit/refusal.ts';
import {
  bumpVersion,
  claimPhotos,
  countPhotos,
  insertPhoto,
  photoIsReady,
  savePhoto,
  type Processed,
} from './store.ts';

export const photoLimit = 30;
const longestSidePx = 2000;
const mostPixels = 80_000_000;

export type PhotoPurpose = 'report' | 'confirm' | 'before' | 'after' | 'check';
export type PhotoRow = {
  id: string;
  purpose: string;
  shot: PhotoShot | null;
  state: 'waiting' | 'ready' | 'refused';
  width: number | null;
  height: number | null;
  receivedAt: string;
  by: string | null;
  reason: string | null;
};

const signatures: [string, (b: Buffer) => boolean][] = [
  ['jpeg', (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ['png', (b) => b.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))],
  ['webp', (b) => b.toString('latin1', 0, 4) === 'RIFF' && b.toString('latin1', 8, 12) === 'WEBP'],
  ['gif', (b) => /^GIF8[79]a/.test(b.toString('latin1', 0, 6))],
  [
    'heif',
    (b) =>
      b.toString('latin1', 4, 8) === 'ftyp' &&
      /^(heic|heix|hevc|mif1|msf1|avif|avis)/.test(b.toString('latin1', 8, 12)),
  ],
];
/** By its first bytes, never by what the sender calls it; SVG, PDF and HTML are not photos. */
export const imageKind = (bytes: Buffer): string | undefined =>
  signatures.find(([, fits]) => bytes.length > 12 && fits(bytes))?.[0];

export async function addPhoto(
  tx: Tx,
  files: Files,
  input: {
    regionId: number;
    caseId: string;
    photoId: string;
    reportId: string | null;
    purpose: PhotoPurpose;
    shot?: PhotoShot | undefined;
    bytes: Buffer;
    by: Doer;
  },
  at: Date,
): Promise<PhotoRow> {
  if (!imageKind(input.bytes))
    deny('photo.not_an_image', { reason: input.bytes.length === 0 ? '0 B' : input.bytes.toString('hex', 0, 4) });
  // From here on the case's row is ours: nobody adds one more than there may be, and the fact has its number.
  const n = (await bumpVersion(tx, input.regionId, input.caseId)) ?? deny('thing.not_found');
  if ((await countPhotos(tx, input.regionId, input.caseId)) >= photoLimit)
    deny('photo.too_many', { limit: photoLimit });
  await files.write(fileName('raw', input.regionId, input.photoId), input.bytes);
  const raw = {
    id: input.photoId,
    caseId: input.caseId,
    reportId: input.reportId,
    purpose: input.purpose,
    shot: input.shot ?? null,
    sha256: sha256(input.bytes),
    bytes: input.bytes.length,
    byPerson: input.by.personId ?? null,
  };
  if (!(await insertPhoto(tx, input.regionId, raw, at))) deny('command.id_reused');
  await record(tx, input.regionId, [
    {
      subject: 'case',
      subjectId: input.caseId,
      n,
      kind: 'case.photo_added',
      at,
      by: input.by,
      data: { photoId: input.photoId, purpose: input.purpose },
    },
  ]);
  return {
    id: input.photoId,
    purpose: input.purpose,
    shot: input.shot ?? null,
    state: 'waiting',
    width: null,
    height: null,
    receivedAt: at.toISOString(),
    by: null,
    reason: null,
  };
}

/** A phone's width and a bit: a day's tasks weigh a few megabytes. */
const smallSidePx = 800;
export const small = (bytes: Buffer): Promise<Buffer> =>
  sharp(bytes)
    .resize({ width: smallSidePx, height: smallSidePx, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 70 })
    .toBuffer();

/** The processed bytes; a photo that waits or was refused does not exist for a reader. */
export async function readPhoto(
  tx: Tx,
  files: Files,
  regionId: number,
  caseId: string,
  photoId: string,
): Promise<Buffer | Refusal> {
  if (!(await photoIsReady(tx, regionId, caseId, photoId))) return refuse('thing.not_found');
  return (await files.read(fileName('photo', regionId, photoId, '.jpg'))) ?? refuse('thing.not_found');
}

/** Decodes with limits and draws anew: upright, at most 2,000 px, JPEG, without any metadata. */
export async function redraw(raw: Buffer): Promise<{ bytes: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(raw, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 })
    .rotate()
    .resize({ width: longestSidePx, height: longestSidePx, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 82, mozjpeg: false })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}

/** So many of one case in one transaction: what is sent together stands together, and one commit serves all. */
const together = 10;

/**
 * The photos of one case that wait: claimed, redrawn, flushed, then said to be ready — in that order. Returns how many it acted on.
 * `draw` may be one that remembers what it drew.
 */
export async function processPhotos(
  db: Db,
  files: Files,
  regionId: number,
  at: Date,
  draw: typeof redraw = redraw,
): Promise<number> {
  const done = await inRegion(db, regionId, async (tx) => {
    const claimed = await claimPhotos(tx, regionId, together);
    if (!claimed) return [];
    const { caseId, ids } = claimed;
    const results: Processed[] = [];
    for (const id of ids) results.push(await processed(files, regionId, id, draw));
    // The case's lock gives facts their order; it is taken only now, for drawing takes its time.
    const version = (await bumpVersion(tx, regionId, caseId, { facts: ids.length }))!;
    for (const [i, id] of ids.entries()) await savePhoto(tx, regionId, id, results[i]!, at);
    await record(
      tx,
      regionId,
      ids.map((photoId, i) => ({
        subject: 'case',
        subjectId: caseId,
        n: version - ids.length + 1 + i,
        kind: 'reason' in results[i]! ? 'case.photo_refused' : 'case.photo_ready',
        at,
        by: system,
        data: { photoId },
      })),
    );
    return ids;
  });
  for (const id of done) await files.remove(fileName('raw', regionId, id));
  return done.length;
}

async function processed(files: Files, regionId: number, id: string, draw: typeof redraw): Promise<Processed> {
  const raw = await files.read(fileName('raw', regionId, id));
  if (!raw) return { reason: 'the raw file is missing' };
  const drawn = await draw(raw).catch((error: Error) => error);
  if (drawn instanceof Error) return { reason: drawn.message.slice(0, 200) };
  const { bytes, width, height } = drawn;
  await files.write(fileName('photo', regionId, id, '.jpg'), bytes);
  return { sha256: sha256(bytes), bytes: bytes.length, width, height };
}
