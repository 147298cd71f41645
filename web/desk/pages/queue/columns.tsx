/** What a line of the queue can tell: each column as it is drawn and as it is written into a file, so that both are the same. */
import type { ReactNode } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import type { WordKey } from '#contract/words/words.ts';
import type { useWords } from '#web/kit/words.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { chosenFrom } from './chosen.ts';
import { Marks } from './marks.tsx';

type Words = Pick<ReturnType<typeof useWords>, 'say' | 'time'>;
export type Column = {
  name: string;
  word: WordKey;
  className?: string;
  /** absent: the text is what is drawn */
  cell?: (row: CaseRow) => ReactNode;
  text: (row: CaseRow, words: Words) => string | null | undefined;
};
const none = <span className="faint">—</span>;
const place = (row: CaseRow): string => `${row.areaName} ${row.placeText}`.trim();

/** The number is always there. These can be chosen; the first nine are shown to who chose nothing. */
export const columns: readonly Column[] = [
  {
    name: 'title',
    word: 'desk.col.title',
    className: 'col-title',
    cell: (row) => (
      <>
        <span className="clip">{row.title}</span>
        <span className="marks">
          <Marks row={row} />
        </span>
      </>
    ),
    text: (row) => row.title,
  },
  { name: 'matter', word: 'desk.col.matter', className: 'col-matter', text: (row) => row.matterName },
  {
    name: 'area',
    word: 'desk.col.area',
    className: 'col-place',
    cell: (row) => (
      <>
        {row.areaName}
        {row.placeText && <small className="clip">{row.placeText}</small>}
      </>
    ),
    text: place,
  },
  {
    name: 'state',
    word: 'desk.col.state',
    className: 'nowrap',
    text: (row, { say }) => say(`case.state.${row.state}`),
  },
  {
    name: 'stage_left',
    word: 'desk.col.stage_left',
    className: 'nowrap',
    cell: (row) =>
      row.stageLamp === 'none' ? (
        none
      ) : (
        <Countdown lamp={row.stageLamp} dueAt={row.stageDueAt} limit={row.stageLimit} />
      ),
    text: (row, { say, time }) =>
      row.stageLamp === 'none'
        ? ''
        : `${say(`lamp.${row.stageLamp}`)} ${row.stageDueAt ? time(row.stageDueAt) : ''}`.trim(),
  },
  {
    name: 'case_left',
    word: 'desk.col.case_left',
    className: 'nowrap',
    cell: (row) =>
      row.caseDueAt && row.caseLamp !== 'none' ? (
        <Countdown lamp={row.caseLamp} dueAt={row.caseDueAt} limit={row.caseLimit} />
      ) : (
        none
      ),
    text: (row, { say, time }) => (row.caseDueAt ? `${say(`lamp.${row.caseLamp}`)} ${time(row.caseDueAt)}` : ''),
  },
  {
    name: 'holder',
    word: 'desk.col.holder',
    className: 'col-holder',
    cell: (row) => (
      <>
        {row.holder?.name ?? none}
        {row.holderPerson && <small>{row.holderPerson}</small>}
      </>
    ),
    text: (row) => [row.holder?.name, row.holderPerson].filter(Boolean).join(' '),
  },
  { name: 'opened', word: 'desk.col.opened', className: 'nowrap num', text: (row, { time }) => time(row.openedAt) },
  { name: 'lead', word: 'desk.col.lead', text: (row) => row.lead?.name },
  {
    name: 'case_due',
    word: 'desk.col.case_due',
    className: 'nowrap num',
    text: (row, { time }) => row.caseDueAt && time(row.caseDueAt),
  },
  {
    name: 'kind',
    word: 'desk.col.kind',
    className: 'nowrap',
    text: (row, { say }) => say(`kind.${row.kind as 'help'}`),
  },
  {
    name: 'channel',
    word: 'desk.col.channel',
    className: 'nowrap',
    text: (row, { say }) => say(`channel.${row.channel as 'web'}`),
  },
  { name: 'reports', word: 'desk.reports', className: 'nowrap num', text: (row) => String(row.reports) },
  {
    name: 'ended',
    word: 'desk.col.ended',
    className: 'nowrap num',
    text: (row, { time }) => row.endedAt && time(row.endedAt),
  },
];
export const usual = columns.slice(0, 8).map(({ name }) => name);

export const chosenColumns = (named: string | null): Column[] => chosenFrom(columns, usual, named);
