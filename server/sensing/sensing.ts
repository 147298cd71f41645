/** The door of the room: devices that speak with a key of their own, and what their alerts become (智慧发现). */
export { receiveAlert, saveDevice } from './actions.ts';
export type { Alert, AlertReceipt, DeviceInput } from './actions.ts';
export { sensingRoutes } from './routes.ts';
export { whoIsDevice } from './views.ts';
