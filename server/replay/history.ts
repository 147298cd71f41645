/** One row of a history, as the file tells it: what, when, where, by whom. Pure; a row that cannot be played says why. */
import type { channels } from '#contract/cases.ts';
import { say, type Lang, type WordKey, type WordParams } from '#contract/words/words.ts';
import { readCoordinate } from '#areas';
import { byPoint, inTexts, type Mapping } from './mapping.ts';
import { readTime } from './times.ts';

export type ToldPlace =
  { lon: number; lat: number; layer: string } | { name: string; create: boolean } | { texts: true };
export type Told = {
  row: number;
  id: string;
  openedAt: Date;
  dueAt: Date | null;
  closedAt: Date | null;
  matter: string;
  unit: string;
  channel: (typeof channels)[number];
  reply: string;
  title: string;
  detail: string;
  placeText: string;
  places: ToldPlace[];
  /** somebody wrote a coordinate that cannot be a place */
  coordinateRefused: boolean;
};
export type Rejected = { row: number; field: string; reason: string };
export const isRejected = (told: Told | Rejected): told is Rejected => 'reason' in told;

const longestTitle = 120;

export function tell(row: number, values: ReadonlyMap<string, string>, mapping: Mapping, lang: Lang): Told | Rejected {
  const at = (column: string | undefined): string => (column === undefined ? '' : (values.get(column) ?? '').trim());
  const reject = (field: string, word: WordKey, params: WordParams = {}): Rejected => ({
    row,
    field,
    reason: say(lang, word, params),
  });

  const id = at(mapping.id);
  if (id === '') return reject(mapping.id, 'replay.row.id_missing');
  if (at(mapping.openedAt) === '') return reject(mapping.openedAt, 'replay.row.time_missing');
  const times: Partial<Record<'openedAt' | 'dueAt' | 'closedAt', Date>> = {};
  for (const field of ['openedAt', 'dueAt', 'closedAt'] as const) {
    const given = at(mapping[field]);
    if (given === '') continue;
    const time = readTime(given, mapping.timeZone);
    if (!time) return reject(mapping[field]!, 'replay.row.time_unreadable', { given });
    times[field] = time;
  }
  const { openedAt, dueAt = null, closedAt = null } = times as { openedAt: Date; dueAt?: Date; closedAt?: Date };
  if (closedAt && closedAt < openedAt) {
    const [closed, opened] = [at(mapping.closedAt), at(mapping.openedAt)];
    return reject(mapping.closedAt!, 'replay.row.closed_before_opened', { closed, opened });
  }

  let coordinateRefused = false;
  const places = mapping.place.flatMap((rule): ToldPlace[] => {
    if (inTexts(rule)) return [{ texts: true }];
    if (!byPoint(rule)) return [{ name: at(rule.name), create: rule.create ?? false }];
    const point = readCoordinate(at(rule.lon), at(rule.lat));
    if (point.fault === undefined) return [{ lon: point.lon, lat: point.lat, layer: rule.layer }];
    if (point.fault !== 'coordinate.missing') coordinateRefused = true;
    return [];
  });
  const texts = mapping.text.map(at).filter((text) => text !== '');
  const whole = texts.join('\n');
  const [first = id] = texts;
  const letters = Array.from(first);
  const fits = letters.length <= longestTitle;
  return {
    row,
    id,
    openedAt,
    dueAt,
    closedAt,
    matter: at(mapping.matter),
    unit: at(mapping.unit),
    channel: channelOf(at(mapping.channel)),
    reply: at(mapping.reply),
    title: fits ? first : `${letters.slice(0, longestTitle - 1).join('')}…`,
    detail: fits ? texts.slice(1).join('\n') : whole,
    placeText: places.flatMap((place) => ('name' in place && place.name !== '' ? [place.name] : []))[0] ?? '',
    places,
    coordinateRefused,
  };
}

/** Doors by the words cities have for them; what is none of these came in by the import. */
const doors: [Told['channel'], RegExp][] = [
  ['hotline', /^(hotline|phone|call|telephone|热线|电话|12345)/i],
  ['web', /^(web|online|internet|website|mobile|app|e-?mail|网上|网站|网络|微信|小程序|客户端|邮箱)/i],
  ['counter', /^(counter|walk-?in|in person|mail|letter|fax|窗口|现场|来访|来信|信件)/i],
  ['department', /^(department|internal|agency|部门|内部|转办|交办)/i],
  ['keeper', /^(keeper|patrol|inspector|field|网格员|采集员|巡查|巡查员)/i],
  ['open311', /^open311/i],
];
function channelOf(text: string): Told['channel'] {
  return doors.find(([, words]) => words.test(text))?.[0] ?? 'import';
}
