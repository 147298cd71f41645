/**
 * 拼音首字母: `ljbl` for 垃圾暴露. The order of Chinese characters by sound is known everywhere (collation `zh-u-co-pinyin`), so a
 * character's initial is the last of these first characters that does not come after it.
 */
const firsts = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀';
const letters = 'abcdefghjklmnopqrstwxyz';
const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin');
const known = new Map<string, string>();

function initialOf(character: string): string {
  let initial = known.get(character);
  if (initial === undefined) {
    initial = '';
    if (!/\p{Script=Han}/u.test(character)) initial = /[a-z0-9]/i.test(character) ? character.toLowerCase() : '';
    else {
      for (let i = 0; i < firsts.length; i++) {
        if (collator.compare(firsts[i]!, character) <= 0) initial = letters[i]!;
        else break;
      }
    }
    known.set(character, initial);
  }
  return initial;
}

export const initialsOf = (text: string): string => Array.from(text, initialOf).join('');
