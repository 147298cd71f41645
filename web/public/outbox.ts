/**
 * What waits on this device for a network: reports that could not be sent, with their photos; the photos of a report that arrived, until
 * each is taken; and the photos of a draft. They survive a closed tab, and go out by themselves under the ids they were born with, so that
 * nothing is registered twice. A telephone may be shared (kept.ts): a report that carries a name or a number is put aside only if its sender
 * says so each time; its contact then waits sealed (sealed.ts), and goes with the answer that it arrived, with "discard", or after a week. Of
 * one that arrived only its title and its receipt stay.
 */
import { addReportPhoto, receiptHeader, sendReport, type Receipt } from '#contract/intake.ts';
import type { BodyOf } from '#contract/endpoint.ts';
import { say } from '#contract/words/words.ts';
import { call, ProblemError, wordsOf } from '#web/kit/api.ts';
import { uploadPhoto } from '#web/kit/pieces.ts';
import { currentLang } from '#web/kit/words.tsx';
import { remember } from './kept.ts';
import { canSeal, newKey, sealUp, unsealed, type Sealed } from './sealed.ts';

/** `refused`: the words of a "no" to this one picture; it stays until its sender has read them */
type Photo = { id: string; bytes: ArrayBuffer; type: string; refused?: string };
type Arrived = Pick<Receipt, 'number' | 'secret' | 'receivedAt'>;
export type Waiting = {
  id: string;
  body: Omit<BodyOf<typeof sendReport>, 'id'>;
  photos: Photo[];
  at: string;
  /** name and number, by her own word */
  contact?: Sealed;
  /** it arrived; photos are still on their way */
  receipt?: Arrived;
  /** the words of a "no": it comes back to its writer */
  refused?: string;
};

const draftKey = 'draft';
const sealKey = 'contact';
/** A contact that found no network for so long is given up; the report itself comes back to its writer. */
const contactKeptMs = 7 * 24 * 3_600_000;
const changed = 'gridloop.outbox';
/** Tells every part of the page that something was put aside, sent or given back. */
export function onOutbox(listener: () => void): () => void {
  window.addEventListener(changed, listener);
  return () => window.removeEventListener(changed, listener);
}
const tellChanged = () => window.dispatchEvent(new Event(changed));

let opening: Promise<IDBDatabase> | undefined;
const store = (): Promise<IDBDatabase> =>
  (opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open('gridloop', 2);
    asked.addEventListener('upgradeneeded', () => {
      const known = asked.result.objectStoreNames;
      if (!known.contains('outbox')) asked.result.createObjectStore('outbox', { keyPath: 'id' });
      for (const name of ['photos', 'keys']) if (!known.contains(name)) asked.result.createObjectStore(name);
    });
    asked.addEventListener('success', () => {
      // a tab with a newer page wants to add to the store: it is let in, and this one opens it anew
      asked.result.addEventListener('versionchange', () => {
        asked.result.close();
        opening = undefined;
      });
      resolve(asked.result);
    });
    asked.addEventListener('error', () => reject(asked.error ?? new Error('closed')));
    asked.addEventListener('blocked', () => reject(new Error('blocked')));
  }));

/** Resolves when it is on the disk, not when it was asked for. */
async function inStore<T>(
  name: 'outbox' | 'photos' | 'keys',
  mode: IDBTransactionMode,
  work: (rows: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const transaction = (await store()).transaction(name, mode);
  const asked = work(transaction.objectStore(name));
  return new Promise<T>((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve(asked.result));
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')));
  });
}

export async function waitingReports(): Promise<Waiting[]> {
  try {
    return await inStore<Waiting[]>('outbox', 'readonly', (rows) => rows.getAll());
  } catch {
    return []; // the browser keeps its store to itself: then nothing was put aside either
  }
}
/** Is there something to send in it? What was refused waits for its writer. */
export const isDue = ({ refused, receipt, photos }: Waiting): boolean =>
  refused === undefined && (!receipt || photos.some((photo) => photo.refused === undefined));
const save = (waiting: Waiting) => inStore('outbox', 'readwrite', (rows) => rows.put(waiting));
export async function drop(id: string): Promise<void> {
  await inStore('outbox', 'readwrite', (rows) => rows.delete(id));
  await forgetKey();
  tellChanged();
}

/** The key goes with the last contact that was sealed with it. */
async function forgetKey(): Promise<void> {
  if ((await waitingReports()).some(({ contact }) => contact)) return;
  await inStore('keys', 'readwrite', (rows) => rows.delete(sealKey));
}
const keptKey = () => inStore<CryptoKey | undefined>('keys', 'readonly', (rows) => rows.get(sealKey));

async function sealedContact(id: string, contact: unknown): Promise<Sealed> {
  let key = await keptKey();
  if (!key) {
    const made = await newKey();
    await inStore('keys', 'readwrite', (rows) => rows.put(made, sealKey));
    key = made;
  }
  return sealUp(key, id, contact);
}
/** Null where it opens no more. */
async function openedContact({ id, contact }: Waiting): Promise<Waiting['body']['contact'] | null> {
  if (!contact) return undefined;
  try {
    const key = await keptKey();
    if (!key) return null;
    return await unsealed<NonNullable<Waiting['body']['contact']>>(key, id, contact);
  } catch {
    return null;
  }
}
export const canKeepContact = canSeal;

const bytesOf = (photos: readonly { id: string; blob: Blob }[]): Promise<Photo[]> =>
  Promise.all(photos.map(async ({ id, blob }) => ({ id, type: blob.type, bytes: await blob.arrayBuffer() })));

/**
 * False where the browser would not keep it: then the page says so and holds it as a draft. One with a contact is put aside by its sender's
 * own word, which the page has asked for.
 */
export async function putAside(
  id: string,
  body: Waiting['body'],
  photos: readonly { id: string; blob: Blob }[],
): Promise<boolean> {
  try {
    const { contact, ...told } = body;
    const sealed = contact && { contact: await sealedContact(id, contact) };
    await save({ id, body: told, photos: await bytesOf(photos), at: new Date().toISOString(), ...sealed });
    tellChanged();
    return true;
  } catch {
    return false;
  }
}

/** The photos of a report that has arrived, until each is taken; what they belong to is known by its receipt, not by its words. */
export async function keepPhotos(
  receipt: Arrived,
  title: string,
  photos: readonly { id: string; blob: Blob }[],
): Promise<boolean> {
  if (photos.length === 0) return true;
  try {
    const { number, secret, receivedAt } = receipt;
    await save({
      id: photos[0]!.id,
      body: { kind: 'help', naming: 'anonymous', title },
      at: new Date().toISOString(),
      receipt: { number, secret, receivedAt },
      photos: await bytesOf(photos),
    });
    tellChanged();
    return true;
  } catch {
    return false;
  }
}

/** What of a report is still to be taken: the page that shows its sending goes on after a reload. */
export async function photosLeft(number: string): Promise<{ id: string; blob: Blob }[]> {
  const rows = (await waitingReports()).filter(({ receipt }) => receipt?.number === number);
  return rows.flatMap(({ photos }) => photos.map(({ id, bytes, type }) => ({ id, blob: new Blob([bytes], { type }) })));
}

/** These are with the house, or their sender has read why not; with the last one the row goes. */
export async function letGo(which: (photo: Photo) => boolean): Promise<void> {
  for (const row of await waitingReports()) {
    if (!row.receipt || !row.photos.some(which)) continue;
    const photos = row.photos.filter((photo) => !which(photo));
    if (photos.length > 0) await save({ ...row, photos });
    else await drop(row.id);
  }
  tellChanged();
}

export async function keepDraftPhotos(photos: readonly { id: string; blob: Blob; name: string }[]): Promise<void> {
  try {
    const kept = await bytesOf(photos);
    if (kept.length > 0) await inStore('photos', 'readwrite', (rows) => rows.put(kept, draftKey));
    else await inStore('photos', 'readwrite', (rows) => rows.delete(draftKey));
  } catch {
    // lasts as long as the page then
  }
}
export async function draftPhotos(): Promise<{ id: string; blob: Blob; name: string }[]> {
  try {
    const kept = await inStore<Photo[] | undefined>('photos', 'readonly', (rows) => rows.get(draftKey));
    return (kept ?? []).map(({ id, bytes, type }) => ({ id, blob: new Blob([bytes], { type }), name: id }));
  } catch {
    return [];
  }
}

/**
 * Sends what waits, the oldest first; stops where nobody answers. One tab at a time, and if two do it all the same, the ids make it
 * one report. What was received is remembered on the device, for its writer may not be looking.
 */
export async function sendWaiting(onSent: (receipt: Arrived, title: string) => void): Promise<void> {
  await alone(true, async () => {
    await giveUpContacts();
    const all = (await waitingReports()).filter(isDue);
    for (const waiting of all.sort((a, b) => a.at.localeCompare(b.at))) {
      try {
        await sendOne(waiting, onSent);
      } catch (error) {
        if (!isRefusal(error)) return;
        await giveBack(waiting, wordsOf(error));
      }
      tellChanged();
    }
  });
}

/** One at a time on this device: of those that only look whether there is something, none waits for the other. */
export async function alone(orNotAtAll: boolean, work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work();
  await navigator.locks.request('gridloop.outbox', { ifAvailable: orNotAtAll }, async (lock) => {
    if (lock) await work();
  });
}

/** A "no" to this picture, not a "not now" of the network or of a busy house. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ProblemError && !error.unanswered && error.problem.status < 500 && error.problem.status !== 429;

/** It comes back to its writer, with the reason; her name and number are not kept for that. */
async function giveBack({ contact: _contact, ...rest }: Waiting, refused: string): Promise<void> {
  await save({ ...rest, refused });
  await forgetKey();
}
/** After a week a contact goes, network or not, and wherever in the row of what waits it stands. */
async function giveUpContacts(): Promise<void> {
  for (const waiting of await waitingReports()) {
    if (!waiting.contact || Date.now() - Date.parse(waiting.at) <= contactKeptMs) continue;
    await giveBack(waiting, wordsOf(contactGone()));
    tellChanged();
  }
}

/** Its writer writes her number again. */
const contactGone = (): ProblemError => {
  const title = say(currentLang(), 'public.outbox.contact_gone');
  return new ProblemError({ type: 'about:blank', title, status: 422, code: 'outbox.contact_gone' });
};
const arrived = ({ contact: _contact, ...rest }: Waiting): Waiting => rest;

async function sendOne(waiting: Waiting, onSent: (receipt: Arrived, title: string) => void): Promise<void> {
  const { id, body } = waiting;
  let { receipt } = waiting;
  if (!receipt) {
    const contact = await openedContact(waiting);
    if (contact === null) throw contactGone();
    receipt = await call(sendReport, { body: { id, ...body, ...(contact ? { contact } : {}) } });
    remember({ number: receipt.number, code: receipt.secret, title: body.title, at: receipt.receivedAt });
    await save({ ...arrived(waiting), receipt });
    await forgetKey();
    onSent(receipt, body.title);
  }
  let left = waiting.photos;
  for (const photo of waiting.photos.filter(({ refused }) => refused === undefined)) {
    try {
      await uploadPhoto(addReportPhoto, {
        params: { number: receipt.number, photoId: photo.id },
        headers: { [receiptHeader]: receipt.secret },
        file: new Blob([photo.bytes], { type: photo.type }),
      });
      left = left.filter((other) => other.id !== photo.id);
    } catch (error) {
      // A picture that is refused does not hold up the others; its report has arrived.
      if (!isRefusal(error)) throw error;
      left = left.map((other) => (other.id === photo.id ? { ...other, refused: wordsOf(error) } : other));
    }
    await save({ ...arrived(waiting), receipt, photos: left });
  }
  if (left.length === 0) await drop(id);
}
