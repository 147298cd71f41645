/** A slower computer on a slower network than this one, with nothing in its cache (or with what it kept): what a page is like elsewhere. */
import type { BrowserContext, CDPSession, Page } from 'playwright-core';

/** `cpu` as a divisor of this processor's speed; `cached`: the browser keeps what it fetched. */
export type Slow = { cpu: number; bitsPerSecond: number; roundTripMs: number; cached?: boolean };

/** Answers the wire to the browser, for who wants to count what comes over it. */
export async function slowDown(context: BrowserContext, page: Page, slow: Slow): Promise<CDPSession> {
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  await wire.send('Network.setCacheDisabled', { cacheDisabled: !slow.cached });
  const bytesPerSecond = slow.bitsPerSecond / 8;
  await wire.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.roundTripMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await wire.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu });
  return wire;
}
