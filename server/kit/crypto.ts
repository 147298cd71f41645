/**
 * Keys and what is done with them. Personal fields are sealed with AES-256-GCM, looked up by a keyed hash (an unkeyed hash of
 * a mobile number is a code book), and a receipt's secret is derived from its report's id, so that it is never stored at all.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Key objects, not bytes: OpenSSL takes in bytes anew at each use, ten times the price of the sealing itself. */
export type Keys = {
  /** what is sealed from now on */
  data: KeyObject;
  /** what older values may still be sealed with, newest first */
  older: readonly KeyObject[];
  lookup: KeyObject;
  receipt: KeyObject;
  /** of the role the server connects as */ databasePassword: string;
  /** takes in a key that another process has made since; false where there is none */
  reread?: () => boolean;
};

/** Reads `keys.json` of the data folder, or makes it once (0600, flushed to disk before it is used). */
export async function loadKeys(dataFolder: string): Promise<Keys> {
  await mkdir(dataFolder, { recursive: true });
  const file = join(dataFolder, 'keys.json');
  let text: string | undefined;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (text === undefined) {
    await writeKeys(file, { master: randomBytes(32).toString('base64') });
    text = await readFile(file, 'utf8');
  }
  const keys = keysOf(text, file);
  // Synchronous, and seldom: only when a value does not open, because another process sealed it with a key that is newer than this one’s.
  keys.reread = () => {
    const now = keysOf(readFileSync(file, 'utf8'), file);
    if (now.data.equals(keys.data)) return false;
    Object.assign(keys, { data: now.data, older: now.older });
    return true;
  };
  return keys;
}

/** `newer`: keys for sealing that were made later (`gridloop keys rotate`), oldest first; an older program refuses such a file. */
type KeyFile = { format?: string; master?: string; newer?: string[] };
function keysOf(text: string, file: string): Keys {
  const parsed = JSON.parse(text) as KeyFile | null;
  const [master, ...newer] = [parsed?.master ?? '', ...(parsed?.newer ?? [])].map((key) => Buffer.from(key, 'base64'));
  const known = parsed?.format === 'gridloop.keys/1' || parsed?.format === 'gridloop.keys/2';
  if (!known || [master!, ...newer].some((key) => key.length < 32))
    throw new Error(`${file} does not hold a key of this program`);
  return keysFrom(master!, newer);
}

/** Another key for sealing, first in line from now on; what was sealed before stays readable. Flushed to disk before it is used. */
export async function addKey(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'keys.json');
  const now = JSON.parse(await readFile(file, 'utf8')) as KeyFile;
  await writeKeys(file, { ...now, newer: [...(now.newer ?? []), randomBytes(32).toString('base64')] });
}
/** The older keys for sealing go; the first one stays for receipts, look-ups and the database, and opens nothing any more. */
export async function dropOlderKeys(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'keys.json');
  const now = JSON.parse(await readFile(file, 'utf8')) as KeyFile;
  await writeKeys(file, { ...now, newer: (now.newer ?? []).slice(-1) });
}
async function writeKeys(file: string, keys: KeyFile): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  await handle.writeFile(
    JSON.stringify({ ...keys, format: keys.newer?.length ? 'gridloop.keys/2' : 'gridloop.keys/1' }),
  );
  await handle.sync();
  await handle.close();
  await rename(`${file}.new`, file);
  await chmod(file, 0o600);
}

export function keysFrom(master: Buffer, newer: readonly Buffer[] = []): Keys {
  const from = (key: Buffer, purpose: string) => Buffer.from(hkdfSync('sha256', key, 'gridloop', purpose, 32));
  const derive = (purpose: string) => from(master, purpose);
  const [data, ...older] = [master, ...newer].map((key) => createSecretKey(from(key, 'data'))).toReversed();
  return {
    data: data!,
    older,
    lookup: createSecretKey(derive('lookup')),
    receipt: createSecretKey(derive('receipt')),
    databasePassword: derive('database').toString('base64url'),
  };
}

/** 12 bytes nonce, 16 bytes tag, then the text; `context` binds it to its place so that it cannot be moved to another row. */
export function seal(keys: Keys, plain: string, context: string): Buffer {
  const nonce = newNonce();
  const cipher = createCipheriv('aes-256-gcm', keys.data, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Fetched for five hundred sealings at once: asking for twelve random bytes costs as much as sealing does. None is used twice. */
let nonces = Buffer.alloc(0);
function newNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(12 * 512);
  const nonce = nonces.subarray(0, 12);
  nonces = nonces.subarray(12);
  return nonce;
}

/** By whichever key of ours it was sealed: the tag says which one fits, and a wrong key or place fits none. */
export function unseal(keys: Keys, sealed: Buffer, context: string): string {
  for (const key of [keys.data, ...keys.older]) {
    const text = unsealedBy(key, sealed, context);
    if (text !== undefined) return text;
  }
  if (keys.reread?.()) return unseal(keys, sealed, context);
  throw new Error('sealed by another key, or for another place');
}
/** Whether the present key opens it, and no older one is needed. */
export const isSealedNow = (keys: Keys, sealed: Buffer, context: string): boolean =>
  unsealedBy(keys.data, sealed, context) !== undefined;

function unsealedBy(key: KeyObject, sealed: Buffer, context: string): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

export const lookupHash = (keys: Keys, value: string): Buffer =>
  createHmac('sha256', keys.lookup).update(value.normalize('NFKC').trim().toLowerCase()).digest();

/** 160 bits, so beyond guessing; in groups that can be read aloud. Of the reporter herself, or of those she lets look on. */
export function receiptSecret(keys: Keys, regionId: number, reportId: string, whose: 'own' | 'family' = 'own'): string {
  const about = `${regionId}/${reportId}${whose === 'own' ? '' : `/${whose}`}`;
  const digest = createHmac('sha256', keys.receipt).update(about).digest();
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: no I, L, O, U
  let out = '';
  for (let i = 0, bits = 0, held = 0; i < 20; i++) {
    bits = (bits << 8) | digest[i]!;
    for (held += 8; held >= 5; held -= 5) out += alphabet[(bits >> (held - 5)) & 31]!;
    bits &= (1 << held) - 1;
  }
  return out.replace(/(.{4})(?=.)/g, '$1-');
}

/** Forgives what people do to a code: case, spaces, dashes, O for 0, I and L for 1. */
export function secretMatches(expected: string, given: string): boolean {
  const plain = (value: string) =>
    value
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1');
  const [a, b] = [sha256(plain(expected)), sha256(plain(given))];
  return timingSafeEqual(a, b);
}

export const sha256 = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest();
export const newToken = (): string => randomBytes(32).toString('base64url');
