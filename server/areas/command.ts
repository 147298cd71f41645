/** `gridloop areas …`: each command as one function that returns what is printed as JSON. They act for the house itself. */
import type { Datum, Level } from '#contract/areas.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { housePermit } from '#access';
import { bytesOf } from '#kit/command-file.ts';
import { inNoRegion, inRegion, type Db } from '#kit/db.ts';
import { noProgress, type Progress } from '#kit/jobs.ts';
import { deny } from '#kit/refusal.ts';
import { addPlaces, drawGroundMap, ensureRegion, namelessRegion, type AddPlace } from './actions.ts';
import { part } from './beside.ts';
import type { AreaMapping, FileFault, RowError } from './geofile.ts';
import { layerNamed, locatorOf, treeOf } from './ground.ts';
import { checkLayer, subdivideAreas, type CheckReport, type SubdivideReport } from './grid.ts';
import { importAreas, inWords, lookAt, readAreas, soundPlan, stateOfNew, type ImportReport } from './import.ts';
import { locateRows, type LocateReport } from './locate-file.ts';
import { readGround, readNames, type GroundMapping, type NamesMapping } from './name-file.ts';
import { districtCode } from './plan.ts';
import { listRegions, type Region } from './views.ts';

type Asked = { layer: string; region?: string; lang?: Lang };

export type ImportCommand = Asked & {
  file: string;
  code: string;
  name: string;
  parent?: string;
  where?: { property: string; value: string };
  datum?: Datum;
  level?: Level;
  parentCode?: string;
  dryRun?: boolean;
};

/** The region that is named, or the only one. An empty database gets one, called by the division code the file is about. */
export async function importAreasCommand(
  db: Db,
  asked: ImportCommand,
  progress: Progress = noProgress,
): Promise<ImportReport & { region: string }> {
  const { file: path, code, name, parent, where, datum, lang = 'zh' } = asked;
  const bytes = await bytesOf(path);
  const mapping: AreaMapping = { code, name, parent, where, datum };
  const file = await readAreas(bytes, { mapping, fileName: path, lang }, part(progress, 0, 5));
  const options = { ...asked, fileName: path };
  const known = await regionAsked(db, asked.region);
  if (known) {
    return {
      region: known.code,
      ...(await importAreas(db, housePermit('areas.edit', known.id), file, options, progress)),
    };
  }
  // A file that cannot be taken, or is only tried, leaves an empty database empty.
  const making = asked.region ?? districtCode(file.rows) ?? namelessRegion;
  const state = stateOfNew(making, file, options);
  const plan = soundPlan(file, state, options);
  if (options.dryRun) return { region: making, ...(await lookAt(file, plan, state, options, progress)).report };
  const regionName = say(lang, 'areas.new_region', { code: making });
  const id = await inNoRegion(db, (tx) => ensureRegion(tx, { code: making, name: regionName, provisional: true }));
  const report = await importAreas(db, housePermit('areas.edit', id), file, options, progress);
  return { region: making, ...report };
}

async function regionAsked(db: Db, code: string | undefined): Promise<Region | undefined> {
  const regions = await inNoRegion(db, listRegions);
  if (code !== undefined) return regions.find((region) => region.code === code);
  if (regions.length > 1) deny('area.several_regions', { codes: regions.map((region) => region.code).join(', ') });
  return regions[0];
}

async function regionWith(db: Db, { region, layer }: Asked): Promise<Region> {
  const found = await regionAsked(db, region);
  if (!found)
    return region === undefined
      ? deny('area.no_such_layer', { layer })
      : deny('thing.unknown_reference', { field: 'region', value: region });
  return found;
}

export async function checkAreasCommand(
  db: Db,
  asked: Asked,
  progress: Progress = noProgress,
): Promise<CheckReport & { region: string }> {
  const { id, code } = await regionWith(db, asked);
  return { region: code, ...(await checkLayer(db, id, asked.layer, progress)) };
}

export async function subdivideAreasCommand(
  db: Db,
  asked: Asked & { area?: string; hectares: number },
  progress: Progress = noProgress,
): Promise<SubdivideReport & { region: string }> {
  const { id, code } = await regionWith(db, asked);
  const { area, ...options } = asked;
  const by = housePermit('areas.edit', id);
  const report = await subdivideAreas(db, by, { ...options, ...(area ? { area: { code: area } } : {}) }, progress);
  return { region: code, ...report };
}

export type LocateCommand = Asked & { file: string; lon: string; lat: string; datum?: Datum; out: string };

export async function locateAreasCommand(
  db: Db,
  asked: LocateCommand,
  progress: Progress = noProgress,
): Promise<LocateReport & { region: string; layer: string; areas: number }> {
  const { id, code } = await regionWith(db, asked);
  const locator = await inRegion(db, id, async (tx) => {
    if (!layerNamed(await treeOf(tx, id), asked.layer)) deny('area.no_such_layer', { layer: asked.layer });
    return locatorOf(tx, id, asked.layer);
  });
  const { file: input, out: output, lon, lat, datum, lang } = asked;
  const report = await locateRows(locator, { input, output, lon, lat, datum, lang }, progress);
  return { region: code, layer: asked.layer, areas: locator.size, ...report };
}

// ── 地名与底图 ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type OfFile = { file: string; region?: string; lang?: Lang; dryRun?: boolean };
/** At most this many bad rows are listed; all are counted. */
const listedRows = 100;
type Unusable = { refused: number; reasons: Record<string, number>; invalid: ReturnType<typeof inWords> };

export type NamesReport = Unusable & {
  region: string;
  rows: number;
  added: number;
  moved: number;
  /** rows that name again what an earlier one did, by kind and code: the last one counts */
  twice: number;
  /** their point lies in no area: a report with such a name goes to the district */
  outside: number;
  written: boolean;
};

/**
 * 地名: names in their places, by which reports without a pin are placed. A name known by its kind and code is moved, not
 * doubled. Bad rows are listed and left out; the good ones come in together or not at all.
 */
export async function importNamesCommand(
  db: Db,
  asked: OfFile & { mapping: NamesMapping },
  progress: Progress = noProgress,
): Promise<NamesReport> {
  const { file, mapping, lang = 'zh', dryRun = false } = asked;
  const { id, code: region } = await regionWith(db, { ...asked, layer: 'unified' });
  const read = sound(file, readNames(await bytesOf(file), mapping));
  await progress.at(1, 3);
  const errors = [...read.errors];
  const counts = await inRegion(db, id, async (tx) => {
    const [tree, locator] = [await treeOf(tx, id), await locatorOf(tx, id)];
    const idOf = new Map([...tree.byId.values()].filter(({ ended }) => !ended).map((area) => [area.code, area.id]));
    const places: AddPlace[] = [];
    let outside = 0;
    for (const { row, areaCode, ...place } of read.rows) {
      const areaId = areaCode === '' ? null : idOf.get(areaCode);
      if (areaId === undefined) {
        errors.push({ row, field: mapping.area!, reason: 'geofile.unknown_area', detail: areaCode });
        continue;
      }
      if (areaId === null && place.point && !locator.locate(place.point.lon, place.point.lat)) outside++;
      places.push({ ...place, areaId });
    }
    const done = dryRun
      ? { added: 0, moved: 0 }
      : await addPlaces(tx, housePermit('areas.edit', id), places, new Date());
    const once = new Set(places.map(({ kind, code, name }) => `${kind} ${code} ${name}`)).size;
    return { ...done, twice: places.length - once, outside };
  });
  await progress.at(3, 3);
  const rows = read.rows.length + read.errors.length;
  return { region, rows, ...counts, ...unusable(errors, lang), written: !dryRun };
}

export type GroundReport = Unusable & {
  region: string;
  drawn: Record<string, number>;
  leftOut: number;
  written: boolean;
};

/** 底图: roads, water and green from a file, the whole drawing in place of the one before. */
export async function drawGroundCommand(db: Db, asked: OfFile & { mapping: GroundMapping }): Promise<GroundReport> {
  const { file, mapping, lang = 'zh', dryRun = false } = asked;
  const { id, code: region } = await regionWith(db, { ...asked, layer: 'unified' });
  const { features, errors, leftOut } = sound(file, readGround(await bytesOf(file), mapping));
  if (!dryRun) await inRegion(db, id, (tx) => drawGroundMap(tx, housePermit('areas.edit', id), features, new Date()));
  const drawn: Record<string, number> = {};
  for (const { kind } of features) drawn[kind] = (drawn[kind] ?? 0) + 1;
  return { region, drawn, leftOut, ...unusable(errors, lang), written: !dryRun };
}

function sound<T extends object>(file: string, read: T | FileFault): T {
  if (!('fault' in read)) return read;
  const { fault, field, detail } = read;
  return deny('file.unusable', {
    file,
    reason: { word: `fault.${fault}`, params: { ...(field ? { field } : {}), ...(detail ? { detail } : {}) } },
  });
}

function unusable(errors: RowError[], lang: Lang): Unusable {
  const reasons: Record<string, number> = {};
  for (const { reason } of errors) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const first = errors.toSorted((a, b) => a.row - b.row).slice(0, listedRows);
  return { refused: errors.length, reasons, invalid: inWords(first, lang) };
}
