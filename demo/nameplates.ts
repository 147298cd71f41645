/**
 * 四块牌子: one team behind four nameplates. Each is a unit below the command centre, and one person holds a post in each of them; she
 * changes her hat, and what she does stands in the log of the hat that was on (岗位日志). So that no log is empty, each begins with what
 * she did on the last evening: a call taken, filed and sent on, and what residents were told of it.
 */
import { addPerson, createAccount, grantPost, housePermit, permit, saveUnit, unitsOf } from '#access';
import { treeOf } from '#areas';
import { makeMove } from '#cases';
import { mattersOf } from '#catalogue';
import { publishNotice } from '#duty';
import { receiveReport } from '#intake';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { inHat, type Actor } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';
import type { Demo } from './read.ts';

/** Who stands behind them; her login says so. */
const bearer = { login: 'sikuaipaizi', name: '杜衡秋', nameEn: 'Du Hengqiu' };
const minute = 60_000;

export async function hangNameplates(
  tx: Tx,
  { regionId, demo, passwordHash }: { regionId: number; demo: Demo; passwordHash: string },
  at: Date,
): Promise<void> {
  const [edit, give] = [housePermit('people.edit', regionId), housePermit('posts.grant', regionId)];
  const id = (later = 0): string => uuidv7(at.getTime() + later);
  const personId = id();
  await addPerson(tx, edit, { id: personId, name: bearer.name, nameEn: bearer.nameEn }, at);
  await createAccount(tx, edit, { id: id(), personId, login: bearer.login, demo: true, passwordHash }, at);
  // Hats stand in the order of their ids: a moment apart, they stand as they are listed.
  for (const [n, { code, name, name_en: nameEn, post }] of demo.nameplates.entries()) {
    const unit = { code, name, nameEn, kind: 'other', parentCode: 'zhihui', superiorCode: 'zhihui' } as const;
    const { id: unitId } = await saveUnit(tx, edit, unit, at);
    const held = { id: id(n), post, unitId, areaId: null, fromOn: at.toISOString().slice(0, 10), toOn: null };
    await grantPost(tx, give, personId, held, at);
  }
}

type Stage = { db: Db; keys: Keys; regionId: number; people: ReadonlyMap<string, Actor> };
export async function workBehindNameplates({ db, keys, regionId, people }: Stage, now: Date): Promise<void> {
  const her = people.get(bearer.login)!;
  const as = (post: Post): Actor => inHat(her, her.posts.find((held) => held.post === post)!.id);
  await inRegion(db, regionId, async (tx) => {
    const tree = await treeOf(tx, regionId);
    const units = await unitsOf(tx, regionId);
    const community = [...tree.byId.values()].find(({ level }) => level === 'community')!;
    const grating = (await mattersOf(tx, regionId)).find(({ code }) => code === 'C0104')!;
    const began = new Date(now.getTime() - 40 * minute);
    const told = {
      id: uuidv7(began.getTime()),
      kind: 'help',
      title: '雨后路口积水，雨水口堵着树叶',
      detail: '来电人说路口积水没过脚面，雨水口被树叶盖住，学生放学要从这里过。',
      placeText: community.name,
      lang: 'zh',
      naming: 'anonymous',
    } as const;
    const door = { channel: 'hotline', permit: granted(permit(as('receiver'), 'reports.take')) } as const;
    const { caseId } = await receiveReport(tx, keys, regionId, told, door, began);
    const moves: [Post, MoveInput][] = [
      ['receiver', { move: 'receive', matterId: grating.id, areaId: community.id }],
      [
        'duty_officer',
        { move: 'file', matterId: grating.id, conditionId: grating.conditions[0]!.id, areaId: community.id },
      ],
      [
        'dispatcher',
        {
          move: 'dispatch',
          unitId: units.byCode.get('shuiwu')!.id,
          coUnitIds: [],
          reason: '雨水口由水务局养护',
          ruleNumber: null,
        },
      ],
    ];
    for (const [n, [post, input]] of moves.entries())
      await makeMove(tx, as(post), { caseId, input }, new Date(began.getTime() + (n + 1) * 5 * minute));
    const teller = as('clerk');
    const tellAt = new Date(now.getTime() - 20 * minute);
    const notice = {
      id: uuidv7(tellAt.getTime()),
      unitId: teller.posts[0]!.unitId,
      title: '降雨提示',
      words: '今晚有阵雨，低洼路段请绕行；发现积水请拨热线或在网上反映。',
      titleEn: 'Rain tonight',
      wordsEn: 'Showers tonight: please keep off low roads. Standing water? Call the hotline or report it here.',
      public: true,
      untilOn: new Date(now.getTime() + 7 * 86_400_000).toISOString().slice(0, 10),
    };
    await publishNotice(tx, granted(permit(teller, 'notices.publish')), notice, tellAt);
  });
}
