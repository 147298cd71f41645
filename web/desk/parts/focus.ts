import { useEffect } from 'react';

/**
 * A dialog that is taken away at once gives nothing back: the keyboard would begin again at the top of the page. What had the focus
 * before it, most often the button that opened it, has it again.
 */
export function useFocusGivenBack(): void {
  useEffect(() => {
    let before: HTMLElement | null = null;
    const remember = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.closest('#desk')) before = target;
    };
    // Dialogs stand beside the page, as children of the body.
    const gone = new MutationObserver((changes) => {
      const nobody = document.activeElement === document.body || document.activeElement === null;
      if (nobody && before?.isConnected && changes.some(({ removedNodes }) => removedNodes.length > 0)) before.focus();
    });
    document.addEventListener('focusin', remember);
    gone.observe(document.body, { childList: true });
    return () => {
      document.removeEventListener('focusin', remember);
      gone.disconnect();
    };
  }, []);
}
