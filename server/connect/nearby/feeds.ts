/** The cases around, and what offices tell, as feeds that other sites and readers take: GeoJSON, and RSS 2.0. Pure. */
import type { PublicCase, publicGeoJson } from '#contract/connect.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import type { PublicNotice } from '#contract/notices.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { escaped } from '../xml.ts';

export const geoJsonOf = (rows: readonly PublicCase[]): ReplyOf<typeof publicGeoJson> => ({
  type: 'FeatureCollection',
  features: rows.flatMap(({ point, ...properties }) =>
    point
      ? [
          {
            type: 'Feature' as const,
            id: properties.number,
            geometry: { type: 'Point' as const, coordinates: [point.lon, point.lat] },
            properties,
          },
        ]
      : [],
  ),
});

/** RSS 2.0; `link` is the public page, where each item stands. */
export function rssOf(rows: readonly PublicCase[], link: string, region: string, lang: Lang): string {
  const item = (one: PublicCase): string => {
    const title = `${one.matterName} · ${one.areaName}`;
    const told = [
      say(lang, `case.state.${one.state}`),
      ...(one.overdue ? [say(lang, 'public.nearby.overdue')] : []),
      ...(one.office ? [one.office] : []),
    ].join(' · ');
    const day = new Date(one.endedAt ?? one.openedAt).toUTCString();
    return `<item><title>${escaped(title)}</title><link>${escaped(`${link}?show=${one.number}`)}</link><guid isPermaLink="false">${escaped(`${one.number}/${one.state}`)}</guid><pubDate>${day}</pubDate><description>${escaped(told)}</description></item>`;
  };
  const [title, lead] = [say(lang, 'public.nearby.feed', { region }), say(lang, 'public.nearby.lead')];
  return channelOf({ title, link, lead, lang }, rows.map(item));
}

/** Each notice by its own address, which stays; in English where the office wrote it so. */
export function noticesRssOf(rows: readonly PublicNotice[], link: string, region: string, lang: Lang): string {
  const item = ({ id, title, words, titleEn, wordsEn, unitName, publishedAt }: PublicNotice): string => {
    const english = lang === 'en' && titleEn !== '';
    const told = `${unitName} · ${(english && wordsEn) || words}`;
    return `<item><title>${escaped(english ? titleEn : title)}</title><link>${escaped(`${link}/${id}`)}</link><guid>${escaped(`${link}/${id}`)}</guid><pubDate>${new Date(publishedAt).toUTCString()}</pubDate><description>${escaped(told)}</description></item>`;
  };
  const [title, lead] = [say(lang, 'public.notices.feed', { region }), say(lang, 'public.notices.lead')];
  return channelOf({ title, link, lead, lang }, rows.map(item));
}

function channelOf(
  { title, link, lead, lang }: { title: string; link: string; lead: string; lang: Lang },
  items: readonly string[],
): string {
  const head = `<title>${escaped(title)}</title><link>${escaped(link)}</link><description>${escaped(lead)}</description><language>${lang === 'zh' ? 'zh-CN' : 'en'}</language>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>${head}${items.join('')}</channel></rss>\n`;
}
