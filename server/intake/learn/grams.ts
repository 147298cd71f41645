/**
 * A text as something that can be counted: runs of one to four neighbouring letters, where a letter is a Chinese character (Chinese
 * writes no spaces), a whole word of another script, or "a number" (a house number says where, not what). Punctuation is
 * stepped over: people put it anywhere. A run is known by a 32-bit number; a model that holds numbers holds nobody's words.
 */
export type Letters = {
  /** the text in its plain form; places below count in it */
  text: string;
  count: number;
  codes: Int32Array;
  from: Int32Array;
  to: Int32Array;
};

export const plainText = (text: string): string => text.normalize('NFKC').toLowerCase();

const none = 0;
const han = 1;
const digit = 2;
const other = 3;

function kindOf(code: number): number {
  if (code >= 0x4e00 && code <= 0x9fff) return han;
  if (code < 0x80) return code >= 97 && code <= 122 ? other : code >= 48 && code <= 57 ? digit : none;
  if ((code >= 0x3400 && code <= 0x4dbf) || code === 0x3005 || code === 0x3007) return han;
  if (code >= 0x20000 && code <= 0x3ffff) return han;
  return kindOfRare(code);
}
function kindOfRare(code: number): number {
  const letter = String.fromCodePoint(code);
  return /[\p{L}\p{M}]/u.test(letter) ? other : /\p{N}/u.test(letter) ? digit : none;
}

export function lettersOf(given: string): Letters {
  const text = plainText(given);
  const most = text.length;
  const codes = new Int32Array(most);
  const from = new Int32Array(most);
  const to = new Int32Array(most);
  let count = 0;
  for (let at = 0; at < most;) {
    const code = text.codePointAt(at)!;
    const kind = kindOf(code);
    let end = at + (code > 0xffff ? 2 : 1);
    if (kind !== none) {
      let word = kind === digit ? 48 : code;
      // A word or a number goes on while its kind does.
      for (let next = kind === han ? undefined : text.codePointAt(end); next !== undefined && kindOf(next) === kind;) {
        if (kind === other) word = mixed(word, next);
        end += next > 0xffff ? 2 : 1;
        next = text.codePointAt(end);
      }
      codes[count] = word;
      from[count] = at;
      to[count] = end;
      count++;
    }
    at = end;
  }
  return { text, count, codes, from, to };
}

/** Calls `visit` for every run of up to `longest` letters. `salt` keeps the runs of one view apart from those of another. */
export function eachGram(
  letters: Letters,
  longest: number,
  salt: number,
  visit: (gram: number, first: number, length: number) => void,
): void {
  const { codes, count } = letters;
  for (let first = 0; first < count; first++) {
    let gram = salt;
    const most = Math.min(longest, count - first);
    for (let length = 1; length <= most; length++) {
      gram = mixed(gram, codes[first + length - 1]!);
      visit(finished(gram ^ length), first, length);
    }
  }
}

const mixed = (hash: number, code: number): number => {
  const next = Math.imul(hash ^ code, 0x9e3779b1);
  return next ^ (next >>> 15);
};
/** Spreads what differs in few bits over all of them (the last steps of MurmurHash3). */
function finished(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The same for texts that differ only in case, width, blanks, punctuation and numbers: 16 hexadecimal digits. */
export function fingerprint(texts: readonly string[]): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (const text of texts) {
    const { codes, count } = lettersOf(text);
    for (let i = 0; i < count; i++) {
      a = mixed(a, codes[i]!);
      b = Math.imul(b ^ codes[i]!, 0x01000193) ^ (b >>> 11);
    }
  }
  const hex = (n: number) => finished(n).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
}

/**
 * Numbers of grams to places in a list, by open addressing: a tenth of the time of a Map. A number and its place lie side by
 * side, because what costs time here is fetching memory.
 */
export class GramTable {
  /** at 2i the number, at 2i + 1 its place + 1; 0 where nothing is */
  #slots: Int32Array<ArrayBuffer>;
  #size = 0;

  constructor(expected = 1024) {
    this.#slots = new Int32Array(2 ** (1 + Math.ceil(Math.log2(Math.max(16, expected * 2)))));
  }

  get size(): number {
    return this.#size;
  }

  /** The place of a gram, or −1. */
  find(gram: number): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    const number = gram | 0;
    for (let at = (number << 1) & last; ; at = (at + 2) & last) {
      const place = slots[at + 1]!;
      if (place === 0 || slots[at] === number) return place - 1;
    }
  }

  /** The place of a gram; a new one gets the next. */
  add(gram: number): number {
    const known = this.find(gram);
    if (known >= 0) return known;
    if ((this.#size + 1) * 4 > this.#slots.length) this.#grow();
    put(this.#slots, gram | 0, ++this.#size);
    return this.#size - 1;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2);
    for (let at = 0; at < before.length; at += 2)
      if (before[at + 1] !== 0) put(this.#slots, before[at]!, before[at + 1]!);
  }
}

function put(slots: Int32Array, number: number, place: number): void {
  const last = slots.length - 1;
  let at = (number << 1) & last;
  while (slots[at + 1] !== 0) at = (at + 2) & last;
  slots[at] = number;
  slots[at + 1] = place;
}
