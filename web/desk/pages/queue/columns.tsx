/** How each column of the queue is drawn; what it says stands in the contract, because files say the same. */
import type { ReactNode } from 'react';
import { caseColumns, usualColumns, type CaseColumn, type CaseColumnName } from '#contract/case-columns.ts';
import type { CaseRow } from '#contract/cases.ts';
import { Countdown } from '../../parts/lamp.tsx';
import { chosenFrom } from './chosen.ts';
import { Marks } from './marks.tsx';

type Look = {
  className?: string;
  /** absent: the text is what is drawn */
  cell?: (row: CaseRow) => ReactNode;
};
export type Column = CaseColumn & Look;
const none = <span className="faint">—</span>;

const looks: Record<CaseColumnName, Look> = {
  title: {
    className: 'col-title',
    cell: (row) => (
      <>
        <span className="clip">{row.title}</span>
        <span className="marks">
          <Marks row={row} />
        </span>
      </>
    ),
  },
  matter: { className: 'col-matter' },
  area: {
    className: 'col-place',
    cell: (row) => (
      <>
        {row.areaName}
        {row.placeText && <small className="clip">{row.placeText}</small>}
      </>
    ),
  },
  state: { className: 'nowrap' },
  stage_left: {
    className: 'nowrap',
    cell: (row) =>
      row.stageLamp === 'none' ? (
        none
      ) : (
        <Countdown lamp={row.stageLamp} dueAt={row.stageDueAt} limit={row.stageLimit} />
      ),
  },
  case_left: {
    className: 'nowrap',
    cell: (row) =>
      row.caseDueAt && row.caseLamp !== 'none' ? (
        <Countdown lamp={row.caseLamp} dueAt={row.caseDueAt} limit={row.caseLimit} />
      ) : (
        none
      ),
  },
  holder: {
    className: 'col-holder',
    cell: (row) => (
      <>
        {row.holder?.name ?? none}
        {row.holderPerson && <small>{row.holderPerson}</small>}
      </>
    ),
  },
  opened: { className: 'nowrap num' },
  lead: {},
  case_due: { className: 'nowrap num' },
  kind: { className: 'nowrap' },
  channel: { className: 'nowrap' },
  reports: { className: 'nowrap num' },
  ended: { className: 'nowrap num' },
};
export const columns: readonly Column[] = caseColumns.map((column) => ({ ...column, ...looks[column.name] }));
export const usual = usualColumns;

export const chosenColumns = (named: string | null): Column[] => chosenFrom(columns, usual, named);
