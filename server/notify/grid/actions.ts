/**
 * 网格消息: whoever proved her address may follow the grid she names, and hears of what its office asks its keepers to tell (宣传任务).
 * By her own choice only, ended with one word, one press or her contact; the office learns how many were told, and nobody's name.
 */
import { uuidv7 } from '#contract/ids.ts';
import type { Point } from '#contract/endpoint.ts';
import type { PublicityTopic } from '#contract/publicity.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { locate, regionOf } from '#areas';
import { publicityTold } from '#patrol';
import { seal, unseal, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { onFact } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import type { Sealed } from '#kit/reseal.ts';
import { holdMs } from '../notify.rules.ts';
import { choicesOf, insertMessages, type Visit } from '../store.ts';
import { openedAddress, sealed } from '../sealing.ts';
import {
  addressSentTo,
  countFollowed,
  deleteFollower,
  followersIn,
  insertFollower,
  keepGridNews,
  saveGridNews,
  saveTopicsOff,
  takeGridNews,
  type GridNews,
} from './store.ts';

/** A home, a parents' home, a shop: more is not one person's neighbourhood. */
const mostFollowed = 5;
const inOneStep = 200;

const contextOf = (regionId: number, id: string): string => `follower:${regionId}:${id}:address`;
export const sealedFollowers: Sealed = {
  table: 'notify.followers',
  id: 'id',
  columns: ['address'],
  context: contextOf,
};

onFact('publicity.made', async (tx, { regionId, subjectId: publicityId, at, data = {} }) => {
  const { areaPath, topic, title, words } = data as Pick<GridNews, 'areaPath' | 'topic' | 'title' | 'words'>;
  await keepGridNews(tx, regionId, { publicityId, areaPath, topic, title, words }, new Date(at.getTime() + holdMs));
});
onFact('publicity.ended', (tx, { regionId, subjectId }) => saveGridNews(tx, regionId, subjectId, null));

export async function followGrid(
  tx: Tx,
  keys: Keys,
  regionId: number,
  visit: Visit,
  told: { id: string; point: Point },
  at: Date,
  lang: Lang,
): Promise<void> {
  const { area } = await locate(tx, regionId, told.point);
  if (!area) return deny('notify.outside');
  if ((await countFollowed(tx, regionId, visit.hash)) >= mostFollowed)
    deny('notify.many_grids', { limit: mostFollowed });
  const code = (await addressSentTo(tx, regionId, visit.hash)) ?? deny('notify.no_visit');
  const address = seal(keys, openedAddress(keys, regionId, code), contextOf(regionId, told.id));
  await insertFollower(tx, regionId, { ...told, areaId: area.id, way: code.way, address, hash: visit.hash, lang }, at);
}
export const unfollowGrid = (tx: Tx, regionId: number, visit: Visit, id: string): Promise<void> =>
  deleteFollower(tx, regionId, visit.hash, id);

export const chooseTopics = (tx: Tx, regionId: number, visit: Visit, off: readonly PublicityTopic[]): Promise<void> =>
  saveTopicsOff(tx, regionId, visit.hash, off);

/** One task that is due, told to so many of its followers; a large street's follow in the next round. How many tasks it acted on. */
export async function tellGridNews(tx: Tx, keys: Keys | null, regionId: number, at: Date): Promise<number> {
  const news = await takeGridNews(tx, regionId, at);
  if (!news) return 0;
  const followers = keys ? await followersIn(tx, regionId, news.areaPath, news.toldTo, inOneStep) : [];
  if (keys) {
    const region = await regionOf(tx, regionId);
    const chosen = await choicesOf(
      tx,
      regionId,
      followers.map(({ hash }) => hash),
    );
    const willing = followers.filter(
      ({ hash, topicsOff }) => chosen.get(hash.toString('hex')) !== 'none' && !topicsOff.includes(news.topic),
    );
    const messages = willing.map(({ id, way, address, hash, lang, areaName }) => {
      const to = unseal(keys, address, contextOf(regionId, id));
      const name = (lang === 'en' && region.nameEn) || region.name;
      const topic = say(lang, `publicity.topic.${news.topic}`);
      const { title, words } = news;
      const text = say(lang, 'notify.grid', { region: name, grid: areaName, topic, title, words });
      const message = { id: uuidv7(at.getTime()), reportId: null, kind: 'grid', way, to, addressHash: hash, text, at };
      return sealed(keys, regionId, message);
    });
    await insertMessages(tx, regionId, messages);
    await publicityTold(tx, regionId, news.publicityId, messages.length);
  }
  await saveGridNews(tx, regionId, news.publicityId, followers.length < inOneStep ? null : followers.at(-1)!.id);
  return 1;
}
