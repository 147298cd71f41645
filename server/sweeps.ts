/** What the house does by itself, in every region: deadlines told, photos redrawn, likeness looked for, long answers carried on, facts sealed. */
import { dirname } from 'node:path';
import { listRegions, regionOf } from '#areas';
import { earliestAlarm, forgetCaseFiles, processPhotos, sweepAlarms, sweepMeetings } from '#cases';
import { forgetPhones, forgetSessions } from '#access';
import {
  answerWaiting,
  correctionDays,
  countJoining,
  endForgottenCalls,
  forgetContacts,
  keepStorms,
  outcomeDays,
  recogniseNew,
} from '#intake';
import { endForgottenShifts, forgetTracks } from '#patrol';
import { endModes, remindOverdue } from '#duty';
import { forgetInbound } from '#connect';
import { figureDays } from '#evaluation';
import { flowDays, openedDays, stuckDays, toldDays } from '#improvement';
import { doorDays } from '#insight';
import {
  forgetBells,
  forgetOldMessages,
  ringPhones,
  sendMessages,
  tellGridNews,
  tellNews,
  type Bell,
  type Sender,
} from '#notify';
import type { Anchors } from '#kit/anchors.ts';
import { forgetCommands } from '#kit/commands.ts';
import type { Keys } from '#kit/crypto.ts';
import { keepingDays, type KeptDays } from '#kit/days.ts';
import { inNoRegion, inRegion, type Db, type Tx } from '#kit/db.ts';
import type { Files } from '#kit/files.ts';
import type { Log } from '#kit/log.ts';
import { forgetPieces } from '#kit/pieces.ts';
import { factsPerBlock, sealing } from '#kit/seals.ts';
import { keysLookedForMs } from '#kit/reseal.ts';
import type { Sweep } from '#kit/sweep.ts';
import { forgottenFile, keepForgotten } from './forgotten.ts';

/** How messages go out; no sender: nobody is told, and news stand on the receipt's page alone. No bell: no phone rings. */
export type Post = { keys: Keys; sender: Sender | null; bell?: Bell | null; log: Log };

/** What is counted day by day and kept. */
export const keptDays: readonly KeptDays<unknown>[] = [
  figureDays,
  flowDays,
  toldDays,
  openedDays,
  stuckDays,
  doorDays,
  outcomeDays,
  correctionDays,
];

/** A dozen sweeps look every second or oftener; a region that was added is found within five. */
function regionsKept(db: Db, keptMs = 5_000): () => Promise<number[]> {
  let known: number[] = [];
  let readAt = -Infinity;
  return async () => {
    if (known.length === 0 || performance.now() - readAt > keptMs) {
      readAt = performance.now();
      known = (await inNoRegion(db, listRegions)).map(({ id }) => id);
    }
    return known;
  };
}

export function houseSweeps(db: Db, files: Files, anchors: Anchors, post: Post): Sweep[] {
  const { keys, sender, bell = null, log } = post;
  const regionIds = regionsKept(db);
  async function everyRegion(work: (regionId: number) => Promise<number>): Promise<number> {
    let acted = 0;
    for (const regionId of await regionIds()) acted += await work(regionId);
    return acted;
  }
  const forgottenHere = keepForgotten(db, keys, forgottenFile(dirname(anchors.file)));
  const inEvery = (work: (tx: Tx, regionId: number, at: Date) => Promise<number>) => () =>
    everyRegion((regionId) => inRegion(db, regionId, (tx) => work(tx, regionId, new Date())));
  const upTo = (atOnce: number, work: (tx: Tx, regionId: number, at: Date, atOnce: number) => Promise<number>) => ({
    atOnce,
    run: inEvery((tx, regionId, at) => work(tx, regionId, at, atOnce)),
  });
  return [
    {
      name: 'alarms',
      // The next deadline wakes it; one that is set meanwhile waits for this at most, and is told within 500 ms all the same.
      everyMs: 300,
      // A minute in which a hundred thousand clocks run out keeps both cores of a small machine busy, and no more.
      hands: 2,
      ...upTo(400, sweepAlarms),
      nextAt: async () => {
        const next: number[] = [];
        for (const regionId of await regionIds()) {
          const at = await inRegion(db, regionId, (tx) => earliestAlarm(tx, regionId));
          if (at) next.push(at.getTime());
        }
        return next.length > 0 ? new Date(Math.min(...next)) : null;
      },
    },
    // An emergency that nobody ended is over at its time; whatever reads the mode knows it to the second.
    { name: 'modes', everyMs: 10_000, run: inEvery(endModes) },
    { name: 'orders', everyMs: 10_000, run: inEvery(remindOverdue) },
    { name: 'calls', everyMs: 60_000, run: inEvery(endForgottenCalls) },
    { name: 'meetings', everyMs: 5_000, ...upTo(100, sweepMeetings) },
    {
      name: 'photos',
      everyMs: 500,
      run: () => everyRegion((regionId) => processPhotos(db, files, regionId, new Date())),
    },
    { name: 'twins', everyMs: 1_000, ...upTo(300, recogniseNew) },
    { name: 'answers', everyMs: 1_000, run: inEvery(answerWaiting) },
    { name: 'joining', everyMs: 1_000, run: inEvery(countJoining) },
    {
      name: 'seals',
      everyMs: 2_000,
      atOnce: factsPerBlock,
      // After an import there are millions to seal: a quarter of one core, and whoever works does not feel it.
      givesWay: 3,
      run: sealing(db, regionIds, anchors),
    },
    {
      name: 'days',
      everyMs: 2_000,
      // A house that was updated has years to count, and nobody waits for them: a quarter of one core.
      atOnce: 1,
      givesWay: 3,
      run: keepingDays(db, regionIds, async (tx, id) => (await regionOf(tx, id)).timeZone, keptDays),
    },
    // 行踪 is kept for thirty days and not one more: looked at every ten minutes, so that no restart is waited for.
    { name: 'tracks', everyMs: 600_000, ...upTo(5_000, forgetTracks) },
    { name: 'shifts', everyMs: 60_000, ...upTo(200, endForgottenShifts) },
    { name: 'news', everyMs: 1_000, run: inEvery((tx, regionId, at) => tellNews(tx, sender && keys, regionId, at)) },
    {
      name: 'grid news',
      everyMs: 1_000,
      run: inEvery((tx, regionId, at) => tellGridNews(tx, sender && keys, regionId, at)),
    },
    ...(sender
      ? [
          {
            name: 'messages',
            everyMs: 1_000,
            run: () => everyRegion((regionId) => sendMessages(db, keys, sender, log, regionId, () => new Date())),
          },
        ]
      : []),
    ...(bell
      ? [
          {
            name: 'bells',
            everyMs: 1_000,
            run: () => everyRegion((regionId) => ringPhones(db, keys, bell, log, regionId, () => new Date())),
          },
        ]
      : []),
    { name: 'old bells', everyMs: 60_000, ...upTo(500, forgetBells) },
    { name: 'old messages', everyMs: 3_600_000, atOnce: 500, run: inEvery(forgetOldMessages) },
    { name: 'old inbound', everyMs: 3_600_000, atOnce: 500, run: inEvery(forgetInbound) },
    // Another process may have made a newer key (`gridloop keys rotate`).
    { name: 'keys', everyMs: keysLookedForMs, run: async () => Number(keys.reread?.() ?? false) },
    {
      name: 'forgotten',
      everyMs: 10_000,
      run: () => everyRegion((regionId) => forgottenHere(regionId, new Date())),
    },
    // What is known of people ends when its time is over (docs/PERSONAL-DATA.md says when, column by column).
    {
      name: 'old contacts',
      everyMs: 3_600_000,
      ...upTo(50, (tx, regionId, at, atOnce) => forgetContacts(tx, keys, regionId, at, atOnce)),
    },
    {
      name: 'old files',
      everyMs: 600_000,
      ...upTo(20, (tx, regionId, at, atOnce) => forgetCaseFiles(tx, files, regionId, at, atOnce)),
    },
    { name: 'old pieces', everyMs: 600_000, ...upTo(50, forgetPieces) },
    { name: 'old commands', everyMs: 3_600_000, ...upTo(1_000, forgetCommands) },
    { name: 'old sessions', everyMs: 3_600_000, ...upTo(1_000, forgetSessions) },
    { name: 'phones of former staff', everyMs: 3_600_000, ...upTo(1_000, forgetPhones) },
    { name: 'storms', everyMs: 5_000, run: inEvery(keepStorms) },
  ];
}
