/**
 * What a SAML provider answers (SAML 2.0, Web Browser SSO profile), believed or not. The signature is checked by `xml-crypto`; what is read
 * afterwards is read from the very bytes that were signed and from nothing else, so that whatever was wrapped around them says nothing.
 * Pure: time is an argument.
 */
import { SignedXml } from 'xml-crypto';
import type { Config } from '#kit/config.ts';
import { escaped, readXml, within, type Element } from './xml.ts';

export type SamlSetting = NonNullable<Config['saml']>;
/** Each has its words (`saml.fault.*`). */
export type Fault =
  'form' | 'status' | 'signature' | 'issuer' | 'destination' | 'audience' | 'request' | 'time' | 'subject';
export type Read = { subject: string } | { fault: Fault; detail: string };

export const samlSpaces = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const;
const { protocol, assertion, signature } = samlSpaces;
/** Our name there is the address of our metadata; answers are brought to the other one. Both stand in the setting, never in a request. */
export const entityOf = ({ desk }: SamlSetting): string => `${desk}/v1/session/saml`;
export const returnTo = ({ desk }: SamlSetting): string => `${desk}/v1/session/saml/acs`;

/** Two servers' clocks may be this far apart. */
const apartMs = 60_000;

class Doubt extends Error {
  readonly fault: Fault;
  constructor(fault: Fault, detail: string) {
    super(detail);
    this.fault = fault;
  }
}
const doubt = (fault: Fault, detail: string): never => {
  throw new Doubt(fault, detail);
};

export function readResponse(encoded: string, saml: SamlSetting, requestId: string, at: Date): Read {
  try {
    const text = textOf(encoded);
    const response = parsed(text);
    if (!is(response, protocol, 'Response')) doubt('form', 'no Response');
    outside(response, saml, requestId);
    const signed = signedPart(text, response, saml);
    if (!is(signed, protocol, 'Response')) return { subject: subjectOf(signed, saml, requestId, at) };
    outside(signed, saml, requestId);
    return { subject: subjectOf(only(signed, assertion, 'Assertion', 'form'), saml, requestId, at) };
  } catch (error) {
    if (error instanceof Doubt) return { fault: error.fault, detail: error.message.slice(0, 200) };
    throw error;
  }
}

function textOf(encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return doubt('form', 'not UTF-8');
  }
}

function parsed(text: string): Element {
  try {
    return readXml(text);
  } catch (error) {
    return doubt('form', (error as Error).message);
  }
}

const is = (element: Element, space: string, name: string): boolean => element.space === space && element.name === name;
const all = (element: Element, space: string, name: string): Element[] =>
  element.children.filter((child) => is(child, space, name));
function only(element: Element, space: string, name: string, fault: Fault): Element {
  const [one, more] = all(element, space, name);
  return one && !more ? one : doubt(fault, `${element.name} with ${more ? 'more than one' : 'no'} ${name}`);
}

/** What the envelope says. Where only the assertion is signed anybody could have written this: it must fit, and nothing rests on it. */
function outside(response: Element, saml: SamlSetting, requestId: string): void {
  const { Version, Destination, InResponseTo } = response.attributes;
  if (Version !== '2.0') doubt('form', `version ${Version}`);
  const code = only(only(response, protocol, 'Status', 'form'), protocol, 'StatusCode', 'form').attributes['Value'];
  if (code !== 'urn:oasis:names:tc:SAML:2.0:status:Success') doubt('status', String(code));
  if (Destination !== undefined && Destination !== returnTo(saml)) doubt('destination', Destination);
  if (InResponseTo !== requestId) doubt('request', String(InResponseTo));
  const [issuer] = all(response, assertion, 'Issuer');
  if (issuer && issuer.text.trim() !== saml.issuer) doubt('issuer', issuer.text);
}

/** The response or its one assertion, as it was signed by a key that was agreed. */
function signedPart(text: string, response: Element, saml: SamlSetting): Element {
  const everything = within(response);
  const told = only(response, assertion, 'Assertion', 'form');
  const count = (space: string, name: string): number => everything.filter((one) => is(one, space, name)).length;
  // Every known way to wrap a signature needs a second assertion, a signature that stands elsewhere, or an id that two elements bear.
  if (count(assertion, 'Assertion') !== 1) doubt('form', 'more than one assertion');
  const ids = everything.flatMap(({ attributes }) => ['ID', 'Id', 'id'].flatMap((name) => attributes[name] ?? []));
  if (new Set(ids).size !== ids.length) doubt('form', 'an id that two elements bear');
  const holders = [told, response].filter((one) => all(one, signature, 'Signature').length > 0);
  const own = holders.flatMap((one) => all(one, signature, 'Signature'));
  if (own.length !== holders.length || own.length !== count(signature, 'Signature'))
    doubt('signature', 'a signature where none belongs');
  const holder = holders[0] ?? doubt('signature', 'neither the assertion nor the response is signed');
  if (holder === response && response.attributes['Destination'] === undefined) doubt('destination', 'none');

  const faults: string[] = [];
  for (const certificate of saml.certificates) {
    try {
      return whatIsSigned(text, holder, certificate);
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  return doubt('signature', faults.join('; '));
}

const xmldsigMore = 'http://www.w3.org/2001/04/xmldsig-more#';
/** No SHA-1, no HMAC, no canonical form that keeps comments. */
const believed = {
  signed: [`${xmldsigMore}rsa-sha256`, `${xmldsigMore}rsa-sha512`, 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1'],
  digest: ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'],
  written: ['http://www.w3.org/2001/10/xml-exc-c14n#', `${signature}enveloped-signature`],
}; // prettier-ignore
const among = <T extends object>(all: T, names: readonly string[]): T =>
  Object.assign(Object.create(null), Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))));

function whatIsSigned(text: string, holder: Element, certificate: string): Element {
  const [mark] = all(holder, signature, 'Signature');
  const info = only(mark!, signature, 'SignedInfo', 'signature');
  const reference = only(info, signature, 'Reference', 'signature');
  const id = holder.attributes['ID'];
  if (!id || reference.attributes['URI'] !== `#${id}`)
    throw new Error('it signs something else than what it stands in');
  // The certificate that came along with it is not looked at: anybody can enclose one.
  const check = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  check.SignatureAlgorithms = among(check.SignatureAlgorithms, believed.signed);
  check.HashAlgorithms = among(check.HashAlgorithms, believed.digest);
  check.CanonicalizationAlgorithms = among(check.CanonicalizationAlgorithms, believed.written);
  check.loadSignature(standingAlone(text, mark!));
  if (!check.checkSignature(text)) throw new Error('it is not what was signed');
  const [bytes, more] = check.getSignedReferences();
  const found = bytes === undefined || more !== undefined ? undefined : readXml(bytes);
  if (!found || !is(found, holder.space, holder.name) || found.attributes['ID'] !== id)
    throw new Error('it signs something else than what it stands in');
  return found;
}

/** An element as a document of its own: what its prefixes mean is said further out, and has to be said again. */
function standingAlone(text: string, { from, to, prefixes }: Element): string {
  const own = text.slice(from, to);
  const tag = /^<[^\s/>]+/.exec(own)![0];
  const head = own.slice(0, own.indexOf('>'));
  const missing = Object.entries(prefixes)
    .map(([prefix, space]) => [prefix === '' ? 'xmlns' : `xmlns:${prefix}`, space] as const)
    .filter(([name]) => name !== 'xmlns:xml' && name !== 'xmlns:xmlns' && !new RegExp(`\\s${name}\\s*=`).test(head));
  return `${tag}${missing.map(([name, space]) => ` ${name}="${escaped(space)}"`).join('')}${own.slice(tag.length)}`;
}

/** Whom it names, if it was made out by them, for us, for this sign-in and for now. */
function subjectOf(told: Element, saml: SamlSetting, requestId: string, at: Date): string {
  if (told.attributes['Version'] !== '2.0') doubt('form', `version ${told.attributes['Version']}`);
  const issuer = only(told, assertion, 'Issuer', 'issuer').text.trim();
  if (issuer !== saml.issuer) doubt('issuer', issuer);

  const subject = only(told, assertion, 'Subject', 'subject');
  const name = only(subject, assertion, 'NameID', 'subject');
  const bearer = all(subject, assertion, 'SubjectConfirmation').filter(
    ({ attributes }) => attributes['Method'] === 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  );
  if (bearer.length !== 1) doubt('form', `${bearer.length} bearers`);
  const data = only(bearer[0]!, assertion, 'SubjectConfirmationData', 'form');
  const { Recipient, InResponseTo, NotOnOrAfter } = data.attributes;
  if (Recipient !== returnTo(saml)) doubt('destination', String(Recipient));
  if (InResponseTo !== requestId) doubt('request', String(InResponseTo));
  if (NotOnOrAfter === undefined) doubt('time', 'good for ever');
  inTime(data, at);

  const conditions = only(told, assertion, 'Conditions', 'form');
  inTime(conditions, at);
  const known = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];
  const unknown = conditions.children.find((one) => one.space !== assertion || !known.includes(one.name));
  if (unknown) doubt('form', `a condition we do not know: ${unknown.name}`);
  const restrictions = all(conditions, assertion, 'AudienceRestriction');
  const isForUs = (one: Element): boolean =>
    all(one, assertion, 'Audience').some(({ text }) => text.trim() === entityOf(saml));
  if (restrictions.length === 0 || !restrictions.every(isForUs)) doubt('audience', 'made out for another');

  const signedIn = all(told, assertion, 'AuthnStatement');
  if (signedIn.length === 0) doubt('form', 'nobody signed in');
  for (const { attributes } of signedIn)
    if (attributes['SessionNotOnOrAfter'] !== undefined && instant(attributes['SessionNotOnOrAfter']) + apartMs <= at.getTime())
      doubt('time', attributes['SessionNotOnOrAfter']); // prettier-ignore

  const called = name.text.trim();
  if (name.children.length > 0 || called === '' || called.length > 200) doubt('subject', 'no name of 1 to 200 letters');
  return called;
}

function inTime({ attributes: { NotBefore, NotOnOrAfter } }: Element, at: Date): void {
  if (NotBefore !== undefined && instant(NotBefore) - apartMs > at.getTime()) doubt('time', `not before ${NotBefore}`);
  if (NotOnOrAfter !== undefined && instant(NotOnOrAfter) + apartMs <= at.getTime()) doubt('time', `over at ${NotOnOrAfter}`); // prettier-ignore
}

function instant(text: string): number {
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const at = isInstant ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? doubt('form', `no instant: ${text}`) : at;
}
