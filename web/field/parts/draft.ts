/** What is typed into a small form is kept on the phone, and is there again when the app was closed meanwhile. */
import { useEffect, useRef, useState } from 'react';
import { useField } from '../field.tsx';

export function useDraft<T extends Record<string, string>>(name: string, blank: T) {
  const { draft, keepDraft } = useField();
  const [value, setValue] = useState(blank);
  const typed = useRef(false);
  useEffect(() => {
    const goOn = async () => {
      const found = await draft<T>(name);
      if (found && !typed.current) setValue((now) => ({ ...now, ...found }));
    };
    void goOn();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each draft
  }, [name]);
  const keep = (next: T, toStore: T | null) => {
    typed.current = true;
    setValue(next);
    void keepDraft(name, toStore);
  };
  const put = (more: Partial<T>) => {
    const next = { ...value, ...more };
    keep(next, next);
  };
  return { value, put, forget: () => keep(blank, null), begun: Object.values(value).some((one) => one.trim() !== '') };
}
