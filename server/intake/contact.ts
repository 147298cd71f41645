/**
 * The reporter's name, phone and mail: what may be given, how it is made comparable, and how it looks masked. Sealed and
 * revealed elsewhere; here are the rules (domain §7.2: the accused never opens the reporter's identity).
 */
import { permissions, type Post } from '#contract/access.ts';
import { maskedPhone } from '#contract/addresses.ts';
import { homesIn, hushed } from '#kit/hush.rules.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type Naming = 'named' | 'anonymous' | 'confidential';
/** `account`: what the official account calls its follower; there only where she wrote from one. */
export type Contact = { name: string | null; phone: string | null; email: string | null; account?: string | null };

/** Where a named reporter must be reachable: staff who report are known by their post, and a history is as it was written. */
const calledBack = new Set(['web', 'hotline', 'counter', 'open311', 'email', 'sms', 'account']);

/** Anonymous means no contact at all; who wants to be called by name must say where. */
export function contactOf(
  naming: Naming,
  channel: string,
  given: { name?: string; phone?: string; email?: string; account?: string } = {},
): Contact | null | Refusal {
  const contact: Contact = { name: filled(given.name), phone: filled(given.phone), email: filled(given.email) };
  if (given.account) contact.account = given.account;
  const some = contact.name !== null || contact.phone !== null || contact.email !== null || Boolean(contact.account);
  if (naming === 'anonymous') return some ? refuse('report.anonymous_contact') : null;
  const reachable = contact.phone !== null || contact.email !== null || Boolean(contact.account);
  if (!reachable && calledBack.has(channel)) return refuse('report.contact_needed');
  return some ? contact : null;
}
const filled = (text: string | undefined): string | null => text?.normalize('NFKC').trim() || null;

export const masked = (contact: Contact): Contact => ({
  name: contact.name && maskName(contact.name),
  phone: contact.phone && maskedPhone(contact.phone),
  email: contact.email && maskEmail(contact.email),
});
function maskName(name: string): string {
  const [first = '', ...rest] = Array.from(name);
  return first + '*'.repeat(Math.min(Math.max(rest.length, 1), 2));
}
function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at > 0 ? `${Array.from(email)[0]}***${email.slice(at)}` : '***';
}

/** Asked for, or a report of a wrong (举报), whose teller is protected as if she had asked for it (domain §3.2, secrecy). */
export const isSecret = (report: { naming: Naming; kind: string }): boolean =>
  report.naming === 'confidential' || report.kind === 'whistle';

/**
 * Which hats may see a contact (masked) and open it (with a reason). Of a reporter who gave the name openly: whoever receives, calls back or
 * answers for both, and those who handle or check, to reach her. What was told in confidence is opened by the first of them only,
 * and only if `knowsReporter` (the room access) says that this very person may know, because the accused may be one of the others.
 */
export function mayOpenContact(
  report: { naming: Naming; kind: string; knows: boolean },
  posts: readonly Post[],
): boolean {
  const allowed: readonly Post[] = permissions['reports.see_contact'];
  const receives = posts.some((post) => allowed.includes(post));
  if (isSecret(report)) return receives && report.knows;
  return receives || (report.naming === 'named' && posts.some((post) => inTouch.includes(post)));
}
const inTouch: readonly Post[] = ['clerk', 'handler', 'keeper', 'checker'];

/** What was told in confidence without who told it. A title that was nothing but its teller says so, or the case would have none. */
export function hushedTexts(
  { title, detail, placeText }: { title: string; detail: string; placeText: string },
  contact: Contact | null,
): { title: string; detail: string; placeText: string } {
  const own = [contact?.name, contact?.phone, contact?.email, ...[title, detail, placeText].flatMap(homesIn)];
  const hush = (text: string) => hushed(text, own);
  return { title: hush(title) || '***', detail: hush(detail), placeText: hush(placeText) };
}

/**
 * After the close, whoever left a contact is asked whether it is solved; a worker's or a device's report is not (house). Nobody can
 * telephone a follower of the official account: her answer asks her to write back.
 */
export const wantsCallback = (report: { hasContact: boolean; channel: string }): boolean =>
  report.hasContact && report.channel !== 'keeper' && report.channel !== 'device' && report.channel !== 'account';
