/**
 * A text letter by letter, as the readers of places look at it: full-width forms and letter case do not count, everything keeps
 * its offset in the text as it was written (UTF-16), and no letter is cut in two.
 */
export type Letters = {
  /** each letter, folded */
  readonly letters: readonly string[];
  /** where each begins in the text; one more than there are letters, the last is the end */
  readonly offsets: readonly number[];
};

export function lettersOf(text: string): Letters {
  const letters: string[] = [];
  const offsets: number[] = [];
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!;
    letters.push(folded(code));
    offsets.push(at);
    at += code > 0xffff ? 2 : 1;
  }
  offsets.push(text.length);
  return { letters, offsets };
}

/** One letter in, one letter out: NFKC would make three of ㈱, and offsets would no longer be true. */
function folded(code: number): string {
  if (code === 0x3000) return ' ';
  if (code >= 0xff01 && code <= 0xff5e) code -= 0xfee0;
  if (code >= 0x41 && code <= 0x5a) code += 0x20;
  return String.fromCodePoint(code);
}
