/** The door of the room: what was learned from cases, and what the facts tell of topics, places and times. */
export { openItem, stepItem } from './actions.ts';
export { flowDays, itemOf, openedDays, stuckDays, toldDays } from './views.ts';
export { improvementRoutes } from './routes.ts';
