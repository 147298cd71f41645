import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorOf, keysOf, pageOf } from './page.ts';
import { Refused } from './refusal.ts';

test('a cursor brings back its keys; what is not ours is refused, never guessed', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (name, id) => {
      expect(keysOf(cursorOf(name, id), 'string', 'number')).toEqual([name, id]);
    }),
  );
  expect(keysOf(undefined, 'number')).toBeUndefined();
  expect(keysOf(cursorOf(null, 3), 'string', 'number')).toEqual([null, 3]);
  for (const foreign of ['', 'nonsense', cursorOf(1), cursorOf('1', 2), cursorOf(1, 2, 3), cursorOf("' or 1=1 --", 2)])
    expect(() => keysOf(foreign, 'number', 'number'), foreign).toThrow(Refused);
});

test('following the cursors shows every row once, and the last page says that it is the last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 7 }), (count, limit) => {
      const seen: number[] = [];
      for (let after: string | undefined; ;) {
        const from = (keysOf(after, 'number')?.[0] ?? 0) as number;
        // as the database would answer: one row more than the page holds
        const rows = Array.from({ length: count }, (_, i) => i + 1)
          .filter((id) => id > from)
          .slice(0, limit + 1);
        const page = pageOf(
          rows,
          limit,
          (id) => [id],
          (id) => id,
        );
        seen.push(...page.rows);
        if (page.next === null) break;
        after = page.next;
      }
      expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    }),
  );
});
