import { expect, test } from 'vitest';
import { chosenFrom } from './chosen.ts';

const all = ['title', 'matter', 'state', 'lead'].map((name) => ({ name }));
const usual = ['title', 'state'];
const names = (named: string | null) => chosenFrom(all, usual, named).map(({ name }) => name);

test('columns stand in their own order, a mistyped address shows the usual ones', () => {
  expect(names('lead.title')).toEqual(['title', 'lead']);
  expect(names(null)).toEqual(usual);
  expect(names('nothing.of.this')).toEqual(usual);
});
