/**
 * The words of the residents' site, which the other sites do not carry. When the site is built the Chinese ones stay here and the English ones
 * are a file of their own (vite.config.ts): a telephone fetches what its reader reads.
 */
import { publicWords } from '#contract/words/public.ts';
import { addWords, type Lang } from '#contract/words/words.ts';

addWords(publicWords);

/** Before anything is said in a language. */
export async function wordsOfLang(lang: Lang): Promise<void> {
  if (lang === 'en') await import('./english.ts');
}
