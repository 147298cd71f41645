/** What the sweep of kept days does by and by, done at once: every day before `at` is counted and kept. */
import { sql } from 'kysely';
import { keepRegion, type KeptDays } from '#kit/days.ts';
import { within, type Corner } from './corner.ts';

export async function keepAllDays(corner: Corner, kinds: readonly KeptDays<unknown>[], at: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`select max(id) as id from kit.facts`.execute(corner.owner);
  const step = { settled: rows[0]!.id, timeZone: 'Asia/Shanghai', at };
  let days = 0;
  for (const kept of kinds)
    while ((await within(corner, (tx) => keepRegion(tx, corner.regionId, kept, step))) > 0) days += 1;
  return days;
}
