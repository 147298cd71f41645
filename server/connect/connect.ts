/** The door of the room: other systems come in by the standards they speak. */
export { connectRoutes } from './routes.ts';
export { forgetInbound } from './inbound/actions.ts';
