/** The door of the room: other systems come in by the standards they speak. */
export { takeRequest } from './actions.ts';
export { connectRoutes } from './routes.ts';
export { forgetInbound, takeMessage } from './inbound/actions.ts';
