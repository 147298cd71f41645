/** A real SAML provider (`samlify`): it checks what asks, answers by templates of our own and signs them. No network. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { SignedXml } from 'xml-crypto';
import { metadataOf } from '../../server/access/saml/request.ts';
import { returnTo, entityOf, type SamlSetting } from '../../server/access/saml/response.ts';

/** What of it the stories use; its own types bring in those of a browser. */
type Entity = { entityMeta: unknown };
type Idp = Entity & {
  parseLoginRequest(sp: Entity, binding: 'redirect', request: { query: object; octetString?: string }): Promise<{ extract: { request: { id: string }; issuer: string } }>;
  createLoginResponse(sp: Entity, asked: object, binding: 'post', user: object, template: (text: string) => { id: string; context: string }): Promise<{ context: string }>;
}; // prettier-ignore
const require = createRequire(import.meta.url);
const samlify = require('samlify') as {
  setSchemaValidator(validator: { validate(): Promise<string> }): void;
  IdentityProvider(setting: object): Idp;
  ServiceProvider(setting: object): Entity;
};
samlify.setSchemaValidator({ validate: async () => 'not looked at' });

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const n = body.length;
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const pem = (what: string, bytes: Buffer): string =>
  `-----BEGIN ${what}-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${what}-----\n`;

/** A key and a certificate that it has signed for itself. */
export function selfSigned(bits = 2048): { privateKey: string; certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const rsaSha256 = der(0x30, Buffer.from('06092a864886f70d01010b', 'hex'), Buffer.from('0500', 'hex'));
  const name = der(0x30, der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('a story')))));
  const day = (text: string): Buffer => der(0x17, Buffer.from(text));
  const told = der(
    0x30,
    der(0xa0, Buffer.from('020102', 'hex')),
    der(0x02, Buffer.from([1])),
    rsaSha256,
    name,
    der(0x30, day('200101000000Z'), day('490101000000Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const mark = createSign('sha256').update(told).sign(privateKey);
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem('CERTIFICATE', der(0x30, told, rsaSha256, der(0x03, Buffer.from([0]), mark))),
  };
}

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export type Manner = { algorithm: string; digest: string; canonical: string; transform: string; reference: string; inclusive: string[]; hmac: string; prefix: string }; // prettier-ignore
/** Signs one element, in whatever manner: for what `samlify` does not do, and for what nobody should. */
export function signedBy(privateKey: string, xml: string, element: 'Assertion' | 'Response', manner: Partial<Manner> = {}): string {
  const at = `//*[local-name(.)='${element}']`;
  const signer = new SignedXml({
    privateKey: manner.hmac ?? privateKey,
    signatureAlgorithm: manner.algorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: manner.canonical ?? exclusive,
  });
  if (manner.hmac !== undefined) signer.enableHMAC();
  signer.addReference({
    xpath: manner.reference ?? at,
    digestAlgorithm: manner.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', manner.transform ?? exclusive],
    inclusiveNamespacesPrefixList: manner.inclusive ?? [],
    isEmptyUri: manner.reference === '/*',
  });
  const location = { reference: `${at}/*[local-name(.)='Issuer']`, action: 'after' as const };
  signer.computeSignature(xml, { ...(manner.prefix ? { prefix: manner.prefix } : {}), location });
  return signer.getSignedXml();
} // prettier-ignore

export type Said = Partial<Record<'issuer' | 'audience' | 'recipient' | 'destination' | 'inResponseTo' | 'name' | 'status' | 'notBefore' | 'notOnOrAfter' | 'bearerEnd' | 'answers' | 'statement' | 'more', string>>; // prettier-ignore

export function realSaml(desk: string, holdsKey = true) {
  const own = selfSigned();
  const setting: SamlSetting = {
    desk,
    issuer: 'https://sso.example.gov.cn/idp',
    signOnUrl: 'https://sso.example.gov.cn/idp/sso',
    certificates: [own.certificate],
    key: holdsKey ? selfSigned() : undefined,
  };
  const idpOf = (keys: typeof own): Idp =>
    samlify.IdentityProvider({
      entityID: setting.issuer,
      privateKey: keys.privateKey,
      signingCert: keys.certificate,
      requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      wantAuthnRequestsSigned: holdsKey,
      singleSignOnService: [
        { Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: setting.signOnUrl },
      ],
    });
  const idp = idpOf(own);
  const stranger = idpOf(selfSigned());
  const metadata = metadataOf(setting);
  const byAssertion = samlify.ServiceProvider({ metadata });
  const byMessage = samlify.ServiceProvider({ metadata: metadata.replace('WantAssertionsSigned="true"', 'WantAssertionsSigned="false"') }); // prettier-ignore

  const unsigned = (requestId: string, at: Date, said: Said): string => {
    const iso = (ms: number): string => new Date(at.getTime() + ms).toISOString();
    const end = said.notOnOrAfter ?? iso(300_000);
    const issuer = said.issuer ?? setting.issuer;
    const asked = said.inResponseTo ?? requestId;
    return (
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r${requestId}" Version="2.0" IssueInstant="${iso(0)}" Destination="${said.destination ?? returnTo(setting)}" InResponseTo="${said.answers ?? requestId}">` +
      `<saml:Issuer>${setting.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${said.status ?? 'Success'}"/></samlp:Status>` +
      `<saml:Assertion ID="_a${requestId}" Version="2.0" IssueInstant="${iso(0)}"><saml:Issuer>${issuer}</saml:Issuer>` +
      `<saml:Subject><saml:NameID>${said.name ?? 'lin.xiaozhou'}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${asked}" Recipient="${said.recipient ?? returnTo(setting)}" NotOnOrAfter="${said.bearerEnd ?? end}"/></saml:SubjectConfirmation></saml:Subject>` +
      `<saml:Conditions NotBefore="${said.notBefore ?? iso(-5_000)}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${said.audience ?? entityOf(setting)}</saml:Audience></saml:AudienceRestriction>${said.more ?? ''}</saml:Conditions>` +
      `${said.statement ?? `<saml:AuthnStatement AuthnInstant="${iso(0)}"/>`}</saml:Assertion></samlp:Response>`
    );
  };
  return {
    setting,
    privateKey: own.privateKey,
    /** signs in somebody who was sent to `url`; says what the browser is made to post */
    asked: (url: string) => {
      const { searchParams, search } = new URL(url);
      const query = Object.fromEntries(searchParams);
      const octetString = search.slice(1).replace(/&Signature=.*$/, '');
      return idp.parseLoginRequest(byAssertion, 'redirect', { query, octetString });
    },
    unsigned,
    async answer(
      requestId: string,
      at: Date,
      said: Said = {},
      how: { signs?: 'assertion' | 'message'; by?: 'stranger' } = {},
    ): Promise<string> {
      const context = unsigned(requestId, at, said);
      const sp = how.signs === 'message' ? byMessage : byAssertion;
      const signed = await (how.by ? stranger : idp).createLoginResponse(sp, {}, 'post', {}, () => ({ id: requestId, context })); // prettier-ignore
      return Buffer.from(signed.context, 'base64').toString();
    },
  };
}
