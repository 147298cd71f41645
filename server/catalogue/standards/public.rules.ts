/** 服务标准 as everybody may read it: of each matter, the offices that the list in force names, and the standard, if there is one. Pure. */
import type { PublicStandard, Standard } from '#contract/standards.ts';
import { leadsOf, type Claim } from '../responsibility.rules.ts';

export function inPublic(
  matters: readonly { id: number }[],
  claims: readonly Claim[],
  standards: readonly Standard[],
  unitName: (id: number) => string,
): PublicStandard[] {
  const claimsBy = Map.groupBy(claims, ({ matterId }) => matterId);
  const standardBy = new Map(standards.map((one) => [one.matterId, one]));
  return matters.map(({ id }) => ({
    matterId: id,
    offices: officesOf(claimsBy.get(id) ?? [], unitName),
    standard: shown(standardBy.get(id)),
  }));
}

/** Each once, those of the whole district first; several units of one claim (crews, stations) are all named, for which of them comes is decided by the place. */
function officesOf(claims: readonly Claim[], unitName: (id: number) => string): PublicStandard['offices'] {
  const told = new Map<string, PublicStandard['offices'][number]>();
  for (const claim of claims.toSorted((a, b) => Number(a.areaId !== null) - Number(b.areaId !== null)))
    for (const unit of claim.leadByArea ? [null] : leadsOf(claim).map(unitName))
      told.set(JSON.stringify([unit, claim.areaName]), { unit, area: claim.areaName });
  return [...told.values()];
}

/** Why a version was written, and which figure counts a measure, are the office's own business. */
const shown = (one: Standard | undefined): PublicStandard['standard'] =>
  one === undefined
    ? null
    : {
        basis: one.basis,
        steps: one.steps,
        checks: one.checks,
        measures: one.measures.map(({ text }) => text),
        validFrom: one.validFrom,
      };
