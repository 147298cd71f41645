/**
 * 统一身份认证: the district's own OpenID provider may say who somebody is (OpenID Connect, code flow with PKCE). What goes there and
 * comes back is checked by `openid-client`: issuer, audience, signature, state, nonce, times. The browser's part is kept by the browser,
 * sealed, in a cookie of its own.
 */
import * as oidc from 'openid-client';
import type { Config } from '#kit/config.ts';
import { dialer, type Lookup } from '#kit/dial.ts';

export type OidcSetting = NonNullable<Config['oidc']>;
/** What this browser has to bring back. */
export type Begun = { state: string; nonce: string; verifier: string; returnTo: string };
export type Provider = {
  begin(returnTo: string): Promise<{ url: string; begun: Begun }>;
  /** who it is there; throws whatever is wrong with it */
  finish(begun: Begun, query: string): Promise<{ subject: string; expiresAt: Date }>;
};

/** Everything the provider's own document names has to stand at the origin the operator has named, too (#kit/dial.ts). */
export function openProvider({ issuer, clientId, clientSecret }: OidcSetting, lookup?: Lookup): Provider {
  const dial = dialer([issuer], lookup);
  const customFetch: oidc.CustomFetch = (url, { method, headers, body, signal }) =>
    dial(url, { method, headers: Object.fromEntries(new Headers(headers)), body: asText(body), signal });
  let found: Promise<oidc.Configuration> | undefined;
  const provider = (): Promise<oidc.Configuration> => {
    found ??= oidc
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        execute: [
          // Signed as well as fetched over TLS: who can bend the one does not hold the other's key.
          oidc.enableNonRepudiationChecks,
          ...(new URL(issuer).protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
        ],
        [oidc.customFetch]: customFetch,
      })
      // one that could not be reached is asked again by whoever comes next
      .catch((error: unknown) => {
        found = undefined;
        throw error;
      });
    return found;
  };
  return {
    async begin(returnTo) {
      const begun = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        returnTo,
      };
      const url = oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: returnTo,
        scope: 'openid',
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, begun };
    },
    async finish({ state, nonce, verifier, returnTo }, query) {
      const came = new URL(returnTo);
      came.search = query;
      const tokens = await oidc.authorizationCodeGrant(await provider(), came, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const { sub, exp } = tokens.claims()!;
      return { subject: sub, expiresAt: new Date(exp * 1000) };
    },
  };
}

const asText = (body: unknown): string | undefined =>
  body === undefined || body === null
    ? undefined
    : typeof body === 'string'
      ? body
      : body instanceof URLSearchParams
        ? body.toString()
        : Buffer.from(body as Uint8Array).toString();
