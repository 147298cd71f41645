/** What a finger misses and what an eye is not shown, on the page as it stands. */
import type { Page } from 'playwright-core';

/**
 * Everything that is pressed and is less than 44 by 44 points; text that its box cuts off; a page that has to be pushed sideways. A link
 * within a sentence is as high as its line (WCAG 2.5.8), and what is only heard has no size.
 */
export const outOfReach = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const wide = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > wide ? ['sideways ' + document.documentElement.scrollWidth] : [];
    const seen = (one) =>
      one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !one.closest('.unseen, [inert]');
    const called = (one) => one.tagName + ' ' + (one.innerText || one.ariaLabel || one.name || '').trim().slice(0, 30);
    for (const one of document.querySelectorAll('a, button, input, select, textarea, summary')) {
      if (!seen(one) || (one.tagName === 'A' && getComputedStyle(one).display === 'inline')) continue;
      const { width, height, left, right } = (one.closest('label') ?? one).getBoundingClientRect();
      if (width < 43.5 || height < 43.5) found.push('small ' + called(one) + ' ' + Math.round(width) + '×' + Math.round(height));
      if (one.scrollWidth > one.clientWidth + 2 && one.tagName === 'INPUT') found.push('cut ' + called(one));
      if (left < -1 || right > wide + 1) found.push('outside ' + called(one));
    }
    for (const one of document.querySelectorAll('main *, header *, footer *')) {
      const told = [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
      if (!told || !seen(one) || !/hidden|clip/.test(getComputedStyle(one).overflow)) continue;
      if (one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 2) found.push('cut ' + called(one));
    }
    return [...new Set(found)];
  })()`);

/** From now on what live regions say is kept by the page; `heard` reads it. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(`new MutationObserver((changes) => {
    for (const { target } of changes) {
      const one = target.nodeType === 1 ? target : target.parentElement;
      const said = one?.closest('[aria-live], [role=alert], [role=status], output')?.textContent.trim();
      if (said) (globalThis.heard ??= []).push(said);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })`);
}
export const heard = (page: Page): Promise<string> => page.evaluate<string>(`(globalThis.heard ?? []).join('\\n')`);
