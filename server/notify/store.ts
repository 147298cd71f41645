/** Rows of this room: news of cases, messages, choices, codes and visits. */
import { sql } from 'kysely';
import type { NewsChoice, Way } from '#contract/notify.ts';
import type { Tx } from '#kit/db.ts';

// ── News ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Kept only where somebody is to be told. */
export async function keepNews(
  tx: Tx,
  regionId: number,
  news: { caseId: string; n: number; kind: string; data: object; at: Date; dueAt: Date },
): Promise<void> {
  await sql`
    insert into notify.news (region_id, case_id, n, kind, data, at, due_at)
    select ${regionId}, ${news.caseId}::uuid, ${news.n}::bigint, ${news.kind}, ${JSON.stringify(news.data)}::jsonb, ${news.at}::timestamptz, ${news.dueAt}::timestamptz
     where exists (select 1 from (select ${news.caseId}::uuid as id union all
                                  select m.id from cases.cases m where m.region_id = ${regionId} and m.merged_into = ${news.caseId}::uuid) family
                     join intake.reports r on r.region_id = ${regionId} and r.case_id = family.id
                    where r.has_contact)
    on conflict do nothing`.execute(tx);
}

export type News = {
  caseId: string;
  n: number;
  kind: string;
  data: Record<string, unknown>;
  toldTo: string | null;
  open: boolean;
  state: string;
};
export async function takeNews(tx: Tx, regionId: number, at: Date): Promise<News | undefined> {
  const { rows } = await sql<News>`
    select w.case_id as "caseId", w.n, w.kind, w.data, w.told_to as "toldTo", c.is_open as open, c.state
      from notify.news w join cases.cases c on c.region_id = w.region_id and c.id = w.case_id
     where w.region_id = ${regionId} and w.due_at <= ${at}
     order by w.due_at, w.case_id, w.n limit 1 for update of w skip locked`.execute(tx);
  return rows[0];
}

export async function saveNews(
  tx: Tx,
  regionId: number,
  { caseId, n }: Pick<News, 'caseId' | 'n'>,
  toldTo: string | null,
): Promise<void> {
  if (toldTo === null)
    await sql`delete from notify.news where region_id = ${regionId} and case_id = ${caseId} and n = ${n}`.execute(tx);
  else
    await sql`
      update notify.news set told_to = ${toldTo}::uuid where region_id = ${regionId} and case_id = ${caseId} and n = ${n}`.execute(
      tx,
    );
}

// ── Messages ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NewMessage = {
  id: string;
  reportId: string | null;
  kind: string;
  way: Way;
  address: Buffer;
  addressHash: Buffer;
  words: Buffer;
  at: Date;
};
export async function insertMessages(tx: Tx, regionId: number, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const values = messages.map(
    (
      one,
    ) => sql`(${regionId}, ${one.id}::uuid, ${one.reportId}::uuid, ${one.kind}, ${one.way}, ${one.address}, ${one.addressHash},
                  ${one.words}, ${one.at}, ${one.at})`,
  );
  await sql`
    insert into notify.messages (region_id, id, report_id, kind, way, address, address_hash, words, made_at, due_at)
    values ${sql.join(values)} on conflict do nothing`.execute(tx);
}

export type Waiting = { id: string; way: Way; address: Buffer; words: Buffer; tries: number };
/** Some that are due, put off until then: should this process die, another sends them. */
export async function takeWaiting(tx: Tx, regionId: number, atMost: number, at: Date, until: Date): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    update notify.messages m set due_at = ${until}, tries = m.tries + 1
     where m.region_id = ${regionId} and m.id in (
       select w.id from notify.messages w where w.region_id = ${regionId} and w.state = 'waiting' and w.due_at <= ${at}
        order by w.due_at limit ${atMost} for update skip locked)
    returning m.id, m.way, m.address, m.words, m.tries`.execute(tx);
  return rows;
}

export async function messageSent(tx: Tx, regionId: number, id: string, at: Date): Promise<void> {
  await sql`
    update notify.messages set state = 'sent', sent_at = ${at}, fault = ''
     where region_id = ${regionId} and id = ${id} and state = 'waiting'`.execute(tx);
}
export async function messageFailed(
  tx: Tx,
  regionId: number,
  id: string,
  fault: string,
  again: Date | null,
): Promise<void> {
  await sql`
    update notify.messages set fault = ${fault}, state = ${again ? 'waiting' : 'failed'}, due_at = coalesce(${again}::timestamptz, due_at)
     where region_id = ${regionId} and id = ${id} and state = 'waiting'`.execute(tx);
}

export async function forgetBefore(
  tx: Tx,
  regionId: number,
  messages: Date,
  at: Date,
  atMost: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from notify.messages where region_id = ${regionId} and id in (
      select id from notify.messages where region_id = ${regionId} and made_at < ${messages} limit ${atMost})`.execute(
    tx,
  );
  const hourAgo = new Date(at.getTime() - 3_600_000);
  await sql`delete from notify.codes where region_id = ${regionId} and until < ${hourAgo}`.execute(tx);
  await sql`delete from notify.visits where region_id = ${regionId} and until < ${at}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
export async function forgetAddress(tx: Tx, regionId: number, hash: Buffer): Promise<void> {
  await sql`delete from notify.messages where region_id = ${regionId} and address_hash = ${hash}`.execute(tx);
  await sql`delete from notify.choices where region_id = ${regionId} and address_hash = ${hash}`.execute(tx);
}

// ── Choices ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function choicesOf(tx: Tx, regionId: number, hashes: readonly Buffer[]): Promise<Map<string, NewsChoice>> {
  const { rows } = await sql<{ hash: Buffer; news: NewsChoice }>`
    select address_hash as hash, news from notify.choices
     where region_id = ${regionId} and address_hash = any(${[...hashes]}::bytea[])`.execute(tx);
  return new Map(rows.map(({ hash, news }) => [hash.toString('hex'), news]));
}
export async function choiceSince(tx: Tx, regionId: number, hash: Buffer): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select at from notify.choices where region_id = ${regionId} and address_hash = ${hash}`.execute(tx);
  return rows[0]?.at ?? null;
}
export async function saveChoice(tx: Tx, regionId: number, hash: Buffer, news: NewsChoice, at: Date): Promise<void> {
  await sql`
    insert into notify.choices (region_id, address_hash, news, at) values (${regionId}, ${hash}, ${news}, ${at})
    on conflict (region_id, address_hash) do update set news = excluded.news, at = excluded.at`.execute(tx);
}

// ── Codes and visits ───────────────────────────────────────────────────────────────────────────────────────────────────

/** False where this address was sent too many already. Two who ask at once wait for one another. */
export async function insertCode(
  tx: Tx,
  regionId: number,
  code: { id: string; addressHash: Buffer; codeHash: Buffer; at: Date; until: Date },
  since: Date,
  atMost: number,
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${code.addressHash.readInt32BE(0)}, ${code.addressHash.readInt32BE(4)})`.execute(
    tx,
  );
  const { numAffectedRows } = await sql`
    insert into notify.codes (region_id, id, address_hash, code_hash, made_at, until)
    select ${regionId}, ${code.id}::uuid, ${code.addressHash}, ${code.codeHash}, ${code.at}::timestamptz, ${code.until}::timestamptz
     where (select count(*) from notify.codes where region_id = ${regionId} and address_hash = ${code.addressHash} and made_at > ${since}) < ${atMost}`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

/** The last code of an address that still holds, under its lock. */
export async function lockCode(
  tx: Tx,
  regionId: number,
  hash: Buffer,
  at: Date,
): Promise<{ id: string; codeHash: Buffer; tries: number } | undefined> {
  const { rows } = await sql<{ id: string; codeHash: Buffer; tries: number }>`
    select id, code_hash as "codeHash", tries from notify.codes
     where region_id = ${regionId} and address_hash = ${hash} and used_at is null and until > ${at}
     order by made_at desc, id desc limit 1 for update`.execute(tx);
  return rows[0];
}
export async function triedCode(tx: Tx, regionId: number, id: string, usedAt: Date | null): Promise<void> {
  await sql`
    update notify.codes set tries = tries + 1, used_at = ${usedAt} where region_id = ${regionId} and id = ${id}`.execute(
    tx,
  );
}

export type Visit = { way: 'sms' | 'email'; hash: Buffer; masked: string; until: Date };
export async function insertVisit(tx: Tx, regionId: number, tokenHash: Buffer, visit: Visit): Promise<void> {
  await sql`
    insert into notify.visits (region_id, token_hash, way, address_hash, masked, until)
    values (${regionId}, ${tokenHash}, ${visit.way}, ${visit.hash}, ${visit.masked}, ${visit.until})`.execute(tx);
}
export async function visitBy(tx: Tx, regionId: number, tokenHash: Buffer, at: Date): Promise<Visit | undefined> {
  const { rows } = await sql<Visit>`
    select way, address_hash as hash, masked, until from notify.visits
     where region_id = ${regionId} and token_hash = ${tokenHash} and until > ${at}`.execute(tx);
  return rows[0];
}
export async function deleteVisit(tx: Tx, regionId: number, tokenHash: Buffer): Promise<void> {
  await sql`delete from notify.visits where region_id = ${regionId} and token_hash = ${tokenHash}`.execute(tx);
}
