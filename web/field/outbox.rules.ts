/**
 * The outbox of a phone without network, as rules: queued → sending → sent | refused, and from refused again or given up. Nothing
 * here asks a clock or a network; the store keeps what these say, the sender does what these allow, and the fleet in test/fleet
 * plays with them against the real house. Decision 0018 says why it is so.
 */
import { clockCorrectedMs } from '#contract/patrol.ts';

export const whats = [
  'report',
  'photo',
  'move',
  'check_in',
  'check_out',
  'positions',
  'stamp',
  'visit',
  'leave',
  'objection',
  'round',
  'lesson',
] as const;
export type What = (typeof whats)[number];
export type RowState = 'queued' | 'sending' | 'sent' | 'refused' | 'given_up';
export type Refusal = { code: string; title: string; status: number; at: number };
export type Row = {
  /** never changes */
  key: string;
  /** the command's id, born on the phone; another one only when a refused row is sent again */
  id: string;
  /** what the worker did in one go, and sees as one line: a report with its photos */
  act: string;
  /** rows about one thing go one after the other; different things do not wait for one another */
  group: string;
  seq: number;
  what: What;
  state: RowState;
  /** the case comes from the receipt of this row */
  caseFrom: string | null;
  /** goes only after this row: a stamp after the check-in of its shift */
  after: string | null;
  /** when it was done, by the phone's clock, and how wrong that was, as far as was known then */
  deviceAt: number;
  offsetMs: number | null;
  /** fixed at the first sending, so that a repetition is the same command */
  happenedAt: string | null;
  tries: number;
  /** not before this moment of the phone's clock */
  notBefore: number;
  refusal: Refusal | null;
  /** why it was given up */
  reason: string | null;
  sentAt: number | null;
  /** what the house answered: a number to show, the case it became */
  receipt: { number?: string; caseId?: string } | null;
};

/** A row as it is born: waiting, never tried. */
export const queued = (
  of: Pick<Row, 'key' | 'id' | 'act' | 'group' | 'seq' | 'what' | 'caseFrom' | 'after' | 'deviceAt' | 'offsetMs'>,
): Row => ({
  ...of,
  state: 'queued',
  happenedAt: null,
  tries: 0,
  notBefore: 0,
  refusal: null,
  reason: null,
  sentAt: null,
  receipt: null,
});

export type Answer =
  | { kind: 'taken'; receipt: Row['receipt'] }
  | { kind: 'refused'; refusal: Omit<Refusal, 'at'> }
  /** nobody answered, or the house is busy; `afterMs` when it said how long */
  | { kind: 'later'; afterMs?: number }
  | { kind: 'signed_out' };

/** Settled rows stand in nobody's way. */
const settled = (row: Row): boolean => row.state === 'sent' || row.state === 'given_up';

/** The rows that may be sent now: of each thing the first that is not settled, if it waits and its pause is over. */
export function sendable(rows: readonly Row[], now: number): Row[] {
  const first = new Map<string, Row>();
  for (const row of rows) {
    if (settled(row)) continue;
    const before = first.get(row.group);
    if (!before || row.seq < before.seq) first.set(row.group, row);
  }
  const open = new Set(rows.filter((row) => !settled(row)).map(({ key }) => key));
  return [...first.values()]
    .filter((row) => row.state === 'queued' && row.notBefore <= now && !(row.after !== null && open.has(row.after)))
    .sort((a, b) => a.seq - b.seq);
}

/** Goes out now. When it happened is settled here, once. */
export const begin = (row: Row, offsetMs: number, now: number): Row => ({
  ...row,
  state: 'sending',
  tries: row.tries + 1,
  happenedAt: row.happenedAt ?? happenedAt(row, offsetMs, now),
});

/** A house that fails at one row five times will fail again: then a person has to see it, and the rest goes on. */
const mostFailures = 5;
const longestPauseMs = 300_000;

export function settle(row: Row, answer: Answer, now: number): Row {
  switch (answer.kind) {
    case 'taken':
      return { ...row, state: 'sent', sentAt: now, receipt: answer.receipt, refusal: null };
    case 'refused':
      if (answer.refusal.status >= 500 && row.tries < mostFailures) return paused(row, now);
      return { ...row, state: 'refused', refusal: { ...answer.refusal, at: now } };
    case 'signed_out':
      return { ...row, state: 'queued', tries: row.tries - 1 };
    default:
      return paused(row, now, answer.afterMs);
  }
}
const paused = (row: Row, now: number, afterMs?: number): Row => ({
  ...row,
  state: 'queued',
  notBefore: now + (afterMs ?? Math.min(longestPauseMs, 1_000 * 2 ** Math.min(row.tries, 9))),
});

/** A tab that was closed while sending does not know whether it arrived: the same command goes again, and is one. */
export const wake = (rows: readonly Row[]): Row[] =>
  rows.map((row) => (row.state === 'sending' ? { ...row, state: 'queued', notBefore: 0 } : row));

/** “立即同步”: no pause counts any more. */
export const hurry = (rows: readonly Row[]): Row[] =>
  rows.map((row) => (row.state === 'queued' ? { ...row, notBefore: 0 } : row));

/**
 * Refused means that the house wrote nothing: what goes again is another command, with the time it had. Only a check-in keeps its id, for
 * it is the shift's, and other rows speak of it.
 */
export const sendAgain = (row: Row, newId: string): Row =>
  row.state === 'refused'
    ? {
        ...row,
        id: row.what === 'check_in' ? row.id : newId,
        state: 'queued',
        tries: 0,
        notBefore: 0,
        refusal: null,
      }
    : row;

/** An act is given up whole, with a reason; what of it has arrived stays arrived. */
export const giveUp = (rows: readonly Row[], act: string, reason: string): Row[] =>
  rows.map((row) => (row.act === act && !settled(row) ? { ...row, state: 'given_up', reason } : row));

/** A photo that is not taken holds back what comes after it; it alone is given up, and the rest goes on. */
export const leavePhotoOut = (rows: readonly Row[], reason: string): Row[] =>
  rows.map((row) => (row.what === 'photo' && row.state === 'refused' ? { ...row, state: 'given_up', reason } : row));

// ── What the worker sees ───────────────────────────────────────────────────────────────────────────────────────────────

export type Act = {
  act: string;
  what: What;
  state: 'waiting' | 'sending' | 'sent' | 'refused' | 'given_up';
  deviceAt: number;
  /** photos of it that have arrived, of how many */
  photos: { sent: number; all: number };
  refused: Row | null;
  receipt: Row['receipt'];
  reason: string | null;
  rows: Row[];
};

/** Newest first; an act is as far as the one of its rows that is least far. */
export function actsOf(rows: readonly Row[]): Act[] {
  return [...Map.groupBy(rows, ({ act }) => act)]
    .map(([act, own]): Act => {
      const inOrder = own.toSorted((a, b) => a.seq - b.seq);
      const refused = inOrder.find(({ state }) => state === 'refused') ?? null;
      const photos = inOrder.filter(({ what }) => what === 'photo');
      const main = inOrder.find(({ what }) => what !== 'photo') ?? inOrder[0]!;
      const state = refused
        ? 'refused'
        : inOrder.some((row) => row.state === 'sending')
          ? 'sending'
          : inOrder.some((row) => row.state === 'queued')
            ? 'waiting'
            : inOrder.some((row) => row.state === 'given_up')
              ? 'given_up'
              : 'sent';
      return {
        act,
        what: main.what,
        state,
        deviceAt: main.deviceAt,
        photos: { sent: photos.filter((row) => row.state === 'sent').length, all: photos.length },
        refused,
        receipt: inOrder.find(({ receipt }) => receipt !== null)?.receipt ?? null,
        reason: inOrder.find(({ reason }) => reason !== null)?.reason ?? null,
        rows: inOrder,
      };
    })
    .sort((a, b) => b.deviceAt - a.deviceAt || (b.act < a.act ? -1 : 1));
}

/** 未上传 N 条: acts of which anything has not arrived, refused ones too, for they have not. Positions are no act of hers. */
export const unsentCount = (rows: readonly Row[]): number =>
  new Set(rows.filter((row) => !settled(row) && row.what !== 'positions').map(({ act }) => act)).size;

// ── Clocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How far the phone's clock is behind the house's, from the `Date` of an answer, which tells whole seconds. */
export function offsetFrom(dateHeader: string | null, sentAt: number, gotAt: number): number | null {
  const told = dateHeader === null ? NaN : Date.parse(dateHeader);
  // An answer that took long says little; one that came through a sleeping phone says nothing.
  if (Number.isNaN(told) || gotAt < sentAt || gotAt - sentAt > 30_000) return null;
  return Math.round(told + 500 - (sentAt + gotAt) / 2);
}
/** Beyond three days no time of this phone is believed. */
export const isBelieved = (offsetMs: number): boolean => Math.abs(offsetMs) <= clockCorrectedMs;
/** Told to the worker from a minute on. */
export const isWrong = (offsetMs: number): boolean => Math.abs(offsetMs) >= 60_000;

/** By the house's clock. An act done before any offset was known takes the one of now; without belief the sending's time stands. */
function happenedAt({ deviceAt, offsetMs }: Row, offsetNow: number, now: number): string {
  const offset = offsetMs ?? offsetNow;
  const corrected = isBelieved(offset) ? Math.min(deviceAt + offset, now + offsetNow) : now + offsetNow;
  return new Date(corrected).toISOString();
}
