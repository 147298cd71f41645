/**
 * Telephone numbers and e-mail addresses, however somebody typed, pasted or dictated them: what is sent to, and what is compared.
 * Pure.
 */

/** Spaces and what an address book puts around a number that is copied (direction marks, joiners) belong to no address. */
const plain = (typed: string): string => typed.normalize('NFKC').replace(/[\s\p{Cf}]/gu, '');

/**
 * One number, however it is written: +86 138-0013-8000, 0086 13800138000 and １３８ ００１３ ８０００ are the same telephone, and so are
 * +86 10 8888 6666 and (010) 8888-6666. A number of another country begins with its +.
 */
export function plainPhone(typed: string): string {
  const text = plain(typed);
  const digits = text.replace(/\D/g, '');
  // no country's code begins with 0, so a third one is a number that only looks as if dialled abroad
  const abroad = text.startsWith('+') ? digits : /^00([1-9]\d+)$/.exec(digits)?.[1];
  if (abroad === undefined) return /^861\d{10}$/.test(digits) ? digits.slice(2) : digits;
  if (!abroad.startsWith('86')) return `+${abroad}`;
  const own = abroad.slice(2);
  return /^(0|1\d{10}$)/.test(own) ? own : `0${own}`;
}

/** As it is shown where it is not needed: it is told apart from another one, and nobody can ring it. */
export function maskedPhone(phone: string): string {
  const digits = plainPhone(phone).replace('+', '');
  if (digits.length >= 10) return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  return digits.length >= 7 ? `${digits.slice(0, 2)}****${digits.slice(-2)}` : '****';
}

/** As mail is sent: no spaces, the signs of a Chinese keyboard (＠ and 。) as those of an address, and no capitals. */
export const plainMail = (typed: string): string => plain(typed).replaceAll('。', '.').toLowerCase();

/** What was typed into one line for both: a telephone, an e-mail address, or neither. */
export function addressIn(typed: string): { way: 'sms' | 'email'; address: string } | null {
  const mail = plainMail(typed);
  if (/^[^@<>(),;:"]+@[^@<>(),;:".]+(\.[^@<>(),;:".]+)+$/.test(mail)) return { way: 'email', address: mail };
  const written = plain(typed).replace(/[\p{Pd}.·()/]/gu, '');
  if (/^\+?\d{5,20}$/.test(written)) return { way: 'sms', address: plainPhone(typed) };
  return null;
}
