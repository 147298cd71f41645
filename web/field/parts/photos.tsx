/** Named places for photos: near and far, before and after. A tap opens the camera; what was taken is on the phone at once. */
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { WordKey } from '#contract/words/words.ts';
import { PhotoUnreadable } from '#web/kit/photo.ts';
import { instantText } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Icon } from './icon.tsx';

export type Shot = { slot: string; bytes: ArrayBuffer };
export type Slot = { slot: string; word: WordKey };

/**
 * What was taken stays on the phone until it is sent: opening the camera may cost the browser its memory, and with it this page. `slots`
 * are all the places a photo of this draft may stand in.
 */
export function useShots(name: string, slots: readonly string[]) {
  const { draftShot, keepShot } = useField();
  const [shots, setShots] = useState<Shot[]>([]);
  useEffect(() => {
    let left = false;
    const read = async () => {
      const found: Shot[] = [];
      for (const slot of slots) {
        const bytes = await draftShot(name, slot);
        if (bytes) found.push({ slot, bytes });
      }
      if (!left) setShots((now) => [...found.filter((one) => !now.some(({ slot }) => slot === one.slot)), ...now]);
    };
    void read();
    return () => {
      left = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each draft
  }, [name]);
  const change = (next: Shot[]): void => {
    for (const slot of slots) {
      const [before, after] = [shots, next].map((all) => all.find((one) => one.slot === slot)?.bytes);
      if (before !== after) void keepShot(name, slot, after ?? null);
    }
    setShots(next);
  };
  const forget = async (): Promise<void> => {
    for (const slot of slots) await keepShot(name, slot, null);
  };
  return { shots, change, forget };
}

/** As the house's clock tells it, for the strip in the picture. */
const timeNow = (offsetMs: number): string => instantText(new Date(Date.now() + offsetMs));

export function Photos(props: { slots: readonly Slot[]; shots: readonly Shot[]; onChange: (shots: Shot[]) => void }) {
  const { say } = useWords();
  const { device, owner, locate, offsetMs } = useField();
  const [trouble, setTrouble] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const latest = useRef<readonly Shot[]>(props.shots);
  useEffect(() => {
    latest.current = props.shots;
  }, [props.shots]);
  const take = async (slot: string, file: Blob) => {
    setTrouble(false);
    setBusy(slot);
    try {
      const at = timeNow(offsetMs);
      const found = await Promise.race([locate(), new Promise<null>((resolve) => setTimeout(resolve, 1_500, null))]);
      const where = found ? `${found.point.lon.toFixed(5)}, ${found.point.lat.toFixed(5)} ±${found.accuracyM} m` : '';
      const bytes = await device.camera.picture(file, [`${at}  ${owner?.name ?? ''}`, where].filter(Boolean));
      // Two taken one right after the other: the second must not forget the first.
      const now = [...latest.current.filter((shot) => shot.slot !== slot), { slot, bytes }];
      latest.current = now;
      props.onChange(now);
    } catch (error) {
      if (!(error instanceof PhotoUnreadable)) throw error;
      setTrouble(true);
    } finally {
      setBusy(null);
    }
  };
  return (
    <div className="shots">
      {props.slots.map(({ slot, word }) => (
        <Place
          key={slot}
          label={say(word)}
          busy={busy === slot}
          shot={props.shots.find((one) => one.slot === slot)}
          onFile={(file) => void take(slot, file)}
          onRemove={() => props.onChange(props.shots.filter((one) => one.slot !== slot))}
        />
      ))}
      {trouble && (
        <p className="shots__trouble" role="alert">
          {say('field.photo_unreadable')}
        </p>
      )}
    </div>
  );
}

function Place(props: {
  label: string;
  busy: boolean;
  shot: Shot | undefined;
  onFile: (file: Blob) => void;
  onRemove: () => void;
}) {
  const { say } = useWords();
  const { device } = useField();
  const id = useId();
  const bytes = props.shot?.bytes;
  const url = useMemo(() => (bytes ? URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) : null), [bytes]);
  useEffect(() => () => (url ? URL.revokeObjectURL(url) : undefined), [url]);
  return (
    <div className={`shot ${url ? 'shot--taken' : ''}`}>
      <device.camera.Shutter id={id} onFile={props.onFile} />
      <label htmlFor={id} aria-busy={props.busy}>
        {url ? <img src={url} alt={props.label} /> : <Icon name="camera" />}
        <span>{url ? say('field.retake', { what: props.label }) : props.label}</span>
      </label>
      {url && (
        <button type="button" className="shot__remove" onClick={props.onRemove}>
          {say('common.remove')}
          <span className="unseen"> {props.label}</span>
        </button>
      )}
    </div>
  );
}
