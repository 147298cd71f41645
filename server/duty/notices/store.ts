/** Rows of 信息发布. */
import { sql } from 'kysely';
import type { Tx } from '#kit/db.ts';

export type NewNotice = {
  id: string;
  unitId: number;
  areaId: number | null;
  title: string;
  words: string;
  titleEn: string;
  wordsEn: string;
  public: boolean;
  untilOn: string;
};
export async function insertNotice(
  tx: Tx,
  regionId: number,
  notice: NewNotice,
  personId: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into duty.notices (region_id, id, unit_id, area_id, title, words, title_en, words_en, public, until_on, published_at, published_by)
    values (${regionId}, ${notice.id}, ${notice.unitId}, ${notice.areaId}::int, ${notice.title}, ${notice.words},
            ${notice.titleEn}, ${notice.wordsEn}, ${notice.public}, ${notice.untilOn}::date, ${at}, ${personId})`.execute(
    tx,
  );
}

export async function lockNotice(
  tx: Tx,
  regionId: number,
  id: string,
): Promise<{ unitId: number; title: string; withdrawn: boolean } | undefined> {
  const { rows } = await sql<{ unitId: number; title: string; withdrawn: boolean }>`
    select unit_id as "unitId", title, withdrawn_at is not null as withdrawn from duty.notices
     where region_id = ${regionId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function noticeWithdrawn(tx: Tx, regionId: number, id: string, at: Date): Promise<void> {
  await sql`update duty.notices set withdrawn_at = ${at} where region_id = ${regionId} and id = ${id}`.execute(tx);
}
