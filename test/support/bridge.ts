/** A gateway of nobody's: it signs what a story needs, as WeChat's, DingTalk's or 浙政钉's would, and also what it should not. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { BridgeName } from '#contract/access.ts';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function fakeGateway(name: BridgeName) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    setting: { name, startUrl: 'https://sso.invalid/start', publicKey: publicKey.export({ format: 'jwk' }).x! },
    assert(claims: Record<string, unknown>, header: object = { alg: 'EdDSA', typ: 'JWT' }): string {
      const said = `${part(header)}.${part({ iss: name, ...claims })}`;
      return `${said}.${sign(null, Buffer.from(said), privateKey).toString('base64url')}`;
    },
  };
}
