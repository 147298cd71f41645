/**
 * Another key for what is sealed, while everything runs: value after value is opened with whichever key it was sealed with and sealed with
 * the newest, row by row under its lock, district by district. Until the end old and new are read alike; then the old keys may go.
 */
import { sql } from 'kysely';
import { isSealedNow, seal, unseal, type Keys } from './crypto.ts';
import { inRegion, type Db } from './db.ts';

/** Which columns of a table are sealed, and for which place; each room tells its own. */
export type Sealed = {
  table: string;
  /** beside region_id */
  id: string;
  columns: readonly string[];
  context: (regionId: number, id: string, column: string) => string;
};

/** A server looks for a newer key so often; one that meets a value it cannot open looks at once. */
export const keysLookedForMs = 5_000;

const atOnce = 200;
/** How many values were sealed anew; none: every one of them opens with the newest key. */
export async function resealAll(
  db: Db,
  keys: Keys,
  regionId: number,
  tables: readonly Sealed[],
  tell: (sealedAnew: number) => void = () => undefined,
): Promise<number> {
  let done = 0;
  for (const sealed of tables) {
    let after: string | null = null;
    do {
      const round: { last: string | null; anew: number } = await inRegion(db, regionId, async (tx) => {
        const [table, id] = [sql.table(sealed.table), sql.ref(sealed.id)];
        const columns = sql.join(sealed.columns.map((column) => sql.ref(column)));
        const { rows } = await sql<Record<string, Buffer | string | null>>`
          select ${id}::text as "rowId", ${columns} from ${table}
           where region_id = ${regionId} and (${after}::uuid is null or ${id} > ${after}::uuid)
           order by ${id} limit ${atOnce} for update`.execute(tx);
        let anew = 0;
        for (const row of rows) {
          const rowId = row['rowId'] as string;
          for (const column of sealed.columns) {
            const value = row[column];
            const context = sealed.context(regionId, rowId, column);
            if (!Buffer.isBuffer(value) || isSealedNow(keys, value, context)) continue;
            const again = seal(keys, unseal(keys, value, context), context);
            await sql`update ${table} set ${sql.ref(column)} = ${again} where region_id = ${regionId} and ${id} = ${rowId}::uuid`.execute(
              tx,
            );
            anew++;
          }
        }
        return { last: rows.length < atOnce ? null : (rows.at(-1)!['rowId'] as string), anew };
      });
      after = round.last;
      done += round.anew;
      tell(done);
    } while (after !== null);
  }
  return done;
}

/** Answers that are kept for a command that may be sent twice. */
export const sealedAnswers: Sealed = {
  table: 'kit.commands',
  id: 'id',
  columns: ['reply'],
  context: (regionId, id) => `command:${regionId}:${id}`,
};
