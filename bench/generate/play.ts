/** Plays told stories through the rooms' own doors, by every rule, each in a transaction of its own. */
import sharp from 'sharp';
import { housePermit, permit } from '#access';
import {
  addPhoto,
  callBack,
  conveneMeeting,
  makeMove,
  makeMoves,
  moveTask,
  processPhotos,
  readCase,
  stepMeeting,
  sweepAlarms,
  sweepMeetings,
  type PlannedMove,
} from '#cases';
import { answerWaiting, countJoining, rate, receiveReport, reportByNumber, type Door, type Received } from '#intake';
import { uuidv7 } from '#contract/ids.ts';
import { doerOf } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, type Db, type Tx } from '#kit/db.ts';
import type { Doer } from '#kit/facts.ts';
import type { Files } from '#kit/files.ts';
import { granted, Refused } from '#kit/refusal.ts';
import { chance } from '../../demo/chance.ts';
import type { Ground } from './ground.ts';
import { tell, type Told, type Turn } from './stories.ts';

const DAY = 86_400_000;

/** `files`: where photos are kept; without it nobody takes any. */
export type Stage = { db: Db; keys: Keys; ground: Ground; files?: Files };
export type Played = {
  /** stories that a rule refused, by its code: they left nothing */ refused: Record<string, number>;
};

/** In the order of their times, a few at once; each by its own chance, so that order of arrival changes nothing. */
export async function playPatterns(
  stage: Stage,
  plan: { seed: number; patterns: number; from: Date; until: Date; days: number },
  say: (line: string) => void,
): Promise<Played> {
  const { db, files, ground } = stage;
  const pictures = files ? await drawn() : [];
  const told = Array.from({ length: plan.patterns }, (_, i) => {
    const own = chance(`${plan.seed}/${i}`);
    const at = plan.from.getTime() + Math.floor(((i + own.next()) * plan.days * DAY) / plan.patterns);
    return tell(ground, own, new Date(at), plan.until, files !== undefined);
  });
  const refused: Record<string, number> = {};
  let next = 0;
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      while (next < told.length) {
        const i = next++;
        try {
          await inRegion(db, ground.regionId, (tx) =>
            new Player(stage, tx, pictures[i % pictures.length]).play(told[i]!),
          );
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          const { refusal } = error.reason;
          refused[refusal] = (refused[refusal] ?? 0) + 1;
        }
        if ((i + 1) % 500 === 0) say(`${i + 1} of ${plan.patterns} patterns`);
      }
    }),
  );
  await settle(stage, plan.until);
  return { refused };
}

/** What a running house would have done by then: clocks told, photos redrawn, answers carried on. */
async function settle({ db, files, ground: { regionId } }: Stage, at: Date): Promise<void> {
  const all = async (work: (tx: Tx) => Promise<number>) => {
    while ((await inRegion(db, regionId, work)) > 0);
  };
  await all((tx) => sweepAlarms(tx, regionId, at, 400));
  await all((tx) => sweepMeetings(tx, regionId, at, 400));
  await all((tx) => answerWaiting(tx, regionId));
  await all((tx) => countJoining(tx, regionId, at));
  if (files) while ((await processPhotos(db, files, regionId, at)) > 0);
}

class Player {
  #stage: Stage;
  #tx: Tx;
  #picture: Buffer | undefined;
  #meetingId = uuidv7();

  constructor(stage: Stage, tx: Tx, picture: Buffer | undefined) {
    this.#stage = stage;
    this.#tx = tx;
    this.#picture = picture;
  }

  async play(story: Told): Promise<void> {
    const { regionId } = this.#stage.ground;
    const first = await this.#report(story, story.at);
    const cases = [first.caseId, uuidv7()] as const;
    for (let i = 0; i < story.turns.length;) {
      const turn = story.turns[i]!;
      if (turn.turn !== 'move') {
        await this.#take(turn, story, first, cases);
        i++;
        continue;
      }
      // Moves of one case in a row are made as a history is: locked and read once.
      const moves: PlannedMove[] = [];
      for (let one = story.turns[i]; one?.turn === 'move' && one.of === turn.of; one = story.turns[++i])
        moves.push(one);
      await makeMoves(this.#tx, regionId, cases[turn.of], moves);
    }
  }

  async #report(story: Told, at: Date, follows?: string): Promise<Received> {
    const { keys, ground } = this.#stage;
    const { regionId } = ground;
    const { lon, lat } = story.cell;
    const door = { channel: story.channel, permit: housePermit('reports.take', regionId) } as Door;
    const naming = story.named ? ('named' as const) : ('anonymous' as const);
    const contact = story.named ? { contact: { name: '居民', phone: '000-90000000' } } : {};
    const said = { id: uuidv7(), kind: 'help', title: story.subject.title, lang: 'zh', naming, ...contact } as const;
    const more = follows ? { follows } : {};
    return receiveReport(this.#tx, keys, regionId, { ...said, ...more, location: { lon, lat } }, door, at);
  }

  async #take(
    turn: Exclude<Turn, { turn: 'move' }>,
    story: Told,
    first: Received,
    [caseId, partId]: readonly [string, string],
  ): Promise<void> {
    const { files, ground } = this.#stage;
    const { regionId } = ground;
    const tx = this.#tx;
    const { at } = turn;
    switch (turn.turn) {
      case 'join':
        await this.#report(story, at, caseId);
        return;
      case 'sampled': {
        const { actor, input } = turn;
        if ((await readCase(tx, regionId, caseId))?.state === 'handled')
          await makeMove(tx, actor, { caseId, input }, at);
        return;
      }
      case 'split': {
        const { actor, title, matterId } = turn;
        const detail = '同一反映中的另一事项';
        await makeMove(tx, actor, { caseId, input: { move: 'split', caseId: partId, title, detail, matterId } }, at);
        return;
      }
      case 'merge': {
        const again = await this.#report(story, at);
        await makeMoves(tx, regionId, again.caseId, [
          { at, actor: turn.receiver, input: { move: 'receive', matterId: story.subject.matterId } },
          { at, actor: turn.actor, input: { move: 'merge', into: caseId } },
        ]);
        return;
      }
      case 'task': {
        const { actor, unitId, input } = turn;
        const task = (await readCase(tx, regionId, caseId))?.tasks.find((one) => one.unitId === unitId);
        if (task) await moveTask(tx, actor, { caseId, taskId: task.id, input }, at);
        return;
      }
      case 'convene': {
        const { actor, unitId, when } = turn;
        const about = {
          kind: 'joint' as const,
          title: `联席会议：${story.subject.title}`,
          at: when.toISOString(),
          place: '指挥中心',
        };
        const called = { id: this.#meetingId, ...about, caseIds: [caseId], members: [{ unitId }], commandId: null };
        await conveneMeeting(tx, granted(permit(actor, 'meetings.convene')), called, at);
        return;
      }
      case 'hold': {
        const { actor, resolves } = turn;
        const meetingId = this.#meetingId;
        const hold = { step: 'hold' as const, minutes: '议定由责任单位限期落实。', attended: [1] };
        await stepMeeting(tx, actor, { meetingId, version: 1, input: hold, commandId: null }, at);
        if (!resolves) return;
        const input = { step: 'resolve' as const, caseId, text: '限期落实并反馈', ...resolves };
        await stepMeeting(tx, actor, { meetingId, version: 2, input, commandId: null }, at);
        return;
      }
      case 'photo': {
        const by: Doer = turn.actor ? doerOf(turn.actor, turn.actor.posts[0]!) : { kind: 'reporter' };
        const reportId = turn.purpose === 'report' ? first.reportId : null;
        const photo = { regionId, caseId, photoId: uuidv7(), reportId, purpose: turn.purpose, by };
        await addPhoto(tx, files!, { ...photo, bytes: this.#picture! }, at);
        return;
      }
      case 'call_back': {
        const { actor, reached, solved, satisfied } = turn;
        const said = reached ? { solved, satisfied } : {};
        const { reportId } = first;
        await callBack(tx, actor, { caseId, reportId, reached, ...said, remark: reached ? '已回访' : '无人接听' }, at);
        return;
      }
      case 'rate': {
        const held = await reportByNumber(tx, regionId, first.number);
        const { solved, satisfied } = turn;
        if (held?.answeredAt) await rate(tx, regionId, held, { id: uuidv7(), solved, satisfied }, at);
        return;
      }
    }
  }
}

/** Some plain pictures: what is on them nobody looks at, that each is one is looked at by whoever redraws them. */
const drawn = (): Promise<Buffer[]> =>
  Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      sharp({ create: { width: 320, height: 240, channels: 3, background: { r: 40 * i, g: 120, b: 200 - 30 * i } } })
        .jpeg()
        .toBuffer(),
    ),
  );
