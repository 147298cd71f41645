/**
 * One row, played through the real actions at the hours it tells of: reported, received, filed, dispatched and signed when it
 * was opened; handed back, checked and closed when it was closed. An open row stays open, with its deadlines as they came.
 */
import { uuidv7 } from '#contract/ids.ts';
import type { MoveInput } from '#contract/cases.ts';
import { say } from '#contract/words/words.ts';
import { housePermit } from '#access';
import { makeMove, setExplicitLimit, type MoveRequest } from '#cases';
import { receiveReport } from '#intake';
import type { Actor } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import type { Cast } from './cast.ts';
import type { Told } from './history.ts';
import { placeOf, type Atlas } from './places.ts';
import type { Ledger } from './ledger.ts';

export type Stage = { regionId: number; keys: Keys; atlas: Atlas; cast: Cast; ledger: Ledger };

/** Both languages: a history is read by whoever opens the case. */
const written = (word: Parameters<typeof say>[1]): string => `${say('zh', word)} · ${say('en', word)}`;
const words = {
  reason: written('history.reason'),
  result: written('history.result'),
  remark: written('history.remark'),
  answer: written('history.answer'),
};

/** Returns the case it became. */
export async function playRow(tx: Tx, stage: Stage, told: Told): Promise<string> {
  const { regionId, keys, atlas, cast, ledger } = stage;
  const { openedAt, dueAt, closedAt } = told;
  const place = await placeOf(tx, regionId, told, atlas);
  const about = await ledger.matterFor(tx, told);
  const { caseId } = await receiveReport(
    tx,
    keys,
    regionId,
    {
      id: uuidv7(openedAt.getTime()),
      kind: 'help',
      title: told.title,
      detail: told.detail,
      placeText: told.placeText,
      place,
      matterId: about.toldId ?? null,
      naming: 'anonymous',
      happenedAt: openedAt,
      externalId: told.id,
      lang: 'zh',
    },
    { channel: told.channel, permit: housePermit('reports.take', regionId) } as Parameters<typeof receiveReport>[4],
    openedAt,
  );
  const move = (actor: Actor, input: MoveInput, at: Date, more: Partial<MoveRequest> = {}) =>
    makeMove(tx, actor, { caseId, input, ...more }, at);

  await move(cast.receiver, { move: 'receive' }, openedAt);
  if (dueAt) await setExplicitLimit(tx, regionId, caseId, dueAt);
  await move(cast.officer, { move: 'file', matterId: about.matterId, conditionId: about.conditionId }, openedAt);
  const lead = await ledger.leadFor(tx, told, about, place);
  const { unitId, ruleNumber } = lead;
  await move(cast.dispatcher, { move: 'dispatch', unitId, ruleNumber, reason: words.reason }, openedAt);
  await move(cast.clerkOf(unitId), { move: 'sign' }, openedAt);
  if (!closedAt) return caseId;

  await move(cast.clerkOf(unitId), { move: 'hand_back', result: words.result }, closedAt);
  await move(cast.checkerFor(unitId), { move: 'check', passed: true, remark: words.remark }, closedAt);
  const standardAnswer = told.reply === '';
  const answer = standardAnswer ? words.answer : told.reply;
  await move(cast.officer, { move: 'close', answer }, closedAt, { standardAnswer });
  return caseId;
}
