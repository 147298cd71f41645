import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { asksForSilence, langIn, numberIn, ownWords, saysUnsolved } from './inbound.rules.ts';
import { signatureOf } from './signature.ts';

const key = 'a key of the gateway';
const at = new Date('2026-11-23T02:00:00Z');
const message = { channel: 'sms', body: '{"text":"路灯不亮"}' };
const signed = (seconds: number, { channel, body } = message, by = key) =>
  `t=${seconds},v1=${createHmac('sha256', by).update(`${seconds}.${channel}.${body}`).digest('hex')}`;
const now = at.getTime() / 1000;

describe('a signature', () => {
  test('holds for its own channel, its own words and five minutes', () => {
    expect(signatureOf(signed(now - 299), message, key, at)).toHaveLength(32);
    expect(signatureOf(signed(now - 301), message, key, at)).toMatchObject({ refusal: 'inbound.too_old' });
    expect(signatureOf(signed(now + 301), message, key, at)).toMatchObject({ refusal: 'inbound.too_old' });
    for (const header of [
      signed(now, { ...message, channel: 'email' }),
      signed(now, { ...message, body: `${message.body} ` }),
      signed(now, message, 'another key'),
      `t=${now}`,
      undefined,
    ])
      expect(signatureOf(header, message, key, at)).toMatchObject({ refusal: 'inbound.not_signed' });
  });

  test('made with no key opens nothing where no key is set up', () => {
    expect(signatureOf(signed(now, message, ''), message, '', at)).toMatchObject({ refusal: 'inbound.not_signed' });
  });
});

describe('a message', () => {
  test('says who wants to hear no more, and nothing else is taken for it', () => {
    expect(['T', ' td ', '退订', 'STOP.'].every(asksForSilence)).toBe(true);
    expect(['T型路口积水', '退订不了', 'stop the noise'].some(asksForSilence)).toBe(false);
  });

  test('names a number, among other words', () => {
    expect(numberIn('关于ＰＮ20261123-004211：还是不亮')).toBe('PN20261123-004211');
    expect(numberIn('我的电话 13800138000，2026年11月')).toBeUndefined();
  });

  test('says plainly that it is not solved', () => {
    expect(['没有解决', '灯还没修好', 'It is still broken'].every(saysUnsolved)).toBe(true);
    expect(['已经解决了，谢谢', 'solved, thank you'].some(saysUnsolved)).toBe(false);
  });

  test('is what she wrote, without the letter it answers', () => {
    expect(ownWords('还是不亮。\r\n\r\n> 您反映的路灯已修复\r\n> 编号 1')).toBe('还是不亮。');
    expect(ownWords('> 只有引文')).toBe('> 只有引文');
  });

  test('is answered in its own language', () => {
    expect([langIn('路灯 broken'), langIn('The lamp is dark'), langIn('12')]).toEqual(['zh', 'en', 'zh']);
  });
});
