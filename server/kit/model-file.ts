/**
 * A model as one file of data: a line of JSON that says what it is and what it was learned from, then numbers. There is no code in
 * it, and no text. Whatever is not exactly such a file is refused, with the reason; nothing is guessed.
 */
import { createHash } from 'node:crypto';

/** Every model says its form, and the size and fingerprint of the numbers behind the line. */
export type ModelHeader = { format: string; numbers: { bytes: number; sha256: string } };
export type ModelFault =
  | { fault: 'no_header' }
  | { fault: 'format'; given: string }
  | { fault: 'header'; field: string }
  | { fault: 'length'; expected: number; given: number }
  | { fault: 'altered' };

/** What a header of one form must be: a rule for each of its fields, and the bytes of numbers that it announces. */
export type ModelForm<Header extends ModelHeader> = {
  format: string;
  longestHeader: number;
  rules: Record<keyof Omit<Header, keyof ModelHeader>, (value: unknown) => boolean>;
  /** what the fields say only together; names the field that is wrong */
  wrong?: (header: Header) => string | undefined;
  numberBytes: (header: Header) => number;
};

const newline = 0x0a;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function encodeModelFile<Header extends ModelHeader>(
  header: Omit<Header, 'numbers'>,
  lists: readonly ArrayBufferView[],
): Buffer {
  // Every machine Node.js is made for here counts from the little end; one that did not would write nonsense, so it is told.
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1)
    throw new Error('A model is written on a little-endian machine.');
  const numbers = Buffer.concat(lists.map((list) => Buffer.from(list.buffer, list.byteOffset, list.byteLength)));
  const whole = { ...header, numbers: { bytes: numbers.length, sha256: sha256(numbers) } };
  return Buffer.concat([Buffer.from(`${JSON.stringify(whole)}\n`), numbers]);
}

/** The header, and its numbers piece by piece in the order they were written. */
export function openModelFile<Header extends ModelHeader>(
  bytes: Uint8Array,
  form: ModelForm<Header>,
): { header: Header; next: (length: number) => ArrayBuffer } | ModelFault {
  const end = bytes.subarray(0, form.longestHeader).indexOf(newline);
  const said = parsed(bytes.subarray(0, end < 0 ? form.longestHeader : end));
  if (said === undefined) return { fault: 'no_header' };
  // The format is looked at first: of a file that another program made, nothing else need be understood.
  const given = said['format'];
  if (given !== form.format) return { fault: 'format', given: typeof given === 'string' ? given.slice(0, 60) : '?' };
  const rules = Object.entries({ ...form.rules, numbers: saysNumbers } as Record<string, (value: unknown) => boolean>);
  const header = said as Header;
  const field = rules.find(([name, holds]) => !holds(said[name]))?.[0] ?? form.wrong?.(header);
  if (field !== undefined) return { fault: 'header', field };
  const expected = form.numberBytes(header);
  const numbers = bytes.subarray(end + 1);
  if (numbers.length !== expected || header.numbers.bytes !== expected)
    return { fault: 'length', expected, given: numbers.length };
  if (sha256(numbers) !== header.numbers.sha256) return { fault: 'altered' };
  let at = 0;
  const next = (length: number): ArrayBuffer => {
    const part = Uint8Array.from(numbers.subarray(at, at + length)); // a copy begins where numbers may begin
    at += length;
    return part.buffer;
  };
  return { header, next };
}

function parsed(line: Uint8Array): Record<string, unknown> | undefined {
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    return isObject(said) && !Array.isArray(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

export const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
export const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const saysNumbers = (value: unknown): boolean =>
  isObject(value) && isWhole(value['bytes'], 0, 1e10) && isHash(value['sha256']);
