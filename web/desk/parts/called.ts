/** What brings both its names is called by the reader's; a name nobody has translated stays. */
import { useCallback } from 'react';
import { useWords } from '#web/kit/words.tsx';

export function useCalled(): (one: { name: string; nameEn: string }) => string {
  const { lang } = useWords();
  return useCallback(({ name, nameEn }) => (lang === 'en' && nameEn) || name, [lang]);
}
