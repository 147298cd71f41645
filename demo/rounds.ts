/**
 * 巡查 in the demo: the points of one keeper's cells, the days she was on duty, and two places she is asked to look at today. Set and
 * walked by the room's own doors, as everything here.
 */
import { permit } from '#access';
import { makeMove } from '#cases';
import { receiveReport } from '#intake';
import { checkIn, checkOut, saveCheckpoint, stampCheckpoint } from '#patrol';
import { uuidv7 } from '#contract/ids.ts';
import type { Actor } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';
import type { District } from './district.ts';
import { keepersOf } from './keepers.ts';
import type { PersonRow } from './read.ts';

type Stage = {
  db: Db;
  keys: Keys;
  regionId: number;
  people: ReadonlyMap<string, Actor>;
  district: District;
  rows: readonly PersonRow[];
};
const keeper = 'wanggeyuan';
const office = 'jiedao-qihe';
const names = ['二次供水泵房', '配电间', '电动自行车充电棚', '消防通道', '垃圾分类点', '窨井群'];
const asks = [
  { title: '人行道地砖松动', detail: '下雨天踩上去溅水，老人绊过一跤。', remark: '请到现场看范围和是否需要围挡。' },
  {
    title: '绿地里堆了装修垃圾',
    detail: '围着小树堆了一圈，两天没人清。',
    remark: '请看数量，问一下旁边住户是谁家的。',
  },
];

export async function walkRounds({ db, keys, regionId, people, district, rows }: Stage, now: Date): Promise<void> {
  const [she, clerk] = [people.get(keeper)!, people.get(office)!];
  const own = keepersOf(district, rows).filter(({ login, role }) => login === keeper && role === 'keeper');
  const cells = new Map(district.cells.map((cell) => [cell.code, cell]));
  const places = district.dutyGrids
    .filter(({ code }) => own.some(({ dutyGrid }) => dutyGrid === code))
    .flatMap((grid) => [grid.cells[0], grid.cells[Math.floor(grid.cells.length / 2)]].map((code) => cells.get(code!)!));
  const inDistrict = <T>(work: (tx: Tx) => Promise<T>) => inRegion(db, regionId, work);
  const ids = (at: Date) => uuidv7(at.getTime());

  const set = new Date(now.getTime() - 20 * 86_400_000);
  const points = places.map(({ centre: [lon, lat] }, n) => ({
    id: ids(set),
    name: `${names[n % names.length]!}${Math.floor(n / names.length) + 1}号`,
    point: { lon: lon!, lat: lat! },
    every: n % 3 === 2 ? ('week' as const) : ('day' as const),
    madeBy: clerk.personId,
  }));
  const plan = granted(permit(clerk, 'patrol.plan'));
  await inDistrict(async (tx) => {
    for (const point of points) await saveCheckpoint({ tx, commandId: ids(set), at: set }, plan, point);
  });

  // Five days on duty; on each of them one point was locked, or forgotten.
  const walk = granted(permit(she, 'patrol.walk'));
  for (let ago = 5; ago >= 1; ago--) {
    const from = new Date(now.getTime() - ago * 86_400_000 - 4 * 3_600_000);
    const at = (minutes: number) => new Date(from.getTime() + minutes * 60_000);
    const [shiftId, told] = [ids(from), (minutes: number) => ({ happenedAt: at(minutes).toISOString() })];
    await inDistrict(async (tx) => {
      await checkIn({ tx, commandId: shiftId, at: from }, walk, { id: shiftId, ...told(0) });
      for (const [n, point] of points.entries()) {
        if (n === ago || (point.every === 'week' && ago !== 4)) continue;
        const when = at(10 + n * 12);
        const stamp = { id: ids(when), shiftId, point: point.point, accuracyM: 15, fine: true };
        const stamped = { ...stamp, happenedAt: when.toISOString() };
        await stampCheckpoint({ tx, commandId: stamp.id, at: when }, walk, point.id, stamped);
      }
      await checkOut({ tx, commandId: ids(at(220)), at: at(220) }, walk, shiftId, told(220));
    });
  }

  // In every street somebody is out now; she herself has not begun yet, so that a visitor may.
  const out = rows.filter(({ post, login }) => post === 'keeper' && login.endsWith('-1'));
  for (const [n, { login }] of out.entries()) {
    const from = new Date(now.getTime() - (35 + n * 7) * 60_000);
    const shiftId = ids(from);
    const permitted = granted(permit(people.get(login)!, 'patrol.walk'));
    await inDistrict((tx) =>
      checkIn({ tx, commandId: shiftId, at: from }, permitted, { id: shiftId, happenedAt: from.toISOString() }),
    );
  }

  for (const [n, { title, detail, remark }] of asks.entries()) {
    const at = (minutes: number) => new Date(now.getTime() - (40 - n * 10 - minutes) * 60_000);
    const { point } = points[n * 2 + 1]!;
    const told = {
      id: ids(at(0)),
      kind: 'help',
      title,
      detail,
      naming: 'anonymous',
      lang: 'zh',
      location: point,
    } as const;
    await inDistrict(async (tx) => {
      const { caseId } = await receiveReport(tx, keys, regionId, told, { channel: 'web' }, at(0));
      await makeMove(tx, people.get('shouliyuan')!, { caseId, input: { move: 'receive' } }, at(3));
      const input = { move: 'ask_confirm', keeperId: she.personId, remark } as const;
      await makeMove(tx, people.get('zhibanzhang')!, { caseId, input }, at(5));
    });
  }
}
