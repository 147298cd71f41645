/**
 * 上岗课: what somebody who begins as keeper, volunteer, social worker or 信息员 has to know, in short lessons with three questions each.
 * Kept by the district, version by version; whether she has been through one is the learner's own knowledge.
 */
import Type, { type Static } from 'typebox';
import { endpoint, text, Uuid } from './endpoint.ts';

/** Both languages side by side: a lesson that lacks one is not saved. */
const Line = Type.Object({ zh: text(120, 1), en: text(120, 1) });
export const Question = Type.Object({
  ask: Line,
  /** what she may choose; `right` counts from 0 */
  options: Type.Array(Line, { minItems: 2, maxItems: 4 }),
  right: Type.Integer({ minimum: 0, maximum: 3 }),
});
export type Question = Static<typeof Question>;
export const questionsOfOne = 3;
export const LessonContent = Type.Object({
  title: Type.Object({ zh: text(60, 1), en: text(60, 1) }),
  words: Type.Object({ zh: text(600, 1), en: text(600, 1) }),
  questions: Type.Array(Question, { minItems: questionsOfOne, maxItems: questionsOfOne }),
});
export type LessonContent = Static<typeof LessonContent>;

export const LessonName = Type.String({ pattern: '^[a-z0-9-]{1,40}$' });
export const Lesson = Type.Object(
  {
    lesson: Type.String(),
    version: Type.Integer(),
    /** the order they are read in */
    place: Type.Integer(),
    retired: Type.Boolean(),
    content: LessonContent,
  },
  { $id: 'Lesson' },
);
export type Lesson = Static<typeof Lesson>;
/** As the learner has it: `done` at this version, `before` at an older one. */
export const LearnersLesson = Type.Object({
  lesson: Type.String(),
  version: Type.Integer(),
  place: Type.Integer(),
  retired: Type.Boolean(),
  content: LessonContent,
  mark: Type.Enum(['done', 'before', 'open']),
});
export type LearnersLesson = Static<typeof LearnersLesson>;

export const listLessons = endpoint({
  id: 'lessons.list',
  method: 'GET',
  path: '/v1/lessons',
  summary: '上岗课 · the lessons, in their order, with those that were taken out',
  access: 'signed_in',
  reply: Type.Object({ lessons: Type.Array(Lesson) }),
  problems: ['reader.not_permitted'],
});
/** For whoever begins, with a post or without one: volunteers read the same. Who is signed in has her own marks beside them. */
export const learnLessons = endpoint({
  id: 'lessons.learn',
  method: 'GET',
  path: '/v1/lessons/open',
  summary: '学上岗课 · the lessons as a learner reads them',
  access: 'public',
  reply: Type.Object({ lessons: Type.Array(LearnersLesson) }),
});
/** A new lesson, a new version of one, or one taken out; `version` is the one that was changed, 0 for a new one. */
export const saveLesson = endpoint({
  id: 'lessons.save',
  method: 'POST',
  path: '/v1/lessons',
  summary: '维护上岗课 · save a version of a lesson',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    lesson: LessonName,
    version: Type.Integer({ minimum: 0 }),
    place: Type.Integer({ minimum: 0, maximum: 1000 }),
    retired: Type.Boolean(),
    content: LessonContent,
  }),
  reply: Lesson,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.not_found', 'lesson.right_answer', 'thing.too_many'],
});
/** 学过了: nobody but the learner is told. */
export const passLesson = endpoint({
  id: 'lessons.pass',
  method: 'POST',
  path: '/v1/lessons/:lesson/marks',
  summary: '学过了 · I have been through it',
  access: 'signed_in',
  params: Type.Object({ lesson: LessonName }),
  body: Type.Object({ id: Uuid, version: Type.Integer({ minimum: 1 }) }),
  reply: Type.Object({ lesson: Type.String(), version: Type.Integer() }),
  problems: ['thing.not_found'],
});
