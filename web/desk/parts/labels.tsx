/** 标签 of a case as they stand in a list; a label that was taken out of use keeps its name on the cases that carry it. */
import { useSettings } from './narrowing.tsx';
import { useWords } from '#web/kit/words.tsx';
import type { Tone } from '#contract/settings.ts';

export const toneClass: Record<Tone, string> = {
  blue: 'tag tag-blue',
  green: 'tag tag-green',
  amber: 'tag tag-amber',
  red: 'tag tag-red',
  grey: 'tag',
};

export function Labels({ names }: { names: readonly string[] }) {
  return names.length > 0 ? <Named names={names} /> : null;
}

function Named({ names }: { names: readonly string[] }) {
  const { lang } = useWords();
  const kept = useSettings('label').data?.settings ?? [];
  return kept
    .filter(({ name }) => names.includes(name))
    .map(({ name, content }) =>
      content.kind === 'label' ? (
        <em key={name} className={toneClass[content.tone]}>
          {content.title[lang]}
        </em>
      ) : null,
    );
}
