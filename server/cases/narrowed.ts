/**
 * A workspace is a part of the one list of cases: a ground, a unit, a named space, the cases of one kind of actor, those with a label. Queue,
 * numbers and board of it stand on these conditions, so they cannot disagree; they narrow what a reader may see and never widen it.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Narrowing } from '#contract/cases.ts';
import { unitsOf } from '#access';
import { treeOf } from '#areas';
import { mattersOfSpace, spacesOf } from '#catalogue';
import type { Tx } from '#kit/db.ts';

const nothing = sql<boolean>`false`;

/** Conditions on `c`, cases.cases; what is named and does not exist has no case. */
export async function narrowed(tx: Tx, regionId: number, asked: Narrowing): Promise<RawBuilder<boolean>[]> {
  const where: RawBuilder<boolean>[] = [];
  if (asked.areaId !== undefined) {
    const ground = (await treeOf(tx, regionId)).byId.get(asked.areaId);
    where.push(ground ? sql<boolean>`c.area_path <@ ${ground.path}::ltree` : nothing);
  }
  if (asked.partOf !== undefined) {
    const units = await unitsOf(tx, regionId);
    const ids = units.byId.has(asked.partOf) ? units.subtreeIds(asked.partOf) : [];
    where.push(sql<boolean>`c.party_units && ${ids}::int[]`);
  }
  if (asked.actor !== undefined) {
    const ids = (await unitsOf(tx, regionId)).list.filter(({ actor }) => actor === asked.actor).map(({ id }) => id);
    where.push(sql<boolean>`coalesce(c.lead_unit_id, c.holder_unit_id) = any(${ids}::int[])`);
  }
  if (asked.space !== undefined) {
    const space = (await spacesOf(tx, regionId)).find(({ name, retired }) => name === asked.space && !retired);
    if (!space) return [nothing];
    const matters = await mattersOfSpace(tx, regionId, space.content);
    const { reports } = space.content;
    if (matters) where.push(sql<boolean>`c.matter_id = any(${matters}::int[])`);
    if (reports.length > 0) where.push(sql<boolean>`c.kind = any(${reports}::text[])`);
  }
  if (asked.label !== undefined)
    where.push(sql<boolean>`(c.markings <> '{}' and c.markings @> ${[asked.label]}::text[])`);
  return where;
}

/** A scope and what narrows it, as one condition. */
export async function narrowedScope(
  tx: Tx,
  regionId: number,
  scope: RawBuilder<boolean>,
  asked: Narrowing,
): Promise<RawBuilder<boolean>> {
  return sql<boolean>`(${sql.join([scope, ...(await narrowed(tx, regionId, asked))], sql` and `)})`;
}
