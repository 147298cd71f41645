/** Rows of the improvements. */
import { sql } from 'kysely';
import type { ImprovementState } from '#contract/improvement.ts';
import type { Tx } from '#kit/db.ts';

export type NewItem = {
  id: string;
  title: string;
  matterId: number;
  areaId: number;
  areaPath: string;
  ownerUnitId: number;
  byPerson: string;
  caseIds: readonly string[];
  span: { from: Date; to: Date } | null;
};
/** Returns how many cases it came from. */
export async function insertItem(tx: Tx, regionId: number, item: NewItem, at: Date): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('improvement.items'), ${regionId})`.execute(tx);
  await sql`
    insert into improvement.items (region_id, id, number, title, matter_id, area_id, area_path, owner_unit_id, made_by, made_at)
    select ${regionId}, ${item.id}, coalesce(max(number), 0) + 1, ${item.title}, ${item.matterId}, ${item.areaId}, ${item.areaPath}::ltree,
           ${item.ownerUnitId}, ${item.byPerson}, ${at} from improvement.items where region_id = ${regionId}`.execute(
    tx,
  );
  const { span } = item;
  const alike =
    span === null
      ? sql``
      : sql`
    union (select c.id from cases.cases c
            where c.region_id = ${regionId} and c.matter_id = ${item.matterId} and c.area_path <@ ${item.areaPath}::ltree
              and c.opened_at >= ${span.from} and c.opened_at < ${span.to} and c.state not in ('voided', 'merged')
            order by c.opened_at desc, c.id limit 200)`;
  const { numAffectedRows } = await sql`
    insert into improvement.sources (region_id, item_id, case_id)
    select ${regionId}, ${item.id}, s.id from (
      select c.id from cases.cases c where c.region_id = ${regionId} and c.id = any(${[...item.caseIds]}::uuid[]) ${alike}) s`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0);
}

export type LockedItem = {
  state: ImprovementState;
  version: number;
  matterId: number;
  areaPath: string;
  changedAt: Date | null;
  measureDays: number | null;
};
export async function lockItem(tx: Tx, regionId: number, itemId: string): Promise<LockedItem | undefined> {
  const { rows } = await sql<LockedItem>`
    select state, version, matter_id as "matterId", area_path::text as "areaPath", changed_at as "changedAt", measure_days as "measureDays"
      from improvement.items where region_id = ${regionId} and id = ${itemId} for update`.execute(tx);
  return rows[0];
}

/** The columns a step sets; the rest stays. */
const settable = [
  'cause',
  'cause_kind',
  'change_kind',
  'change_text',
  'change_ref',
  'change_version',
  'changed_at',
  'measure_days',
  'measure_at',
  'before_n',
  'after_n',
  'measured_at',
  'result',
  'helped',
  'public_zh',
  'public_en',
  'published_at',
  'closed_at',
] as const;
export type ItemSet = Partial<Record<(typeof settable)[number], string | number | boolean | Date | null>>;

export async function saveItem(
  tx: Tx,
  regionId: number,
  itemId: string,
  state: ImprovementState,
  set: ItemSet,
): Promise<void> {
  const columns = settable.filter((name) => name in set);
  await sql`
    update improvement.items set state = ${state}, version = version + 1
           ${columns.length === 0 ? sql`` : sql`, ${sql.join(columns.map((name) => sql`${sql.ref(name)} = ${set[name] ?? null}`))}`}
     where region_id = ${regionId} and id = ${itemId}`.execute(tx);
}
