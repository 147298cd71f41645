/** 保存后的变化: what saving would change, field by field, told before it is saved. */
import { useState } from 'react';
import { useWords } from '#web/kit/words.tsx';

export type Edit = { what: string; from: string; to: string };
/** Of each field that is told: what it is called, and how its value reads where it is no plain text. */
export type EditFields<T> = { [K in keyof T]?: readonly [what: string, told?: (value: T[K]) => string] };

const longest = 80;
const clipped = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

export function editsOf<T extends object>(
  before: T,
  after: T,
  fields: EditFields<T>,
  plain: (value: unknown) => string,
): Edit[] {
  return (Object.keys(fields) as (keyof T)[]).flatMap((name) => {
    const [what, told = plain] = fields[name]!;
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) return [];
    return [{ what, from: clipped(told(before[name])), to: clipped(told(after[name])) }];
  });
}

/** Against what stood in the form when it was opened. */
export function useEdits<T extends object>(now: T, fields: EditFields<T>): Edit[] {
  const { say } = useWords();
  const [before] = useState(now);
  return editsOf(before, now, fields, (value) => {
    if (typeof value === 'boolean') return say(value ? 'common.yes' : 'common.no');
    return (
      (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '') || say('desk.lines.empty')
    );
  });
}
