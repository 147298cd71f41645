/** Parts of one list, all in sight; which is open stands in the address (`useAddress`). */
import type { ReactNode } from 'react';
import { useWords } from '#web/kit/words.tsx';

export function Tabs<T extends string>({
  label,
  tabs,
  word,
  chosen,
  onChoose,
  all = false,
}: {
  label: string;
  tabs: readonly T[];
  word: (tab: NoInfer<T>) => ReactNode;
  chosen: NoInfer<T> | undefined;
  onChoose: (tab: NoInfer<T> | undefined) => void;
  /** the first tab shows everything, and is nobody's name */
  all?: boolean;
}) {
  const { say } = useWords();
  const shown: readonly (T | undefined)[] = all ? [undefined, ...tabs] : tabs;
  return (
    <nav className="tabs" aria-label={label}>
      {shown.map((tab) => (
        <button
          key={tab ?? ''}
          type="button"
          aria-current={chosen === tab ? 'page' : undefined}
          onClick={() => onChoose(tab)}
        >
          {tab === undefined ? say('desk.all') : word(tab)}
        </button>
      ))}
    </nav>
  );
}
