/**
 * 周边案件: what is open and what is solved around here, on the map and as a list that tells the same. Late is shown as late. The
 * filter stands in the address, so that a neighbour can be sent exactly what one sees.
 */
import { useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { listMatters, type Matter } from '#contract/catalogue.ts';
import { publicCases, type PublicCase } from '#contract/connect.ts';
import { usePages, useRead, wordsOf } from '#web/kit/api.ts';
import { useHere } from '#web/kit/here.ts';
import { DistrictMap, hasWebGL2, type MapMarker } from '#web/kit/map.tsx';
import { Button } from '#web/kit/ui/button.tsx';
import { Field } from '#web/kit/ui/field.tsx';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { Skeleton } from '#web/kit/ui/progress.tsx';
import { readingWords } from '#contract/words/reading.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';

addWords(readingWords);

const spans = [7, 30, 90, 365] as const;
const statuses = ['all', 'open', 'ended'] as const;

export default function NearbyPage() {
  const { say } = useWords();
  const here = useHere();
  const [search, setSearch] = useSearchParams();
  const status = statuses.find((one) => one === search.get('status')) ?? 'all';
  const days = spans.find((one) => String(one) === search.get('days')) ?? 90;
  const matterId = /^\d{1,9}$/.test(search.get('matter') ?? '') ? Number(search.get('matter')) : undefined;
  const show = search.get('show');
  // The map is more to fetch than the page and all its cases: whoever wants it asks for it, and may send it on.
  const mapped = show !== null || search.get('map') === 'yes';
  const put = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  const list = usePages(
    publicCases,
    { query: { days, limit: 200, ...(status === 'all' ? {} : { status }), ...(matterId ? { matterId } : {}) } },
    { keepPrevious: true },
  );
  const shown = list.rows.find(({ number }) => number === show);
  const markers = useMemo<MapMarker[]>(
    () =>
      list.rows.flatMap((one) =>
        one.point
          ? [{ id: one.number, point: one.point, label: `${one.matterName} · ${one.areaName}`, tone: toneOf(one) }]
          : [],
      ),
    [list.rows],
  );
  // asked for only once there is something to draw: a page that is drawn ahead knows no device
  const drawable = list.rows.length > 0 && hasWebGL2();
  const late = list.rows.filter(({ overdue }) => overdue).length;
  const filtered = status !== 'all' || matterId !== undefined || days !== 90;
  const feed = new URLSearchParams({
    days: String(days),
    ...(status === 'all' ? {} : { status }),
    ...(matterId ? { matterId: String(matterId) } : {}),
  });
  return (
    <div className="page">
      <Heading title={say('public.nearby.title')} lead={say('public.nearby.lead')} />
      <form
        className="filter"
        inert={!here}
        aria-label={say('public.nearby.filter')}
        onSubmit={(event) => event.preventDefault()}
      >
        <Field label={say('public.nearby.status')}>
          {(wired) => (
            <select {...wired} className="input" value={status} onChange={({ target }) => put('status', target.value)}>
              {statuses.map((one) => (
                <option key={one} value={one}>
                  {say(`public.nearby.status.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={say('public.nearby.days')}>
          {(wired) => (
            <select {...wired} className="input" value={days} onChange={({ target }) => put('days', target.value)}>
              {spans.map((n) => (
                <option key={n} value={n}>
                  {say('public.nearby.days.n', { n })}
                </option>
              ))}
            </select>
          )}
        </Field>
        <MatterFilter value={matterId} onChange={(value) => put('matter', value)} />
      </form>
      {list.error && <Trouble title={wordsOf(list.error)} />}
      {list.loading && <Skeleton lines={8} />}
      {!list.loading && !list.error && list.rows.length === 0 && (
        <p className="aside">
          {say('public.nearby.none')}{' '}
          {filtered && <Button onClick={() => setSearch({})}>{say('public.nearby.clear')}</Button>}
        </p>
      )}
      {list.rows.length > 0 && (
        <>
          <output>{say('public.nearby.count', { n: list.rows.length, late })}</output>
          {!drawable ? (
            <p className="hint">{say('public.nearby.no_map')}</p>
          ) : mapped ? (
            <DistrictMap
              label={say('public.nearby.map')}
              markers={markers}
              onMarker={(number) => put('show', number)}
              centre={shown?.point ?? null}
              {...(shown?.point ? { zoom: 16 } : {})}
              height="min(60vh, 28rem)"
            />
          ) : (
            <p className="row">
              <Button onClick={() => put('map', 'yes')}>{say('public.nearby.on_map')}</Button>
              <span className="hint">{say('public.nearby.on_map.hint')}</span>
            </p>
          )}
          <ul className="nearby">
            {list.rows.map((one) => (
              <Case
                key={one.number}
                one={one}
                shown={one.number === show}
                onShow={drawable ? () => put('show', one.number) : null}
              />
            ))}
          </ul>
          {list.hasMore && (
            <p className="row">
              <Button onClick={list.more}>{say('common.more')}</Button>
            </p>
          )}
        </>
      )}
      <p className="hint">
        {say('public.nearby.subscribe')}: <a href={`/feeds/cases.rss?${feed}`}>RSS</a> ·{' '}
        <a href={`/feeds/cases.geojson?${feed}`}>GeoJSON</a>
      </p>
    </div>
  );
}

const toneOf = (one: PublicCase): NonNullable<MapMarker['tone']> =>
  one.overdue ? 'bad' : one.open ? (one.paused ? 'warn' : 'plain') : 'good';

function Case({ one, shown, onShow }: { one: PublicCase; shown: boolean; onShow: (() => void) | null }) {
  const { say, day } = useWords();
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (shown) line.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  const when = one.endedAt
    ? say('public.nearby.ended', { at: day(one.endedAt) })
    : one.dueAt
      ? say('public.nearby.due', { at: day(one.dueAt) })
      : '';
  return (
    <li ref={line} aria-current={shown || undefined}>
      <div>
        <strong>{one.matterName}</strong> <span className="unbroken">{one.areaName}</span>
        <p>
          <span className={`state state--${toneOf(one)}`}>
            {say(`case.state.${one.state}`)}
            {one.overdue && ` · ${say(one.open ? 'public.nearby.overdue' : 'public.nearby.was_late')}`}
            {one.paused && ` · ${say('public.nearby.paused')}`}
          </span>
        </p>
        <p className="hint">
          {[
            say('public.nearby.reported', { at: day(one.openedAt) }),
            when,
            one.office ?? '',
            one.reports > 1 ? say('public.nearby.reports', { n: one.reports }) : '',
            one.point === null ? say('public.nearby.no_place') : one.snapped ? say('public.nearby.snapped') : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {one.point && onShow && (
        <Button aria-label={`${say('public.nearby.show')}: ${one.matterName} ${one.areaName}`} onClick={onShow}>
          {say('public.nearby.show')}
        </Button>
      )}
    </li>
  );
}

function MatterFilter({ value, onChange }: { value: number | undefined; onChange: (value: string) => void }) {
  const { say, lang } = useWords();
  const read = useRead(listMatters, {}, { staleMs: 600_000 });
  const groups = useMemo(() => {
    const named = (zh: string, en: string) => (lang === 'en' && en) || zh;
    const shown = (read.data?.matters ?? []).filter(
      (one: Matter) => !one.retired && !one.fallback && one.kind !== 'service',
    );
    const byBig = new Map<string, { id: number; name: string }[]>();
    for (const { id, bigName, bigNameEn, smallName, smallNameEn } of shown) {
      const big = named(bigName, bigNameEn);
      byBig.set(big, [...(byBig.get(big) ?? []), { id, name: named(smallName, smallNameEn) }]);
    }
    return [...byBig];
  }, [read.data, lang]);
  return (
    <Field label={say('public.nearby.matter')}>
      {(wired) => (
        <select {...wired} className="input" value={value ?? ''} onChange={({ target }) => onChange(target.value)}>
          <option value="">{say('public.nearby.matter.all')}</option>
          {groups.map(([big, list]) => (
            <optgroup key={big} label={big}>
              {list.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}
