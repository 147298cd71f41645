/**
 * The log of facts, told to this process as it grows. One reader for each process, and only while somebody listens: it asks
 * five times a second whether an id was drawn, which costs a quiet database a tenth of a millisecond (decision 0020: why not NOTIFY).
 *
 * Ids are drawn before the commit, so a lower one may appear after a higher one. Therefore everything above the settled position
 * (`settledFacts`) is looked at again each time, and told once. Who comes back asks from that position on: some hear a thing
 * twice, nobody misses one.
 */
import { sql } from 'kysely';
import { inNoRegion, inRegion, type Db, type Tx } from './db.ts';
import type { Log } from './log.ts';
import { lastDrawn, settledFacts } from './seals.ts';

/** A fact about a case or a call; who did it, if it was a person. */
export type Told = { id: number; subject: 'case' | 'call' | 'order'; subjectId: string; kind: string; personId: string | null }; // prettier-ignore
/** `facts: null` means: more than can be told, everything is to be read anew. `from`: ask again from here to miss nothing. */
type Hear = (facts: Told[] | null, from: number) => Promise<void>;

export type Feed = {
  follow(regionId: number, hear: Hear): { begun: Promise<number>; leave: () => void };
  /** what happened after this position; null when that is too much to tell */
  since(regionId: number, after: number): Promise<Told[] | null>;
  /** from where who begins now would have to ask later */
  position(): number;
  stop(): Promise<void>;
};

const everyMs = 200;
/** As much as is told at once; behind a very long import it is more, and then everybody reads anew. */
const atOnce = 4_000;

export function openFeed(db: Db, log: Log): Feed {
  const listeners = new Map<number, Set<Hear>>();
  const settled = settledFacts(db);
  const told = new Set<number>();
  let position: number | undefined;
  /** up to here the position went ahead of writers who had not ended; what they bring is told as a whole once they have */
  let skippedTo = 0;
  let running: Promise<void> | undefined;
  const state = { stopped: false };
  let wake: () => void = () => undefined;

  /** Whoever begins hears what is drawn from now on, and once more as a whole what was being written at this moment, if anything was. */
  async function begin(): Promise<number> {
    if (position === undefined) {
      const safe = await settled();
      const drawn = await inNoRegion(db, lastDrawn);
      if (safe < drawn) skippedTo = Math.max(skippedTo, drawn);
      position ??= drawn;
    }
    return position;
  }

  async function round(): Promise<void> {
    const from = await begin();
    if (skippedTo === 0 && (await inNoRegion(db, lastDrawn)) === from) return;
    // In this order: what is settled now is certainly among what is read next.
    const safe = await settled();
    let highest = from;
    for (const [regionId, hearing] of listeners) {
      const facts = await inRegion(db, regionId, (tx) => factsAfter(tx, regionId, from));
      const fresh = facts.slice(0, atOnce).filter(({ id }) => !told.has(id));
      if (facts.length > atOnce) highest = Math.max(highest, facts[atOnce - 1]!.id);
      if (fresh.length > 0) for (const hear of Array.from(hearing)) await hear(fresh, from);
      for (const { id } of fresh) told.add(id);
    }
    if (highest > from && highest > safe) skippedTo = Math.max(skippedTo, highest);
    moveTo(Math.max(from, safe, highest));
    if (skippedTo > 0 && safe >= skippedTo) {
      skippedTo = 0;
      for (const hearing of listeners.values()) for (const hear of Array.from(hearing)) await hear(null, position!);
    }
  }

  function moveTo(next: number): void {
    position = next;
    for (const id of told) if (id <= next) told.delete(id);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!state.stopped && listeners.size > 0) {
      try {
        await round();
        failures = 0;
      } catch (error) {
        // Nothing is lost: the position stays where it was.
        if (failures++ === 0) log.warn({ err: error }, 'the log of facts could not be read and will be asked again');
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, failures > 0 ? 1_000 : everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    running = undefined;
    position = undefined;
    skippedTo = 0;
    told.clear();
  }

  return {
    follow(regionId, hear) {
      const hearing = listeners.get(regionId) ?? new Set();
      listeners.set(regionId, hearing.add(hear));
      const begun = begin();
      running ??= begun.then(run, run);
      const leave = () => {
        hearing.delete(hear);
        if (hearing.size === 0) listeners.delete(regionId);
      };
      return { begun, leave };
    },
    async since(regionId, after) {
      const facts = await inRegion(db, regionId, (tx) => factsAfter(tx, regionId, after));
      return facts.length > atOnce ? null : facts;
    },
    position: () => position ?? 0,
    async stop() {
      state.stopped = true;
      wake();
      await running;
    },
  };
}

async function factsAfter(tx: Tx, regionId: number, after: number): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select f.id, f.subject, f.subject_id as "subjectId", f.kind, f.person_id as "personId"
      from kit.facts f where f.region_id = ${regionId} and f.id > ${after} and f.subject in ('case', 'call', 'order')
     order by f.id limit ${atOnce + 1}`.execute(tx);
  return rows;
}
