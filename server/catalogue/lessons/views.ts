/** The lessons as they stand: what the house ships, replaced lesson by lesson by what the district wrote; for the learner with her marks. */
import { sql } from 'kysely';
import type { LearnersLesson, Lesson } from '#contract/lessons.ts';
import type { Tx } from '#kit/db.ts';
import { shipped } from './shipped.ts';

const asShipped: readonly Lesson[] = Object.entries(shipped).map(([lesson, content], n) => ({
  lesson,
  version: 1,
  place: (n + 1) * 10,
  retired: false,
  content,
}));

export async function lessonsOf(tx: Tx, regionId: number): Promise<Lesson[]> {
  const { rows } = await sql<Lesson>`
    select distinct on (lesson) lesson, version, place, retired, content from catalogue.lessons
     where region_id = ${regionId} order by lesson, version desc limit 200`.execute(tx);
  const own = new Map(rows.map((row) => [row.lesson, row]));
  const all = [...asShipped.filter(({ lesson }) => !own.has(lesson)), ...rows];
  return all.sort((a, b) => a.place - b.place || a.lesson.localeCompare(b.lesson));
}

/** `null`: a learner whom the house does not know; her marks stay on her own device. */
export async function lessonsFor(tx: Tx, regionId: number, personId: string | null): Promise<LearnersLesson[]> {
  const { rows } = await sql<{ lesson: string; version: number }>`
    select lesson, version from catalogue.lesson_marks
     where region_id = ${regionId} and person_id = ${personId}::uuid limit 500`.execute(tx);
  const marks = new Map(rows.map(({ lesson, version }) => [lesson, version]));
  const markOf = ({ lesson, version }: Lesson): LearnersLesson['mark'] => {
    const seen = marks.get(lesson);
    return seen === undefined ? 'open' : seen >= version ? 'done' : 'before';
  };
  return (await lessonsOf(tx, regionId))
    .filter(({ retired }) => !retired)
    .map((lesson) => ({ ...lesson, mark: markOf(lesson) }));
}
