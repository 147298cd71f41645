/** 图层: what else is laid over a map. The choice stands in the address; what is switched off is not asked for. */
import { useMemo, useState } from 'react';
import { mapSigns, signLayers, tileLayers, type SignLayer, type TileLayer } from '#contract/map.ts';
import { useRead } from '#web/kit/api.ts';
import type { Tone } from '#contract/settings.ts';
import type { DistrictMapProps, LaidShape, MapLayer } from '#web/kit/map.tsx';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from './address.ts';
import { useSettings } from './narrowing.tsx';

const names = ['rows', ...tileLayers, ...signLayers, 'cells', 'roads'] as const;
type Name = (typeof names)[number];
const usual: readonly Name[] = ['rows', 'cells', 'roads'];
const colours: Record<SignLayer, string> = { keepers: '#1f6f54', party: '#b3261e', devices: '#3c4f9c' };
const slowlyMs = 60_000;

const tiled = (name: TileLayer): MapLayer => ({
  id: name,
  as: name === 'history' ? 'heat' : 'numbers',
  tiles: `/v1/tiles/${name}/{z}/{x}/{y}`,
});

type OwnLayer = { name: string; title: string; colour: string; n: number; on: boolean; shapes: LaidShape[] };
/** Dark enough for a white edge in both lights. */
const ownColours: Record<Tone, string> = {
  blue: '#1f5fbf',
  green: '#1f6f54',
  amber: '#a15c00',
  red: '#b3261e',
  grey: '#5b6470',
};

export type Layered = {
  on: (name: Name) => boolean;
  turn: (name: Name) => void;
  /** what the district keeps itself (本区设置), for the posts it is shown to */
  own: OwnLayer[];
  turnOwn: (name: string) => void;
  /** how many a layer of signs has, once they are there */
  counted: Record<SignLayer, number | undefined>;
  /** not all that lie here are shown: so many of them */
  cut: number | undefined;
  shown: Pick<DistrictMapProps, 'layers' | 'cells' | 'roads' | 'onBox'>;
};

export function useMapLayers(): Layered {
  const { say, lang } = useWords();
  const { search, put } = useAddress();
  const named = search.get('layers');
  const chosen = useMemo(
    () => (named === null ? usual : names.filter((one) => named.split('.').includes(one))),
    [named],
  );
  const on = (name: Name): boolean => chosen.includes(name);
  const kept = useSettings('layer').data?.settings;
  const own = useMemo<OwnLayer[]>(
    () =>
      (kept ?? []).flatMap(({ name, retired, content }) =>
        content.kind === 'layer' && !retired
          ? [
              {
                name: `own-${name}`,
                title: content.title[lang],
                colour: ownColours[content.tone],
                n: content.shapes.length,
                on: named?.split('.').includes(`own-${name}`) ?? false,
                shapes: content.shapes.map(({ geometry, properties }) => ({
                  label: (lang === 'en' && properties.nameEn) || properties.name || content.title[lang],
                  geometry,
                })),
              },
            ]
          : [],
      ),
    [kept, lang, named],
  );
  const [bbox, setBox] = useState<string>();
  // Asked for anew where one has moved to; what was there stays until the answer comes.
  const signsIn = (signs: SignLayer) => ({ query: { signs, ...(bbox ? { bbox } : {}) } });
  const asked = (signs: SignLayer) => ({ enabled: bbox !== undefined && on(signs), keepPrevious: true });
  const { data: keepers } = useRead(mapSigns, signsIn('keepers'), { ...asked('keepers'), refetchMs: slowlyMs });
  const { data: party } = useRead(mapSigns, signsIn('party'), asked('party'));
  const { data: devices } = useRead(mapSigns, signsIn('devices'), asked('devices'));
  const told = { keepers, party, devices };
  const layers = useMemo<MapLayer[]>(() => {
    const told = { keepers, party, devices };
    return [
      ...own
        .filter((one) => one.on)
        .map(({ name, colour, shapes }) => ({ id: name, as: 'shapes' as const, colour, shapes })),
      ...tileLayers.filter((name) => chosen.includes(name)).map(tiled),
      ...signLayers
        .filter((name) => chosen.includes(name))
        .map((name) => ({
          id: name,
          as: 'signs' as const,
          sign: say(`desk.layers.${name}.sign`),
          colour: colours[name],
          points: (told[name]?.signs ?? []).map(({ point, name: its, nameEn, detail }) => ({
            point,
            label: [(lang === 'en' && nameEn) || its, detail].filter(Boolean).join(' · '),
          })),
        })),
    ];
  }, [chosen, own, keepers, party, devices, say, lang]);
  const write = (next: readonly string[], ownNext: readonly string[]) => {
    const all = [...next, ...ownNext].join('.');
    put({ layers: all === usual.join('.') ? undefined : all || 'none' });
  };
  const ownOn = own.filter((one) => one.on).map(({ name }) => name);
  return {
    on,
    turn: (name) =>
      write(
        names.filter((one) => (one === name) !== chosen.includes(one)),
        ownOn,
      ),
    own,
    turnOwn: (name) =>
      write(
        chosen,
        own.filter((one) => (one.name === name) !== one.on).map((one) => one.name),
      ),
    counted: {
      keepers: on('keepers') ? keepers?.signs.length : undefined,
      party: on('party') ? party?.signs.length : undefined,
      devices: on('devices') ? devices?.signs.length : undefined,
    },
    cut: signLayers.map((name) => (on(name) ? told[name] : undefined)).find((one) => one?.truncated)?.signs.length,
    shown: { layers, cells: on('cells'), roads: on('roads'), onBox: setBox },
  };
}

/** Opens over a corner of the map; each sign is told by the letter that stands on it. */
export function MapLayers({ on, turn, own, turnOwn, counted, cut }: Layered) {
  const { say } = useWords();
  const isSign = (name: Name): name is SignLayer => signLayers.some((one) => one === name);
  return (
    <>
      <output className="map-cut">{cut !== undefined && say('desk.layers.cut', { n: cut })}</output>
      <details className="map-layers">
        <summary>{say('desk.layers')}</summary>
        <fieldset>
          <legend className="sr-only">{say('desk.layers')}</legend>
          {names.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={on(name)} onChange={() => turn(name)} />
              {isSign(name) && (
                <span className="map-layers__sign" data-sign={name} aria-hidden>
                  {say(`desk.layers.${name}.sign`)}
                </span>
              )}
              {say(`desk.layers.${name}`)}
              {isSign(name) && counted[name] !== undefined && <small>{counted[name]}</small>}
            </label>
          ))}
          {own.map(({ name, title, n, colour, on: shown }) => (
            <label key={name}>
              <input type="checkbox" checked={shown} onChange={() => turnOwn(name)} />
              <span className="map-layers__sign" style={{ background: colour }} aria-hidden />
              {title}
              <small>{n}</small>
            </label>
          ))}
          {on('keepers') && <p className="hint">{say('desk.layers.keepers.hint')}</p>}
        </fieldset>
      </details>
    </>
  );
}
