/** Tasks beside cases, on the wire. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/tasks.ts';
import { permit } from '#access';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { mayRead } from '../views.ts';
import { moveTask } from './actions.ts';
import { taskCounts, taskRow, tasksOf, tasksPage } from './views.ts';

export function taskRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.listTasks, async ({ tx, actor, query, at, lang }) => {
    granted(permit(actor, 'cases.see'));
    return tasksPage(tx, actor, query, at, lang);
  });
  serve(app, house, contract.countTasks, async ({ tx, actor, at }) => {
    granted(permit(actor, 'cases.see'));
    return taskCounts(tx, actor, at);
  });
  serve(app, house, contract.caseTasks, async ({ tx, actor, params, at, lang }) => {
    if (!(await mayRead(tx, actor, params.caseId))) deny('thing.not_found');
    return { tasks: await tasksOf(tx, actor, params, at, lang) };
  });
  serve(app, house, contract.moveTask, async ({ tx, actor, params, body, commandId, at, lang }) => {
    const { input, postId, happenedAt } = body;
    // Told later, from where there was no network: never in the future.
    const told = happenedAt ? new Date(happenedAt) : at;
    await moveTask(tx, actor, { ...params, input, postId, commandId }, told > at ? at : told);
    return taskRow(tx, actor, params.taskId, at, lang);
  });
}
