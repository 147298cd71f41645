/** The words of the residents' site, which the other sites do not carry (vite.config.ts). */
import { publicWords } from '#contract/words/public.ts';
import { addWords } from '#contract/words/words.ts';

addWords(publicWords);
