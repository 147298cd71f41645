/** The matter, for those who know it; its list is fetched when somebody looks. */
import { useMemo } from 'react';
import { listMatters, type Matter } from '#contract/catalogue.ts';
import { useRead } from '#web/kit/api.ts';
import { Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';

export default function MatterField({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (matterId: number | null) => void;
}) {
  const { say, lang } = useWords();
  const read = useRead(listMatters, {}, { staleMs: 600_000 });
  const groups = useMemo(() => {
    const byBig = new Map<string, Matter[]>();
    for (const matter of read.data?.matters ?? []) {
      if (matter.retired || matter.fallback) continue;
      const big = (lang === 'en' && matter.bigNameEn) || matter.bigName;
      byBig.set(big, [...(byBig.get(big) ?? []), matter]);
    }
    return [...byBig];
  }, [read.data, lang]);
  return (
    <Field label={say('public.report.matter')} hint={say('public.report.matter_hint')} need="optional">
      {(wired) => (
        <select
          {...wired}
          className="input"
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value ? Number(event.target.value) : null)}
        >
          <option value="">{say(read.isPending ? 'common.loading' : 'public.report.matter_unknown')}</option>
          {groups.map(([bigName, matters]) => (
            <optgroup key={bigName} label={bigName}>
              {matters.map((matter) => (
                <option key={matter.id} value={matter.id}>
                  {(lang === 'en' && matter.smallNameEn) || matter.smallName}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}
