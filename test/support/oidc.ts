/** A real OpenID provider on the loopback, with a browser's patience: it is asked, signs somebody in, and sends her back. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export type Sso = { issuer: string; clientId: string; clientSecret: string; close(): Promise<void> };

export async function realProvider(returnTo: string): Promise<Sso> {
  const clientSecret = 'a secret of the district, long enough';
  let answer: (...of: Parameters<ReturnType<Provider['callback']>>) => void = () => undefined;
  const server: Server = createServer((request, reply) => answer(request, reply));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'gridloop', client_secret: clientSecret, redirect_uris: [returnTo] }],
    pkce: { required: () => true },
    cookies: { keys: ['a key of a story'] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
  answer = provider.callback();
  return {
    issuer,
    clientId: 'gridloop',
    clientSecret,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Signs in there as somebody, agrees, and says what stands behind the `?` of the address she is sent back to. */
export async function throughProvider(url: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  const go = async (to: string, form?: Record<string, string>): Promise<{ to: string | null; text: string }> => {
    const reply = await fetch(to, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of reply.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, value!);
    }
    const text = await reply.text();
    const next = reply.headers.get('location');
    return { to: next && new URL(next, to).href, text };
  };
  let at = url;
  for (let steps = 0; steps < 12; steps++) {
    if (!at.startsWith(new URL(url).origin)) return new URL(at).search.slice(1);
    const page = await go(at);
    if (page.to) {
      at = page.to;
      continue;
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1];
    const action = /action="([^"]+)"/.exec(page.text)?.[1];
    if (!prompt || !action) throw new Error(`no form to fill in at ${at}: ${page.text.slice(0, 300)}`);
    const sent = await go(new URL(action, at).href, { prompt, login, password: 'whatever' });
    if (!sent.to) throw new Error(`the provider did not go on: ${sent.text.slice(0, 300)}`);
    at = sent.to;
  }
  throw new Error('the provider sends round in a ring');
}
