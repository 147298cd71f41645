/** The cases around as feeds that other sites and readers take: GeoJSON, and RSS 2.0. Pure. */
import type { PublicCase, publicGeoJson } from '#contract/connect.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
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
  const head = `<title>${escaped(say(lang, 'public.nearby.feed', { region }))}</title><link>${escaped(link)}</link><description>${escaped(say(lang, 'public.nearby.lead'))}</description><language>${lang === 'zh' ? 'zh-CN' : 'en'}</language>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>${head}${rows.map(item).join('')}</channel></rss>\n`;
}
