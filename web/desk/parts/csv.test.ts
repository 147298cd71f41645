import { expect, test } from 'vitest';
import { csv } from './csv.ts';

test('a spreadsheet reads the characters and runs nothing', () => {
  const text = csv(
    ['编号', '标题'],
    [
      ['A-1', '=HYPERLINK("http://x")'],
      ['A-2', '@me, "you"'],
      ['-3', '+1 路口'],
    ],
  );
  expect(text).toBe('\uFEFF编号,标题\r\nA-1,"\'=HYPERLINK(""http://x"")"\r\nA-2,"\'@me, ""you"""\r\n-3,\'+1 路口\r\n');
});

test('what is missing is an empty cell', () => {
  expect(csv(['a', 'b', 'c'], [[null, undefined, 0]])).toBe('\uFEFFa,b,c\r\n,,0\r\n');
});
