/**
 * A "no" has a stable code, a status, its reasons, and words in both languages (RFC 9457 problem details on the wire).
 */
import Type, { type Static } from 'typebox';
import type { problemWords } from './words/problems.ts';

export type ProblemCode = keyof typeof problemWords extends `problem.${infer Code}` ? Code : never;

/** Codes whose status is not told by their first word. */
const statuses: Partial<Record<ProblemCode, number>> = {
  'request.invalid': 400,
  'request.not_found': 404,
  'request.too_large': 413,
  'request.too_many': 429,
  'request.media_type': 415,
  'request.foreign_origin': 403,
  'server.failed': 500,
  'server.busy': 503,
  'command.id_reused': 422,
  'reader.not_signed_in': 401,
  'reader.wrong_login': 401,
  'reader.wrong_code': 401,
  'reader.second_factor_needed': 401,
  'reader.password_due': 401,
  'reader.not_fresh': 403,
  'reader.too_many_tries': 429,
  'reader.bad_assertion': 401,
  'reader.not_bound': 403,
  'reader.demo_account': 403,
  'reader.not_permitted': 403,
  'reader.powers_apart': 409,
  'reader.invitation': 409,
  'thing.not_found': 404,
  'thing.stale': 409,
  'thing.exists': 409,
  'area.changed_meanwhile': 409,
  'report.no_receipt': 404,
  'report.not_answered': 409,
  'report.follows_closed': 409,
  'report.no_worker': 409,
  'report.case_over': 409,
  'report.no_history': 409,
  'report.no_question': 409,
  'report.others_wait': 409,
  'notify.no_visit': 401,
  'notify.many_grids': 409,
  'notify.wrong_code': 401,
  'notify.no_sender': 503,
  'inbound.not_signed': 401,
  'inbound.too_old': 401,
  'inbound.replayed': 409,
  'device.unknown_key': 401,
  'wall.unknown_key': 401,
  'line.unknown_number': 404,
  'call.taken': 409,
  'call.over': 409,
  'call.not_yours': 409,
  'open311.unknown_service': 404,
  'open311.unknown_request': 404,
  'open311.unknown_token': 404,
  'open311.key_needed': 403,
  'evaluation.serves_too': 403,
  'evaluation.own_appeal': 403,
  'evaluation.rates_departments': 403,
  'evaluation.survey_open': 409,
  'evaluation.survey_closed': 409,
  'evaluation.nobody_to_ask': 409,
  'evaluation.computing': 409,
  'evaluation.period_state': 409,
  'evaluation.still_running': 409,
  'evaluation.appeals_pending': 409,
  'evaluation.appeals_open': 409,
  'evaluation.appeal_too_early': 409,
  'evaluation.appeal_decided': 409,
  'patrol.on_duty': 409,
  'patrol.off_duty': 409,
  'patrol.decided': 409,
  'patrol.own_request': 403,
  'publicity.over': 409,
  'duty.not_on_duty': 409,
  'duty.own_note': 403,
  'duty.own_mode': 403,
  'duty.read_already': 409,
  'duty.mode_already': 409,
  'duty.mode_over': 409,
  'meeting.state': 409,
  'meeting.convener_only': 403,
  'meeting.urgent_leader': 403,
  'improvement.state': 409,
  'improvement.too_early': 409,
  'xml.broken': 400,
  'xml.entities': 400,
};

/** 409 for a state that does not allow it (`case.*`), 422 for content that cannot be used; the table above for the rest. */
export const statusOf = (code: ProblemCode): number => statuses[code] ?? (code.startsWith('case.') ? 409 : 422);

/** One wrong field: where (JSON pointer), which row of an import if any, and why, already in the reader's language. */
export const FieldError = Type.Object({
  field: Type.String(),
  row: Type.Optional(Type.Integer()),
  reason: Type.String(),
});

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    requestId: Type.Optional(Type.String()),
    params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    errors: Type.Optional(Type.Array(FieldError)),
    current: Type.Optional(Type.Unknown()),
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;
