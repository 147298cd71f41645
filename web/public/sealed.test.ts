/** What waits sealed opens in its own row with its own key, and the key itself is given to nobody. */
import { expect, test } from 'vitest';
import { newKey, sealUp, unsealed } from './sealed.ts';

const contact = { name: '贺兰', phone: '19900000001' };

test('what was sealed opens in its own row only, and with its own key only', async () => {
  const key = await newKey();
  const sealed = await sealUp(key, 'row-1', contact);
  expect(await unsealed(key, 'row-1', sealed)).toEqual(contact);
  await expect(unsealed(key, 'row-2', sealed)).rejects.toThrow();
  await expect(unsealed(await newKey(), 'row-1', sealed)).rejects.toThrow();
  expect(Buffer.from(sealed.words).includes('19900000001')).toBe(false);
});

test('no script is given the key, and the same words are never sealed alike', async () => {
  const key = await newKey();
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  const [one, other] = [await sealUp(key, 'row', contact), await sealUp(key, 'row', contact)];
  expect(Buffer.from(one.words).equals(Buffer.from(other.words))).toBe(false);
});
