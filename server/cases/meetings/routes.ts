/** Meetings, on the wire. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/meetings.ts';
import { permit } from '#access';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { conveneMeeting, stepMeeting } from './actions.ts';
import { meetingsPage, oneMeeting } from './views.ts';

export function meetingRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.convene, async ({ tx, actor, body, commandId, at, lang }) => {
    await conveneMeeting(tx, granted(permit(actor, 'meetings.convene')), { ...body, commandId }, at);
    return granted(await oneMeeting(tx, actor, body.id, at, lang));
  });
  serve(app, house, contract.listMeetings, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return meetingsPage(tx, actor, query, at);
  });
  serve(app, house, contract.getMeeting, async ({ tx, actor, params, at, lang }) => {
    granted(permit(actor, 'cases.see'));
    return granted(await oneMeeting(tx, actor, params.meetingId, at, lang));
  });
  serve(app, house, contract.stepMeeting, async ({ tx, actor, params, body, commandId, at, lang }) => {
    granted(permit(actor, 'meetings.convene'));
    await stepMeeting(tx, actor, { ...params, version: body.version, input: body.input, commandId }, at);
    return granted(await oneMeeting(tx, actor, params.meetingId, at, lang));
  });
}
