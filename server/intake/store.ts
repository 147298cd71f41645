/** Rows of this room: reports, the sealed contact, replies, ratings, and the answer that every report gets. */
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { plainMail, plainPhone } from '#contract/addresses.ts';
import type { Keys } from '#kit/crypto.ts';
import { lookupHash, seal, unseal } from '#kit/crypto.ts';
import { DrawAgain, isConstraint, isRunAgain, keptOf, sendAlong, type Tx } from '#kit/db.ts';
import { deny } from '#kit/refusal.ts';
import type { Sealed } from '#kit/reseal.ts';
import type { Contact, Naming } from './contact.ts';
import { receiptNumber } from './numbers.ts';

type NewReport = {
  id: string;
  caseId: string;
  follows: boolean;
  channel: string;
  kind: string;
  discovery: string;
  naming: Naming;
  title: string;
  detail: string;
  placeText: string;
  location: { lon: number; lat: number } | null;
  happenedAt: Date;
  receivedAt: Date;
  personId: string | null;
  unitId: number | null;
  deviceId: string | null;
  externalId: string | null;
  wishUnitId: number | null;
  lang: string;
};

export const contextOf = (regionId: number, reportId: string, field: keyof Contact): string =>
  `reporter:${regionId}:${reportId}:${field}`;

/** Of an official account's ids `a` and `A` are two people: the letters are hashed as they are. */
export const accountHash = (keys: Keys, account: string): Buffer =>
  lookupHash(keys, `account:${Buffer.from(account).toString('hex')}`);

/** Each field is sealed for its own place: moved to another row or column it cannot be opened. */
export function sealedContact(keys: Keys, regionId: number, reportId: string, contact: Contact) {
  const { name, phone, email, account = null } = contact;
  const sealed = (field: keyof Contact, text: string | null) =>
    text === null ? null : seal(keys, text, contextOf(regionId, reportId, field));
  const hashed = (text: string | null) => (text === null ? null : lookupHash(keys, text));
  return {
    name: sealed('name', name),
    phone: sealed('phone', phone),
    phoneHash: hashed(phone && plainPhone(phone)),
    email: sealed('email', email),
    emailHash: hashed(email && plainMail(email)),
    account: sealed('account', account),
    accountHash: account === null ? null : accountHash(keys, account),
  };
}

/**
 * While few numbers of the day are taken, nobody waits to hear that hers was free. In the rare case that it was not all is done again,
 * and for a moment whoever draws looks: the more are taken, the more of the time is such a moment.
 */
const lots = keptOf(() => ({ takenAt: -Infinity }));
const lookingMs = 50;

/**
 * Saves the report under a number drawn by lot; returns the number it got. Whether it is free is found by taking it, which is right also
 * when two draw the same in the same moment. After seven that were taken a longer one is drawn: most of the short ones are gone.
 */
export async function insertReport(
  tx: Tx,
  keys: Keys,
  regionId: number,
  report: NewReport,
  contact: Contact | null,
  letters: string,
  day: string,
  draw: (below: number) => number = (below) => randomInt(below),
): Promise<string> {
  const sealed = contact && sealedContact(keys, regionId, report.id, contact);
  const saved = (number: string, ifFree: boolean) => sql`
    insert into intake.reports (region_id, id, number, case_id, follows, channel, kind, discovery, naming, title, detail, place_text,
                                location, happened_at, received_at, by_person, by_unit, device_id, external_id, wish_unit_id, has_contact, lang)
    values (${regionId}, ${report.id}, ${number}, ${report.caseId}, ${report.follows}, ${report.channel}, ${report.kind},
           ${report.discovery}, ${report.naming}, ${report.title}, ${report.detail}, ${report.placeText},
           point(${report.location?.lon ?? null}::float8, ${report.location?.lat ?? null}::float8), ${report.happenedAt}, ${report.receivedAt},
           ${report.personId}::uuid, ${report.unitId}::int, ${report.deviceId}::uuid, ${report.externalId},
           ${report.wishUnitId}::int, ${contact !== null}, ${report.lang})
    ${ifFree ? sql`on conflict do nothing` : sql``}
    returning number`;
  const save = (number: string, ifFree = true) =>
    sql<{ number: string }>`${
      sealed
        ? sql`
    with saved as (${saved(number, ifFree)}), reporter as (
      insert into intake.reporters (region_id, report_id, name, phone, phone_hash, email, email_hash, account, account_hash)
      select ${regionId}, ${report.id}, ${sealed.name}, ${sealed.phone}, ${sealed.phoneHash}, ${sealed.email}, ${sealed.emailHash},
             ${sealed.account}::bytea, ${sealed.accountHash}::bytea from saved)
    select number from saved`
        : saved(number, ifFree)
    }`;
  const lot = lots(tx);
  if (isRunAgain(tx) && report.externalId === null && performance.now() - lot.takenAt > lookingMs) {
    const number = receiptNumber(letters, day, draw);
    const sent = save(number, false).execute(tx);
    sendAlong(
      tx,
      sent.catch((error: unknown) => {
        if (isConstraint(error, 'reports_pkey')) deny('command.id_reused');
        if (!isConstraint(error, 'reports_region_id_number_key')) throw error;
        lot.takenAt = performance.now();
        throw new DrawAgain();
      }),
    );
    return number;
  }
  for (let tries = 0; ; tries++) {
    const { rows } = await save(receiptNumber(letters, day, draw, tries < 7 ? 6 : 12)).execute(tx);
    if (rows[0]) return rows[0].number;
    // Is it the number that was taken, or is this report known already?
    const { rows: known } = await sql`
      select from intake.reports r where r.region_id = ${regionId}
         and (r.id = ${report.id}::uuid or (r.channel = ${report.channel} and r.external_id = ${report.externalId}))`.execute(
      tx,
    );
    if (known.length > 0 && report.externalId !== null) deny('thing.exists', { what: report.externalId });
    if (known.length > 0) deny('command.id_reused');
  }
}

export type SealedContact = {
  name: Buffer | null;
  phone: Buffer | null;
  email: Buffer | null;
  account?: Buffer | null;
};
export function openContact(keys: Keys, regionId: number, reportId: string, sealed: SealedContact): Contact {
  const opened = (field: keyof Contact) =>
    sealed[field] ? unseal(keys, sealed[field], contextOf(regionId, reportId, field)) : null;
  const contact: Contact = { name: opened('name'), phone: opened('phone'), email: opened('email') };
  return sealed.account ? { ...contact, account: opened('account') } : contact;
}

/** As it is kept of this report, if anything is. */
export async function contactOfReport(tx: Tx, regionId: number, reportId: string): Promise<SealedContact | undefined> {
  const { rows } = await sql<SealedContact>`
    select name, phone, email, account from intake.reporters where region_id = ${regionId} and report_id = ${reportId}`.execute(
    tx,
  );
  return rows[0];
}

export type HeldReport = {
  id: string;
  number: string;
  caseId: string;
  kind: string;
  naming: Naming;
  channel: string;
  follows: boolean;
  receivedAt: Date;
  answeredAt: Date | null;
  answerCaseId: string | null;
};
const heldColumns = sql`
  id, number, case_id as "caseId", kind, naming, channel, follows, received_at as "receivedAt", answered_at as "answeredAt",
  answer_case_id as "answerCaseId"`;

/** By the number on the receipt; whether the code belongs to it is not the database's to know. */
export async function reportByNumber(tx: Tx, regionId: number, number: string): Promise<HeldReport | undefined> {
  const { rows } = await sql<HeldReport>`
    select ${heldColumns} from intake.reports where region_id = ${regionId} and number = ${number}`.execute(tx);
  return rows[0];
}

/** The lock also orders the report's facts. A case is always locked before its reports, never after. */
export async function lockReport(tx: Tx, regionId: number, id: string): Promise<HeldReport | undefined> {
  const { rows } = await sql<HeldReport>`
    select ${heldColumns} from intake.reports where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function insertReply(
  tx: Tx,
  regionId: number,
  reply: { id: string; reportId: string; text: string; unsolved: boolean; at: Date },
): Promise<void> {
  const { rows } = await sql`
    insert into intake.replies (region_id, id, report_id, text, unsolved, at)
    values (${regionId}, ${reply.id}, ${reply.reportId}, ${reply.text}, ${reply.unsolved}, ${reply.at})
    on conflict do nothing returning 1`.execute(tx);
  if (rows.length === 0) deny('command.id_reused');
  await sql`update intake.reports set version = version + 1 where region_id = ${regionId} and id = ${reply.reportId}`.execute(
    tx,
  );
}

export async function saveRating(
  tx: Tx,
  regionId: number,
  reportId: string,
  rating: { solved: boolean; satisfied: boolean },
  at: Date,
): Promise<void> {
  await sql`
    update intake.reports set rating_solved = ${rating.solved}, rating_satisfied = ${rating.satisfied}, rated_at = ${at}, version = version + 1
     where region_id = ${regionId} and id = ${reportId}`.execute(tx);
}

export type AnsweredReport = { id: string; caseId: string; channel: string; hasContact: boolean };
/**
 * The answer of a case reaches the reports that stand in it: its own, those that joined, and those of the cases merged into it (a merger
 * flattens what was merged before). Either the first so many, or the ones named.
 */
export async function answerReports(
  tx: Tx,
  regionId: number,
  answer: { caseId: string; answerN: number; at: Date },
  which: number | readonly string[],
): Promise<AnsweredReport[]> {
  const { caseId, answerN, at } = answer;
  // Arrays on purpose: a district in its first hour has no statistics, and a join would then be tried row against row.
  const named =
    typeof which === 'number'
      ? sql`array(select own.id from intake.reports own where own.region_id = ${regionId} and own.case_id = any(array(
               select ${caseId}::uuid union all
               select c.id from cases.cases c where c.region_id = ${regionId} and c.merged_into = ${caseId})) limit ${which})`
      : sql`${which}::uuid[]`;
  const { rows } = await sql<AnsweredReport>`
    update intake.reports r set answered_at = ${at}, answer_n = ${answerN}, answer_case_id = ${caseId}, version = r.version + 1
     where r.region_id = ${regionId} and r.id = any(${named})
    returning r.id, r.case_id as "caseId", r.channel, r.has_contact as "hasContact"`.execute(tx);
  return rows;
}

/** Do others wait in this case too: reports that joined, or reports of cases merged into it? */
export async function othersWait(tx: Tx, regionId: number, caseId: string, reportId: string): Promise<boolean> {
  const { rows } = await sql<{ others: boolean }>`
    select exists (select 1 from intake.reports r where r.region_id = ${regionId} and r.case_id = ${caseId} and r.id <> ${reportId})
        or exists (select 1 from cases.cases c where c.region_id = ${regionId} and c.merged_into = ${caseId}) as others`.execute(
    tx,
  );
  return rows[0]!.others;
}

export const sealedContacts: Sealed = {
  table: 'intake.reporters',
  id: 'report_id',
  columns: ['name', 'phone', 'email', 'account'],
  context: (regionId, id, column) => contextOf(regionId, id, column as keyof Contact),
};
