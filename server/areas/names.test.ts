import { expect, test } from 'vitest';
import { placeFinder, type NamedPlace } from './names.ts';

const area = (name: string, areaPath: string): NamedPlace => ({
  name,
  areaPath,
  areaId: Number(areaPath.split('.').at(-1)),
  point: null,
});
const find = placeFinder([
  area('平宁区', '1'),
  area('河东街道', '1.2'),
  area('河西街道', '1.3'),
  area('幸福社区', '1.2.20'),
  area('幸福社区', '1.3.30'),
  area('柳岸社区', '1.3.31'),
  area('幸福里', '1.2.20.200'),
  area('幸福里小学', '1.3.31.310'),
  area('Park', '1.4'),
  area('Park Heights', '1.5'),
  area('三', '1.6'),
  area('110', '1.7'),
]);
const at = (...texts: string[]) => find(texts)?.areaPath;

test('the longest name wins, and a name inside a longer one is not there', () => {
  expect(at('幸福里小学门口')).toBe('1.3.31.310');
  expect(at('幸福里12号楼')).toBe('1.2.20.200');
});
test('the place as told comes before the title', () => expect(at('柳岸社区', '幸福里的路灯')).toBe('1.3.31'));
test('the finer place wins over the street it lies in', () => expect(at('平宁区河西街道柳岸社区3号楼')).toBe('1.3.31'));
test('a name that two places bear needs the street beside it, in any of the texts', () => {
  expect(at('幸福社区')).toBeUndefined();
  expect(at('河西街道幸福社区')).toBe('1.3.30');
  expect(at('幸福社区', '', '河东街道的井盖')).toBe('1.2.20');
});
test('letters need their own edges; single characters and bare numbers are no names', () => {
  expect(at('in PARK  HEIGHTS ave')).toBe('1.5');
  expect(at('Parkville')).toBeUndefined();
  expect(at('the park')).toBe('1.4');
  expect(at('三楼 110')).toBeUndefined();
});
