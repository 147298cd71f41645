/** The door of the room: what was learned from cases, and what the facts tell of topics, places and times. */
export { improvementRoutes } from './routes.ts';
