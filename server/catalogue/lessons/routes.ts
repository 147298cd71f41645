/** The doors of 上岗课. */
import type { FastifyInstance } from 'fastify';
import { mayOf, permit } from '#access';
import * as wire from '#contract/lessons.ts';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { passLesson, saveLesson } from './actions.ts';
import { lessonsFor, lessonsOf } from './views.ts';

export function lessonRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, wire.listLessons, async ({ tx, actor, regionId }) => {
    // 信息员 see nothing else of the catalogue, and this is for them.
    if (!mayOf(actor).includes('reports.own')) granted(permit(actor, 'catalogue.see'));
    return { lessons: await lessonsOf(tx, regionId) };
  });
  serve(app, house, wire.learnLessons, async ({ tx, caller, regionId }) => ({
    lessons: await lessonsFor(tx, regionId, caller.kind === 'person' ? caller.actor.personId : null),
  }));
  serve(app, house, wire.saveLesson, async ({ tx, actor, body, at, commandId }) =>
    saveLesson(tx, granted(permit(actor, 'catalogue.edit')), body, at, commandId),
  );
  serve(app, house, wire.passLesson, async ({ tx, actor, params, body, at }) => {
    const { lesson } = params;
    await passLesson(tx, actor.regionId, { personId: actor.personId, lesson, version: body.version }, at);
    return { lesson, version: body.version };
  });
}
