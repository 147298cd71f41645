/**
 * Looks at new cases for twins, shortly after their reports were acknowledged: what each is recognised by is put down, and a case that is
 * probably the same as an open one is said to be so. From the tenth on it is a storm, and the queue shows one line for it. All of
 * this proposes; merging, following and leaving apart are decided by a person.
 */
import { setImmediate as breath } from 'node:timers/promises';
import { countFolded, foldUnder, passOn, storms } from '#cases';
import type { Tx } from '#kit/db.ts';
import { onFact } from '#kit/facts.ts';
import { longestDays, twinOf } from '../twins.ts';
import { keysOf, keysToAsk } from './keys.ts';
import { alone, forget, forgetEnded, saveRecognised, type Recognised } from './store.ts';
import { alikeCounts, idsUnder, openSeen, seenCase, unrecognised, type Candidate, type Known } from './views.ts';

/** So many of a kind are found by their own keys; those after them by these. */
const keyedOfAKind = 5;
/** From so many on they are folded into one line. */
export const stormFrom = 10;
/** Of a kind the newest few stand for the others: each of them names the first. */
const lookedAtOfAKey = 4;
/** A case may be committed a little after the instant it bears; older stragglers (a replay, a reopening) are found when all are looked through. */
const slackMs = 2_000;
const everythingEveryMs = 5 * 60_000;
/** After so many the house looks up: somebody is waiting for a receipt. */
const atAStretch = 12;
const endedLookBackMs = 10 * 60_000;

/** How far this process has looked in each region; a process that starts looks at everything once. */
type Progress = { after: Date | null; wholeAt: number };
const looked = new Map<number, Progress>();
function progressOf(regionId: number): Progress {
  const progress = looked.get(regionId) ?? { after: null, wholeAt: 0 };
  looked.set(regionId, progress);
  return progress;
}

/** One round for one region; how many cases it looked at. */
export async function recogniseNew(
  tx: Tx,
  regionId: number,
  now: Date,
  atOnce: number,
  progress = progressOf(regionId),
): Promise<number> {
  if (!(await alone(tx, regionId))) return 0;
  if (now.getTime() - progress.wholeAt > everythingEveryMs) {
    progress.after = null;
    progress.wholeAt = now.getTime();
  }
  const from = progress.after && new Date(progress.after.getTime() - slackMs);
  const coming = await unrecognised(tx, regionId, from, atOnce);
  if (coming.length > 0) await recognise(tx, regionId, coming);
  const last = coming.at(-1)?.openedAt;
  if (last && (!progress.after || last > progress.after)) progress.after = last;
  if (coming.length < atOnce && progress.after === null) progress.after = now;
  return coming.length;
}

export async function recognise(tx: Tx, regionId: number, coming: readonly Candidate[]): Promise<void> {
  const mine = new Map<string, Known & { keys: string[]; asks: string[] }>();
  for (const [n, one] of coming.entries()) {
    if (n % atAStretch === 0) await breath();
    const seen = seenCase(one);
    mine.set(one.id, {
      confidential: one.confidential,
      seen,
      keys: keysOf(seen),
      asks: keysToAsk(seen, { wide: false }),
    });
  }
  const asked = new Set([...mine.values()].flatMap(({ asks }) => asks));
  const since = new Date(coming[0]!.openedAt.getTime() - longestDays * 86_400_000);
  const under = await idsUnder(tx, regionId, [...asked], since, lookedAtOfAKey);
  const known = await openSeen(tx, regionId, [...new Set([...under.values()].flat())]);
  for (const [id, one] of mine) known.set(id, one);
  const best = new Map<string, { id: string; likeness: number }>();
  for (const [n, [id, { confidential, seen, keys, asks }]] of [...mine].entries()) {
    if (n % atAStretch === 0) await breath();
    const others = new Set(asks.flatMap((key) => under.get(key) ?? []));
    others.delete(id);
    const found = confidential ? null : likeliest(seen, others, known);
    if (found) best.set(id, found);
    for (const key of keys) under.set(key, [id, ...(under.get(key) ?? [])].slice(0, lookedAtOfAKey));
  }
  const alike = [...new Set([...best.values()].map((like) => like.id))];
  const kinds = await alikeCounts(tx, regionId, alike, keyedOfAKind + stormFrom);
  const found: Recognised[] = [];
  const folding = new Map<string, string[]>();
  for (const one of coming) {
    const like = best.get(one.id);
    const headId = like ? headOf(like.id, kinds, known) : null;
    const kind = headId ? (kinds.get(headId) ?? { head: null, members: [] }) : null;
    const keys = kind && kind.members.length >= keyedOfAKind ? [] : mine.get(one.id)!.keys;
    found.push({ caseId: one.id, openedAt: one.openedAt, alikeTo: headId, likeness: like?.likeness ?? null, keys });
    kinds.set(one.id, { head: headId, members: [] });
    if (headId && kind) {
      kind.members.push(one.id);
      kinds.set(headId, kind);
      if (kind.members.length >= stormFrom) folding.set(headId, kind.members);
    }
  }
  await saveRecognised(tx, regionId, found);
  for (const [headId, members] of folding) {
    const head = known.get(headId);
    if (!head?.confidential) await foldUnder(tx, regionId, headId, members);
    await countFolded(tx, regionId, headId);
  }
}

function likeliest(
  mine: Known['seen'],
  others: ReadonlySet<string>,
  known: ReadonlyMap<string, Known>,
): { id: string; likeness: number } | null {
  let best: { id: string; likeness: number } | null = null;
  for (const id of others) {
    const open = known.get(id);
    if (!open || open.confidential) continue;
    const twin = twinOf(open.seen, mine);
    if (twin && (!best || twin.score > best.likeness)) best = { id, likeness: twin.score };
  }
  return best;
}

/** The first that told of it while it is open; a storm is never deeper than one step. */
function headOf(
  id: string,
  kinds: ReadonlyMap<string, { head: string | null }>,
  known: ReadonlyMap<string, Known>,
): string {
  const head = kinds.get(id)?.head ?? null;
  return head !== null && (known.has(head) || kinds.has(head)) ? head : id;
}

/** Keeps keys and folds true: what has ended is found no more, and a fold whose case has ended is passed on to the next. */
export async function keepStorms(tx: Tx, regionId: number, now: Date): Promise<number> {
  await forgetEnded(tx, regionId, new Date(now.getTime() - endedLookBackMs));
  let moved = 0;
  for (const storm of await storms(tx, regionId)) {
    if (!storm.isOpen && storm.next) {
      moved += await passOn(tx, regionId, storm.id, storm.next, 2_000);
      await countFolded(tx, regionId, storm.next);
    }
    await countFolded(tx, regionId, storm.id);
  }
  return moved;
}

/** Opened again it is looked at anew. */
onFact('case.reopened', (tx, fact) => forget(tx, fact.regionId, fact.subjectId));
