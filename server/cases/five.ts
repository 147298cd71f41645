/** What waits for a reader, looked through for the five to begin with: the same queue as her first tab, no further than anybody reads. */
import type { Static } from 'typebox';
import type { CaseRow, readFive } from '#contract/cases.ts';
import { DAY, instantOfWall, localDay } from '#contract/calendar.ts';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { theFive } from './five.rules.ts';
import { caseQueue } from './views.ts';

const onePage = 200;
const pages = 2;

export async function fiveFor(tx: Tx, actor: Actor, at: Date): Promise<Static<typeof readFive.reply>> {
  const waiting: CaseRow[] = [];
  let after: string | undefined;
  for (let n = 0; n < pages; n++) {
    // oxlint-disable-next-line no-await-in-loop -- a page begins where the one before it ends
    const page = await caseQueue(tx, actor, { queue: 'mine', limit: onePage, ...(after ? { after } : {}) }, at);
    waiting.push(...page.rows);
    if (page.next === null) break;
    after = page.next;
  }
  const supervised = await caseQueue(tx, actor, { queue: 'supervised', limit: onePage }, at);
  const { timeZone } = actor;
  const dayEnds = new Date(instantOfWall((localDay(at.getTime(), timeZone) + 1) * DAY, timeZone));
  const five = theFive(waiting, new Set(supervised.rows.map(({ id }) => id)), dayEnds);
  return { five: five.map(({ row, why }) => ({ case: row, why })), of: waiting.length };
}
