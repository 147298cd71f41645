/**
 * 权责清单: who is answerable for a matter at a place. The most special claim wins: condition and area, then condition, then
 * area (the deeper one), then the matter as a whole. Pure, so that the same rule explains itself on the ticket.
 */
import type { Said } from '#contract/words/words.ts';

export type Claim = {
  number: string;
  matterId: number;
  conditionId: number | null;
  areaId: number | null;
  areaName: string | null;
  /** ids from the root of its layer: '1.17.203' */
  areaPath: string | null;
  leadUnitId: number | null;
  leadByArea: boolean;
  coUnitIds: readonly number[];
  coByArea: boolean;
  basis: string;
};
export type Place = { conditionId: number | null; areaPath: string };

export type Why = 'condition_area' | 'condition' | 'area' | 'matter';

export const whyOf = (claim: Pick<Claim, 'conditionId' | 'areaId'>): Why =>
  claim.conditionId !== null
    ? claim.areaId !== null
      ? 'condition_area'
      : 'condition'
    : claim.areaId !== null
      ? 'area'
      : 'matter';
const weight: Record<Why, number> = { condition_area: 3, condition: 2, area: 1, matter: 0 };

const depth = (path: string | null): number => (path === null ? 0 : path.split('.').length);
const contains = (path: string, inner: string): boolean => inner === path || inner.startsWith(`${path}.`);

export const applies = (claim: Claim, place: Place): boolean =>
  (claim.conditionId === null || claim.conditionId === place.conditionId) &&
  (claim.areaId === null || (claim.areaPath !== null && contains(claim.areaPath, place.areaPath)));

/** The winning claim among those of one matter; the lower number where two are equally special. */
export function winner(claims: readonly Claim[], place: Place): Claim | undefined {
  return claims
    .filter((claim) => applies(claim, place))
    .sort(
      (a, b) =>
        weight[whyOf(b)] - weight[whyOf(a)] ||
        depth(b.areaPath) - depth(a.areaPath) ||
        (a.number < b.number ? -1 : a.number > b.number ? 1 : 0),
    )[0];
}

export type Proposal = {
  /** null: the dispatcher decides */
  leadUnitId: number | null;
  coUnitIds: number[];
  ruleNumber: string | null;
  reason: Said;
  /** nobody is named by the list: a gap that should lead to its revision (domain §3.4, 兜底) */
  fallback: boolean;
};

/** Who should get it, and why, in words; `streetId` is the street office that answers for the place. */
export function propose(
  claims: readonly Claim[],
  place: Place,
  streetId: number | null,
  unitName: (id: number) => string,
): Proposal {
  const claim = winner(claims, place);
  const lead = claim && (claim.leadByArea ? streetId : claim.leadUnitId);
  if (claim && lead != null) {
    const unit: Said | string = claim.leadByArea
      ? { word: 'propose.street_of_the_place', params: { unit: unitName(lead) } }
      : unitName(lead);
    const params = { number: claim.number, unit, area: claim.areaName, basis: claim.basis };
    const co = claim.coByArea && streetId !== null ? [...claim.coUnitIds, streetId] : claim.coUnitIds;
    return {
      leadUnitId: lead,
      coUnitIds: [...new Set(co)].filter((id) => id !== lead),
      ruleNumber: claim.number,
      reason: { word: `propose.${whyOf(claim)}`, params },
      fallback: false,
    };
  }
  const co = [...new Set(claim?.coUnitIds)];
  if (streetId !== null) {
    const reason: Said = { word: 'propose.territory', params: { unit: unitName(streetId) } };
    return {
      leadUnitId: streetId,
      coUnitIds: co.filter((id) => id !== streetId),
      ruleNumber: null,
      reason,
      fallback: true,
    };
  }
  return { leadUnitId: null, coUnitIds: co, ruleNumber: null, reason: { word: 'propose.nobody' }, fallback: true };
}

// ── Conflicts and gaps ─────────────────────────────────────────────────────────────────────────────────────────────────

export type ListedClaim = Claim & { layerId: number | null; areaGone: boolean; conditionGone: boolean };
export type Conflict = { matterId: number; a: string; b: string; reason: Said };
export type Gap = { matterId: number; reason: Said };

const sameLead = (a: Claim, b: Claim): boolean => a.leadByArea === b.leadByArea && a.leadUnitId === b.leadUnitId;

/** Two claims for the same case that only precedence keeps apart, or nothing does. */
export function conflictsOf(claims: readonly ListedClaim[], unitName: (claim: Claim) => string): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const [i, a] of claims.entries()) {
    for (const b of claims.slice(i + 1)) {
      if (a.matterId !== b.matterId) continue;
      const add = (one: Claim, two: Claim, reason: Said) =>
        conflicts.push({ matterId: one.matterId, a: one.number, b: two.number, reason });
      if (a.conditionId === b.conditionId && a.areaId === b.areaId) {
        add(a, b, { word: 'claims.same_scope', params: { a: a.number, b: b.number } });
      } else if (!sameLead(a, b)) {
        const [byCondition, byArea] = whyOf(a) === 'condition' ? [a, b] : [b, a];
        if (whyOf(byCondition) === 'condition' && whyOf(byArea) === 'area') {
          const params = {
            a: byCondition.number,
            unitA: unitName(byCondition),
            b: byArea.number,
            unitB: unitName(byArea),
          };
          add(byCondition, byArea, { word: 'claims.crossing', params });
        } else if (
          a.conditionId === b.conditionId &&
          a.layerId !== null &&
          b.layerId !== null &&
          a.layerId !== b.layerId
        ) {
          const params = { a: a.number, areaA: a.areaName, b: b.number, areaB: b.areaName };
          add(a, b, { word: 'claims.overlapping_areas', params });
        }
      }
    }
  }
  return conflicts;
}

/** Matters that nobody answers for as a whole, and claims that point at what is no more. */
export function gapsOf(
  matters: readonly { id: number; conditionIds: readonly number[] }[],
  claims: readonly ListedClaim[],
): { gaps: Gap[]; covered: number } {
  const gaps: Gap[] = [];
  let covered = 0;
  for (const matter of matters) {
    const own = claims.filter((claim) => claim.matterId === matter.id);
    for (const claim of own) {
      const { number } = claim;
      if (claim.areaGone)
        gaps.push({
          matterId: matter.id,
          reason: { word: 'claims.area_gone', params: { number, area: claim.areaName } },
        });
      if (claim.conditionGone)
        gaps.push({ matterId: matter.id, reason: { word: 'claims.condition_gone', params: { number } } });
    }
    const everywhere = own.filter((claim) => claim.areaId === null);
    const whole =
      everywhere.some((claim) => claim.conditionId === null) ||
      (matter.conditionIds.length > 0 &&
        matter.conditionIds.every((id) => everywhere.some((claim) => claim.conditionId === id)));
    if (whole) covered++;
    else gaps.push({ matterId: matter.id, reason: { word: own.length > 0 ? 'claims.only_some' : 'claims.nobody' } });
  }
  return { gaps, covered };
}
