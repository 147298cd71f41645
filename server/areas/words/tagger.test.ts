import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lettersOf } from './letters.ts';
import { decodeTagger, encodeTagger, taggerFormat } from './model-file.ts';
import { score, type Labelled, type Span } from './spans.ts';
import { spansOf, statesOf, tagWith } from './tagger.ts';
import { labelsOf, trainTagger } from './train.ts';

/** '安和路/road 的- 12号/roadno' as a row: what has no label stands in between. */
function row(told: string): Labelled {
  let text = '';
  const spans: Span[] = [];
  for (const part of told.split(' ')) {
    const [words, label] = part.split('/') as [string, string?];
    if (label) spans.push({ label, start: text.length, end: text.length + words.length });
    text += words;
  }
  return { text, spans };
}
const roads = ['安和路', '平宁路', '柳树街', '晴岸大道', '石桥路', '新河街'];
const estates = ['晴岸花园', '幸福家园', '柳岸公寓', '暖湖花苑'];
const rows = roads.flatMap((road, i) =>
  estates.flatMap((estate, k) => [
    row(`${road}/road ${12 + i}号/roadno ${estate}/poi`),
    row(`住在 ${road}/road ${120 + k}号/roadno`),
    row(`${estate}/poi ${k + 1}幢/houseno`),
  ]),
);

describe('learning from labelled texts', () => {
  const tagger = trainTagger(rows);
  const tag = tagWith(tagger);

  test('a text it has not seen is read as the others were labelled', () => {
    const unseen = row('梧桐路/road 7号/roadno 晴岸花园/poi');
    expect(tag(unseen.text)).toEqual(unseen.spans);
    expect(tag('住在梧桐路15号')).toEqual(row('住在 梧桐路/road 15号/roadno').spans);
  });
  test('the same rows teach the same', () => {
    expect(trainTagger(rows).weights).toEqual(tagger.weights);
  });
  test('through a file it stays what it is, and the file holds no text', () => {
    const bytes = encodeTagger({ tagger, origin: { n: rows.length, sha256: 'ab'.repeat(32) } });
    const read = decodeTagger(bytes);
    expect(read).toEqual({ tagger, origin: { n: rows.length, sha256: 'ab'.repeat(32) } });
    expect(bytes.includes(Buffer.from('安和'))).toBe(false);
  });
  test('any other file is refused with the reason', () => {
    const bytes = encodeTagger({ tagger, origin: { n: 1, sha256: 'ab'.repeat(32) } });
    const altered = Buffer.from(bytes);
    altered[altered.length - 9]! ^= 1;
    const other = Buffer.from(bytes.toString('latin1').replace(taggerFormat, 'gridloop.triage/1'), 'latin1');
    expect(decodeTagger(Buffer.from('function () {}'))).toEqual({ fault: 'no_header' });
    expect(decodeTagger(other)).toEqual({ fault: 'format', given: 'gridloop.triage/1' });
    expect(decodeTagger(bytes.subarray(0, -4))).toMatchObject({ fault: 'length' });
    expect(decodeTagger(altered)).toEqual({ fault: 'altered' });
    const nameless = Buffer.from(bytes.toString('latin1').replace('"n":1,', '"n":0,'), 'latin1');
    expect(decodeTagger(nameless)).toEqual({ fault: 'header', field: 'n' });
  });
  test('whatever the text, what it reads lies in it, in order, and cuts no letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { offsets } = lettersOf(text);
        let at = 0;
        for (const { start, end } of tag(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect([offsets.includes(start), offsets.includes(end)]).toEqual([true, true]);
          at = end;
        }
      }),
      { numRuns: 20 },
    );
  });
});

test('spans and states say the same', () => {
  const labels = labelsOf(rows);
  for (const { text, spans } of rows) {
    const { offsets } = lettersOf(text);
    expect(spansOf(labels, offsets, statesOf(labels, offsets, spans)!)).toEqual(spans);
  }
  const overlapping = [
    { label: 'road', start: 0, end: 3 },
    { label: 'poi', start: 2, end: 4 },
  ];
  expect(statesOf(labels, lettersOf('安和路口').offsets, overlapping)).toBeNull();
});

test('a span counts only with its label and both its ends', () => {
  const told = row('安和路/road 12号/roadno').spans;
  const found = [
    { label: 'road', start: 0, end: 3 },
    { label: 'roadno', start: 3, end: 5 },
  ];
  const { perLabel, f1 } = score([{ told, found }]);
  expect(perLabel['road']).toEqual({ p: 1, r: 1, f1: 1, n: 1, found: 1 });
  expect(perLabel['roadno']).toEqual({ p: 0, r: 0, f1: 0, n: 1, found: 1 });
  expect(f1).toBe(0.5);
});
