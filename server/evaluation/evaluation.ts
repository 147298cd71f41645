/** The door of the room: figures of any days, periods on their way to publication, the scheme, appeals. */
export { addReview, advancePeriod, computePeriod, ensureScheme, openPeriod } from './actions.ts';
export { channelsUsed, figureDays, figures, figuresByDay, onTimeByPlace, outcomes, periodOfId } from './views.ts';
export type { Outcomes } from './views.ts';
export type { Period } from './figures.ts';
export { evaluationRoutes } from './routes.ts';
