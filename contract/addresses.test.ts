import { describe, expect, test } from 'vitest';
import { addressIn, plainMail, plainPhone } from './addresses.ts';

describe('one telephone is one telephone, however it is written', () => {
  test.each([
    '13800138000',
    ' 138 0013 8000 ',
    '138-0013-8000',
    '138–0013—8000',
    '138.0013.8000',
    '（138）0013 8000',
    '+86 138-0013-8000',
    '＋８６ １３８ ００１３ ８０００',
    '0086 13800138000',
    '86 13800138000',
    '\u202A13800138000\u202C', // as an address book copies it
    '138\u00A00013\u20098000',
  ])('%s', (typed) => {
    expect(plainPhone(typed)).toBe('13800138000');
    expect(addressIn(typed)).toEqual({ way: 'sms', address: '13800138000' });
  });

  test('a line in a house keeps the nought of its city', () => {
    for (const typed of ['010-8888 6666', '(010) 8888-6666', '+86 10 8888 6666', '0086 010 88886666'])
      expect(plainPhone(typed), typed).toBe('01088886666');
  });

  test('a number of another country keeps its plus, by which it can be dialled', () => {
    for (const typed of ['+44 20 7946 0000', '0044 20 7946 0000'])
      expect(plainPhone(typed), typed).toBe('+442079460000');
    expect(plainPhone('+1 (415) 555-0100')).toBe('+14155550100');
  });

  test('a number that nobody is assigned, as those of the demo, is left as it is', () => {
    expect(plainPhone('000-9018-2026')).toBe('00090182026');
    expect(plainPhone('12345')).toBe('12345');
  });
});

test('one mailbox is one mailbox, also from a Chinese keyboard', () => {
  for (const typed of [
    'lan@example.com',
    ' Lan@Example.COM ',
    'lan＠example．com',
    'lan@example。com',
    'lan @ example.com',
  ]) {
    expect(plainMail(typed), typed).toBe('lan@example.com');
    expect(addressIn(typed), typed).toEqual({ way: 'email', address: 'lan@example.com' });
  }
});

test('what is neither is neither', () => {
  for (const wrong of ['', '王芳', 'a@b', '12', '138-0013-8000 王芳', 'a@b..com', 'a@b@c.com', '1'.repeat(30)])
    expect(addressIn(wrong), wrong).toBeNull();
});
