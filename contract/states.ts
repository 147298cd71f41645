/**
 * What a case can be in, what it can be told as, and by which door: the lists of the loop that a resident's page knows too. They stand
 * apart from the moves, whose long table only the desk and the server read; `cases.ts` hands them on.
 */
import Type from 'typebox';

export const openStates = [
  'reported',
  'received',
  'confirming',
  'filed',
  'dispatched',
  'signed',
  'handled',
  'checked',
] as const;
export const endStates = ['closed', 'answered', 'refused', 'withdrawn', 'merged', 'voided'] as const;
export const states = [...openStates, ...endStates] as const;
export type State = (typeof states)[number];
export type OpenState = (typeof openStates)[number];
export const StateName = Type.Enum([...states]);
export const isOpen = (state: State): state is OpenState => (openStates as readonly State[]).includes(state);

export const reportKinds = ['consultation', 'help', 'complaint', 'whistle', 'suggestion'] as const;
export const channels = [
  'web',
  'hotline',
  'counter',
  'department',
  'keeper',
  'device',
  'import',
  'open311',
  'email',
  'sms',
  'account',
] as const;
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/avif', 'image/gif'];
