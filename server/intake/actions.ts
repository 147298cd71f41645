/**
 * A need comes in. One action for every door: it is placed (which cell), triaged (which matter), given a case or joined to one
 * that is open, and its reporter gets a receipt; all in the transaction it is given, so a report without a case cannot be.
 */
import { uuidv7 } from '#contract/ids.ts';
import { permissions } from '#contract/access.ts';
import type { Datum } from '#contract/areas.ts';
import type { channels, reportKinds } from '#contract/cases.ts';
import { localDate } from '#contract/calendar.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { departmentsIn, unitsOf, type AnyPermit, type Permit } from '#access';
import { locate, placeInText, regionOf, regionRoot, toWgs84 } from '#areas';
import { joinCase, markUnsolved, onCaseEnded, openCase, reporterMove, systemMove, type OpenCase } from '#cases';
import { fallbackMatter, matterOf } from '#catalogue';
import type { Actor } from '#kit/caller.ts';
import { doerOf } from '#kit/caller.ts';
import type { Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { onFact, record, reporter, type Doer, type Fact, type RecordedFact } from '#kit/facts.ts';
import { deny, granted, refuse, type Refusal } from '#kit/refusal.ts';
import { hushed } from '#kit/hush.rules.ts';
import { contactOf, hushedTexts, isSecret, mayOpenContact, type Contact, type Naming } from './contact.ts';
import { lettersOf } from './numbers.ts';
import {
  contactOfReport,
  insertReply,
  insertReport,
  lockReport,
  openContact,
  othersWait,
  saveRating,
  type HeldReport,
} from './store.ts';
import { proposeFor, type Proposal } from './triage.ts';
import { automaticMatters, triageOf } from './learn/views.ts';
import { callBackBeforeClosing, giveAnswer } from './twins/answering.ts';
import { noteJoining } from './twins/store.ts';
import { earlierReports, mayFollow, openCaseAmong, reportInScope, type EarlierReport } from './views.ts';

export type Channel = (typeof channels)[number];

/** The door a need comes in by. Anybody may report; in another's name only who holds a permit. */
export type Door =
  | { channel: 'web' | 'open311' | 'email' | 'sms' | 'account' }
  | { channel: 'device'; deviceId: string }
  | { channel: Exclude<Channel, 'device'>; permit: AnyPermit<'reports.take'> };

export type Place = Pick<OpenCase, 'areaId' | 'areaPath' | 'location' | 'locatedBy'>;

export type ReportInput = {
  /** the report's own id, made by the sender */
  id: string;
  kind: (typeof reportKinds)[number];
  title: string;
  detail?: string | undefined;
  placeText?: string | undefined;
  location?: { lon: number; lat: number } | null | undefined;
  datum?: Datum | undefined;
  /** already settled by the caller (a device's own spot, a replayed row); else it is looked for */
  place?: Place | undefined;
  matterId?: number | null | undefined;
  conditionId?: number | null | undefined;
  /** already made by the caller (a replayed row and its own model); else triage is asked */
  proposal?: Proposal | 'unsure' | undefined;
  naming: Naming;
  contact?: { name?: string; phone?: string; email?: string; account?: string } | undefined;
  happenedAt?: Date | undefined;
  urgent?: boolean | undefined;
  /** the keeper's own move of 自处理 comes behind it */
  selfHandled?: boolean | undefined;
  /** the department she would like: it must be one that may be named */
  wishUnitId?: number | null | undefined;
  /** "我也遇到": join this open case */
  follows?: string | null | undefined;
  /** the id it had where it was imported from */
  externalId?: string | undefined;
  lang: Lang;
};

export type Received = {
  reportId: string;
  number: string;
  caseId: string;
  caseNumber: string;
  receivedAt: Date;
  place: Place;
  follows: boolean;
  hasContact: boolean;
};

/** A clock in a pocket may run a little ahead; beyond that somebody wrote tomorrow. */
const clockSkewMs = 5 * 60_000;

export async function receiveReport(
  tx: Tx,
  keys: Keys,
  regionId: number,
  input: ReportInput,
  given: Door,
  at: Date,
  commandId: string | null = null,
): Promise<Received> {
  const contact = granted(contactOf(input.naming, given.channel, input.contact));
  const secret = isSecret(input);
  // Staff who tell something in confidence are reporters like everybody: neither their door nor their post is written down, and
  // their office has no part in the case.
  const door: Door =
    secret && (given.channel === 'keeper' || given.channel === 'department') ? { channel: 'web' } : given;
  const by: Doer =
    'permit' in door
      ? secret && !receives(door.permit.by)
        ? reporter
        : door.permit.by
      : door.channel === 'device'
        ? { kind: 'device', deviceId: door.deviceId }
        : reporter;
  const happenedAt = input.happenedAt ?? at;
  if (happenedAt.getTime() > at.getTime() + clockSkewMs) deny('report.in_future', { at: happenedAt.toISOString() });
  const discovery = door.channel === 'device' ? 'smart' : door.channel === 'keeper' ? 'active' : 'passive';
  const texts = {
    title: input.title.trim(),
    detail: input.detail?.trim() ?? '',
    placeText: input.placeText?.trim() ?? '',
  };
  // The report keeps its own words, for those who may know its teller; the case, which everybody works on, is given what remains.
  const open = secret ? hushedTexts(texts, contact) : texts;

  const data = { channel: door.channel, kind: input.kind, naming: input.naming, discovery };
  const told = (more: Record<string, unknown>): Fact[] => [
    { subject: 'report', subjectId: input.id, kind: 'report.received', at, by, data: { ...data, ...more }, n: 1 },
  ];

  const wishUnitId = input.wishUnitId ?? null;
  if (wishUnitId !== null && !departmentsIn(await unitsOf(tx, regionId)).some(({ id }) => id === wishUnitId))
    deny('thing.unknown_reference', { field: 'wishUnitId', value: wishUnitId });
  const region = await regionOf(tx, regionId);
  const save = (caseId: string, location: Place['location']) =>
    insertReport(
      tx,
      keys,
      regionId,
      {
        id: input.id,
        caseId,
        follows: Boolean(input.follows),
        channel: door.channel,
        kind: input.kind,
        discovery,
        naming: input.naming,
        ...texts,
        location,
        happenedAt: happenedAt > at ? at : happenedAt,
        receivedAt: at,
        personId: by.personId ?? null,
        unitId: by.unitId ?? null,
        deviceId: door.channel === 'device' ? door.deviceId : null,
        externalId: input.externalId ?? null,
        wishUnitId,
        lang: input.lang,
      },
      contact,
      lettersOf(region),
      localDate(at, region.timeZone),
    );

  let number = '';
  let caseId: string;
  let caseNumber: string;
  let place: Place;
  let automatic = false;
  let uncounted = false;
  if (input.follows) {
    // A case that was reported in confidence is not joined from outside: it could be asked for by its id.
    if (!(await mayFollow(tx, regionId, input.follows, 'permit' in door || door.channel === 'device')))
      deny('thing.unknown_reference', { field: 'follows', value: input.follows });
    const joined = await joinCase(tx, regionId, input.follows, input.id, by, at);
    ({ caseId, number: caseNumber } = joined);
    uncounted = !joined.counted;
    const located = input.location ? granted(await placeOf(tx, regionId, { ...input, ...open })).location : null;
    place = { areaId: joined.areaId, areaPath: joined.areaPath, location: located, locatedBy: 'operator' };
    [number] = await Promise.all([
      save(caseId, place.location),
      record(tx, regionId, told({ caseId, follows: true }), commandId),
    ]);
  } else {
    caseId = uuidv7(at.getTime());
    place = input.place ?? granted(await placeOf(tx, regionId, { ...input, ...open }));
    const { matterId, matterBy, terms, byPlace } = await matterFor(tx, regionId, input, door, open);
    const { locatedBy } = place;
    // What the place had to decide, a person confirms.
    const goesByItself = matterBy === 'triage' && !byPlace && !secret && isKnown(place) && !input.proposal;
    automatic = goesByItself && (await automaticMatters(tx, regionId)).has(matterId);
    const opened = await openCase(
      tx,
      regionId,
      {
        id: caseId,
        ...open,
        kind: input.kind,
        discovery,
        channel: door.channel,
        urgent: input.urgent ?? false,
        confidential: secret,
        matterId,
        matterBy,
        conditionId: input.conditionId ?? null,
        ...(door.channel === 'keeper' && input.selfHandled ? { selfHandled: true } : {}),
        ...place,
      },
      by,
      at,
      commandId,
      {
        facts: told({
          caseId,
          matterId,
          matterBy,
          locatedBy,
          ...(terms ? { terms } : {}),
          ...(automatic ? { automatic } : {}),
        }),
        rows: async () => (number = await save(caseId, place.location)),
      },
    );
    caseNumber = opened.number;
  }

  if (uncounted) await noteJoining(tx, regionId, caseId, input.id, at);
  if (automatic) await systemMove(tx, regionId, caseId, { move: 'receive' }, at);
  return {
    reportId: input.id,
    number,
    caseId,
    caseNumber,
    receivedAt: at,
    place,
    follows: Boolean(input.follows),
    hasContact: contact !== null,
  };
}

/** The house itself, and whoever takes what others tell. */
const receives = ({ kind, post }: Doer): boolean =>
  kind !== 'person' || (permissions['reports.see_contact'] as readonly string[]).includes(post);

/**
 * Where is it? A pin answers by containment. A pin in no cell is "outside": it stays with the district and is never moved to the
 * nearest cell. Without a pin, a known name in the words; without one, the district, until a person has looked.
 */
export async function placeOf(
  tx: Tx,
  regionId: number,
  told: Pick<ReportInput, 'location' | 'datum' | 'placeText' | 'title' | 'detail'>,
): Promise<Place | Refusal> {
  const root = await regionRoot(tx, regionId);
  const district = { areaId: root.id, areaPath: root.path };
  if (told.location) {
    const point = toWgs84(told.location.lon, told.location.lat, told.datum);
    if (point.fault !== undefined) return refuse('area.bad_coordinate', { reason: { word: `fault.${point.fault}` } });
    const { area } = await locate(tx, regionId, point);
    if (!area) return { ...district, location: point, locatedBy: 'outside' };
    return { areaId: area.id, areaPath: area.path, location: point, locatedBy: 'point' };
  }
  const named = await placeInText(tx, regionId, [told.placeText ?? '', told.title, told.detail ?? '']);
  if (!named) return { ...district, location: null, locatedBy: 'fallback' };
  return { areaId: named.areaId, areaPath: named.areaPath, location: named.point, locatedBy: 'name' };
}

/** A person looks where it is unless the place was pinned in a cell or named. */
const isKnown = ({ locatedBy }: Place): boolean => locatedBy === 'point' || locatedBy === 'name';

type About = { matterId: number; matterBy: OpenCase['matterBy']; terms?: string[]; byPlace?: true };
type Open = { title: string; detail: string; placeText: string };

/** What is it? As chosen by whoever knows; else as the words say, and where; else it waits in the fallback matter for the receiver. */
async function matterFor(tx: Tx, regionId: number, input: ReportInput, door: Door, open: Open): Promise<About> {
  if (input.matterId != null) {
    const matter = await matterOf(tx, regionId, input.matterId);
    if (matter && !matter.retired) return { matterId: matter.id, matterBy: chosenBy(door) };
    // A device cannot choose anew when its matter is retired, and its alert must not be lost: it goes on as if none was chosen.
    if (door.channel !== 'device') deny('thing.unknown_reference', { field: 'matterId', value: input.matterId });
  }
  const words = `${open.title} ${open.detail}`;
  const proposal = input.proposal ?? proposeFor(await triageOf(tx, regionId), words, open.placeText);
  if (proposal !== 'unsure') return { ...proposal, matterBy: 'triage' };
  return { matterId: (await fallbackMatter(tx, regionId)).id, matterBy: 'fallback' };
}

function chosenBy(door: Door): OpenCase['matterBy'] {
  if ('permit' in door) return door.permit.by.kind === 'person' ? 'operator' : 'import';
  return door.channel === 'device' ? 'device' : 'reporter';
}

// ── What the reporter does by receipt ──────────────────────────────────────────────────────────────────────────────────

export async function reply(
  tx: Tx,
  keys: Keys,
  regionId: number,
  held: HeldReport,
  told: { id: string; text: string; unsolved: boolean },
  at: Date,
): Promise<void> {
  if (!held.answeredAt) deny('report.not_answered');
  // The case that answered is the one to be looked at again; it is locked before the report, as everywhere. What was told in
  // confidence stands in the reply alone, for those who may know who wrote it. A fact stays for ever: it says why, and never who.
  const why = isSecret(held) ? '' : await withoutTeller(tx, keys, regionId, held, told.text);
  if (told.unsolved) await markUnsolved(tx, regionId, held.answerCaseId ?? held.caseId, reporter, at, why);
  await lockReport(tx, regionId, held.id);
  await insertReply(tx, regionId, { ...told, reportId: held.id, at });
  const data = { replyId: told.id, unsolved: told.unsolved };
  await record(
    tx,
    regionId,
    [{ subject: 'report', subjectId: held.id, kind: 'report.replied', at, by: reporter, data }],
    told.id,
  );
}

/** More from the reporter while the need is still being handled; after the answer it is a reply. */
export async function supplement(
  tx: Tx,
  regionId: number,
  held: HeldReport,
  told: { id: string; text: string },
  at: Date,
): Promise<void> {
  await lockReport(tx, regionId, held.id);
  await insertReply(tx, regionId, { ...told, unsolved: false, reportId: held.id, at });
  const data = { replyId: told.id, unsolved: false };
  await record(
    tx,
    regionId,
    [{ subject: 'report', subjectId: held.id, kind: 'report.replied', at, by: reporter, data }],
    told.id,
  );
}

export async function rate(
  tx: Tx,
  regionId: number,
  held: HeldReport,
  rating: { id: string; solved: boolean; satisfied: boolean },
  at: Date,
): Promise<void> {
  if (!held.answeredAt) deny('report.not_answered');
  await lockReport(tx, regionId, held.id);
  await saveRating(tx, regionId, held.id, rating, at);
  const data = { solved: rating.solved, satisfied: rating.satisfied };
  await record(
    tx,
    regionId,
    [{ subject: 'report', subjectId: held.id, kind: 'report.rated', at, by: reporter, data }],
    rating.id,
  );
}

/** Only while nobody else waits for the same case: one person's change of mind does not end another's need. */
export async function withdraw(
  tx: Tx,
  keys: Keys,
  regionId: number,
  held: HeldReport,
  reason: string,
  at: Date,
): Promise<void> {
  if (held.follows || (await othersWait(tx, regionId, held.caseId, held.id))) deny('report.others_wait');
  const secret = isSecret(held);
  const told = secret
    ? `${say('zh', 'report.withdrawn_secret')} / ${say('en', 'report.withdrawn_secret')}`
    : await withoutTeller(tx, keys, regionId, held, reason);
  await reporterMove(tx, regionId, held.caseId, { move: 'withdraw', reason: told }, at);
  if (secret) await supplement(tx, regionId, held, { id: uuidv7(at.getTime()), text: reason }, at);
}

/** Facts are for ever, and a contact is not: what she wrote goes into one without her name and numbers. */
async function withoutTeller(tx: Tx, keys: Keys, regionId: number, { id }: HeldReport, text: string): Promise<string> {
  const sealed = await contactOfReport(tx, regionId, id);
  return hushed(text, sealed ? Object.values(openContact(keys, regionId, id, sealed)) : []) || '***';
}

// ── Contact ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Opens a contact for somebody who may, and leaves a fact that says who and why (domain §7.2: any lookup is logged). */
export async function revealContact(
  tx: Tx,
  keys: Keys,
  actor: Actor,
  asked: { reportId: string; reason: string; commandId: string },
  at: Date,
): Promise<Contact> {
  const { sealed, ...report } = (await reportInScope(tx, actor, asked.reportId)) ?? deny('thing.not_found');
  const post = actor.posts.find((held) => mayOpenContact(report, [held.post]));
  if (!post)
    return deny('reader.not_permitted', {
      what: { word: isSecret(report) ? 'report.contact_of_confidential' : 'report.contact' },
    });
  if (!sealed) return { name: null, phone: null, email: null };
  await lockReport(tx, actor.regionId, asked.reportId);
  await record(
    tx,
    actor.regionId,
    [
      {
        subject: 'report',
        subjectId: asked.reportId,
        kind: 'report.contact_revealed',
        at,
        by: doerOf(actor, post),
        data: { reason: asked.reason, caseId: report.caseId },
      },
    ],
    asked.commandId,
  );
  return openContact(keys, actor.regionId, asked.reportId, sealed);
}

/**
 * What the same person told before, for whoever deals with her now: while her case is open, with a reason that stands in the trail, and
 * never of or from what was told in confidence. Nothing is counted and nothing is kept of it.
 */
export async function openHistory(
  tx: Tx,
  by: Permit<'reports.see_contact'>,
  asked: { reportId: string; reason: string; commandId: string },
  at: Date,
): Promise<EarlierReport[]> {
  const report = (await reportInScope(tx, by.actor, asked.reportId)) ?? deny('thing.not_found');
  if (isSecret(report) || !report.sealed) return deny('report.no_history');
  if (!(await openCaseAmong(tx, by.regionId, [asked.reportId]))) deny('report.case_over');
  await lockReport(tx, by.regionId, asked.reportId);
  const data = { reason: asked.reason, caseId: report.caseId };
  const fact: Fact = {
    subject: 'report',
    subjectId: asked.reportId,
    kind: 'report.history_opened',
    at,
    by: by.by,
    data,
  };
  await record(tx, by.regionId, [fact], asked.commandId);
  return earlierReports(tx, by.actor, asked.reportId);
}

// ── What a case's end means for its reports ────────────────────────────────────────────────────────────────────────────

/**
 * No report ends without an answer: with the case, in the same transaction, all reports that stand in it get its answer. A case
 * that ends by merging answers nobody; its reporters wait for the master. When a case is opened again the answer that was
 * given stays, and the next one takes its place.
 */
onCaseEnded(async (tx, fact) => {
  if (fact.data?.['state'] !== 'merged') await answered(tx, fact);
});
/** 维持结案: looked at again and explained once more; that is a new answer to the same reports. */
onFact('case.upheld', answered);
/** 结案前回访, where the template asks for it: the check that was passed says until when. */
for (const kind of ['case.checked', 'case.self_handled'])
  onFact(kind, async (tx, { regionId, subjectId, data }) => {
    const by = callBackBy(data);
    if (by) await callBackBeforeClosing(tx, regionId, subjectId, by);
  });

const callBackBy = (data: Record<string, unknown> | undefined): Date | null =>
  typeof data?.['callBackBy'] === 'string' ? new Date(data['callBackBy']) : null;

async function answered(tx: Tx, fact: RecordedFact): Promise<void> {
  const { regionId, subjectId: caseId, at } = fact;
  const answerN = fact.data?.['answerN'];
  if (typeof answerN !== 'number') throw new Error(`${fact.kind} of case ${caseId} names no answer`);
  await giveAnswer(tx, regionId, { caseId, answerN, at, callBackBy: callBackBy(fact.data) });
}
