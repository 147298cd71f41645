/**
 * Keeps the app's own files so that it opens without network: the page under one name, and the files that the build lists below.
 * `/v1` never goes through here, nor anything of another site; a page and its files are of one version always.
 */
type Keeper = {
  skipWaiting(): Promise<void>;
  clients: {
    claim(): Promise<void>;
    matchAll(of: { type: 'window' }): Promise<{ url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  registration: { showNotification(title: string, more: { body: string; tag: string }): Promise<void> };
  location: Location;
  addEventListener(
    kind: 'install' | 'activate',
    hear: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(kind: 'message', hear: (event: { data: unknown }) => void): void;
  addEventListener(
    kind: 'push',
    hear: (event: { data: { json(): unknown } | null; waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    kind: 'notificationclick',
    hear: (event: { notification: { close(): void }; waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    kind: 'fetch',
    hear: (event: { request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
};
const worker = self as unknown as Keeper;

/** Written by the build (vite.config.ts): every file the app may ask for, by its hashed name. */
const files = JSON.parse('__FILES__') as string[];
const version = '__VERSION__';
const cacheName = `gridloop-field-${version}`;
const shell = '/field';

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll([shell, ...files].map((url) => new Request(url, { cache: 'reload' })))),
  );
});
worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('gridloop-field-') && name !== cacheName) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});
worker.addEventListener('message', ({ data }) => {
  if (data === 'take over') void worker.skipWaiting();
});
// It rang: that there is a task, and the number of its case. What it is stands in the app, behind her session.
worker.addEventListener('push', (event) => {
  type Told = { title?: string; number?: string; tag?: string };
  const { title = '', number = '', tag = number } = (event.data?.json() ?? {}) as Told;
  if (title) event.waitUntil(worker.registration.showNotification(title, { body: number, tag }));
});
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const open = async (): Promise<unknown> => {
    const pages = await worker.clients.matchAll({ type: 'window' });
    const page = pages.find(({ url }) => new URL(url).pathname.startsWith(shell));
    return page ? page.focus() : worker.clients.openWindow(shell);
  };
  event.waitUntil(open());
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  const isPage = request.mode === 'navigate' && (pathname === shell || pathname.startsWith(`${shell}/`));
  if (isPage) event.respondWith(kept(shell, request));
  else if (files.includes(pathname)) event.respondWith(kept(pathname, request));
});

async function kept(name: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(name)) ?? fetch(request);
}
