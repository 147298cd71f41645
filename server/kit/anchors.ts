/**
 * Heads of the chain, written down outside the database: one line of JSON for each, appended and flushed to disk. Whoever may
 * change the database and recompute its seals would have to change this file as well, and every copy of it.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Head } from './seals.ts';

export type Anchored = { /** heads by region and block */ heads: Map<number, Map<number, string>>; lines: number };
export type Anchors = {
  file: string;
  add(heads: Head[], at: Date): Promise<void>;
  /** Unreadable lines are passed over: a crash may have torn one, and whoever can tear lines could as well leave them out. */
  read(): Promise<Anchored>;
};

export const anchorFile = (dataFolder: string): string => join(dataFolder, 'anchors.jsonl');

export const anchorLine = (head: Head, at: Date): string =>
  JSON.stringify({
    at: at.toISOString(),
    region: head.regionId,
    block: head.block,
    lastId: head.lastId,
    head: head.head,
  });

export function anchorsIn(file: string): Anchors {
  return {
    file,
    async add(heads, at) {
      const handle = await open(file, 'a', 0o600);
      try {
        // A line of its own even after one that a crash tore: the line break comes first.
        await handle.appendFile(heads.map((head) => `\n${anchorLine(head, at)}`).join(''));
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    async read() {
      const anchored: Anchored = { heads: new Map(), lines: 0 };
      const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (!handle) return anchored;
      await handle.close();
      for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
        const told = headOn(line);
        if (!told) continue;
        anchored.lines += 1;
        const ofRegion = anchored.heads.get(told.region) ?? new Map<number, string>();
        // What was told first holds: a server that starts again on a rewritten chain writes down its head in good faith.
        if (!ofRegion.has(told.block)) ofRegion.set(told.block, told.head);
        anchored.heads.set(told.region, ofRegion);
      }
      return anchored;
    },
  };
}

function headOn(line: string): { region: number; block: number; head: string } | undefined {
  try {
    const { region, block, head } = JSON.parse(line) as { region: unknown; block: unknown; head: unknown };
    const fits = Number.isInteger(region) && Number.isInteger(block) && typeof head === 'string';
    return fits ? { region: region as number, block: block as number, head } : undefined;
  } catch {
    return undefined;
  }
}
