/** The door of the room: the day of those who walk the grid. */
export { patrolRoutes } from './routes.ts';
export { sealedVisits } from './store.ts';
export { checkIn, checkOut, endForgottenShifts, forgetTracks, saveCheckpoint, stampCheckpoint } from './actions.ts';
export { knowsPhone } from './views.ts';
export { publicityTold } from './publicity/actions.ts';
