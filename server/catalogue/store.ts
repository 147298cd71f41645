/** Writes and locks of the room: matters, conditions, responsibilities, calendars, articles, phrases. */
import { sql } from 'kysely';
import type { Matter } from '#contract/catalogue.ts';
import type { Calendar } from '#contract/worktime.ts';
import { isConstraint, type Tx } from '#kit/db.ts';
import { refuse, Refused } from '#kit/refusal.ts';

// ── Matters and conditions ─────────────────────────────────────────────────────────────────────────────────────────────

export type MatterToSave = {
  edition: string;
  kind: Matter['kind'];
  big: string;
  bigName: string;
  bigNameEn: string;
  small: string;
  smallName: string;
  smallNameEn: string;
  code: string;
  fallback: boolean;
  sensitive: boolean;
  imported: boolean;
};

/** Lists are taken in one after the other; single changes lock their own matter. */
export async function lockCatalogue(tx: Tx, regionId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('catalogue'), ${regionId})`.execute(tx);
}

const asExists = (error: unknown, code: string): never => {
  if (isConstraint(error, 'matters_region_id_edition_code_key'))
    throw new Refused(refuse('thing.exists', { what: code }));
  throw error;
};

export async function insertMatter(tx: Tx, regionId: number, matter: MatterToSave): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.matters (region_id, edition, kind, big, big_name, big_name_en, small, small_name, small_name_en, code,
                                   fallback, sensitive, imported)
    values (${regionId}, ${matter.edition}, ${matter.kind}, ${matter.big}, ${matter.bigName}, ${matter.bigNameEn}, ${matter.small},
            ${matter.smallName}, ${matter.smallNameEn}, ${matter.code}, ${matter.fallback}, ${matter.sensitive}, ${matter.imported})
    returning id`
    .execute(tx)
    .catch((error: unknown) => asExists(error, matter.code));
  return rows[0]!.id;
}

export async function updateMatter(
  tx: Tx,
  regionId: number,
  id: number,
  matter: MatterToSave,
  retiredAt: Date | null,
): Promise<void> {
  await sql`
    update catalogue.matters
       set edition = ${matter.edition}, kind = ${matter.kind}, big = ${matter.big}, big_name = ${matter.bigName},
           big_name_en = ${matter.bigNameEn}, small = ${matter.small}, small_name = ${matter.smallName},
           small_name_en = ${matter.smallNameEn}, code = ${matter.code}, fallback = ${matter.fallback},
           sensitive = ${matter.sensitive}, imported = ${matter.imported}, retired_at = ${retiredAt}::timestamptz,
           version = version + 1
     where region_id = ${regionId} and id = ${id}`
    .execute(tx)
    .catch((error: unknown) => asExists(error, matter.code));
}

export async function lockMatter(tx: Tx, regionId: number, id: number): Promise<boolean> {
  const { rows } = await sql`
    select from catalogue.matters where region_id = ${regionId} and id = ${id} for no key update`.execute(tx);
  return rows.length > 0;
}

/** A change of its conditions is a change of the matter: who edits it elsewhere is told. */
export async function bumpMatter(tx: Tx, regionId: number, id: number): Promise<void> {
  await sql`
    update catalogue.matters set version = version + 1 where region_id = ${regionId} and id = ${id}`.execute(tx);
}

/** There is one fallback matter in a region: another takes its place. */
export async function clearFallback(tx: Tx, regionId: number): Promise<void> {
  await sql`
    update catalogue.matters set fallback = false, version = version + 1
     where region_id = ${regionId} and fallback`.execute(tx);
}

export type ConditionToSave = {
  filing: string;
  closing: string;
  timeLimit: string;
  urgent: boolean;
  photoHint: string;
  notWhen: string;
  basis: string;
  discovery: string[];
};

/** Without a number it gets the next one. The caller holds the matter's lock. */
export async function insertCondition(
  tx: Tx,
  regionId: number,
  matterId: number,
  n: number | null,
  condition: ConditionToSave,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.conditions (region_id, matter_id, n, filing, closing, time_limit, urgent, photo_hint, not_when, basis,
                                      discovery)
    values (${regionId}, ${matterId},
            coalesce(${n}::int, (select coalesce(max(n), 0) + 1 from catalogue.conditions
                                  where region_id = ${regionId} and matter_id = ${matterId})),
            ${condition.filing}, ${condition.closing}, ${condition.timeLimit}, ${condition.urgent}, ${condition.photoHint},
            ${condition.notWhen}, ${condition.basis}, ${condition.discovery}::text[])
    returning id`.execute(tx);
  return rows[0]!.id;
}

export async function updateCondition(
  tx: Tx,
  regionId: number,
  id: number,
  condition: ConditionToSave,
  retiredAt: Date | null,
): Promise<void> {
  await sql`
    update catalogue.conditions
       set filing = ${condition.filing}, closing = ${condition.closing}, time_limit = ${condition.timeLimit},
           urgent = ${condition.urgent}, photo_hint = ${condition.photoHint}, not_when = ${condition.notWhen},
           basis = ${condition.basis}, discovery = ${condition.discovery}::text[], retired_at = ${retiredAt}::timestamptz,
           version = version + 1
     where region_id = ${regionId} and id = ${id}`.execute(tx);
}

// ── Responsibilities ───────────────────────────────────────────────────────────────────────────────────────────────────

export type ResponsibilityToSave = {
  matterId: number;
  conditionId: number | null;
  areaId: number | null;
  leadUnitId: number | null;
  leadByArea: boolean;
  /** units that may lead as well as the first */
  alsoUnitIds: number[];
  coUnitIds: number[];
  coByArea: boolean;
  basis: string;
};

/** Numbers are given and scopes compared one change at a time. */
export async function lockResponsibilities(tx: Tx, regionId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('responsibilities'), ${regionId})`.execute(tx);
}

export async function nextResponsibilityNumber(tx: Tx, regionId: number): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(substring(number from '[0-9]+$')::int), 0) + 1 as next
      from catalogue.responsibilities where region_id = ${regionId}`.execute(tx);
  return rows[0]!.next;
}

export async function insertResponsibility(
  tx: Tx,
  regionId: number,
  number: string,
  version: number,
  wanted: ResponsibilityToSave,
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.responsibilities (region_id, number, matter_id, condition_id, area_id, lead_unit_id, lead_by_area,
                                            also_unit_ids, co_unit_ids, co_by_area, basis, version, valid_from)
    values (${regionId}, ${number}, ${wanted.matterId}, ${wanted.conditionId}::int, ${wanted.areaId}::int,
            ${wanted.leadUnitId}::int, ${wanted.leadByArea}, ${wanted.alsoUnitIds}::int[], ${wanted.coUnitIds}::int[],
            ${wanted.coByArea}, ${wanted.basis}, ${version}, ${at})
    returning id`.execute(tx);
  return rows[0]!.id;
}

/** A responsibility is never changed in place: cases name the row they were dispatched by. */
export async function endResponsibility(tx: Tx, regionId: number, id: number, at: Date): Promise<void> {
  await sql`
    update catalogue.responsibilities set valid_to = greatest(${at}::timestamptz, valid_from)
     where region_id = ${regionId} and id = ${id} and valid_to is null`.execute(tx);
}

// ── Gaps ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type GapToSave = {
  caseId: string;
  caseNumber: string;
  matterId: number;
  conditionId: number | null;
  areaId: number;
  placeId: number;
  unitId: number | null;
};

/** One row a case, however often it is filed; filed again under another matter, it tells of that one. */
export async function insertGap(tx: Tx, regionId: number, gap: GapToSave, at: Date): Promise<void> {
  await sql`
    insert into catalogue.gaps (region_id, case_id, case_number, matter_id, condition_id, area_id, place_id, unit_id, at)
    values (${regionId}, ${gap.caseId}, ${gap.caseNumber}, ${gap.matterId}, ${gap.conditionId}::int, ${gap.areaId},
            ${gap.placeId}, ${gap.unitId}::int, ${at})
    on conflict (region_id, case_id) do update
       set matter_id = excluded.matter_id, condition_id = excluded.condition_id, area_id = excluded.area_id,
           place_id = excluded.place_id, unit_id = excluded.unit_id, at = excluded.at, closed_at = null, closed_by = null`.execute(
    tx,
  );
}

/** The missing line was written: what it covers is no gap any more. Returns how many cases had fallen into it. */
export async function closeGaps(
  tx: Tx,
  regionId: number,
  by: { number: string; matterId: number; conditionId: number | null; areaId: number | null },
  at: Date,
): Promise<number> {
  const { rows } = await sql`
    update catalogue.gaps g set closed_at = ${at}, closed_by = ${by.number}
     where g.region_id = ${regionId} and g.matter_id = ${by.matterId} and g.closed_at is null
       and (${by.conditionId}::int is null or g.condition_id = ${by.conditionId}::int)
       and (${by.areaId}::int is null or exists (
             select from areas.areas place, areas.areas claimed
              where place.region_id = ${regionId} and place.id = g.place_id
                and claimed.region_id = ${regionId} and claimed.id = ${by.areaId}::int and place.path <@ claimed.path))
    returning 1`.execute(tx);
  return rows.length;
}

// ── Calendars ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function insertCalendar(tx: Tx, regionId: number, name: string, isDefault: boolean): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.calendars (region_id, name, is_default) values (${regionId}, ${name}, ${isDefault})
    returning id`.execute(tx);
  return rows[0]!.id;
}

export async function lockCalendar(tx: Tx, regionId: number, id: number): Promise<boolean> {
  const { rows } = await sql`
    select from catalogue.calendars where region_id = ${regionId} and id = ${id} for no key update`.execute(tx);
  return rows.length > 0;
}

export async function insertCalendarVersion(
  tx: Tx,
  regionId: number,
  calendarId: number,
  version: number,
  calendar: Calendar,
  reason: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into catalogue.calendar_versions (region_id, calendar_id, version, calendar, reason, created_at)
    values (${regionId}, ${calendarId}, ${version}, ${JSON.stringify(calendar)}::jsonb, ${reason}, ${at})`.execute(tx);
}

// ── Knowledge ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ArticleToSave = { question: string; answer: string; office: string; terms: string; grams: string[] };

/** An article is known by its question. */
export async function upsertArticle(
  tx: Tx,
  regionId: number,
  article: ArticleToSave,
): Promise<{ id: number; isNew: boolean }> {
  const { rows } = await sql<{ id: number; isNew: boolean }>`
    insert into catalogue.articles (region_id, question, answer, office, terms, grams)
    values (${regionId}, ${article.question}, ${article.answer}, ${article.office}, ${article.terms}, ${article.grams}::text[])
    on conflict (region_id, question) do update
       set answer = excluded.answer, office = excluded.office, terms = excluded.terms, grams = excluded.grams,
           retired_at = null, version = catalogue.articles.version + 1
    returning id, version = 1 as "isNew"`.execute(tx);
  return rows[0]!;
}

export type PhraseToSave = {
  purpose: string;
  matterId: number | null;
  reason: string;
  lang: 'zh' | 'en';
  text: string;
};

/** Its number, or nothing when the same one is there. */
export async function insertPhrase(tx: Tx, regionId: number, phrase: PhraseToSave): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.phrases (region_id, purpose, matter_id, reason, lang, text)
    values (${regionId}, ${phrase.purpose}, ${phrase.matterId}::int, ${phrase.reason}, ${phrase.lang}, ${phrase.text})
    on conflict do nothing returning id`.execute(tx);
  return rows[0]?.id;
}

export type HeldPhrase = PhraseToSave & { id: number; version: number };
export async function lockPhrase(tx: Tx, regionId: number, id: number): Promise<HeldPhrase | undefined> {
  const { rows } = await sql<HeldPhrase>`
    select id, purpose, matter_id as "matterId", reason, lang, text, version from catalogue.phrases
     where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function removePhrase(tx: Tx, regionId: number, id: number): Promise<void> {
  await sql`delete from catalogue.phrases where region_id = ${regionId} and id = ${id}`.execute(tx);
}

/** Under its own number, where it was taken out before; false when another one says the same by now. */
export async function replacePhrase(
  tx: Tx,
  regionId: number,
  { id, version, ...phrase }: HeldPhrase,
): Promise<boolean> {
  const { rows } = await sql`
    insert into catalogue.phrases (region_id, id, version, purpose, matter_id, reason, lang, text) overriding system value
    values (${regionId}, ${id}, ${version}, ${phrase.purpose}, ${phrase.matterId}::int, ${phrase.reason}, ${phrase.lang}, ${phrase.text})
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

export async function lockArticle(tx: Tx, regionId: number, id: number): Promise<{ version: number } | undefined> {
  const { rows } = await sql<{ version: number }>`
    select version from catalogue.articles where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function updateArticle(
  tx: Tx,
  regionId: number,
  id: number,
  article: ArticleToSave,
  retiredAt: Date | null,
): Promise<void> {
  await sql`
    update catalogue.articles
       set question = ${article.question}, answer = ${article.answer}, office = ${article.office}, terms = ${article.terms},
           grams = ${article.grams}::text[], retired_at = ${retiredAt}::timestamptz, version = version + 1
     where region_id = ${regionId} and id = ${id}`
    .execute(tx)
    .catch((error: unknown) => questionOnce(error, article.question));
}

export async function insertArticle(tx: Tx, regionId: number, article: ArticleToSave): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.articles (region_id, question, answer, office, terms, grams)
    values (${regionId}, ${article.question}, ${article.answer}, ${article.office}, ${article.terms}, ${article.grams}::text[])
    returning id`
    .execute(tx)
    .catch((error: unknown) => questionOnce(error, article.question));
  return rows[0]!.id;
}

const questionOnce = (error: unknown, question: string): never => {
  if (isConstraint(error, 'articles_region_id_question_key'))
    throw new Refused(refuse('thing.exists', { what: question }));
  throw error;
};
