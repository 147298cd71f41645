/**
 * The one way out of the house. It leads to the origins an operator has named, and nowhere else: no redirect is followed, and no answer of
 * a name server leads to this machine, to its neighbours on the wire or to a cloud's own data (reliability V-12). The address that was
 * looked at is the one that is connected to, so a name that answers differently the second time gains nothing.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

export type Lookup = (host: string) => Promise<string[]>;
export type Dial = (
  url: string,
  how?: { method?: string; headers?: Record<string, string>; body?: string | Buffer; signal?: AbortSignal },
) => Promise<Response>;

const never = new BlockList();
for (const [network, bits, family] of [
  ['0.0.0.0', 8, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'], // nobody, and oneself
  ['::ffff:0:0', 96, 'ipv6'], // an IPv4 address in disguise: whoever means one says so
  ['64:ff9b::', 96, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const)
  never.addSubnet(network, bits, family);

const waitsMs = 10_000;
const largestBytes = 1_000_000;
const ofSystem: Lookup = async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address);

/** `named`: addresses the operator has written down; an IP address or `localhost` among them is meant as it stands. */
export function dialer(named: readonly string[], lookup: Lookup = ofSystem): Dial {
  const origins = new Set(named.map((url) => new URL(url).origin));
  return async (url, { method = 'GET', headers = {}, body, signal } = {}) => {
    const to = new URL(url);
    if (!origins.has(to.origin) || to.username !== '' || to.password !== '')
      throw new Error(`nobody has named ${to.origin} as a place to speak to`);
    const meant = to.hostname === 'localhost' || isIP(to.hostname.replace(/^\[|\]$/g, '')) !== 0;
    const found = async (host: string) => {
      const addresses = await lookup(host);
      const wrong = addresses.find((one) => never.check(one, isIP(one) === 6 ? 'ipv6' : 'ipv4'));
      if (addresses.length === 0 || (wrong !== undefined && !meant))
        throw new Error(`${host} leads to ${wrong ?? 'nowhere'}`);
      return addresses.map((address) => ({ address, family: isIP(address) }));
    };
    const look: LookupFunction = (host, { all }, done) =>
      callbackify(found)(host, (error, them) =>
        error || all ? done(error, error ? '' : them) : done(null, them[0]!.address, them[0]!.family),
      );
    const limit = AbortSignal.timeout(waitsMs);
    const send = to.protocol === 'https:' ? tlsRequest : plainRequest;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = send(to, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        lookup: look,
        agent: false,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      asked.once('response', resolve).once('error', reject).end(body);
    });
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of answer as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > largestBytes) throw new Error(`${to.origin} answers more than ${largestBytes} bytes`);
      pieces.push(piece);
    }
    const status = answer.statusCode ?? 502;
    const told = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) told.set(name, String(value));
    return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(pieces), { status, headers: told });
  };
}
