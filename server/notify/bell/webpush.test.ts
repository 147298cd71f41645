import { createECDH, createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { paperFor, sealedFor, sendingBy } from './webpush.ts';

test('the example of RFC 8291, appendix A, letter by letter', () => {
  const to = {
    endpoint: 'https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV',
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const own = Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url');
  const salt = Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url');
  expect(sealedFor(to, 'When I grow up, I want to be a watermelon', own, salt).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('who sends is signed for one push service and half a day (RFC 8292)', () => {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const sending = sendingBy(pair.getPrivateKey().toString('base64url'), 'mailto:it@pingning.example');
  const at = new Date('2026-12-04T00:00:00Z');
  const [, told, signed, key] = /^vapid t=([\w-]+\.[\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(
    paperFor(sending, 'https://push.example.net/push/abc?d=1', at),
  )!;
  expect(JSON.parse(Buffer.from(told!.split('.')[1]!, 'base64url').toString())).toEqual({
    aud: 'https://push.example.net',
    exp: Date.parse('2026-12-04T12:00:00Z') / 1000,
    sub: 'mailto:it@pingning.example',
  });
  const point = Buffer.from(key!, 'base64url');
  expect(point).toEqual(pair.getPublicKey());
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  const given = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  expect(verify('sha256', Buffer.from(told!), given, Buffer.from(signed!, 'base64url'))).toBe(true);
});
