import { describe, expect, test } from 'vitest';
import { codeFromFragment, plainNumber } from './kept.ts';
import { paths } from './paths.ts';
import { bodyOf, lacks, pathText, titleOf, type Written } from './report.rules.ts';

const now = new Date('2026-11-21T08:00:00Z');
const lamp: Written = {
  kind: 'help',
  words: '2号楼前的路灯不亮。已经三天了,晚上老人走路看不清。',
  placeText: '河湾里2号楼',
  location: { lon: 116.4, lat: 39.9 },
  matterId: null,
  wishUnitId: null,
  happenedAt: '',
  naming: 'anonymous',
  name: '',
  phone: '',
  email: '',
};
const fields = (written: Written) => lacks(written, now).map((lack) => lack.field);

describe('a report', () => {
  test('takes its title from the first sentence and keeps every word', () => {
    expect(bodyOf(lamp)).toMatchObject({ title: '2号楼前的路灯不亮', detail: lamp.words });
    expect(bodyOf({ ...lamp, words: ' 路灯不亮 ' })).not.toHaveProperty('detail');
    expect(titleOf('The lamp on No. 2 is out. Since Friday.')).toBe('The lamp on No. 2 is out');
    expect(titleOf('路灯不亮\uff01三天了')).toBe('路灯不亮');
    expect(titleOf('Lamp at 3.5 km is out')).toBe('Lamp at 3.5 km is out');
    expect(titleOf('字'.repeat(300))).toHaveLength(60);
    expect(titleOf('。路灯')).toBe('。路灯');
  });

  test('needs words, and a place unless it is a question or a suggestion', () => {
    expect(fields(lamp)).toEqual([]);
    const nowhere = { ...lamp, placeText: ' ', location: null };
    expect(fields(nowhere)).toEqual(['place']);
    expect(fields({ ...nowhere, kind: 'consultation' })).toEqual([]);
    expect(fields({ ...lamp, words: '\n' })).toEqual(['words']);
  });

  test('without a name carries no contact, even one typed earlier', () => {
    const typed = { ...lamp, name: '贺兰', phone: '19900000001' };
    expect(bodyOf(typed)).not.toHaveProperty('contact');
    expect(bodyOf({ ...typed, naming: 'confidential' })).toMatchObject({
      contact: { name: '贺兰', phone: '19900000001' },
    });
    // as an address book copies it, or a Chinese keyboard writes it
    const copied = { ...lamp, naming: 'named', phone: '\u202A+86 199-0000 0001', email: 'Lan＠example。com' } as const;
    expect(lacks(copied, now)).toEqual([]);
    expect(bodyOf(copied).contact).toEqual({ phone: '19900000001', email: 'lan@example.com' });
  });

  test('with a name needs a way to reach its sender', () => {
    expect(fields({ ...lamp, naming: 'named' })).toEqual(['contact']);
    expect(fields({ ...lamp, naming: 'named', phone: 'abc' })).toEqual(['phone']);
    expect(fields({ ...lamp, naming: 'named', email: 'lan@' })).toEqual(['email']);
    expect(fields({ ...lamp, naming: 'confidential', email: 'he@example.org' })).toEqual([]);
  });

  test('cannot have happened tomorrow', () => {
    expect(fields({ ...lamp, happenedAt: '2026-11-22T20:00' })).toEqual(['happenedAt']);
  });
});

test('the way down to a cell does not repeat itself', () => {
  const names = ['平宁区', '晴岸街道', '暖湖社区', '暖湖社区第4责任网格', '暖湖社区060号单元网格'];
  expect(pathText(names.map((name) => ({ name })))).toBe('平宁区 › 晴岸街道 › 暖湖社区 › 第4责任网格 › 060号单元网格');
});

describe('a receipt', () => {
  test('has an address whose code a server never sees', () => {
    const url = new URL(paths.receipt('PN-1', 'ABCD-EFGH'), 'http://district.example');
    expect([url.pathname, url.search]).toEqual(['/r/PN-1', '']);
    expect(codeFromFragment(url.hash)).toBe('ABCD-EFGH');
    expect(codeFromFragment('')).toBeNull();
  });
  test('number is forgiven its spaces and small letters', () => {
    expect(plainNumber(' pn-2026 1121-7 ')).toBe('PN-20261121-7');
  });
});
