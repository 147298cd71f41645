/** What is shown of reports: to the reporter by receipt, to staff inside their scope; and what the actions look up first. */
import { sql } from 'kysely';
import type { Receipt, ReceiptView } from '#contract/intake.ts';
import { channels, moves, type State } from '#contract/cases.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { caseScope, knowsReporter } from '#access';
import { ancestors, regionOf } from '#areas';
import { receiptCase } from '#cases';
import type { Actor } from '#kit/caller.ts';
import { receiptSecret, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { calledTo } from '#kit/named.ts';
import { keysOf, pageOf } from '#kit/page.ts';
import type { Received } from './actions.ts';
import { hushedTexts, isSecret, masked, mayOpenContact, type Naming } from './contact.ts';
import { openContact, type HeldReport, type SealedContact } from './store.ts';
import { answerTold, beforeFiling, promiseOf, storyOf, whyOffice, type CaseFact } from './story.ts';

// ── By receipt ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function receiptFor(
  tx: Tx,
  keys: Keys,
  regionId: number,
  received: Received,
  lang: Lang,
): Promise<Receipt> {
  const outside = received.place.locatedBy === 'outside';
  return {
    reportId: received.reportId,
    number: received.number,
    secret: receiptSecret(keys, regionId, received.reportId),
    caseNumber: received.caseNumber,
    receivedAt: received.receivedAt.toISOString(),
    placed: await placedWords(tx, regionId, received.place.areaPath, outside, lang),
    outside,
    promise: say(lang, received.hasContact ? 'receipt.promise.contact' : 'receipt.promise.no_contact'),
  };
}

/** 平宁区 · 河东街道 · 幸福社区 · …: the names down to the cell. */
async function placedWords(tx: Tx, regionId: number, areaPath: string, outside: boolean, lang: Lang): Promise<string> {
  if (outside) return say(lang, 'receipt.placed.outside');
  const path = await ancestors(tx, regionId, areaPath);
  return path.length > 1
    ? path.map(({ name, nameEn }) => (lang === 'en' && nameEn) || name).join(' · ')
    : say(lang, 'receipt.placed.unknown');
}

type ReportFromDb = Pick<HeldReport, 'id' | 'follows' | 'receivedAt'> & {
  number: string;
  title: string;
  detail: string;
  kind: ReceiptView['kind'];
  channel: ReceiptView['channel'];
  naming: Naming;
  placeText: string;
  hasContact: boolean;
  areaPath: string;
  locatedBy: string;
  answer: { text: string; at: string } | null;
  solved: boolean | null;
  satisfied: boolean | null;
  ratedAt: Date | null;
  replies: { text: string; at: string; unsolved: boolean }[];
  photos: ReceiptView['photos'];
  facts: { kind: string; at: string; data: Record<string, unknown> }[];
  others: boolean;
  worked: boolean;
  thanks: string | null;
  question: ReceiptView['question'];
};

const mayBeWithdrawn = moves.withdraw.from;

/**
 * What a reporter is shown of a case's pictures `p`, by her report `r`: her own, and with her answer those that show the work before and
 * after, as it was when the check was passed. Others who told of the same thing keep their pictures to themselves.
 */
const photoForReporter = sql`
  p.region_id = r.region_id and p.case_id in (r.case_id, r.answer_case_id) and (
    (p.case_id = r.case_id and p.report_id = r.id)
    or (p.case_id = r.answer_case_id and p.report_id is null and p.purpose in ('before', 'after') and p.state = 'ready'
        and p.received_at > coalesce((select max(k.at) from cases.checks k
              where k.region_id = p.region_id and k.case_id = p.case_id and not k.passed), '-infinity')
        -- Asked about again, what is being mended anew is shown with the next answer.
        and (p.received_at <= (select a.at from cases.answers a where a.region_id = r.region_id and a.case_id = r.answer_case_id and a.n = r.answer_n)
             or (select m.ended_at from cases.cases m where m.region_id = r.region_id and m.id = r.answer_case_id) is not null)))`;

/** In which case this picture stands, if she is shown it. */
export async function caseOfPhoto(
  tx: Tx,
  regionId: number,
  reportId: string,
  photoId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ caseId: string }>`
    select p.case_id as "caseId" from intake.reports r, cases.photos p
     where r.region_id = ${regionId} and r.id = ${reportId} and p.id = ${photoId} and ${photoForReporter}`.execute(tx);
  return rows[0]?.caseId;
}

export async function receiptView(
  tx: Tx,
  keys: Keys,
  regionId: number,
  held: HeldReport & { family: boolean },
  at: Date,
  lang: Lang,
): Promise<ReceiptView> {
  const { rows } = await sql<ReportFromDb>`
    select r.id, r.number, r.follows, r.title, r.detail, r.kind, r.channel, r.naming, r.place_text as "placeText", r.received_at as "receivedAt",
           r.has_contact as "hasContact", c.area_path::text as "areaPath", c.located_by as "locatedBy",
           r.rating_solved as solved, r.rating_satisfied as satisfied, r.rated_at as "ratedAt",
           (select jsonb_build_object('text', a.text, 'at', a.at) from cases.answers a
             where a.region_id = r.region_id and a.case_id = r.answer_case_id and a.n = r.answer_n) as answer,
           coalesce((select jsonb_agg(jsonb_build_object('text', p.text, 'at', p.at, 'unsolved', p.unsolved) order by p.at, p.id)
             from (select * from intake.replies p where p.region_id = r.region_id and p.report_id = r.id order by p.at desc limit 100) p), '[]') as replies,
           coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'purpose', p.purpose, 'shot', p.shot, 'state', p.state, 'width', p.width, 'height', p.height,
                                                         'receivedAt', p.received_at, 'by', null, 'reason', p.reason) order by p.received_at)
             from cases.photos p where ${photoForReporter}), '[]') as photos,
           coalesce((select jsonb_agg(jsonb_build_object('kind', f.kind, 'at', f.happened_at, 'data', f.data) order by f.n) from (
             select * from kit.facts f where f.region_id = r.region_id and f.subject = 'report' and f.subject_id = r.id::text
              order by f.n desc limit 200) f), '[]') as facts,
           exists (select 1 from intake.reports o where o.region_id = r.region_id and o.case_id = r.case_id and o.id <> r.id)
             or exists (select 1 from cases.cases m where m.region_id = r.region_id and m.merged_into = r.case_id) as others,
           exists (select 1 from kit.facts f where f.region_id = r.region_id and f.subject = 'case' and f.subject_id = r.answer_case_id::text
              and f.kind in ('case.handed_back', 'case.self_handled') and f.person_id is not null) as worked,
           (select t.text from intake.thanks t where t.region_id = r.region_id and t.report_id = r.id) as thanks,
           (select jsonb_build_object('surveyId', q.survey_id, 'text', q.text, 'until', q.until) from intake.questions q
             where q.region_id = r.region_id and q.report_id = r.id and q.way = 'receipt' and q.done_at is null and q.until >= ${at}
             order by q.until limit 1) as question
      from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where r.region_id = ${regionId} and r.id = ${held.id}`.execute(tx);
  const report = rows[0]!;
  const now = await receiptCase(tx, regionId, held.caseId, at);
  const region = await regionOf(tx, regionId);
  const open = now.endReason === null;
  const dueAt = open && !beforeFiling.includes(now.state) ? now.dueAt : null;
  const why = whyOffice({ officeName: now.officeName, reason: now.ruleReason, facts: now.facts }, lang);
  const ownFacts: CaseFact[] = report.facts.map((fact) => ({ ...fact, at: new Date(fact.at) }));
  return {
    number: report.number,
    title: report.title,
    detail: report.detail,
    kind: report.kind,
    channel: report.channel,
    naming: report.naming,
    placeText: report.placeText,
    placed: await placedWords(tx, regionId, report.areaPath, report.locatedBy === 'outside', lang),
    receivedAt: report.receivedAt.toISOString(),
    state: now.state,
    stateText: say(lang, `receipt.state.${now.state}`),
    lamp: now.lamp,
    promise: promiseOf(
      {
        state: now.state,
        open,
        dueAt: now.dueAt,
        suspended: now.lamp === 'paused',
        unsolved: now.unsolved,
        decideBy: now.decideBy,
        // it stands in the midst of a sentence, where nobody finds it to rename it
        officeName: now.officeName && calledTo('unit', now.officeName),
        why,
      },
      region.timeZone,
      lang,
    ),
    officeName: now.officeName,
    whyOffice: why,
    dueAt: dueAt?.toISOString() ?? null,
    timeline: storyOf(report, now.facts, ownFacts, lang),
    answer: report.answer && utc({ ...report.answer, text: answerTold(report.answer.text, lang) }),
    answers: now.answers.map(({ text, at: given }) => ({ text: answerTold(text, lang), at: given.toISOString() })),
    replies: report.replies.map(utc),
    photos: report.photos.map((photo) => ({ ...photo, receivedAt: new Date(photo.receivedAt).toISOString() })),
    mayReply: !held.family && report.answer !== null && now.state !== 'withdrawn',
    mayRate: !held.family && report.answer !== null && now.state !== 'withdrawn',
    mayWithdraw: !held.family && mayBeWithdrawn.includes(now.state) && !report.follows && !report.others,
    mayThank: !held.family && report.answer !== null && report.worked && report.thanks === null && !isSecret(report),
    thanks: report.thanks,
    question:
      held.family || !report.question
        ? null
        : { ...report.question, until: new Date(report.question.until).toISOString() },
    familyCode: held.family ? null : receiptSecret(keys, regionId, held.id, 'family'),
    rating: report.ratedAt && { solved: report.solved, satisfied: report.satisfied },
  };
}
/** PostgreSQL writes instants into JSON with its own offset; the wire has them in UTC. */
const utc = <T extends { at: string }>(row: T): T => ({ ...row, at: new Date(row.at).toISOString() });

export async function photosOfReport(tx: Tx, regionId: number, held: HeldReport): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from cases.photos where region_id = ${regionId} and case_id = ${held.caseId} and report_id = ${held.id}`.execute(
    tx,
  );
  return rows[0]!.n;
}

/** May somebody join this case? Reported in confidence it is not for others, unless staff says they belong together. */
export async function mayFollow(tx: Tx, regionId: number, caseId: string, byStaff: boolean): Promise<boolean> {
  const { rows } = await sql<{ confidential: boolean }>`
    select confidential from cases.cases where region_id = ${regionId} and id = ${caseId}`.execute(tx);
  return rows[0] !== undefined && (byStaff || !rows[0].confidential);
}

// ── For staff ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type StaffRow = {
  id: string;
  number: string;
  caseId: string;
  kind: ReceiptView['kind'];
  channel: ReceiptView['channel'];
  naming: Naming;
  discovery: string;
  title: string;
  detail: string;
  placeText: string;
  wish: string | null;
  follows: boolean;
  receivedAt: Date;
  happenedAt: Date;
  answeredAt: Date | null;
  hasContact: boolean;
  solved: boolean | null;
  satisfied: boolean | null;
  ratedAt: Date | null;
  replies: { text: string; at: string; unsolved: boolean }[];
  opened: string;
  of: string;
  receivedText: string;
} & SealedContact;

const noId = '00000000-0000-0000-0000-000000000000';

/**
 * The reports of a case, oldest first; of a master then those that came with the cases merged into it, in the order these were opened. A
 * page reads what it shows, however many there are.
 */
export async function reportsOfCase(
  tx: Tx,
  keys: Keys,
  actor: Actor,
  caseId: string,
  query: { after?: string | undefined; limit?: number | undefined },
) {
  const limit = query.limit ?? 50;
  const keysAfter = keysOf(query.after, 'string', 'string', 'string', 'string');
  const from = keysAfter ?? ['-infinity', noId, '-infinity', noId];
  const { rows } = await sql<StaffRow>`
    with own (id) as (
      select c.id from cases.cases c where c.region_id = ${actor.regionId} and c.id = ${caseId} and ${caseScope(actor)}
    ), page as (
      (select k.id, '-infinity'::timestamptz as opened, own.id as of, k.received_at from own
        cross join lateral (
          select r.id, r.received_at from intake.reports r
           where r.region_id = ${actor.regionId} and r.case_id = own.id
             and '-infinity'::timestamptz >= ${from[0]}::timestamptz and (r.received_at, r.id) > (${from[2]}::timestamptz, ${from[3]}::uuid)
           order by r.received_at, r.id limit ${limit + 1}) k)
      union all
      (select k.id, m.opened_at, m.id, k.received_at
         from own join cases.cases m on m.region_id = ${actor.regionId} and m.merged_into = own.id
         cross join lateral (
           select r.id, r.received_at from intake.reports r
            where r.region_id = ${actor.regionId} and r.case_id = m.id
              and ((m.opened_at, m.id) > (${from[0]}::timestamptz, ${from[1]}::uuid) or (r.received_at, r.id) > (${from[2]}::timestamptz, ${from[3]}::uuid))
            order by r.received_at, r.id limit ${limit + 1}) k
        where (m.opened_at, m.id) >= (${from[0]}::timestamptz, ${from[1]}::uuid)
        order by m.opened_at, m.id, k.received_at, k.id limit ${limit + 1})
      order by 2, 3, 4, 1 limit ${limit + 1}
    )
    select page.opened::text as opened, page.of, r.received_at::text as "receivedText", r.id, r.number, r.case_id as "caseId", r.kind, r.channel, r.naming, r.discovery, r.title, r.detail, r.place_text as "placeText",
           (select u.name from access.units u where u.region_id = r.region_id and u.id = r.wish_unit_id) as wish,
           r.follows, r.received_at as "receivedAt", r.happened_at as "happenedAt", r.answered_at as "answeredAt", r.has_contact as "hasContact",
           r.rating_solved as solved, r.rating_satisfied as satisfied, r.rated_at as "ratedAt", p.name, p.phone, p.email,
           coalesce((select jsonb_agg(jsonb_build_object('text', y.text, 'at', y.at, 'unsolved', y.unsolved) order by y.at, y.id)
             from (select * from intake.replies y where y.region_id = r.region_id and y.report_id = r.id order by y.at desc limit 20) y), '[]') as replies
      from page join intake.reports r on r.region_id = ${actor.regionId} and r.id = page.id
      left join intake.reporters p on p.region_id = r.region_id and p.report_id = r.id
     where r.region_id = ${actor.regionId}
     order by page.opened, page.of, r.received_at, r.id`.execute(tx);
  const posts = actor.posts.map((held) => held.post);
  const knows = knowsReporter(actor);
  return pageOf(
    rows,
    limit,
    (row) => [row.opened, row.of, row.receivedText, row.id],
    ({ opened: _opened, of: _of, receivedText: _received, name, phone, email, solved, satisfied, ratedAt, ...row }) => {
      const contact = row.hasContact ? openContact(keys, actor.regionId, row.id, { name, phone, email }) : null;
      const hush = isSecret(row) && !knows;
      return {
        ...row,
        ...(hush ? { ...hushedTexts(row, contact), wish: null } : {}),
        receivedAt: row.receivedAt.toISOString(),
        happenedAt: row.happenedAt.toISOString(),
        answeredAt: row.answeredAt?.toISOString() ?? null,
        // Even masked, a contact is shown to those only who may open it.
        masked: contact && mayOpenContact({ ...row, knows }, posts) ? masked(contact) : null,
        rating: ratedAt && { solved, satisfied },
        // What she wrote back is hers and theirs who decide on it.
        replies: hush ? [] : row.replies.map(utc),
      };
    },
  );
}

export async function seesCase(tx: Tx, actor: Actor, caseId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from cases.cases c where c.region_id = ${actor.regionId} and c.id = ${caseId} and ${caseScope(actor)}`.execute(
    tx,
  );
  return rows.length > 0;
}

/** A report whose case the reader may see, with its contact still sealed. */
export async function reportInScope(
  tx: Tx,
  actor: Actor,
  reportId: string,
): Promise<{ caseId: string; naming: Naming; kind: string; knows: boolean; sealed: SealedContact | null } | undefined> {
  const { rows } = await sql<{ caseId: string; naming: Naming; kind: string; held: boolean } & SealedContact>`
    select r.case_id as "caseId", r.naming, r.kind, p.report_id is not null as held, p.name, p.phone, p.email
      from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
      left join intake.reporters p on p.region_id = r.region_id and p.report_id = r.id
     where r.region_id = ${actor.regionId} and r.id = ${reportId} and ${caseScope(actor)}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { held, name, phone, email, ...report } = row;
  return { ...report, knows: knowsReporter(actor), sealed: held ? { name, phone, email } : null };
}

export type EarlierReport = { caseId: string; caseNumber: string; title: string; state: State; receivedAt: string };
const mostEarlier = 10;
/** By the keyed hash of her telephone or mailbox, inside the reader's scope, the last few. */
export async function earlierReports(tx: Tx, actor: Actor, reportId: string): Promise<EarlierReport[]> {
  const { rows } = await sql<Omit<EarlierReport, 'receivedAt'> & { receivedAt: Date }>`
    select c.id as "caseId", c.number as "caseNumber", c.title, c.state, r.received_at as "receivedAt"
      from intake.reporters mine
      join intake.reporters p on p.region_id = mine.region_id and p.report_id <> mine.report_id
       and (p.phone_hash = mine.phone_hash or p.email_hash = mine.email_hash)
      join intake.reports r on r.region_id = p.region_id and r.id = p.report_id
      join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where mine.region_id = ${actor.regionId} and mine.report_id = ${reportId}
       and r.naming <> 'confidential' and r.kind <> 'whistle' and not c.confidential and ${caseScope(actor)}
     order by r.received_at desc, r.id desc limit ${mostEarlier}`.execute(tx);
  return rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }));
}

// ── For the rooms above ────────────────────────────────────────────────────────────────────────────────────────────────

/** Of these reports, in their order, the first whose case (or the case it was merged into) is still open. */
export async function openCaseAmong(tx: Tx, regionId: number, reportIds: string[]): Promise<string | null> {
  if (reportIds.length === 0) return null;
  const { rows } = await sql<{ caseId: string }>`
    select coalesce(m.id, c.id) as "caseId"
      from unnest(${reportIds}::uuid[]) with ordinality as asked (id, nth)
      join intake.reports r on r.region_id = ${regionId} and r.id = asked.id
      join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
      left join cases.cases m on m.region_id = c.region_id and m.id = c.merged_into
     where coalesce(m.is_open, c.is_open) order by asked.nth limit 1`.execute(tx);
  return rows[0]?.caseId ?? null;
}

export async function reportNumbers(
  tx: Tx,
  regionId: number,
  reportId: string,
): Promise<{ reportNumber: string; caseNumber: string }> {
  const { rows } = await sql<{ reportNumber: string; caseNumber: string }>`
    select r.number as "reportNumber", c.number as "caseNumber"
      from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
     where r.region_id = ${regionId} and r.id = ${reportId}`.execute(tx);
  return rows[0]!;
}

/** Of reports known by the id they had where they came from: the cases they became here. */
export async function casesByExternalId(
  tx: Tx,
  regionId: number,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ externalId: string; caseId: string }>`
    select external_id as "externalId", case_id as "caseId" from intake.reports
     where region_id = ${regionId} and channel = any(${[...channels]}::text[]) and external_id = any(${[...ids]}::text[])`.execute(
    tx,
  );
  return new Map(rows.map(({ externalId, caseId }) => [externalId, caseId]));
}

/** After a restore: do these keys open these contacts? Counts only; nothing of what was opened leaves. */
export async function contactsOpen(
  tx: Tx,
  keys: Keys,
  regionId: number,
  atMost: number,
): Promise<{ read: number; unreadable: number }> {
  const { rows } = await sql<SealedContact & { reportId: string }>`
    select report_id as "reportId", name, phone, email from intake.reporters
     where region_id = ${regionId} order by report_id desc limit ${atMost}`.execute(tx);
  let unreadable = 0;
  for (const { reportId, ...sealed } of rows) {
    try {
      openContact(keys, regionId, reportId, sealed);
    } catch {
      unreadable += 1;
    }
  }
  return { read: rows.length, unreadable };
}
