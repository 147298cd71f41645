/**
 * The reports that carry a telephone or an e-mail address, for whoever has proved that it is hers; and, of a case, those who are to be
 * told of it. Reports made in confidence are listed nowhere but behind their own number and code: a telephone may be in another's hand.
 */
import { sql } from 'kysely';
import type { KindName } from '#contract/intake.ts';
import type { State } from '#contract/cases.ts';
import type { Static } from 'typebox';
import type { Way } from '#contract/notify.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { plainMail, plainPhone } from '#contract/addresses.ts';
import { lookupHash, receiptSecret, type Keys } from '#kit/crypto.ts';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import { isSecret, type Contact, type Naming } from '../contact.ts';
import { accountHash, openContact, reportByNumber, type HeldReport, type SealedContact } from '../store.ts';
import { answerTold } from '../story.ts';

export type Address = { way: Way; hash: Buffer };

/** The keyed hash under which a reporter's telephone or e-mail address is found, however it was written. */
export const addressHash = (keys: Keys, way: Address['way'], address: string): Buffer =>
  way === 'account'
    ? accountHash(keys, address)
    : lookupHash(keys, way === 'sms' ? plainPhone(address) : plainMail(address));

const hashOf: Record<Way, string> = { sms: 'p.phone_hash', email: 'p.email_hash', account: 'p.account_hash' };
const carries = ({ way, hash }: Address) => sql`${sql.ref(hashOf[way])} = ${hash}`;
const openly = sql`r.naming <> 'confidential' and r.kind <> 'whistle'`;

type MineRow = {
  id: string;
  number: string;
  title: string;
  kind: Static<typeof KindName>;
  receivedAt: Date;
  receivedText: string;
  state: State;
  answered: boolean;
};
export async function reportsOfAddress(
  tx: Tx,
  keys: Keys,
  regionId: number,
  address: Address,
  query: { after?: string | undefined; limit?: number | undefined },
  lang: Lang,
) {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<MineRow>`
    select r.id, r.number, r.title, r.kind, r.received_at as "receivedAt", r.received_at::text as "receivedText", c.state,
           r.answered_at is not null as answered
      from intake.reporters p
      join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
      join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where p.region_id = ${regionId} and ${carries(address)} and ${openly}
       ${after ? sql`and (r.received_at, r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by r.received_at desc, r.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.receivedText, row.id],
    ({ id, receivedText: _text, receivedAt, ...row }) => ({
      ...row,
      secret: receiptSecret(keys, regionId, id),
      receivedAt: receivedAt.toISOString(),
      stateText: say(lang, `receipt.state.${row.state}`),
    }),
  );
}

/** Since when she has left this address, and on how many reports that may be listed. */
export async function contactLeft(
  tx: Tx,
  regionId: number,
  address: Address,
): Promise<{ reports: number; since: Date | null }> {
  const { rows } = await sql<{ reports: number; since: Date | null }>`
    select count(*)::int as reports, min(r.received_at) as since
      from intake.reporters p join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
     where p.region_id = ${regionId} and ${carries(address)} and ${openly}`.execute(tx);
  return rows[0]!;
}

/** 信息员: what she told at her community's own door. A report with a contact is somebody else's, and so is its code. */
export async function reportsOfCorrespondent(
  tx: Tx,
  keys: Keys,
  { regionId, personId }: Actor,
  unitIds: readonly number[],
  query: { after?: string | undefined; limit?: number | undefined },
  lang: Lang,
) {
  const limit = query.limit ?? 50;
  const after = keysOf(query.after, 'string', 'string');
  const { rows } = await sql<Omit<MineRow, 'kind'>>`
    select r.id, r.number, r.title, r.received_at as "receivedAt", r.received_at::text as "receivedText", c.state,
           r.answered_at is not null as answered
      from intake.reports r
      join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where r.region_id = ${regionId} and r.by_person = ${personId} and r.channel = 'department' and r.by_unit = any(${[...unitIds]}::int[])
       and not r.has_contact and ${openly}
       ${after ? sql`and (r.received_at, r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by r.received_at desc, r.id desc limit ${limit + 1}`.execute(tx);
  return pageOf(
    rows,
    limit,
    (row) => [row.receivedText, row.id],
    ({ id, receivedText: _text, receivedAt, state, ...row }) => ({
      ...row,
      secret: receiptSecret(keys, regionId, id),
      receivedAt: receivedAt.toISOString(),
      stateText: say(lang, `receipt.state.${state}`),
    }),
  );
}

/** Reports whose contact went, at their owner's wish or by itself. */
export async function forgottenSince(tx: Tx, regionId: number, since: Date): Promise<string[]> {
  const { rows } = await sql<{ report: string }>`
    select subject_id as report from kit.facts
     where region_id = ${regionId} and kind in ('report.contact_removed', 'report.contact_expired') and happened_at > ${since}`.execute(
    tx,
  );
  return rows.map(({ report }) => report);
}

const exportedAtMost = 1_000;
/** Everything this room keeps of somebody, as she gave it: the export is hers, so it is not masked. */
export async function dataOfAddress(tx: Tx, keys: Keys, regionId: number, address: Address, lang: Lang) {
  const { rows } = await sql<
    SealedContact & {
      id: string;
      number: string;
      kind: string;
      channel: string;
      naming: Naming;
      title: string;
      detail: string;
      placeText: string;
      lon: number | null;
      lat: number | null;
      happenedAt: Date;
      receivedAt: Date;
      state: State;
      answer: string | null;
      answeredAt: Date | null;
      ratedAt: Date | null;
      solved: boolean | null;
      satisfied: boolean | null;
      replies: { text: string; at: string; unsolved: boolean }[];
    }
  >`
    select r.id, r.number, r.kind, r.channel, r.naming, r.title, r.detail, r.place_text as "placeText", r.location[0] as lon, r.location[1] as lat,
           r.happened_at as "happenedAt", r.received_at as "receivedAt", c.state, r.answered_at as "answeredAt", r.rated_at as "ratedAt",
           r.rating_solved as solved, r.rating_satisfied as satisfied, p.name, p.phone, p.email, p.account,
           (select a.text from cases.answers a
             where a.region_id = ${regionId} and a.case_id = r.answer_case_id and a.n = r.answer_n) as answer,
           coalesce((select jsonb_agg(jsonb_build_object('text', y.text, 'at', y.at, 'unsolved', y.unsolved) order by y.at, y.id)
             from intake.replies y where y.region_id = ${regionId} and y.report_id = r.id), '[]') as replies
      from intake.reporters p
      join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
      join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where p.region_id = ${regionId} and ${carries(address)} and ${openly}
     order by r.received_at desc, r.id desc limit ${exportedAtMost}`.execute(tx);
  return rows.map(({ id, name, phone, email, account, lon, lat, answer, ratedAt, solved, satisfied, ...row }) => ({
    ...row,
    state: say(lang, `receipt.state.${row.state}`),
    location: lon === null || lat === null ? null : { lon, lat },
    contact: openContact(keys, regionId, id, { name, phone, email, account }),
    answer: answer && answerTold(answer, lang),
    rating: ratedAt && { solved, satisfied, at: ratedAt },
  }));
}

export type ToTell = {
  id: string;
  number: string;
  title: string;
  secret: boolean;
  channel: string;
  lang: Lang;
  contact: Contact | null;
  answer: string | null;
};
/**
 * Who is to be told of a case, in the order of their ids: its own reports, those that joined, those of the cases merged into it, as far
 * as they left a contact.
 */
export async function reportsToTell(
  tx: Tx,
  keys: Keys,
  regionId: number,
  caseId: string,
  from: { after: string | null; limit: number },
): Promise<ToTell[]> {
  const { rows } = await sql<
    Omit<ToTell, 'contact' | 'secret'> & SealedContact & { naming: Naming; kind: string; held: boolean }
  >`
    select r.id, r.number, r.title, r.naming, r.kind, r.channel, r.lang, p.report_id is not null as held, p.name, p.phone, p.email, p.account,
           (select a.text from cases.answers a
             where a.region_id = ${regionId} and a.case_id = r.answer_case_id and a.n = r.answer_n) as answer
      from (select ${caseId}::uuid as id union all
            select c.id from cases.cases c where c.region_id = ${regionId} and c.merged_into = ${caseId}) family
      join intake.reports r on r.region_id = ${regionId} and r.case_id = family.id
      left join intake.reporters p on p.region_id = ${regionId} and p.report_id = r.id
     where r.has_contact
       ${from.after === null ? sql`` : sql`and r.id > ${from.after}::uuid`}
     order by r.id limit ${from.limit}`.execute(tx);
  return rows.map(({ naming, kind, held, name, phone, email, account, ...row }) => ({
    ...row,
    secret: isSecret({ naming, kind }),
    contact: held ? openContact(keys, regionId, row.id, { name, phone, email, account }) : null,
    answer: row.answer && answerTold(row.answer, row.lang),
  }));
}

/** The report of this number, for whoever writes from the address it carries. */
export async function reportCarrying(
  tx: Tx,
  regionId: number,
  number: string,
  address: Address,
): Promise<HeldReport | undefined> {
  const held = await reportByNumber(tx, regionId, number);
  if (!held) return undefined;
  const { rows } = await sql`
    select 1 from intake.reporters p where p.region_id = ${regionId} and p.report_id = ${held.id} and ${carries(address)}`.execute(
    tx,
  );
  return rows.length > 0 ? held : undefined;
}
