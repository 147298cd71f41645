/** The reader's language: Chinese first, English by a switch, kept on this device and written to `<html lang>`. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { langs, say as sayIn, type Lang, type WordKey, type WordParams } from '#contract/words/words.ts';
import { agoText, dayText, instantText, spanText } from './time.ts';

const kept = 'gridloop.lang';

function firstLang(): Lang {
  try {
    const stored = localStorage.getItem(kept);
    if (langs.some((lang) => lang === stored)) return stored as Lang;
  } catch {
    // storage may be closed to us (private window): the language then lasts as long as the page
  }
  return 'zh';
}

let current: Lang = firstLang();
const write = (lang: Lang) => {
  current = lang;
  if (typeof document === 'undefined') return; // pages are drawn without a browser too (web/public/still.tsx)
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
};
write(current);

/** The language outside of React: headers of requests, errors. */
export const currentLang = (): Lang => current;

export type WordsInUse = {
  lang: Lang;
  setLang: (lang: Lang) => void;
  say: (key: WordKey, params?: WordParams) => string;
  /** '2026-11-21 08:05' in the district's time */
  time: (at: string | Date) => string;
  day: (at: string | Date) => string;
  /** '3 小时前'; `now` for tests and for tables that tick together */
  ago: (at: string | Date, now?: Date) => string;
  span: (milliseconds: number) => string;
  /** '水务局、交通局' */
  listed: (names: readonly string[]) => string;
};
const Words = createContext<WordsInUse | null>(null);

/** `lang`: for a page that is drawn where there is no reader yet. `fetched`: for a site that fetches the words of a language when it is read. */
export function WordsProvider(props: { lang?: Lang; fetched?: (lang: Lang) => Promise<void>; children: ReactNode }) {
  const { lang: given, fetched, children } = props;
  const [lang, keep] = useState<Lang>(given ?? current);
  const speak = useCallback(
    async (next: Lang) => {
      try {
        await fetched?.(next);
      } catch {
        return; // no network: she goes on in the language whose words are here
      }
      write(next);
      keep(next);
    },
    [fetched],
  );
  const setLang = useCallback(
    (next: Lang) => {
      try {
        localStorage.setItem(kept, next);
      } catch {
        // see firstLang
      }
      void speak(next);
    },
    [speak],
  );
  // the other tab of the same reader follows
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === kept && langs.some((known) => known === event.newValue)) void speak(event.newValue as Lang);
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, [speak]);
  const value = useMemo<WordsInUse>(
    () => ({
      lang,
      setLang,
      say: (key, params) => sayIn(lang, key, params),
      time: instantText,
      day: dayText,
      ago: (at, now = new Date()) => agoText(lang, at, now),
      span: (milliseconds) => spanText(lang, milliseconds),
      listed: (names) => names.join(sayIn(lang, 'common.comma')),
    }),
    [lang, setLang],
  );
  return <Words value={value}>{children}</Words>;
}

export function useWords(): WordsInUse {
  const words = use(Words);
  if (!words) throw new Error('useWords needs <WordsProvider> above it');
  return words;
}

/** Sets the title of the tab: '查询进度 · Gridloop'. */
export function useTitle(title: string): void {
  const { say } = useWords();
  useEffect(() => {
    document.title = title ? `${title} · ${say('app.name')}` : say('app.name');
  }, [title, say]);
}
