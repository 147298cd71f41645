/**
 * A city of several districts: the same code with more regions (house, "Shapes that keep the cluster open"). Another district is the
 * ground of the first under a number of its own: every key begins with the region, so that ids may stay what they are.
 */
import type pg from 'pg';
import { ensureRegion, listRegions } from '#areas';
import { inNoRegion, type Db } from '#kit/db.ts';

/** What a district stands on. Devices, keys of other systems and what happened are the first one's own. */
const groundOf = ['areas', 'access', 'catalogue'];
const ownOf = ['areas.regions', 'access.sessions', 'access.tries', 'catalogue.gaps'];
const learned = ['intake.triage_examples', 'intake.triage_models', 'intake.triage_switches'];

/** Brings a database to so many districts; the regions, the first one first. */
export async function layDistricts(client: pg.Client, db: Db, wanted: number): Promise<number[]> {
  const there = async () =>
    (await client.query<{ id: number }>('select id from areas.regions order by id')).rows.map(({ id }) => id);
  const tables = await groundTables(client);
  for (let n = (await there()).length + 1; n <= wanted; n++) {
    const [first] = await there();
    const {
      code,
      name: called,
      nameEn,
      timeZone,
    } = (await inNoRegion(db, listRegions)).find(({ id }) => id === first)!;
    const wants = { code: `${code}-${n}`, name: `${called}${n}`, nameEn: `${nameEn} ${n}`, timeZone };
    const own = await inNoRegion(db, (tx) => ensureRegion(tx, wants));
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    // What a new district begins with makes room for the whole ground.
    for (const { name } of tables) await client.query(`delete from ${name} where region_id = $1`, [own]);
    for (const { name, columns } of tables) {
      const taken = columns.map((column) => {
        if (column === 'region_id') return String(own);
        // The one name that is unique over all districts, and grams, which begin with the district's number.
        if (name === 'access.accounts' && column === 'login') return `login || '-district${n}'`;
        if (column === 'grams')
          return `array(select regexp_replace(g, '^\\d+·', '${own}·') from unnest(grams) as u(g))`;
        return `"${column}"`;
      });
      await client.query(
        `insert into ${name} (${columns.map((column) => `"${column}"`).join(', ')}) overriding system value
         select ${taken.join(', ')} from ${name} where region_id = $1`,
        [first],
      );
    }
    await client.query('commit');
  }
  await client.query('analyze');
  return (await there()).slice(0, wanted);
}

/** Read from the database: a table of the ground that is new tomorrow comes along tomorrow. */
async function groundTables(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relkind = 'r' and (n.nspname = any($1) or n.nspname || '.' || c.relname = any($2))
      group by 1 having bool_or(a.attname = 'region_id') order by 1`,
    [groundOf, learned],
  );
  return rows.filter(({ name }) => !ownOf.includes(name));
}
