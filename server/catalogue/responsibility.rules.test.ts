import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { say } from '#contract/words/words.ts';
import {
  applies,
  conflictsOf,
  gapsOf,
  propose,
  whyOf,
  winner,
  type Claim,
  type ListedClaim,
} from './responsibility.rules.ts';

const claim = (number: string, change: Partial<Claim> = {}): Claim => ({
  number,
  matterId: 1,
  conditionId: null,
  areaId: null,
  areaName: null,
  areaPath: null,
  leadUnitId: 10,
  leadByArea: false,
  alsoUnitIds: [],
  coUnitIds: [],
  coByArea: false,
  basis: '示例,无依据',
  ...change,
});
const inArea = (path: string): Partial<Claim> => ({
  areaId: Number(path.split('.').at(-1)),
  areaName: `区域${path}`,
  areaPath: path,
});
const names: Record<number, string> = { 10: '城管局', 11: '水务局', 12: '园林局', 50: '河东街道办' };
const unitName = (id: number) => names[id] ?? '';
const place = { conditionId: 3, areaPath: '1.17.203' };
const spoken = (proposal: ReturnType<typeof propose>, lang: 'zh' | 'en' = 'zh') =>
  say(lang, proposal.reason.word, proposal.reason.params);

test('the most special claim wins: condition and area, condition, area, matter', () => {
  const matter = claim('R-0001');
  const area = claim('R-0002', inArea('1.17'));
  const condition = claim('R-0003', { conditionId: 3 });
  const both = claim('R-0004', { conditionId: 3, ...inArea('1.17') });
  const claims = [matter, area, condition, both];
  for (let n = claims.length; n > 0; n--) expect(winner(claims.slice(0, n), place)).toBe(claims[n - 1]);
  expect(winner(claims, { conditionId: 4, areaPath: '1.18' })).toBe(matter);
  expect(winner(claims, { conditionId: null, areaPath: '1.17' })).toBe(area);
});

test('the deeper area is the more special one, and a name that only begins alike is another area', () => {
  const street = claim('R-0001', inArea('1.17'));
  const community = claim('R-0002', inArea('1.17.203'));
  expect(winner([street, community], place)).toBe(community);
  expect(winner([street, community], { ...place, areaPath: '1.17.204' })).toBe(street);
  expect(winner([street, community], { ...place, areaPath: '1.170' })).toBeUndefined();
});

const path = fc.constantFrom('1', '1.2', '1.2.5', '1.2.6', '1.3', '1.3.7');
const drawn = fc
  .record({
    condition: fc.option(fc.integer({ min: 1, max: 3 })),
    area: fc.option(path),
    lead: fc.integer({ min: 10, max: 12 }),
  })
  .map(({ condition, area, lead }) => ({
    conditionId: condition,
    leadUnitId: lead,
    ...(area === null ? {} : inArea(area)),
  }));
const claims = fc
  .array(drawn, { maxLength: 12 })
  .map((list) => list.map((one, i) => claim(`R-${String(i).padStart(4, '0')}`, one)));
const anyPlace = fc.record({ conditionId: fc.option(fc.integer({ min: 1, max: 3 })), areaPath: path });

test('whatever the list: the winner applies, nothing that applies is more special, and the order of rows decides nothing', () => {
  const special = (one: Claim) => [
    one.conditionId !== null ? 1 : 0,
    one.areaPath === null ? 0 : one.areaPath.split('.').length,
  ];
  fc.assert(
    fc.property(claims, anyPlace, (list, where) => {
      const won = winner(list, where);
      const fitting = list.filter((one) => applies(one, where));
      expect(won === undefined).toBe(fitting.length === 0);
      if (!won) return;
      expect(fitting).toContain(won);
      for (const one of fitting) {
        const [a, b] = [special(won), special(one)];
        // a condition always goes before an area; between equals the deeper area
        expect(a[0]! > b[0]! || (a[0] === b[0] && a[1]! >= b[1]!)).toBe(true);
      }
      expect(winner(list.toReversed(), where)).toBe(won);
    }),
  );
});

test('a proposal names its unit, its helpers, its rule and the reason, in both languages', () => {
  const rule = claim('R-0012', { conditionId: 3, leadUnitId: 11, coUnitIds: [10, 11], coByArea: true });
  const proposal = propose([rule], place, { streetId: 50, unitName });
  expect(proposal).toMatchObject({ leadUnitId: 11, coUnitIds: [10, 50], ruleNumber: 'R-0012', fallback: false });
  expect(spoken(proposal)).toBe('权责清单 R-0012：这一立案条件由水务局主责。依据：示例,无依据');
  expect(spoken(proposal, 'en')).toContain('Responsibility R-0012: this filing condition belongs to 水务局');
});

test('属地: the street office of the place leads, and never helps itself', () => {
  const rule = claim('R-0001', { leadUnitId: null, leadByArea: true, coUnitIds: [50, 10] });
  const proposal = propose([rule], place, { streetId: 50, unitName });
  expect(proposal).toMatchObject({ leadUnitId: 50, coUnitIds: [10], ruleNumber: 'R-0001', fallback: false });
  expect(spoken(proposal)).toContain('由属地街道（河东街道办）主责');
});

test('without an owner it falls to the street of the place, without a street to the dispatcher, and says so', () => {
  const toStreet = propose([], place, { streetId: 50, unitName });
  expect(toStreet).toMatchObject({ leadUnitId: 50, ruleNumber: null, fallback: true });
  expect(spoken(toStreet)).toBe('权责清单没有主责单位，按属地兜底：河东街道办');
  const toNobody = propose([claim('R-1', { leadUnitId: null, leadByArea: true, coUnitIds: [10] })], place, {
    streetId: null,
    unitName,
  });
  expect(toNobody).toMatchObject({ leadUnitId: null, coUnitIds: [10], ruleNumber: null, fallback: true });
  expect(spoken(toNobody, 'en')).toContain('the dispatcher decides');
});

test('there is always a reason, and the lead is never among the helpers', () => {
  fc.assert(
    fc.property(claims, anyPlace, fc.option(fc.constantFrom(10, 50)), (list, where, street) => {
      const proposal = propose(list, where, { streetId: street, unitName });
      expect(spoken(proposal).length).toBeGreaterThan(5);
      expect(proposal.coUnitIds).not.toContain(proposal.leadUnitId);
      expect(proposal.fallback).toBe(proposal.ruleNumber === null);
      expect(proposal.leadUnitId !== null || street === null).toBe(true);
    }),
  );
});

test('two crews may lead alike: the one whose territory holds the place gets it, however much it has in hand', () => {
  const rule = claim('R-0021', { leadUnitId: 10, alsoUnitIds: [11, 12] });
  const load = { 10: { open: 1, overdue: 0 }, 11: { open: 12, overdue: 1 }, 12: { open: 0, overdue: 0 } };
  const proposal = propose([rule], place, {
    streetId: 50,
    unitName,
    territoryOf: (id) => ({ 10: 18, 11: 17, 12: null })[id] ?? null,
    loadOf: (id) => (load as Record<number, { open: number; overdue: number }>)[id],
  });
  expect(proposal).toMatchObject({ leadUnitId: 11, fitUnitIds: [11, 12, 10], ruleNumber: 'R-0021' });
  expect(spoken(proposal)).toBe(
    '权责清单 R-0021：这一事项由水务局主责。依据：示例,无依据。3 个单位均可主责：此地在水务局的片区内',
  );
  expect(proposal.why.map(({ word, params }) => say('zh', word, params))).toEqual([
    '水务局：在办 12 件，其中超期 1 件',
    '园林局：在办 0 件，其中超期 0 件',
    '城管局：在办 1 件，其中超期 0 件',
  ]);
});

test('of two that fit a place alike the one with less in hand gets it; what is overdue weighs twice', () => {
  const rule = claim('R-0021', { leadUnitId: 10, alsoUnitIds: [11] });
  const asked = (ten: [number, number], eleven: [number, number]) =>
    propose([rule], place, {
      streetId: null,
      unitName,
      loadOf: (id) => {
        const [open, overdue] = id === 10 ? ten : eleven;
        return { open, overdue };
      },
    });
  expect(asked([3, 0], [2, 0])).toMatchObject({ leadUnitId: 11 });
  expect(asked([3, 0], [2, 2])).toMatchObject({ leadUnitId: 10 });
  expect(spoken(asked([3, 0], [2, 2]), 'en')).toContain('2 units may lead alike: 城管局 has least in hand');
  expect(spoken(asked([3, 0], [3, 0]))).toContain('条件相同，城管局列名在先');
});

test('a proposal says whom it was preferred to and why, and a fallback which lines stop short of the place', () => {
  const general = claim('R-0001', { leadUnitId: 12 });
  const special = claim('R-0002', { conditionId: 3, leadUnitId: 11 });
  const preferred = propose([general, special], place, { streetId: 50, unitName });
  expect(preferred.why.map(({ word, params }) => say('zh', word, params))).toEqual([
    '不派园林局：其 R-0001 只按“整个事项”，本条按“立案条件”，更具体者优先',
  ]);
  const short = propose([claim('R-0003', inArea('1.18')), claim('R-0004', { conditionId: 9 })], place, {
    streetId: 50,
    unitName,
    loadOf: () => ({ open: 7, overdue: 0 }),
  });
  expect(short.fallback).toBe(true);
  expect(short.why.map(({ word, params }) => say('zh', word, params))).toEqual([
    'R-0003 只管“区域1.18”，不含此地',
    'R-0004 只管另一立案条件',
    '河东街道办：在办 7 件，其中超期 0 件',
  ]);
});

const listed = (number: string, change: Partial<ListedClaim> = {}): ListedClaim => ({
  ...claim(number, change),
  layerId: change.areaId ? 1 : null,
  areaGone: false,
  conditionGone: false,
  ...change,
});

test('conflicts: the same scope twice, a condition that crosses an area, areas of two layers', () => {
  const told = (list: ListedClaim[]) =>
    conflictsOf(list, (one) => unitName(one.leadUnitId ?? 0)).map(({ a, b, reason }) => [a, b, reason.word]);
  expect(told([listed('R-1'), listed('R-2')])).toEqual([['R-1', 'R-2', 'claims.same_scope']]);
  const byArea = listed('R-1', { ...inArea('1.17'), leadUnitId: 12 });
  const byCondition = listed('R-2', { conditionId: 3 });
  expect(told([byArea, byCondition])).toEqual([['R-2', 'R-1', 'claims.crossing']]);
  expect(told([{ ...byArea, leadUnitId: 10 }, byCondition])).toEqual([]);
  const otherLayer = listed('R-3', { ...inArea('9.4'), layerId: 2, leadUnitId: 11 });
  expect(told([byArea, otherLayer])).toEqual([['R-1', 'R-3', 'claims.overlapping_areas']]);
  // a special claim below a general one is what the list is for
  expect(told([listed('R-1'), byArea, listed('R-4', { conditionId: 3, ...inArea('1.17'), leadUnitId: 11 })])).toEqual(
    [],
  );
  expect(told([listed('R-1'), listed('R-2', { matterId: 2 })])).toEqual([]);
});

test('gaps: matters nobody answers for as a whole, and claims on what is no more', () => {
  const matters = [
    { id: 1, conditionIds: [3, 4] },
    { id: 2, conditionIds: [5] },
    { id: 3, conditionIds: [6] },
    { id: 4, conditionIds: [] },
  ];
  const { gaps, covered } = gapsOf(matters, [
    listed('R-1', { conditionId: 3 }),
    listed('R-2', { conditionId: 4 }),
    listed('R-3', { matterId: 2, ...inArea('1.17'), areaGone: true }),
  ]);
  expect(covered).toBe(1);
  expect(gaps.map(({ matterId, reason }) => [matterId, reason.word])).toEqual([
    [2, 'claims.area_gone'],
    [2, 'claims.only_some'],
    [3, 'claims.nobody'],
    [4, 'claims.nobody'],
  ]);
  expect(whyOf(listed('R-9', { conditionId: 1, areaId: 2 }))).toBe('condition_area');
});
