import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hintKinds, kindsIn, mirror, type HintKind, type Purpose } from './mirror.ts';
import { say } from './words/words.ts';

const lamp = { title: '路灯不亮', detail: '幸福里北门的路灯三天不亮，晚上老人不敢出门' };
const kinds = (answer: string, purpose: Purpose = 'close', report = lamp): HintKind[] =>
  kindsIn(mirror(answer, report, purpose));

const good =
  '您好。11月20日我们到幸福里北门查看，路灯不亮的原因是电缆接头进水。当晚已更换接头并试灯，三盏路灯均已恢复照明。如再不亮，请拨打市政道路处 000-8000-0001。';

test('an answer that says what was found, what was done, when and whom to ask is let alone', () => {
  expect(kinds(good)).toEqual([]);
});

test('“转交有关部门” alone says neither outcome nor reason, neither day nor office', () => {
  expect(kinds('网友您好！您反映的问题已转相关部门处理，感谢您的关注。')).toEqual([
    'too_short',
    'passed_on',
    'no_explanation',
    'off_matter',
    'no_date',
    'no_contact',
    'officialese',
  ]);
  expect(
    kinds('已转市政道路处。该处11月20日查明是电缆接头进水，已更换，幸福里北门路灯恢复照明。电话 000-8000-0001。'),
  ).toEqual([]);
});

test('words that only look like handing on are not taken for it', () => {
  for (const told of ['该摊位已转让', '请在人民路换乘，转乘12路', '交通运输局已于11月20日更换路灯'])
    expect(kinds(`${told}。`)).not.toContain('passed_on');
});

test('a set phrase is pointed at by itself, with what to write in its place', () => {
  const answer = '我局高度重视，将按照有关规定尽快修复幸福里北门路灯，因电缆进水，电话 000-8000-0001。';
  const found = mirror(answer, lamp, 'close').filter(({ kind }) => kind === 'officialese');
  expect(found.map(({ words, from, to }) => [words, answer.slice(from, to)])).toEqual([
    ['高度重视', '高度重视'],
    ['按照有关规定', '按照有关规定'],
    ['尽快', '尽快'],
  ]);
  expect(found.map(({ instead }) => say('zh', instead.word))).toEqual([
    '删去，直接写做了什么。',
    '写出文件名和条款。',
    '写出日期，如“5 月 20 日前”。',
  ]);
  expect(say('en', found[2]!.what.word, found[2]!.what.params)).toBe('“尽快” is a set phrase.');
});

test('an answer to something else is noticed; one pair of the report’s characters is enough to be about it', () => {
  const elsewhere = '经核实，该企业已于11月20日停工整改，环保部门现场检查时废气达标，详情请致电 000-8000-0001。';
  expect(kinds(elsewhere)).toEqual(['off_matter']);
  expect(kinds(elsewhere.replace('该企业', '路灯旁的企业'))).toEqual([]);
  // a report of hardly any words cannot be missed by its words
  expect(kinds(elsewhere, 'close', { title: '路灯', detail: '' })).toEqual([]);
});

test('a refusal needs its reason and a route, no outcome and no day; an answer at once is itself the outcome', () => {
  const refusal =
    '路灯不亮一事，因幸福里北门路灯产权属于小区业主，依据《物业管理条例》由物业公司维修，请联系物业服务中心 000-8000-0002。';
  expect(kinds(refusal, 'refuse')).toEqual([]);
  expect(kinds('幸福里的路灯不归我们管，恕难受理，敬请谅解，多谢理解与配合支持，再见再见再见。', 'refuse')).toEqual([
    'no_explanation',
    'no_contact',
  ]);
  expect(kinds('路灯每天十八点亮，早上六点熄。', 'answer')).toEqual(['too_short', 'no_explanation', 'no_contact']);
});

test('English is read as well', () => {
  const report = {
    title: 'Street light dark',
    detail: 'The street light at the north gate has been dark for three days',
  };
  expect(
    kinds(
      'We inspected the street light on 20 November. The cable joint was wet because of the rain; it has been replaced and the light is on. Please call the roads office at 000-8000-0001 if it fails again.',
      'close',
      report,
    ),
  ).toEqual([]);
  const vague = mirror(
    'Dear resident, we attach great importance to it and have forwarded it to the relevant departments, who will act as soon as possible.',
    report,
    'close',
  );
  expect(kindsIn(vague)).toEqual(expect.arrayContaining(['passed_on', 'no_date', 'no_contact', 'officialese']));
  expect(vague.flatMap(({ kind, words }) => (kind === 'officialese' ? [words] : []))).toEqual([
    'attach great importance',
    'relevant departments',
    'as soon as possible',
  ]);
});

test('whatever is written: hints point at words that stand there, speak both languages, and nothing is said of nothing', () => {
  const piece = fc.constantFrom(
    '您好。',
    '已转有关部门',
    '，',
    '。',
    '如下：',
    '因电缆进水',
    '11月20日',
    ' ',
    '\n',
    'dear',
    'x',
    '《条例》',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.constantFrom<Purpose>('close', 'answer', 'refuse', 'uphold'),
      (answer, purpose) => {
        for (const hint of mirror(answer, lamp, purpose)) {
          expect(hintKinds).toContain(hint.kind);
          expect(hint.words).toBe(answer.slice(hint.from, hint.to));
          expect(hint.words.trim()).not.toBe('');
          for (const lang of ['zh', 'en'] as const) {
            expect(say(lang, hint.what.word, hint.what.params)).not.toMatch(/\{|^$/);
            expect(say(lang, hint.instead.word, hint.instead.params)).not.toMatch(/\{|^$/);
          }
        }
      },
    ),
  );
  expect(mirror('', lamp, 'close')).toEqual([]);
  expect(mirror(' \n。', lamp, 'close')).toEqual([]);
});
