/** Address and words of a message are sealed row by row: each opens in its own place only. */
import { seal, unseal, type Keys } from '#kit/crypto.ts';
import type { Sealed } from '#kit/reseal.ts';
import type { NewMessage } from './store.ts';

export const contextOf = (regionId: number, id: string, field: 'address' | 'words'): string =>
  `message:${regionId}:${id}:${field}`;
export const sealedMessages: Sealed = {
  table: 'notify.messages',
  id: 'id',
  columns: ['address', 'words'],
  context: (regionId, id, column) => contextOf(regionId, id, column as 'address' | 'words'),
};
export const openedAddress = (keys: Keys, regionId: number, message: { id: string; address: Buffer }): string =>
  unseal(keys, message.address, contextOf(regionId, message.id, 'address'));
export const opened = (
  keys: Keys,
  regionId: number,
  message: { id: string; address: Buffer; words: Buffer },
): { to: string; text: string } => ({
  to: openedAddress(keys, regionId, message),
  text: unseal(keys, message.words, contextOf(regionId, message.id, 'words')),
});
export function sealed(
  keys: Keys,
  regionId: number,
  message: Omit<NewMessage, 'address' | 'words'> & { to: string; text: string },
): NewMessage {
  const { to, text, ...rest } = message;
  return {
    ...rest,
    address: seal(keys, to, contextOf(regionId, message.id, 'address')),
    words: seal(keys, text, contextOf(regionId, message.id, 'words')),
  };
}
