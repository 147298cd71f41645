/**
 * The beginning of a real installation: the district with its centres, calendar and fallback matter, and the first three
 * administrators (三员), each with a random password that is shown once. Who runs the system, who gives rights and who reads
 * the trail are three people from the first day on (GB/T 22239 8.1.4.2).
 */
import { randomInt } from 'node:crypto';
import { uuidv7 } from '#contract/ids.ts';
import type { Post } from '#contract/access.ts';
import { localDate } from '#contract/calendar.ts';
import { say } from '#contract/words/words.ts';
import { ensureCentres, grantPost, hasAccounts, housePermit, savePerson } from '#access';
import { ensureRegion, type NewRegion } from '#areas';
import { ensureCalendar, ensureFallbackMatter } from '#catalogue';
import { enterRegion, inNoRegion, type Db } from '#kit/db.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

export type FirstAccount = { login: string; post: Post; password: string };

const administrators = [
  { post: 'system_admin', login: 'xitongguanliyuan' },
  { post: 'security_admin', login: 'anquanguanliyuan' },
  { post: 'audit_admin', login: 'shenjiguanliyuan' },
] as const;

/** All of it in one transaction, once: where anybody can sign in already, rights are given by those who hold them. */
export async function foundRegion(db: Db, region: Required<NewRegion>, at: Date): Promise<FirstAccount[] | Refusal> {
  return inNoRegion(db, async (tx) => {
    if (await hasAccounts(tx)) return refuse('thing.exists', { what: { word: 'post.system_admin' } });
    const regionId = await ensureRegion(tx, region, at);
    await enterRegion(tx, regionId);
    const { commandId } = await ensureCentres(tx, regionId, at);
    await ensureCalendar(tx, regionId, region.timeZone, at);
    await ensureFallbackMatter(tx, regionId, at);
    const made: FirstAccount[] = [];
    for (const { post, login } of administrators) {
      const [personId, password] = [uuidv7(at.getTime()), newPassword()];
      const [name, nameEn] = [say('zh', `post.${post}`), say('en', `post.${post}`)];
      await savePerson(tx, housePermit('people.edit', regionId), { id: personId, name, nameEn, login, password }, at);
      const grant = { id: uuidv7(at.getTime()), post, unitId: commandId, fromOn: localDate(at, region.timeZone) };
      await grantPost(tx, housePermit('posts.grant', regionId), personId, grant, at);
      made.push({ login, post, password });
    }
    return made;
  });
}

/** 20 letters and digits without those that look alike: 98 bits, in groups that can be read from a sheet of paper. */
export function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}
