/**
 * Meddling with sealed facts as somebody could who owns the database: every kind, at random from a seed, each undone again. What
 * the audit does not find, or names another block or row for, is told.
 */
import { sql } from 'kysely';
import { auditRegion, type Finding } from '#kit/audit.ts';
import type { Db, Tx } from '#kit/db.ts';
import { dice } from '#kit/dice.ts';
import { sealRegion } from '#kit/seals.ts';

/** Facts of all sorts; every other id belongs to another region, so that there is room between them. */
export async function layFacts(owner: Db, regionId: number, count: number): Promise<void> {
  await sql`
    insert into kit.facts (region_id, subject, subject_id, n, kind, happened_at, actor_kind, person_id, post, unit_id, data)
    select case i % 2 when 0 then ${regionId}::int else ${regionId + 1_000}::int end, case i % 3 when 0 then 'case' else 'report' end,
           gen_random_uuid()::text, 1 + i % 4, case i % 5 when 0 then 'case.checked' else 'report.received' end,
           now() - i * interval '1 minute', case i % 2 when 0 then 'person' else 'system' end,
           case i % 4 when 0 then gen_random_uuid() end, case i % 4 when 0 then 'clerk' end, case i % 4 when 0 then i end,
           jsonb_build_object('remark', '已修复 "第' || i || '盏"', 'minutes', i)
      from generate_series(1, ${2 * count}::int) as i`.execute(owner);
}

/** `expects`: whether what was found says where it was done. */
type Meddling = { name: string; expects: (findings: Finding[]) => boolean };
type Sealed = { tx: Tx; regionId: number; ids: number[]; blocks: number; blockOf: (id: number) => number };
type Dice = { below: (n: number) => number; of: <T>(from: readonly T[]) => T };
export const factsPerTestBlock = 8;

const named = (trouble: Finding['trouble'], block: number, id: number) => (findings: Finding[]) =>
  findings.some((one) => one.trouble === trouble && one.block === block && one.id === id);
const all =
  (...expected: ((findings: Finding[]) => boolean)[]) =>
  (findings: Finding[]) =>
    expected.every((one) => one(findings));

const changes = {
  'one bit of the kind': sql`kind = overlay(kind placing chr(ascii(right(kind, 1)) # 1) from length(kind) for 1)`,
  subject: sql`subject = subject || 's'`,
  'subject id': sql`subject_id = gen_random_uuid()::text`,
  number: sql`n = n + 7`,
  'a microsecond': sql`happened_at = happened_at + interval '1 microsecond'`,
  'for ever': sql`happened_at = 'infinity'`,
  'recorded later': sql`recorded_at = recorded_at + interval '1 microsecond'`,
  'actor kind': sql`actor_kind = case actor_kind when 'system' then 'person' else 'system' end`,
  person: sql`person_id = gen_random_uuid()`,
  post: sql`post = coalesce(post, '') || 'x'`,
  unit: sql`unit_id = coalesce(unit_id, 0) + 1`,
  command: sql`command_id = gen_random_uuid()`,
  'a word': sql`data = data || '{"remark":"没修"}'`,
  'one field more': sql`data = data || '{"note":null}'`,
  'no data': sql`data = '{}'`,
};
const sealChanges = {
  first: sql`first_id = first_id - 1`,
  last: sql`last_id = last_id + 1`,
  count: sql`facts = facts + 1`,
  digest: sql`digest = set_byte(digest, 3, get_byte(digest, 3) # 1)`,
  listing: sql`listing = set_byte(listing, 9, get_byte(listing, 9) # 128)`,
  time: sql`sealed_at = sealed_at - interval '1 second'`,
  head: sql`head = set_byte(head, 31, get_byte(head, 31) # 1)`,
};

/** The rows themselves under other ids: an identity column takes them only by force, which an owner has. */
const renumbered = (tx: Tx, regionId: number, from: number[], to: number[]) =>
  sql`
  with gone as (delete from kit.facts where region_id = ${regionId} and id = any(${from}::bigint[]) returning *)
  insert into kit.facts (region_id, subject, subject_id, n, id, kind, happened_at, recorded_at, actor_kind, person_id, post, unit_id, command_id, data)
  overriding system value
  select region_id, subject, subject_id, n + 100, (${to}::bigint[])[array_position(${from}::bigint[], id)], kind, happened_at, recorded_at,
         actor_kind, person_id, post, unit_id, command_id, data from gone`.execute(tx);

const kinds: Record<string, (sealed: Sealed, dice: Dice) => Promise<Meddling>> = {
  async changed({ tx, regionId, ids, blockOf }, dice) {
    const id = dice.of(ids);
    const [name, set] = dice.of(Object.entries(changes));
    await sql`update kit.facts set ${set} where region_id = ${regionId} and id = ${id}`.execute(tx);
    return { name, expects: named('changed', blockOf(id), id) };
  },
  async moved_to_another_district({ tx, regionId, ids, blockOf }, dice) {
    const id = dice.of(ids);
    await sql`update kit.facts set region_id = region_id + 2000 where region_id = ${regionId} and id = ${id}`.execute(
      tx,
    );
    return { name: String(id), expects: named('dropped', blockOf(id), id) };
  },
  async dropped({ tx, regionId, ids, blockOf }, dice) {
    const gone = Array.from({ length: 1 + dice.below(5) }, () => dice.of(ids));
    await sql`delete from kit.facts where region_id = ${regionId} and id = any(${gone}::bigint[])`.execute(tx);
    return { name: gone.join(), expects: all(...gone.map((id) => named('dropped', blockOf(id), id))) };
  },
  async swapped({ tx, regionId, ids, blockOf }, dice) {
    const one = dice.of(ids);
    const other = dice.of(ids.filter((id) => id !== one));
    await renumbered(tx, regionId, [one, other], [other, one]);
    return { name: `${one},${other}`, expects: all(...[one, other].map((id) => named('changed', blockOf(id), id))) };
  },
  async renumbered({ tx, regionId, ids, blockOf }, dice) {
    const id = dice.of(ids);
    const to = dice.of(ids) - 1; // the other region's: free here
    await renumbered(tx, regionId, [id], [to]);
    return { name: `${id}→${to}`, expects: all(named('dropped', blockOf(id), id), named('inserted', blockOf(to), to)) };
  },
  async inserted({ tx, regionId, ids, blockOf }, dice) {
    const like = dice.of(ids);
    const id = dice.of([like, dice.of(ids), dice.of(ids) - 1, ids[0]! - 1, -5]); // also under an id that is taken
    await sql`
      insert into kit.facts (region_id, subject, subject_id, n, id, kind, happened_at, actor_kind, data) overriding system value
      select region_id, subject, subject_id, n + 50, ${id}, kind, happened_at, actor_kind, data
        from kit.facts where region_id = ${regionId} and id = ${like}`.execute(tx);
    return { name: String(id), expects: named('inserted', blockOf(id), id) };
  },
  async cut({ tx, regionId, ids, blockOf }, dice) {
    const from = dice.below(ids.length);
    await sql`delete from kit.facts where region_id = ${regionId} and id >= ${ids[from]!}`.execute(tx);
    const gone = ids.slice(from, from + 90);
    return { name: `facts from ${ids[from]}`, expects: all(...gone.map((id) => named('dropped', blockOf(id), id))) };
  },
  async cut_with_its_seals({ tx, regionId, ids, blocks, blockOf }, dice) {
    const block = 1 + dice.below(blocks);
    const first = ids.find((id) => blockOf(id) === block)!;
    await sql`delete from kit.facts where region_id = ${regionId} and id >= ${first}`.execute(tx);
    await sql`delete from kit.seals where region_id = ${regionId} and n >= ${block}`.execute(tx);
    return {
      name: `from ${block}`,
      expects: (found) => found.some((one) => one.trouble === 'cut' && one.block === block),
    };
  },
  async a_block_dropped({ tx, regionId, blocks }, dice) {
    const n = 1 + dice.below(blocks - 1);
    await sql`delete from kit.seals where region_id = ${regionId} and n = ${n}`.execute(tx);
    return {
      name: String(n),
      expects: (found) => found.some((one) => one.trouble === 'block_missing' && one.block === n),
    };
  },
  async a_block_changed({ tx, regionId, blocks }, dice) {
    const n = 1 + dice.below(blocks);
    const [name, set] = dice.of(Object.entries(sealChanges));
    await sql`update kit.seals set ${set} where region_id = ${regionId} and n = ${n}`.execute(tx);
    return { name: `${name} of ${n}`, expects: (found) => found.some((one) => one.block === n) };
  },
  async blocks_swapped({ tx, regionId, blocks }, dice) {
    const one = 1 + dice.below(blocks - 1);
    for (const [from, to] of [
      [one, 1_000_000],
      [one + 1, one],
      [1_000_000, one + 1],
    ])
      await sql`update kit.seals set n = ${to} where region_id = ${regionId} and n = ${from}`.execute(tx);
    return {
      name: String(one),
      expects: (found) => found.some(({ trouble, block }) => trouble === 'block_changed' && block === one),
    };
  },
  /** The one who knows how: the fact changed, its block and all later ones sealed once more. Only what stands outside tells. */
  async sealed_anew({ tx, regionId, ids, blockOf }, dice) {
    const id = dice.of(ids);
    const [name, set] = dice.of(Object.entries(changes));
    await sql`update kit.facts set ${set} where region_id = ${regionId} and id = ${id}`.execute(tx);
    await sql`delete from kit.seals where region_id = ${regionId} and n >= ${blockOf(id)}`.execute(tx);
    while ((await sealRegion(tx, regionId, ids.at(-1)!, factsPerTestBlock)) > 0);
    return {
      name,
      expects: (found) => found.some(({ trouble, block }) => trouble === 'rewritten' && block === blockOf(id)),
    };
  },
};

export type Meddled = { tried: number; missed: string[]; byKind: Record<string, number> };
export type MeddleOptions = {
  /** a region of its own, without facts yet */
  regionId: number;
  count: number;
  seed: number;
  /** false: the control, with nothing sealed */
  sealed?: boolean;
  /** false: the control, with nothing written down outside */
  anchored?: boolean;
  only?: string;
  progress?: (tried: number) => void;
};

export async function meddle(owner: Db, options: MeddleOptions): Promise<Meddled> {
  const { regionId, count, seed, sealed = true, anchored = true, only, progress = () => {} } = options;
  const throws = dice(seed);
  const below = (n: number) => Math.floor(throws() * n);
  const pick: Dice = { below, of: (from) => from[below(from.length)]! };
  await layFacts(owner, regionId, 150);
  const { rows } = await sql<{
    id: number;
  }>`select id from kit.facts where region_id = ${regionId} order by id`.execute(owner);
  const ids = rows.map(({ id }) => id);
  if (sealed)
    await owner.transaction().execute(async (tx) => {
      while ((await sealRegion(tx, regionId, ids.at(-1)!, factsPerTestBlock)) > 0);
    });
  await layFacts(owner, regionId, 5); // some are always too young to be sealed
  const told = await sql<{ n: number; head: string }>`
    select n, encode(head, 'hex') as head from kit.seals where region_id = ${regionId}`.execute(owner);
  const outside = new Map(anchored ? told.rows.map(({ n, head }) => [n, head] as const) : []);
  const blocks = Math.ceil(ids.length / factsPerTestBlock);
  /** of an id in between, the block whose stretch it lies in */
  const blockOf = (id: number) =>
    1 +
    Math.floor(
      Math.max(
        0,
        ids.findIndex((other) => other >= id),
      ) / factsPerTestBlock,
    );

  const result: Meddled = { tried: 0, missed: [], byKind: {} };
  const names = only ? [only] : Object.keys(kinds);
  for (; result.tried < count; result.tried++) {
    const kind = names[result.tried % names.length]!;
    let missed: string | undefined;
    const undo = new Error('undone');
    await owner
      .transaction()
      .execute(async (tx) => {
        const done = await kinds[kind]!({ tx, regionId, ids, blocks, blockOf }, pick);
        const { findings, found } = await auditRegion(tx, regionId, outside);
        if (found === 0 || !done.expects(findings))
          missed = `${kind} ${done.name}: ${JSON.stringify(findings.slice(0, 3))}`;
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    if (missed) result.missed.push(missed);
    result.byKind[kind] = (result.byKind[kind] ?? 0) + 1;
    progress(result.tried + 1);
  }
  return result;
}
