/** A browser for the journeys, and axe in its pages. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axeCore from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumHelp, findChromium } from './chromium.ts';

/**
 * Chromium keeps two suggestion lists of its address bar ready as pages of their own for each window, whether anybody sees them or not:
 * a tenth of the time of all journeys. This list replaces Playwright's, so what of that one matters here is named again.
 */
const unneeded =
  'WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,' +
  'HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,' +
  'PreconnectToSearch,ThirdPartyStoragePartitioning';

/** A Chromium with a fresh profile, silent on the network but for the pages it is told to open. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(chromiumHelp);
  const quiet = ['background-networking', 'component-update', 'gpu', 'quic', 'sync'].map((what) => `--disable-${what}`);
  const options = {
    executablePath,
    headless: true,
    args: ['--no-first-run', ...quiet, `--disable-features=${unneeded}`],
  };
  // Chromium's sandbox does not work for root, nor for anybody in many containers; all we open are our own pages.
  if (process.getuid?.() === 0) return chromium.launch({ ...options, chromiumSandbox: false });
  return chromium
    .launch({ ...options, chromiumSandbox: true })
    .catch(() => chromium.launch({ ...options, chromiumSandbox: false }));
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type Violation = { rule: string; help: string; at: string[] };

/** The thirteenth row is drawn by the lines that drew the first twelve: looking at all of them took as long as everything else. */
const repeated = ['tbody > tr:nth-child(n+13)', 'li:nth-child(n+13)'];

/**
 * What axe finds against WCAG 2.2 A and AA on the page as it is now; an empty list is what every page owes. `within` looks at one
 * part only: behind an open dialog a half-scrolled page has rows that nobody can press.
 */
export async function axe(page: Page, within?: string): Promise<Violation[]> {
  // A dialog that is still fading in has other colours than the one a person reads.
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => (globalThis as any).requestAnimationFrame(resolve));
    const moving = () =>
      (globalThis as any).document
        .getAnimations()
        .filter((one: any) => one.playState === 'running' && one.effect?.getTiming().iterations !== Infinity);
    for (let n = 0; n < 60 && (n < 2 || moving().length > 0); n++) await frame();
  });
  // Through the debugger, not as a script element: the page's content security policy stays as strict as in earnest.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    ([include, exclude]) =>
      (globalThis as unknown as { axe: typeof axeCore }).axe.run(
        { include, exclude },
        {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
          // What is in order is not listed node by node: that took as long as looking at it.
          resultTypes: ['violations'],
        },
      ),
    [[within ?? 'html'], repeated] as const,
  );
  return violations.map(({ id, help, nodes }) => ({ rule: id, help, at: nodes.map(({ target }) => target.join(' ')) }));
}
