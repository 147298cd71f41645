/** Rows of this room: keys, what was sent, and what became of it as its sender is told. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

// ── Keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertKey(
  tx: Tx,
  regionId: number,
  key: { id: string; name: string; purpose: string; hash: Buffer },
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into connect.keys (region_id, id, name, purpose, key_hash, made_at)
    values (${regionId}, ${key.id}, ${key.name}, ${key.purpose}, ${key.hash}, ${at}) on conflict do nothing returning 1`.execute(
    tx,
  );
  return rows.length > 0;
}

export async function lockKey(
  tx: Tx,
  regionId: number,
  id: string,
): Promise<{ version: number; endedAt: Date | null } | undefined> {
  const { rows } = await sql<{ version: number; endedAt: Date | null }>`
    select version, ended_at as "endedAt" from connect.keys where region_id = ${regionId} and id = ${id} for update`.execute(
    tx,
  );
  return rows[0];
}

export async function endKeyNow(tx: Tx, regionId: number, id: string, at: Date): Promise<void> {
  await sql`
    update connect.keys set ended_at = ${at}, version = version + 1 where region_id = ${regionId} and id = ${id}`.execute(
    tx,
  );
}

// ── Requests ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export type SentRequest = {
  reportId: string;
  keyId: string | null;
  matterId: number;
  description: string;
  address: string;
  attributes: Record<string, string>;
  mediaUrl: string | null;
};
export async function insertRequest(tx: Tx, regionId: number, sent: SentRequest): Promise<void> {
  await sql`
    insert into connect.requests (region_id, report_id, key_id, matter_id, description, address, attributes, media_url)
    values (${regionId}, ${sent.reportId}, ${sent.keyId}::uuid, ${sent.matterId}, ${sent.description}, ${sent.address},
            ${JSON.stringify(sent.attributes)}::jsonb, ${sent.mediaUrl})`.execute(tx);
}

// ── Updates ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whoever polls by time must miss nothing, also of a step that was taken offline and is told late. */
const notBefore = (regionId: number, at: Date) => sql`
  greatest(${at}::timestamptz, (select max(u.at) from connect.updates u where u.region_id = ${regionId}))`;

/** The cases whose reporters are told what happens to this one: itself, and what was merged into it. */
const familyOf = (regionId: number, caseId: string) => sql`
    with recursive family (id) as (
      select ${caseId}::uuid
      union
      select c.id from cases.cases c join family f on c.merged_into = f.id where c.region_id = ${regionId}
    )`;

/** A step of a case is told to every request that stands in it, also of the cases merged into it. */
export async function tellRequests(
  tx: Tx,
  regionId: number,
  caseId: string,
  step: { kind: string; status: 'open' | 'closed'; answerN: number | null },
  at: Date,
): Promise<void> {
  await sql`
    ${familyOf(regionId, caseId)}
    insert into connect.updates (region_id, report_id, kind, status, at, answer_case_id, answer_n)
    select q.region_id, q.report_id, ${step.kind}, ${step.status}, ${notBefore(regionId, at)},
           case when ${step.answerN}::int is not null then ${caseId}::uuid end, ${step.answerN}::int
      from family f
      join intake.reports r on r.region_id = ${regionId} and r.case_id = f.id
      join connect.requests q on q.region_id = r.region_id and q.report_id = r.id`.execute(tx);
}

/** Takes out what a step had told, since it happened; what a merged case had been told of itself before stays. */
export async function untellRequests(
  tx: Tx,
  regionId: number,
  caseId: string,
  step: { kind: string; n: number },
): Promise<void> {
  await sql`
    ${familyOf(regionId, caseId)}
    delete from connect.updates u
     using kit.facts s, intake.reports r, family f
     where s.region_id = ${regionId} and s.subject = 'case' and s.subject_id = ${caseId}::text and s.n = ${step.n}
       and r.region_id = ${regionId} and r.case_id = f.id
       and u.region_id = ${regionId} and u.report_id = r.id and u.kind = ${step.kind} and u.at >= s.happened_at`.execute(
    tx,
  );
}

/** The sender's own update; one it sent before under the same id is given back instead. */
export async function insertUpdate(
  tx: Tx,
  regionId: number,
  update: {
    reportId: string;
    kind: string;
    status: 'open' | 'closed';
    text: string;
    senderId: string | null;
    hash: Buffer;
  },
  at: Date,
): Promise<{ id: number; before: boolean; same: boolean }> {
  const { rows } = await sql<{ id: number }>`
    insert into connect.updates (region_id, report_id, kind, status, at, text, sender_id, text_hash)
    values (${regionId}, ${update.reportId}, ${update.kind}, ${update.status}, ${notBefore(regionId, at)}, ${update.text},
            ${update.senderId}, ${update.hash})
    on conflict do nothing returning id`.execute(tx);
  if (rows[0]) return { id: rows[0].id, before: false, same: true };
  const { rows: known } = await sql<{ id: number; same: boolean }>`
    select id, text_hash = ${update.hash} as same from connect.updates
     where region_id = ${regionId} and report_id = ${update.reportId} and sender_id = ${update.senderId}`.execute(tx);
  return { ...known[0]!, before: true };
}

/** What other systems are shown of a request, in other words; its sender's updates too. */
export async function rewordRequest(
  tx: Tx,
  regionId: number,
  reportId: string,
  reword: (text: string) => string,
): Promise<void> {
  const { rows } = await sql<{ description: string; address: string }>`
    select description, address from connect.requests where region_id = ${regionId} and report_id = ${reportId} for update`.execute(
    tx,
  );
  const [now] = rows;
  if (!now) return;
  await sql`
    update connect.requests set description = ${reword(now.description)}, address = ${reword(now.address)}
     where region_id = ${regionId} and report_id = ${reportId}`.execute(tx);
  const { rows: updates } = await sql<{ id: string; text: string }>`
    select id::text as id, text from connect.updates where region_id = ${regionId} and report_id = ${reportId} and text <> ''`.execute(
    tx,
  );
  for (const { id, text } of updates)
    await sql`update connect.updates set text = ${reword(text)} where region_id = ${regionId} and id = ${id}::bigint`.execute(
      tx,
    );
}
