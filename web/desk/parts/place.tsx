/** Where it is: a name from the gazetteer, a pin on the map, or where one stands; at once told which cell that is, or "outside". */
import { AimOutlined } from '@ant-design/icons';
import { App, AutoComplete, Button } from 'antd';
import { useDeferredValue } from 'react';
import { locatePoint, searchPlaces } from '#contract/areas.ts';
import type { Point } from '#contract/endpoint.ts';
import { useRead } from '#web/kit/api.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Field } from './field.tsx';

export type Where = { text: string; point: Point | null };

export function PlacePicker({
  value,
  onChange,
  height = 240,
  required = false,
}: {
  value: Where;
  onChange: (where: Where) => void;
  height?: number;
  required?: boolean;
}) {
  const { say } = useWords();
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
        {place.name}
        <small>
          {place.areaName} {place.kind}
        </small>
      </span>
    ),
  }));
  return (
    <>
      <Field
        label={say('desk.place')}
        required={required}
        extra={<Here onHere={(point) => onChange({ ...value, point })} />}
      >
        {(control) => (
          <AutoComplete
            {...control}
            className="wide"
            value={value.text}
            options={options}
            onChange={(text: string) => onChange({ ...value, text: text.slice(0, 200) })}
            onSelect={(_text, option) => onChange({ text: option.place.name, point: option.place.point })}
            placeholder={say('desk.place.hint')}
          />
        )}
      </Field>
      <DistrictMap
        label={say('desk.place.map')}
        pin={value.point}
        onPin={(point) => onChange({ ...value, point })}
        height={height}
        cells
      />
      <Placed point={value.point} />
    </>
  );
}

/** The cell by containment; a point in no cell is told so, never moved to the nearest. */
export function Placed({ point }: { point: Point | null }) {
  const { say } = useWords();
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
                path: data.path.map((area) => area.name).join(' › '),
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
