import { expect, test } from 'vitest';
import { calledTo, calling, namesBy, renamed, sayTo, type Names } from './named.ts';

const names: Names = {
  unit: namesBy([
    { name: '城管局', nameEn: 'Urban Management Bureau' },
    { name: '办公室', nameEn: 'Office of Roads' },
    { name: '办公室', nameEn: 'Office of Water' },
  ]),
  area: namesBy([{ name: '河东街道', nameEn: 'Hedong Subdistrict' }]),
  matter: namesBy([{ name: '路灯', nameEn: 'Street lamp' }]),
};

test('units, areas and matters are told in the reader’s language wherever they stand; people and everything else stay', () => {
  const reply = {
    rows: [
      {
        id: 'a',
        title: '城管局 路灯不亮',
        matterName: '路灯',
        areaName: '河东街道',
        holder: { id: 7, name: '城管局' },
        handler: { id: '0190-…', name: '城管局' },
        coUnits: [{ id: 8, name: '没有英文名' }],
      },
    ],
    path: [{ id: 3, level: 'street', name: '河东街道' }],
    unit: { id: 7, code: 'cg', name: '城管局', nameEn: 'Urban Management Bureau' },
    members: ['城管局', '林小舟'],
    figures: [
      { object: 'unit', key: '7', name: '城管局' },
      { object: 'person', key: '0190-…', name: '城管局' },
    ],
    next: null,
  };
  const before = structuredClone(reply);
  expect(renamed(reply, names)).toEqual({
    rows: [
      {
        ...reply.rows[0],
        matterName: 'Street lamp',
        areaName: 'Hedong Subdistrict',
        holder: { id: 7, name: 'Urban Management Bureau' },
      },
    ],
    path: [{ id: 3, level: 'street', name: 'Hedong Subdistrict' }],
    unit: reply.unit,
    members: ['Urban Management Bureau', '林小舟'],
    figures: [{ object: 'unit', key: '7', name: 'Urban Management Bureau' }, reply.figures[1]],
    next: null,
  });
  // What was handed in may be kept for the next reader.
  expect(reply).toEqual(before);
});

test('what has nothing to translate is handed on as it is, and two of one name keep it', () => {
  const plain = { unitName: '办公室', geometry: { coordinates: [[1, 2]] }, at: new Date(0), n: 3 };
  expect(renamed(plain, names)).toBe(plain);
});

test('a sentence is said with the names of whoever reads the reply, and with the district’s own to everybody else', async () => {
  const told = () => sayTo('en', 'propose.by_load', { unit: '城管局' });
  expect(told()).toBe('城管局 has least in hand');
  expect(await calling(names, async () => Promise.resolve().then(told))).toBe(
    'Urban Management Bureau has least in hand',
  );
});

test('one name in the midst of somebody else’s sentence is told as its reader knows it, too', async () => {
  expect(calledTo('unit', '城管局')).toBe('城管局');
  const told = () => [calledTo('unit', '城管局'), calledTo('unit', '林小舟')];
  expect(await calling(names, async () => Promise.resolve().then(told))).toEqual(['Urban Management Bureau', '林小舟']);
});
