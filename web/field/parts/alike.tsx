/**
 * Open cases that look like hers, before it is sent: told where there is a network, and in nobody's way. Whoever sends without choosing
 * reports one of its own; nothing alike, and nothing stands here.
 */
import { useEffect, useId, useState } from 'react';
import type { Matter } from '#contract/catalogue.ts';
import type { ReplyOf } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import { similarCases } from '#contract/intake.ts';
import { call } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import type { Fix } from '../device.ts';
import { useField } from '../field.tsx';
import { useMetres } from './far.ts';

type Cases = ReplyOf<typeof similarCases>['cases'];
const pauseMs = 500;

/** Asked when a matter and a place are known, and again when either changes; null while nothing alike is known. */
export function useAlike(of: {
  matter: Matter | undefined;
  fix: Fix | null;
  detail: string;
  place: string;
}): Cases | null {
  const { online } = useField();
  const [found, setFound] = useState<{ of: string; cases: Cases } | null>(null);
  const { matter, fix } = of;
  const [detail, place] = [of.detail.trim(), of.place.trim()];
  // A phone that lies on the table wanders by some metres, and is not asked for anew.
  const [lon, lat] = [fix?.point.lon.toFixed(4), fix?.point.lat.toFixed(4)];
  const about = JSON.stringify([matter?.id, lon, lat, detail, place]);
  useEffect(() => {
    if (!online || !matter || (lon === undefined && place === '')) return undefined;
    let left = false;
    const ask = async () => {
      const body = {
        id: uuidv7(),
        title: [place, matter.smallName].filter(Boolean).join(' ').slice(0, 120),
        matterId: matter.id,
        ...(detail ? { detail } : {}),
        ...(place ? { placeText: place } : {}),
        ...(lon === undefined ? {} : { location: { lon: Number(lon), lat: Number(lat) } }),
      };
      // No answer, or a no: she reports as she would without a network.
      const answer = await call(similarCases, { body }).catch(() => null);
      if (!left && answer) setFound({ of: about, cases: answer.cases });
    };
    const timer = setTimeout(() => void ask(), pauseMs);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [online, matter, lon, lat, detail, place, about]);
  // What was found for another matter or another place says nothing of this one.
  return found?.of === about && found.cases.length > 0 ? found.cases : null;
}

const most = 3;
export function Alike(props: { cases: Cases; chosen: string | null; onChoose: (caseId: string | null) => void }) {
  const { say, ago } = useWords();
  const metres = useMetres();
  const name = useId();
  return (
    <fieldset className="alike">
      <legend>{say('field.alike', { n: props.cases.length })}</legend>
      <p className="hint">{say('field.alike_hint')}</p>
      {props.cases.slice(0, most).map((one) => (
        <div key={one.id} className="alike__one">
          <input
            id={`${name}${one.id}`}
            type="checkbox"
            checked={one.id === props.chosen}
            onChange={({ target }) => props.onChoose(target.checked ? one.id : null)}
          />
          <label htmlFor={`${name}${one.id}`}>
            <strong>{one.title}</strong>
            <small>
              {[
                one.number,
                say(`case.state.${one.state}`),
                one.metres === null ? one.areaName : metres(one.metres),
                ago(one.openedAt),
              ].join(' · ')}
            </small>
            <small>{say('field.alike_same')}</small>
          </label>
        </div>
      ))}
    </fieldset>
  );
}
