/** docs/PROOF.md says what bench/results/prove.json says, and nothing that was not proved. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bars, drawing, paper, withTable } from '../prove/paper.ts';

test('the table and the drawing are those of the results that are kept', () => {
  const text = readFileSync(paper, 'utf8');
  expect(text, 'run `npm run prove -- paper`').toBe(withTable(text));
  expect(readFileSync(drawing, 'utf8')).toBe(bars());
});
