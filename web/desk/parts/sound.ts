/** 提示音: two notes for an urgent case, one low note for one that turned red, three for a telephone call. Made by the browser, no file; it can be turned off. */
import { useSyncExternalStore } from 'react';

const kept = 'gridloop.sound';
const changed = new Set<() => void>();
const isOn = (): boolean => localStorage.getItem(kept) !== 'off';

export function useSound(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore((tell) => {
    changed.add(tell);
    window.addEventListener('storage', tell);
    return () => {
      changed.delete(tell);
      window.removeEventListener('storage', tell);
    };
  }, isOn);
  return [
    on,
    (next) => {
      localStorage.setItem(kept, next ? 'on' : 'off');
      for (const tell of changed) tell();
      // a person who turns it on hears what it sounds like
      if (next) ring('red');
    },
  ];
}

let output: AudioContext | undefined;
/** Of several tabs only one rings: whoever comes first within two seconds. */
const rangAt = 'gridloop.rang';

const notesOf = { urgent: [880, 1175], red: [440], call: [660, 880, 660] } as const;

export function ring(what: keyof typeof notesOf): void {
  if (!isOn()) return;
  const now = Date.now();
  if (now - Number(localStorage.getItem(rangAt) ?? 0) < 2_000) return;
  localStorage.setItem(rangAt, String(now));
  try {
    output ??= new AudioContext();
  } catch {
    return; // no sound card is no reason to fail
  }
  void output.resume();
  for (const [i, hertz] of notesOf[what].entries()) {
    const [tone, loud] = [output.createOscillator(), output.createGain()];
    const from = output.currentTime + i * 0.22;
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.0001, from);
    loud.gain.exponentialRampToValueAtTime(0.2, from + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.2);
    tone.connect(loud).connect(output.destination);
    tone.start(from);
    tone.stop(from + 0.22);
  }
}
