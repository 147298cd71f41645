/** What we tell a SAML provider: who we are (metadata), and that somebody wants to come in (HTTP-Redirect, signed if we hold a key). */
import { createSign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { entityOf, returnTo, samlSpaces, type SamlSetting } from './response.ts';
import { escaped } from './xml.ts';

const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const { protocol, assertion, signature } = samlSpaces;

export function signOnUrl(saml: SamlSetting, requestId: string, relayState: string, at: Date): string {
  const request =
    `<samlp:AuthnRequest xmlns:samlp="${protocol}" xmlns:saml="${assertion}" ID="${requestId}" Version="2.0"` +
    ` IssueInstant="${at.toISOString()}" Destination="${escaped(saml.signOnUrl)}" ProtocolBinding="${post}"` +
    ` AssertionConsumerServiceURL="${escaped(returnTo(saml))}"><saml:Issuer>${escaped(entityOf(saml))}</saml:Issuer></samlp:AuthnRequest>`;
  const parts = [
    ['SAMLRequest', deflateRawSync(request).toString('base64')],
    ['RelayState', relayState],
    ...(saml.key ? [['SigAlg', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256']] : []),
  ];
  // What is signed is this very text, in this order.
  const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&');
  const signed = saml.key
    ? `&Signature=${encodeURIComponent(createSign('sha256').update(query).sign(saml.key.privateKey, 'base64'))}`
    : '';
  return `${saml.signOnUrl}${saml.signOnUrl.includes('?') ? '&' : '?'}${query}${signed}`;
}

export function metadataOf(saml: SamlSetting): string {
  const certificate = saml.key?.certificate.replace(/-----[^-]+-----|\s/g, '');
  const key = certificate
    ? `<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${signature}"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`
    : '';
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escaped(entityOf(saml))}">` +
    `<SPSSODescriptor AuthnRequestsSigned="${saml.key !== undefined}" WantAssertionsSigned="true" protocolSupportEnumeration="${protocol}">${key}` +
    `<AssertionConsumerService index="0" isDefault="true" Binding="${post}" Location="${escaped(returnTo(saml))}"/></SPSSODescriptor></EntityDescriptor>\n`
  );
}
