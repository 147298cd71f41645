/** Settings, read once from the environment; everything else is given as an argument. */
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
  /** 统一身份认证: the district's OpenID provider, and who we are there; none by default */
  oidc: { issuer: string; clientId: string; clientSecret: string } | undefined;
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
    oidc: oidcIn(env),
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
