/** UUID version 7 (RFC 9562): born on the client before sending, ordered by time so that indexes stay narrow. */
export function uuidv7(now: number = Date.now(), random: (bytes: Uint8Array) => Uint8Array = fromStore): string {
  const bytes = random(new Uint8Array(16));
  for (let i = 0, shift = 40; i < 6; i++, shift -= 8) bytes[i] = Math.floor(now / 2 ** shift) & 0xff;
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  let text = '';
  for (let i = 0; i < 16; i++) text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + hex[bytes[i]!]!;
  return text;
}
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Random bytes are fetched for some hundred ids at once: asking costs as much for sixteen as for thousands. None is used twice. */
const store = new Uint8Array(4096);
let used = store.length;
function fromStore(bytes: Uint8Array): Uint8Array {
  if (used + bytes.length > store.length) {
    globalThis.crypto.getRandomValues(store);
    used = 0;
  }
  bytes.set(store.subarray(used, used + bytes.length));
  used += bytes.length;
  return bytes;
}
