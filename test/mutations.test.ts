/**
 * Every promise has somebody watching it: `npm run prove -- mutations` breaks each in a copy of the sources and waits for the red
 * test. Here only what costs little: each change can still be made, each promise has one, and one of them is tried.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { broken, copyOfSources, unseen } from '../prove/mutate.ts';
import { mutations } from '../prove/mutations.ts';
import { filesIn, project } from './support/sources.ts';

test.each(mutations)('$invariant: $name', (mutation) => {
  expect(broken(mutation)).not.toBe(broken({ ...mutation, put: mutation.find }));
  const { file, part } = mutation.test;
  const ending = part === 'db' ? '.db.test.ts' : '.test.ts';
  expect(
    filesIn([file.slice(0, file.lastIndexOf('/'))], /\.test\.ts$/).some(
      (path) => path.startsWith(file) && path.endsWith(ending),
    ),
  ).toBe(true);
  expect(existsSync(join(project, mutation.file))).toBe(true);
});

test('each promise of the loop is broken by one of them', () => {
  const promised = [
    'one holder',
    'one lead from dispatch to close',
    'one stage clock',
    'running, or paused with its reason',
    'a pause has its reason',
    'the case deadline beside the stage’s',
    'legal moves only',
    'an illegal move is told of in full',
    'the checker’s root unit is not the handler’s',
    'the deadline recomputed is the one stored',
    'an end has an answer',
    'every report answered',
    'facts without a gap',
    'two replays of one log agree',
    'scores recomputable',
    'one winner',
    'a cut line costs its own transaction',
    'the same command twice is done once',
    'children counted',
    'no task outlives its case',
    'no joint task is due after its case',
    'one clock for each task',
    'a resolution has its task',
    'forced by two',
    'its target has no part',
    'who senses does not handle',
    'who serves does not judge',
    'once the faults stop, every case moves on',
    'who told in confidence stays unknown',
    'words without their teller',
    'working time as the slow counter has it',
  ];
  expect([...new Set(mutations.map(({ invariant }) => invariant))].sort()).toEqual(promised.sort());
});

test('one of them, tried: somebody notices', async () => {
  const tried = mutations.find(({ file }) => file === 'server/kit/hush.rules.ts')!;
  const copy = copyOfSources();
  try {
    expect(await unseen(tried, copy)).toBeUndefined();
    expect(await unseen({ ...tried, put: tried.find }, copy)).toContain('nobody noticed');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}, 60_000);
