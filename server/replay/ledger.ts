/**
 * Which matter a row is about and which unit answered for it. What the file names is used, the district's own where it has one
 * of that name, else made and marked as imported. What it does not name is proposed as for any other report: the matter by
 * triage (the region's own, or a model that was brought along), the unit by the responsibilities; and what nobody proposes
 * goes to the fallback.
 */
import type { Matter } from '#contract/catalogue.ts';
import { say } from '#contract/words/words.ts';
import { housePermit, saveUnit, unitsOf } from '#access';
import { ensureFallbackMatter, importedMatter, mattersOf, proposeLead, saveCondition } from '#catalogue';
import { triageOf, type Place, type Proposal, type TitleJudge } from '#intake';
import type { Tx } from '#kit/db.ts';
import type { Told } from './history.ts';

export type About = {
  /** undefined: the file does not say */
  toldId: number | undefined;
  /** what triage says where the file does not */
  proposal: Proposal | 'unsure' | undefined;
  matterId: number;
  conditionId: number;
};
export type Lead = { unitId: number; ruleNumber: string | null };
export type Ledger = {
  matterFor(tx: Tx, told: Told): Promise<About>;
  leadFor(tx: Tx, told: Told, about: About, place: Place): Promise<Lead>;
  /** every unit a row may be led by */
  leadIds: number[];
  /** units that may stand beside this one, where a template asks for joint handling */
  besides(unitId: number): number[];
  /** every matter a row may be about */
  matterIds: number[];
};

export async function openLedger(
  tx: Tx,
  regionId: number,
  named: {
    matters: Iterable<string>;
    units: Iterable<string>;
    unnamedUnits: boolean;
    /** a model that was brought along; its labels are matters like those the file names */
    judge?: TitleJudge | undefined;
  },
  at: Date,
): Promise<Ledger> {
  const fallback = await ensureFallbackMatter(tx, regionId, at);
  const byName = new Map<string, Matter>();
  const { judge } = named;
  for (const name of new Set([...named.matters, ...(judge?.labels ?? [])])) {
    const byCode = (await mattersOf(tx, regionId)).find(({ code, retired }) => code === name && !retired);
    byName.set(name, byCode ?? (await importedMatter(tx, regionId, name, at)));
  }
  const conditionOf = new Map<number, number>();
  const namedIds = new Set([...byName.values()].map(({ id }) => id));
  for (const matter of (await mattersOf(tx, regionId)).filter(({ retired }) => !retired)) {
    const first = matter.conditions.find(({ retired }) => !retired);
    if (first) conditionOf.set(matter.id, first.id);
    else if (namedIds.has(matter.id)) conditionOf.set(matter.id, await importedCondition(tx, regionId, matter, at));
  }

  const unitByName = new Map<string, number>();
  for (const name of named.units) unitByName.set(name, await importedUnit(tx, regionId, name, at));
  const fallbackUnitId = named.unnamedUnits
    ? await importedUnit(tx, regionId, say('zh', 'history.unit'), at)
    : undefined;
  const proposable = named.unnamedUnits ? (await unitsOf(tx, regionId)).list.map(({ id }) => id) : [];

  const everyUnit = (await unitsOf(tx, regionId)).list.map(({ id }) => id);

  const judged = (model: TitleJudge, told: Told): Proposal | 'unsure' => {
    const { label, sure, score, terms } = model.judge(told);
    return sure ? { matterId: byName.get(label)!.id, terms, score } : 'unsure';
  };

  return {
    leadIds: [...new Set([...unitByName.values(), ...proposable])],
    matterIds: [...new Set([...namedIds, fallback.id])],
    besides: (unitId) => everyUnit.filter((id) => id !== unitId),
    async matterFor(tx, told) {
      const toldId = byName.get(told.matter)?.id;
      if (toldId !== undefined)
        return { toldId, proposal: undefined, matterId: toldId, conditionId: conditionOf.get(toldId)! };
      const proposal = judge ? judged(judge, told) : (await triageOf(tx, regionId))(`${told.title} ${told.detail}`);
      const matterId = proposal === 'unsure' ? fallback.id : proposal.matterId;
      return { toldId, proposal, matterId, conditionId: conditionOf.get(matterId)! };
    },
    async leadFor(tx, told, { matterId, conditionId }, { areaPath }) {
      const named = unitByName.get(told.unit);
      if (named !== undefined) return { unitId: named, ruleNumber: null };
      const { leadUnitId, ruleNumber } = await proposeLead(tx, regionId, { matterId, conditionId, areaPath });
      return leadUnitId === null ? { unitId: fallbackUnitId!, ruleNumber: null } : { unitId: leadUnitId, ruleNumber };
    },
  };
}

async function importedCondition(tx: Tx, regionId: number, matter: Matter, at: Date): Promise<number> {
  const filing = say('zh', 'history.filing');
  const closing = say('zh', 'history.closing');
  const basis = say('zh', 'matter.no_basis');
  const house = housePermit('catalogue.edit', regionId);
  const saved = await saveCondition(
    tx,
    house,
    matter.id,
    { filing, closing, timeLimit: '5d', urgent: false, basis },
    at,
  );
  return saved.conditions.find(({ retired }) => !retired)!.id;
}

/** A unit of this code or name, or a department made for it. */
async function importedUnit(tx: Tx, regionId: number, name: string, at: Date): Promise<number> {
  const units = await unitsOf(tx, regionId);
  const known = units.byCode.get(name) ?? units.byName.get(name);
  if (known) return known.id;
  const parentCode = units.firstOf('leadership')?.code ?? null;
  const unit = { code: name, name, kind: 'department' as const, parentCode, imported: true };
  return (await saveUnit(tx, housePermit('people.edit', regionId), unit, at)).id;
}
