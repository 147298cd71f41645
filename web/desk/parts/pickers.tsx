/** The choices every desk repeats: a unit, a matter with its filing condition, an area, a colleague. Found by name, code or initials. */
import { Select } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { listColleagues, listUnits, type Post, type Unit } from '#contract/access.ts';
import { getArea, listAreas, type AreaRow, type Level } from '#contract/areas.ts';
import { listMatters, type Condition, type Matter } from '#contract/catalogue.ts';
import { formatLimit, parseLimit } from '#contract/worktime.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { useRead } from '#web/kit/api.ts';
import { zone } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { useCalled } from './called.ts';
import { soundsLike } from './pinyin.ts';

type Picker<T> = {
  id?: string;
  /** for pickers without a visible label */
  label?: string;
  value: T | null | undefined;
  onChange: (value: T | undefined) => void;
  placeholder?: string;
  disabled?: boolean;
};
type Option = { value: number; label: string; search: string[] };
/** A group's own heading is never what was meant. */
const found = (typed: string, option: unknown): boolean => {
  const search = (option as { search?: string[] } | undefined)?.search;
  return search !== undefined && soundsLike(typed, ...search);
};

/** A matter as it stands in the list, and what its reader calls it and its class: a name nobody has translated stays. */
export type CalledMatter = Matter & { called: string; calledBig: string };
export function useMatters(): {
  matters: CalledMatter[];
  matterOf: (id: number | null | undefined) => CalledMatter | undefined;
} {
  const { data } = useRead(listMatters, {}, { staleMs: 300_000 });
  const called = useCalled();
  return useMemo(() => {
    const matters = (data?.matters ?? []).map((matter) => ({
      ...matter,
      called: called({ name: matter.smallName, nameEn: matter.smallNameEn }),
      calledBig: called({ name: matter.bigName, nameEn: matter.bigNameEn }),
    }));
    const byId = new Map(matters.map((matter) => [matter.id, matter]));
    return { matters, matterOf: (id) => (id ? byId.get(id) : undefined) };
  }, [data, called]);
}
export const limitWords = (lang: Lang, code: string): string => {
  const limit = parseLimit(code);
  if (!limit) return code;
  // a quarter of an hour is told in minutes
  if (limit.kind === 'urgent_hours' && limit.n < 1)
    return say(lang, 'desk.left.minutes', { n: Math.round(limit.n * 60) });
  return formatLimit(limit, lang, zone());
};

export function MatterPicker({ id, label, value, onChange, placeholder, disabled }: Picker<number>) {
  const { say } = useWords();
  const { matters } = useMatters();
  const options = useMemo(() => {
    const groups = new Map<string, Option[]>();
    for (const matter of matters) {
      if (matter.retired && matter.id !== value) continue;
      const options = groups.get(matter.calledBig) ?? [];
      groups.set(matter.calledBig, options);
      options.push({
        value: matter.id,
        label: `${matter.called} · ${matter.code}`,
        search: [matter.smallName, matter.called, matter.code, matter.bigName, matter.calledBig],
      });
    }
    return Array.from(groups, ([label, options]) => ({ label, options }));
  }, [matters, value]);
  return (
    <Select
      id={id}
      aria-label={label}
      value={value ?? undefined}
      onChange={(next: number | undefined) => onChange(next)}
      options={options}
      showSearch={{ filterOption: (typed, option) => found(typed, option) }}
      allowClear
      disabled={disabled}
      placeholder={placeholder ?? say('desk.pick.matter')}
      notFoundContent={say('desk.pick.none')}
      popupMatchSelectWidth={320}
      className="wide"
    />
  );
}

/** The conditions under which a matter is filed, each with its limit and how it must end. */
export function ConditionChoice({
  matter,
  value,
  onChange,
  name,
}: {
  matter: Matter | undefined;
  value: number | null | undefined;
  onChange: (condition: Condition) => void;
  name: string;
}) {
  const { say, lang } = useWords();
  const conditions = matter?.conditions.filter((condition) => !condition.retired || condition.id === value) ?? [];
  if (!matter) return <p className="hint">{say('desk.pick.matter_first')}</p>;
  if (conditions.length === 0) return <p className="hint">{say('desk.pick.no_condition')}</p>;
  return (
    <div className="conditions" role="radiogroup" aria-label={say('desk.pick.condition')}>
      {conditions.map((condition) => (
        <label key={condition.id} className="condition">
          <input
            type="radio"
            name={name}
            checked={value === condition.id}
            onChange={() => onChange(condition)}
            required
          />
          <span>
            {condition.filing} {condition.urgent && <em className="tag tag-red">{say('desk.urgent')}</em>}
            <small>
              <strong>{limitWords(lang, condition.timeLimit)}</strong> ·{' '}
              {say('desk.closing', { text: condition.closing })}
              {condition.notWhen && ` · ${say('desk.not_when', { text: condition.notWhen })}`}
            </small>
          </span>
        </label>
      ))}
    </div>
  );
}

export function useUnits(): { units: Unit[]; unitOf: (id: number | null | undefined) => Unit | undefined } {
  const { data } = useRead(listUnits, {}, { staleMs: 300_000 });
  return useMemo(() => {
    const units = data?.units ?? [];
    const byId = new Map(units.map((unit) => [unit.id, unit]));
    return { units, unitOf: (id) => (id ? byId.get(id) : undefined) };
  }, [data]);
}

const kindOrder: Unit['kind'][] = [
  'department',
  'street',
  'community',
  'supervision',
  'command',
  'leadership',
  'other',
];
function useUnitOptions(only?: (unit: Unit) => boolean) {
  const { say } = useWords();
  const called = useCalled();
  const { units, unitOf } = useUnits();
  return useMemo(
    () =>
      kindOrder
        .map((kind) => ({
          label: say(`unit.kind.${kind}`),
          options: units
            .filter((unit) => unit.kind === kind && (!only || only(unit)))
            .map((unit): Option => {
              const parent = unit.kind === 'community' ? unitOf(unit.parentId) : undefined;
              return {
                value: unit.id,
                label: parent ? `${called(unit)} (${called(parent)})` : called(unit),
                search: [unit.name, unit.nameEn, unit.code],
              };
            }),
        }))
        .filter((group) => group.options.length > 0),
    [units, unitOf, only, say, called],
  );
}

export function UnitPicker({
  id,
  label,
  value,
  onChange,
  placeholder,
  disabled,
  only,
}: Picker<number> & { only?: (unit: Unit) => boolean }) {
  const { say } = useWords();
  const options = useUnitOptions(only);
  return (
    <Select
      id={id}
      aria-label={label}
      value={value ?? undefined}
      onChange={(next: number | undefined) => onChange(next)}
      options={options}
      showSearch={{ filterOption: (typed, option) => found(typed, option) }}
      allowClear
      disabled={disabled}
      placeholder={placeholder ?? say('desk.pick.unit')}
      notFoundContent={say('desk.pick.none')}
      popupMatchSelectWidth={280}
      className="wide"
    />
  );
}

export function UnitsPicker({
  id,
  label,
  value,
  onChange,
}: Omit<Picker<number[]>, 'onChange'> & { onChange: (value: number[]) => void }) {
  const { say } = useWords();
  const options = useUnitOptions();
  return (
    <Select
      id={id}
      aria-label={label}
      mode="multiple"
      value={value ?? []}
      onChange={onChange}
      options={options}
      showSearch={{ filterOption: (typed, option) => found(typed, option) }}
      placeholder={say('desk.pick.units')}
      notFoundContent={say('desk.pick.none')}
      maxCount={20}
      className="wide"
    />
  );
}

type AreaOption = { label: string; code: string; level: Level | undefined };
function AreaLine({ label, code, level }: AreaOption) {
  const { say } = useWords();
  return (
    <span className="option">
      {label}
      <small>
        {level ? say(`level.${level}`) : ''} {code}
      </small>
    </span>
  );
}
const areaOption = ({ data }: { data: AreaOption }) => <AreaLine {...data} />;

/** One of many thousand areas: asked of the server while typing. `shown` names what is chosen already; else its name is asked for. */
export function AreaPicker({
  id,
  label,
  value,
  onChange,
  placeholder,
  disabled,
  shown,
  level,
}: Omit<Picker<number>, 'onChange'> & {
  onChange: (value: number | undefined, area?: AreaRow) => void;
  shown?: string;
  level?: Level;
}) {
  const { say } = useWords();
  const called = useCalled();
  const [typed, setTyped] = useState('');
  const asked = useDeferredValue(typed.trim());
  const query = asked
    ? { q: asked, limit: 30, ...(level ? { level } : {}) }
    : { level: level ?? ('street' as const), limit: 100 };
  const { data, isFetching } = useRead(listAreas, { query }, { staleMs: 60_000, keepPrevious: true });
  const options = (data?.rows ?? []).map((area) => ({
    value: area.id,
    label: called(area),
    code: area.code,
    level: area.level,
    area,
  }));
  const known = options.some((option) => option.value === value);
  const chosen = useRead(
    getArea,
    { params: { areaId: value ?? 0 } },
    { enabled: Boolean(value) && !known && !shown, staleMs: 60_000 },
  );
  const name = shown || (chosen.data && called(chosen.data.area));
  const all =
    value && !known
      ? [{ value, label: name ?? say('common.loading'), code: '', level: undefined, area: undefined }, ...options]
      : options;
  return (
    <Select
      id={id}
      aria-label={label}
      value={value ?? undefined}
      onChange={(next: number | undefined, option) => onChange(next, Array.isArray(option) ? undefined : option?.area)}
      options={all}
      optionRender={areaOption}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      disabled={disabled}
      placeholder={placeholder ?? say('desk.pick.area')}
      notFoundContent={isFetching ? say('common.loading') : say('desk.pick.none')}
      popupMatchSelectWidth={300}
      className="wide"
    />
  );
}

/** Colleagues of a post, told with their unit; `rootNot` leaves out whoever may not be asked (监管分离). */
export function ColleaguePicker({
  id,
  value,
  onChange,
  post,
  unitId,
  areaId,
  rootNot,
}: Picker<string> & { post: Post; unitId?: number; areaId?: number; rootNot?: number }) {
  const { say } = useWords();
  const { data, isPending } = useRead(listColleagues, { query: { post, unitId, areaId } }, { staleMs: 60_000 });
  const options = (data?.people ?? [])
    .filter((person) => rootNot === undefined || person.rootUnitId !== rootNot)
    .map((person) => ({
      value: person.personId,
      label: `${person.name} · ${person.unitName}`,
      search: [person.name, person.unitName],
    }));
  return (
    <Select
      id={id}
      value={value ?? undefined}
      onChange={(next: string | undefined) => onChange(next)}
      options={options}
      showSearch={{ filterOption: (typed, option) => soundsLike(typed, ...(option?.search ?? [])) }}
      allowClear
      loading={isPending}
      placeholder={say('desk.pick.person')}
      notFoundContent={say('desk.pick.nobody')}
      className="wide"
    />
  );
}
