/**
 * `gridloop check --audit`: reads every fact once more, hashes it here (not in the database that is being asked), and holds it
 * against the seals, the seals against one another, and their heads against those written down outside. Names what is not as it
 * was sealed: which block, which row. A stream in the order of ids, so that ten million facts need no memory.
 */
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { sha256 } from './crypto.ts';
import type { Tx } from './db.ts';
import { canonical, canonicalSeal } from './seals.ts';

/**
 * `changed`, `dropped`, `inserted` name a fact; `block_changed` a seal that does not follow from the one before it, `block_missing`
 * one that is gone from between, `rewritten` and `cut` one that was anchored and is another one now, or gone from the end.
 */
export type Trouble = 'changed' | 'dropped' | 'inserted' | 'block_changed' | 'block_missing' | 'rewritten' | 'cut';
/** `id` of the fact; `fact`: what stands there under that id now, as subject/subject's id/number. */
export type Finding = { block: number; trouble: Trouble; id?: number; fact?: string };
export type RegionAudit = {
  regionId: number;
  blocks: number;
  /** sealed, and read */
  facts: number;
  /** younger than the last seal, and so not judged */
  unsealed: number;
  /** heads that stood in the file outside */
  anchored: number;
  head: string;
  /** the first hundred */
  findings: Finding[];
  found: number;
};
const findingsKept = 100;

type FactRow = { id: number; text: string };
type SealRow = {
  n: number;
  firstId: number;
  lastId: number;
  facts: number;
  digest: Buffer;
  listing: Buffer;
  head: Buffer;
  text: string;
};

/** One region, in a transaction whose picture does not move (repeatable read); `anchored` was read before it began. */
export async function auditRegion(
  tx: Tx,
  regionId: number,
  anchored: ReadonlyMap<number, string> = new Map(),
  progress: (facts: number) => void = () => {},
): Promise<RegionAudit> {
  const audit: RegionAudit = {
    regionId,
    blocks: 0,
    facts: 0,
    unsealed: 0,
    anchored: anchored.size,
    head: '',
    findings: [],
    found: 0,
  };
  const tell = (...findings: Finding[]) => {
    audit.found += findings.length;
    audit.findings.push(...findings.slice(0, findingsKept - audit.findings.length));
  };
  /** Blocks that are not there: as many as somebody says there were, so they are counted and not walked. */
  const tellGone = (from: number, to: number, trouble: Trouble) => {
    audit.found += Math.max(0, to - from + 1);
    for (let n = from; n <= to && audit.findings.length < findingsKept; n++) audit.findings.push({ block: n, trouble });
  };
  const facts = rowsOf<FactRow>(
    tx,
    'audited_facts',
    4_000,
    sql`
    select f.id, ${canonical} as text from kit.facts f where f.region_id = ${sql.lit(regionId)}
     order by f.id, f.subject, f.subject_id, f.n`,
  );
  const seals = rowsOf<SealRow>(
    tx,
    'audited_seals',
    200,
    sql`
    select s.n, s.first_id as "firstId", s.last_id as "lastId", s.facts, s.digest, s.listing, s.head, ${canonicalSeal} as text
      from kit.seals s where s.region_id = ${sql.lit(regionId)} order by s.n`,
  );

  let fact = await facts.next();
  const factsUpTo = async function* (id: number): AsyncGenerator<FactRow> {
    for (; !fact.done && fact.value.id <= id; fact = await facts.next()) {
      yield fact.value;
      audit.facts += 1;
      if (audit.facts % 4_000 === 0) progress(audit.facts);
    }
  };

  let before: Buffer = Buffer.alloc(0);
  let rewritten = false;
  for await (const seal of seals) {
    const missing = seal.n - audit.blocks - 1;
    tellGone(seal.n - missing, seal.n - 1, 'block_missing');
    // What the missing ones sealed cannot be judged any more.
    if (missing > 0) for await (const _ of factsUpTo(seal.firstId - 1));
    else if (!sha256(Buffer.concat([before, Buffer.from(seal.text)])).equals(seal.head))
      tell({ block: seal.n, trouble: 'block_changed' });
    const told = anchored.get(seal.n);
    if (told !== undefined && told !== seal.head.toString('hex') && !rewritten) {
      rewritten = true; // all that follow are other ones too
      tell({ block: seal.n, trouble: 'rewritten' });
    }
    await judge(seal, factsUpTo(seal.lastId), tell);
    before = seal.head;
    audit.blocks = seal.n;
  }
  let lastTold = 0;
  for (const block of anchored.keys()) lastTold = Math.max(lastTold, block);
  tellGone(audit.blocks + 1, lastTold, 'cut');
  audit.head = before.toString('hex');
  const sealed = audit.facts;
  for await (const _ of factsUpTo(Number.MAX_SAFE_INTEGER)) audit.unsealed += 1;
  audit.facts = sealed;
  progress(sealed + audit.unsealed);
  return audit;
}

/** One block against the facts that stand in its stretch of ids. */
async function judge(
  seal: SealRow,
  facts: AsyncIterable<FactRow>,
  tell: (...findings: Finding[]) => void,
): Promise<void> {
  const listed = listingOf(seal.listing);
  const all = createHash('sha256');
  const findings: Finding[] = [];
  const otherwise: FactRow[] = [];
  let count = 0;
  for await (const row of facts) {
    const digest = sha256(row.text);
    all.update(digest);
    count += 1;
    const wanted = listed.get(row.id);
    if (wanted === digest.toString('hex', 0, 8)) listed.delete(row.id);
    else if (otherwise.length < findingsKept || wanted !== undefined) otherwise.push(row);
  }
  // The listing only helps to name: as long as all facts together are what was sealed, it is the listing that was changed.
  if (count === seal.facts && all.digest().equals(seal.digest)) return;
  for (const row of otherwise) {
    const trouble = listed.delete(row.id) ? 'changed' : 'inserted';
    findings.push({ block: seal.n, trouble, id: row.id, fact: nameOf(row) });
  }
  for (const id of listed.keys()) findings.push({ block: seal.n, trouble: 'dropped', id });
  // Two texts with the same beginning of their hash, or a listing changed to fit: the block is known, the row is not.
  tell(...(findings.length > 0 ? findings : [{ block: seal.n, trouble: 'changed' as const }]));
}

function listingOf(listing: Buffer): Map<number, string> {
  const listed = new Map<number, string>();
  for (let at = 0; at + 16 <= listing.length; at += 16)
    listed.set(Number(listing.readBigInt64BE(at)), listing.toString('hex', at + 8, at + 16));
  return listed;
}

function nameOf({ text }: FactRow): string {
  const [, subject, subjectId, n] = JSON.parse(text) as [number, string, string, number];
  return `${subject}/${subjectId}/${n}`;
}

/** A cursor and not pages by key: ids are unique only as long as nobody meddled. */
async function* rowsOf<Row>(tx: Tx, cursor: string, atOnce: number, query: RawBuilder<unknown>): AsyncGenerator<Row> {
  await sql`declare ${sql.ref(cursor)} no scroll cursor for ${query}`.execute(tx);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(atOnce)} from ${sql.ref(cursor)}`.execute(tx);
    yield* rows;
    if (rows.length < atOnce) break;
  }
  await sql`close ${sql.ref(cursor)}`.execute(tx);
}
