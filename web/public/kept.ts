/**
 * What this device keeps of its owner's reports. The code of a receipt lives as long as the tab, and longer only if the reader
 * asks for it ("remember on this device"): a telephone may be shared. A draft keeps words and place, never a name or a number.
 */
import type { Receipt } from '#contract/intake.ts';

export type KeptReceipt = { number: string; code: string; title: string; at: string };

const codes = 'gridloop.codes';
const mine = 'gridloop.receipts';
const sent = 'gridloop.sent';
const draft = 'gridloop.draft';

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it wrote there
function read<T>(store: () => Storage, key: string): T | null {
  try {
    return JSON.parse(store().getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}
function write(store: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) store().removeItem(key);
    else store().setItem(key, JSON.stringify(value));
  } catch {
    // storage is closed to us: the page still works, it only forgets
  }
}
const tab = () => sessionStorage;
const device = () => localStorage;

export const rememberedReceipts = (): KeptReceipt[] => read<KeptReceipt[]>(device, mine) ?? [];
export const remember = (receipt: KeptReceipt): void =>
  write(device, mine, [receipt, ...rememberedReceipts().filter((one) => one.number !== receipt.number)].slice(0, 30));
export const forget = (number: string): void =>
  write(
    device,
    mine,
    rememberedReceipts().filter((one) => one.number !== number),
  );

/** A number as people type it: spaces and small letters forgiven. */
export const plainNumber = (typed: string): string => typed.replace(/\s+/g, '').toUpperCase();

/** for browsers that close their store to us: as long as the page lives */
const held = new Map<string, string>();
export function holdCode(number: string, code: string): void {
  held.set(number, code.trim());
  write(tab, codes, { ...read<Record<string, string>>(tab, codes), [number]: code.trim() });
}
export const codeOf = (number: string): string | null =>
  held.get(number) ??
  read<Record<string, string>>(tab, codes)?.[number] ??
  rememberedReceipts().find((one) => one.number === number)?.code ??
  null;

/** Takes the code out of `#code=…`, so that it does not stay in the address bar or the history. */
export function codeFromFragment(hash: string): string | null {
  const code = new URLSearchParams(hash.replace(/^#/, '')).get('code');
  return code?.trim() ? code.trim() : null;
}

/** The visit to one's own reports lives as long as the tab. */
const visit = 'gridloop.visit';
export const keptVisit = (): string | null => read<string>(tab, visit);
export const keepVisit = (token: string | null): void => write(tab, visit, token);

export type Sent = Receipt & { title: string };
export const keepSent = (receipt: Sent): void => write(tab, sent, receipt);
export const lastSent = (): Sent | null => read<Sent>(tab, sent);

export type Draft = {
  words: string;
  kind: string;
  placeText: string;
  location: { lon: number; lat: number } | null;
  matterId: number | null;
  wishUnitId: number | null;
  naming: string;
  happenedAt: string;
  /** the command under way: content that was sent without an answer is sent again under the same id */
  sending?: { content: string; id: string } | undefined;
};
export const keptDraft = (): Partial<Draft> | null => read<Partial<Draft>>(device, draft);
export const keepDraft = (value: Draft | null): void => write(device, draft, value);

/** Taken on the front page, on their way to the report. */
export const broughtPhotos: { id: string; blob: Blob; name: string }[] = [];

/** Photos wait here between "send" and the receipt's page; a picture is too large for the browser's small store. */
export const waitingPhotos: { number: string; photos: { id: string; blob: Blob }[] } = { number: '', photos: [] };
