/**
 * 拼音首字母: `ljbl` finds 垃圾暴露. The browser already knows the order of Chinese characters by sound (collation
 * `zh-u-co-pinyin`), so a character's initial is the last of these first characters that does not come after it.
 */
const firsts = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀';
const letters = 'abcdefghjklmnopqrstwxyz';
const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin');
const known = new Map<string, string>();

function initialOf(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return /[a-z0-9]/i.test(character) ? character.toLowerCase() : '';
  let initial = known.get(character);
  if (initial === undefined) {
    initial = '';
    for (let i = 0; i < firsts.length; i++) {
      if (collator.compare(firsts[i]!, character) <= 0) initial = letters[i]!;
      else break;
    }
    known.set(character, initial);
  }
  return initial;
}

export const initialsOf = (text: string): string => Array.from(text, initialOf).join('');

/** `bllj` also finds 暴露生活垃圾 (blshlj): letters may be left out, but three at least must be there, in their order. */
function inOrder(typed: string, initials: string): boolean {
  let at = 0;
  for (const letter of initials) if (letter === typed[at]) at++;
  return typed.length >= 3 && at === typed.length;
}

const sounds = (typed: string, initials: string): boolean => initials.includes(typed) || inOrder(typed, initials);

/** Does a name, a code or the initials of the name contain what was typed? */
export function soundsLike(typed: string, ...names: string[]): boolean {
  const needle = typed.trim().toLowerCase();
  if (needle === '') return true;
  return names.some(
    (name) => name.toLowerCase().includes(needle) || (/^[a-z0-9]+$/.test(needle) && sounds(needle, initialsOf(name))),
  );
}
