/**
 * Passwords are kept as argon2id with OWASP's parameters (19 MiB, two passes, one lane), so that a copied table is of little
 * use. An unknown login is verified against a hash nobody has the password of: the same work, the same time (V-21).
 */
import { hash, verify } from '@node-rs/argon2';
import { lookupHash, newToken, type Keys } from '#kit/crypto.ts';

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), cost);

let nobodys: Promise<string> | undefined;

export async function passwordFits(storedHash: string | undefined, given: string): Promise<boolean> {
  nobodys ??= hashPassword(newToken());
  const fits = await verify(storedHash ?? (await nobodys), given.normalize('NFKC'), cost);
  return fits && storedHash !== undefined;
}

const syllables =
  'bai cha chun deng feng guo hai he hua jiang lan lian liu long lu ma mei ming nan ping qiao qing qiu shan shu song tian tong wan xia xin yan yang yu yuan yun zhu zhou'.split(
    ' ',
  );

/** The one password of the demo accounts: made from this installation's keys, so no two installations share it. */
export function demoPassword(keys: Keys): string {
  const bytes = lookupHash(keys, 'gridloop demo password');
  const word = (at: number) =>
    syllables[bytes[at]! % syllables.length]! + syllables[bytes[at + 1]! % syllables.length]!;
  return `${word(0)}-${word(2)}-${1000 + (bytes.readUInt16BE(4) % 9000)}`;
}
