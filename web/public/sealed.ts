/**
 * A name and a number that wait on this telephone for a network, because their owner said so. A telephone may be shared: they are sealed with a key
 * that the browser gives to no script and writes into no backup of the page's, and the key goes with the last of them, so that what a disk
 * still holds of the row opens no more. Whoever uses the telephone unlocked could still send it; she is told.
 */
export type Sealed = { iv: Uint8Array<ArrayBuffer>; words: ArrayBuffer };

const cipher = 'AES-GCM';

/** Browsers do this on pages that came over HTTPS (or from this machine) only; elsewhere nothing of a contact is kept. */
export const canSeal = (): boolean => typeof crypto !== 'undefined' && 'subtle' in crypto;

export const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: cipher, length: 256 }, false, ['encrypt', 'decrypt']);

/** `id`: of the row it belongs to; it opens in no other. */
export async function sealUp(key: CryptoKey, id: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return { iv, words: await crypto.subtle.encrypt({ name: cipher, iv, additionalData: textOf(id) }, key, bytes) };
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it sealed
export async function unsealed<T>(key: CryptoKey, id: string, { iv, words }: Sealed): Promise<T> {
  const bytes = await crypto.subtle.decrypt({ name: cipher, iv, additionalData: textOf(id) }, key, words);
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
const textOf = (id: string) => new TextEncoder().encode(id);
