/**
 * Evidence. A photo is received raw under the sender's own id and flushed to disk before the receipt; the sweep decodes and
 * re-encodes it, which drops EXIF, GPS, thumbnails and whatever hides behind the image; only then is it served (V-15, V-17).
 */
import sharp from 'sharp';
import { sql } from 'kysely';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { sha256 } from '#kit/crypto.ts';
import { record, type Doer } from '#kit/facts.ts';
import { fileName, type Files } from '#kit/files.ts';
import { deny, refuse, type Refusal } from '#kit/refusal.ts';
import { bumpVersion } from './store.ts';

export const photoLimit = 30;
const longestSidePx = 2000;
const mostPixels = 80_000_000;

export type PhotoPurpose = 'report' | 'confirm' | 'before' | 'after' | 'check';
export type PhotoRow = {
  id: string;
  purpose: string;
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
    bytes: Buffer;
    by: Doer;
  },
  at: Date,
): Promise<PhotoRow> {
  if (!imageKind(input.bytes))
    deny('photo.not_an_image', { reason: input.bytes.length === 0 ? '0 B' : input.bytes.toString('hex', 0, 4) });
  const { rows: count } = await sql<{ n: number }>`
    select (select count(*)::int from cases.photos where region_id = ${input.regionId} and case_id = ${input.caseId}) as n
      from cases.cases where region_id = ${input.regionId} and id = ${input.caseId} for update`.execute(tx);
  if (!count[0]) deny('thing.not_found');
  if (count[0]!.n >= photoLimit) deny('photo.too_many', { limit: photoLimit });
  await files.write(fileName('raw', input.regionId, input.photoId), input.bytes);
  const inserted = await sql`
    insert into cases.photos (region_id, id, case_id, report_id, purpose, raw_sha256, raw_bytes, by_person, received_at)
    values (${input.regionId}, ${input.photoId}, ${input.caseId}, ${input.reportId}, ${input.purpose}, ${sha256(input.bytes)}, ${input.bytes.length}, ${input.by.personId ?? null}, ${at})
    on conflict do nothing returning 1`.execute(tx);
  if (inserted.rows.length === 0) deny('command.id_reused');
  await bumpVersion(tx, input.regionId, input.caseId);
  await record(tx, input.regionId, [
    {
      subject: 'case',
      subjectId: input.caseId,
      kind: 'case.photo_added',
      at,
      by: input.by,
      data: { photoId: input.photoId, purpose: input.purpose },
    },
  ]);
  return {
    id: input.photoId,
    purpose: input.purpose,
    state: 'waiting',
    width: null,
    height: null,
    receivedAt: at.toISOString(),
    by: null,
    reason: null,
  };
}

/** The processed bytes; a photo that waits or was refused does not exist for a reader. */
export async function readPhoto(
  tx: Tx,
  files: Files,
  regionId: number,
  caseId: string,
  photoId: string,
  reportId?: string,
): Promise<Buffer | Refusal> {
  const { rows } = await sql`
    select 1 from cases.photos where region_id = ${regionId} and case_id = ${caseId} and id = ${photoId} and state = 'ready'
       and (${reportId ?? null}::uuid is null or report_id = ${reportId ?? null}::uuid)`.execute(tx);
  if (rows.length === 0) return refuse('thing.not_found');
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

/** One waiting photo: claimed, redrawn, flushed, then said to be ready — in that order. Returns how many it acted on. */
export async function processOnePhoto(db: Db, files: Files, regionId: number, at: Date): Promise<number> {
  const done = await inRegion(db, regionId, async (tx) => {
    const { rows } = await sql<{ id: string; case_id: string }>`
      select id, case_id from cases.photos where region_id = ${regionId} and state = 'waiting' order by received_at limit 1 for update skip locked`.execute(
      tx,
    );
    const photo = rows[0];
    if (!photo) return undefined;
    const raw = await files.read(fileName('raw', regionId, photo.id));
    const result = raw ? await redraw(raw).catch((error: Error) => error) : new Error('the raw file is missing');
    // The case's row gives facts their order; without its lock two sweeps could number the same fact.
    await sql`select 1 from cases.cases where region_id = ${regionId} and id = ${photo.case_id} for update`.execute(tx);
    await bumpVersion(tx, regionId, photo.case_id);
    if (result instanceof Error) {
      await sql`update cases.photos set state = 'refused', processed_at = ${at}, reason = ${result.message.slice(0, 200)} where region_id = ${regionId} and id = ${photo.id}`.execute(
        tx,
      );
      await record(tx, regionId, [
        {
          subject: 'case',
          subjectId: photo.case_id,
          kind: 'case.photo_refused',
          at,
          by: { kind: 'system' },
          data: { photoId: photo.id },
        },
      ]);
    } else {
      await files.write(fileName('photo', regionId, photo.id, '.jpg'), result.bytes);
      await sql`
        update cases.photos set state = 'ready', processed_at = ${at}, sha256 = ${sha256(result.bytes)}, bytes = ${result.bytes.length}, width = ${result.width}, height = ${result.height}
         where region_id = ${regionId} and id = ${photo.id}`.execute(tx);
      await record(tx, regionId, [
        {
          subject: 'case',
          subjectId: photo.case_id,
          kind: 'case.photo_ready',
          at,
          by: { kind: 'system' },
          data: { photoId: photo.id },
        },
      ]);
    }
    return photo.id;
  });
  if (done) await files.remove(fileName('raw', regionId, done));
  return done ? 1 : 0;
}
