/** Puts a text where the reader can paste it from; false where the browser will not have it. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The clipboard is closed to pages without HTTPS; the old way is open.
    const field = document.createElement('textarea');
    field.value = text;
    field.style.cssText = 'position: fixed; opacity: 0';
    const before = document.activeElement;
    // Within an open dialog, where there is one: it lets the keyboard go nowhere else.
    (before?.closest('[role=dialog]') ?? document.body).append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}
