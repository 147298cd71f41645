/**
 * Where is it? Four ways, none of them needed by all: a name from the gazetteer, where one stands, a pin on the map, or simply
 * words. What the server makes of the point is shown at once, so that a wrong place is seen before sending.
 */
import { useEffect, useRef, useState } from 'react';
import { locatePoint, searchPlaces } from '#contract/areas.ts';
import type { Point, ReplyOf } from '#contract/endpoint.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useRead, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { useMeant, useSettled } from '#web/kit/meant.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { Combobox } from '#web/kit/ui/combobox.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { useWords } from '#web/kit/words.tsx';
import { pathText } from '../report.rules.ts';

type Place = ReplyOf<typeof searchPlaces>['places'][number];

function PlaceLine({ place }: { place: Place }) {
  const { say, lang } = useWords();
  const key = `place.kind.${place.kind}`; // an imported gazetteer has its own kinds; they are shown as they are
  const english = lang === 'en';
  return (
    <>
      <span>{(english && place.nameEn) || place.name}</span>
      <small>
        {[isWordKey(key) ? say(key) : place.kind, (english && place.areaNameEn) || place.areaName]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </>
  );
}
const showPlace = (place: Place) => <PlaceLine place={place} />;

export function PlaceField(props: {
  label: string;
  hint?: string;
  error?: string | undefined;
  placeText: string;
  /** what else was told: a place may be named there */
  words?: string;
  location: Point | null;
  onChange: (change: { placeText?: string; location?: Point | null }) => void;
  needed: boolean;
}) {
  const { say } = useWords();
  const { placeText, location, onChange } = props;
  const [mapOpen, setMapOpen] = useState(false);
  // Pressed for what it says: the answer is brought into view, on a small telephone it would lie behind the button that sends.
  const [pressed, press] = useState(false);
  const [finding, setFinding] = useState<'no' | 'yes' | 'refused' | 'failed'>('no');
  const settled = useSettled(placeText.trim(), 250);
  const proposals = useRead(
    searchPlaces,
    { query: { q: settled, limit: 8 } },
    { enabled: settled.length > 0, keepPrevious: true, staleMs: 300_000 },
  );
  const standHere = () => {
    setFinding('yes');
    press(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setFinding('no');
        onChange({ location: { lon: coords.longitude, lat: coords.latitude } });
      },
      (error) => setFinding(error.code === error.PERMISSION_DENIED ? 'refused' : 'failed'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  };
  // browsers tell a position only to pages that came over HTTPS (or from this machine)
  const mayAsk = useHere() && window.isSecureContext && 'geolocation' in navigator;

  return (
    <div className="place">
      <Field label={props.label} hint={props.hint} error={props.error} need={props.needed ? 'required' : 'optional'}>
        {(wired) => (
          <Combobox<Place>
            wired={wired}
            value={placeText}
            maxLength={200}
            onText={(text) => onChange({ placeText: text })}
            proposals={settled ? (proposals.data?.places ?? []) : []}
            keyOf={(place) => place.id}
            show={showPlace}
            onTake={(place) => onChange(taken(place))}
            listLabel={say('public.place.proposals')}
          />
        )}
      </Field>
      <div className="row">
        {mayAsk && (
          <Button onClick={standHere} busy={finding === 'yes'}>
            {say(finding === 'yes' ? 'public.place.finding' : 'public.place.here')}
          </Button>
        )}
        <Button aria-expanded={mapOpen} onClick={() => setMapOpen(!mapOpen)}>
          {say(mapOpen ? 'public.place.hide_map' : 'public.place.show_map')}
        </Button>
        {location && (
          <Button tone="plain" onClick={() => onChange({ location: null })}>
            {say('public.place.clear')}
          </Button>
        )}
      </div>
      {(finding === 'refused' || finding === 'failed') && (
        <output className="hint">{say(finding === 'refused' ? 'public.place.refused' : 'public.place.failed')}</output>
      )}
      {mapOpen && (
        <DistrictMap
          label={say('public.place.map')}
          pin={location}
          onPin={(point) => onChange({ location: point })}
          height="min(60vh, 420px)"
          cells
        />
      )}
      <Found location={location} intoView={pressed} />
      {!location && <Which placeText={placeText} words={props.words ?? ''} onChange={onChange} />}
    </div>
  );
}

/** An area is told with the one it lies in, because several may bear its name. */
const taken = ({ name, areaName, point }: Pick<Place, 'name' | 'areaName' | 'point'>) =>
  point ? { placeText: name, location: point } : { placeText: `${areaName ?? ''}${name}` };

/** 是哪一处? Words alone: said at once what they are taken for, or asked, with what may be meant. Nobody has to answer. */
function Which({
  placeText,
  words,
  onChange,
}: {
  placeText: string;
  words: string;
  onChange: (change: { placeText?: string; location?: Point | null }) => void;
}) {
  const { say, lang } = useWords();
  const { sure, candidates } = useMeant({ placeText, detail: words }, true);
  // what stands there already, and has no point to add, is no answer
  const choices = candidates.filter((one) => one.point ?? one.name !== placeText.trim()).slice(0, 5);
  return (
    <div aria-live="polite">
      {sure && <p className="hint">{say('public.place.taken_for', { name: sure.name })}</p>}
      {!sure && choices.length > 0 && (
        <fieldset className="which">
          <legend>{say('public.place.which')}</legend>
          {choices.map((choice) => (
            <button key={choice.id} type="button" className="which__one" onClick={() => onChange(taken(choice))}>
              <span>{(lang === 'en' && choice.nameEn) || choice.name}</span>{' '}
              <small>
                {[(lang === 'en' && choice.areaNameEn) || choice.areaName, choice.why].filter(Boolean).join(' · ')}
              </small>
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}

function Found({ location, intoView }: { location: Point | null; intoView: boolean }) {
  const { say, lang } = useWords();
  const line = useRef<HTMLDivElement>(null);
  const found = useRead(
    locatePoint,
    { query: { lon: location?.lon ?? 0, lat: location?.lat ?? 0 } },
    { enabled: location !== null, keepPrevious: true, staleMs: 300_000 },
  );
  const told = location && (found.data ?? found.error) ? `${location.lon},${location.lat}` : '';
  useEffect(() => {
    if (intoView && told) line.current?.scrollIntoView({ block: 'nearest' });
  }, [intoView, told]);
  return (
    <div aria-live="polite" className="found" ref={line}>
      {location && found.error && <p className="found__out">{wordsOf(found.error)}</p>}
      {location && found.data && !found.error && (
        <p className={found.data.outside ? 'found__out' : 'found__in'}>
          {found.data.outside
            ? say('public.place.outside')
            : say('public.place.inside', {
                path: pathText(
                  found.data.path.map(({ name, nameEn }) => ({ name: (lang === 'en' && nameEn) || name })),
                ),
              })}
        </p>
      )}
    </div>
  );
}
