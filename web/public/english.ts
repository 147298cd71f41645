/** The residents' words in English: fetched by those who read it (words.ts, vite.config.ts). */
import { publicWords } from '#contract/words/public.ts';
import { addWords } from '#contract/words/words.ts';

addWords(publicWords);
