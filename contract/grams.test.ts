import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { gramsOf, gramsOfQuery } from './grams.ts';

const found = (text: string, query: string) => {
  const grams = new Set(gramsOf(text));
  return gramsOfQuery(query).every((gram) => grams.has(gram));
};

test('a part of a Chinese sentence finds it, however short', () => {
  const text = '平宁路12号门口的井盖缺了,车轮陷进去';
  for (const query of ['井', '井盖', '门口的井盖', '12号', '平宁路 井盖']) expect(found(text, query), query).toBe(true);
  for (const query of ['路灯', '盖井', '13号']) expect(found(text, query), query).toBe(false);
});

test('full-width digits and letters, and capitals, make no difference', () => {
  expect(found('ＥＴＣ　通道１２', 'etc通道12')).toBe(true);
  expect(found('Noise - Street/Sidewalk', 'SIDEWALK')).toBe(true);
});

test('a query of signs only asks for nothing', () => {
  expect(gramsOfQuery(' ,。!?%_\\ ')).toEqual([]);
});

const letter = fc.constantFrom(...Array.from('井盖缺损路灯噪声平宁abcAB12 ,'));
const text = fc.string({ unit: letter, maxLength: 30 });
test('whatever piece of a Chinese text is asked for, the text is found', () => {
  const chinese = fc.string({
    unit: fc.constantFrom(...Array.from('井盖缺损路灯噪声平宁')),
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(chinese, fc.nat(), fc.nat(), text, (whole, from, length, before) => {
      const start = from % whole.length;
      const piece = whole.slice(start, start + 1 + (length % (whole.length - start)));
      expect(found(`${before} ${whole}`, piece)).toBe(true);
    }),
  );
});

test('no gram is empty or stands twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (any) => {
      const grams = gramsOf(any);
      expect(grams.every((gram) => gram.length > 0)).toBe(true);
      expect(new Set(grams).size).toBe(grams.length);
    }),
  );
});
