/** Settings, read once from the environment; everything else is given as an argument. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { bridgeNames, type BridgeName } from '#contract/access.ts';

export type Config = {
  host: string;
  port: number;
  /** photos, keys, the embedded database */
  dataFolder: string;
  /** owner connection of an own PostgreSQL; undefined = the embedded one */
  databaseUrl: string | undefined;
  demo: boolean;
  /** addresses of the proxies whose word is taken for who asks and whether it came over TLS; nobody's by default */
  trustProxy: string[];
  /** code of the region the public site speaks for; undefined = the first */
  region: string | undefined;
  logLevel: string;
  /** the district's gateway for messages (SMS, mail, official account); undefined = the terminal in the demo, none elsewhere */
  messagesUrl: string | undefined;
  /** what our messages to it are signed with */
  messagesKey: string;
  /** what a gateway signs the messages with that it hands over; empty = none is taken */
  inboundKey: string;
  /** 第三方登录: the district's gateway for each, and the Ed25519 key it signs with; none by default */
  bridges: BridgeSetting[];
  /** 新任务提醒: our key, who answers for us, and the push services that may be spoken to; none by default */
  push: { key: string; contact: string; services: string[] } | undefined;
  /** 统一身份认证: the district's OpenID provider, and who we are there; none by default */
  oidc: { issuer: string; clientId: string; clientSecret: string } | undefined;
  /** 统一身份认证 by SAML: the desk's own address, the provider's name and sign-on address, whose signatures count, and ours; none by default */
  saml: SamlSetting | undefined;
  /** 底图: whose tiles may be fetched, and the key each wants in its question; none by default */
  mapOrigins: { origin: string; query: string }[];
};
type SamlSetting = {
  desk: string;
  issuer: string;
  signOnUrl: string;
  /** PEM; more than one while the provider changes its key */
  certificates: string[];
  /** PEM; without it requests are not signed */
  key: { privateKey: string; certificate: string } | undefined;
};
type BridgeSetting = { name: BridgeName; startUrl: string; publicKey: string };

export function readConfig(env: NodeJS.ProcessEnv, projectFolder: string): Config {
  const port = Number(env['GRIDLOOP_PORT'] ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`GRIDLOOP_PORT is not a port: ${env['GRIDLOOP_PORT']}`);
  const messagesUrl = env['GRIDLOOP_MESSAGES_URL'] || undefined;
  const messagesKey = env['GRIDLOOP_MESSAGES_KEY'] ?? '';
  if (messagesUrl && messagesKey.length < 16)
    throw new Error('GRIDLOOP_MESSAGES_URL needs a GRIDLOOP_MESSAGES_KEY of at least 16 characters to sign with');
  const inboundKey = env['GRIDLOOP_INBOUND_KEY'] ?? '';
  if (inboundKey !== '' && inboundKey.length < 16) throw new Error('GRIDLOOP_INBOUND_KEY needs at least 16 characters');
  return {
    host: env['GRIDLOOP_HOST'] || '127.0.0.1',
    port,
    dataFolder: resolve(env['GRIDLOOP_DATA'] || join(projectFolder, '.gridloop')),
    databaseUrl: env['DATABASE_URL'] || undefined,
    demo: env['GRIDLOOP_DEMO'] !== '0',
    trustProxy: proxiesIn(env['GRIDLOOP_TRUST_PROXY'] ?? ''),
    region: env['GRIDLOOP_REGION'] || undefined,
    logLevel: env['GRIDLOOP_LOG'] || 'info',
    messagesUrl,
    messagesKey,
    inboundKey,
    bridges: bridgesIn(env),
    push: pushIn(env),
    oidc: oidcIn(env),
    saml: samlIn(env),
    mapOrigins: mapOriginsIn(env['GRIDLOOP_MAP_ORIGINS'] ?? ''),
  };
}

/** `GRIDLOOP_BRIDGE_WECHAT="https://sso.example.gov.cn/wechat <public key>"`, and so for each. */
function bridgesIn(env: NodeJS.ProcessEnv): BridgeSetting[] {
  return bridgeNames.flatMap((name) => {
    const variable = `GRIDLOOP_BRIDGE_${name.toUpperCase()}`;
    const given = env[variable]?.trim();
    if (!given) return [];
    const [startUrl = '', publicKey = '', more] = given.split(/\s+/);
    const isKey = /^[A-Za-z0-9_-]{43}$/.test(publicKey);
    if (more !== undefined || !isKey || !URL.canParse(startUrl) || new URL(startUrl).protocol !== 'https:')
      throw new Error(`${variable} is not "https://… <Ed25519 public key, 43 letters of base64url>"`);
    return [{ name, startUrl, publicKey }];
  });
}

/**
 * `GRIDLOOP_PUSH_KEY` (made by `gridloop keys push`), `GRIDLOOP_PUSH_CONTACT="mailto:it@example.gov.cn"`, and
 * `GRIDLOOP_PUSH_SERVICES="https://updates.push.services.mozilla.com https://…"`: a phone's address leads to one of these, or is not taken.
 */
function pushIn(env: NodeJS.ProcessEnv): Config['push'] {
  const key = env['GRIDLOOP_PUSH_KEY']?.trim();
  if (!key) return undefined;
  if (!/^[A-Za-z0-9_-]{43}$/.test(key)) throw new Error('GRIDLOOP_PUSH_KEY is not a key made by `gridloop keys push`');
  const contact = env['GRIDLOOP_PUSH_CONTACT']?.trim() ?? '';
  if (!/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(contact))
    throw new Error('GRIDLOOP_PUSH_KEY needs a GRIDLOOP_PUSH_CONTACT: mailto:… or https://…');
  const services = (env['GRIDLOOP_PUSH_SERVICES'] ?? '').split(/\s+/).filter(Boolean);
  const isOrigin = (one: string): boolean =>
    URL.canParse(one) && new URL(one).origin === one && (one.startsWith('https:') || isLoopback(new URL(one).hostname));
  if (services.length === 0 || !services.every(isOrigin))
    throw new Error('GRIDLOOP_PUSH_SERVICES is not a list of "https://<host>", separated by spaces');
  return { key, contact, services };
}

/** `GRIDLOOP_OIDC="https://sso.example.gov.cn/realms/district gridloop"` and `GRIDLOOP_OIDC_SECRET`. */
function oidcIn(env: NodeJS.ProcessEnv): Config['oidc'] {
  const given = env['GRIDLOOP_OIDC']?.trim();
  if (!given) return undefined;
  const [issuer = '', clientId = '', more] = given.split(/\s+/);
  const clientSecret = env['GRIDLOOP_OIDC_SECRET'] ?? '';
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (more !== undefined || clientId === '' || url?.protocol !== 'https:')
    throw new Error('GRIDLOOP_OIDC is not "https://<issuer> <client id>"');
  if (clientSecret.length < 16) throw new Error('GRIDLOOP_OIDC needs a GRIDLOOP_OIDC_SECRET of at least 16 characters');
  return { issuer, clientId, clientSecret };
}

/**
 * `GRIDLOOP_SAML="https://desk.example.gov.cn https://sso.example.gov.cn/idp https://sso.example.gov.cn/idp/sso"` (the desk, the provider's
 * entityID, its HTTP-Redirect address), `GRIDLOOP_SAML_CERT` (PEM) and, to sign requests, `GRIDLOOP_SAML_KEY` (PEM: private key and certificate).
 * The desk's address is named here and not taken from a request: who could choose it could have an assertion for somebody else's system taken for ours.
 */
function samlIn(env: NodeJS.ProcessEnv): SamlSetting | undefined {
  const given = env['GRIDLOOP_SAML']?.trim();
  if (!given) return undefined;
  const [desk = '', issuer = '', signOnUrl = '', more] = given.split(/\s+/);
  const isHttps = (one: string): boolean => URL.canParse(one) && new URL(one).protocol === 'https:';
  if (
    more !== undefined ||
    !isHttps(desk) ||
    new URL(desk).origin !== desk ||
    !isHttps(signOnUrl) ||
    signOnUrl.includes('#')
  )
    throw new Error('GRIDLOOP_SAML is not "https://<desk> <entityID of the provider> https://<its sign-on address>"');
  const certificates = certificatesIn(env['GRIDLOOP_SAML_CERT'] ?? '', 'GRIDLOOP_SAML_CERT');
  if (certificates.length === 0)
    throw new Error('GRIDLOOP_SAML needs a GRIDLOOP_SAML_CERT: the certificate its provider signs with (PEM)');
  const key = env['GRIDLOOP_SAML_KEY'] ?? '';
  if (key.trim() === '') return { desk, issuer, signOnUrl, certificates, key: undefined };
  const [certificate] = certificatesIn(key, 'GRIDLOOP_SAML_KEY');
  const privateKey = /-----BEGIN (?:RSA )?PRIVATE KEY-----[^-]+-----END (?:RSA )?PRIVATE KEY-----/.exec(key)?.[0];
  if (!certificate || !privateKey || !new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey)))
    throw new Error('GRIDLOOP_SAML_KEY does not hold a private key and the certificate that belongs to it (PEM)');
  return { desk, issuer, signOnUrl, certificates, key: { privateKey, certificate } };
}

/** RSA, 2,048 bits and more. */
function certificatesIn(text: string, variable: string): string[] {
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  for (const pem of found) {
    const key = new X509Certificate(pem).publicKey;
    if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
      throw new Error(`${variable} holds a certificate whose key is not RSA of 2048 bits or more`);
  }
  return found;
}

/** `GRIDLOOP_MAP_ORIGINS="https://t0.tianditu.gov.cn?tk=…, https://map.example.gov.cn"`: what stands behind the `?` is added to every question. */
function mapOriginsIn(text: string): Config['mapOrigins'] {
  const named = text.split(',').map((one) => one.trim());
  return named
    .filter((one) => one !== '')
    .map((one) => {
      const url = URL.canParse(one) ? new URL(one) : undefined;
      const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
      if (!url || !safe || url.pathname !== '/' || url.username !== '' || url.hash !== '')
        throw new Error(
          `GRIDLOOP_MAP_ORIGINS is not a list of https://host or https://host?key=…: ${one.split('?')[0]}`,
        );
      return { origin: url.origin, query: url.search.slice(1) };
    });
}

/** Addresses and networks, separated by commas. Whoever is named here may say that a request came from anybody: no wildcard. */
function proxiesIn(text: string): string[] {
  const named = text.split(',').map((one) => one.trim());
  const proxies = named.filter((one) => one !== '');
  for (const proxy of proxies) {
    const [address = '', bits, more] = proxy.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    try {
      if (isIP(address) === 0 || more !== undefined || bits === '') throw new Error('not an address');
      if (bits !== undefined) new BlockList().addSubnet(address, Number(bits), family);
    } catch {
      throw new Error(
        `GRIDLOOP_TRUST_PROXY is not a list of addresses and networks (127.0.0.1, 10.2.0.0/16): ${proxy}`,
      );
    }
  }
  return proxies;
}

/** Demo passwords exist only on a loopback address that nobody else is led to, and only there is the second factor off. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
export const demoAllowed = (config: Config): boolean =>
  config.demo && isLoopback(config.host) && config.trustProxy.length === 0;
