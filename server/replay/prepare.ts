/** Before the first row: the district, its centres, calendar, matters, units, named places, rules and the people who will play. */
import { uuidv7 } from '#contract/ids.ts';
import type { Lang } from '#contract/words/words.ts';
import { ensureCentres, housePermit } from '#access';
import { createNamedAreas, ensureRegion } from '#areas';
import { standardName, templateNamed, useTemplate } from '#cases';
import { ensureCalendar } from '#catalogue';
import type { TitleJudge } from '#intake';
import type { Keys } from '#kit/crypto.ts';
import { inNoRegion, inRegion, type Db, type Tx } from '#kit/db.ts';
import { deny } from '#kit/refusal.ts';
import { castOf } from './cast.ts';
import { openLedger } from './ledger.ts';
import { byPoint, type Mapping } from './mapping.ts';
import { bearerOf, openAtlas, plain } from './places.ts';
import type { Stage } from './play.ts';

/** What the first reading of the file found. */
export type Survey = {
  rows: number;
  matters: Set<string>;
  units: Set<string>;
  /** of places to be made where they are unknown */
  names: Set<string>;
  /** some rows name no unit */
  unnamedUnits: boolean;
  /** local day of the first row */
  since: string;
};

export async function setTheStage(
  db: Db,
  mapping: Mapping,
  survey: Survey & { judge?: TitleJudge | undefined; template?: string | undefined },
  keys: Keys,
  at: Date,
  lang: Lang,
): Promise<Stage> {
  const { region: code, timeZone } = mapping;
  const regionId = await inNoRegion(db, (tx) => ensureRegion(tx, { code, name: code, timeZone }, at));
  return inRegion(db, regionId, async (tx) => {
    await ensureCentres(tx, regionId, at);
    await ensureCalendar(tx, regionId, timeZone, at);
    const unknown = new Map<string, string>();
    for (const name of survey.names)
      if (!unknown.has(plain(name)) && !(await bearerOf(tx, regionId, name))) unknown.set(plain(name), name);
    if (unknown.size > 0) await createNamedAreas(tx, housePermit('areas.edit', regionId), [...unknown.values()], at);
    const ledger = await openLedger(tx, regionId, survey, at);
    const cast = await castOf(tx, regionId, ledger.leadIds, survey.since, at);
    const layers = new Set(mapping.place.filter(byPoint).map(({ layer }) => layer));
    const atlas = await openAtlas(tx, regionId, layers);
    const asks = await playedUnder(tx, regionId, survey.template ?? standardName, ledger.matterIds, at, lang);
    return { regionId, keys, ledger, cast, atlas, asks };
  });
}

/** The template every row is played under: from now on the matters of this history run by it. */
async function playedUnder(
  tx: Tx,
  regionId: number,
  name: string,
  matterIds: number[],
  at: Date,
  lang: Lang,
): Promise<Stage['asks']> {
  const template = (await templateNamed(tx, regionId, name)) ?? deny('thing.not_found');
  if (name !== standardName) {
    const use = { name, matterIds, reason: `gridloop replay --template ${name}`, commandId: uuidv7(at.getTime()) };
    await useTemplate(tx, housePermit('catalogue.edit', regionId), use, at, lang);
  }
  const ticks = Object.fromEntries(
    Object.entries(template.moves).map(([move, rule]) => [move, (rule.checklist ?? []).map(({ id }) => id)]),
  );
  return { ticks, jointUnits: template.handling.jointUnits };
}
