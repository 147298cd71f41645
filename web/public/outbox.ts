/**
 * What waits on this device for a network: reports that could not be sent, with their photos, and the photos of a draft. They survive a closed
 * tab, and go out by themselves under the ids they were born with, so that nothing is registered twice. A report that carries a
 * name or a number is never put aside here: a telephone may be shared (kept.ts).
 */
import { addReportPhoto, receiptHeader, sendReport, type Receipt } from '#contract/intake.ts';
import type { BodyOf } from '#contract/endpoint.ts';
import { call, ProblemError, wordsOf } from '#web/kit/api.ts';
import { uploadPhoto } from '#web/kit/pieces.ts';
import { remember } from './kept.ts';

type Photo = { id: string; bytes: ArrayBuffer; type: string };
export type Waiting = {
  id: string;
  body: Omit<BodyOf<typeof sendReport>, 'id'>;
  photos: Photo[];
  at: string;
  /** it arrived; photos are still on their way */
  receipt?: Receipt;
  /** the words of a "no": it comes back to its writer */
  refused?: string;
};

const draftKey = 'draft';
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
    const asked = indexedDB.open('gridloop', 1);
    asked.addEventListener('upgradeneeded', () => {
      asked.result.createObjectStore('outbox', { keyPath: 'id' });
      asked.result.createObjectStore('photos');
    });
    asked.addEventListener('success', () => resolve(asked.result));
    asked.addEventListener('error', () => reject(asked.error ?? new Error('closed')));
    asked.addEventListener('blocked', () => reject(new Error('blocked')));
  }));

/** Resolves when it is on the disk, not when it was asked for. */
async function inStore<T>(
  name: 'outbox' | 'photos',
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
const save = (waiting: Waiting) => inStore('outbox', 'readwrite', (rows) => rows.put(waiting));
export async function drop(id: string): Promise<void> {
  await inStore('outbox', 'readwrite', (rows) => rows.delete(id));
  tellChanged();
}

const bytesOf = (photos: readonly { id: string; blob: Blob }[]): Promise<Photo[]> =>
  Promise.all(photos.map(async ({ id, blob }) => ({ id, type: blob.type, bytes: await blob.arrayBuffer() })));

/** False where the browser would not keep it: then the page says so and holds it as a draft. */
export async function putAside(
  id: string,
  body: Waiting['body'],
  photos: readonly { id: string; blob: Blob }[],
): Promise<boolean> {
  try {
    await save({ id, body, photos: await bytesOf(photos), at: new Date().toISOString() });
    tellChanged();
    return true;
  } catch {
    return false;
  }
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
export async function sendWaiting(onSent: (receipt: Receipt, title: string) => void): Promise<void> {
  const one = async () => {
    const all = (await waitingReports()).filter(({ refused }) => refused === undefined);
    for (const waiting of all.sort((a, b) => a.at.localeCompare(b.at))) {
      try {
        await sendOne(waiting, onSent);
      } catch (error) {
        if (!(error instanceof ProblemError) || error.unanswered || error.problem.code === 'server.busy') return;
        await save({ ...waiting, refused: wordsOf(error) });
      }
      tellChanged();
    }
  };
  if ('locks' in navigator)
    await navigator.locks.request('gridloop.outbox', { ifAvailable: true }, async (lock) => {
      if (lock) await one();
    });
  else await one();
}

async function sendOne(waiting: Waiting, onSent: (receipt: Receipt, title: string) => void): Promise<void> {
  const { id, body } = waiting;
  let { receipt } = waiting;
  if (!receipt) {
    receipt = await call(sendReport, { body: { id, ...body } });
    remember({ number: receipt.number, code: receipt.secret, title: body.title, at: receipt.receivedAt });
    await save({ ...waiting, receipt });
    onSent(receipt, body.title);
  }
  let left = waiting.photos;
  for (const photo of waiting.photos) {
    try {
      await uploadPhoto(addReportPhoto, {
        params: { number: receipt.number, photoId: photo.id },
        headers: { [receiptHeader]: receipt.secret },
        file: new Blob([photo.bytes], { type: photo.type }),
      });
    } catch (error) {
      // A picture that is refused does not hold up the others; its report has arrived.
      if (!(error instanceof ProblemError) || error.unanswered) throw error;
    }
    left = left.filter((other) => other.id !== photo.id);
    await save({ ...waiting, receipt, photos: left });
  }
  await drop(id);
}
