/**
 * 权责清单: who is answerable for a matter at a place. The most special claim wins: condition and area, then condition, then
 * area (the deeper one), then the matter as a whole. Where a claim names several units, the one whose territory holds the place
 * gets it, and among equals the one with less in hand. Pure, so that the same rule explains itself on the ticket.
 */
import { choose, noLoad, type ChosenBy, type Load } from '#contract/choice.ts';
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
  /** units that may lead as well as the first: crews, stations */
  alsoUnitIds: readonly number[];
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

/** Claims of one matter that apply, the most special first; the lower number where two are equally special. */
export function ranked(claims: readonly Claim[], place: Place): Claim[] {
  return claims
    .filter((claim) => applies(claim, place))
    .sort(
      (a, b) =>
        weight[whyOf(b)] - weight[whyOf(a)] ||
        depth(b.areaPath) - depth(a.areaPath) ||
        (a.number < b.number ? -1 : a.number > b.number ? 1 : 0),
    );
}
export const winner = (claims: readonly Claim[], place: Place): Claim | undefined => ranked(claims, place)[0];

/** Every unit a claim names as lead, the first named first. */
export const leadsOf = (claim: Pick<Claim, 'leadUnitId' | 'alsoUnitIds'>): number[] =>
  claim.leadUnitId === null ? [] : [...new Set([claim.leadUnitId, ...claim.alsoUnitIds])];

// ── The proposal ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type Proposal = {
  /** null: the dispatcher decides */
  leadUnitId: number | null;
  /** every unit the list would be content with, the proposed one first */
  fitUnitIds: number[];
  coUnitIds: number[];
  ruleNumber: string | null;
  /** what stands on the ticket: rule, basis, and why this unit of several */
  reason: Said;
  /** for the dispatcher's eyes: what this unit was preferred to, and what each has in hand */
  why: Said[];
  /** nobody is named by the list: a gap that should lead to its revision (domain §3.4, 兜底) */
  fallback: boolean;
};

export type Ground = {
  /** the street office that answers for the place */
  streetId: number | null;
  unitName: (id: number) => string;
  /** the area a unit serves; null: it serves everywhere */
  territoryOf?: (id: number) => number | null;
  loadOf?: (id: number) => Load | undefined;
};

const unitsToldOf = 5;

/** Who should get it, and why, in words. */
export function propose(claims: readonly Claim[], place: Place, ground: Ground): Proposal {
  const { streetId, unitName, territoryOf = () => null, loadOf = () => undefined } = ground;
  const [claim, ...beaten] = ranked(claims, place);
  const candidates = !claim ? [] : claim.leadByArea ? (streetId === null ? [] : [streetId]) : leadsOf(claim);
  const chosen = choose(
    candidates.map((id) => ({
      id,
      territoryId: claim?.leadByArea ? null : territoryOf(id),
      load: loadOf(id) ?? noLoad,
    })),
    place.areaPath,
  );
  const loadTold = (id: number): Said[] => {
    const load = loadOf(id);
    return load ? [{ word: 'propose.load', params: { unit: unitName(id), ...load } }] : [];
  };
  if (claim && chosen) {
    const lead = chosen.id;
    const unit: Said | string = claim.leadByArea
      ? { word: 'propose.street_of_the_place', params: { unit: unitName(lead) } }
      : unitName(lead);
    const params = { number: claim.number, unit, area: claim.areaName, basis: claim.basis };
    const rule: Said = { word: `propose.${whyOf(claim)}`, params };
    const co = claim.coByArea && streetId !== null ? [...claim.coUnitIds, streetId] : claim.coUnitIds;
    return {
      leadUnitId: lead,
      fitUnitIds: [lead, ...chosen.others.map(({ id }) => id)],
      coUnitIds: [...new Set(co)].filter((id) => id !== lead),
      ruleNumber: claim.number,
      reason:
        chosen.by === 'only'
          ? rule
          : {
              word: 'propose.of_several',
              params: {
                rule,
                n: candidates.length,
                because: {
                  word: `propose.by_${decidedBy(chosen.by, territoryOf(lead))}`,
                  params: { unit: unitName(lead) },
                },
              },
            },
      why: [
        ...beaten.flatMap((other) => preferred(claim, other, streetId, unitName)),
        ...loadTold(lead),
        ...chosen.others.slice(0, unitsToldOf).flatMap(({ id }) => loadTold(id)),
      ],
      fallback: false,
    };
  }
  const co = [...new Set(claim?.coUnitIds)];
  const elsewhere = claims
    .filter((other) => !applies(other, place))
    .slice(0, unitsToldOf)
    .map((other): Said => ({
      word:
        other.conditionId !== null && other.conditionId !== place.conditionId
          ? 'propose.other_condition'
          : 'propose.elsewhere',
      params: { number: other.number, area: other.areaName },
    }));
  if (streetId !== null)
    return {
      leadUnitId: streetId,
      fitUnitIds: [streetId],
      coUnitIds: co.filter((id) => id !== streetId),
      ruleNumber: null,
      reason: { word: 'propose.territory', params: { unit: unitName(streetId) } },
      why: [...elsewhere, ...loadTold(streetId)],
      fallback: true,
    };
  return {
    leadUnitId: null,
    fitUnitIds: [],
    coUnitIds: co,
    ruleNumber: null,
    reason: { word: 'propose.nobody' },
    why: elsewhere,
    fallback: true,
  };
}

const decidedBy = (by: ChosenBy, territoryId: number | null) =>
  by === 'place' ? (territoryId === null ? 'anywhere' : 'place') : by === 'load' ? 'load' : 'order';

/** Another claim would have led elsewhere: why it was not asked. */
function preferred(claim: Claim, other: Claim, streetId: number | null, unitName: (id: number) => string): Said[] {
  const leads = (of: Claim) => (of.leadByArea ? (streetId === null ? [] : [streetId]) : leadsOf(of));
  const [otherLead] = leads(other);
  if (otherLead === undefined || leads(claim).includes(otherLead)) return [];
  const params = {
    number: other.number,
    unit: unitName(otherLead),
    over: { word: `propose.kind.${whyOf(claim)}` } as const,
    under: { word: `propose.kind.${whyOf(other)}` } as const,
  };
  return [{ word: 'propose.preferred', params }];
}

// ── Conflicts and gaps ─────────────────────────────────────────────────────────────────────────────────────────────────

export type ListedClaim = Claim & { layerId: number | null; areaGone: boolean; conditionGone: boolean };
export type Conflict = { matterId: number; a: string; b: string; reason: Said };
export type Gap = { matterId: number; reason: Said };

const sameLead = (a: Claim, b: Claim): boolean =>
  a.leadByArea === b.leadByArea &&
  leadsOf(a).length === leadsOf(b).length &&
  leadsOf(a).every((id) => leadsOf(b).includes(id));

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
