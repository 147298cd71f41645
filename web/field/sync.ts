/**
 * Sends what waits: asks first whether this phone shall forget, then of each thing the first row, until nothing may go any more. One
 * tab sends at a time. What is deleted here was answered for by the house.
 */
import { addPhoto, getCase, getPhoto, moveCase } from '#contract/cases.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import { takeReport } from '#contract/intake.ts';
import {
  askLeave,
  checkIn,
  checkOut,
  logVisit,
  objectToCoverage,
  phoneOrder,
  phoneWiped,
  readDay,
  stampCheckpoint,
  tellPositions,
  type FieldDay,
} from '#contract/patrol.ts';
import { inPieces, pieceBytes, type PiecesThere } from '#contract/pieces.ts';
import { passLesson } from '#contract/lessons.ts';
import { addPublicityPhoto, tellRound } from '#contract/publicity.ts';
import { say } from '#contract/words/words.ts';
import { addressOf } from '#web/kit/api.ts';
import { sendInPieces } from '#web/kit/pieces.ts';
import { currentLang } from '#web/kit/words.tsx';
import { begin, hurry, sendable, settle, unsentCount, wake, type Row } from './outbox.rules.ts';
import { forgetPhone, phoneId, setOwner, type Content, type Store } from './store.ts';
import { receive, transmit } from './wire.ts';

const endpoints = new Map<string, Endpoint>(
  (
    [
      takeReport,
      addPhoto,
      moveCase,
      checkIn,
      checkOut,
      tellPositions,
      stampCheckpoint,
      logVisit,
      askLeave,
      objectToCoverage,
      passLesson,
      tellRound,
      addPublicityPhoto,
    ] as Endpoint[]
  ).map((endpoint) => [endpoint.id, endpoint]),
);
/** Those that say when it happened; the others are true when they arrive. */
const saysWhen: ReadonlySet<string> = new Set(
  [takeReport, moveCase, checkIn, checkOut, stampCheckpoint, logVisit, tellRound].map(({ id }) => id),
);

export type Outcome = { reached: boolean; signedOut: boolean; wiped: boolean; offsetMs: number | null };
type Hooks = { store: Store; offsetMs: number; hurry: boolean; changed: () => void };

const lockName = 'gridloop-field-sync';

export async function synchronise(hooks: Hooks): Promise<Outcome> {
  const work = () => sendAll(hooks);
  return 'locks' in navigator ? navigator.locks.request(lockName, work) : work();
}

async function sendAll({ store, offsetMs: known, hurry: atOnce, changed }: Hooks): Promise<Outcome> {
  const outcome: Outcome = { reached: false, signedOut: false, wiped: false, offsetMs: null };
  let offset = known;
  const learn = (measured: number | null) => {
    if (measured === null) return;
    offset = outcome.offsetMs = measured;
  };
  const order = await transmit({
    method: 'GET',
    address: addressOf(phoneOrder, { params: { phoneId: phoneId(uuidv7) } }),
  });
  if (order.answer.kind !== 'taken') return outcome;
  outcome.reached = true;
  learn(order.offsetMs);
  const shallForget = (order.reply as { wipe: boolean }).wipe;

  const before = await store.rows();
  // Nobody else sends while we hold the lock: what is still called "sending" was cut off.
  const woken = atOnce || shallForget ? hurry(wake(before)) : wake(before);
  await store.put(woken.filter((row, n) => row !== before[n]));
  for (;;) {
    const rows = await store.rows();
    const [next] = sendable(rows, Date.now());
    if (!next) break;
    const row = begin(next, offset, Date.now());
    await store.put([row]);
    changed();
    const { answer, reply, offsetMs } = await sendRow(store, row, rows);
    learn(offsetMs);
    const done = settle(
      row,
      answer.kind === 'taken' ? { ...answer, receipt: receiptOf(row, reply) } : answer,
      Date.now(),
    );
    await store.put([done]);
    if (done.state === 'sent') await store.forgetContent(row.key);
    changed();
    if (answer.kind === 'signed_out') {
      outcome.signedOut = true;
      break;
    }
    // A network that just went away is not asked once more for every row.
    if (answer.kind === 'later' && answer.afterMs === undefined) break;
  }
  if (shallForget) {
    await forgetEverything(store);
    outcome.wiped = true;
  }
  return outcome;
}

function receiptOf(row: Row, reply: unknown): Row['receipt'] {
  if (row.what === 'report') {
    const { caseId, receipt } = reply as { caseId: string; receipt: { caseNumber: string } };
    return { caseId, number: receipt.caseNumber };
  }
  if (row.what === 'move') return { number: (reply as { number: string }).number };
  return null;
}

async function sendRow(store: Store, row: Row, rows: readonly Row[]): ReturnType<typeof transmit> {
  const content = await store.content(row.key);
  const endpoint = content && endpoints.get(content.endpoint);
  const lost = { code: 'field.content_lost', title: say(currentLang(), 'field.content_lost'), status: 410 };
  if (!endpoint) return { answer: { kind: 'refused', refusal: lost }, reply: null, offsetMs: null };
  const params: Record<string, string> = { ...content.params };
  if (row.caseFrom) {
    const caseId = rows.find(({ key }) => key === row.caseFrom)?.receipt?.caseId;
    if (!caseId) return { answer: { kind: 'refused', refusal: lost }, reply: null, offsetMs: null };
    params['caseId'] = caseId;
  }
  if (row.what === 'photo') {
    const bytes = await store.photo(row.key);
    if (!bytes) return { answer: { kind: 'refused', refusal: lost }, reply: null, offsetMs: null };
    return sendPhoto(endpoint, { ...params, photoId: row.id }, content.query ?? {}, bytes);
  }
  const versioned = await withVersion(store, row, content, params['caseId']);
  if ('answer' in versioned) return versioned;
  const body = {
    ...versioned.body,
    id: row.id,
    // A case that her own report has just opened cannot have been handled before it was there; the report says when it was.
    ...(saysWhen.has(endpoint.id) && !(row.what === 'move' && row.caseFrom) ? { happenedAt: row.happenedAt } : {}),
  };
  return transmit({ method: endpoint.method, address: addressOf(endpoint, { params }), body: JSON.stringify(body) });
}

/** Small ones whole, others in pieces: a network that breaks in the midst costs one of them. */
async function sendPhoto(
  endpoint: Endpoint,
  params: Record<string, string>,
  query: Record<string, string>,
  bytes: ArrayBuffer,
): ReturnType<typeof transmit> {
  const length = bytes.byteLength;
  const { method } = endpoint;
  if (length <= pieceBytes) return transmit({ method, address: addressOf(endpoint, { params, query }), bytes });
  let last: Awaited<ReturnType<typeof transmit>> = { answer: { kind: 'later' }, reply: null, offsetMs: null };
  const whole = await sendInPieces(params['photoId']!, length, async (n, { from, to }) => {
    const address = addressOf(inPieces(endpoint), { params: { ...params, n }, query: { ...query, bytes: length } });
    last = await transmit({ method, address, bytes: bytes.slice(from, to) });
    return last.answer.kind === 'taken' ? (last.reply as PiecesThere) : null;
  });
  // Nothing is gone from here before the house has said that it has all of it.
  return whole || last.answer.kind !== 'taken' ? last : { ...last, answer: { kind: 'later' } };
}

/**
 * A move says which version of the case its maker looked at. Of a case that is born by her own report that is the one it has now; it is
 * looked up once and kept, for a repetition must be the same command.
 */
async function withVersion(
  store: Store,
  row: Row,
  content: Content,
  caseId: string | undefined,
): Promise<Content | Awaited<ReturnType<typeof transmit>>> {
  if (row.what !== 'move' || typeof content.body?.['version'] === 'number' || !caseId) return content;
  const asked = await transmit({ method: 'GET', address: addressOf(getCase, { params: { caseId } }) });
  if (asked.answer.kind !== 'taken') return asked;
  const { version } = (asked.reply as { case: { version: number } }).case;
  const filled = { ...content, body: { ...content.body, version } };
  await store.replaceContent(row.key, filled);
  return filled;
}

/** Told to forget: everything goes, and what was lost with it is told, so that it is at least known. */
async function forgetEverything(store: Store): Promise<void> {
  const lost = unsentCount(await store.rows());
  await store.destroy();
  setOwner(null);
  const body = JSON.stringify({ id: uuidv7(), lost });
  const params = { phoneId: phoneId(uuidv7) };
  await transmit({ method: 'POST', address: addressOf(phoneWiped, { params }), body });
  forgetPhone();
}

/** The bundle of the day anew; null when nobody answered. */
export async function fetchDay(): Promise<{
  day: FieldDay | null;
  signedOut: boolean;
  /** she is known, and no post of hers has a day: somebody invited, or who begins */
  none: boolean;
  offsetMs: number | null;
}> {
  const { answer, reply, offsetMs } = await transmit({ method: 'GET', address: addressOf(readDay) });
  return {
    day: answer.kind === 'taken' ? (reply as FieldDay) : null,
    signedOut: answer.kind === 'signed_out',
    none: answer.kind === 'refused' && answer.refusal.status === 403,
    offsetMs,
  };
}

/** More than so many are not kept: a checker of the whole district has a phone like others. The nearest to being due come first. */
const mostPictures = 120;
const pictureKey = (id: string): string => `picture:${id}`;
/**
 * What is to be seen beside the tasks of a day, small, kept until its task is done: those that are missing are fetched one after the
 * other, and the rest at the next day when the network goes. Tells whether any came.
 */
export async function fetchPictures(store: Store, day: FieldDay): Promise<boolean> {
  const wanted = day.tasks
    .toSorted((a, b) => (a.case.stageDueAt ?? '9').localeCompare(b.case.stageDueAt ?? '9'))
    .flatMap((task) => task.pictures.map(({ id }) => ({ id, caseId: task.case.id })))
    .slice(0, mostPictures);
  const ids = new Set(wanted.map(({ id }) => id));
  const before = (await store.kept<string[]>('pictures')) ?? [];
  for (const id of before) if (!ids.has(id)) await store.forgetContent(pictureKey(id));
  const kept = new Set(before.filter((id) => ids.has(id)));
  const had = kept.size;
  for (const { id, caseId } of wanted) {
    if (kept.has(id)) continue;
    const bytes = await receive(addressOf(getPhoto, { params: { caseId, photoId: id }, query: { size: 'small' } }));
    if (!bytes) {
      // One that was taken back meanwhile is no reason to go without the others; without a network all of them wait.
      if (!navigator.onLine) break;
      continue;
    }
    await store.keepPhoto(pictureKey(id), bytes);
    kept.add(id);
    await store.keep('pictures', [...kept]);
  }
  if (kept.size !== before.length) await store.keep('pictures', [...kept]);
  return kept.size > had;
}
export const pictureOf = (store: Store, id: string): Promise<ArrayBuffer | null> => store.photo(pictureKey(id));
