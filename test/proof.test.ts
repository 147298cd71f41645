/** docs/PROOF.md says what bench/results/prove.json says, and nothing that was not proved. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bars, drawing, paper, withTable } from '../prove/paper.ts';
import { sums } from '../prove/record.ts';

test('the table and the drawing are those of the results that are kept', () => {
  const text = readFileSync(paper, 'utf8');
  expect(text, 'run `npm run prove -- paper`').toBe(withTable(text));
  expect(readFileSync(drawing, 'utf8')).toBe(bars());
});

test('what adds up over runs is not lost by a last word that counts nothing; a run that failed begins anew', () => {
  const entry = (verdict: 'passed' | 'failed') => ({ provedAt: '', commit: '', machine: { cpu: '', cores: 1, platform: '', load: 0 }, node: '', verdicts: [{ judge: 'a', verdict, said: '' }], sum: { requests: 10 }, since: 'then' }); // prettier-ignore
  const told = (counted: Record<string, number>) => [{ judge: 'a', verdict: 'passed' as const, said: '', counted }];
  expect(sums(entry('passed'), told({ requests: 5 }))).toEqual({ sum: { requests: 15 }, since: 'then' });
  expect(sums(entry('passed'), told({}))).toEqual({ sum: { requests: 10 }, since: 'then' });
  expect(sums(entry('failed'), told({ requests: 5 })).sum).toEqual({ requests: 5 });
  expect(sums(entry('passed'), [{ judge: 'a', verdict: 'passed', said: '' }])).toEqual({});
});
