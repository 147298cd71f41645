/** What is done to the catalogue. Each action holds a permit, locks, decides, saves, records, and moves the revision on. */
import { housePermit, unitsOf, type AnyPermit } from '#access';
import { ancestors } from '#areas';
import type { Condition, Matter } from '#contract/catalogue.ts';
import { gramsOf } from '#contract/grams.ts';
import { say, type Said } from '#contract/words/words.ts';
import { localDate } from '#contract/calendar.ts';
import { calendarProblems, type Calendar, type CalendarProblem } from '#contract/worktime.ts';
import { touch, type Tx } from '#kit/db.ts';
import { onFact, record, type Fact } from '#kit/facts.ts';
import { granted, refuse, Refused } from '#kit/refusal.ts';
import { chinaCalendar } from './holidays.ts';
import { matterCode, readLimit } from './import.rules.ts';
import { leadsOf } from './responsibility.rules.ts';
import {
  bumpMatter,
  clearFallback,
  closeGaps,
  endResponsibility,
  insertArticle,
  insertCalendar,
  insertCalendarVersion,
  insertCondition,
  insertGap,
  insertMatter,
  insertPhrase,
  lockPhrase,
  insertResponsibility,
  lockArticle,
  lockCalendar,
  lockCatalogue,
  lockMatter,
  lockResponsibilities,
  nextResponsibilityNumber,
  removePhrase,
  replacePhrase,
  updateArticle,
  updateCondition,
  updateMatter,
  upsertArticle,
  type ArticleToSave,
  type PhraseToSave,
  type ResponsibilityToSave,
} from './store.ts';
import {
  areaIsNow,
  articleOf,
  calendarOf,
  claimsNow,
  conditionOf,
  hasCalendar,
  matterOf,
  mattersNow,
  mattersOf,
  ownerless,
  responsibilityShown,
  streetOf,
  type ArticleRow,
} from './views.ts';

type Edit = AnyPermit<'catalogue.edit'>;

const stale = (version: number, current: unknown) => new Refused(refuse('thing.stale', { version }, { current }));
const unknown = (field: string, value: string | number) =>
  new Refused(refuse('thing.unknown_reference', { field, value }));
const notFound = () => new Refused(refuse('thing.not_found'));

// ── Matters and conditions ─────────────────────────────────────────────────────────────────────────────────────────────

export type SaveMatter = {
  matterId?: number;
  version?: number;
  edition: string;
  kind: Matter['kind'];
  big: string;
  bigName: string;
  bigNameEn?: string;
  small: string;
  smallName: string;
  smallNameEn?: string;
  sensitive?: boolean;
  fallback?: boolean;
  imported?: boolean;
  retired?: boolean;
};

export async function saveMatter(
  tx: Tx,
  by: Edit,
  wanted: SaveMatter,
  at: Date,
  commandId: string | null = null,
): Promise<Matter> {
  const { regionId } = by;
  const before =
    wanted.matterId === undefined ? undefined : await matterForChange(tx, regionId, wanted.matterId, wanted.version);
  const row = {
    edition: wanted.edition,
    kind: wanted.kind,
    big: wanted.big,
    bigName: wanted.bigName,
    bigNameEn: wanted.bigNameEn ?? before?.bigNameEn ?? '',
    small: wanted.small,
    smallName: wanted.smallName,
    smallNameEn: wanted.smallNameEn ?? before?.smallNameEn ?? '',
    code: matterCode(wanted.kind, wanted.big, wanted.small),
    fallback: wanted.fallback ?? before?.fallback ?? false,
    sensitive: wanted.sensitive ?? before?.sensitive ?? false,
    imported: wanted.imported ?? before?.imported ?? false,
  };
  const retired = wanted.retired ?? before?.retired ?? false;
  // What fits nowhere else must have somewhere to go: the fallback is replaced, never just taken away.
  if (retired && row.fallback) throw new Refused(refuse('request.invalid', { summary: '/retired' }));
  if (row.fallback && !before?.fallback) await clearFallback(tx, regionId);
  const id = before?.id ?? (await insertMatter(tx, regionId, row));
  if (before) await updateMatter(tx, regionId, id, row, retired ? at : null);
  const kind = !before ? 'matter.added' : retired && !before.retired ? 'matter.retired' : 'matter.changed';
  return settled(tx, by, id, [{ kind, data: { ...row, retired } }], at, commandId);
}

/** The matter under its lock, if it still is as the caller last saw it. */
async function matterForChange(tx: Tx, regionId: number, id: number, version: number | undefined): Promise<Matter> {
  if (!(await lockMatter(tx, regionId, id))) throw notFound();
  const matter = (await mattersNow(tx, regionId)).find((one) => one.id === id)!;
  if (version !== undefined && version !== matter.version) throw stale(matter.version, matter);
  return matter;
}

async function settled(
  tx: Tx,
  by: Edit,
  matterId: number,
  facts: { kind: string; data: Record<string, unknown> }[],
  at: Date,
  commandId: string | null,
): Promise<Matter> {
  await touch(tx, by.regionId, 'matters');
  const subject = { subject: 'matter', subjectId: String(matterId), at, by: by.by } as const;
  await record(
    tx,
    by.regionId,
    facts.map((fact): Fact => ({ ...subject, ...fact })),
    commandId,
  );
  return (await matterOf(tx, by.regionId, matterId))!;
}

export type SaveCondition = {
  conditionId?: number;
  version?: number;
  filing: string;
  closing: string;
  timeLimit: string;
  urgent: boolean;
  photoHint?: string;
  notWhen?: string;
  basis: string;
  discovery?: string[];
  retired?: boolean;
};

export async function saveCondition(
  tx: Tx,
  by: Edit,
  matterId: number,
  wanted: SaveCondition,
  at: Date,
  commandId: string | null = null,
): Promise<Matter> {
  const { regionId } = by;
  const timeLimit = readLimit(wanted.timeLimit);
  if (timeLimit === null) throw new Refused(refuse('request.invalid', { summary: { word: 'import.limit' } }));
  const matter = await matterForChange(tx, regionId, matterId, undefined);
  let before: Condition | undefined;
  if (wanted.conditionId !== undefined) {
    before = matter.conditions.find(({ id }) => id === wanted.conditionId);
    if (!before) throw notFound();
    if (wanted.version !== undefined && wanted.version !== before.version) throw stale(before.version, matter);
  }
  const row = {
    filing: wanted.filing,
    closing: wanted.closing,
    timeLimit,
    urgent: wanted.urgent,
    photoHint: wanted.photoHint ?? before?.photoHint ?? '',
    notWhen: wanted.notWhen ?? before?.notWhen ?? '',
    basis: wanted.basis,
    discovery: wanted.discovery ?? before?.discovery ?? [],
  };
  const retired = wanted.retired ?? before?.retired ?? false;
  const conditionId = before?.id ?? (await insertCondition(tx, regionId, matterId, null, row));
  if (before) await updateCondition(tx, regionId, conditionId, row, retired ? at : null);
  await bumpMatter(tx, regionId, matterId);
  const kind = !before
    ? 'matter.condition_added'
    : retired && !before.retired
      ? 'matter.condition_retired'
      : 'matter.condition_changed';
  return settled(tx, by, matterId, [{ kind, data: { conditionId, ...row, retired } }], at, commandId);
}

/** Takes what fits nowhere else; a region that has none gets one. */
export async function ensureFallbackMatter(tx: Tx, regionId: number, at: Date): Promise<Matter> {
  const present = (all: readonly Matter[]) => all.find(({ fallback, retired }) => fallback && !retired);
  const found = present(await mattersOf(tx, regionId));
  if (found) return found;
  // Another may be making it at this moment: who waited looks again.
  await lockCatalogue(tx, regionId);
  const foundNow = present(await mattersNow(tx, regionId));
  if (foundNow) return foundNow;
  const house = housePermit('catalogue.edit', regionId);
  const matter = await saveMatter(
    tx,
    house,
    {
      edition: 'gridloop',
      kind: 'event',
      big: '99',
      ...inBoth('bigName', 'matter.fallback_big'),
      small: '99',
      ...inBoth('smallName', 'matter.fallback_small'),
      fallback: true,
    },
    at,
  );
  const filing = say('zh', 'matter.fallback_filing');
  const closing = say('zh', 'matter.fallback_closing');
  const basis = say('zh', 'matter.no_basis');
  return saveCondition(tx, house, matter.id, { filing, closing, timeLimit: '5d', urgent: false, basis }, at);
}
const inBoth = <N extends 'bigName' | 'smallName'>(
  name: N,
  word: 'matter.fallback_big' | 'matter.fallback_small' | 'matter.imported_big',
) => ({ [name]: say('zh', word), [`${name}En`]: say('en', word) }) as Record<N | `${N}En`, string>;

/** The edition of matters that a history brought along: marked as such, never mixed with the district's own list. */
export const importedEdition = 'imported';

/** A matter of a history, by its name: one of the district's own, or made and marked as imported. */
export async function importedMatter(tx: Tx, regionId: number, name: string, at: Date): Promise<Matter> {
  const named = (all: readonly Matter[]) =>
    all.find((matter) => matter.smallName === name && !matter.retired && !matter.fallback);
  const found = named(await mattersOf(tx, regionId));
  if (found) return found;
  await lockCatalogue(tx, regionId);
  const now = await mattersNow(tx, regionId);
  const foundNow = named(now);
  if (foundNow) return foundNow;
  const house = housePermit('catalogue.edit', regionId);
  const count = now.filter(({ edition }) => edition === importedEdition).length;
  const matter = await saveMatter(
    tx,
    house,
    {
      edition: importedEdition,
      kind: 'event',
      big: '00',
      ...inBoth('bigName', 'matter.imported_big'),
      small: String(count + 1).padStart(4, '0'),
      smallName: name,
      imported: true,
    },
    at,
  );
  const closing = say('zh', 'matter.imported_closing');
  const basis = say('zh', 'matter.no_basis');
  return saveCondition(tx, house, matter.id, { filing: name, closing, timeLimit: '5d', urgent: false, basis }, at);
}

// ── Responsibilities ───────────────────────────────────────────────────────────────────────────────────────────────────

export type SaveResponsibility = ResponsibilityToSave & {
  responsibilityId?: number;
  version?: number;
  ended?: boolean;
};

/**
 * A new responsibility, or another version of one: the old row ends, the new one begins under the same number, and a case
 * that was dispatched by the old one still shows what it said.
 */
export async function saveResponsibility(
  tx: Tx,
  by: Edit,
  wanted: SaveResponsibility,
  at: Date,
  commandId: string | null = null,
): Promise<number> {
  const { regionId } = by;
  await lockResponsibilities(tx, regionId);
  const inForce = await claimsNow(tx, regionId);
  const before = inForce.find(({ id }) => id === wanted.responsibilityId);
  if (wanted.responsibilityId !== undefined && !before) {
    // It may have been replaced meanwhile: then there is a present state to look at.
    const old = await responsibilityShown(tx, regionId, wanted.responsibilityId);
    const now = old && inForce.find(({ number }) => number === old.number);
    throw now ? stale(now.version, await responsibilityShown(tx, regionId, now.id)) : notFound();
  }
  if (before && wanted.version !== undefined && wanted.version !== before.version)
    throw stale(before.version, await responsibilityShown(tx, regionId, before.id));

  if (wanted.ended && !before) throw new Refused(refuse('request.invalid', { summary: '/responsibilityId' }));

  const claim = {
    ...wanted,
    alsoUnitIds: [...new Set(wanted.alsoUnitIds)].filter((id) => id !== wanted.leadUnitId),
    coUnitIds: [...new Set(wanted.coUnitIds)],
  };
  if (!wanted.ended) await checkClaim(tx, regionId, claim);
  const rival = inForce.find(
    (one) =>
      one.id !== before?.id &&
      one.matterId === claim.matterId &&
      one.conditionId === claim.conditionId &&
      one.areaId === claim.areaId,
  );
  if (rival && !wanted.ended) throw new Refused(refuse('catalogue.conflict', { number: rival.number }));

  if (before) await endResponsibility(tx, regionId, before.id, at);
  const number = before?.number ?? responsibilityNumber(await nextResponsibilityNumber(tx, regionId));
  const id = wanted.ended
    ? before!.id
    : await insertResponsibility(tx, regionId, number, (before?.version ?? 0) + 1, claim, at);
  await touch(tx, regionId, 'responsibilities');
  const kind = wanted.ended ? 'responsibility.ended' : before ? 'responsibility.changed' : 'responsibility.added';
  await record(tx, regionId, [claimFact(by, number, kind, claim, at)], commandId);
  return id;
}

export const responsibilityNumber = (n: number): string => `R-${String(n).padStart(4, '0')}`;

export const claimFact = (by: Edit, number: string, kind: string, claim: ResponsibilityToSave, at: Date): Fact => {
  const { matterId, conditionId, areaId, leadUnitId, leadByArea, alsoUnitIds, coUnitIds, coByArea, basis } = claim;
  const data = { matterId, conditionId, areaId, leadUnitId, leadByArea, alsoUnitIds, coUnitIds, coByArea, basis };
  return { subject: 'responsibility', subjectId: number, kind, at, by: by.by, data };
};

/** A line that was written or changed closes the gaps it covers, by whatever way it came. */
for (const kind of ['responsibility.added', 'responsibility.changed'])
  onFact(kind, async (tx, { regionId, subjectId, data, at }) => {
    const { matterId, conditionId, areaId } = data as Pick<ResponsibilityToSave, 'matterId' | 'conditionId' | 'areaId'>;
    await closeGaps(tx, regionId, { number: subjectId, matterId, conditionId, areaId }, at);
  });

export type Fallen = {
  caseId: string;
  number: string;
  matterId: number;
  conditionId: number | null;
  areaId: number;
  areaPath: string;
  /** somebody took it though the list does not say so (兜底 chosen, 跨出一步): a gap whatever the list proposes */
  takenBy?: number;
};

/**
 * A case was filed. If the list names nobody for it, it falls to the street of its place (属地兜底), and the gap is put down
 * where it happened, so that somebody writes the line. A matter of an imported history has no line to be missed.
 */
export async function noteGap(tx: Tx, regionId: number, filed: Fallen, at: Date): Promise<void> {
  const { caseId, number: caseNumber, matterId, conditionId, areaId: placeId, areaPath, takenBy } = filed;
  if ((await matterOf(tx, regionId, matterId))?.imported) return;
  if (takenBy === undefined && !(await ownerless(tx, regionId, { matterId, conditionId, areaPath }))) return;
  const around = await ancestors(tx, regionId, areaPath);
  const areaId = (around.findLast(({ level }) => level === 'street') ?? around[0])?.id ?? placeId;
  const unitId = takenBy ?? (await streetOf(tx, regionId, await unitsOf(tx, regionId), areaPath));
  await insertGap(tx, regionId, { caseId, caseNumber, matterId, conditionId, areaId, placeId, unitId }, at);
}

async function checkClaim(tx: Tx, regionId: number, claim: ResponsibilityToSave): Promise<void> {
  const [matter, units] = [await matterOf(tx, regionId, claim.matterId), await unitsOf(tx, regionId)];
  if (!matter || matter.retired) throw unknown('matterId', claim.matterId);
  if (claim.conditionId !== null) {
    const condition = await conditionOf(tx, regionId, claim.conditionId);
    if (condition?.matterId !== matter.id || condition.retired) throw unknown('conditionId', claim.conditionId);
  }
  if (claim.areaId !== null && !(await areaIsNow(tx, regionId, claim.areaId))) throw unknown('areaId', claim.areaId);
  if (claim.leadByArea === (claim.leadUnitId !== null))
    throw new Refused(refuse('request.invalid', { summary: '/leadUnitId /leadByArea' }));
  if (claim.leadUnitId !== null && !units.byId.has(claim.leadUnitId)) throw unknown('leadUnitId', claim.leadUnitId);
  if (claim.leadUnitId === null && claim.alsoUnitIds.length > 0)
    throw new Refused(refuse('request.invalid', { summary: '/alsoUnitIds' }));
  for (const id of claim.alsoUnitIds) if (!units.byId.has(id)) throw unknown('alsoUnitIds', id);
  const leads = leadsOf(claim);
  for (const id of claim.coUnitIds) if (!units.byId.has(id) || leads.includes(id)) throw unknown('coUnitIds', id);
  if (claim.coByArea && claim.leadByArea) throw new Refused(refuse('request.invalid', { summary: '/coByArea' }));
}

// ── Calendars ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The default calendar of a region that has none: the State Council's in China, else a plain working week. */
export async function ensureCalendar(tx: Tx, regionId: number, timeZone: string, at: Date): Promise<void> {
  if (await hasCalendar(tx, regionId)) return;
  const calendar = defaultCalendar(timeZone, at);
  granted(calendarAsGiven(calendar));
  const id = await insertCalendar(tx, regionId, say('zh', 'calendar.default_name'), true);
  await insertCalendarVersion(tx, regionId, id, 1, calendar, '', at);
  await touch(tx, regionId, 'calendars');
  await record(tx, regionId, [calendarFact(housePermit('catalogue.edit', regionId), id, 1, 'calendar.added', '', at)]);
}

export function defaultCalendar(timeZone: string, at: Date): Calendar {
  const china = chinaCalendar(at.getUTCFullYear() - 10);
  if (['Asia/Shanghai', 'Asia/Chongqing', 'PRC'].includes(timeZone)) return { ...china, timeZone };
  // Of another country's holidays nothing is known, and the calendar says so from its first day.
  return { timeZone, week: china.week, days: {}, knownUntil: localDate(at, timeZone) };
}

/** Another version: clocks that run on this calendar are counted again by those who keep them (`calendar.changed`). */
export async function saveCalendar(
  tx: Tx,
  by: Edit,
  calendarId: number,
  wanted: { version: number; calendar: Calendar; reason: string },
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const { regionId } = by;
  if (!(await lockCalendar(tx, regionId, calendarId))) throw notFound();
  await touch(tx, regionId, 'calendars');
  const now = await calendarOf(tx, regionId, calendarId);
  if (wanted.version !== now.version) throw stale(now.version, now);
  const { dayMinutes } = now.calendar;
  const calendar = granted(
    calendarAsGiven(dayMinutes === undefined ? wanted.calendar : { ...wanted.calendar, dayMinutes }),
  );
  const version = now.version + 1;
  await insertCalendarVersion(tx, regionId, calendarId, version, calendar, wanted.reason, at);
  const fact = calendarFact(by, calendarId, version, 'calendar.changed', wanted.reason, at);
  await record(tx, regionId, [fact], commandId);
}

const calendarFact = (by: Edit, calendarId: number, version: number, kind: string, reason: string, at: Date): Fact => ({
  subject: 'calendar',
  subjectId: String(calendarId),
  kind,
  at,
  by: by.by,
  data: { calendarId, version, reason },
});

/** The calendar if working time can be counted on it, else the first thing that is wrong with it. */
function calendarAsGiven(calendar: Calendar) {
  const [first] = calendarProblems(calendar);
  if (!first) return calendar;
  return refuse('catalogue.bad_calendar', { reason: wordOf(first) });
}
const wordOf = (problem: CalendarProblem): Said => {
  const { code, path, ...rest } = problem;
  const params = Object.fromEntries(
    Object.entries({ path, ...rest }).flatMap(([name, value]) =>
      typeof value === 'object' ? [] : [[name, value] as const],
    ),
  );
  return { word: code, params };
};

// ── Knowledge ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What an article is found by. */
const gramsIn = ({ question, terms, office, answer }: Omit<ArticleToSave, 'grams'>): string[] =>
  gramsOf(`${question} ${terms} ${office} ${answer}`);

export async function saveArticle(
  tx: Tx,
  by: Edit,
  article: Omit<ArticleToSave, 'grams'>,
  at: Date,
  commandId: string | null = null,
): Promise<number> {
  const grams = gramsIn(article);
  const { id, isNew } = await upsertArticle(tx, by.regionId, { ...article, grams });
  const kind = isNew ? 'article.added' : 'article.changed';
  const data = { question: article.question };
  await record(tx, by.regionId, [{ subject: 'article', subjectId: String(id), kind, at, by: by.by, data }], commandId);
  return id;
}

/** Standard phrases are a convenience at the desk; the same one is not added twice. */
export async function savePhrase(tx: Tx, by: Edit, phrase: PhraseToSave): Promise<void> {
  await insertPhrase(tx, by.regionId, phrase);
}

export type ChangeArticle = Omit<ArticleToSave, 'grams'> & { articleId?: number; version?: number; retired?: boolean };

/** An article added at the desk, or another version of the one that was looked at; a retired one is found no more. */
export async function changeArticle(
  tx: Tx,
  by: Edit,
  { articleId, version, retired = false, ...article }: ChangeArticle,
  at: Date,
  commandId: string | null = null,
): Promise<ArticleRow> {
  const { regionId } = by;
  const saved = {
    ...article,
    grams: gramsIn(article),
  };
  if (articleId !== undefined) {
    const now = await lockArticle(tx, regionId, articleId);
    if (!now) throw notFound();
    if (version !== undefined && version !== now.version)
      throw stale(now.version, await articleOf(tx, regionId, articleId));
    await updateArticle(tx, regionId, articleId, saved, retired ? at : null);
  }
  const id = articleId ?? (await insertArticle(tx, regionId, saved));
  const kind = articleId === undefined ? 'article.added' : retired ? 'article.retired' : 'article.changed';
  await record(
    tx,
    regionId,
    [{ subject: 'article', subjectId: String(id), kind, at, by: by.by, data: article }],
    commandId,
  );
  return (await articleOf(tx, regionId, id))!;
}

export type ChangePhrase = PhraseToSave & { phraseId?: number; version?: number; removed?: boolean };

/** A phrase added, or changed or removed on the version that was looked at. */
export async function changePhrase(
  tx: Tx,
  by: Edit,
  { phraseId, version, removed = false, ...phrase }: ChangePhrase,
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const { regionId } = by;
  if (phrase.matterId !== null && !(await matterOf(tx, regionId, phrase.matterId)))
    throw unknown('matterId', phrase.matterId);
  const now = phraseId === undefined ? undefined : await lockPhrase(tx, regionId, phraseId);
  if (phraseId !== undefined && !now) throw notFound();
  if (now && version !== undefined && version !== now.version) throw stale(now.version, now);
  if (now) await removePhrase(tx, regionId, now.id);
  const changed = now && !removed ? { ...phrase, id: now.id, version: now.version + 1 } : undefined;
  const id = removed
    ? now?.id
    : changed
      ? (await replacePhrase(tx, regionId, changed)) && changed.id
      : await insertPhrase(tx, regionId, phrase);
  if (!id) throw new Refused(refuse('thing.exists', { what: phrase.text }));
  const kind = removed ? 'phrase.removed' : now ? 'phrase.changed' : 'phrase.added';
  const { id: _, version: was, ...before } = now ?? {};
  const data = { ...(now ? { before, version: changed?.version ?? was } : {}), ...(removed ? {} : phrase) };
  await record(tx, regionId, [{ subject: 'phrase', subjectId: String(id), kind, at, by: by.by, data }], commandId);
}
