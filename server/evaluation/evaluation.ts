/** The door of the room: figures of a period, the cases behind them, and what became of some cases. It reads and never writes. */
export { figures, outcomes } from './views.ts';
export type { Outcomes } from './views.ts';
export type { Period } from './figures.ts';
export { evaluationRoutes } from './routes.ts';
