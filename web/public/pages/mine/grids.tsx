/** 关注的网格: what the office of a grid has its residents told comes to this address too, by her own choice and until she ends it. */
import { useState } from 'react';
import type { Point } from '#contract/endpoint.ts';
import { followGrid, readMine, unfollowGrid, type Mine } from '#contract/notify.ts';
import { useWrite, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble, useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { PlaceField } from '../../parts/place.tsx';

export function Grids({ headers, mine }: { headers: Record<string, string>; mine: Mine }) {
  const { say, day, lang } = useWords();
  const tell = useNotices();
  const follow = useWrite(followGrid, { changes: [readMine] });
  const unfollow = useWrite(unfollowGrid, { changes: [readMine] });
  const [placeText, setPlaceText] = useState('');
  const [location, setLocation] = useState<Point | null>(null);
  return (
    <section className="sheet" aria-labelledby="grids">
      <h2 id="grids">{say('public.mine.grids')}</h2>
      <p>{say('public.mine.grids_text')}</p>
      <ul className="plain">
        {mine.grids.map((grid) => {
          const name = (lang === 'en' && grid.nameEn) || grid.name;
          return (
            <li key={grid.id} className="row row--between">
              <span>
                {name} <small className="hint">{say('public.mine.grid_since', { day: day(grid.since) })}</small>
              </span>
              <Button
                tone="plain"
                busy={unfollow.isPending}
                onClick={() =>
                  unfollow.mutate(
                    { headers, params: { followId: grid.id }, body: {} },
                    { onSuccess: () => tell(say('public.mine.grid_ended', { name })) },
                  )
                }
              >
                {say('public.mine.unfollow')}
                <span className="unseen"> {name}</span>
              </Button>
            </li>
          );
        })}
      </ul>
      <details className="more">
        <summary>{say('public.mine.follow')}</summary>
        <PlaceField
          label={say('public.grid.place')}
          hint={say('public.grid.place_hint')}
          needed={false}
          placeText={placeText}
          location={location}
          onChange={(change) => {
            if (change.placeText !== undefined) setPlaceText(change.placeText);
            if (change.location !== undefined) setLocation(change.location);
          }}
        />
        <p className="row">
          <Button
            busy={follow.isPending}
            disabled={!location}
            onClick={() =>
              location &&
              follow.mutate(
                { headers, body: { point: location } },
                {
                  onSuccess: () => {
                    setPlaceText('');
                    setLocation(null);
                    tell(say('public.mine.followed'));
                  },
                },
              )
            }
          >
            {say('public.mine.follow_here')}
          </Button>
        </p>
      </details>
      {follow.error && <Trouble title={wordsOf(follow.error)} />}
      {unfollow.error && <Trouble title={wordsOf(unfollow.error)} />}
    </section>
  );
}
