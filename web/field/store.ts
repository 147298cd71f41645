/**
 * What the phone keeps, each person's in a database of its own: the outbox and the bundle of the day, sealed with a key that the
 * browser made and does not hand out (decision 0018). A photo is kept as bytes: Safari loses Blobs.
 */
import type { Row } from './outbox.rules.ts';

/** What a row sends. `endpoint` is its id in the contract. */
export type Content = {
  endpoint: string;
  params: Record<string, string>;
  query?: Record<string, string>;
  body: Record<string, unknown> | null;
  /** a line for the worker: what and where */
  title: string;
};
type Sealed = { key: string; iv: Uint8Array<ArrayBuffer>; bytes: ArrayBuffer };
type Kept = { key: string; value: CryptoKey | Sealed | number };

export type Store = {
  rows(): Promise<Row[]>;
  /** several rows with their contents and photos, or none of them */
  add(rows: readonly { row: Row; content: Content; photo?: ArrayBuffer }[]): Promise<void>;
  put(rows: readonly Row[]): Promise<void>;
  /** a receipt has come: what was sent is not needed here any more */
  forgetContent(key: string): Promise<void>;
  content(key: string): Promise<Content | null>;
  photo(key: string): Promise<ArrayBuffer | null>;
  /** one that belongs to no row yet: taken, and not sent */
  keepPhoto(key: string, bytes: ArrayBuffer): Promise<void>;
  replaceContent(key: string, content: Content): Promise<void>;
  keep(name: string, value: unknown): Promise<void>;
  kept<T>(name: string): Promise<T | null>;
  nextSeq(): Promise<number>;
  /** everything, and the key first */
  destroy(): Promise<void>;
};

/** IndexedDB as promises: four stores, each by its key. A write is told as done only when its transaction is. */
const stores = ['rows', 'contents', 'photos', 'kept'] as const;
type StoreName = (typeof stores)[number];
type Values = { rows: Row; contents: Sealed; photos: Sealed; kept: Kept };

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the phone’s store did not answer')));
  });
function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.addEventListener('upgradeneeded', () => {
    for (const store of stores) request.result.createObjectStore(store, { keyPath: 'key' });
  });
  return answer(request);
}
type Writing = {
  put: <N extends StoreName>(name: N, value: Values[N]) => void;
  get: (key: string) => Promise<Kept | undefined>;
};

export async function openStore(accountId: string): Promise<Store> {
  const name = `gridloop-field-${accountId}`;
  const db = await openDatabase(name);
  // Another tab signs out: its deletion does not wait for us.
  db.addEventListener('versionchange', () => db.close());
  const read = <N extends StoreName>(store: N, key: string): Promise<Values[N] | undefined> =>
    answer<Values[N] | undefined>(db.transaction(store).objectStore(store).get(key));
  /** all of it or nothing; resolves when it is on the disk */
  const write = (work: (writing: Writing) => void | Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' });
      const failed = () => reject(transaction.error ?? new Error('the phone’s store is full or closed'));
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', failed);
      transaction.addEventListener('error', failed);
      const done = work({
        put: (store, value) => void transaction.objectStore(store).put(value),
        get: (key) => answer<Kept | undefined>(transaction.objectStore('kept').get(key)),
      });
      if (done) done.catch(() => transaction.abort());
    });
  const key = await theKey(
    async () => (await read('kept', 'key'))?.value,
    async (made) => {
      // Two tabs opened at once make two keys, and the first that is written is the key of both.
      await write(async ({ get, put }) => {
        if (!(await get('key'))) put('kept', { key: 'key', value: made });
      });
    },
  );

  const seal = async (place: string, bytes: BufferSource): Promise<Sealed> => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    // Bound to its place: a sealed photo put under another row's key does not open.
    const additionalData = new TextEncoder().encode(place);
    return { key: place, iv, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes) };
  };
  const unseal = async ({ key: place, iv, bytes }: Sealed): Promise<ArrayBuffer> =>
    crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(place) }, key, bytes);
  const sealText = (place: string, value: unknown) => seal(place, new TextEncoder().encode(JSON.stringify(value)));
  const unsealText = async (sealed: Sealed): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await unseal(sealed)));

  return {
    rows: () => answer<Row[]>(db.transaction('rows').objectStore('rows').getAll()),
    async add(all) {
      // Sealed first: a transaction of IndexedDB does not wait for other work.
      const sealed = await Promise.all(
        all.map(async ({ row, content, photo }) => ({
          row,
          content: await sealText(row.key, content),
          photo: photo && (await seal(row.key, photo)),
        })),
      );
      await write(({ put }) => {
        for (const { row, content, photo } of sealed) {
          put('rows', row);
          put('contents', content);
          if (photo) put('photos', photo);
        }
      });
    },
    put: (rows) =>
      write(({ put }) => {
        for (const row of rows) put('rows', row);
      }),
    async forgetContent(place) {
      const transaction = db.transaction(['contents', 'photos'], 'readwrite');
      await Promise.all([
        answer(transaction.objectStore('contents').delete(place)),
        answer(transaction.objectStore('photos').delete(place)),
      ]);
    },
    async content(place) {
      const sealed = await read('contents', place);
      return sealed ? ((await unsealText(sealed)) as Content) : null;
    },
    async photo(place) {
      const sealed = await read('photos', place);
      return sealed ? unseal(sealed) : null;
    },
    async keepPhoto(place, bytes) {
      const sealed = await seal(place, bytes);
      await write(({ put }) => put('photos', sealed));
    },
    async replaceContent(place, content) {
      const sealed = await sealText(place, content);
      await write(({ put }) => put('contents', sealed));
    },
    async keep(place, value) {
      const sealed = await sealText(place, value);
      await write(({ put }) => put('kept', { key: place, value: sealed }));
    },
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it kept there
    async kept<T>(place: string) {
      const found = (await read('kept', place))?.value;
      return found && typeof found === 'object' && 'iv' in found ? ((await unsealText(found)) as T) : null;
    },
    async nextSeq() {
      let seq = 0;
      await write(async ({ get, put }) => {
        seq = Number((await get('seq'))?.value ?? 0) + 1;
        put('kept', { key: 'seq', value: seq });
      });
      return seq;
    },
    async destroy() {
      await answer(db.transaction('kept', 'readwrite').objectStore('kept').delete('key'));
      db.close();
      await answer(indexedDB.deleteDatabase(name));
    },
  };
}

/** Made by the browser, and not even handed to this page: it can be used and not be read. */
async function theKey(known: () => Promise<unknown>, keep: (made: CryptoKey) => Promise<void>): Promise<CryptoKey> {
  const before = await known();
  if (before instanceof CryptoKey) return before;
  await keep(await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']));
  return (await known()) as CryptoKey;
}

// ── Whose phone it is, known without network ───────────────────────────────────────────────────────────────────────────

export type Owner = { accountId: string; name: string };
const ownerKey = 'gridloop.field.owner';
const phoneKey = 'gridloop.field.phone';
const oftenKey = 'gridloop.field.matters';
export function owner(): Owner | null {
  try {
    return JSON.parse(localStorage.getItem(ownerKey) ?? 'null') as Owner | null;
  } catch {
    return null;
  }
}
export function setOwner(who: Owner | null): void {
  if (who) return localStorage.setItem(ownerKey, JSON.stringify(who));
  localStorage.removeItem(ownerKey);
  localStorage.removeItem(oftenKey);
}
/** How often she has reported which matter: those stand first for her. It goes with her. */
export function reported(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(oftenKey) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}
export function countReported(matterId: number): void {
  const known = reported();
  localStorage.setItem(oftenKey, JSON.stringify({ ...known, [matterId]: (known[matterId] ?? 0) + 1 }));
}
/** The phone's own id: of this installation, not of its maker. */
export function phoneId(make: () => string): string {
  const known = localStorage.getItem(phoneKey) ?? make();
  localStorage.setItem(phoneKey, known);
  return known;
}
export const forgetPhone = (): void => localStorage.removeItem(phoneKey);
