import { describe, expect, test } from 'vitest';
import type { Condition, Matter } from '#contract/catalogue.ts';
import { isRefusal } from '#kit/refusal.ts';
import { publicText } from '#kit/hush.rules.ts';
import { notesFor, pageOf, readTime, statusOf, titleOf, windowOf } from './requests.rules.ts';
import { answersTo, attributesOf, matterByCode, serviceCodes, servicesShown } from './offers.rules.ts';

const condition = (n: number, filing: string, more: Partial<Condition> = {}): Condition => ({
  id: n * 10,
  matterId: 1,
  n,
  filing,
  closing: '恢复',
  timeLimit: '5d',
  urgent: false,
  photoHint: '',
  notWhen: '',
  basis: '示例,无依据',
  discovery: [],
  version: 1,
  retired: false,
  ...more,
});
const matter = (id: number, code: string, more: Partial<Matter> = {}): Matter => ({
  id,
  edition: '示例',
  kind: 'event',
  code,
  big: '01',
  bigName: '公用设施',
  bigNameEn: 'Utilities',
  small: '01',
  smallName: '井盖',
  smallNameEn: 'Manhole',
  fallback: false,
  sensitive: false,
  imported: false,
  version: 1,
  retired: false,
  conditions: [condition(1, '井盖破损')],
  ...more,
});
const manhole = matter(1, 'E0101', {
  conditions: [condition(1, '井盖缺失', { urgent: true }), condition(2, '井盖响动', { notWhen: '已有人围挡' })],
});
const other = matter(9, 'E9999', { fallback: true, smallName: '其他', smallNameEn: 'Other' });

describe('services', () => {
  test('what takes everything comes first, what must be asked about comes last, what is retired not at all', () => {
    const shown = servicesShown([manhole, matter(2, 'E0102'), matter(3, 'E0103', { retired: true }), other], 'zh');
    expect(shown.map((service) => service.service_code)).toEqual(['E9999', 'E0102', 'E0101']);
    expect(shown[0]).toMatchObject({ metadata: false, service_name: '其他', type: 'realtime' });
    expect(shown[2]).toMatchObject({ metadata: true, group: '公用设施', keywords: '井盖,Manhole,公用设施,Utilities' });
    expect(servicesShown([manhole], 'en')[0]).toMatchObject({ service_name: 'Manhole', group: 'Utilities' });
  });

  test('a code belongs to one matter: in two editions the older one in use keeps it', () => {
    const matters = [
      matter(1, 'E0101', { retired: true }),
      matter(2, 'E0101'),
      matter(3, 'E0101'),
      matter(4, '市容/1'),
    ];
    expect([...serviceCodes(matters).entries()]).toEqual([
      [2, 'E0101'],
      [3, 'm3'],
      [4, 'm4'],
      [1, 'm1'],
    ]);
    expect(matterByCode(matters, ' E0101 ')?.id).toBe(2);
    expect(matterByCode(matters, 'E0404')).toBeUndefined();
  });

  test('which condition it is must be told where one is urgent and another is not', () => {
    expect(attributesOf(manhole, 'zh')).toMatchObject([
      { code: 'condition', datatype: 'singlevaluelist', required: true, variable: true, order: 1 },
      { code: 'not_when', required: false, variable: false, order: 2, description: '以下情形不必上报：已有人围挡' },
    ]);
    expect(attributesOf(matter(1, 'E1'), 'zh')).toEqual([]);
    expect(answersTo(manhole, {}, 'zh')).toMatchObject({ refusal: 'open311.attribute_missing' });
    expect(answersTo(manhole, { condition: '7' }, 'zh')).toMatchObject({ refusal: 'open311.attribute_value' });
    expect(answersTo(manhole, { condition: ['2'], colour: 'red', __proto__: 'x' }, 'zh')).toEqual({
      conditionId: 20,
      answers: [{ question: '属于哪种情形？', answer: '井盖响动' }],
    });
    const calm = matter(1, 'E1', { conditions: [condition(1, '破损'), condition(2, '响动')] });
    expect(answersTo(calm, {}, 'zh')).toEqual({ conditionId: null, answers: [] });
  });
});

describe('a query', () => {
  const at = new Date('2026-11-23T02:00:00Z');
  const zone = 'Asia/Shanghai';
  const between = (start_date?: string, end_date?: string) => {
    const window = windowOf({ start_date, end_date }, zone, at);
    return isRefusal(window) ? window.refusal : [window.from.toISOString(), window.to.toISOString()];
  };

  test('without dates means the last 90 days; one date means 90 days from it or up to it', () => {
    expect(between()).toEqual(['2026-08-25T02:00:00.000Z', '2026-11-23T02:00:00.000Z']);
    expect(between('2026-01-01T00:00:00Z')).toEqual(['2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z']);
    expect(between(undefined, '2026-04-01T00:00:00Z')).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-04-01T00:00:00.000Z',
    ]);
    expect(between('2026-11-01', '2026-11-02')).toEqual(['2026-10-31T16:00:00.000Z', '2026-11-02T15:59:59.999Z']);
  });

  test('spans no more than 90 days, forwards, in real times with their zone', () => {
    expect(between('2026-01-01T00:00:00Z', '2026-11-01T00:00:00Z')).toBe('open311.span');
    expect(between('2026-11-02T00:00:00Z', '2026-11-01T00:00:00Z')).toBe('open311.span');
    for (const wrong of ['yesterday', '2026-13-01', '2026-02-30', '2026-11-01T00:00:00', '20261101'])
      expect(between(wrong), wrong).toBe('open311.date');
    expect(readTime('2026-11-01T08:00:00 08:00', zone, 'start')?.toISOString()).toBe('2026-11-01T00:00:00.000Z');
    expect(readTime('2026-11-01T00:00Z', zone, 'start')?.toISOString()).toBe('2026-11-01T00:00:00.000Z');
  });

  test('has pages of at most 1,000, within reach', () => {
    expect(pageOf({})).toEqual({ limit: 1_000, offset: 0 });
    expect(pageOf({ page: '3', page_size: '20' })).toEqual({ limit: 20, offset: 40 });
    for (const wrong of [
      { page: '0' },
      { page: 'x' },
      { page_size: '1001' },
      { page_size: '-1' },
      { page: '1.5' },
      { page: '999' },
    ])
      expect(pageOf(wrong), JSON.stringify(wrong)).toMatchObject({ refusal: 'open311.page' });
  });

  test('asks for open, closed or both', () => {
    expect(statusOf(undefined)).toBeUndefined();
    expect(statusOf('OPEN')).toBe('open');
    expect(statusOf('open,closed')).toBeUndefined();
    expect(statusOf('fixed')).toMatchObject({ refusal: 'open311.status', params: { value: 'fixed' } });
  });
});

describe('what everybody may read', () => {
  test('holds no number and no address by which somebody could be reached, and not the sender again', () => {
    const told =
      '我是张小明,电话138-0013-8000或010-88886666,邮箱 a.b@example.com,身份证11010519491231002X,3号楼2单元井盖坏了';
    expect(publicText(told, ['张小明'])).toBe('我是***,电话***或***,邮箱 ***,身份证***,3号楼2单元井盖坏了');
    expect(publicText('13800138000')).toBe('***');
    expect(publicText('路灯编号 12345 不亮,2026 年 11 月起')).toBe('路灯编号 12345 不亮,2026 年 11 月起');
    expect(publicText('坏了', ['', undefined, '坏'])).toBe('坏了');
  });

  test('says the state in plain words', () => {
    const now = { state: 'signed', merged: false, suspended: false, unsolved: false } as const;
    expect(notesFor(now, null, 'zh')).toBe('正在办理');
    expect(notesFor({ ...now, suspended: true }, null, 'zh')).toBe('因故暂缓办理');
    expect(notesFor({ ...now, merged: true }, null, 'en')).toBe('Handled together with a like report; Being handled');
    expect(notesFor({ ...now, state: 'closed' }, '灯已换新。', 'zh')).toBe('已办结并答复：灯已换新。');
  });

  test('has a title: its first sentence, at most sixty characters', () => {
    expect(titleOf({ description: '路灯不亮。已经三天了' }, '路灯')).toBe('路灯不亮');
    expect(titleOf({ title: '井盖', description: '响' }, '其他')).toBe('井盖');
    expect(titleOf({}, '其他')).toBe('其他');
    expect(titleOf({ description: '长'.repeat(200) }, '其他')).toHaveLength(60);
  });
});
