/** A roster as a list: which row puts whom where, and what is wrong with each cell. Headings may be Chinese or English. */
import { dutyParts, rosters, seats, type DutyPart, type RosterName, type Seat } from '#contract/duty.ts';
import { say, type Lang, type WordKey, type WordParams } from '#contract/words/words.ts';
import type { Table } from '#catalogue';
import type { RowError } from '#kit/refusal.ts';

const columns = {
  date: ['date', '日期'],
  seat: ['seat', '席位', '值班席'],
  part: ['part', '班次'],
  person: ['person', '值班人', '带班'],
  deputy: ['deputy', '副班'],
  roster: ['roster', '值班表'],
} as const;
type Column = keyof typeof columns;
const needed: readonly Column[] = ['date', 'seat', 'part', 'person'];

const headingOf = (table: Table, column: Column): string | undefined =>
  columns[column].find((name) => table.columns.includes(name));
export const missingColumns = (table: Table): string[] => needed.filter((name) => !headingOf(table, name));

export type TurnDraft = {
  row: number;
  onDay: string;
  seat: Seat;
  part: DutyPart;
  roster: RosterName;
  personId: string;
  deputyId: string | null;
};
export type Candidate = { id: string; login: string | null; name: string };

/** By its code, or by its name in either language. */
const chosen = <T extends string>(text: string, of: readonly T[], word: (one: T) => WordKey): T | undefined =>
  of.find((one) => [one, say('zh', word(one)), say('en', word(one))].includes(text));

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/** `firstDay`: what lies before it is over. */
export function readRosterTable(
  table: Table,
  people: readonly Candidate[],
  firstDay: string,
  lang: Lang,
): { turns: TurnDraft[]; errors: RowError[] } {
  const errors: RowError[] = [];
  const turns: TurnDraft[] = [];
  const taken = new Map<string, number>();
  const byName = Map.groupBy(people, ({ name }) => name);
  const byLogin = new Map(people.map((person) => [person.login, person]));
  for (const { row, values, columnCountOk } of table.rows) {
    const complain = (field: string, word: WordKey, params: WordParams = {}) =>
      void errors.push({ row, field, reason: say(lang, word, params) });
    if (!columnCountOk) {
      complain('', 'import.column_count');
      continue;
    }
    const text = (column: Column): string => (values.get(headingOf(table, column) ?? '') ?? '').trim();
    const before = errors.length;
    const person = (column: 'person' | 'deputy'): Candidate | undefined => {
      const value = text(column);
      const named = byLogin.get(value) ? [byLogin.get(value)!] : (byName.get(value) ?? []);
      if (named.length === 0) complain(column, 'duty.import.unknown_person', { value });
      if (named.length > 1) complain(column, 'duty.import.two_of_that_name', { value });
      return named[0];
    };
    for (const column of needed) if (text(column) === '') complain(column, 'import.required');
    if (errors.length > before) continue;
    const onDay = text('date').replaceAll('/', '-');
    if (!isDay(onDay)) complain('date', 'duty.import.date');
    else if (onDay < firstDay) complain('date', 'duty.import.past');
    const seat = chosen(text('seat'), seats, (one) => `duty.seat.${one}`);
    if (!seat) complain('seat', 'duty.import.seat', { value: text('seat') });
    const part = chosen(text('part'), dutyParts, (one) => `duty.part.${one}`);
    if (!part) complain('part', 'duty.import.part', { value: text('part') });
    const roster = text('roster') === '' ? 'normal' : chosen(text('roster'), rosters, (one) => `duty.roster.${one}`);
    if (!roster) complain('roster', 'duty.import.roster', { value: text('roster') });
    const first = person('person');
    const deputy = text('deputy') === '' ? null : person('deputy');
    if (first && deputy?.id === first.id) complain('deputy', 'duty.import.same_person');
    if (errors.length > before || !seat || !part || !roster || !first) continue;
    const slot = `${onDay} ${seat} ${part} ${roster}`;
    const earlier = taken.get(slot);
    if (earlier !== undefined) {
      complain('date', 'duty.import.twice', { row: earlier });
      continue;
    }
    taken.set(slot, row);
    turns.push({ row, onDay, seat, part, roster, personId: first.id, deputyId: deputy?.id ?? null });
  }
  return { turns, errors };
}
