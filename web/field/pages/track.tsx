/** 我的轨迹: what is known of where she was, to herself alone, for thirty days. */
import { outdoorWords } from '#contract/words/outdoors.ts';
import { addWords } from '#contract/words/words.ts';
import { useState } from 'react';
import { readTrack, trackDays } from '#contract/patrol.ts';
import { useRead } from '#web/kit/api.ts';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useField } from '../field.tsx';
import { Ground } from '../parts/ground.tsx';
import { Heading } from '../parts/heading.tsx';
import { Unread } from '../parts/unread.tsx';

addWords(outdoorWords);

export default function TrackPage() {
  const { say, time } = useWords();
  const { day } = useField();
  const [shiftId, setShiftId] = useState<string | undefined>();
  const asked = useRead(readTrack, { query: shiftId ? { shiftId } : {} });
  const points = asked.data?.points ?? [];
  return (
    <>
      <Heading title={say('field.track')} lead={say('field.track_lead', { days: trackDays })} />
      {asked.error ? <Unread error={asked.error} /> : !asked.data && <Skeleton lines={5} />}
      {points.length > 0 && (
        <Ground
          areas={day?.areas ?? []}
          marks={[]}
          line={points.map(({ point }) => point)}
          label={say('field.track')}
        />
      )}
      {asked.data && points.length === 0 && <p className="quiet">{say('field.no_track')}</p>}
      <ul className="cards">
        {asked.data?.shifts.map(({ shift, points: n }) => (
          <li key={shift.id} className="card">
            <button type="button" className="card__button" onClick={() => setShiftId(shift.id)}>
              <span>
                {time(shift.beganAt)} – {shift.endedAt ? time(shift.endedAt) : say('field.on_duty')}
              </span>
              <span className="card__sub">
                {say('field.points_kept', { n })}
                {shift.endedBy === 'house' && ` · ${say('field.ended_by_house')}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
