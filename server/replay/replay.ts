/**
 * `gridloop replay`: a city's own history, row by row through the real actions under a virtual clock, and then read back through
 * evaluation and check. Twice the same id changes nothing, so a history that was interrupted is simply started again.
 */
import { say, type Lang } from '#contract/words/words.ts';
import { localDate } from '#contract/calendar.ts';
import { locatorOf, treeOf } from '#areas';
import { outcomes, type Outcomes } from '#evaluation';
import { casesByExternalId, openJudge, type TitleJudge } from '#intake';
import type { Keys } from '#kit/crypto.ts';
import { inRegion, isRetryable, type Db } from '#kit/db.ts';
import type { Files } from '#kit/files.ts';
import { readIn } from '#kit/readin.ts';
import { Refused } from '#kit/refusal.ts';
import { runChecks } from '../check.ts';
import { isRejected, tell, type Rejected, type Told } from './history.ts';
import { byPoint, columnsOf, readMapping, type Mapping } from './mapping.ts';
import { playRow, type Stage } from './play.ts';
import { setTheStage, type Survey } from './prepare.ts';
import { columnsIn, openSource, readSmall, rowsOf, UnusableFile, type SourceFile } from './rows.ts';

export { UnusableFile } from './rows.ts';

export type ReplayResult = {
  rows: number;
  rejected: Rejected[];
  /** played by an earlier run; their cases are counted below like the others */
  alreadyThere: number;
  coordinatesRefused: number;
  located: Outcomes['located'];
  open: number;
  closed: number;
  late: number;
  openOverdue: number;
  answered: Outcomes['answered'];
  violations: { invariant: string; case: string }[];
  seconds: { play: number; check: number };
};

export type ReplayFiles = { file: string; map: string; model?: string | undefined; lang: Lang };
export type ReplayOptions = {
  lang: Lang;
  /** the process template under which it is played; the standard one, where none is named */
  template?: string | undefined;
  keys: Keys;
  files: Files;
  now: () => Date;
  note: (line: string) => void;
  progress: (line: string) => void;
  /** the words of a refusal */
  wordsOf: (refused: Refused) => string;
};

/** Reads and checks everything that can be wrong before the first row is played: nothing is changed by a file that cannot be used. */
export async function openHistory({ file, map, model, lang }: ReplayFiles) {
  const mapping = readMapping(new TextDecoder().decode(await readSmall(map)), lang);
  if ('faults' in mapping) {
    const [first] = mapping.faults;
    const more = mapping.faults.slice(1).map(({ field, reason }) => `${field} ${reason}`);
    throw new UnusableFile(map, first!.field, [first!.reason, ...more].join('; '));
  }
  const judge = model === undefined ? undefined : await openJudge(model, lang);
  const source = await openSource(file, lang);
  const columns = await columnsIn(source, lang);
  if (columns.size === 0) throw new UnusableFile(file, '', say(lang, 'replay.no_rows'));
  for (const { field, column } of columnsOf(mapping)) {
    // Lines of JSON leave out what they do not know; only what every row needs must stand in some of them.
    if (columns.has(column) || (source.format === 'jsonl' && field !== '/id' && field !== '/openedAt')) continue;
    throw new UnusableFile(map, field, say(lang, 'replay.no_such_column', { file, column }));
  }
  return { source, mapping, judge };
}

/** Rows in one transaction: enough that waiting for the disk does not count, few enough that one bad row costs little. */
const rowsAtOnce = 25;
export const players = 3;

export async function replay(
  db: Db,
  { source, mapping, judge }: { source: SourceFile; mapping: Mapping; judge?: TitleJudge | undefined },
  options: ReplayOptions,
): Promise<ReplayResult> {
  const { lang, now, progress } = options;
  const survey = await look(source, mapping, options);
  const told = { ...survey, judge, template: options.template };
  const stage: Stage = await setTheStage(db, mapping, told, options.keys, now(), lang);
  await warnOfLayers(db, stage.regionId, mapping, options);

  const startedAt = performance.now();
  const result = await readIn(() => playAll(db, source, mapping, stage, survey.rows, options));
  const play = seconds(startedAt);

  const checkedFrom = performance.now();
  const totals = await readBack(db, stage.regionId, result.caseIds, now());
  const { checks } = await runChecks(db, {
    files: options.files,
    regionId: stage.regionId,
    progress: (invariant, checked) => progress(say(lang, 'replay.progress.check', { invariant, checked })),
  });
  return {
    rows: survey.rows,
    rejected: result.rejected,
    alreadyThere: result.alreadyThere,
    coordinatesRefused: result.coordinatesRefused,
    ...totals,
    violations: checks.flatMap(({ invariant, first }) => first.map((id) => ({ invariant, case: id }))),
    seconds: { play, check: seconds(checkedFrom) },
  };
}

const seconds = (from: number): number => Math.round((performance.now() - from) / 100) / 10;

/** The first reading: how many rows there are, which matters, units and names they speak of, and when it all began. */
async function look(source: SourceFile, mapping: Mapping, { lang, progress }: ReplayOptions): Promise<Survey> {
  const survey: Survey = {
    rows: 0,
    matters: new Set(),
    units: new Set(),
    names: new Set(),
    unnamedUnits: false,
    since: '',
  };
  let first = Infinity;
  for await (const { row, values, fault } of rowsOf(source, lang)) {
    survey.rows += 1;
    if (survey.rows % 5000 === 0) progress(say(lang, 'replay.progress.scan', { rows: survey.rows }));
    const told = fault === undefined ? tell(row, values, mapping, lang) : undefined;
    if (!told || isRejected(told)) continue;
    if (told.matter !== '') survey.matters.add(told.matter);
    if (told.unit === '') survey.unnamedUnits = true;
    else survey.units.add(told.unit);
    for (const place of told.places)
      if ('name' in place && place.create && place.name !== '') survey.names.add(place.name);
    first = Math.min(first, told.openedAt.getTime());
  }
  if (survey.rows === 0) throw new UnusableFile(source.path, '', say(lang, 'replay.no_rows'));
  survey.since = localDate(new Date(first === Infinity ? 0 : first), mapping.timeZone);
  return survey;
}

async function warnOfLayers(db: Db, regionId: number, mapping: Mapping, { lang, note }: ReplayOptions): Promise<void> {
  await inRegion(db, regionId, async (tx) => {
    const { layers } = await treeOf(tx, regionId);
    for (const { layer } of mapping.place.filter(byPoint)) {
      const known = layers.some(({ name }) => name === layer);
      if (!known || (await locatorOf(tx, regionId, layer)).size === 0)
        note(say(lang, 'replay.layer_unknown', { layer }));
    }
  });
}

type Played = { caseIds: string[]; rejected: Rejected[]; alreadyThere: number; coordinatesRefused: number };

async function playAll(
  db: Db,
  source: SourceFile,
  mapping: Mapping,
  stage: Stage,
  total: number,
  options: ReplayOptions,
): Promise<Played> {
  const { lang } = options;
  const played: Played = { caseIds: [], rejected: [], alreadyThere: 0, coordinatesRefused: 0 };
  const rowOfId = new Map<string, number>();
  const rows = rowsOf(source, lang);
  const startedAt = performance.now();
  let done = 0;

  /** The next rows that can be played; what cannot is put on the list. Asked by one player at a time. */
  async function nextRows(): Promise<Told[]> {
    const some: Told[] = [];
    while (some.length < rowsAtOnce) {
      const { value: line, done: over } = await rows.next();
      if (over) break;
      const { row, values, fault } = line;
      const told = fault === undefined ? tell(row, values, mapping, lang) : { row, field: '', reason: fault };
      const before = isRejected(told) ? undefined : rowOfId.get(told.id);
      if (isRejected(told)) played.rejected.push(told);
      else if (before !== undefined) {
        const reason = say(lang, 'replay.row.id_twice', { row: before });
        played.rejected.push({ row, field: mapping.id, reason });
      } else {
        rowOfId.set(told.id, row);
        if (told.coordinateRefused) played.coordinatesRefused += 1;
        some.push(told);
        continue;
      }
      done += 1;
    }
    return some;
  }

  let reading: Promise<unknown> = Promise.resolve();
  const inTurn = (): Promise<Told[]> => {
    const mine = reading.then(nextRows);
    reading = mine.catch(() => undefined);
    return mine;
  };
  const player = async () => {
    for (let some = await inTurn(); some.length > 0; some = await inTurn()) {
      const { caseIds, rejected, alreadyThere } = await playSome(db, stage, some, options);
      played.caseIds.push(...caseIds);
      played.rejected.push(...rejected);
      played.alreadyThere += alreadyThere;
      done += some.length;
      const rate = done / ((performance.now() - startedAt) / 1000);
      const left = duration((total - done) / rate);
      options.progress(say(lang, 'replay.progress.play', { done, total, rate: Math.round(rate), left }));
    }
  };
  try {
    await Promise.all(Array.from({ length: players }, player));
  } finally {
    await rows.return(undefined);
  }
  played.rejected.sort((a, b) => a.row - b.row);
  return played;
}

const duration = (s: number): string => `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, '0')}`;

/** Some rows in one transaction; if one of them cannot be played, each again by itself, so that only that one is left out. */
async function playSome(
  db: Db,
  stage: Stage,
  some: Told[],
  options: ReplayOptions,
): Promise<Omit<Played, 'coordinatesRefused'>> {
  const { regionId } = stage;
  for (let tries = 1; ; tries++) {
    try {
      return await inRegion(db, regionId, async (tx) => {
        const before = await casesByExternalId(
          tx,
          regionId,
          some.map(({ id }) => id),
        );
        const caseIds: string[] = [];
        for (const told of some) caseIds.push(before.get(told.id) ?? (await playRow(tx, stage, told)));
        return { caseIds, rejected: [], alreadyThere: before.size };
      });
    } catch (error) {
      if (isRetryable(error) && tries < 5) continue;
      const reason = aboutTheRow(error, options);
      if (reason === undefined) throw error;
      if (some.length > 1) break;
      return { caseIds: [], rejected: [{ row: some[0]!.row, field: '', reason }], alreadyThere: 0 };
    }
  }
  const result: Omit<Played, 'coordinatesRefused'> = { caseIds: [], rejected: [], alreadyThere: 0 };
  for (const told of some) {
    const one = await playSome(db, stage, [told], options);
    result.caseIds.push(...one.caseIds);
    result.rejected.push(...one.rejected);
    result.alreadyThere += one.alreadyThere;
  }
  return result;
}

/** What was refused, or what the database cannot hold (its classes 22 data, 23 constraint, 54 limit); anything else is no row's fault. */
function aboutTheRow(error: unknown, { wordsOf }: ReplayOptions): string | undefined {
  if (error instanceof Refused) return wordsOf(error);
  const { code, message } = error as { code?: unknown; message?: string };
  return typeof code === 'string' && /^(22|23|54)...$/.test(code) ? message : undefined;
}

/** What became of the cases, told by the database. */
async function readBack(db: Db, regionId: number, caseIds: string[], asOf: Date): Promise<Outcomes> {
  const total: Outcomes = {
    open: 0,
    closed: 0,
    late: 0,
    openOverdue: 0,
    answered: { own: 0, standard: 0 },
    located: { point: 0, name: 0, operator: 0, outside: 0, fallback: 0 },
  };
  const add = (into: Record<string, number | object>, from: Record<string, number | object>) => {
    for (const [key, value] of Object.entries(from)) {
      if (typeof value === 'number') (into[key] as number) += value;
      else add(into[key] as Record<string, number>, value as Record<string, number>);
    }
  };
  for (let i = 0; i < caseIds.length; i += 10_000) {
    add(total, await inRegion(db, regionId, (tx) => outcomes(tx, regionId, caseIds.slice(i, i + 10_000), asOf)));
  }
  return total;
}
