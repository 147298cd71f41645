/** A person by name, login or unit; for those who may see the register of people. Others choose among colleagues. */
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { listColleagues, listPeople } from '#contract/access.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { soundsLike } from '../../parts/pinyin.ts';
import { useWho } from '../../who.tsx';

export function PersonPicker({
  id,
  label,
  value,
  onChange,
  areaId,
}: {
  id?: string;
  label?: string;
  value: string | undefined;
  onChange: (personId: string | undefined) => void;
  areaId?: number;
}) {
  const { say } = useWords();
  const who = useWho();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const all = who.may('people.see');
  const people = useRead(
    listPeople,
    { query: { limit: 30, ...(q ? { q } : { post: 'keeper' as const }) } },
    { enabled: all, staleMs: 30_000, keepPrevious: true },
  );
  const colleagues = useRead(listColleagues, { query: { post: 'keeper', areaId } }, { enabled: !all, staleMs: 30_000 });
  const options = all
    ? (people.data?.rows ?? []).map((person) => ({
        value: person.id,
        label: `${person.name} · ${person.posts[0]?.unitName ?? ''}`,
      }))
    : (colleagues.data?.people ?? [])
        .filter((person) => soundsLike(q, person.name, person.unitName))
        .map((person) => ({ value: person.personId, label: `${person.name} · ${person.unitName}` }));
  return (
    <Select
      id={id}
      aria-label={label}
      value={value}
      onChange={(next?: string) => onChange(next)}
      options={options}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      placeholder={say('desk.pick.person')}
      notFoundContent={say('desk.pick.nobody')}
      className="wide"
    />
  );
}
