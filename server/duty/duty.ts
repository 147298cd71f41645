/** The door of the room: who is on duty, and in which mode the district is. */
export { askMode, decideMode, dutyAt, endMode, endModes, saveOccasion, saveTurn, writeNote } from './actions.ts';
export { publishNotice } from './notices/actions.ts';
export { openNotices } from './notices/views.ts';
export { giveOrder, orderReaderOf, ordersReachedBy, remindOverdue } from './orders/actions.ts';
export { isNamed } from './duty.rules.ts';
export { dutyRoutes } from './routes.ts';
export { standingMode, type StandingMode } from './views.ts';
