/** Bands as they are typed: "0=100, 2=90, *=0": up to and including a value, rising, the last without a limit. */
import type { Band } from '#contract/indicators.ts';

export const bandsText = (bands: readonly Band[] | null): string =>
  (bands ?? []).map(({ upTo, points }) => `${upTo ?? '*'}=${points}`).join(', ');

/** null where nothing was typed; undefined where it cannot be read. */
export function bandsFrom(text: string): Band[] | null | undefined {
  if (text.trim() === '') return null;
  const bands = text.split(/[,，;；]/).map((one): Band | undefined => {
    const [, upTo, points] = /^\s*(\*|-?\d+(?:\.\d+)?)\s*[=:：]\s*(\d+(?:\.\d+)?)\s*$/.exec(one) ?? [];
    return upTo === undefined || points === undefined
      ? undefined
      : { upTo: upTo === '*' ? null : Number(upTo), points: Number(points) };
  });
  return bands.every((band) => band !== undefined) ? bands : undefined;
}
