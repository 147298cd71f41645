import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hushed, publicText } from './hush.rules.ts';

describe('what is told in confidence', () => {
  test.each([
    ['我叫李小满，幸福里2号楼后面有人倒废油。', '***，幸福里2号楼后面有人倒废油。'],
    ['小作坊半夜冒黑烟。我家住荷坡新村7幢301室，味道很大。', '小作坊半夜冒黑烟。***，味道很大。'],
    ['我是旁边工地的工人，工头把泥浆排进雨水井', '***，工头把泥浆排进雨水井'],
    ['联系电话：0571-87654321，请尽快处理', '***，请尽快处理'],
    ['来电人王女士反映仓库后门锁死', '来电人***反映仓库后门锁死'],
    ['请联系我13800138000', '***'],
    ['My name is Ada Byron. Oil is dumped behind the market.', '***. Oil is dumped behind the market.'],
    ['I live at 7 Mill Lane, the workshop smokes at night', '***, the workshop smokes at night'],
  ])('%s', (told, shown) => {
    expect(hushed(told)).toBe(shown);
  });

  test('the own name, in full and politely, and the own numbers however they are written', () => {
    const own = ['李小满', '13800138000', 'xm@example.org'];
    expect(hushed('李小满看见的；李女士也说过；打138 0013 8000或1380-0138 000，xm@example.org', own)).not.toMatch(
      /李|138|0013|8000|xm@/,
    );
  });

  test('what happened and where stays as it was told', () => {
    for (const text of [
      '幸福里2号楼3单元楼道堆满杂物，消防通道被堵。',
      '路灯杆号HD-0217不亮，附近居民出行不便',
      '早晨6:30，河东街道环卫车漏油200米',
    ])
      expect(hushed(text, ['李小满', '13800138000'])).toBe(text);
  });

  test('no number that was given as contact is ever left', () => {
    const digits = fc.stringMatching(/^1[3-9]\d{9}$/);
    fc.assert(
      fc.property(digits, fc.string(), fc.string(), (phone, before, after) => {
        expect(hushed(`${before}，${phone} ${after}`, [phone])).not.toContain(phone);
      }),
    );
  });

  test('hushed twice is hushed once', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(hushed(hushed(text))).toBe(hushed(text));
      }),
    );
  });
});

test('what is published loses numbers, and the name where it is known', () => {
  expect(publicText('王芳 １３８００１３８０００ 身份证110101199003071234', ['王芳'])).toBe('*** *** 身份证***');
});
