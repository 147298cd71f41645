/** The door of the room: what neighbours do for one another, and how a district thanks them. */
export { neighbourRoutes } from './routes.ts';
export { makeTicket, redeem, saveRule } from './actions.ts';
export { balanceOf } from './views.ts';
