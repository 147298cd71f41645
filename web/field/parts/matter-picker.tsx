/** The matter in one tap: those she uses most stand first, a word or its code finds the others. All of it from the bundle. */
import { useMemo, useState } from 'react';
import type { Matter } from '#contract/catalogue.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { reported } from '../store.ts';

export const matterName = (matter: Matter, lang: 'zh' | 'en'): string =>
  lang === 'en' && matter.smallNameEn ? matter.smallNameEn : matter.smallName;

const shown = 8;
export function MatterPicker({ value, onChange }: { value: number | null; onChange: (id: number) => void }) {
  const { say, lang } = useWords();
  const { day } = useField();
  const [typed, setTyped] = useState('');
  const [all, setAll] = useState(false);
  const matters = useMemo(() => {
    const known = reported();
    return (day?.matters ?? [])
      .filter(({ fallback }) => !fallback)
      .toSorted((a, b) => (known[b.id] ?? 0) - (known[a.id] ?? 0));
  }, [day]);
  const asked = typed.trim().toLowerCase();
  const fits = matters.filter(
    (one) =>
      asked === '' ||
      [one.smallName, one.bigName, one.smallNameEn, one.code].some((name) => name.toLowerCase().includes(asked)),
  );
  const chosen = matters.find(({ id }) => id === value);
  const list = all || asked !== '' ? fits.slice(0, 60) : fits.slice(0, shown);
  const withChosen = chosen && !list.includes(chosen) ? [chosen, ...list] : list;
  return (
    <fieldset className="matters">
      <legend className="field__label">{say('field.matter')}</legend>
      <input
        className="input"
        type="search"
        value={typed}
        aria-label={say('field.matter_search')}
        placeholder={say('field.matter_search')}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="chips">
        {withChosen.map((one) => (
          <label key={one.id} className="chip">
            <input type="radio" name="matter" checked={one.id === value} onChange={() => onChange(one.id)} />
            <span>{matterName(one, lang)}</span>
          </label>
        ))}
        {!all && asked === '' && fits.length > shown && (
          <button type="button" className="chip__more" onClick={() => setAll(true)}>
            {say('field.matter_all', { n: fits.length })}
          </button>
        )}
      </div>
      {withChosen.length === 0 && <p className="hint">{say('field.matter_none')}</p>}
    </fieldset>
  );
}
