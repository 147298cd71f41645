import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPairs } from '../../../test/twins/pairs.ts';
import { metresBetween, seen, twinOf, type Told } from '../twins.ts';
import { keysOf, keysToAsk } from './keys.ts';
import { reasonsOf } from './reasons.ts';
import { numberOf, spotOf } from './spot.ts';

const at = new Date('2026-11-21T02:00:00Z');
const told = (title: string, more: Partial<Told> = {}) =>
  seen({ title, detail: '', placeText: '', point: { lon: 110, lat: 31 }, at, matterId: null, ...more });
const steps = (metres: number) => ({ lon: 110 + metres / 95_400, lat: 31 });

describe('two reports of one thing', () => {
  test('are found though they share no word, and it is said why', () => {
    const open = told('路灯一排都不亮', { placeText: '麦舟路荷坡新村段' });
    const coming = told('天黑看不见路', { placeText: '荷坡新村大门外面', point: steps(60) });
    const twin = twinOf(open, coming)!;
    expect(twin.metres).toBe(60);
    const { for: why, against } = reasonsOf(twin, 'zh', { words: true });
    expect(why).toEqual(expect.arrayContaining(['说的都是路灯不亮', '相距约 60 米', '都提到荷坡新村', '24 小时内']));
    expect(against).toEqual([]);
    expect(reasonsOf(twin, 'en', { words: true }).for).toContain('both tell of street lamps are dark');
  });
  test('another thing, another place, another building or another year is none', () => {
    expect(twinOf(told('路口井盖破损'), told('楼道堆物'))).toBeNull();
    expect(twinOf(told('井盖破损'), told('井盖破损', { point: steps(500) }))).toBeNull();
    expect(twinOf(told('3栋电梯坏了'), told('5栋电梯坏了'))).toBeNull();
    expect(twinOf(told('井盖破损'), told('井盖破损', { at: new Date('2025-11-21T02:00:00Z') }))).toBeNull();
    expect(twinOf(told('居住证怎么办'), told('居住证怎么续'))).toBeNull();
  });
  test('a flat’s own trouble differs from door to door, a cold house does not', () => {
    const estate = { placeText: '荷庭府5栋' };
    expect(twinOf(told('5栋802漏水到702', estate), told('5栋2104漏水到2004', estate))).toBeNull();
    expect(twinOf(told('5栋802暖气不热', estate), told('5栋2104暖气不热', estate))).not.toBeNull();
  });
  test('what the other wrote is not read back to whoever only asks', () => {
    const twin = twinOf(
      told('路灯不亮', { detail: '我姓欧阳住三楼' }),
      told('路灯不亮', { detail: '姓欧阳的住三楼' }),
    )!;
    expect(reasonsOf(twin, 'zh', { words: true }).for.join()).toContain('欧阳');
    expect(reasonsOf(twin, 'zh', { words: false }).for.join()).not.toContain('欧阳');
  });
  test('which of the two came first does not matter', () => {
    for (const { open, coming } of readPairs('tuning.txt')) {
      const [a, b] = [seen({ ...open, matterId: null }), seen({ ...coming, matterId: null })];
      expect(twinOf(a, b) === null).toBe(twinOf(b, a) === null);
    }
  });
});

describe('the words that say where', () => {
  test('names, buildings, stairs, flats and house numbers', () => {
    const spot = spotOf('荷坡新村十二栋3单元', '我住荷坡新村，12楼3号，麦舟路106号旁边');
    expect([...spot.estates]).toEqual(['荷坡新村']);
    expect([...spot.roads]).toEqual(['麦舟路']);
    expect([[...spot.buildings], [...spot.units], [...spot.rooms], [...spot.numbers]]).toEqual([
      [12],
      [3],
      [1203],
      [106],
    ]);
    expect([...spotOf('', '走在马路上，小区里一条街都堵，去政府问路').roads]).toEqual([]);
  });
  test('numbers in characters', () => {
    expect(['7', '十', '十二', '二十', '二十三', '两'].map(numberOf)).toEqual([7, 10, 12, 20, 23, 2]);
  });
});

describe('keys', () => {
  test('whatever is hinted at shares a key, so that the index finds it', () => {
    const lost = readPairs('tuning.txt').filter(({ open, coming }) => {
      const [a, b] = [seen({ ...open, matterId: null }), seen({ ...coming, matterId: null })];
      const keys = new Set(keysOf(a));
      return twinOf(a, b) !== null && !keysToAsk(b, { wide: true }).some((key) => keys.has(key));
    });
    expect(lost.map(({ line }) => line)).toEqual([]);
  });
  test('two pins within the distance that counts stand in the same or a neighbouring tile', () => {
    const near = fc.tuple(
      fc.double({ min: -65, max: 65, noNaN: true }),
      fc.double({ min: -179, max: 179, noNaN: true }),
      fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
    );
    fc.assert(
      fc.property(near, ([lat, lon, turn]) => {
        fc.pre(Math.abs((((lat % 1) + 1) % 1) - 0.5) > 0.004);
        const other = {
          lat: lat + (Math.cos(turn) * 249) / 111_195,
          lon: lon + (Math.sin(turn) * 249) / (111_195 * Math.cos((lat * Math.PI) / 180)),
        };
        expect(metresBetween({ lat, lon }, other)).toBeLessThan(252);
        const keys = new Set(keysOf(told('路灯不亮', { point: { lat, lon } })));
        expect(keysToAsk(told('路灯不亮', { point: other }), { wide: false }).some((key) => keys.has(key))).toBe(true);
      }),
    );
  });
  test('are few', () => {
    const most = readPairs('tuning.txt').map(
      ({ coming }) => keysToAsk(seen({ ...coming, matterId: null }), { wide: true }).length,
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(98);
  });
});
