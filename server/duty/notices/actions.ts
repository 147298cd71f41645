/** 信息发布: an office tells in its own name, and takes back what was wrong. A word that went out is not rewritten. */
import { permissions } from '#contract/access.ts';
import { DAY, localDate } from '#contract/calendar.ts';
import type { BodyOf } from '#contract/endpoint.ts';
import type { Notice, publishNotice as publish } from '#contract/notices.ts';
import { unitsOf, type Permit } from '#access';
import { regionOf } from '#areas';
import { isConstraint, type Tx } from '#kit/db.ts';
import { doerOf, type Actor } from '#kit/caller.ts';
import { record } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import { insertNotice, lockNotice, noticeWithdrawn } from './store.ts';
import { noticesPage, ownUnits } from './views.ts';

/** What holds longer is a rule and belongs elsewhere. */
const mostDays = 180;
export const publishers: readonly string[] = permissions['notices.publish'];

/** The post in whose name she speaks for this unit. */
const postFor = (actor: Actor, unitId: number) =>
  actor.posts.find(({ post, unitIds }) => publishers.includes(post) && unitIds.includes(unitId));

export async function publishNotice(
  tx: Tx,
  { actor, regionId }: Permit<'notices.publish'>,
  told: BodyOf<typeof publish>,
  at: Date,
  commandId: string | null = null,
): Promise<Notice> {
  const unit = (await unitsOf(tx, regionId)).byId.get(told.unitId);
  const post = unit && postFor(actor, unit.id);
  if (!unit || !post) return deny('thing.unknown_reference', { field: 'unitId', value: told.unitId });
  const { timeZone } = await regionOf(tx, regionId);
  const today = localDate(at, timeZone);
  if (told.untilOn < today || told.untilOn > localDate(new Date(at.getTime() + mostDays * DAY), timeZone))
    deny('notice.days', { n: mostDays });
  const { id, title, words, untilOn } = told;
  const english = { titleEn: told.titleEn?.trim() ?? '', wordsEn: told.wordsEn?.trim() ?? '' };
  const notice = { id, unitId: unit.id, areaId: unit.areaId, title, words, ...english, public: told.public, untilOn };
  try {
    await insertNotice(tx, regionId, notice, actor.personId, at);
  } catch (error) {
    if (isConstraint(error, 'notices_pkey')) deny('thing.exists', { what: title });
    throw error;
  }
  const by = doerOf(actor, post);
  const data = { unitId: unit.id, title, public: told.public, untilOn };
  await record(tx, regionId, [{ subject: 'notice', subjectId: id, kind: 'notice.published', at, by, data }], commandId);
  const { rows } = await noticesPage(tx, regionId, { partOf: unit.id, limit: 1 }, today, ownUnits(actor, publishers));
  return rows[0]!;
}

export async function withdrawNotice(
  tx: Tx,
  { actor, regionId }: Permit<'notices.publish'>,
  noticeId: string,
  at: Date,
  commandId: string | null,
): Promise<void> {
  const found = await lockNotice(tx, regionId, noticeId);
  const post = found && postFor(actor, found.unitId);
  // Another office's word is not hers to take back, and she reads it all the same.
  if (!found || !post) return deny('thing.not_found');
  if (found.withdrawn) return;
  await noticeWithdrawn(tx, regionId, noticeId, at);
  const by = doerOf(actor, post);
  const data = { title: found.title };
  await record(
    tx,
    regionId,
    [{ subject: 'notice', subjectId: noticeId, kind: 'notice.withdrawn', at, by, data }],
    commandId,
  );
}
