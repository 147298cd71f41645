/** The door of the loop. Rooms above learn of changes by facts (`onCaseEnded`, `onFact('case.…')`); the loop never calls them. */
export {
  addNote,
  childBegan,
  childEnded,
  makeMove,
  makeMoves,
  markUnsolved,
  onCaseEnded,
  openCase,
  queueCase,
  reporterMove,
  systemMove,
  sweepAlarms,
} from './actions.ts';
export { callBack, ownUnits } from './callbacks/actions.ts';
export { forgetTeller } from './forget.ts';
export { conveneMeeting, stepMeeting, sweepMeetings } from './meetings/actions.ts';
export { handsOf, ordersReached } from './orders/store.ts';
export { moveTask } from './tasks/actions.ts';
export { noMoreCallbacks, scheduleCallback } from './callbacks/store.ts';
export { earliestAlarm, readCase, setExplicitLimit } from './store.ts';
export type { MoveRequest, OpenCase, PlannedMove } from './actions.ts';
export { forgetCaseFiles } from './case-files.ts';
export { addPhoto, imageKind, processPhotos, readPhoto, redraw } from './photos.ts';
export type { PhotoPurpose, PhotoRow } from './photos.ts';
export { caseChecks } from './check.ts';
export { caseRoutes } from './routes.ts';
export { countJoined, joinCase } from './alike/join.ts';
export { countFolded, foldUnder, passOn, storms, unfold } from './alike/store.ts';
export { lateInPublic, placesTold, toldInPublic } from './public/views.ts';
export { caseQueue, caseRows, factStands, heardCases, picturesOf, receiptCase, workerOf } from './views.ts';
export type { Heard, ReceiptCase } from './views.ts';
export { useTemplate } from './rulebook.ts';
export { shipped, standardName } from './shipped.rules.ts';
export { templateNamed } from './templates.ts';
export { narrowedScope } from './narrowed.ts';
