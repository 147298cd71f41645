/** What is asked about what stands there: which open cases nearby are alike? The same question is asked once, by whoever asks first. */
import { similarCases } from '#contract/intake.ts';
import type { BodyOf } from '#contract/endpoint.ts';
import type { Lang } from '#contract/words/words.ts';
import { call } from '#web/kit/api.ts';
import { titleOf, type Written } from '../report.rules.ts';

const fewestLetters = 4;

/** Of a need whose place nobody knows yet, too much would be alike. */
export const placed = ({ placeText, location }: Written): boolean => location !== null || placeText.trim() !== '';

/** Null until there are words. */
export function alikeQuestion({ words, placeText, matterId, location }: Written): string | null {
  const detail = words.trim();
  if (detail.length < fewestLetters) return null;
  const place = placeText.trim();
  return JSON.stringify({
    title: titleOf(detail),
    detail,
    ...(place ? { placeText: place } : {}),
    matterId,
    ...(location ? { location } : {}),
  } satisfies BodyOf<typeof similarCases>);
}

export const lookAlike = (lang: Lang, question: string) => ({
  queryKey: [similarCases.id, lang, question],
  queryFn: async () => (await call(similarCases, { body: JSON.parse(question) as BodyOf<typeof similarCases> })).cases,
  staleTime: 60_000,
  retry: false,
});
