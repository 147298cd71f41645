/** The door of the room: a need comes in here, whichever way it came. */
export { placeOf, rate, receiveReport, reply, supplement, withdraw } from './actions.ts';
export { reportByNumber, sealedContacts } from './store.ts';
export type { Channel, Door, Place, Received, ReportInput } from './actions.ts';
export { intakeChecks } from './check.ts';
export { intakeRoutes } from './routes.ts';
export { answerWaiting, countJoining } from './twins/answering.ts';
export { keepStorms, recogniseNew } from './twins/recognise.ts';
export { makeTriage } from './triage.ts';
export type { MatterWords, Proposal, Triage } from './triage.ts';
export { casesByExternalId, contactsOpen, openCaseAmong, receiptFor, reportNumbers } from './views.ts';
export { callHung, callRang, endForgottenCalls, saveLine } from './lines/actions.ts';
export { sealedCalls } from './lines/store.ts';
export { forgetContacts, forgetReports, removeContact } from './mine/actions.ts';
export {
  addressHash,
  dataOfAddress,
  forgottenSince,
  reportCarrying,
  contactLeft,
  reportsOfAddress,
  reportsToTell,
} from './mine/views.ts';
export type { Address } from './mine/views.ts';
export { masked } from './contact.ts';
export { sentenceOf } from './story.ts';
export { askedOf, countAnswers, drawReporters, endQuestions } from './questions/store.ts';
export { teachSayings, trainTriage } from './learn/actions.ts';
export { correctionDays, outcomeDays, triageOf } from './learn/views.ts';
export { openJudge, triageEval, triageTrain } from './learn/command.ts';
export type { EvalReport, TitleJudge } from './learn/command.ts';
