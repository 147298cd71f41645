import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactOf, masked, mayOpenContact, wantsCallback } from './contact.ts';
import { lettersOf, receiptNumber } from './numbers.ts';
import { promiseOf, storyOf, whyOffice } from './story.ts';
import { overlap, termsOf, wordsOf } from './terms.ts';
import { makeTriage, proposeFor } from './triage.ts';

describe('contact', () => {
  test('an anonymous report carries no contact, a named one must be reachable', () => {
    expect(contactOf('anonymous', 'web', { phone: '13800138000' })).toMatchObject({
      refusal: 'report.anonymous_contact',
    });
    expect(contactOf('anonymous', 'web', { phone: '  ' })).toBeNull();
    expect(contactOf('named', 'hotline', { name: '王芳' })).toMatchObject({ refusal: 'report.contact_needed' });
    expect(contactOf('confidential', 'web')).toMatchObject({ refusal: 'report.contact_needed' });
    expect(contactOf('named', 'keeper')).toBeNull();
    expect(contactOf('named', 'web', { name: ' 王芳 ', phone: '13800138000' })).toEqual({
      name: '王芳',
      phone: '13800138000',
      email: null,
    });
  });

  test('masked shows who may be meant, not who it is', () => {
    expect(masked({ name: '欧阳明月', phone: '+86 13800138000', email: 'fang.wang@example.com' })).toEqual({
      name: '欧**',
      phone: '138****8000',
      email: 'f***@example.com',
    });
    expect(masked({ name: '李', phone: '8886666', email: null })).toEqual({
      name: '李*',
      phone: '88****66',
      email: null,
    });
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{5,15}$/), (phone) => {
        const shown = masked({ name: null, phone, email: null }).phone!;
        return shown.replaceAll('*', '').length <= 7 && shown !== phone;
      }),
    );
  });

  test('whoever reports a wrong is opened to the supervision side only', () => {
    const named = { naming: 'named', kind: 'help', knows: false } as const;
    expect(mayOpenContact(named, ['handler'])).toBe(true);
    expect(mayOpenContact(named, ['evaluator', 'leader', 'system_admin'])).toBe(false);
    expect(mayOpenContact({ naming: 'confidential', kind: 'help', knows: true }, ['handler', 'clerk', 'keeper'])).toBe(
      false,
    );
    expect(mayOpenContact({ naming: 'named', kind: 'whistle', knows: true }, ['clerk'])).toBe(false);
    expect(mayOpenContact({ naming: 'confidential', kind: 'whistle', knows: true }, ['caller'])).toBe(true);
    expect(mayOpenContact({ naming: 'confidential', kind: 'whistle', knows: false }, ['caller'])).toBe(false);
  });

  test('a callback is for people who left a contact', () => {
    expect(wantsCallback({ hasContact: true, channel: 'web' })).toBe(true);
    expect(wantsCallback({ hasContact: false, channel: 'web' })).toBe(false);
    expect(wantsCallback({ hasContact: true, channel: 'keeper' })).toBe(false);
  });
});

describe('terms', () => {
  test('pairs of characters and whole words; numbers and filler say nothing', () => {
    expect([...termsOf('井盖破损,Manhole 12号 cover')]).toEqual(['井盖', '盖破', '破损', 'manhole', 'cover']);
    expect(termsOf('希望尽快处理').has('希望')).toBe(false);
    expect(wordsOf('Cover:井盖破损,井盖', termsOf('井盖破损 cover'))).toEqual(['cover', '井盖破损']);
  });
  test('overlap is the same both ways, and 1 for the same text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('井盖破损路灯不亮')) }),
        fc.string({ unit: fc.constantFrom(...Array.from('井盖灯')) }),
        (a, b) => {
          const [x, y] = [termsOf(a), termsOf(b)];
          expect(overlap(x, y)).toBe(overlap(y, x));
          if (x.size > 0) expect(overlap(x, x)).toBe(1);
        },
      ),
    );
  });
});

describe('triage', () => {
  const matters = [
    { id: 11, name: '上水井盖', bigName: '公用设施', conditions: ['井盖缺失、移位或断裂', '井盖破损、缺角'] },
    { id: 12, name: '路灯', bigName: '公用设施', conditions: ['路灯不亮、损坏', '灯杆倾斜'] },
    { id: 13, name: '暴露垃圾', bigName: '市容环境', conditions: ['垃圾成堆、散落,未及时清运'] },
    { id: 14, name: '占道经营', bigName: '街面秩序', conditions: ['占用人行道摆摊设点'] },
  ];
  const triage = makeTriage(matters);
  test('proposes with the words that decided', () => {
    expect(triage('门口的井盖破损,上水井盖缺角')).toMatchObject({
      matterId: 11,
      terms: ['上水井盖缺角', '井盖破损'],
    });
    expect(triage('人行道上有人摆摊设点,占道经营')).toMatchObject({ matterId: 14 });
  });
  test('says unsure instead of guessing', () => {
    for (const text of ['', '你好', '楼上吵得睡不着', '垃圾', '12345']) expect(triage(text)).toBe('unsure');
    expect(makeTriage([])('井盖')).toBe('unsure');
  });
  test('the place decides with her words where they leave it open, and never without them', () => {
    expect(triage('晚上不亮')).toBe('unsure');
    expect(proposeFor(triage, '晚上不亮', '东门口路灯 12 号杆')).toMatchObject({ matterId: 12, byPlace: true });
    const said = triage('路灯不亮、损坏');
    expect(proposeFor(triage, '路灯不亮、损坏', '垃圾成堆、散落的地方')).toEqual(said);
    for (const place of ['', '   ', '东门', '垃圾成堆、散落,未及时清运的那一角'])
      expect(proposeFor(triage, '楼上吵得睡不着', place)).toBe('unsure');
  });
  test("on the demo's texts, written apart from its catalogue, nine proposals in ten are right", () => {
    const read = (file: string): Record<string, string>[] =>
      parse(readFileSync(new URL(`../../demo/${file}`, import.meta.url)), { columns: true, bom: true });
    const matter = new Map<string, { id: number; name: string; bigName: string; conditions: string[] }>();
    const letter: Record<string, string> = { component: 'C', event: 'E', service: 'S' };
    for (const row of read('catalogue.csv')) {
      const code = `${letter[row['kind']!]}${row['big']}${row['small']}`;
      const known = matter.get(code) ?? {
        id: matter.size,
        name: row['small_name']!,
        bigName: row['big_name']!,
        conditions: [],
      };
      known.conditions.push(row['condition']!);
      matter.set(code, known);
    }
    const triageDemo = makeTriage([...matter.values()]);
    const texts = [
      ...read('sentences.csv').map((row) => [row['condition']!, row['sentence']!] as const),
      ...read('reports.csv').map((row) => [row['condition']!, `${row['title']} ${row['detail']}`] as const),
    ].filter(([condition]) => condition !== '');
    const proposals = texts.flatMap(([condition, text]) => {
      const proposal = triageDemo(text);
      return proposal === 'unsure' ? [] : [matter.get(condition.split('-')[0]!)?.id === proposal.matterId];
    });
    expect(proposals.length / texts.length).toBeGreaterThan(0.33);
    expect(proposals.filter(Boolean).length / proposals.length).toBeGreaterThan(0.88);
  });
  test('two matters that fit equally are not decided by order', () => {
    const twice = [matters[0]!, { ...matters[0]!, id: 99 }, ...matters.slice(1)];
    expect(makeTriage(twice)('上水井盖缺失移位断裂')).toBe('unsure');
  });
});

describe('receipt numbers', () => {
  test('letters, the day on the wall, six digits drawn by lot', () => {
    expect(receiptNumber('PN', '2026-11-21', (below) => (expect(below).toBe(1_000_000), 42))).toBe('PN20261121-000042');
    expect(lettersOf({ settings: { letters: 'PN' }, nameEn: 'Pingning District', code: '990101' })).toBe('PN');
    expect(lettersOf({ settings: {}, nameEn: 'Pingning District', code: '990101' })).toBe('PD');
    expect(lettersOf({ settings: {}, nameEn: '', code: '990101' })).toBe('9901');
  });
});

describe('the story a reporter reads', () => {
  const at = new Date('2026-11-23T02:00:00Z');
  const fact = (kind: string, data: Record<string, unknown> = {}) => ({ kind: `case.${kind}`, at, data });
  const told = (...facts: ReturnType<typeof fact>[]) =>
    (['zh', 'en'] as const).map((lang) =>
      storyOf({ id: 'r', receivedAt: at, follows: false }, facts, [], lang)
        .slice(1)
        .map(({ text }) => text),
    );

  test('more time is told with its reason, when it was granted; a refusal changes nothing for her', () => {
    const asked = { reason: '配件在途', decision: '同意', accepted: true };
    expect(told(fact('extension_asked', asked), fact('extension_decided', asked))).toEqual([
      ['办理期限已延长：配件在途'],
      ['More time was granted: 配件在途'],
    ]);
    expect(told(fact('extension_decided', { ...asked, accepted: false }))).toEqual([[], []]);
  });

  test('that it is opened again is told with the reason of whoever decided', () => {
    expect(told(fact('reopened', { reason: '路灯仍不亮', to: 'filed' }))).toEqual([
      ['重新办理：路灯仍不亮'],
      ['It was opened again: 路灯仍不亮'],
    ]);
  });

  test('that others are called, and are there, is told once and without their names or quarrels', () => {
    const call = { callId: 'w', unitIds: [7, 8], reason: '内部情况', unitId: 7 };
    const [zh, en] = told(
      fact('whistled', call),
      fact('child_began', { unitId: 7 }),
      fact('task_arrived', call),
      fact('task_objected', { ...call, ground: 'needless' }),
      fact('task_arrived', { ...call, unitId: 8 }),
      fact('task_finished', { ...call, grade: 2 }),
    );
    expect(zh).toEqual(['已召集有关部门到场共同处置', '有关单位已到现场']);
    expect(en).toEqual(['The offices concerned were called to the spot', 'They are on the spot']);
  });
});

describe('承诺卡: who, by when and why this office', () => {
  const at = new Date('2026-11-23T02:00:00Z');
  const read = (kind: string, data: Record<string, unknown> = {}, reason = '内部:他们上次推诿。') =>
    (['zh', 'en'] as const).map((lang) => {
      const facts = [
        { kind: 'case.dispatched', at, data: {} },
        { kind, at, data },
      ];
      const why = whyOffice({ officeName: '路灯所', reason, facts }, lang);
      const now = { state: 'signed' as const, open: true, dueAt: at, suspended: false, unsolved: false };
      return { why, promise: promiseOf({ ...now, officeName: '路灯所', why }, 'Asia/Shanghai', lang) };
    });

  test('one sentence with what the dispatcher wrote', () => {
    const [zh, en] = read('case.signed', {}, '路灯由路灯所负责。');
    expect(zh!.promise).toBe(
      '路灯所负责，承诺在 2026年11月23日 10:00 前办结并答复；由它负责，是因为：路灯由路灯所负责',
    );
    expect(en!.promise).toBe(
      '路灯所 is in charge and promises to settle and answer it by 23 Nov 2026, 10:00; this office, because: “路灯由路灯所负责”',
    );
  });

  test('what offices write to each other stays between them; she reads what it means, in her language', () => {
    for (const [kind, data, zhWhy, enWhy] of [
      ['case.handed_up', {}, '基层办不了', 'level above'],
      ['case.handed_down', {}, '权责清单', 'list of duties'],
      ['case.designated', { basis: 'designated' }, '区里指定', 'the district named it'],
      ['case.designated', { basis: 'leader_order' }, '区领导批示', 'leader'],
      ['case.self_handled', {}, '当场处理', 'on the spot'],
    ] as const) {
      const [zh, en] = read(kind, data, kind === 'case.self_handled' ? 'self_handle' : undefined);
      expect(zh!.promise).toContain(zhWhy);
      expect(en!.promise).toContain(enWhy);
      expect(JSON.stringify([zh, en])).not.toMatch(/推诿|self_handle/);
    }
  });

  test('without an office there is no why, as between 重开 and the next 派遣', () => {
    expect(whyOffice({ officeName: null, reason: '上一次的理由', facts: [] }, 'zh')).toBeNull();
  });
});
