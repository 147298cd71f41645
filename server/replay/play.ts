/**
 * One row, played through the real actions at the hours it tells of: reported, received, filed, dispatched and signed when it
 * was opened; handed back, checked and closed when it was closed. An open row stays open, with its deadlines as they came.
 */
import type { MoveName, State } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { say } from '#contract/words/words.ts';
import { housePermit } from '#access';
import { makeMoves, readCase, setExplicitLimit, type PlannedMove } from '#cases';
import { receiveReport } from '#intake';
import type { Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import type { Cast } from './cast.ts';
import type { Told } from './history.ts';
import { placeOf, type Atlas } from './places.ts';
import type { Ledger } from './ledger.ts';

export type Stage = {
  regionId: number;
  keys: Keys;
  atlas: Atlas;
  cast: Cast;
  ledger: Ledger;
  /** what the template under which it is played asks for: ticks by move, and how many units beside the lead */
  asks: { ticks: Partial<Record<MoveName, string[]>>; jointUnits: number };
};

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
      proposal: about.proposal,
      naming: 'anonymous',
      happenedAt: openedAt,
      externalId: told.id,
      lang: 'zh',
    },
    { channel: told.channel, permit: housePermit('reports.take', regionId) } as Parameters<typeof receiveReport>[4],
    openedAt,
  );
  if (dueAt) await setExplicitLimit(tx, regionId, caseId, dueAt);
  const { unitId, ruleNumber } = await ledger.leadFor(tx, told, about, place);
  const { matterId, conditionId } = about;
  const reason = words.reason;
  const coUnitIds = ledger.besides(unitId).slice(0, stage.asks.jointUnits);
  const opening: [from: State, move: PlannedMove][] = [
    ['reported', { actor: cast.receiver, input: { move: 'receive' }, at: openedAt }],
    ['received', { actor: cast.officer, input: { move: 'file', matterId, conditionId }, at: openedAt }],
    [
      'filed',
      { actor: cast.dispatcher, input: { move: 'dispatch', unitId, coUnitIds, ruleNumber, reason }, at: openedAt },
    ],
    ['dispatched', { actor: cast.clerkOf(unitId), input: { move: 'sign' }, at: openedAt }],
  ];
  // A template may have made the first steps by itself; whoever it dispatched to is then told who really had it.
  const now = (await readCase(tx, regionId, caseId))!;
  const reached = opening.findIndex(([from]) => from === now.state);
  const left = opening.slice(reached < 0 ? opening.length : reached).map(([, move]) => move);
  if (now.leadUnitId !== null && now.leadUnitId !== unitId) {
    const input = { move: 'designate', unitId, coUnitIds, basis: 'designated', reason } as const;
    left.splice(0, Infinity, { actor: cast.dispatcher, input, at: openedAt }, opening[3]![1]);
  }
  const moves = closedAt ? [...left, ...closing(cast, unitId, told.reply, closedAt)] : left;
  await makeMoves(
    tx,
    regionId,
    caseId,
    moves.map((move) => ({ ...move, ticked: stage.asks.ticks[move.input.move] })),
  );
  return caseId;
}

function closing(cast: Cast, unitId: number, reply: string, at: Date): PlannedMove[] {
  const standardAnswer = reply === '';
  return [
    { actor: cast.clerkOf(unitId), input: { move: 'hand_back', result: words.result }, at },
    { actor: cast.checkerFor(unitId), input: { move: 'check', passed: true, remark: words.remark }, at },
    {
      actor: cast.officer,
      input: { move: 'close', answer: standardAnswer ? words.answer : reply },
      at,
      standardAnswer,
      unmirrored: true,
    },
  ];
}
