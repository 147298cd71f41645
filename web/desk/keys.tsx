/**
 * Shortcuts: a page names its keys with the words of the buttons they stand for; `?` shows all that work now. Keys typed into a
 * field belong to the field, except those with Ctrl.
 */
import { Modal } from 'antd';
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useWords } from '#web/kit/words.tsx';

/**
 * `first`: before any page's own (a call that rings). `unlisted`: it does nothing here but say why, and is not told among those that work.
 */
export type Shortcut = { key: string; label: string; run: () => void; first?: boolean; unlisted?: boolean };
type Keyboard = { add: (shortcuts: () => Shortcut[]) => () => void; showHelp: () => void };
const Keys = createContext<Keyboard | null>(null);

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role=dialog]') !== null);

/** 'j', '?', 'Enter', 'Ctrl+Enter' */
function nameOf(event: KeyboardEvent): string {
  const ctrl = event.ctrlKey || event.metaKey;
  return ctrl ? `Ctrl+${event.key}` : event.key;
}

export function KeysProvider({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const sources = useRef(new Set<() => Shortcut[]>());
  const [shown, show] = useState<Shortcut[] | null>(null);
  const keyboard = useMemo<Keyboard>(
    () => ({
      add(source) {
        sources.current.add(source);
        return () => sources.current.delete(source);
      },
      showHelp: () =>
        show(
          Array.from(sources.current, (source) => source())
            .flat()
            .filter(({ unlisted }) => !unlisted),
        ),
    }),
    [],
  );
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      const name = nameOf(event);
      if (!name.startsWith('Ctrl+') && inField(event.target)) return;
      // a focused button or link answers Enter itself
      if (name === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a,button,summary')) return;
      if (name === '?') {
        event.preventDefault();
        return keyboard.showHelp();
      }
      // the page opened last has the first word
      const meant = Array.from(sources.current)
        .toReversed()
        .flatMap((source) => source())
        .filter(({ key }) => key === name);
      const found = meant.find(({ first }) => first) ?? meant[0];
      if (!found) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [keyboard]);
  return (
    <Keys value={keyboard}>
      {children}
      <Modal open={shown !== null} onCancel={() => show(null)} footer={null} title={say('desk.keys.title')} width={420}>
        <dl className="keys">
          {[...(shown ?? []), { key: '?', label: say('desk.keys.title') }].map(({ key, label }) => (
            <div key={key}>
              <dt>
                {key.split('+').map((part) => (
                  <kbd key={part}>{part}</kbd>
                ))}
              </dt>
              <dd>{label}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </Keys>
  );
}

export function useKeyboard(): Keyboard {
  const keyboard = use(Keys);
  if (!keyboard) throw new Error('useKeyboard needs <KeysProvider> above it');
  return keyboard;
}

/** The shortcuts of a page while it is open; the latest closures are used, nothing need be memoised. */
export function useKeys(shortcuts: Shortcut[]): void {
  const { add } = useKeyboard();
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => add(() => latest.current), [add]);
}
