/**
 * The log in the folder of the backups: one file for each 16 MB as PostgreSQL itself names and cuts them. The last one is `.partial`
 * and padded with zeros, which PostgreSQL reads as the end; a finished one gets its sha256 in `sums.jsonl`.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
} from 'node:fs';
import { readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../crypto.ts';
import type { Lsn } from './replication.ts';

export const segmentBytes = 16n << 20n;
const hex8 = (n: bigint) => n.toString(16).toUpperCase().padStart(8, '0');
export const floorOf = (lsn: Lsn): Lsn => lsn - (lsn % segmentBytes);
export const segmentName = (timeline: number, lsn: Lsn): string => {
  const segment = lsn / segmentBytes;
  return hex8(BigInt(timeline)) + hex8(segment / 256n) + hex8(segment % 256n);
};
const startOf = (name: string): Lsn =>
  (BigInt(`0x${name.slice(8, 16)}`) * 256n + BigInt(`0x${name.slice(16, 24)}`)) * segmentBytes;

export type Segment = { file: string; name: string; start: Lsn; partial: boolean };
/** Of one timeline, in order. */
export function segmentsIn(folder: string, timeline: number): Segment[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[0-9A-F]{24}(\.partial)?$/.test(name) && name.startsWith(hex8(BigInt(timeline))))
    .map((name) => ({
      file: join(folder, name),
      name: name.slice(0, 24),
      start: startOf(name),
      partial: name.endsWith('.partial'),
    }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** sha256 of each finished segment. */
export function sumsIn(folder: string): Map<string, string> {
  const file = join(folder, 'sums.jsonl');
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      try {
        const { name, sha256: sum } = JSON.parse(line) as { name: string; sha256: string };
        return [[name, sum] as const];
      } catch {
        return []; // torn by a crash: that segment is taken as it is, and PostgreSQL checks each of its records
      }
    }),
  );
}

export type LogWriter = { at: () => Lsn; keep: (at: Lsn, data: Buffer) => void; flush: () => Lsn; close: () => void };

export function writeLog(folder: string, timeline: number, from: Lsn): LogWriter {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let file: { fd: number; name: string } | undefined;
  let next = from;
  let dirty = false;
  const open = () => {
    const name = segmentName(timeline, next);
    const path = join(folder, `${name}.partial`);
    const fd = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
    ftruncateSync(fd, Number(segmentBytes));
    file = { fd, name };
  };
  const finish = () => {
    const { fd, name } = file!;
    fsyncSync(fd);
    closeSync(fd);
    file = undefined;
    const path = join(folder, name);
    renameSync(`${path}.partial`, path);
    appendFileSync(
      join(folder, 'sums.jsonl'),
      `${JSON.stringify({ name, sha256: sha256(readFileSync(path)).toString('hex') })}\n`,
    );
    const parent = openSync(folder, 'r');
    fsyncSync(parent);
    closeSync(parent);
  };
  return {
    at: () => next,
    keep(at, data) {
      if (at !== next) throw new Error(`the log goes on at ${at}, expected was ${next}`);
      for (let rest = data; rest.length > 0;) {
        if (!file) open();
        const within = next % segmentBytes;
        const piece = rest.subarray(0, Number(segmentBytes - within));
        writeSync(file!.fd, piece, 0, piece.length, Number(within));
        next += BigInt(piece.length);
        rest = rest.subarray(piece.length);
        dirty = true;
        if (next % segmentBytes === 0n) finish();
      }
    },
    flush() {
      if (file && dirty) fdatasyncSync(file.fd);
      dirty = false;
      return next;
    },
    close() {
      if (!file) return;
      fsyncSync(file.fd);
      closeSync(file.fd);
      file = undefined;
    },
  };
}
