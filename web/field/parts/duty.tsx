/** 上岗 and 下岗: one large button, and under it in plain words what being on duty means for her position. */
import { useState } from 'react';
import { uuidv7 } from '#contract/ids.ts';
import { trackDays } from '#contract/patrol.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';

export function DutyButton({ quiet = false }: { quiet?: boolean }) {
  const { say, time } = useWords();
  const { shift, act, setShift, day } = useField();
  const [busy, setBusy] = useState(false);
  if (day && !day.walks) return null;
  const begin = async () => {
    setBusy(true);
    const id = uuidv7();
    const part = { what: 'check_in', endpoint: 'patrol.checkIn', params: {}, body: {} } as const;
    // The shift's id is the command's own; the row's first id is known before it is sent.
    const key = await act([part], { title: say('field.check_in'), group: `shift:${id}` });
    await setShift({ id: key, beganAt: Date.now(), checkInKey: key });
    setBusy(false);
  };
  const end = async () => {
    if (!shift) return;
    setBusy(true);
    const part = { what: 'check_out', endpoint: 'patrol.checkOut', params: { shiftId: shift.id }, body: {} } as const;
    await act([part], { title: say('field.check_out'), after: shift.checkInKey });
    await setShift(null);
    setBusy(false);
  };
  return (
    <section className={`duty ${shift ? 'duty--on' : ''}`}>
      <Button
        tone={shift || quiet ? 'quiet' : 'primary'}
        className="wide duty__button"
        busy={busy}
        onClick={() => void (shift ? end() : begin())}
      >
        {say(shift ? 'field.check_out' : 'field.check_in')}
      </Button>
      <p className="hint">
        {shift
          ? say('field.duty_since', { at: time(new Date(shift.beganAt)) })
          : say('field.duty_means', { days: trackDays })}
      </p>
    </section>
  );
}
