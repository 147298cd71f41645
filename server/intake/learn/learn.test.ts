import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { linesOfJson, readExamples } from './examples.ts';
import { fieldsOf, parseFields } from './fields.ts';
import { eachGram, fingerprint, GramTable, lettersOf } from './grams.ts';
import { Judge, type Model } from './judge.ts';
import { decodeModel, encodeModel, modelFormat, type ModelFile } from './model-file.ts';
import { reportSettings, thresholdOf, train, type Example } from './train.ts';

/** Three matters, told in words that no other uses, among words that all of them use. */
const vocabulary: Record<string, string[]> = {
  井盖: ['井盖缺失', '井盖破损', '窨井没有盖子', '井圈松动'],
  路灯: ['路灯不亮', '灯杆倾斜', '整条路漆黑', '路灯闪烁'],
  噪声: ['施工吵闹', '半夜电钻声', '广场舞扰民', '音响声音太大'],
};
const places = ['幸福路口', '学校门口', '小区北门', '菜场旁边', '河边步道', '车站对面'];
const askings = ['请尽快处理', '希望派人来看', '已经好几天了', '谢谢'];
const examples: Example[] = Object.entries(vocabulary).flatMap(([label, sayings]) =>
  sayings.flatMap((saying, s) =>
    places.map((place, p) => ({ label, fields: [saying, `${place}${saying}，${askings[(s + p) % askings.length]}`] })),
  ),
);
const { model, outOfFold } = train(examples);
const judge = new Judge(model);
const origin = { text: parseFields('title,detail')!, n: examples.length, sha256: '0'.repeat(64), unlabelled: [] };
const file = (more: Partial<Model> = {}): ModelFile => ({ model: { ...model, ...more }, origin });

describe('fields', () => {
  test('a comma joins, a bar stands in, and binds tighter', () => {
    const fields = parseFields('subject, detail|tokens')!;
    expect(fields).toEqual([['subject'], ['detail', 'tokens']]);
    expect(fieldsOf(fields, { subject: '路灯', detail: null, tokens: '路灯 不亮' })).toEqual(['路灯', '路灯 不亮']);
    expect(fieldsOf(fields, { subject: null, detail: ' 暗 ', tokens: 'x' })).toEqual(['', '暗']);
    expect(fieldsOf(fields, { subject: 12, detail: '  ', tokens: null })).toEqual(['12', '']);
  });
  test('a missing field and a value that is no text are named', () => {
    const fields = parseFields('subject,detail|tokens')!;
    expect(fieldsOf(fields, { subject: 'a' })).toEqual({ fault: 'field_missing', name: 'detail|tokens' });
    expect(fieldsOf(fields, { subject: 'a', detail: ['b'] })).toEqual({ fault: 'not_text', name: 'detail' });
    expect(fieldsOf(parseFields('constructor')!, {})).toEqual({ fault: 'field_missing', name: 'constructor' });
  });
  test('an expression with a nameless field is none', () => {
    for (const text of ['', 'a,', '|b', 'a,,b', 'a|']) expect(parseFields(text)).toBeUndefined();
  });
});

describe('grams', () => {
  const runs = (text: string, longest: number) => {
    const letters = lettersOf(text);
    const found: string[] = [];
    eachGram(letters, longest, 0, (_, first, length) =>
      found.push(letters.text.slice(letters.from[first], letters.to[first + length - 1])),
    );
    return found;
  };
  test('Chinese by character, other scripts by word, numbers as one kind of thing', () => {
    expect(runs('井盖,坏', 2)).toEqual(['井', '井盖', '盖', '盖,坏', '坏']);
    expect(runs('Street Lamp 23号', 1)).toEqual(['street', 'lamp', '23', '号']);
    const numbers = (text: string) => fingerprint([text]);
    expect(numbers('路灯12号')).toBe(numbers('路灯，３４５ 号'));
    expect(numbers('路灯12号')).not.toBe(numbers('路灯号'));
  });
  test('the table finds what was put in and nothing else', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(0xffffffff), { maxLength: 300 }), (grams) => {
        const table = new GramTable(4);
        const [known, unknown] = [grams.slice(0, grams.length >> 1), grams.slice(grams.length >> 1)];
        for (const [place, gram] of known.entries()) expect(table.add(gram)).toBe(place);
        for (const [place, gram] of known.entries()) expect(table.find(gram)).toBe(place);
        for (const gram of unknown) expect(table.find(gram)).toBe(-1);
        expect(table.size).toBe(known.length);
      }),
    );
  });
});

describe('a model learned from sayings', () => {
  test('knows what it has not seen in these words', () => {
    const said: [string, string, string][] = [
      ['窨井盖子没了', '菜场对面的井盖缺失，老人差点踩空', '井盖'],
      ['晚上很暗', '步道路灯不亮', '路灯'],
      ['太吵', '半夜还有电钻声，施工吵闹', '噪声'],
    ];
    for (const [title, detail, label] of said) expect(judge.judge([title, detail]).label).toBe(label);
  });
  test('and says how good it was on what was left out in turn', () => {
    expect(outOfFold.n).toBe(72);
    expect(outOfFold.accuracy).toBeGreaterThan(0.95);
    expect(outOfFold.dared).toBeGreaterThan(60);
    expect(outOfFold.precision).toBeGreaterThanOrEqual(0.95);
  });
  test('the order of the rows makes no difference', () => {
    const { model: turned } = train([...examples.slice(17), ...examples.slice(0, 17)].toReversed());
    expect(encodeModel({ model: turned, origin })).toEqual(encodeModel(file()));
  });
  test('says which words decided', () => {
    const told = ['请问', '幸福路口半夜电钻声，希望派人来看'];
    const { reasons, ...judged } = judge.explain(told);
    expect(judged).toEqual(judge.judge(told));
    expect(reasons[0]!.words).toContain('电钻');
    expect(reasons.map(({ words }) => words).join()).not.toMatch(/幸福路口|派人/);
    const sum = reasons.reduce((all, { share }) => all + share, 0);
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThanOrEqual(1.01);
  });
  test('is unsure where it knows no word, and of an empty text', () => {
    for (const fields of [
      ['', ''],
      ['你好', ''],
      ['xyz', '12345'],
    ])
      expect(judge.judge(fields).sure).toBe(false);
    expect(judge.judge(['路灯不亮', '整条路漆黑，路灯不亮']).sure).toBe(true);
  });
  test('a correction moves it, and a label it never heard of does not', () => {
    const told = ['门前的石墩', '石墩倒了挡路'];
    const before = new Judge(model);
    const wrong = before.judge(told).label;
    const right = model.labels.find((label) => label !== wrong)!;
    for (let times = 0; times < 8; times++) before.correct(told, right);
    expect(before.judge(told).label).toBe(right);
    expect(before.judge(['路灯不亮', '路灯不亮']).label).toBe('路灯');
    before.correct(told, '没有这一类');
    expect(before.judge(told).label).toBe(right);
  });
});

describe('when to dare', () => {
  const dared = (...rows: [number, boolean][]) => rows.map(([margin, right]) => ({ margin, right }));
  test('from the margin on where enough proposals are right', () => {
    expect(thresholdOf(dared([3, true], [2, true], [1, false], [0.5, true]), 0.95)).toBe(2);
    expect(thresholdOf(dared([3, true], [2, false], [1, true], [0.5, true]), 0.75)).toBe(0.5);
    expect(thresholdOf(dared([3, false], [2, false]), 0.95)).toBe(3);
    expect(thresholdOf([], 0.95)).toBe(0);
  });
});

describe('the file of a model', () => {
  test('begins with a line that says what it is, and holds no text', () => {
    const bytes = encodeModel(file());
    const header = JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString()) as Record<string, unknown>;
    expect(header).toMatchObject({ format: modelFormat, labels: model.labels, n: 72, sha256: origin.sha256 });
    expect(header['threshold']).toBe(model.threshold);
    expect(bytes.includes(Buffer.from('电钻'))).toBe(false);
  });
  test('comes back as it was written, and judges the same', () => {
    const back = decodeModel(encodeModel(file())) as ModelFile;
    expect(back).toEqual(file());
    const again = new Judge(back.model);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...Object.values(vocabulary).flat(), ...places, ...askings), { maxLength: 6 }),
        fc.string(),
        (words, title) => {
          const fields = [title, words.join('，')];
          expect(again.judge(fields)).toEqual(judge.judge(fields));
        },
      ),
      { numRuns: 60 },
    );
  });
  test('whatever else it is, is refused with what is wrong', () => {
    const bytes = encodeModel(file());
    const said = (header: object) =>
      Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes.subarray(bytes.indexOf(10) + 1)]);
    const header = JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString()) as Record<string, unknown>;
    expect(decodeModel(Buffer.from('\x80\x04pickle'))).toEqual({ fault: 'no_header' });
    expect(decodeModel(Buffer.alloc(0))).toEqual({ fault: 'no_header' });
    expect(decodeModel(said({ ...header, format: 'someone.model/3' }))).toEqual({
      fault: 'format',
      given: 'someone.model/3',
    });
    expect(decodeModel(said({ ...header, threshold: 'high' }))).toEqual({ fault: 'header', field: 'threshold' });
    expect(decodeModel(said({ ...header, labels: ['a', 'a'] }))).toEqual({ fault: 'header', field: 'labels' });
    expect(
      decodeModel(said({ ...header, views: [{ field: 9, beginning: null, longest: 2, share: 1, grams: 1 }] })),
    ).toEqual({
      fault: 'header',
      field: 'views',
    });
    expect(decodeModel(bytes.subarray(0, bytes.length - 2))).toMatchObject({
      fault: 'length',
      given: expect.any(Number),
    });
    const altered = Buffer.from(bytes);
    altered[altered.length - 1]! ^= 1;
    expect(decodeModel(altered)).toEqual({ fault: 'altered' });
  });
  test('no bytes whatever make it fail otherwise', () => {
    const bytes = encodeModel(file());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const other = Buffer.from(bytes);
        other[at] = byte;
        const read = decodeModel(other);
        if (!other.equals(bytes)) expect(read).toSatisfy((one: object) => 'fault' in one || 'model' in one);
      }),
      { numRuns: 60 },
    );
  });
});

test('figures count every row by its first choice', () => {
  const rows = ['aa', 'aa', 'ab', 'bb', 'cb'].map((pair) => ({ truth: pair[0]!, given: pair[1]! }));
  const { n, accuracy, macroF1, perLabel } = evaluate(rows);
  expect([n, accuracy]).toEqual([5, 0.6]);
  expect(perLabel).toEqual({
    a: { p: 1, r: 2 / 3, f1: 0.8, n: 3 },
    b: { p: 1 / 3, r: 1, f1: 0.5, n: 1 },
    c: { p: 0, r: 0, f1: 0, n: 1 },
  });
  expect(macroF1).toBeCloseTo((0.8 + 0.5) / 3);
});

describe('an uploaded list', () => {
  const matter = (id: number, code: string, smallName: string, more: object = {}) => ({
    id,
    code,
    smallName,
    retired: false,
    fallback: false,
    ...more,
  });
  const matters = [
    matter(1, 'E0101', '井盖'),
    matter(2, 'E0102', '路灯'),
    matter(3, 'E0103', '路灯', { retired: true }),
    matter(4, 'E0201', '噪声'),
    matter(5, 'E0202', '噪声'),
    matter(9, 'E9999', '其他', { fallback: true }),
  ];
  const read = (...rows: [string, string][]) =>
    readExamples(
      rows.map(([named, text], i) => ({
        row: i + 2,
        values: new Map([
          ['matter', named],
          ['text', text],
        ]),
      })),
      matters,
      'en',
    );
  test('names a matter by its code, or by a name that only one in force bears', () => {
    const { examples: taken, errors } = read(['E0101', '盖子没了'], ['路灯', '灯不亮'], ['E0101', '盖子，没了！']);
    expect(taken.map(({ matterId }) => matterId)).toEqual([1, 2]);
    expect(errors).toEqual([]);
  });
  test('tells every row that cannot be taken, and why', () => {
    const { examples: taken, errors } = read(
      ['噪声', '吵'],
      ['', '吵'],
      ['E0103', '灯'],
      ['其他', 'x'],
      ['E0101', ' '],
      ['E0101', '长'.repeat(4001)],
    );
    expect(taken).toEqual([]);
    expect(errors.map(({ row, field }) => `${row} ${field}`)).toEqual([
      '2 matter',
      '3 matter',
      '4 matter',
      '5 matter',
      '6 text',
      '7 text',
    ]);
    expect(errors[0]!.reason).toMatch(/More than one/);
  });
  test('may be lines of JSON', () => {
    const { rows, errors } = linesOfJson('{"matter":"E0101","text":"盖子"}\n\n[]\n{"matter":7}\nnull', 'zh');
    expect(rows.map(({ row, values }) => [row, values.get('matter'), values.get('text')])).toEqual([
      [1, 'E0101', '盖子'],
      [4, '7', ''],
    ]);
    expect(errors.map(({ row }) => row)).toEqual([3, 5]);
  });
});

test('taught by the demo’s sentences it sorts the demo’s reports, which it has not seen', () => {
  const table = (name: string): Record<string, string>[] =>
    parse(readFileSync(new URL(`../../../demo/${name}`, import.meta.url)), { columns: true, bom: true });
  const letter: Record<string, string> = { component: 'C', event: 'E', service: 'S' };
  const plain = (text: string) => text.replaceAll(/\{\w+\}/g, '');
  const taught: Example[] = [
    ...table('sentences.csv').map((row) => ({
      label: row['condition']!.split('-')[0]!,
      fields: [plain(row['sentence']!)],
    })),
    ...table('catalogue.csv').map((row) => ({
      label: `${letter[row['kind']!]}${row['big']}${row['small']}`,
      fields: [`${row['small_name']} ${row['condition']}`],
    })),
  ];
  const sorted = new Judge(train(taught, { settings: reportSettings }).model);
  const told = table('reports.csv').filter((row) => row['condition'] !== '' && row['lang'] === 'zh');
  const proposals = told.map((row) => {
    const { label, sure } = sorted.judge([plain(`${row['title']} ${row['detail']}`)]);
    return { sure, right: label === row['condition']!.split('-')[0] };
  });
  const dared = proposals.filter(({ sure }) => sure);
  // The same hands wrote both, in other words: among strangers it will be less.
  expect(dared.length / told.length).toBeGreaterThan(0.8);
  expect(dared.filter(({ right }) => right).length / dared.length).toBeGreaterThan(0.93);
}, 60_000);
