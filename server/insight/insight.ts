/** The door of the room: what is seen of everything at once. It reads, and writes nothing. */
export { insightRoutes } from './routes.ts';
export { doorDays } from './unified/views.ts';
