/** UUID version 7 (RFC 9562): born on the client before sending, ordered by time so that indexes stay narrow. */
export function uuidv7(now: number = Date.now(), random: (bytes: Uint8Array) => Uint8Array = defaultRandom): string {
  const bytes = random(new Uint8Array(16));
  for (let i = 0, shift = 40; i < 6; i++, shift -= 8) bytes[i] = Math.floor(now / 2 ** shift) & 0xff;
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const defaultRandom = (bytes: Uint8Array): Uint8Array =>
  globalThis.crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
