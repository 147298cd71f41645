import { expect, test } from 'vitest';
import { isRejected, tell, type Rejected, type Told } from './history.ts';
import type { Mapping } from './mapping.ts';

const mapping: Mapping = {
  format: 'gridloop.replay/1',
  timeZone: 'Asia/Shanghai',
  region: 'riverton',
  id: 'nr',
  openedAt: 'opened',
  dueAt: 'due',
  closedAt: 'closed',
  channel: 'by',
  text: ['what', 'more'],
  place: [
    { lon: 'x', lat: 'y', layer: 'cells' },
    { name: 'quarter', create: true },
  ],
};
const row = { nr: 'A-1', opened: '2026-03-02 09:00:00', due: '', closed: '', what: '路灯不亮', more: '', x: '', y: '' };
const told = (more: Record<string, string> = {}) =>
  tell(2, new Map(Object.entries({ ...row, ...more })), mapping, 'en');

test('a row tells what, when, where and by which door', () => {
  const one = told({
    more: '河边第三盏',
    by: 'Phone',
    quarter: '柳岸',
    due: '2026/3/5',
    x: '116.3',
    y: '39.9',
  }) as Told;
  expect(one).toMatchObject({
    id: 'A-1',
    title: '路灯不亮',
    detail: '河边第三盏',
    channel: 'hotline',
    placeText: '柳岸',
    closedAt: null,
    coordinateRefused: false,
  });
  expect(one.openedAt.toISOString()).toBe('2026-03-02T01:00:00.000Z');
  expect(one.dueAt!.toISOString()).toBe('2026-03-05T15:59:59.000Z');
  expect(one.places).toEqual([
    { lon: 116.3, lat: 39.9, layer: 'cells' },
    { name: '柳岸', create: true },
  ]);
});

test('what cannot be played says in which column and why', () => {
  const fieldOf = (more: Record<string, string>) => (told(more) as Rejected).field;
  expect(fieldOf({ nr: ' ' })).toBe('nr');
  expect(fieldOf({ opened: '' })).toBe('opened');
  expect(fieldOf({ opened: 'yesterday' })).toBe('opened');
  expect(fieldOf({ due: '2026-02-30' })).toBe('due');
  expect(told({ closed: '2026-03-02 08:59:59' })).toMatchObject({ row: 2, field: 'closed' });
  expect(isRejected(told({ closed: '2026-03-02 09:00:00' }))).toBe(false);
});

test('a coordinate that cannot be a place is refused and the row goes on; a missing one is nothing to refuse', () => {
  const whole = told({ x: '-77', y: '39', quarter: '柳岸' }) as Told;
  expect(whole.coordinateRefused).toBe(true);
  expect(whole.places).toEqual([{ name: '柳岸', create: true }]);
  expect((told({ x: '39.9', y: '116.3' }) as Told).coordinateRefused).toBe(true);
  expect((told() as Told).coordinateRefused).toBe(false);
});

test('a text too long for a title stands whole in the detail, and a row without words is called by its id', () => {
  const long = '灯'.repeat(200);
  const one = told({ what: long }) as Told;
  expect(Array.from(one.title)).toHaveLength(120);
  expect(one.detail).toBe(long);
  expect((told({ what: '' }) as Told).title).toBe('A-1');
});
