/**
 * Every door: what other systems, mailboxes, telephones and followers of the official account send comes in by the very adapters that stand
 * behind the gateways, and goes its way from the one queue. A few of each, of the last two days.
 */
import { mattersOf, proposeLead } from '#catalogue';
import { makeMove, readCase } from '#cases';
import { takeMessage, takeRequest } from '#connect';
import { reportByNumber } from '#intake';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Actor } from '#kit/caller.ts';
import { sha256, type Keys } from '#kit/crypto.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import type { District } from './district.ts';

const minute = 60_000;

/** How far it has come: told only, received, or with the office that answers for it. */
type Gone = 'reported' | 'received' | 'dispatched';
type Sent = { by: 'open311' | 'email' | 'sms' | 'account'; ago: number; code: string; words: string; gone: Gone };
const sent: readonly Sent[] = [
  { by: 'open311', ago: 41, code: 'C0118', words: '步道中段两盏路灯不亮，夜里看不见台阶。', gone: 'dispatched' },
  {
    by: 'open311',
    ago: 19,
    code: 'E0110',
    words: 'Rubbish has been lying beside the bins for three days.',
    gone: 'dispatched',
  },
  { by: 'open311', ago: 2, code: 'C0101', words: '井盖缺了一角，自行车轮会卡进去。', gone: 'reported' },
  { by: 'email', ago: 30, code: 'C0118', words: '小区门外的路灯闪了一周，请检修。', gone: 'dispatched' },
  { by: 'email', ago: 5, code: 'E0110', words: '菜场后面的垃圾桶满了没人清，味道很大。', gone: 'received' },
  { by: 'sms', ago: 26, code: 'C0101', words: '路口井盖响，车过就咣当，夜里睡不着。', gone: 'dispatched' },
  { by: 'sms', ago: 3, code: 'C0118', words: '桥头路灯不亮', gone: 'reported' },
  { by: 'account', ago: 22, code: 'E0110', words: '公园长椅旁边堆了一地外卖盒子。', gone: 'dispatched' },
  { by: 'account', ago: 4, code: 'C0101', words: '人行道井盖下沉，老人差点摔倒。', gone: 'received' },
];
/** The second condition of each of these is the one that is not urgent. */
const usual = 2;
/** As a gateway names them; such numbers and mailboxes belong to nobody. */
const senders = {
  email: (n: number) => `resident${n}@mail.example`,
  sms: (n: number) => `000-9017-00${10 + n}`,
  account: (n: number) => `follower-${n}`,
};

type Stage = { db: Db; keys: Keys; regionId: number; people: ReadonlyMap<string, Actor>; district: District };

export async function comeByEveryDoor(stage: Stage, now: Date): Promise<void> {
  const { db, keys, regionId, people, district } = stage;
  const spots = district.gazetteer.filter(({ kind }) => kind === 'park' || kind === 'square' || kind === 'school');
  for (const [n, { by, ago, code, words, gone }] of sent.entries()) {
    const began = new Date(now.getTime() - ago * 60 * minute);
    const { name, point } = spots[(n * 7) % spots.length]!;
    const [lon, lat] = point as [number, number];
    await inRegion(db, regionId, async (tx) => {
      const number = await handOver(tx);
      const { caseId } = (await reportByNumber(tx, regionId, number))!;
      for (const [step, [login, input]] of (await wayOf(tx, caseId)).entries())
        await makeMove(tx, people.get(login)!, { caseId, input }, new Date(began.getTime() + (step + 1) * 6 * minute));
    });

    async function handOver(tx: Tx): Promise<string> {
      if (by === 'open311') {
        const request = { service_code: code, description: words, address_string: name, lat, long: lon };
        const id = uuidv7(began.getTime());
        const attribute = { condition: String(usual) };
        return (await takeRequest(tx, keys, regionId, null, { ...request, id, attribute }, began, 'zh')).number;
      }
      const message = { messageId: `demo-${n}`, from: senders[by](n), text: words, location: { lon, lat } };
      const subject = by === 'email' ? { subject: words.slice(0, 12) } : {};
      const signature = sha256(Buffer.from(message.messageId));
      const made = await takeMessage(tx, keys, regionId, by, { ...message, ...subject }, signature, began);
      return made.number!;
    }

    /** By the list, like everything else. */
    async function wayOf(tx: Tx, caseId: string): Promise<[string, MoveInput][]> {
      const { areaPath } = (await readCase(tx, regionId, caseId))!;
      const matter = (await mattersOf(tx, regionId)).find((one) => one.code === code)!;
      const conditionId = matter.conditions[usual - 1]!.id;
      const lead = await proposeLead(tx, regionId, { matterId: matter.id, conditionId, areaPath });
      const reason = '按权责清单';
      const steps: [string, MoveInput][] = [
        ['shouliyuan', { move: 'receive', matterId: matter.id }],
        ['zhibanzhang', { move: 'file', matterId: matter.id, conditionId }],
        [
          'paiqianyuan',
          { move: 'dispatch', unitId: lead.leadUnitId!, coUnitIds: [], reason, ruleNumber: lead.ruleNumber },
        ],
      ];
      return steps.slice(0, gone === 'reported' ? 0 : gone === 'received' ? 1 : 3);
    }
  }
}
