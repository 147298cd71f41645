/** Parts of one list, all in sight; which is open stands in the address (`useAddress`). */
import { useWords } from '#web/kit/words.tsx';

export function Tabs<T extends string>({
  label,
  tabs,
  word,
  count,
  chosen,
  onChoose,
  all = false,
}: {
  label: string;
  tabs: readonly T[];
  word: (tab: NoInfer<T>) => string;
  /** how many stand behind it; nothing is shown where it is not known */
  count?: (tab: NoInfer<T>) => number | undefined;
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
          {tab !== undefined && <Count n={count?.(tab)} />}
        </button>
      ))}
    </nav>
  );
}

export function Count({ n, urgent = false }: { n: number | undefined; urgent?: boolean }) {
  if (n === undefined) return null;
  return <span className={urgent && n > 0 ? 'count count-red' : 'count'}>{n >= 1000 ? '999+' : n}</span>;
}
