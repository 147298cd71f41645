/** The door of the room: the day of those who walk the grid. */
export { patrolRoutes } from './routes.ts';
export { endForgottenShifts, forgetTracks, saveCheckpoint } from './actions.ts';
