import { createHash } from 'node:crypto';
import type { Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { demoSeed, drawDistrict, inReadingOrder } from './district.ts';
import type { Area, District } from './district.ts';
import { readDemo } from './read.ts';

const { units } = readDemo();
const began = performance.now();
const district = drawDistrict({ seed: demoSeed, units });
const tookMs = performance.now() - began;
const hash = (thing: District): string => createHash('sha256').update(JSON.stringify(thing)).digest('hex');

describe('平宁区', () => {
  it('is drawn alike from the same seed, and otherwise from another', () => {
    expect(hash(drawDistrict({ seed: demoSeed, units }))).toBe(hash(district));
    expect(hash(drawDistrict({ seed: demoSeed + 1, units }))).not.toBe(hash(district));
    expect(tookMs).toBeLessThan(3000);
  });

  it('has the size it promises', () => {
    expect(district.region.areaM2 / 1e6).toBeCloseTo(62, 2);
    expect(district.streets).toHaveLength(15);
    expect(district.communities).toHaveLength(65);
    expect(Math.abs(district.dutyGrids.length - 200)).toBeLessThanOrEqual(10);
    expect(Math.abs(district.cells.length - 5000)).toBeLessThanOrEqual(25);
    expect(district.gazetteer.length).toBeGreaterThanOrEqual(1500);
    expect(district.roads.length).toBeGreaterThan(60);
    expect(district.estates).toHaveLength(320);
    const town = district.cells.filter(({ use }) => use === 'homes' || use === 'shops' || use === 'works');
    const hectares = town.map(({ areaM2 }) => areaM2 / 10_000);
    expect(Math.min(...hectares)).toBeGreaterThan(0.5);
    expect(Math.max(...hectares)).toBeLessThan(2);
  });

  it('takes its streets and communities from the units, one for one', () => {
    const codes = (kind: string): string[] => units.flatMap((unit) => (unit.kind === kind ? [unit.area] : [])).sort();
    expect(district.streets.map(({ code }) => code).sort()).toEqual(codes('street'));
    expect(district.communities.map(({ code }) => code).sort()).toEqual(codes('community'));
  });
});

describe('the tiling is exact', () => {
  const levels: [string, Area[]][] = [
    ['streets', district.streets],
    ['communities', district.communities],
    ['responsibility cells', district.dutyGrids],
    ['unit cells', district.cells],
  ];
  it.each(levels)('%s: every edge is shared by two, or lies on the border of the district', (_, areas) => {
    const seen = new Map<string, number>();
    for (const area of areas) for (const edge of edgesOf(area)) seen.set(edge, (seen.get(edge) ?? 0) + 1);
    // Interiors lie on the left of every edge, so a neighbour runs the same edge the other way: twice alike = overlap.
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
    const border = new Set(edgesOf(district.region));
    const open = [...seen.keys()].filter((edge) => !seen.has(edge.split(' ').toReversed().join(' ')));
    expect(new Set(open)).toEqual(border);
  });

  it.each(levels)('%s: the surfaces add up to the district', (_, areas) => {
    const sum = areas.reduce((total, { areaM2 }) => total + areaM2, 0);
    expect(Math.abs(sum - district.region.areaM2)).toBeLessThan(0.01);
  });

  it('holds at every parent too', () => {
    for (const [children, parents] of [
      [district.cells, district.communities],
      [district.dutyGrids, district.communities],
      [district.communities, district.streets],
      [district.streets, [district.region]],
    ] as [Area[], Area[]][]) {
      const sums = new Map<string, number>();
      for (const { parent, areaM2 } of children) sums.set(parent!, (sums.get(parent!) ?? 0) + areaM2);
      for (const { code, areaM2 } of parents) expect(Math.abs(sums.get(code)! - areaM2)).toBeLessThan(0.01);
    }
    const inGrids = district.dutyGrids.flatMap(({ cells }) => cells);
    expect(inGrids.length).toBe(district.cells.length);
    expect(new Set(inGrids).size).toBe(district.cells.length);
  });

  it('closes every ring, and keeps the lake around its islet as a hole', () => {
    for (const area of [district.region, ...levels.flatMap(([, areas]) => areas)]) {
      for (const ring of area.polygon.coordinates) {
        expect(ring.length).toBeGreaterThanOrEqual(5);
        expect(ring[0]).toEqual(ring.at(-1));
      }
      expect(contains(area, area.centre)).toBe(true);
    }
    const lake = district.cells.filter(({ use }) => use === 'lake');
    expect(lake.map(({ polygon }) => polygon.coordinates.length)).toEqual([2]);
  });
});

describe('codes', () => {
  it('have 15 digits under their community and run from west to east in rows from north to south', () => {
    expect(new Set(district.cells.map(({ code }) => code)).size).toBe(district.cells.length);
    for (const [community, cells] of Map.groupBy(district.cells, ({ parent }) => parent)) {
      const codes = cells.map(({ code }) => code);
      expect(codes).toEqual(cells.map((_, n) => community + String(n + 1).padStart(3, '0')));
      expect(inReadingOrder(cells.toReversed()).map(({ code }) => code)).toEqual(codes);
    }
  });
});

describe('the gazetteer', () => {
  it('names each place once, in both languages', () => {
    const names = district.gazetteer.map(({ kind, name }) => `${kind} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    const areas = [...district.streets, ...district.communities, ...district.dutyGrids, ...district.cells];
    expect(new Set(areas.map(({ name }) => name)).size).toBe(areas.length);
    for (const { name, nameEn } of [...district.gazetteer, ...areas, ...district.roads, ...district.estates]) {
      expect(name).toMatch(/^[\p{Script=Han}\d]+$/u);
      expect(nameEn).toMatch(/^[A-Za-z][A-Za-z0-9 ',./-]*$/);
    }
  });

  it('puts each place into the cell it says', () => {
    const byCode = new Map(district.cells.map((cell) => [cell.code, cell]));
    for (const { cell, point } of district.gazetteer) {
      if (cell !== null) expect(contains(byCode.get(cell)!, point)).toBe(true);
    }
    for (const estate of district.estates) expect(byCode.has(estate.cells[0]!)).toBe(true);
  });
});

function edgesOf({ polygon }: Area): string[] {
  return polygon.coordinates.flatMap((ring) => ring.slice(1).map((to, n) => `${ring[n]!.join(',')} ${to.join(',')}`));
}

function contains({ polygon }: Area, [x, y]: Position): boolean {
  let within = false;
  for (const ring of polygon.coordinates) {
    for (let n = 1; n < ring.length; n++) {
      const [[x1, y1], [x2, y2]] = [ring[n - 1] as [number, number], ring[n] as [number, number]];
      if (y1 > y! !== y2 > y! && x! < ((x2 - x1) * (y! - y1)) / (y2 - y1) + x1) within = !within;
    }
  }
  return within;
}
