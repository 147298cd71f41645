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

test('V-23 whatever begins a formula is text, behind spaces and NULs too, and as wide as a Chinese character', () => {
  for (const begin of ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t=', '\0=', ' =', '\r=', '\n@']) {
    const cells = csv(['a'], [[`${begin}cmd|' /C calc'!A0`]])
      .split('\r\n')
      .slice(1)
      .join('\r\n');
    expect(cells.replace(/^"/, ''), JSON.stringify(begin)).toMatch(/^'/);
  }
  expect(csv(['a'], [['-12.5'], ['+86']])).toBe('\uFEFFa\r\n-12.5\r\n+86\r\n');
});
