/**
 * The app's own worker. A new version is fetched in the background and then waits: it takes over when the worker says so, and never
 * under a form that is half filled in.
 */
import { trustedWorker } from '../kit/trusted.ts';

const listeners = new Set<() => void>();
let waiting: ServiceWorker | null = null;

const found = (worker: ServiceWorker | null): void => {
  waiting = worker;
  for (const tell of listeners) tell();
};
export const updateWaits = (): boolean => waiting !== null;
export function onUpdate(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
/** Asked for by a person: the new version takes over and the page opens anew. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none; only a window does
  waiting?.postMessage('take over');
}

/** Without a secure context there is none, and the app works as a page. */
export function startWorker(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator) void register().catch(() => undefined);
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register(trustedWorker('/field-worker.js'), { scope: '/field' });
  if (registration.waiting && navigator.serviceWorker.controller) found(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing;
    coming?.addEventListener('statechange', () => {
      // The very first one replaces nothing.
      if (coming.state === 'installed' && navigator.serviceWorker.controller) found(coming);
    });
  });
  // A tab that stays open for days would never hear of it.
  setInterval(() => void registration.update().catch(() => undefined), 3_600_000);
}
