/** Rows of 上岗课: what the district wrote, and who has been through what. */
import { sql } from 'kysely';
import type { Lesson, LessonContent } from '#contract/lessons.ts';
import type { Tx } from '#kit/db.ts';

/** Two who edit one lesson come one after the other, and the second is told. */
export async function lockLesson(tx: Tx, regionId: number, lesson: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('catalogue.lessons'), hashtext(${`${regionId} ${lesson}`}))`.execute(
    tx,
  );
}
export async function insertLesson(
  tx: Tx,
  regionId: number,
  { lesson, version, place, retired, content }: Lesson,
  personId: string,
  at: Date,
): Promise<void> {
  const json = JSON.stringify(content satisfies LessonContent);
  await sql`
    insert into catalogue.lessons (region_id, lesson, version, place, content, retired, saved_by, saved_at)
    values (${regionId}, ${lesson}, ${version}, ${place}, ${json}::jsonb, ${retired}, ${personId}, ${at})`.execute(tx);
}
export async function markLesson(
  tx: Tx,
  regionId: number,
  mark: { personId: string; lesson: string; version: number },
  at: Date,
): Promise<void> {
  await sql`
    insert into catalogue.lesson_marks (region_id, person_id, lesson, version, at)
    values (${regionId}, ${mark.personId}, ${mark.lesson}, ${mark.version}, ${at})
    on conflict (region_id, person_id, lesson)
    do update set version = greatest(lesson_marks.version, excluded.version), at = excluded.at`.execute(tx);
}
