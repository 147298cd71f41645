/** Why two are thought the same, in words: what was added up, strongest first. */
import { say, type Lang } from '#contract/words/words.ts';
import type { Evidence, Twin } from '../twins.ts';
import { subjects } from './subjects.ts';

const said = (one: Evidence, lang: Lang): string => {
  const stop = lang === 'zh' ? '、' : ', ';
  const what =
    one.kind === 'same_subject'
      ? one.what.map((i) => subjects[Number(i)]![lang])
      : one.what.slice(0, one.kind === 'words' ? 4 : 2);
  const n = one.n === undefined ? '' : Math.max(10, Math.round(one.n / 10) * 10);
  return say(lang, `twin.${one.kind}`, { what: what.join(stop), n });
};

export type Reasons = { for: string[]; against: string[] };

/**
 * `words: false` keeps back which words of the other's text are the same: whoever only asks may not read another's report by guessing.
 */
export function reasonsOf(twin: Twin, lang: Lang, { words }: { words: boolean }): Reasons {
  const list = twin.evidence
    .filter((one) => Math.abs(one.weight) >= 0.3 && (words || one.kind !== 'words'))
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const when = twin.days < 1 ? say(lang, 'twin.today') : say(lang, 'twin.days', { n: twin.days });
  return {
    for: [...list.filter(({ weight }) => weight > 0).map((one) => said(one, lang)), when],
    against: list.filter(({ weight }) => weight < 0).map((one) => said(one, lang)),
  };
}
