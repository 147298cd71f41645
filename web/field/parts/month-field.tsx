/** A month, chosen; an emptied field leaves the last one. */
import { Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';

export function MonthField({ month, onMonth }: { month: string; onMonth: (month: string) => void }) {
  const { say } = useWords();
  return (
    <Field label={say('field.month')}>
      {(wired) => (
        <input
          {...wired}
          className="input"
          type="month"
          value={month}
          onChange={({ target }) => target.value && onMonth(target.value)}
        />
      )}
    </Field>
  );
}
