/** A sentence of the site in which words of the house stand as they were written: a screen reader then changes its voice for them. */
import { Fragment } from 'react';
import { useWords } from '#web/kit/words.tsx';

/** From the first Chinese character to the last of a run, with the points and figures between. */
const chinese = /(\p{Script=Han}(?:[\p{Script=Han}\p{P}\p{Nd}\s]*\p{Script=Han})?)/u;

export function Mixed({ text }: { text: string }) {
  const { lang } = useWords();
  if (lang === 'zh') return text;
  return text.split(chinese).map((part, n) =>
    n % 2 === 1 ? (
      <span key={n} lang="zh-CN">
        {part}
      </span>
    ) : (
      <Fragment key={n}>{part}</Fragment>
    ),
  );
}
