/** 上岗课 written down: a version by whoever keeps the catalogue, a mark by the learner. The mark is in no fact: it is nobody else's. */
import type { BodyOf } from '#contract/endpoint.ts';
import type { Lesson, saveLesson as save } from '#contract/lessons.ts';
import type { Permit } from '#access';
import type { Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, Refused, refuse } from '#kit/refusal.ts';
import { insertLesson, lockLesson, markLesson } from './store.ts';
import { lessonsOf } from './views.ts';

/** More is a school, and not read at the beginning of a shift. */
const mostLessons = 60;

export async function saveLesson(
  tx: Tx,
  { regionId, by, actor }: Permit<'catalogue.edit'>,
  told: BodyOf<typeof save>,
  at: Date,
  commandId: string | null,
): Promise<Lesson> {
  const { lesson, place, retired, content } = told;
  await lockLesson(tx, regionId, lesson);
  const all = await lessonsOf(tx, regionId);
  const now = all.find((one) => one.lesson === lesson);
  if ((now?.version ?? 0) !== told.version)
    throw new Refused(refuse('thing.stale', { version: now?.version ?? 0 }, { current: now ?? null }));
  if (!now && all.length >= mostLessons) deny('thing.too_many', { n: mostLessons });
  const astray = content.questions.findIndex(({ options, right }) => right >= options.length);
  if (astray >= 0) deny('lesson.right_answer', { n: astray + 1 });
  const saved: Lesson = { lesson, version: Math.max(2, told.version + 1), place, retired, content };
  await insertLesson(tx, regionId, saved, actor.personId, at);
  const kind = retired ? 'lesson.retired' : 'lesson.saved';
  const data = { title: content.title.zh, version: saved.version };
  await record(tx, regionId, [{ subject: 'lesson', subjectId: lesson, kind, at, by, data }], commandId);
  return saved;
}

export async function passLesson(
  tx: Tx,
  regionId: number,
  mark: { personId: string; lesson: string; version: number },
  at: Date,
): Promise<void> {
  const now = (await lessonsOf(tx, regionId)).find(({ lesson }) => lesson === mark.lesson);
  if (!now || mark.version > now.version) return deny('thing.not_found');
  await markLesson(tx, regionId, mark, at);
}
