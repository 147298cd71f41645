/**
 * 第三方登录 as a browser goes through it: a secret stays here, its hash leaves with her, and what the district's gateway has signed comes
 * back behind the `#`, where no server on the way and no log sees it.
 */
import { bridgeNames, type BridgeName } from '#contract/access.ts';

const kept = 'gridloop.bridge.state';
const text64 = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

export async function leaveFor({ startUrl }: { startUrl: string }, audience: string): Promise<void> {
  const state = text64(crypto.getRandomValues(new Uint8Array(32)));
  sessionStorage.setItem(kept, state);
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(state));
  const to = new URL(startUrl);
  to.searchParams.set('nonce', text64(new Uint8Array(hash)));
  to.searchParams.set('audience', audience);
  to.searchParams.set('return_to', `${location.origin}${location.pathname}`);
  location.assign(to.href);
}

/** What she came back with, once; reloaded, the page knows nothing of it any more. */
export function cameBack(): { bridge: BridgeName; assertion: string; state: string } | null {
  const told = new URLSearchParams(location.hash.slice(1));
  const [bridge, assertion] = [told.get('bridge'), told.get('assertion')];
  const state = sessionStorage.getItem(kept);
  if (!assertion) return null;
  sessionStorage.removeItem(kept);
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  const known = bridgeNames.find((name) => name === bridge);
  return known && state ? { bridge: known, assertion, state } : null;
}
