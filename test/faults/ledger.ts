/**
 * Writers who keep a book of their own, outside the house: what was sent, and what was acknowledged. After every fault the book is
 * held against what the house kept: each acknowledged write is there once, as it was sent; each whose end nobody heard is sent again
 * under its own id, and is then there once too.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { uuidv7 } from '#contract/ids.ts';
import { dice } from '#kit/dice.ts';
import type { Stage } from './killing.ts';

type Door = 'web' | 'open311' | 'alert' | 'field';
export type Entry = { door: Door; writer: number; n: number; id: string; word: string; acknowledged: boolean };
export type Ledger = { entries: Entry[]; inDoubt: number; slowestMs: number; stop(): Promise<void> };

const doors: readonly Door[] = ['web', 'field', 'open311', 'alert'];
const here = { lon: 116.305, lat: 39.905 };

/** Sends one write; true only for a reply that acknowledges it. */
async function send(stage: Stage, { door, writer, n, id, word }: Entry, server: number): Promise<boolean> {
  const base = stage.urls[server % stage.urls.length]!;
  const request: Record<Door, [string, object]> = {
    web: ['/v1/reports', { id, title: word, kind: 'help', naming: 'anonymous', location: here }],
    open311: ['/open311/v2/requests.json', { id, service_code: 'E0102', lat: String(here.lat), long: String(here.lon), description: word }],
    alert: ['/v1/alerts', { bootId: `b${writer}`, seq: n, happenedAt: '2026-11-20T00:00:00Z', title: word }],
    field: ['/v1/field/visits', { id, purpose: 'hazard', words: word, happenedAt: '2026-11-20T00:00:00Z' }],
  }; // prettier-ignore
  const [path, body] = request[door];
  const key = stage.deviceKeys[writer % stage.deviceKeys.length]!;
  const reply = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(door === 'alert' ? { authorization: `Bearer ${key}` } : {}),
      ...(door === 'field' ? { cookie: stage.cookies.keeper } : {}),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await reply.text();
  // Busy is an answer; a refusal of a sound write is a fault of ours, and is told.
  if (!reply.ok && reply.status !== 503 && reply.status !== 500) throw new Error(`${door}: ${reply.status} ${text}`);
  return reply.ok;
}

/** `from`: the number of the first writer, so that the words of two stories in one house differ. */
export function startWriting(stage: Stage, writers: number, file: string, seed: number, from = 0): Ledger {
  const entries: Entry[] = [];
  const faults: Error[] = [];
  const ledger = { entries, inDoubt: 0, slowestMs: 0 };
  const writing = { on: true };
  const write = (line: object): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
  const tried = async (entry: Entry, server: number): Promise<boolean> => {
    const before = performance.now();
    try {
      const done = await send(stage, entry, server);
      ledger.slowestMs = Math.max(ledger.slowestMs, performance.now() - before);
      return done;
    } catch (error) {
      if (/^(web|open311|alert|field): /.test((error as Error).message)) faults.push(error as Error);
      return false;
    }
  };
  const running = Array.from({ length: writers }, async (_one, i) => {
    const writer = from + i;
    const next = dice(seed + writer);
    for (let n = 0; writing.on; n++) {
      const entry: Entry = {
        door: doors[writer % doors.length]!,
        writer,
        n,
        id: uuidv7(),
        word: `路灯不亮 ${writer}-${n}`,
        acknowledged: false,
      };
      entries.push(entry);
      write({ sent: entry.id, word: entry.word });
      let heard = await tried(entry, Math.floor(next() * 8));
      if (!heard) ledger.inDoubt++;
      // Nobody heard whether it was done: again under the same id, to whichever server answers, until one says so.
      while (!heard) {
        await sleep(60 + next() * 120);
        heard = await tried(entry, Math.floor(next() * 8));
        if (faults.length > 0) return;
      }
      entry.acknowledged = true;
      write({ acknowledged: entry.id });
    }
  });
  return Object.assign(ledger, {
    async stop() {
      writing.on = false;
      await Promise.all(running);
      if (faults.length > 0) throw faults[0]!;
    },
  });
}

/** Each of some cases is moved three ways at every server at once: how many of them were done, case by case. */
export async function race(stage: Stage, many: number): Promise<number[]> {
  const { urls, owner, region, cookies } = stage;
  for (const which of urls.keys()) stage.setClock(which, 0);
  const { rows } = await sql<{ id: string; version: number }>`
    select id, version from cases.cases where region_id = ${region.regionId} and state = 'reported'
       -- What a server opened whose clock was ahead cannot be moved before that time has come.
       and opened_at < now() order by id limit ${many}`.execute(owner);
  const moves = [
    [cookies.receiver, { move: 'receive' }],
    [cookies.receiver, { move: 'refuse', reason: 'outside_duties', text: '不属受理范围' }],
    [cookies.duty_officer, { move: 'void', reason: 'test', text: '测试' }],
  ] as const;
  const won: number[] = [];
  for (const { id, version } of rows) {
    const shots = urls.flatMap((url) => moves.map(([cookie, input]) => ({ url, cookie, input })));
    const statuses = await Promise.all(
      shots.map(async ({ url, cookie, input }) => {
        const body = JSON.stringify({ id: uuidv7(), version, input });
        const headers = { 'content-type': 'application/json', cookie };
        const reply = await fetch(`${url}/v1/cases/${id}/moves`, { method: 'POST', headers, body });
        if (reply.status !== 200 && reply.status !== 409) throw new Error(`${reply.status} ${await reply.text()}`);
        return reply.status;
      }),
    );
    won.push(statuses.filter((status) => status === 200).length);
  }
  return won;
}

export type Held = { acknowledged: number; lost: string[]; twice: string[]; untold: string[] };

/** The book against the house: rows of reports and the facts that say they were received. */
export async function hold({ owner, region }: Stage, entries: readonly Entry[]): Promise<Held> {
  const { rows } = await sql<{ word: string; n: number; facts: number }>`
    with kept as (select substring(r.title || ' ' || r.detail from '路灯不亮 [0-9]+-[0-9]+') as word, r.id
                    from intake.reports r where r.region_id = ${region.regionId})
    select k.word, count(distinct k.id)::int as n, count(f.id)::int as facts
      from kept k left join kit.facts f on f.region_id = ${region.regionId} and f.subject = 'report' and f.subject_id = k.id::text
       and f.kind = 'report.received'
     group by k.word`.execute(owner);
  // The words of a visit are sealed: it is known by the id that the phone gave it.
  const visits = await sql<{ id: string; facts: number }>`
    select v.id, count(f.id)::int as facts from patrol.visits v
      left join kit.facts f on f.region_id = ${region.regionId} and f.subject = 'visit' and f.subject_id = v.id::text and f.kind = 'visit.logged'
     where v.region_id = ${region.regionId} group by v.id`.execute(owner);
  const wordOf = new Map(entries.filter(({ door }) => door === 'field').map(({ id, word }) => [id, word]));
  for (const { id, facts } of visits.rows) rows.push({ word: wordOf.get(id)!, n: 1, facts });
  const kept = new Map(rows.map((row) => [row.word, row]));
  const acknowledged = entries.filter((entry) => entry.acknowledged);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(({ word }) => !kept.has(word)).map(({ word }) => word),
    twice: rows.filter(({ n }) => n > 1).map(({ word }) => word),
    untold: rows.filter(({ n, facts }) => n !== facts).map(({ word }) => word),
  };
}
