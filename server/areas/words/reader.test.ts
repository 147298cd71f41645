import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlaces } from './reader.ts';

/** '平宁路/road 12号/roadno' */
const read = (text: string): string =>
  readPlaces(text)
    .map(({ label, start, end }) => `${text.slice(start, end)}/${label}`)
    .join(' ');

test('a road, its number, a building, a unit and a room follow one another', () => {
  expect(read('平宁区河东街道安和路128号3幢2单元501室')).toBe(
    '平宁区/district 河东街道/town 安和路/road 128号/roadno 3幢/houseno 2单元/cellno 501室/roomno',
  );
});
test('numbers held together by dashes are building, unit and room', () => {
  expect(read('晴岸花园7-2-501')).toBe('晴岸花园/poi 7/houseno 2/cellno 501/roomno');
  expect(read('晴岸花园7-501')).toBe('晴岸花园/poi 7/houseno 501/roomno');
});
test('a range of house numbers is one number, a house behind another is not', () => {
  expect(read('安和路12-18号')).toBe('安和路/road 12-18号/roadno');
  expect(read('安和路12-3号')).toBe('安和路/road 12/roadno 3号/houseno');
});
test('full-width and Chinese digits are digits', () => {
  expect(read('安和路１２８号')).toBe('安和路/road １２８号/roadno');
  expect(read('晴岸花园三号楼二单元')).toBe('晴岸花园/poi 三号楼/houseno 二单元/cellno');
});
test('lanes', () => {
  expect(read('安和路35弄6号')).toBe('安和路/road 35弄/subroad 6号/subroadno');
  expect(read('安和路35弄')).toBe('安和路/road 35弄/roadno');
  expect(read('柳树胡同12号')).toBe('柳树胡同/road 12号/roadno');
});
test('two roads cross, and what is beside them is told', () => {
  expect(read('平宁路与安和路交叉口东北角')).toBe('平宁路/road 与/assist 安和路/subroad 交叉口/assist 东北角/assist');
  expect(read('和平路和安和路路口')).toBe('和平路/road 和/assist 安和路/subroad 路口/assist');
  expect(read('实验小学对面')).toBe('实验小学/poi 对面/assist');
  expect(read('安和路往北100米')).toBe('安和路/road 往北100米/assist');
});
test('what is said around a place is no part of it', () => {
  expect(read('昨天晚上安和路12号门口的井盖缺了，车轮陷进去，请尽快处理')).toBe('安和路/road 12号/roadno 门口/assist');
  expect(read('我住在柳岸社区幸福里3号楼，楼道灯不亮')).toBe('柳岸社区/community 幸福里/poi 3号楼/houseno');
  expect(read('垃圾三天没有人收')).toBe('');
});
test('names with numbers in them stay whole', () => {
  expect(read('建设2路15号')).toBe('建设2路/road 15号/roadno');
  expect(read('文三西路15号')).toBe('文三西路/road 15号/roadno');
  expect(read('10号路二号')).toBe('10号路/road 二号/roadno');
});

const pieces = [
  '平宁路',
  '与',
  '安和路',
  '１２',
  '号',
  '3幢',
  '-',
  '，',
  ' ',
  '𠮷',
  'A座',
  '对面',
  '柳岸社区',
  '的',
  '😀',
  '里',
  '(',
  '二',
  'park',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces)).map((all) => all.join('')),
);

test('whatever the text, spans lie in it, in order, without overlaps, and cut no letter', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let at = 0;
      for (const { start, end } of readPlaces(text)) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        const lone = /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/;
        if (text.isWellFormed()) expect(lone.test(text.slice(start, end))).toBe(false);
        at = end;
      }
    }),
  );
});
