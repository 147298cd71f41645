/**
 * The duty of the demo district: who keeps which seat this week and the next, what one turn handed over to the other, and a key event
 * to come. Written by the rooms' own doors, by the people who may.
 */
import { localDate } from '#contract/calendar.ts';
import { dutyParts, rosters, seats } from '#contract/duty.ts';
import { uuidv7 } from '#contract/ids.ts';
import { permit } from '#access';
import { regionOf, treeOf } from '#areas';
import { mattersOf } from '#catalogue';
import { askMode, decideMode, dutyAt, endMode, saveOccasion, saveTurn, writeNote } from '#duty';
import type { Actor } from '#kit/caller.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';

const day = 86_400_000;
const [first, last] = [-2, 8];
/** By seat: who takes it in turn, and beside whom. */
const keepers = {
  general: { people: ['zhibanzhang', 'zhibanzhang-2'], deputies: ['shouliyuan', 'shouliyuan-2'] },
  emergency: { people: ['paiqianyuan', 'paiqianyuan-2'], deputies: [] },
  police: { people: ['bumen-jiaotong'], deputies: [] },
  urban: { people: ['bumen', 'bumen-chengguan'], deputies: [] },
} as const satisfies Record<(typeof seats)[number], { people: string[]; deputies: string[] }>;

type Stage = { db: Db; regionId: number; people: ReadonlyMap<string, Actor> };
export async function keepDuty({ db, regionId, people }: Stage, now: Date): Promise<void> {
  const officer = people.get('zhibanzhang')!;
  const idOf = (login: string | undefined): string | null => (login && people.get(login)?.personId) ?? null;
  await inRegion(db, regionId, async (tx) => {
    const { timeZone } = await regionOf(tx, regionId);
    // What is past was written before it began.
    const began = new Date(now.getTime() + first * day);
    const plans = granted(permit(officer, 'duty.plan'));
    for (let ahead = first; ahead <= last; ahead++) {
      const onDay = localDate(new Date(now.getTime() + ahead * day), timeZone);
      for (const seat of seats)
        for (const [n, part] of dutyParts.entries()) {
          // In 应急 the head stays, and who rested comes beside him and to the other seats.
          for (const [shift, roster] of rosters.entries()) {
            const { people: turn, deputies } = keepers[seat];
            const at = ahead - first + n;
            const fresh = at + shift;
            const holder = seat === 'general' ? at : fresh;
            const slot = { roster, seat, onDay, part, occasionId: null } as const;
            const who = {
              personId: idOf(turn[holder % turn.length]),
              deputyId: idOf(deputies[fresh % (deputies.length || 1)]),
            };
            await saveTurn(
              tx,
              plans,
              { ...slot, ...who, version: 0 },
              uuidv7(began.getTime()),
              new Date(began.getTime() - day),
            );
          }
        }
    }
    const tree = await treeOf(tx, regionId);
    const street = [...tree.byId.values()].find(({ level }) => level === 'street')!;
    const lamps = (await mattersOf(tx, regionId)).filter(({ smallName }) => smallName.includes('路灯')).slice(0, 2);
    const occasion = {
      occasionId: uuidv7(now.getTime()),
      version: 0,
      name: '滨河灯会',
      fromOn: localDate(new Date(now.getTime() + 2 * day), timeZone),
      toOn: localDate(new Date(now.getTime() + 5 * day), timeZone),
      areaIds: [street.id],
      matterIds: lamps.map(({ id }) => id),
      plan: '每晚人流高峰前检查照明和护栏;高峰时每小时报一次,城管、公安各加一班。',
      ended: false,
    };
    await saveOccasion(tx, plans, occasion, uuidv7(now.getTime()), now);
    await rainedOnce(tx, regionId, people, street.id, now);
    // A day ago, by whoever kept the seat then.
    const earlier = new Date(now.getTime() - day);
    for (const login of keepers.general.people) {
      const actor = people.get(login)!;
      const told = {
        id: uuidv7(earlier.getTime()),
        seat: 'general' as const,
        text: '北河泵站水位偏高,已请水务每两小时报一次;夜班请继续跟。',
        handOver: true,
      };
      const { on } = await dutyAt(tx, regionId, earlier);
      if (on.some(({ seat, person }) => seat === 'general' && person.id === actor.personId))
        await writeNote(tx, granted(permit(actor, 'duty.write')), told, earlier);
    }
  });
}

/** An emergency of one night, asked for, decided and ended: its report is there to be read. */
async function rainedOnce(
  tx: Tx,
  regionId: number,
  people: ReadonlyMap<string, Actor>,
  areaId: number,
  now: Date,
): Promise<void> {
  const [asks, decides] = [people.get('paiqianyuan')!, people.get('lingdao')!];
  const evening = now.getTime() - 9 * day;
  const at = (minutes: number) => new Date(evening + minutes * 60_000);
  const id = uuidv7(evening);
  const floods = (await mattersOf(tx, regionId)).filter(({ smallName }) => smallName.includes('积水'));
  const told = {
    level: 3,
    reason: '暴雨黄色预警，滨河低洼路段可能积水',
    areaIds: [areaId],
    matterIds: floods.map((matter) => matter.id),
    template: 'emergency',
    until: at(12 * 60),
  } as const;
  await askMode(tx, granted(permit(asks, 'mode.ask')), { ...told, areaIds: [areaId] }, id, at(0));
  const yes = { accept: true, words: '同意，低洼路段提前布泵。' };
  await decideMode(tx, granted(permit(decides, 'mode.decide')), id, yes, uuidv7(at(6).getTime()), at(6));
  const over = '雨停，三处积水已排，围挡已撤。';
  await endMode(tx, granted(permit(asks, 'mode.ask')), id, over, uuidv7(at(390).getTime()), at(390));
}
