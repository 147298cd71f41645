/**
 * The library's drop-down lists have no name of their own, and their groups claim to be selectable; readers of the screen hear
 * both. Each list is given the name of the field it belongs to, as soon as it appears.
 */
function mend(): void {
  for (const list of document.querySelectorAll('.ant-select-dropdown [role=listbox]:not([aria-label])')) {
    const field = document.getElementById(list.id.replace(/_list$/, ''));
    const name = field instanceof HTMLInputElement && (field.labels?.[0]?.textContent ?? field.ariaLabel);
    if (name) list.setAttribute('aria-label', name);
  }
  for (const heading of document.querySelectorAll('.ant-select-dropdown [role=presentation][aria-selected]'))
    heading.removeAttribute('aria-selected');
}

export function nameListboxes(): void {
  new MutationObserver(mend).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['aria-selected'],
  });
}
