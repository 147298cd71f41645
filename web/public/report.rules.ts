/** What a resident wrote, made into a report: pure, so that every case can be told as a story. */
import { addressIn, plainMail, plainPhone } from '#contract/addresses.ts';
import type { namings, sendReport } from '#contract/intake.ts';
import type { BodyOf, Point } from '#contract/endpoint.ts';
import type { WordKey } from '#contract/words/words.ts';

export type Kind = BodyOf<typeof sendReport>['kind'];
export type Naming = (typeof namings)[number];
export type Written = {
  kind: Kind;
  words: string;
  placeText: string;
  location: Point | null;
  matterId: number | null;
  wishUnitId: number | null;
  happenedAt: string;
  naming: Naming;
  name: string;
  phone: string;
  email: string;
};
export type Lack = { field: 'words' | 'place' | 'contact' | 'phone' | 'email' | 'happenedAt'; why: WordKey };

/** The first sentence is the title: nobody should have to think of one. */
export function titleOf(words: string): string {
  const text = words.trim().replace(/\s+/g, ' ');
  // "No. 2" does not end a sentence: a full stop counts once there is something to be ended
  const end = /(?<=.)[。!?;\uff01\uff1f\uff1b]|(?<=.{16})\.(?=\s|$)/u.exec(text);
  const first = end ? text.slice(0, end.index) : text;
  const letters = Array.from(first);
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : first;
}

/** Questions and suggestions may be about no place at all. */
export const needsPlace = (kind: Kind): boolean => kind !== 'consultation' && kind !== 'suggestion';

export function lacks(written: Written, now: Date): Lack[] {
  const found: Lack[] = [];
  if (!written.words.trim()) found.push({ field: 'words', why: 'public.report.lacks_words' });
  if (needsPlace(written.kind) && !written.location && !written.placeText.trim())
    found.push({ field: 'place', why: 'public.report.lacks_place' });
  if (written.happenedAt && !(new Date(written.happenedAt).getTime() <= now.getTime() + 60_000))
    found.push({ field: 'happenedAt', why: 'public.report.in_future' });
  if (written.naming !== 'anonymous') {
    const [phone, email] = [written.phone.trim(), written.email.trim()];
    if (!phone && !email) found.push({ field: 'contact', why: 'public.report.lacks_contact' });
    if (phone && addressIn(phone)?.way !== 'sms') found.push({ field: 'phone', why: 'public.report.bad_phone' });
    if (email && addressIn(email)?.way !== 'email') found.push({ field: 'email', why: 'public.report.bad_email' });
  }
  return found;
}

export function bodyOf(written: Written): Omit<BodyOf<typeof sendReport>, 'id'> {
  const words = written.words.trim();
  const title = titleOf(words);
  const given = {
    name: written.name.trim(),
    phone: plainPhone(written.phone),
    email: plainMail(written.email),
  };
  const contact = Object.fromEntries(Object.entries(given).filter(([, said]) => said !== ''));
  return {
    kind: written.kind,
    title,
    ...(words === title ? {} : { detail: words }),
    ...(written.placeText.trim() ? { placeText: written.placeText.trim() } : {}),
    ...(written.location ? { location: written.location } : {}),
    ...(written.matterId === null ? {} : { matterId: written.matterId }),
    ...(written.wishUnitId === null ? {} : { wishUnitId: written.wishUnitId }),
    ...(written.happenedAt ? { happenedAt: new Date(written.happenedAt).toISOString() } : {}),
    naming: written.naming,
    // an anonymous report carries no contact, whatever was typed before the choice changed
    ...(written.naming === 'anonymous' ? {} : { contact }),
  };
}

/** '晴岸街道 › 暖湖社区 › 第4责任网格': a name that repeats one above it says only what it adds. */
export const pathText = (path: readonly { name: string }[]): string =>
  path
    .map(({ name }, i) => {
      const above = path.slice(0, i).findLast((area) => name.startsWith(area.name) && name !== area.name);
      return above ? name.slice(above.name.length) : name;
    })
    .join(' › ');
