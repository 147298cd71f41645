/** Where it is: a name from the gazetteer, a pin on the map, or where one stands; at once told which cell that is, or "outside". */
import { AimOutlined } from '@ant-design/icons';
import { App, AutoComplete, Button } from 'antd';
import { useDeferredValue } from 'react';
import { locatePoint, searchPlaces, type Place } from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import { useRead } from '#web/kit/api.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { useMeant } from '#web/kit/meant.ts';
import { isWordKey } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Field } from './field.tsx';

/** `areaId`: an area was chosen by its name, which is known without a point */
export type Where = { text: string; point: Point | null; areaId?: number | undefined };

export function PlacePicker({
  value,
  words,
  onChange,
  height = 240,
  required = false,
}: {
  value: Where;
  /** what else was told; a place may be named there */
  words?: { title: string; detail: string };
  onChange: (where: Where) => void;
  height?: number;
  required?: boolean;
}) {
  const { say, lang } = useWords();
  const kindWord = (kind: string): string => {
    const key = `place.kind.${kind}`; // an imported gazetteer has its own kinds; they are shown as they are
    return isWordKey(key) ? say(key) : kind;
  };
  const asked = useDeferredValue(value.text.trim());
  const { data } = useRead(
    searchPlaces,
    { query: { q: asked, limit: 12 } },
    { enabled: asked.length > 0, staleMs: 60_000, keepPrevious: true },
  );
  const options = (asked ? (data?.places ?? []) : []).map((place) => ({
    key: place.id,
    value: place.name,
    place,
    label: (
      <span className="option">
        {(lang === 'en' && place.nameEn) || place.name}
        <small>
          {(lang === 'en' && place.areaNameEn) || place.areaName} {kindWord(place.kind)}
        </small>
      </span>
    ),
  }));
  return (
    <>
      <Field
        label={say('desk.place')}
        required={required}
        extra={<Here onHere={(point) => onChange({ text: value.text, point })} />}
      >
        {(control) => (
          <AutoComplete
            {...control}
            className="wide"
            value={value.text}
            options={options}
            onChange={(text: string) => onChange({ text: text.slice(0, 200), point: value.point })}
            onSelect={(_text, option) => onChange(chosen(option.place))}
            placeholder={say('desk.place.hint')}
          />
        )}
      </Field>
      <Which value={value} words={words} onChange={onChange} />
      <DistrictMap
        label={say('desk.place.map')}
        pin={value.point}
        onPin={(point) => onChange({ text: value.text, point })}
        height={height}
        cells
      />
      <Placed point={value.point} />
    </>
  );
}

/** An area is told with the one it lies in, because several may bear its name. */
const chosen = (one: Pick<Place, 'name' | 'areaName' | 'areaId' | 'point'>): Where =>
  one.point
    ? { text: one.name, point: one.point }
    : { text: `${one.areaName ?? ''}${one.name}`, point: null, areaId: one.areaId ?? undefined };

/** What the words may mean, the likeliest first, each with its reason; one press takes it. */
function Which({
  value,
  words,
  onChange,
}: {
  value: Where;
  words?: { title: string; detail: string } | undefined;
  onChange: (where: Where) => void;
}) {
  const { say, lang } = useWords();
  const { sure, candidates } = useMeant({ placeText: value.text, ...words }, value.point === null);
  if (value.point !== null || candidates.length === 0) return null;
  return (
    <section className="which" aria-label={say('desk.place.which')} aria-live="polite">
      <p className="faint">{sure ? say('desk.place.taken_for', { name: sure.name }) : say('desk.place.which')}</p>
      {candidates.slice(0, 6).map((one) => (
        <Button
          key={one.id}
          size="small"
          type={sure?.name === one.name ? 'primary' : 'default'}
          ghost={sure?.name === one.name}
          onClick={() => onChange(chosen(one))}
        >
          {(lang === 'en' && one.nameEn) || one.name}
          <small>{[(lang === 'en' && one.areaNameEn) || one.areaName, one.why].filter(Boolean).join(' · ')}</small>
        </Button>
      ))}
    </section>
  );
}

/** The cell by containment; a point in no cell is told so, never moved to the nearest. */
export function Placed({ point }: { point: Point | null }) {
  const { say, lang } = useWords();
  const query = point ? { lon: point.lon, lat: point.lat } : { lon: 0, lat: 0 };
  const { data, error } = useRead(locatePoint, { query }, { enabled: point !== null, staleMs: 60_000 });
  if (!point) return null;
  return (
    <output className="placed">
      {error
        ? error.problem.title
        : !data
          ? say('common.loading')
          : data.outside
            ? say('desk.place.outside')
            : say('desk.place.in', {
                path: data.path.map((area) => (lang === 'en' && area.nameEn) || area.name).join(' › '),
                keeper: data.keepers[0]?.name ?? say('desk.place.no_keeper'),
              })}
    </output>
  );
}

/** Where the person stands, told only when asked. */
export function Here({ onHere }: { onHere: (point: Point) => void }) {
  const { say } = useWords();
  const { message } = App.useApp();
  if (!('geolocation' in navigator)) return null;
  return (
    <Button
      type="link"
      size="small"
      icon={<AimOutlined />}
      onClick={() =>
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => onHere({ lon: coords.longitude, lat: coords.latitude }),
          () => void message.warning(say('desk.place.unknown')),
          { enableHighAccuracy: true, timeout: 10_000 },
        )
      }
    >
      {say('desk.place.here')}
    </Button>
  );
}
