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
};
const Words = createContext<WordsInUse | null>(null);

export function WordsProvider({ children }: { children: ReactNode }) {
  const [lang, keep] = useState<Lang>(current);
  const setLang = useCallback((next: Lang) => {
    write(next);
    keep(next);
    try {
      localStorage.setItem(kept, next);
    } catch {
      // see firstLang
    }
  }, []);
  // the other tab of the same reader follows
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === kept && langs.some((known) => known === event.newValue)) {
        write(event.newValue as Lang);
        keep(event.newValue as Lang);
      }
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, []);
  const value = useMemo<WordsInUse>(
    () => ({
      lang,
      setLang,
      say: (key, params) => sayIn(lang, key, params),
      time: instantText,
      day: dayText,
      ago: (at, now = new Date()) => agoText(lang, at, now),
      span: (milliseconds) => spanText(lang, milliseconds),
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
