import { describe, expect, test } from 'vitest';
import { codesAbove, levelOfCode, nextCodes, sameDistrict, successorName } from './codes.ts';

test('a division code tells its level and what may lie above it', () => {
  expect(['110102', '110102001', '110102001003', '110102001003017'].map(levelOfCode)).toEqual([
    'district',
    'street',
    'community',
    'cell',
  ]);
  expect(['110102000000', '110102001000'].map(levelOfCode)).toEqual(['district', 'street']);
  expect(['101', '11010200A', '999901001001-01', '11010200'].map(levelOfCode)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(codesAbove('110102001003')).toEqual(['110102001', '110102001000', '110102', '110102000000']);
  expect(codesAbove('110102001000')).toEqual(['110102', '110102000000']);
  expect([codesAbove('110102'), codesAbove('BK-07')]).toEqual([[], []]);
  expect(sameDistrict('110102', '110102000000')).toBe(true);
  expect(sameDistrict('110102', '110101000000')).toBe(false);
  expect(sameDistrict('110102001', '110102001000')).toBe(false);
});

describe('codes of what comes of an area', () => {
  test('go on after the highest number ever given, in the same division', () => {
    const ever = ['110102001003001', '110102001003017', '110102001004900', '110102001003'];
    expect(nextCodes('110102001003001', ever, 2)).toEqual(['110102001003018', '110102001003019']);
  });

  test('keep the zeros that statistics fill them up with', () => {
    const ever = ['110102001000', '110102001003', '110102015000'];
    expect(nextCodes('110102001000', ever, 1)).toEqual(['110102016000']);
  });

  test('of merged communities begin at 601', () => {
    expect(nextCodes('110102001003', ['110102001003', '110102001004'], 1, 601)).toEqual(['110102001601']);
    expect(nextCodes('110102001003', ['110102001601'], 1, 601)).toEqual(['110102001602']);
  });

  test('take a number behind a dash where there are no numbers, or none left', () => {
    expect(nextCodes('BK-07', ['BK-07', 'BK-07-1'], 2)).toEqual(['BK-07-2', 'BK-07-3']);
    expect(nextCodes('110102001003001', ['110102001003998'], 2)).toEqual(['110102001003001-1', '110102001003001-2']);
  });
});

test('a cell is called by its new number, another area by its old name and a number', () => {
  expect(successorName('柳岸社区001号单元网格', '110102001003001', '110102001003018', 1)).toBe('柳岸社区018号单元网格');
  expect(successorName('柳岸社区', '110102001003', '110102001004', 2)).toBe('柳岸社区(2)');
  expect(successorName('', '110102001003', '110102001004', 2)).toBe('');
});
