/**
 * Passwords are kept as argon2id with OWASP's parameters (19 MiB, two passes, one lane), so that a copied table is of little
 * use. An unknown login is verified against a hash nobody has the password of: the same work, the same time (V-21).
 */
import { hash, verify } from '@node-rs/argon2';
import { newToken } from '#kit/crypto.ts';

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), cost);

let nobodys: Promise<string> | undefined;

export async function passwordFits(storedHash: string | undefined, given: string): Promise<boolean> {
  nobodys ??= hashPassword(newToken());
  const fits = await verify(storedHash ?? (await nobodys), given.normalize('NFKC'), cost);
  return fits && storedHash !== undefined;
}
