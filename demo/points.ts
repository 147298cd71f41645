/**
 * 积分 in the demo: a rule from the district's first day, points earned as cases close, and one exchange at a counter. It is the resident
 * who tells often that goes there: by her number a visitor sees what such a resident has on 我的诉求.
 */
import { uuidv7 } from '#contract/ids.ts';
import { permit } from '#access';
import { addressHash } from '#intake';
import { balanceOf, makeTicket, redeem, saveRule } from '#neighbours';
import type { Actor } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';
import { regular } from './telling.ts';

type Stage = { db: Db; keys: Keys; regionId: number; people: ReadonlyMap<string, Actor> };

const rule = {
  on: true,
  award: 10,
  mostADay: 20,
  mostAMonth: 60,
  least: 20,
  exchangeZh: '凭兑换码到各街道、社区便民服务窗口：20 分换环保购物袋一只，50 分换家庭工具包一套。示例。',
  exchangeEn:
    'With a code, at the counter of any street or community: a shopping bag for 20 points, a set of household tools for 50. An example.',
};

export async function publishRule({ db, regionId, people }: Stage, at: Date): Promise<void> {
  const may = granted(permit(people.get('xitongguanliyuan')!, 'catalogue.edit'));
  await inRegion(db, regionId, (tx) => saveRule(tx, may, { ...rule, version: 0 }, uuidv7(at.getTime()), at));
}

/** She shows a code at her street's counter, if the month brought her enough for a visitor to do the same. */
export async function exchangeOnce({ db, keys, regionId, people }: Stage, at: Date): Promise<void> {
  const may = granted(permit(people.get('jiedao-qihe')!, 'points.redeem'));
  await inRegion(db, regionId, async (tx) => {
    const hers = addressHash(keys, 'sms', regular.phone);
    if ((await balanceOf(tx, regionId, hers)) < 2 * rule.least) return;
    const { code } = await makeTicket(tx, keys, regionId, hers, rule.least, at);
    await redeem(tx, keys, may, { id: uuidv7(at.getTime()), code, what: '环保购物袋一只' }, at);
  });
}
