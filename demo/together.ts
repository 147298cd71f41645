/**
 * What several units do at once, at the end of the thirty days: a street's whistle that one department answered and another contests,
 * an urgent call with arrivals, and a joint meeting with its resolutions. Played by the rooms' own doors, as everything here.
 */
import { unitsOf, permit } from '#access';
import { treeOf } from '#areas';
import { conveneMeeting, makeMove, moveTask, readCase, stepMeeting, sweepAlarms } from '#cases';
import { mattersOf } from '#catalogue';
import { receiveReport } from '#intake';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { MeetingStep } from '#contract/meetings.ts';
import type { TaskMoveInput } from '#contract/tasks.ts';
import type { Actor } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';

type Stage = { db: Db; keys: Keys; regionId: number; people: ReadonlyMap<string, Actor> };
type Event = { ago: number; by: string; run: (tx: Tx, actor: Actor, at: Date) => Promise<unknown> };
const street = 'jiedao-qihe';
const community = '999901001001';
const day = 24 * 60;

export async function playTogether({ db, keys, regionId, people }: Stage, now: Date): Promise<void> {
  const { units, tree, matters } = await inRegion(db, regionId, async (tx) => ({
    units: await unitsOf(tx, regionId),
    tree: await treeOf(tx, regionId),
    matters: await mattersOf(tx, regionId),
  }));
  const unit = (code: string): number => units.byCode.get(code)!.id;
  const place = [...tree.byId.values()].find(({ code }) => code === community)!;
  const until = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString();
  const events: Event[] = [];
  const add = (ago: number, by: string, run: Event['run']): void => void events.push({ ago, by, run });

  /** A case as it is taken down and led to its unit; the returned words move it on, `ago` minutes before the present. */
  function tell(of: { ago: number; by: string; channel: 'department' | 'hotline'; title: string; detail: string }) {
    let caseId = '';
    add(of.ago, of.by, async (tx, actor, at) => {
      const { channel, title, detail } = of;
      const door = { channel, permit: granted(permit(actor, 'reports.take')) } as const;
      const told = {
        id: uuidv7(at.getTime()),
        kind: 'help',
        title,
        detail,
        placeText: place.name,
        lang: 'zh',
      } as const;
      caseId = (await receiveReport(tx, keys, regionId, { ...told, naming: 'anonymous' }, door, at)).caseId;
    });
    const go = (ago: number, by: string, input: MoveInput): void =>
      add(ago, by, (tx, actor, at) => makeMove(tx, actor, { caseId, input }, at));
    const task = (ago: number, by: string, input: TaskMoveInput, code: string): void =>
      add(ago, by, async (tx, actor, at) => {
        const open = (await readCase(tx, regionId, caseId))!.tasks;
        const { id } = open.find(
          ({ unitId, state }) => unitId === unit(code) && (input.move !== 'accept' || state === 'called'),
        )!;
        await moveTask(tx, actor, { caseId, taskId: id, input }, at);
      });
    /** Received, filed, dispatched and signed for, some minutes apart. */
    const worked = (
      ago: number,
      code: string,
      condition: number,
      lead: string,
      clerk: string,
      more: object = {},
    ): void => {
      const matter = matters.find((one) => one.code === code)!;
      const conditionId = matter.conditions.find(({ n }) => n === condition)!.id;
      go(ago, 'shouliyuan', { move: 'receive', matterId: matter.id, areaId: place.id });
      go(ago - 4, 'zhibanzhang', { move: 'file', matterId: matter.id, conditionId, areaId: place.id });
      go(ago - 8, 'paiqianyuan', { move: 'dispatch', unitId: unit(lead), reason: '按职责和属地派遣', ...more });
      go(ago - 20, clerk, { move: 'sign' });
    };
    return { go, task, worked, id: () => caseId };
  }

  const whistle = tell({
    ago: 300,
    by: street,
    channel: 'department',
    title: '夜市摊主把油水倒进雨水口，劝阻多次仍反复',
    detail: '社区和街道已三次上门劝阻，摊主轮换，当晚整改次日又犯，需有执法权的部门共同处置。',
  });
  whistle.worked(296, 'E0130', 1, street, street);
  whistle.go(110, street, {
    move: 'whistle',
    unitIds: [unit('shichang'), unit('shuiwu')],
    occasion: 'enforcement',
    reason: '油水直排、无照经营，街道无执法权，请到场联合处置',
    place: `${place.name}夜市南口`,
  });
  whistle.task(92, 'bumen-shichang', { move: 'arrive', remark: '两人到场' }, 'shichang');
  const objection = '倒入雨水口之前的路面油污由市容执法负责，管网未堵';
  whistle.task(60, 'bumen-shuiwu', { move: 'object', ground: 'not_ours', reason: objection }, 'shuiwu');

  const urgent = tell({
    ago: 85,
    by: 'shouliyuan',
    channel: 'hotline',
    title: '大树倒下压住电线，路被堵死',
    detail: '来电人说树横在路中间，电线垂到地上，有老人被挡在楼道里。',
  });
  urgent.go(83, 'shouliyuan', {
    move: 'call_directly',
    unitIds: [unit('yuanlin'), unit('xiaofang'), unit('gongyong')],
    reason: '倒树压线，有人员被困风险',
    place: place.name,
  });
  urgent.task(68, 'bumen-xiaofang', { move: 'arrive', remark: '已拉警戒线' }, 'xiaofang');
  urgent.task(63, 'bumen-yuanlin', { move: 'arrive' }, 'yuanlin');
  urgent.worked(60, 'C0402', 1, 'yuanlin', 'bumen-yuanlin');
  urgent.task(30, 'bumen-xiaofang', { move: 'hand_back', result: '老人已护送下楼，现场无人员受伤' }, 'xiaofang');
  urgent.task(20, 'paiqianyuan', { move: 'finish', grade: 5, remark: '处置迅速' }, 'xiaofang');

  const boards = tell({
    ago: 3 * day,
    by: street,
    channel: 'department',
    title: '沿街广告牌未经许可，多处松动',
    detail: '沿街十余处广告牌设置时间较早，权属不清，风大时有响动。',
  });
  boards.worked(3 * day - 5, 'E0203', 1, 'zhujian', 'bumen-zhujian', {
    tasks: [{ unitId: unit('shichang'), text: '核对商户登记，列出权属清单' }],
  });
  boards.task(3 * day - 120, 'bumen-shichang', { move: 'accept' }, 'shichang');
  const meetingId = uuidv7(now.getTime());
  add(2 * day, 'paiqianyuan', (tx, actor, at) =>
    conveneMeeting(
      tx,
      granted(permit(actor, 'meetings.convene')),
      {
        id: meetingId,
        kind: 'joint',
        title: '沿街广告牌安全联席会议',
        at: until(-day),
        place: '指挥中心一楼会商室',
        caseIds: [boards.id()],
        members: [
          ...['zhujian', 'chengguan', 'shichang', street].map((code) => ({ unitId: unit(code) })),
          { personId: people.get('lingdao')!.personId },
        ],
        commandId: null,
      },
      at,
    ),
  );
  const step = (ago: number, version: number, input: () => MeetingStep): void =>
    add(ago, 'paiqianyuan', (tx, actor, at) =>
      stepMeeting(tx, actor, { meetingId, version, input: input(), commandId: null }, at),
    );
  step(day - 60, 1, () => ({
    step: 'hold',
    minutes: '一、松动的先加固、后确权；二、街道逐户告知；三、城管一周内完成拆除或加固，住建提供鉴定意见。',
    attended: [1, 2, 3, 4],
  }));
  const resolve = (code: string, text: string, days: number) => (): MeetingStep => ({
    step: 'resolve',
    caseId: boards.id(),
    unitId: unit(code),
    text,
    due: until(days * day),
  });
  step(day - 70, 2, resolve(street, '逐户告知并留存回执', 4));
  step(day - 72, 3, resolve('chengguan', '一周内完成松动广告牌的拆除或加固', 6));
  boards.task(day - 120, street, { move: 'accept' }, street);
  boards.task(400, street, { move: 'hand_back', result: '十四户均已告知，回执齐全' }, street);
  boards.task(380, 'paiqianyuan', { move: 'finish', grade: 4 }, street);

  events.sort((a, b) => b.ago - a.ago);
  for (const { ago, by, run } of events) {
    const at = new Date(now.getTime() - ago * 60_000);
    // Lamps that turned in between are told when they turned.
    while ((await inRegion(db, regionId, (tx) => sweepAlarms(tx, regionId, at, 200))) > 0);
    await inRegion(db, regionId, (tx) => run(tx, people.get(by)!, at));
  }
  while ((await inRegion(db, regionId, (tx) => sweepAlarms(tx, regionId, now, 200))) > 0);
}
