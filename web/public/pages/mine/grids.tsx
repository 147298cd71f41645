/** 关注的网格: what the office of a grid has its residents told comes to this address too, by her own choice and until she ends it. */
import { useState } from 'react';
import type { Point } from '#contract/endpoint.ts';
import { chooseTopics, followGrid, readMine, unfollowGrid, type Mine } from '#contract/notify.ts';
import { publicityTopics, type PublicityTopic } from '#contract/publicity.ts';
import { openWords } from '#contract/words/open.ts';
import { addWords } from '#contract/words/words.ts';
import { useWrite, wordsOf } from '#web/kit/api.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Trouble, useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';
import { PlaceField } from '../../parts/place.tsx';

addWords(openWords);

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
      {mine.grids.length > 0 && <Topics headers={headers} off={mine.topicsOff} />}
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

/** 按主题: what she unticks is not sent to her any more, whichever of her grids tells it. */
function Topics({ headers, off }: { headers: Record<string, string>; off: readonly PublicityTopic[] }) {
  const { say } = useWords();
  const tell = useNotices();
  const choose = useWrite(chooseTopics, { changes: [readMine] });
  // What she pressed stands at once, and until the server says otherwise.
  const [pressed, press] = useState<readonly PublicityTopic[] | null>(null);
  const now = pressed ?? off;
  return (
    <fieldset className="topics">
      <legend>{say('public.mine.topics')}</legend>
      <p className="hint">{say('public.mine.topics_hint')}</p>
      {publicityTopics.map((topic) => (
        <label key={topic}>
          <input
            type="checkbox"
            checked={!now.includes(topic)}
            onChange={({ target }) => {
              const next = target.checked ? now.filter((one) => one !== topic) : [...now, topic];
              press(next);
              choose.mutate(
                { headers, body: { off: next } },
                { onSuccess: () => tell(say('public.mine.topics_saved')), onError: () => press(null) },
              );
            }}
          />{' '}
          {say(`publicity.topic.${topic}`)}
        </label>
      ))}
      {choose.error && <Trouble title={wordsOf(choose.error)} />}
    </fieldset>
  );
}
