/**
 * How a city's own file is to be read: `gridloop.replay/1`. Three constants (format, timeZone, region), and for everything else
 * the name of the file's column. A mapping that cannot be meant is refused whole, with the field and the reason.
 */
import { Type, type Static } from 'typebox';
import { offsetAt } from '#contract/calendar.ts';
import { say, type Lang } from '#contract/words/words.ts';
import type { RowError } from '#kit/refusal.ts';
import { checker } from '#kit/validate.ts';

const Column = Type.String({ minLength: 1 });
const PlaceByPoint = Type.Object({ lon: Column, lat: Column, layer: Type.String({ minLength: 1 }) });
/** Looked up in areas, then in the gazetteer, then in the texts; `create` makes an area without a boundary of what is unknown. */
const PlaceByName = Type.Object({ name: Column, create: Type.Optional(Type.Boolean()) });
/** No column says where: a name that stands in the row's texts. */
const PlaceInTexts = Type.Object({ texts: Type.Literal(true) });

const Mapping = Type.Object({
  format: Type.Literal('gridloop.replay/1'),
  timeZone: Type.String({ minLength: 1 }),
  region: Type.String({ minLength: 1, maxLength: 40 }),
  id: Column,
  openedAt: Column,
  dueAt: Type.Optional(Column),
  closedAt: Type.Optional(Column),
  matter: Type.Optional(Column),
  unit: Type.Optional(Column),
  channel: Type.Optional(Column),
  reply: Type.Optional(Column),
  text: Type.Array(Column, { minItems: 1 }),
  /** tried in this order */
  place: Type.Array(Type.Union([PlaceByPoint, PlaceByName, PlaceInTexts])),
});
export type Mapping = Static<typeof Mapping>;
export type PlaceRule = Mapping['place'][number];
export const byPoint = (rule: PlaceRule): rule is Static<typeof PlaceByPoint> => 'lon' in rule;
export const inTexts = (rule: PlaceRule): rule is Static<typeof PlaceInTexts> => 'texts' in rule;

const check = checker(Mapping);

export function readMapping(text: string, lang: Lang): Mapping | { faults: RowError[] } {
  let given: unknown;
  try {
    given = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { faults: [{ field: '', reason: say(lang, 'replay.not_json', { detail: (error as Error).message }) }] };
  }
  const faults = [
    ...placeFaults(given, lang),
    ...check(given, lang).errors.filter(({ field }) => !/^\/place\/\d/.test(field)),
  ];
  if (faults.length > 0) return { faults };
  const mapping = given as Mapping;
  if (!isTimeZone(mapping.timeZone)) {
    return { faults: [{ field: '/timeZone', reason: say(lang, 'replay.time_zone', { given: mapping.timeZone }) }] };
  }
  return mapping;
}

const checkPoint = checker(PlaceByPoint);
const checkName = checker(PlaceByName);
const checkTexts = checker(PlaceInTexts);
/** A place is told by what it names, so that a misspelt `lat` is not called a place of another kind. */
function placeFaults(given: unknown, lang: Lang): RowError[] {
  const places = (given as { place?: unknown } | null)?.place;
  if (!Array.isArray(places)) return [];
  return places.flatMap((place: unknown, i) => {
    const has = (name: string) => typeof place === 'object' && place !== null && name in place;
    const { errors } = (has('name') ? checkName : has('texts') ? checkTexts : checkPoint)(place, lang);
    return errors.map((error) => ({ ...error, field: `/place/${i}${error.field === '/' ? '' : error.field}` }));
  });
}

function isTimeZone(name: string): boolean {
  try {
    return Number.isFinite(offsetAt(name, 0));
  } catch {
    return false;
  }
}

/** Every column the mapping speaks of, with the field that does. */
export function columnsOf(mapping: Mapping): { field: string; column: string }[] {
  const single = (['id', 'openedAt', 'dueAt', 'closedAt', 'matter', 'unit', 'channel', 'reply'] as const).flatMap(
    (field) => (mapping[field] === undefined ? [] : [{ field: `/${field}`, column: mapping[field] }]),
  );
  const places = mapping.place.flatMap((rule, i) =>
    inTexts(rule)
      ? []
      : byPoint(rule)
        ? [
            { field: `/place/${i}/lon`, column: rule.lon },
            { field: `/place/${i}/lat`, column: rule.lat },
          ]
        : [{ field: `/place/${i}/name`, column: rule.name }],
  );
  return [...single, ...mapping.text.map((column, i) => ({ field: `/text/${i}`, column })), ...places];
}
