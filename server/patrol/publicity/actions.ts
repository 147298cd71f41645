/** 宣传任务: made by an office on its own ground, carried out by whoever walks there, told to followers by a room above (`publicity.made`). */
import { localDate } from '#contract/calendar.ts';
import type { BodyOf } from '#contract/endpoint.ts';
import { photosOfOne, type makePublicity as make, type tellRound as round } from '#contract/publicity.ts';
import type { Permit } from '#access';
import { areaOf, regionOf } from '#areas';
import { imageKind, redraw } from '#cases';
import { sha256 } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record, type Fact } from '#kit/facts.ts';
import { fileName, type Files } from '#kit/files.ts';
import { deny } from '#kit/refusal.ts';
import { addDays, happened } from '../patrol.rules.ts';
import { groundOf } from '../views.ts';
import {
  addTold,
  endRow,
  insertPublicity,
  insertPublicityPhoto,
  insertRound,
  lockPublicity,
  type PublicityNow,
} from './store.ts';
import { seenOn } from './views.ts';

type Now = { tx: Tx; commandId: string; at: Date };
const fact = (id: string, kind: string, at: Date, by: Fact['by'], data: Record<string, unknown> = {}): Fact => ({
  subject: 'publicity',
  subjectId: id,
  kind,
  at,
  by,
  data,
});
/** Nobody is asked to hear of something for longer than a season. */
const longestDays = 90;

/** A leader speaks to the whole district; a clerk to the ground of her office, and a department without ground to nobody. */
const inReach = ({ post }: Permit<'patrol.plan'>, areaPath: string): boolean =>
  post.areaPath === null ? post.post === 'leader' : `${areaPath}.`.startsWith(`${post.areaPath}.`);

export async function makePublicity(
  { tx, commandId, at }: Now,
  permit: Permit<'patrol.plan'>,
  told: BodyOf<typeof make>,
): Promise<void> {
  const { regionId, by, actor, post } = permit;
  const area =
    (await areaOf(tx, regionId, told.areaId)) ??
    deny('thing.unknown_reference', { field: 'areaId', value: told.areaId });
  if (!inReach(permit, area.path)) deny('patrol.outside');
  const today = localDate(at, (await regionOf(tx, regionId)).timeZone);
  if (told.untilOn < today || told.untilOn > addDays(today, longestDays)) deny('publicity.days', { days: longestDays });
  const words = { topic: told.topic ?? ('other' as const), title: told.title.trim(), words: told.words.trim() };
  const place = { areaId: area.id, areaPath: area.path };
  await insertPublicity(
    tx,
    regionId,
    { id: told.id, ...place, ...words, unitId: post.unitId, untilOn: told.untilOn, madeBy: actor.personId },
    at,
  );
  const data = { ...place, ...words, untilOn: told.untilOn };
  await record(tx, regionId, [fact(told.id, 'publicity.made', at, by, data)], commandId);
}

export async function endPublicity(
  { tx, commandId, at }: Now,
  permit: Permit<'patrol.plan'>,
  id: string,
): Promise<void> {
  const one = await lockPublicity(tx, permit.regionId, id);
  if (!one || !inReach(permit, one.areaPath)) return deny('thing.not_found');
  if (one.ended) return;
  await endRow(tx, permit.regionId, id, at);
  await record(tx, permit.regionId, [fact(id, 'publicity.ended', at, permit.by)], commandId);
}

/** Of her own ground; it may have ended while her phone had no network, and then the round counts if it was made before. */
async function onHerGround(
  { tx, at }: Now,
  { actor, regionId }: Permit<'patrol.walk'>,
  id: string,
): Promise<PublicityNow> {
  const one = await lockPublicity(tx, regionId, id);
  const seen = one && (await seenOn(tx, regionId, await groundOf(tx, actor, at), id));
  return one && seen ? one : deny('thing.not_found');
}

export async function tellRound(
  now: Now,
  permit: Permit<'patrol.walk'>,
  publicityId: string,
  told: BodyOf<typeof round>,
): Promise<void> {
  const { tx, at, commandId } = now;
  const { regionId, by, actor } = permit;
  const one = await onHerGround(now, permit, publicityId);
  const happenedAt = happened(told.happenedAt, at);
  const day = localDate(happenedAt, (await regionOf(tx, regionId)).timeZone);
  if (day > one.untilOn) deny('publicity.over', { day: one.untilOn });
  const { id, reached } = told;
  const row = { id, publicityId, personId: actor.personId, reached, remark: told.remark?.trim() ?? '', happenedAt };
  await insertRound(tx, regionId, row, at);
  await record(tx, regionId, [fact(publicityId, 'publicity.carried_out', happenedAt, by, { reached })], commandId);
}

/** On her own ground, and there is room for one more. From here on the task's row is ours. */
export async function mayPhotograph(now: Now, permit: Permit<'patrol.walk'>, publicityId: string): Promise<void> {
  await onHerGround(now, permit, publicityId);
  const { photos } = (await seenOn(now.tx, permit.regionId, null, publicityId))!;
  if (photos >= photosOfOne) deny('photo.too_many', { limit: photosOfOne });
}

/** After `mayPhotograph`. */
export async function addPublicityPhoto(
  { tx, at }: Now,
  files: Files,
  { regionId, actor, by }: Permit<'patrol.walk'>,
  photo: { publicityId: string; photoId: string; bytes: Buffer },
): Promise<void> {
  const notAnImage = () => deny('photo.not_an_image', { reason: photo.bytes.toString('hex', 0, 4) || '0 B' });
  if (!imageKind(photo.bytes)) notAnImage();
  // Few and small, so it is drawn anew at once: what is kept never had a place in it (V-15).
  const { bytes } = await redraw(photo.bytes).catch(notAnImage);
  await files.write(fileName('photo', regionId, photo.photoId, '.jpg'), bytes);
  const row = { id: photo.photoId, publicityId: photo.publicityId, personId: actor.personId, sha256: sha256(bytes) };
  if (!(await insertPublicityPhoto(tx, regionId, row, at))) deny('command.id_reused');
  const data = { photoId: photo.photoId };
  await record(tx, regionId, [fact(photo.publicityId, 'publicity.photo_added', at, by, data)]);
}

/** The room that sends messages says how many went out. */
export const publicityTold = (tx: Tx, regionId: number, id: string, n: number): Promise<void> =>
  addTold(tx, regionId, id, n);
