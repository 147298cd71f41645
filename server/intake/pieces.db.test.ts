/** A photo in pieces: whatever order, however often, it becomes one photo, by the hands that began it; what is not finished is forgotten. */
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import type { Receipt } from '#contract/intake.ts';
import { pieceAt, pieceBytes, piecesOf } from '#contract/pieces.ts';
import { caseRoutes, processPhotos } from '#cases';
import { intakeRoutes } from '#intake';
import { inRegion } from '#kit/db.ts';
import { forgetPieces } from '#kit/pieces.ts';
import { inCell, layCorner, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door, type Knock } from '../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let picture: Buffer;
let receipt: Receipt;
let id: string;
const morning = '2026-11-23T02:00:00Z';

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [caseRoutes, intakeRoutes]);
  // Noise does not become small: some five pieces, and it says where and by what it was taken.
  const { data: noise } = await sharp({
    create: {
      width: 900,
      height: 600,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true });
  picture = await sharp(noise, { raw: { width: 900, height: 600, channels: 3 } })
    .withExif({ IFD0: { Make: 'TELLTALE' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' } })
    .jpeg({ quality: 95 })
    .toBuffer();
  expect(piecesOf(picture.length)).toBeGreaterThanOrEqual(4);
  expect(picture.includes('TELLTALE')).toBe(true);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});
beforeEach(async () => {
  door.at(morning);
  id = uuidv7();
  receipt = await report();
});

async function report(): Promise<Receipt> {
  const body = { id: uuidv7(), kind: 'help', title: '路口井盖破损', naming: 'anonymous', location: inCell };
  return (await door.knock('/v1/reports', { body })).body as Receipt;
}
const cut = (n: number, whole = picture) => {
  const { from, to } = pieceAt(n, whole.length);
  return whole.subarray(from, to);
};
const send = (n: number, how: Knock & { length?: number; to?: Receipt; whole?: Buffer } = {}) => {
  const { length = (how.whole ?? picture).length, to = receipt, whole = picture, ...knock } = how;
  const path = `/v1/receipts/${to.number}/photos/${id}/pieces/${n}?bytes=${length}`;
  return door.knock(path, { bytes: cut(n, whole), type: 'image/jpeg', code: to.secret, ...knock });
};
const all = () => Array.from({ length: piecesOf(picture.length) }, (_, n) => n);
const rows = async (what: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.raw(what)}`.execute(corner.db)).rows[0]!.n;
const photos = () => rows(`cases.photos where id = '${id}'`);
const pieces = () => rows(`kit.pieces where upload_id = '${id}'`);

describe('a photo in pieces', () => {
  test('out of order and each twice it becomes one photo, drawn anew like any other', async () => {
    const order = all().toReversed();
    const last = order.pop()!;
    const there: number[] = [];
    for (const n of order) {
      there.unshift(n);
      for (const { body } of [await send(n), await send(n)]) expect(body).toEqual({ there, whole: false });
    }
    expect([await photos(), await pieces()]).toEqual([0, order.length]);
    expect((await send(last)).body).toEqual({ there: all(), whole: true });
    expect([await photos(), await pieces()]).toEqual([1, 0]);
    // The answer was lost: whichever comes again hears that all of it is there.
    for (const n of [last, 0, order[0]!]) expect((await send(n)).body).toEqual({ there: all(), whole: true });
    expect([await photos(), await pieces()]).toEqual([1, 0]);
    const said = await sql<{ command: string }>`
      select command_id as command from kit.facts where kind = 'case.photo_added' and data->>'photoId' = ${id}`.execute(
      corner.db,
    );
    expect(said.rows).toEqual([{ command: id }]);

    expect(await processPhotos(corner.db, door.house.files, corner.regionId, door.house.now())).toBe(1);
    const shown = await door.knock(`/v1/receipts/${receipt.number}/photos/${id}`, { code: receipt.secret });
    const { format, width, exif } = await sharp(shown.raw).metadata();
    expect([format, width, exif, shown.raw.includes('TELLTALE')]).toEqual(['jpeg', 900, undefined, false]);
  });

  test('several at once, in two hands: one photo', async () => {
    const answers = await Promise.all([...all(), ...all()].map((n) => send(n)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.some(({ body }) => body.whole)).toBe(true);
    expect([await photos(), await pieces()]).toEqual([1, 0]);
  });

  test('one is missing: no photo, and the answer says which are there', async () => {
    for (const n of all().filter((one) => one !== 1)) await send(n);
    const { body } = await send(0);
    expect(body).toEqual({ there: all().filter((n) => n !== 1), whole: false });
    expect(await photos()).toBe(0);
    // Cut in the midst, and gone on with the next morning: only what was missing.
    door.at('2026-11-24T01:00:00Z');
    expect((await send(1)).body).toMatchObject({ whole: true });
    expect(await photos()).toBe(1);
  });

  test('a piece of another length, beyond the end, or other bytes under its number is refused', async () => {
    const short = await send(0, { bytes: picture.subarray(0, 500) });
    expect([short.status, short.body.code]).toEqual([422, 'photo.piece_length']);
    expect(short.body.title).toContain(String(pieceBytes));
    const beyond = await send(all().length, { bytes: cut(0) });
    expect([beyond.status, beyond.body.code]).toEqual([422, 'photo.piece_length']);
    const tooLong = await send(0, { bytes: Buffer.alloc(pieceBytes + 1) });
    expect([tooLong.status, tooLong.body.code]).toEqual([413, 'request.too_large']);
    expect((await send(0)).status).toBe(200);
    const other = Buffer.from(cut(0));
    other.writeUInt8(other.readUInt8(999) ^ 1, 999);
    expect((await send(0, { bytes: other })).body.code).toBe('command.id_reused');
    expect((await send(1, { length: picture.length - 1 })).body.code).toBe('command.id_reused');
    expect(await pieces()).toBe(1);
  });

  test('nobody adds to somebody else’s, and who may not bring the whole may not bring a piece', async () => {
    await send(0);
    const hers = await report();
    expect((await send(1, { to: hers })).body.code).toBe('command.id_reused');
    expect((await send(1, { code: hers.secret })).body.code).toBe('report.no_receipt');
    const { rows: found } = await sql<{ id: string }>`
      select case_id as id from intake.reports where id = ${receipt.reportId}`.execute(corner.owner);
    const path = `/v1/cases/${found[0]!.id}/photos/${id}/pieces/1?purpose=report&bytes=${picture.length}`;
    const piece = { bytes: cut(1), type: 'image/jpeg' };
    expect((await door.knock(path, { ...piece, as: 'receiver' })).body.code).toBe('command.id_reused');
    expect((await door.knock(path, piece)).body.code).toBe('reader.not_signed_in');
    expect((await door.knock(path, { ...piece, as: 'audit_admin' })).body.code).toBe('reader.not_permitted');
    expect(await pieces()).toBe(1);
  });

  test('staff bring one in pieces too; what was sent whole before is the same photo', async () => {
    const { rows: found } = await sql<{ id: string }>`
      select case_id as id from intake.reports where id = ${receipt.reportId}`.execute(corner.owner);
    const path = `/v1/cases/${found[0]!.id}/photos/${id}`;
    const how = { type: 'image/jpeg', as: 'receiver' as const };
    const whole = await door.knock(`${path}?purpose=report`, { ...how, bytes: picture });
    expect(whole.body).toMatchObject({ id, state: 'waiting' });
    for (const n of all()) {
      const { body } = await door.knock(`${path}/pieces/${n}?purpose=report&bytes=${picture.length}`, {
        ...how,
        bytes: cut(n),
      });
      expect(body.whole).toBe(n === all().length - 1);
    }
    expect([await photos(), await pieces()]).toEqual([1, 0]);
  });

  test('what is no picture, or one too many, is refused as it would be whole', async () => {
    const whole = Buffer.alloc(pieceBytes + 5, 'no picture');
    expect((await send(0, { whole })).body).toMatchObject({ whole: false });
    expect((await send(1, { whole })).body.code).toBe('photo.not_an_image');
    expect([await photos(), await pieces()]).toEqual([0, 1]);
    const small = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#123' } })
      .jpeg()
      .toBuffer();
    for (let n = 0; n < 9; n++) {
      const path = `/v1/receipts/${receipt.number}/photos/${uuidv7()}`;
      const sent = await door.knock(path, { bytes: small, type: 'image/jpeg', code: receipt.secret });
      expect(sent.status).toBe(200);
    }
    id = uuidv7();
    expect((await send(0)).body.code).toBe('photo.too_many');
  });

  test('thirty may be begun at one place; after two days what is not whole is gone, and begins anew', async () => {
    for (let n = 0; n < 30; n++) {
      id = uuidv7();
      expect((await send(0)).status).toBe(200);
    }
    const begun = id;
    id = uuidv7();
    expect((await send(0)).body.code).toBe('photo.too_many_begun');
    id = begun;
    expect((await send(1)).body).toEqual({ there: [0, 1], whole: false });
    const forget = (at: string) =>
      inRegion(corner.db, corner.regionId, (tx) => forgetPieces(tx, corner.regionId, new Date(at), 1_000));
    expect(await forget('2026-11-25T01:59:59Z')).toBe(0);
    expect(await forget('2026-11-25T02:00:01Z')).toBeGreaterThanOrEqual(30);
    expect([await rows('kit.uploads'), await rows('kit.pieces')]).toEqual([0, 0]);
    expect((await send(1)).body).toEqual({ there: [1], whole: false });
  });
});
