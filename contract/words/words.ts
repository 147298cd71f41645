/**
 * Every sentence a person reads, in both languages side by side. A word without one of its languages does not compile,
 * and a key that does not exist does not compile either (decision 0003).
 */
import { accessWords } from './access.ts';
import { areaWords } from './areas.ts';
import { boardWords, homeWords } from './board.ts';
import { caseWords } from './cases.ts';
import { catalogueWords } from './catalogue.ts';
import { commandWords } from './command.ts';
import { commonWords, fieldWords } from './common.ts';
import { connectWords } from './connect.ts';
import { deskWords } from './desk.ts';
import { dutyWords } from './duty.ts';
import { evaluationWords } from './evaluation.ts';
import { factWords } from './facts.ts';
import { outdoorWords } from './outdoors.ts';
import { tellingWords } from './telling.ts';
import { fieldAppWords } from './field.ts';
import { handlingWords } from './handling.ts';
import { improvementWords } from './improvement.ts';
import { intakeWords } from './intake.ts';
import { lineWords } from './lines.ts';
import { loopWords } from './loop.ts';
import { mirrorWords } from './mirror.ts';
import { neighbourWords } from './neighbours.ts';
import { notifyWords } from './notify.ts';
import { openWords } from './open.ts';
import { opinionWords } from './opinions.ts';
import { privacyWords } from './privacy.ts';
import { problemWords } from './problems.ts';
import { publicWords } from './public.ts';
import { readingWords } from './reading.ts';
import { spaceWords } from './spaces.ts';
import { tourWords } from './tour.ts';
import { triageWords } from './triage.ts';

export const langs = ['zh', 'en'] as const;
export type Lang = (typeof langs)[number];
export type Word = { zh: string; en: string };
export type Words = Record<string, Word>;

const words = {
  ...commonWords,
  ...fieldWords,
  ...privacyWords,
  ...problemWords,
  ...accessWords,
  ...areaWords,
  ...catalogueWords,
  ...intakeWords,
  ...caseWords,
  ...handlingWords,
  ...factWords,
  ...loopWords,
  ...mirrorWords,
  ...neighbourWords,
  ...notifyWords,
  ...openWords,
  ...opinionWords,
  ...evaluationWords,
  ...improvementWords,
  ...connectWords,
  ...deskWords,
  ...boardWords,
  ...homeWords,
  ...dutyWords,
  ...lineWords,
  ...publicWords,
  ...readingWords,
  ...fieldAppWords,
  ...outdoorWords,
  ...tellingWords,
  ...commandWords,
  ...spaceWords,
  ...tourWords,
  ...triageWords,
} satisfies Words;

export type WordKey = keyof typeof words;
/** A parameter may itself be a word (the name of a post, of a state) or a list of them: said in the reader's language. */
export type Said = { readonly word: WordKey; readonly params?: WordParams };
export type WordParam = string | number | null | undefined | Said | readonly Said[];
export type WordParams = { readonly [name: string]: WordParam };

/** `{name}` in a word is replaced by the parameter of that name; a missing parameter shows as an empty string. */
export function say(lang: Lang, key: WordKey, params: WordParams = {}): string {
  // A site that fetches a language when it is read may be without a network just then.
  const word: Partial<Word> = words[key];
  return (word[lang] ?? word.zh ?? '').replace(/\{(\w+)\}/g, (_, name: string) => spoken(lang, params[name]));
}

function spoken(lang: Lang, param: WordParam): string {
  if (param === null || param === undefined) return '';
  if (typeof param !== 'object') return String(param);
  if ('word' in param) return say(lang, param.word, param.params);
  return param.map((one) => spoken(lang, one)).join(lang === 'zh' ? '、' : ', ');
}

/** For a site that loads its words in parts (vite.config.ts): adds what was left out of its first file, a section or a language. */
export function addWords(more: Readonly<Record<string, Partial<Word>>>): void {
  const all: Record<string, Partial<Word>> = words;
  for (const [key, word] of Object.entries(more)) all[key] = { ...all[key], ...word };
}

export const isWordKey = (key: string): key is WordKey => Object.hasOwn(words, key);

/** First language of an Accept-Language header that we speak; Chinese first. */
export function langOf(header: string | undefined): Lang {
  for (const part of (header ?? '').split(',')) {
    const tag = part.trim().toLowerCase();
    if (tag.startsWith('zh')) return 'zh';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh';
}
