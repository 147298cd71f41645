/**
 * 抽查 (过程与结果监督): so many closed cases of a time, drawn by lot, are looked at again on the spot. Drawn by the number of the command and
 * not by hand, so that nobody chooses whom it meets; each becomes an ordinary follow-up that the checkers find in their inbox.
 */
import type { Static } from 'typebox';
import type { Post } from '#contract/access.ts';
import { moves, type drawInspection } from '#contract/cases.ts';
import { heldAs } from '#access';
import { doerOf, type Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import { makeMove } from './actions.ts';
import { drawnByLot } from './views.ts';

export async function inspect(
  tx: Tx,
  actor: Actor,
  input: Static<NonNullable<typeof drawInspection.body>>,
  commandId: string | null,
  at: Date,
): Promise<Static<typeof drawInspection.reply>> {
  const post = granted(heldAs(actor, moves.follow_up.by as readonly Post[], { word: 'inspection.word' }));
  const [from, to] = [new Date(input.from), new Date(input.to)];
  if (!(from < to)) deny('request.invalid', { summary: '/to' });
  const { drawn, of } = await drawnByLot(tx, actor, { ...input, from, to, lot: input.id });
  // In the order of their ids, so that two draws never wait for each other's locks.
  for (const { id } of drawn.toSorted((a, b) => a.id.localeCompare(b.id)))
    await makeMove(
      tx,
      actor,
      { caseId: id, postId: post.id, input: { move: 'follow_up', due: input.due, text: input.text } },
      at,
    );
  const { from: begins, to: ends, unitId = null, matterId = null, n, due } = input;
  await record(
    tx,
    actor.regionId,
    [
      {
        subject: 'region',
        subjectId: String(actor.regionId),
        kind: 'inspection.drawn',
        at,
        by: doerOf(actor, post),
        data: { from: begins, to: ends, unitId, matterId, n, of, due, caseIds: drawn.map(({ id }) => id) },
      },
    ],
    commandId,
  );
  return { drawn, of };
}
