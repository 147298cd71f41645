/** What narrows a workspace, chosen among the filters of the queue. */
import { Select } from 'antd';
import { actorKinds } from '#contract/actors.ts';
import { listSettings, type SettingKind } from '#contract/settings.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from './address.ts';
import { useCalled } from './called.ts';
import { nameIn, narrowingIn } from './narrowed.ts';
import { AreaPicker, UnitPicker } from './pickers.tsx';

/** What the district keeps of one kind; it changes seldom. */
export const useSettings = (kind: SettingKind) => useRead(listSettings, { params: { kind } }, { staleMs: 60_000 });

export function NarrowingFilters() {
  const { say, lang } = useWords();
  const { search, put, numberAt } = useAddress();
  const kept = { space: useSettings('space'), label: useSettings('label') };
  const partOf = numberAt('partOf');
  return (
    <>
      {(['space', 'label'] as const).map((kind) => {
        const options = (kept[kind].data?.settings ?? [])
          .filter(({ name, retired }) => !retired || name === search.get(kind))
          .flatMap(({ name, content }) => ('title' in content ? [{ value: name, label: content.title[lang] }] : []));
        const word = say(kind === 'space' ? 'space.title.space' : 'case.labels');
        return (
          options.length > 0 && (
            <Select
              key={kind}
              aria-label={word}
              placeholder={word}
              allowClear
              value={nameIn(search, kind)}
              onChange={(value?: string) => put({ [kind]: value })}
              options={options}
              popupMatchSelectWidth={180}
            />
          )
        );
      })}
      <Select
        aria-label={say('unit.actor')}
        placeholder={say('unit.actor')}
        allowClear
        value={search.get('actor') ?? undefined}
        onChange={(value?: string) => put({ actor: value })}
        options={actorKinds.map((actor) => ({ value: actor, label: say(`unit.actor.${actor}`) }))}
        popupMatchSelectWidth={180}
      />
      {partOf !== undefined && (
        <UnitPicker label={say('space.title.department')} value={partOf} onChange={(value) => put({ partOf: value })} />
      )}
    </>
  );
}

/** Of which part of the district: its number stands in the address, and its name beside it for who opens a link. */
export function AreaFilter() {
  const { say } = useWords();
  const called = useCalled();
  const { search, put, numberAt } = useAddress();
  return (
    <AreaPicker
      label={say('desk.col.area')}
      placeholder={say('desk.col.area')}
      value={numberAt('areaId')}
      shown={search.get('area') ?? search.get('areaId') ?? ''}
      onChange={(value, area) => put({ areaId: value, area: area && called(area) })}
    />
  );
}

/** Where a number of a part of the district has led to: which part it is, to change or to take off. */
export function NarrowedHere() {
  const { search } = useAddress();
  if (Object.keys(narrowingIn(search)).length === 0) return null;
  return (
    <search className="filters">
      <AreaFilter />
      <NarrowingFilters />
    </search>
  );
}
