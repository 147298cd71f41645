/** Times as the district reads them: on its own clock, wherever the reader's device thinks it is. */
import { say, type Lang } from '#contract/words/words.ts';

let ofDistrict = 'Asia/Shanghai';
let parts = readerOf(ofDistrict);

/** The time zone of the district; the page brings it, and whoever signs in is told that of the own district. */
export const zone = (): string => ofDistrict;
export function readTimesIn(timeZone: string | undefined): void {
  if (!timeZone || timeZone === ofDistrict) return;
  try {
    parts = readerOf(timeZone);
    ofDistrict = timeZone;
  } catch {
    // a zone this browser does not know, or a page that nobody filled in: better a clock than none
  }
}

function readerOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function read(at: string | Date): Record<string, string> {
  const date = typeof at === 'string' ? new Date(at) : at;
  if (Number.isNaN(date.getTime())) return {};
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]));
}

/** '2026-11-21 08:05' */
export function instantText(at: string | Date): string {
  const p = read(at);
  return p['year'] ? `${p['year']}-${p['month']}-${p['day']} ${p['hour']}:${p['minute']}` : '';
}
/** The server says an instant as it is meant for every machine; within a sentence a person reads it on the district's clock. */
export const readInstants = (sentence: string): string =>
  sentence.replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/g, instantText);
/** '2026-11-21' */
export const dayText = (at: string | Date): string => instantText(at).slice(0, 10);

/** 'a number with its unit' of the largest unit that fits: '3 小时', '2 days' */
export function spanText(lang: Lang, milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 1) return say(lang, 'time.moment');
  if (minutes < 60) return counted(lang, 'minute', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = minutes % 60;
    return hours < 6 && rest >= 10
      ? `${counted(lang, 'hour', hours)} ${counted(lang, 'minute', rest)}`
      : counted(lang, 'hour', hours);
  }
  const days = Math.floor(hours / 24);
  const restHours = hours % 24;
  return days < 4 && restHours > 0
    ? `${counted(lang, 'day', days)} ${counted(lang, 'hour', restHours)}`
    : counted(lang, 'day', days);
}

const counted = (lang: Lang, unit: 'minute' | 'hour' | 'day', n: number): string =>
  say(lang, n === 1 ? `time.${unit}` : `time.${unit}s`, { n });

/** '3 小时前', 'in 2 days' */
export function agoText(lang: Lang, at: string | Date, now: Date): string {
  const distance = now.getTime() - new Date(at).getTime();
  if (Math.abs(distance) < 60_000) return say(lang, 'time.now');
  return say(lang, distance > 0 ? 'time.ago' : 'time.ahead', { span: spanText(lang, Math.abs(distance)) });
}
