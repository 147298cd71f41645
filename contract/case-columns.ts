/**
 * What a line of a list of cases says in each column. The desk draws it, the browser and the server write it into files: told once,
 * so that a file has exactly what is shown.
 */
import type { CaseRow } from './cases.ts';
import type { WordKey, WordParams } from './words/words.ts';

/** A reader's language, and the district's clock. */
export type Telling = { say: (key: WordKey, params?: WordParams) => string; time: (at: string) => string };
export type CaseColumn = {
  name: string;
  word: WordKey;
  text: (row: CaseRow, telling: Telling) => string | null | undefined;
};

/** The number is always there. These can be chosen; the first eight are shown to who chose nothing. */
export const caseColumns = [
  { name: 'title', word: 'desk.col.title', text: (row) => row.title },
  { name: 'matter', word: 'desk.col.matter', text: (row) => row.matterName },
  { name: 'area', word: 'desk.col.area', text: (row) => `${row.areaName} ${row.placeText}`.trim() },
  { name: 'state', word: 'desk.col.state', text: (row, { say }) => say(`case.state.${row.state}`) },
  {
    name: 'stage_left',
    word: 'desk.col.stage_left',
    text: (row, { say, time }) =>
      row.stageLamp === 'none'
        ? ''
        : `${say(`lamp.${row.stageLamp}`)} ${row.stageDueAt ? time(row.stageDueAt) : ''}`.trim(),
  },
  {
    name: 'case_left',
    word: 'desk.col.case_left',
    text: (row, { say, time }) => (row.caseDueAt ? `${say(`lamp.${row.caseLamp}`)} ${time(row.caseDueAt)}` : ''),
  },
  {
    name: 'holder',
    word: 'desk.col.holder',
    text: (row) => [row.holder?.name, row.holderPerson].filter(Boolean).join(' '),
  },
  { name: 'opened', word: 'desk.col.opened', text: (row, { time }) => time(row.openedAt) },
  { name: 'lead', word: 'desk.col.lead', text: (row) => row.lead?.name },
  { name: 'case_due', word: 'desk.col.case_due', text: (row, { time }) => row.caseDueAt && time(row.caseDueAt) },
  { name: 'kind', word: 'desk.col.kind', text: (row, { say }) => say(`kind.${row.kind as 'help'}`) },
  { name: 'channel', word: 'desk.col.channel', text: (row, { say }) => say(`channel.${row.channel as 'web'}`) },
  { name: 'reports', word: 'desk.reports', text: (row) => String(row.reports) },
  { name: 'ended', word: 'desk.col.ended', text: (row, { time }) => row.endedAt && time(row.endedAt) },
] as const satisfies readonly CaseColumn[];
export type CaseColumnName = (typeof caseColumns)[number]['name'];
export const usualColumns: readonly CaseColumnName[] = caseColumns.slice(0, 8).map(({ name }) => name);

/** The first line of a file, and each after it. */
export const columnHead = (columns: readonly CaseColumn[], { say }: Telling): string[] => [
  say('desk.col.number'),
  ...columns.map(({ word }) => say(word)),
];
export const columnCells = (
  columns: readonly CaseColumn[],
  row: CaseRow,
  telling: Telling,
): (string | null | undefined)[] => [row.number, ...columns.map(({ text }) => text(row, telling))];
