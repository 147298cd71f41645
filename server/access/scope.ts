/**
 * Who may see what. The one scope predicate (house, promise 7): every list, count, search, map and file of cases stands behind it. It speaks of
 * the alias `c` of cases.cases and always carries the region.
 */
import { sql, type RawBuilder } from 'kysely';
import { districtPosts, permissions, type Post } from '#contract/access.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { postsFor } from './permit.ts';

/** 回避: a report about a unit is no reading matter for its people, whatever other posts they hold elsewhere. */
const ownRoots = (actor: Actor): number[] => [...new Set(actor.posts.map((held) => held.rootUnitId))];

export function caseScope(actor: Actor): RawBuilder<boolean> {
  const posts = postsFor(actor, permissions['cases.see']);
  // Administrators of the system, of rights and of the trail see no cases.
  if (posts.length === 0) return sql<boolean>`false`;
  const own = ownRoots(actor);
  const inRegion = sql<boolean>`c.region_id = ${actor.regionId} and (c.about_root_unit_id is null or not c.about_root_unit_id = any(${own}::int[]))`;
  if (seesDistrict(actor)) return sql<boolean>`(${inRegion})`;
  const parts = [sql<boolean>`c.holder_person_id = ${actor.personId}::uuid`, ...posts.flatMap(partsOf)];
  return sql<boolean>`(${inRegion} and (${sql.join(parts, sql` or `)}))`;
}

/** Whether one of these posts sees the cases of all units; who does not is shown those of hers. */
export const seesDistrict = (actor: Actor): boolean =>
  postsFor(actor, permissions['cases.see']).some((held) => districtPosts.includes(held.post));

/** The units whose part in a case is all that shows it to this reader, beside having it in hand; undefined where a place shows her more. */
export function unitsThatShow(actor: Actor): number[] | undefined {
  const posts = postsFor(actor, permissions['cases.see']);
  if (posts.length === 0 || seesDistrict(actor) || posts.some(seesPlace)) return undefined;
  return [...new Set(posts.flatMap(({ unitIds }) => unitIds))];
}

/**
 * What is counted of: the cases of a scope. Where that is the whole district but for a few (`but`), nothing that hangs on a case needs to
 * look its case up, thirty thousand times a month: it is only asked whether it is one of those few.
 * `butRoots` names those few by the units their cases are about: what was counted by them beforehand serves this sight too.
 */
export type Sight = {
  scope: RawBuilder<boolean>;
  but?: RawBuilder<boolean> | undefined;
  butRoots?: readonly number[] | undefined;
};

export const sightOf = (actor: Actor): Sight => ({
  scope: caseScope(actor),
  ...(seesDistrict(actor)
    ? { but: sql<boolean>`c.about_root_unit_id = any(${ownRoots(actor)}::int[])`, butRoots: ownRoots(actor) }
    : {}),
});

/** A screen that nobody has signed in to counts one ground, or the whole district. What it may name besides is the board's business. */
export const groundScope = (regionId: number, areaPath: string | null): RawBuilder<boolean> =>
  areaPath === null
    ? sql<boolean>`(c.region_id = ${regionId})`
    : sql<boolean>`(c.region_id = ${regionId} and c.area_path <@ ${areaPath}::ltree)`;

/** The same as a sight: of a whole district nothing is left out. */
export const groundSight = (regionId: number, areaPath: string | null): Sight => ({
  scope: groundScope(regionId, areaPath),
  ...(areaPath === null ? { but: sql<boolean>`false`, butRoots: [] } : {}),
});

/** The ground of a keeper, and of the office of a place: what happens there is seen, whoever handles it. */
const seesPlace = (held: HeldPost): boolean =>
  held.areaPath !== null && (held.post === 'keeper' || (held.post === 'clerk' && isOfPlace(held)));
const isOfPlace = ({ unitKind }: HeldPost): boolean => unitKind === 'street' || unitKind === 'community';

function partsOf(held: HeldPost): RawBuilder<boolean>[] {
  // What was told in confidence is not seen by being near: before its target is named, it could be the office of that very place.
  const inTerritory =
    held.areaPath === null ? undefined : sql<boolean>`(not c.confidential and c.area_path <@ ${held.areaPath}::ltree)`;
  const unitHadPart = sql<boolean>`c.party_units && ${held.unitIds}::int[]`;
  // A keeper answers for the ground of the post, not for everything the community office ever had a part in.
  if (held.post === 'keeper') return [inTerritory ?? unitHadPart];
  if (isOfPlace(held)) {
    // The office of a place sees what happens there, whoever handles it; its handlers see the office's own part.
    if (held.post === 'clerk' && inTerritory) return [unitHadPart, inTerritory];
    return [unitHadPart];
  }
  // A department's post narrowed to a territory sees the department's part there only.
  return [held.areaPath ? sql<boolean>`(${unitHadPart} and c.area_path <@ ${held.areaPath}::ltree)` : unitHadPart];
}

/**
 * 身份保密: who may know the reporter of what was told in confidence. The one place that decides it, deny by default: who receives,
 * answers for it or calls back, and holds no post besides that handles cases, in whatever unit; it may be handling this one tomorrow.
 */
export const knowsReporter = (actor: Actor): boolean =>
  postsFor(actor, permissions['reports.see_contact']).length > 0 &&
  !actor.posts.some(({ post }) => handlingPosts.includes(post));
const handlingPosts: readonly Post[] = ['clerk', 'handler', 'keeper'];

/** 保密, or 举报, which is protected as if it had been asked for. A condition on `r`, intake.reports. */
export const toldInConfidence = sql<boolean>`(r.naming = 'confidential' or r.kind = 'whistle')`;
