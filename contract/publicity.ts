/**
 * 宣传任务: the office of a street or community asks that the residents of a grid hear of something. Whoever follows that grid by her own
 * choice is told by message; keepers carry it from door to door. What comes back is a photo and a number, never who was reached.
 */
import Type, { type Static } from 'typebox';
import { inPieces } from './pieces.ts';
import { imageTypes } from './states.ts';
import { Day, endpoint, Instant, nullable, text, Uuid } from './endpoint.ts';

/** A message is short: more is told at the door. */
export const longestWords = 200;
export const photosOfOne = 30;
/** 反诈, 消防和居家安全, 防汛防台, 便民服务, 停水停电和施工, 活动, 其他. A resident who follows a grid hears of all but those she has put off. */
export const publicityTopics = ['fraud', 'safety', 'weather', 'services', 'works', 'events', 'other'] as const;
export type PublicityTopic = (typeof publicityTopics)[number];
export const TopicName = Type.Enum([...publicityTopics]);
/** More than a street holds was not one round. */
export const mostReached = 10_000;

export const Publicity = Type.Object(
  {
    id: Uuid,
    topic: TopicName,
    title: Type.String(),
    words: Type.String(),
    areaId: Type.Integer(),
    areaName: Type.String(),
    unitName: Type.String(),
    untilOn: Day,
    madeAt: Instant,
    endedAt: nullable(Instant),
    /** messages to those who follow this grid */
    told: Type.Integer(),
    /** told in person, by how many rounds; hers among them */
    reached: Type.Integer(),
    rounds: Type.Integer(),
    mine: Type.Integer(),
    photoIds: Type.Array(Uuid),
  },
  { $id: 'Publicity' },
);
export type Publicity = Static<typeof Publicity>;

const ofOne = Type.Object({ publicityId: Uuid });
export const makePublicity = endpoint({
  id: 'publicity.make',
  method: 'POST',
  path: '/v1/field/publicity',
  summary: '布置宣传 · ask that a grid’s residents hear of something; the id is the task’s',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    areaId: Type.Integer(),
    topic: Type.Optional(TopicName),
    title: text(40, 1),
    words: text(longestWords, 1),
    untilOn: Day,
  }),
  reply: Publicity,
  problems: ['reader.not_permitted', 'thing.unknown_reference', 'patrol.outside', 'publicity.days'],
});
export const endPublicity = endpoint({
  id: 'publicity.end',
  method: 'POST',
  path: '/v1/field/publicity/:publicityId/end',
  summary: '结束宣传 · it is over, or was a mistake: who was not told yet is not told',
  access: 'signed_in',
  params: ofOne,
  body: Type.Object({ id: Uuid }),
  reply: Publicity,
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const tellRound = endpoint({
  id: 'publicity.round',
  method: 'POST',
  path: '/v1/field/publicity/:publicityId/rounds',
  summary: '登记宣传 · a round from door to door, and how many it reached',
  access: 'signed_in',
  params: ofOne,
  body: Type.Object({
    id: Uuid,
    reached: Type.Integer({ minimum: 1, maximum: mostReached }),
    remark: Type.Optional(text(300)),
    happenedAt: Instant,
  }),
  reply: Publicity,
  problems: ['reader.not_permitted', 'thing.not_found', 'publicity.over'],
});
/** Drawn anew before it is kept: no place and no camera is in what is shown. */
export const addPublicityPhoto = endpoint({
  id: 'publicity.addPhoto',
  method: 'PUT',
  path: '/v1/field/publicity/:publicityId/photos/:photoId',
  summary: '宣传照片 · a photo of a round',
  access: 'signed_in',
  params: Type.Object({ publicityId: Uuid, photoId: Uuid }),
  upload: { types: [...imageTypes, 'application/octet-stream'], limitBytes: 20_000_000 },
  reply: Type.Object({ id: Uuid }),
  problems: ['reader.not_permitted', 'thing.not_found', 'photo.not_an_image', 'photo.too_many'],
});
export const addPublicityPhotoPiece = inPieces(addPublicityPhoto);
export const readPublicityPhoto = endpoint({
  id: 'publicity.photo',
  method: 'GET',
  path: '/v1/field/publicity/:publicityId/photos/:photoId',
  summary: '照片 · a photo of a round, for its office and the keepers of the grid',
  access: 'signed_in',
  params: Type.Object({ publicityId: Uuid, photoId: Uuid }),
  download: 'image/jpeg',
  reply: Type.Unknown(),
  problems: ['thing.not_found'],
});
