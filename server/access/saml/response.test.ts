/** What a real provider (`samlify`) has signed is believed; bent in whatever way, it is not, and it is said why. */
import { expect, test } from 'vitest';
import { readConfig } from '#kit/config.ts';
import { realSaml, selfSigned, signedBy, type Manner, type Said } from '../../../test/support/saml.ts';
import { signOnUrl } from './request.ts';
import { readResponse } from './response.ts';

const at = new Date('2026-11-23T02:00:00Z');
const id = `_${'5'.repeat(32)}`;
const sso = realSaml('https://desk.example');
const read = (xml: string, setting = sso.setting, now = at) =>
  readResponse(Buffer.from(xml).toString('base64'), setting, id, now);
const told = { subject: 'lin.xiaozhou' };
const fault = (one: string) => ({ fault: one });
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);

test('what is signed is believed, be it the assertion or the whole response, and with either key while one replaces the other', async () => {
  expect(read(await sso.answer(id, at))).toEqual(told);
  expect(read(await sso.answer(id, at, {}, { signs: 'message' }))).toEqual(told);
  const both = { ...sso.setting, certificates: [selfSigned().certificate, ...sso.setting.certificates] };
  expect(read(await sso.answer(id, at), both)).toEqual(told);
});

test('our request is believed by the provider while its signature is whole', async () => {
  const url = signOnUrl(sso.setting, id, 'somewhere', at);
  expect((await sso.asked(url)).extract).toMatchObject({
    request: { id },
    issuer: 'https://desk.example/v1/session/saml',
  });
  await expect(sso.asked(url.replace('RelayState=somewhere', 'RelayState=elsewhere'))).rejects.toBeTruthy();
});

test('unsigned, signed by another key, or changed after it was signed', async () => {
  expect(read(sso.unsigned(id, at, {}))).toMatchObject(fault('signature'));
  expect(read(await sso.answer(id, at, {}, { by: 'stranger' }))).toMatchObject(fault('signature'));
  const whole = await sso.answer(id, at);
  expect(whole).toContain('<ds:X509Certificate>');
  expect(read(whole)).toEqual(told);
  expect(read(whole.replace('lin.xiaozhou', 'jiang.yunshu'))).toMatchObject(fault('signature'));
  const message = await sso.answer(id, at, {}, { signs: 'message' });
  expect(read(message)).toEqual(told);
  expect(read(message.replace('lin.xiaozhou', 'jiang.yunshu'))).toMatchObject(fault('signature'));
});

const dsig = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
test.each<[string, Partial<Manner>]>([
  ['RSA with SHA-1', { algorithm: `${dsig}rsa-sha1` }],
  ['a digest by SHA-1', { digest: `${dsig}sha1` }],
  ['HMAC under a certificate that everybody knows', { algorithm: `${dsig}hmac-sha1`, hmac: sso.setting.certificates[0]! }],
  ['a canonical form that keeps comments', { canonical: `${exclusive}WithComments` }],
  ['what is signed, in such a form', { transform: `${exclusive}WithComments` }],
  ['the whole document, whatever it is', { reference: '/*' }],
  ['only who issued it', { reference: "//*[local-name(.)='Assertion']/*[local-name(.)='Issuer']" }],
])('truly signed, in a manner that is not believed: %s', (_what, manner) => {
  const xml = sso.unsigned(id, at, {});
  expect(read(signedBy(sso.privateKey, xml, 'Assertion', manner))).toMatchObject(fault('signature'));
  expect(read(signedBy(sso.privateKey, xml, 'Assertion'))).toEqual(told);
}); // prettier-ignore

test('as other providers write it: no prefixes, types, line ends of every kind, SHA-512, and prefixes that are signed along', () => {
  const xml = sso.unsigned(id, at, {});
  const bare = xml
    .replace('<saml:Assertion ', '<saml:Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ')
    .replace(/(?<=<saml:Assertion .*)<(\/?)saml:/gs, '<$1')
    .replace('<saml:Assertion ', '<Assertion ');
  expect(bare).toMatch(/<Assertion xmlns.*<Subject><NameID>lin/);
  const typed = xml.replace(
    '</saml:Assertion>',
    '<saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue xsi:type="xs:string">a &amp; b &gt; c</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>',
  ).replace('<samlp:Response ', '<samlp:Response xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '); // prettier-ignore
  const loose = `<?xml version="1.0" encoding="UTF-8"?>\r\n${xml.replaceAll('><', '>\r\n  <')}\n`;
  const sha512 = { algorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', digest: 'http://www.w3.org/2001/04/xmlenc#sha512' }; // prettier-ignore
  const written: Record<string, string> = {
    'no prefixes': signedBy(sso.privateKey, bare, 'Assertion'),
    'a prefix for the signature': signedBy(sso.privateKey, bare, 'Assertion', { prefix: 'dsig' }),
    types: signedBy(sso.privateKey, typed, 'Assertion', { inclusive: ['xs', 'xsi'] }),
    'types, the whole response': signedBy(sso.privateKey, typed, 'Response', { inclusive: ['xs'] }),
    'line ends': signedBy(sso.privateKey, loose, 'Assertion', { prefix: 'ds' }),
    'SHA-512': signedBy(sso.privateKey, xml, 'Assertion', sha512),
  };
  for (const [how, one] of Object.entries(written)) {
    expect(read(one), how).toEqual(told);
    expect(read(one.replace('lin.xiaozhou', 'lin.xiaozho')), how).toMatchObject(fault('signature'));
  }
});

test('a signature that is wrapped: another assertion beside, around or instead of what was signed', async () => {
  const whole = await sso.answer(id, at);
  const assertion = /<saml:Assertion .*<\/saml:Assertion>/s.exec(whole)![0];
  const mark = /<ds:Signature.*<\/ds:Signature>/s.exec(assertion)![0];
  const evil = assertion
    .replace(mark, '')
    .replace('lin.xiaozhou', 'jiang.yunshu')
    .replace(/ID="_a/, 'ID="_e');
  const bent: Record<string, string> = {
    'before it': whole.replace(assertion, evil + assertion),
    'behind it': whole.replace(assertion, assertion + evil),
    'the signed one inside the other': whole.replace(assertion, evil.replace('</saml:Issuer>', `</saml:Issuer>${assertion}`)), // prettier-ignore
    'the signed one inside its own signature': whole.replace(assertion, evil.replace('</saml:Issuer>', `</saml:Issuer>${mark.replace('</ds:Signature>', `<ds:Object>${assertion.replace(mark, '')}</ds:Object></ds:Signature>`)}`)), // prettier-ignore
    'under the same id': whole.replace(assertion, evil.replace('ID="_e', 'ID="_a') + assertion),
    'its signature with the other': whole.replace(assertion, evil.replace('</saml:Issuer>', `</saml:Issuer>${mark}`)),
    'in an extension': whole.replace('<samlp:Status>', `<samlp:Extensions>${assertion}</samlp:Extensions><samlp:Status>`).replace(new RegExp(`${assertion.slice(-40)}</samlp:Response>`), '</samlp:Response>'), // prettier-ignore
  };
  expect(read(whole)).toEqual(told);
  for (const [how, xml] of Object.entries(bent)) {
    expect(xml, how).not.toBe(whole);
    expect(read(xml), how).toHaveProperty('fault');
  }
});

test.each<[string, Said, string]>([
  ['another audience', { audience: 'https://other.example/v1/session/saml' }, 'audience'],
  ['another recipient', { recipient: 'https://other.example/acs' }, 'destination'],
  ['another destination', { destination: 'https://other.example/acs' }, 'destination'],
  ['another issuer', { issuer: 'https://other.example/idp' }, 'issuer'],
  ['an answer to another request', { inResponseTo: '_other' }, 'request'],
  ['in an envelope for another request', { answers: '_other' }, 'request'],
  ['over', { notOnOrAfter: later(-61).toISOString() }, 'time'],
  ['over for whoever bears it', { bearerEnd: later(-61).toISOString() }, 'time'],
  ['not yet good', { notBefore: later(61).toISOString() }, 'time'],
  ['a session that is over', { statement: `<saml:AuthnStatement AuthnInstant="${at.toISOString()}" SessionNotOnOrAfter="${later(-61).toISOString()}"/>` }, 'time'],
  ['no instant', { notOnOrAfter: 'tomorrow' }, 'form'],
  ['nobody signed in', { statement: '<saml:AttributeStatement/>' }, 'form'],
  ['nobody named', { name: ' ' }, 'subject'],
  ['a name of two parts', { name: 'lin<b xmlns="">.xiaozhou</b>' }, 'subject'],
  ['a condition we do not know', { more: '<saml:Condition/>' }, 'form'],
  ['no success', { status: 'Responder' }, 'status'],
])('signed, and yet not for us: %s', async (_what, said, why) => {
  expect(read(await sso.answer(id, at, said))).toMatchObject(fault(why));
}); // prettier-ignore

test('a minute between two clocks does no harm', async () => {
  expect(read(await sso.answer(id, at, { notBefore: later(59).toISOString() }))).toEqual(told);
  expect(read(await sso.answer(id, at, { notOnOrAfter: later(-59).toISOString() }))).toEqual(told);
});

test('a comment in a name does not cut it, and neither entities nor depth nor size get anywhere', async () => {
  const longer = await sso.answer(id, at, { name: 'lin.xiaozhou.elsewhere' });
  expect(read(longer)).toEqual({ subject: 'lin.xiaozhou.elsewhere' });
  // Signatures do not see comments, so this one is still whole.
  expect(read(longer.replace('lin.xiaozhou.', 'lin.xiaozhou<!-- -->.'))).toMatchObject(fault('form'));
  const bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>';
  const whole = await sso.answer(id, at);
  expect(read(bomb + whole)).toMatchObject(fault('form'));
  expect(read(whole.replace('lin.xiaozhou', '&c;'))).toMatchObject(fault('form'));
  expect(read('<a>'.repeat(5_000))).toMatchObject(fault('form'));
  expect(read(`<a>${'<b/>'.repeat(5_000)}</a>`)).toMatchObject(fault('form'));
  const many = Array.from({ length: 17 }, (_, n) => ` xmlns:p${n}="p"`).join('');
  expect(read(whole.replace('<samlp:Status>', `<samlp:Status${many}>`))).toMatchObject(fault('form'));
  expect(read(whole)).toEqual(told);
  for (const nothing of ['', 'nonsense', '<', '<a/>', '\0']) expect(read(nothing)).toMatchObject(fault('form'));
});

test('the setting: three words, a certificate with a real key, and ours with the key that belongs to it', () => {
  const [one, other, weak] = [selfSigned(), selfSigned(), selfSigned(1024)];
  const GRIDLOOP_SAML = 'https://desk.example https://sso.example/idp https://sso.example/sso';
  const of = (env: object) => readConfig({ GRIDLOOP_SAML, GRIDLOOP_SAML_CERT: one.certificate, ...env }, '.').saml;
  expect(of({ GRIDLOOP_SAML_KEY: one.privateKey + one.certificate })).toMatchObject({
    desk: 'https://desk.example',
    key: one && { certificate: one.certificate.trim() },
  });
  expect(readConfig({}, '.').saml).toBeUndefined();
  expect(() => of({ GRIDLOOP_SAML: 'https://desk.example/path x https://sso.example' })).toThrow(
    'GRIDLOOP_SAML is not',
  );
  expect(() => of({ GRIDLOOP_SAML: 'https://desk.example x http://sso.example' })).toThrow('GRIDLOOP_SAML is not');
  expect(() => of({ GRIDLOOP_SAML_CERT: '' })).toThrow('needs a GRIDLOOP_SAML_CERT');
  expect(() => of({ GRIDLOOP_SAML_CERT: weak.certificate })).toThrow('2048 bits');
  expect(() => of({ GRIDLOOP_SAML_KEY: one.privateKey + other.certificate })).toThrow('belongs to it');
});
