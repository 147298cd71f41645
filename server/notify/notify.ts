/** The door of the room: what is told to those who reported, and 我的诉求. */
export { notifyRoutes } from './routes.ts';
export { answerBack, forgetOldMessages, silence, tellNews, visitOf } from './actions.ts';
export { forgetBells, sealedBells } from './bell/actions.ts';
export { bellOf, ringPhones, type Bell } from './bell/ringing.ts';
export { sealedFollowers, tellGridNews } from './grid/actions.ts';
export { sealedMessages } from './sealing.ts';
export { sendMessages } from './sending.ts';
export { senderOf } from './senders.ts';
export type { Outgoing, Sender } from './senders.ts';
