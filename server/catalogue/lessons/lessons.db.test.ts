import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import type { Lesson, LearnersLesson } from '#contract/lessons.ts';
import { catalogueRoutes } from '#catalogue';
import { patrolRoutes } from '#patrol';
import { layCorner, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door, type Knock } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [catalogueRoutes, patrolRoutes]);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const lessons = async (): Promise<Lesson[]> =>
  (await door.knock('/v1/lessons', { as: 'system_admin' })).body.lessons as Lesson[];
const learns = async (as: NonNullable<Knock['as']>, lesson: string): Promise<LearnersLesson | undefined> => {
  const { body } = await door.knock('/v1/field/day', { as });
  return (body.lessons as LearnersLesson[]).find((one) => one.lesson === lesson);
};
const save = (one: Lesson, more: object = {}, as: NonNullable<Knock['as']> = 'system_admin') =>
  door.knock('/v1/lessons', { as, body: { id: uuidv7(), ...one, ...more } });
const pass = (lesson: string, version: number, as: NonNullable<Knock['as']> = 'keeper') =>
  door.knock(`/v1/lessons/${lesson}/marks`, { as, body: { id: uuidv7(), version } });

describe('上岗课', () => {
  test('ship with the house in both languages, three questions each, every one with a right answer among its options', async () => {
    const all = await lessons();
    expect(all.length).toBeGreaterThanOrEqual(8);
    for (const { content } of all) {
      expect(content.questions).toHaveLength(3);
      for (const { options, right } of content.questions) expect(options[right]?.en).toBeTruthy();
    }
    // The right one is not always in the same place.
    const places = new Set(all.flatMap(({ content }) => content.questions.map(({ right }) => right)));
    expect(places.size).toBe(3);
  });

  test('a version of the district’s takes the place of one that shipped; who looked at an older one is told', async () => {
    const [first] = await lessons();
    const content = { ...first!.content, words: { zh: '本区这样做。', en: 'This is how we do it here.' } };
    expect((await save(first!, { content }, 'keeper')).status).toBe(403);
    expect((await save(first!, { content })).body).toMatchObject({ lesson: first!.lesson, version: 2 });
    expect((await save(first!, { content })).body).toMatchObject({ code: 'thing.stale' });
    expect(await learns('keeper', first!.lesson)).toMatchObject({ version: 2, content });
    const wrong = { ...content, questions: content.questions.map((one) => ({ ...one, right: 3 })) };
    expect((await save({ ...first!, version: 2 }, { content: wrong })).body.code).toBe('lesson.right_answer');
    expect((await save({ ...first!, version: 2 }, { retired: true })).body).toMatchObject({ version: 3 });
    expect(await learns('keeper', first!.lesson)).toBeUndefined();
  });

  test('are there for whoever begins without a post: volunteers, 信息员, 特邀监督员; who is unknown has no marks', async () => {
    const [first] = (await door.knock('/v1/lessons/open')).body.lessons as LearnersLesson[];
    expect(first).toMatchObject({ mark: 'open', content: { questions: expect.any(Array) } });
    for (const as of ['supervisor', 'correspondent'] as const) {
      expect((await pass(first!.lesson, first!.version, as)).status).toBe(200);
      const own = (await door.knock('/v1/lessons/open', { as })).body.lessons as LearnersLesson[];
      expect(own[0]).toMatchObject({ lesson: first!.lesson, mark: 'done' });
    }
    const open = (await door.knock('/v1/lessons/open')).body.lessons as LearnersLesson[];
    expect(open.every(({ mark }) => mark === 'open')).toBe(true);
    const all = await lessons();
    expect(open.map(({ lesson }) => lesson)).toEqual(all.filter(({ retired }) => !retired).map(({ lesson }) => lesson));
  });

  test('that she has been through one is hers alone: in no fact, and seen by nobody else', async () => {
    const [, second] = await lessons();
    const { lesson, version } = second!;
    expect((await pass(lesson, version + 1)).status).toBe(404);
    expect((await pass(lesson, version)).status).toBe(200);
    expect((await pass(lesson, version)).status).toBe(200);
    expect(await learns('keeper', lesson)).toMatchObject({ mark: 'done' });
    expect(await learns('leader', lesson)).toMatchObject({ mark: 'open' });
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from kit.facts where region_id = ${corner.regionId} and subject = 'lesson' and kind not in ('lesson.saved', 'lesson.retired')`.execute(
      corner.owner,
    );
    expect(rows).toEqual([{ n: 0 }]);
    await save(second!, { content: second!.content });
    expect(await learns('keeper', lesson)).toMatchObject({ mark: 'before' });
  });
});
