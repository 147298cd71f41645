/** The words of this site that the residents' first file leaves out (vite.config.ts). */
import { fieldAppWords } from '#contract/words/field.ts';
import { addWords } from '#contract/words/words.ts';

addWords(fieldAppWords);
