/**
 * 社区工作站: what is small is settled in the community. One station has two things on its desk this morning, so that whoever sits down
 * there has something to sign and something to finish.
 */
import { unitsOf } from '#access';
import { treeOf } from '#areas';
import { makeMove } from '#cases';
import { mattersOf } from '#catalogue';
import { receiveReport } from '#intake';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Actor } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db } from '#kit/db.ts';

const station = 'jiedao-shisheng-1';
const clerk = 'shequ-shishengli';
const minute = 60_000;
const told = [
  {
    matter: 'E0197',
    kind: 'help',
    title: '三号楼二单元楼道堆了旧沙发',
    detail: '堆在二层平台，轮椅过不去，怕着火。',
    ago: 95,
    signed: true,
  },
  {
    matter: 'S0801',
    kind: 'help',
    title: '一楼院子养鸡，两家说不拢',
    detail: '天不亮就打鸣，想请居委会出面说和。',
    ago: 35,
    signed: false,
  },
] as const;

type Stage = { db: Db; keys: Keys; regionId: number; people: ReadonlyMap<string, Actor> };
export async function workAtTheStation({ db, keys, regionId, people }: Stage, now: Date): Promise<void> {
  for (const { matter: code, ago, signed, ...words } of told) {
    const began = now.getTime() - ago * minute;
    await inRegion(db, regionId, async (tx) => {
      const unit = (await unitsOf(tx, regionId)).byCode.get(station)!;
      const place = (await treeOf(tx, regionId)).byId.get(unit.areaId!)!;
      const matter = (await mattersOf(tx, regionId)).find((one) => one.code === code)!;
      const report = {
        ...words,
        id: uuidv7(began),
        placeText: place.name,
        lang: 'zh',
        naming: 'anonymous',
      } as const;
      const { caseId } = await receiveReport(tx, keys, regionId, report, { channel: 'web' }, new Date(began));
      const [areaId, conditionId] = [place.id, matter.conditions[0]!.id];
      const reason = '小事不出社区，由社区居委会办理';
      const steps: [string, MoveInput][] = [
        ['shouliyuan', { move: 'receive', matterId: matter.id, areaId }],
        ['zhibanzhang', { move: 'file', matterId: matter.id, conditionId, areaId }],
        ['paiqianyuan', { move: 'dispatch', unitId: unit.id, coUnitIds: [], reason, ruleNumber: null }],
        ...(signed ? [[clerk, { move: 'sign' }] satisfies [string, MoveInput]] : []),
      ];
      for (const [n, [login, input]] of steps.entries())
        await makeMove(tx, people.get(login)!, { caseId, input }, new Date(began + (n + 1) * 6 * minute));
    });
  }
}
