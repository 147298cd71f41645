/** The filters of a queue. They only write the address; the address is what is asked. */
import { Button, Input, Select } from 'antd';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { caseMoments, channels, lamps, states, type Lamp, type State } from '#contract/cases.ts';
import { useWords } from '#web/kit/words.tsx';
import { Chips, daysSaid, type Chip } from '../../parts/chips.tsx';
import { numberIn, useAddress } from '../../parts/address.ts';
import { narrowingIn } from '../../parts/narrowed.ts';
import { AreaFilter, NarrowingFilters } from '../../parts/narrowing.tsx';
import { daysIn } from '../../parts/local.ts';
import { LampShape } from '../../parts/lamp.tsx';
import { useTight } from '../../parts/narrow.ts';
import { MatterPicker, UnitPicker } from '../../parts/pickers.tsx';

const oneOf = <T extends string>(all: readonly T[], given: string | null): T | undefined =>
  all.find((one) => one === given);

/** Only what the endpoint understands; a mistyped address filters nothing instead of failing. */
export function queryOf(search: URLSearchParams) {
  const q = search.get('q')?.trim().slice(0, 60);
  const channel = oneOf(channels, search.get('channel'));
  const moment = oneOf(caseMoments, search.get('moment'));
  const days = daysIn(search);
  return {
    ...narrowingIn(search),
    ...(q ? { q } : {}),
    ...(oneOf(states, search.get('state')) ? { state: search.get('state') as State } : {}),
    ...(oneOf(lamps, search.get('lamp')) ? { lamp: search.get('lamp') as Lamp } : {}),
    matterId: numberIn(search, 'matterId'),
    unitId: numberIn(search, 'unitId'),
    ...(channel ? { channel } : {}),
    ...(Object.fromEntries(told.filter((one) => search.get(one) === 'true').map((one) => [one, true])) as Partial<
      Record<(typeof told)[number], true>
    >),
    ...days,
    ...(moment && Object.keys(days).length > 0 ? { moment } : {}),
  };
}

/** Said by an address and by its chip alone: the numbers of a board lead here with them. */
const told = ['open', 'urgent', 'late', 'unanswered'] as const;
/** What a number has led here with. */
function useChips(): Chip[] {
  const { say } = useWords();
  const { search } = useAddress();
  const asked = queryOf(search);
  const chips: Chip[] = told.flatMap((one) =>
    asked[one] ? [{ words: say(`desk.queue.only.${one}`), off: [one] }] : [],
  );
  const days = daysSaid(search);
  if (days)
    chips.push({
      words: say(`desk.queue.moment.${asked.moment ?? 'opened'}`, { days }),
      off: ['from', 'to', 'moment'],
    });
  return chips;
}

/** Seen beside the choices that fold away, or only the name of one. */
const outside = new Set<string>(['q', 'area', 'from', 'to', 'moment', ...told]);

export function Filters() {
  const { say } = useWords();
  const { search, put, clear, numberAt } = useAddress();
  const [typed, setTyped] = useState(search.get('q') ?? '');
  const ask = useEffectEvent((q: string) => put({ q }));
  const asked = search.get('q') ?? '';
  useEffect(() => {
    if (typed.trim() === asked) return undefined;
    const timer = setTimeout(() => ask(typed.trim()), 300);
    return () => clearTimeout(timer);
  }, [typed, asked]);
  const set = Array.from(search.keys()).filter((key) => !['queue', 'columns', 'map', 'layers'].includes(key));
  const chosen = set.filter((key) => !outside.has(key)).length;
  return (
    <search className="filters">
      <Input
        id="queue-search"
        type="search"
        aria-label={say('desk.queue.search')}
        placeholder={say('desk.queue.search')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        allowClear
        maxLength={60}
      />
      <More chosen={chosen}>
        <Select
          aria-label={say('desk.col.state')}
          placeholder={say('desk.col.state')}
          allowClear
          value={search.get('state') ?? undefined}
          onChange={(value?: string) => put({ state: value })}
          options={states.map((state) => ({ value: state, label: say(`case.state.${state}`) }))}
          popupMatchSelectWidth={150}
        />
        <Select
          aria-label={say('desk.col.lamp')}
          placeholder={say('desk.col.lamp')}
          allowClear
          value={search.get('lamp') ?? undefined}
          onChange={(value?: string) => put({ lamp: value })}
          options={lamps.map((lamp) => ({
            value: lamp,
            label: (
              <span className="lamp-mark">
                <LampShape lamp={lamp} /> {say(`lamp.${lamp}`)}
              </span>
            ),
          }))}
          popupMatchSelectWidth={150}
        />
        <MatterPicker
          label={say('desk.col.matter')}
          placeholder={say('desk.col.matter')}
          value={numberAt('matterId')}
          onChange={(value) => put({ matterId: value })}
        />
        <AreaFilter />
        <UnitPicker
          label={say('desk.col.holder')}
          placeholder={say('desk.col.holder')}
          value={numberAt('unitId')}
          onChange={(value) => put({ unitId: value })}
        />
        <Select
          aria-label={say('desk.col.channel')}
          placeholder={say('desk.col.channel')}
          allowClear
          value={search.get('channel') ?? undefined}
          onChange={(value?: string) => put({ channel: value })}
          options={channels.map((channel) => ({ value: channel, label: say(`channel.${channel}`) }))}
          popupMatchSelectWidth={150}
        />
        <NarrowingFilters />
      </More>
      {set.length > 0 && (
        <Button
          type="link"
          onClick={() => {
            setTyped('');
            clear('queue');
          }}
        >
          {say('desk.queue.clear')}
        </Button>
      )}
      <Chips chips={useChips()} />
    </search>
  );
}

/** Where there is little room the choices fold away and the cases are seen; the search stays, and how many are chosen. */
function More({ chosen, children }: { chosen: number; children: ReactNode }) {
  const { say } = useWords();
  if (!useTight()) return children;
  return (
    <details className="filters-more">
      <summary>
        {say('desk.queue.filters')} {chosen > 0 && <span className="count">{chosen}</span>}
      </summary>
      <div className="filters">{children}</div>
    </details>
  );
}
