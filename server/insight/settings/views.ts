/** What saving a setting would change, counted now. Counted to ten thousand at most: beyond that nobody reads the difference. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import { keptNames, type previewSetting, type Retention, type Space } from '#contract/settings.ts';
import { mattersOf, mattersOfSpace, settingsOf } from '#catalogue';
import type { WantedSetting } from '#catalogue';
import type { Tx } from '#kit/db.ts';

export type Lines = Static<typeof previewSetting.reply>['lines'];
const most = 10_000;

export async function previewOf(tx: Tx, regionId: number, wanted: WantedSetting, at: Date): Promise<Lines> {
  const { content } = wanted;
  const now = (await settingsOf(tx, regionId, content.kind)).find(({ name }) => name === wanted.name);
  const before = now?.retired ? undefined : now?.content;
  switch (content.kind) {
    case 'space':
      return spaceLines(tx, regionId, before?.kind === 'space' ? before : null, wanted.retired ? null : content);
    case 'label': {
      const n = await carrying(tx, regionId, wanted.name);
      return [
        { word: 'offered', before: before ? 1 : 0, after: wanted.retired ? 0 : 1 },
        { word: 'carrying', before: n, after: n },
      ];
    }
    case 'layer': {
      const was = before?.kind === 'layer' ? before : null;
      const shapes = wanted.retired ? [] : content.shapes;
      return [
        { word: 'shapes', before: was?.shapes.length ?? 0, after: shapes.length },
        { word: 'posts', before: was ? was.posts.length : 0, after: wanted.retired ? 0 : content.posts.length },
      ];
    }
    default:
      return retentionLines(tx, regionId, before?.kind === 'retention' ? before : content, content, at);
  }
}

async function spaceLines(tx: Tx, regionId: number, was: Space | null, is: Space | null): Promise<Lines> {
  const all = (await mattersOf(tx, regionId)).length;
  const matters = async (space: Space | null): Promise<number> =>
    space ? ((await mattersOfSpace(tx, regionId, space))?.length ?? all) : 0;
  return [
    { word: 'matters', before: await matters(was), after: await matters(is) },
    { word: 'open', before: await openIn(tx, regionId, was), after: await openIn(tx, regionId, is) },
  ];
}

async function openIn(tx: Tx, regionId: number, space: Space | null): Promise<number> {
  if (!space) return 0;
  const matters = await mattersOfSpace(tx, regionId, space);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select from cases.cases c where c.region_id = ${regionId} and c.is_open
         and ${matters ? sql`c.matter_id = any(${matters}::int[])` : sql`true`}
         and ${space.reports.length > 0 ? sql`c.kind = any(${space.reports}::text[])` : sql`true`} limit ${most}) x`.execute(
    tx,
  );
  return rows[0]!.n;
}

async function carrying(tx: Tx, regionId: number, label: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select from cases.cases c where c.region_id = ${regionId} and c.markings <> '{}' and c.markings @> ${[label]}::text[]
       limit ${most}) x`.execute(tx);
  return rows[0]!.n;
}

/** What the next sweeps would forget under a term: the same conditions as theirs. */
async function retentionLines(tx: Tx, regionId: number, was: Retention, is: Retention, at: Date): Promise<Lines> {
  const before = (days: number) => new Date(at.getTime() - days * 86_400_000);
  const { rows } = await sql<Record<'contactDays' | 'messageDays' | 'inboundDays', number>>`
    select (select count(*)::int from (
              select from intake.reports r join cases.cases c on c.region_id = ${regionId} and c.id = r.case_id
               where r.region_id = ${regionId} and r.has_contact and r.received_at < ${before(is.contactDays)}
                 and r.answered_at < ${before(is.contactDays)} and c.ended_at < ${before(is.contactDays)} limit ${most}) x) as "contactDays",
           (select count(*)::int from (
              select from notify.messages m where m.region_id = ${regionId} and m.made_at < ${before(is.messageDays)} limit ${most}) x) as "messageDays",
           (select count(*)::int from (
              select from connect.inbound i where i.region_id = ${regionId} and i.at < ${before(is.inboundDays)} limit ${most}) x) as "inboundDays"`.execute(
    tx,
  );
  return keptNames.flatMap((name) => [
    { word: name, before: was[name], after: is[name] },
    { word: `${name}.goes`, before: 0, after: rows[0]![name] },
  ]);
}
