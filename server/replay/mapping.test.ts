import { expect, test } from 'vitest';
import { columnsOf, readMapping, type Mapping } from './mapping.ts';

const sound = {
  format: 'gridloop.replay/1',
  timeZone: 'America/New_York',
  region: 'riverton',
  id: 'nr',
  openedAt: 'opened',
  closedAt: 'closed',
  text: ['what', 'where'],
  place: [
    { lon: 'x', lat: 'y', layer: 'boards' },
    { name: 'quarter', create: true },
  ],
};
const read = (mapping: unknown) => readMapping(JSON.stringify(mapping), 'en');
const faults = (mapping: unknown) => {
  const result = read(mapping);
  return 'faults' in result ? result.faults.map(({ field }) => field) : [];
};

test('a sound mapping is read, and every column it speaks of is known', () => {
  const mapping = read(sound) as Mapping;
  expect(mapping.region).toBe('riverton');
  expect(columnsOf(mapping).map(({ column }) => column)).toEqual([
    'nr',
    'opened',
    'closed',
    'what',
    'where',
    'x',
    'y',
    'quarter',
  ]);
});

test('a history that has no column for the place may be read for names', () => {
  const mapping = read({ ...sound, text: ['what'], place: [{ texts: true }] }) as Mapping;
  expect(columnsOf(mapping).map(({ field }) => field)).toEqual(['/id', '/openedAt', '/closedAt', '/text/0']);
});

test('each fault is told by its field', () => {
  expect(faults({ ...sound, format: 'gridloop.replay/2' })).toEqual(['/format']);
  expect(faults({ ...sound, id: undefined })).toEqual(['/id']);
  expect(faults({ ...sound, openedAt: 7 })).toEqual(['/openedAt']);
  expect(faults({ ...sound, opened: 'opened' })).toEqual(['/opened']);
  expect(faults({ ...sound, timeZone: 'America/Riverton' })).toEqual(['/timeZone']);
  expect(faults({ ...sound, text: [] })).toEqual(['/text']);
  expect(faults({ ...sound, place: [{ lon: 'x', layer: 'boards' }] })).toEqual(['/place/0/lat']);
  expect(faults({ ...sound, place: [{ name: 'quarter', creat: true }] })).toEqual(['/place/0/creat']);
  expect(faults({ ...sound, place: [{ texts: 'detail' }] })).toEqual(['/place/0/texts']);
  expect(faults([])).toEqual(['/']);
});

test('what is no JSON says so', () => {
  expect(readMapping('{"format":', 'en')).toMatchObject({ faults: [{ field: '' }] });
});
