/** The department she would like to deal with it: read by the officer, and no dispatch. */
import { listDepartments } from '#contract/departments.ts';
import { useRead } from '#web/kit/api.ts';
import { Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';

export default function WishField({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (unitId: number | null) => void;
}) {
  const { say, lang } = useWords();
  const read = useRead(listDepartments, {}, { staleMs: 600_000 });
  return (
    <Field label={say('public.report.wish')} hint={say('public.report.wish_hint')} need="optional">
      {(wired) => (
        <select
          {...wired}
          className="input"
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value ? Number(event.target.value) : null)}
        >
          <option value="">{say(read.isPending ? 'common.loading' : 'public.report.wish_none')}</option>
          {(read.data?.departments ?? []).map(({ id, name, nameEn }) => (
            <option key={id} value={id}>
              {(lang === 'en' && nameEn) || name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
