/** When the list of responsibilities changes, or somebody leaves: open work that another should have now, and its going there. */
import Type, { type Static } from 'typebox';
import { CaseRow, Unitlet } from './cases.ts';
import { Day, endpoint, nullable, page, PageQuery, Uuid } from './endpoint.ts';

export const Reassignment = Type.Object(
  {
    case: CaseRow,
    /** with whom it is; of a case that waits for its dispatch, whom the list named when it was filed */
    from: nullable(Unitlet),
    fromRule: nullable(Type.String()),
    to: nullable(Unitlet),
    toRule: nullable(Type.String()),
    reason: Type.String(),
    fallback: Type.Boolean(),
    /** false: it waits for its first dispatch, and the new proposal stands on its page already */
    dispatched: Type.Boolean(),
  },
  { $id: 'Reassignment' },
);
export type Reassignment = Static<typeof Reassignment>;

/** A page may be shorter than its limit, or empty, and have a next one: it ends where the looking through ended. */
/** What somebody who leaves a post leaves behind: numbers only, for whoever ends posts sees no cases. */
export const readWorkOfPost = endpoint({
  id: 'cases.workOfPost',
  method: 'GET',
  path: '/v1/posts/:postId/work',
  summary: '岗位未了事项 · what stays behind when a post ends on a day',
  access: 'signed_in',
  params: Type.Object({ postId: Uuid }),
  query: Type.Object({ lastOn: Day }),
  reply: Type.Object({
    /** open cases that wait for her by name; counted to 1,000 */
    cases: Type.Integer(),
    /** who else holds the same post in the unit on the day after */
    others: Type.Integer(),
    /** turns of the roster after that day, hers or as a deputy */
    turns: Type.Integer(),
    /** grounds she keeps beyond that day */
    grounds: Type.Integer(),
  }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const listReassignments = endpoint({
  id: 'cases.reassignments',
  method: 'GET',
  path: '/v1/reassignments',
  summary: '清单变更待改派 · open work that the list now gives to another unit',
  access: 'signed_in',
  query: Type.Object(PageQuery),
  reply: page(Reassignment),
  problems: ['reader.not_permitted'],
});

/**
 * Re-dispatches by the moves there are: the house asks for the return because the list changed, the dispatcher agrees and
 * dispatches anew; the history keeps all three. Each case stands by itself: what cannot go is told with its reason.
 */
export const reassignCases = endpoint({
  id: 'cases.reassign',
  method: 'POST',
  path: '/v1/reassignments',
  summary: '按新清单改派 · re-assign by the changed list',
  access: 'signed_in',
  body: Type.Object({
    id: Uuid,
    /** as they were seen: version of the case, and the unit it was to go to */
    cases: Type.Array(Type.Object({ caseId: Uuid, version: Type.Integer({ minimum: 0 }), unitId: Type.Integer() }), {
      minItems: 1,
      maxItems: 100,
    }),
  }),
  reply: Type.Object({
    done: Type.Array(Type.Object({ caseId: Uuid, number: Type.String(), unit: Unitlet })),
    refused: Type.Array(Type.Object({ caseId: Uuid, number: Type.String(), why: Type.String() })),
  }),
  problems: ['reader.not_permitted'],
});
