/** Filters in force that stand in no field: each in words, and taken off by itself. */
import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from './address.ts';
import { isDay } from './local.ts';

/** `off`: the names in the address that go when it is taken off. */
export type Chip = { words: string; off: string[] };

export function Chips({ chips }: { chips: readonly Chip[] }) {
  const { say } = useWords();
  const { put } = useAddress();
  if (chips.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label={say('desk.queue.in_force')}>
      {chips.map(({ words, off }) => (
        <li key={off[0]}>
          <Button
            size="small"
            icon={<CloseOutlined aria-hidden />}
            iconPlacement="end"
            aria-label={say('desk.queue.take_off', { words })}
            onClick={() => put(Object.fromEntries(off.map((one) => [one, null])))}
          >
            {words}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** The days an address names, in words: one, from one to another, since, or until. */
export function daysSaid(search: URLSearchParams): string | undefined {
  const [from, to] = [search.get('from'), search.get('to')].map((day) => (isDay(day) ? day : null));
  if (!from && !to) return undefined;
  return from === to ? from! : `${from ?? '…'} – ${to ?? '…'}`;
}
