/** The words of this site that the residents' first file leaves out (vite.config.ts). */
import { fieldAppWords } from '#contract/words/field.ts';
import { handlingWords } from '#contract/words/handling.ts';
import { addWords } from '#contract/words/words.ts';

addWords(fieldAppWords);
addWords(handlingWords);
