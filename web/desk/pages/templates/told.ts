/** What a place in a template is called, and what stands there, in words a person reads. */
import type { Post } from '#contract/access.ts';
import type { Template } from '#contract/templates.ts';
import { isWordKey } from '#contract/words/words.ts';
import type { WordsInUse } from '#web/kit/words.tsx';
import { limitWords } from '../../parts/pickers.tsx';

type Words = Pick<WordsInUse, 'say' | 'lang' | 'listed'>;

/** `/moves/file/by` → `“立案” · 谁来办` */
export function placeWords({ say }: Words, where: string): string {
  const [group = '', name = '', part = ''] = where.split('/').slice(1);
  const about = `${group === 'moves' ? 'case.move' : 'case.state'}.${name}`;
  if ((group === 'moves' || group === 'stages') && isWordKey(about)) {
    const key = `desk.templates.at.${group}.${part}`;
    return isWordKey(key) ? say('desk.templates.at', { what: say(about), part: say(key) }) : say(about);
  }
  const key = ['desk.templates.at', group, ...(group === 'steps' ? [] : [name])].filter(Boolean).join('.');
  return isWordKey(key) ? say(key) : where;
}

export const postWords = ({ say, listed }: Words, posts: readonly string[]): string =>
  listed(
    posts.map((post) => {
      const key = `post.${post}`;
      return isWordKey(key) ? say(key) : post;
    }),
  );

type Both = { zh: string; en: string };
const isBoth = (value: unknown): value is Both =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
const parting = (lang: 'zh' | 'en') => (lang === 'zh' ? '；' : '; ');

/** The value at that place; `null` where it says nothing of its own. */
export function valueWords(words: Words, where: string, value: unknown): string | null {
  const { say, lang } = words;
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') {
    const yes = where.endsWith('/off') ? !value : value;
    return say(yes ? 'desk.templates.yes' : 'desk.templates.no');
  }
  if (isBoth(value)) return value[lang];
  if (where === '/steps') return (value as Template['steps']).map(({ label }) => label[lang]).join(' → ');
  if (where === '/extensions/matrix')
    return (value as Template['extensions']['matrix'])
      .map(({ upTo, by }) => say('desk.templates.up_to', { n: upTo, by: postWords(words, by) }))
      .join(parting(lang));
  if (where === '/suspension/matrix')
    return (value as Template['suspension']['matrix'])
      .map(({ upToDays, by }) => say('desk.templates.up_to_days', { n: upToDays, by: postWords(words, by) }))
      .join(parting(lang));
  if (where.endsWith('/checklist'))
    return (value as { label: Both }[]).map(({ label }) => label[lang]).join(parting(lang));
  if (Array.isArray(value)) return postWords(words, value as Post[]);
  if (where === '/callback/policy') return say(`desk.templates.policy.${value as 'none'}`);
  if (where === '/returns/pause') return say(`desk.templates.pause.${value as 'never'}`);
  if (typeof value === 'string') return limitWords(lang, value);
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
