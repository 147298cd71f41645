/**
 * What a tagger looks at: the letters around each place in the text, alone and joined, and what kind of letters they are. Each
 * sign is one 32-bit number, so a model holds numbers and no text.
 */
import type { Letters } from './letters.ts';

const chineseDigits = '〇零一二三四五六七八九十百千两';
/** Letters that end the name of something: of a road, a village, a building, a number. */
const enders = '路街道巷弄里村组镇乡区县市省州园城厦场苑司楼层号幢栋座室单元店院校桥口站线';

const kindOf = (letter: string | undefined): string => {
  if (letter === undefined) return '$';
  if (letter >= '0' && letter <= '9') return '0';
  if (letter >= 'a' && letter <= 'z') return 'a';
  if (chineseDigits.includes(letter)) return '一';
  if (enders.includes(letter)) return letter;
  return /\p{Script=Han}/u.test(letter) ? '汉' : '.';
};

/** FNV-1a over the letters of a sign. */
function hash(sign: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < sign.length; i++) {
    h ^= sign.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return h >>> 0;
}

/** The signs at each letter. */
export function signsOf({ letters }: Pick<Letters, 'letters'>): Uint32Array[] {
  const n = letters.length;
  // A number is one thing however long it is: 1 and 1305 before 号 are the same sign.
  const plain = letters.map((letter) => (letter >= '0' && letter <= '9' ? '0' : letter));
  const kinds = letters.map(kindOf);
  const at = (i: number): string => (i < 0 ? '^' : i >= n ? '$' : plain[i]!);
  const kind = (i: number): string => (i < 0 ? '^' : i >= n ? '$' : kinds[i]!);
  const isNumber = (i: number): boolean => kind(i) === '0' || kind(i) === '一';
  const isCode = (i: number): boolean => kind(i) === '0' || kind(i) === 'a';
  // the run of digits and letters a letter stands in: where it begins and ends
  const runFrom: number[] = [];
  const runTo: number[] = [];
  for (let i = 0; i < n; i++) runFrom[i] = i > 0 && isCode(i) && isCode(i - 1) ? runFrom[i - 1]! : i;
  for (let i = n - 1; i >= 0; i--) runTo[i] = i < n - 1 && isCode(i) && isCode(i + 1) ? runTo[i + 1]! : i + 1;
  // the next ender at or after each letter, and how far it is
  const next: number[] = [];
  for (let i = n - 1, seen = -1; i >= 0; i--) next[i] = enders.includes(letters[i]!) ? (seen = i) : seen;
  const last: number[] = [];
  for (let i = 0, seen = -1; i < n; i++) {
    last[i] = seen;
    if (enders.includes(letters[i]!)) seen = i;
  }

  return letters.map((_, i) => {
    const signs: string[] = [];
    let template = 0;
    const put = (...parts: string[]) => signs.push(`${template++} ${parts.join(' ')}`);
    for (let d = -3; d <= 3; d++) put(at(i + d));
    for (let d = -3; d <= 2; d++) put(at(i + d), at(i + d + 1));
    for (let d = -3; d <= 1; d++) put(at(i + d), at(i + d + 1), at(i + d + 2));
    put(at(i - 1), at(i + 1));
    for (let d = -3; d <= 0; d++) put(at(i + d), at(i + d + 1), at(i + d + 2), at(i + d + 3));
    put(kind(i - 1), kind(i), kind(i + 1));
    put(kind(i - 2), kind(i - 1), kind(i), kind(i + 1), kind(i + 2));
    put(at(i), i === 0 ? 'first' : '', i === n - 1 ? 'last' : '');
    const [from, to] = [runFrom[i]!, runTo[i]!];
    if (isCode(i)) {
      put('run', at(from - 1), at(to), String(Math.min(to - from, 5)), i === from ? 'b' : '', i === to - 1 ? 'e' : '');
      put('after', at(to), at(to + 1), i === from ? 'b' : '', i === to - 1 ? 'e' : '');
      put('before', at(from - 2), at(from - 1), i === from ? 'b' : '', i === to - 1 ? 'e' : '');
      // what number after what number: 12-3-401
      const beyond = isCode(to + 1) ? runTo[to + 1]! : -1;
      const ahead = isCode(from - 2) ? runFrom[from - 2]! : -1;
      put(
        'chain',
        at(to),
        beyond < 0 ? '' : at(beyond),
        at(from - 1),
        ahead < 0 ? '' : at(ahead - 1),
        String(to - from),
      );
      put('tail', to === n ? 'end' : '', String(Math.min(to - from, 5)), at(from - 1));
    } else template += 5;
    const ender = next[i]!;
    put('ender', ender < 0 ? '' : letters[ender]!, String(ender < 0 ? -1 : Math.min(ender - i, 6)));
    put('ender2', ender < 0 ? '' : letters[ender]!, ender < 0 ? '' : kind(ender + 1), at(i));
    const second = ender < 0 || ender + 1 >= n ? -1 : next[ender + 1]!;
    put(
      'enders',
      ender < 0 ? '' : letters[ender]!,
      second < 0 ? '' : letters[second]!,
      String(second < 0 ? -1 : Math.min(second - i, 8)),
    );
    const past = last[i]!;
    put('past', past < 0 ? '' : letters[past]!, String(past < 0 ? -1 : Math.min(i - past, 6)), kind(i));
    put('between', past < 0 ? '' : letters[past]!, ender < 0 ? '' : letters[ender]!, isNumber(i) ? '0' : '');
    return Uint32Array.from(signs, hash);
  });
}
