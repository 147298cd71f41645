import { expect, test } from 'vitest';
import type { Template } from '#contract/templates.ts';
import { differences, without } from './difference.rules.ts';

const first: Template = {
  title: { zh: '标准流程', en: 'Standard' },
  steps: [],
  stages: { filed: { limit: '0.5uh' } },
  moves: { hand_up: { off: true } },
  handling: { limit: null, jointUnits: 0 },
  callback: { policy: 'after_close', workingDays: 3 },
  extensions: { max: 2, matrix: [{ upTo: 1, by: ['leader'] }] },
  suspension: { max: 1, reviewDays: 30, matrix: [{ upToDays: 90, by: ['dispatcher'] }] },
  returns: { reviewFrom: 2, reviewers: ['leader'], pause: 'if_accepted' },
  supervision: { reply: '3d' },
  reminders: { automatic: true },
};

test('a version differs from itself in nothing, also where it says nothing in other ways', () => {
  expect(differences(first, structuredClone(first))).toEqual([]);
  expect(differences(first, { ...first, moves: { ...first.moves, file: { off: false, checklist: [] } } })).toEqual([]);
  // the database keeps the names of an object in an order of its own
  const kept = {
    ...first,
    title: { en: 'Standard', zh: '标准流程' },
    extensions: { matrix: [{ by: ['leader'], upTo: 1 }], max: 2 },
  };
  expect(differences(first, kept as Template)).toEqual([]);
});

test('what was changed is told by its place, with what it was and what it is', () => {
  const second: Template = {
    ...first,
    stages: {},
    moves: { file: { automatic: true } },
    callback: { policy: 'before_close', workingDays: 3, tries: 5 },
  };
  expect(differences(first, second)).toEqual([
    { where: '/stages/filed/limit', before: '0.5uh', after: undefined },
    { where: '/moves/file/automatic', before: false, after: true },
    { where: '/moves/hand_up/off', before: true, after: false },
    { where: '/callback/policy', before: 'after_close', after: 'before_close' },
    { where: '/callback/tries', before: undefined, after: 5 },
  ]);
});

test('an entry that says nothing is no entry', () => {
  expect(without({ off: false, by: undefined, checklist: [] })).toBeUndefined();
  expect(without({ off: true, by: [] })).toEqual({ off: true });
});
