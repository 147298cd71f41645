/**
 * 问题库: what is open because nobody could solve it yet, by matter and place: 挂账 (it hangs), 升级 (it was taken above the units),
 * 缺口 (the list names nobody; a street took it, or a unit stepped beyond its duty). Counts and cases, never people. Each stands
 * with the way on: look at it again, write the missing line, make it an improvement.
 */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { countProblems, listProblems, problemKinds, type Problem, type ProblemKind } from '#contract/cases.ts';
import type { WordKey } from '#contract/words/words.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { PrintButton } from '../../parts/print.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

const tone: Record<ProblemKind, string> = { hung: 'tag tag-blue', escalated: 'tag tag-amber', gap: 'tag tag-red' };

/** Rows come matter by matter: one group for each, as far as it was read. */
const byMatter = (rows: readonly Problem[]): [number, Problem[]][] => [
  ...Map.groupBy(rows, ({ matterId }) => matterId),
];
const keyOf = (one: Problem): string =>
  `${one.kind}/${one.case?.id ?? one.matterId}/${one.areaId}/${one.paperN ?? one.title}`;

function useWhy() {
  const { say } = useWords();
  return (one: Problem): string =>
    one.kind !== 'gap'
      ? one.why
      : one.unitName
        ? say('desk.problems.taken', { unit: one.unitName })
        : say('desk.problems.nobody');
}

export function ProblemsPage() {
  const { say, day } = useWords();
  const whyOf = useWhy();
  const { search, put } = useAddress();
  const kind = problemKinds.find((one) => one === search.get('kind'));
  const list = usePages(listProblems, { query: { limit: 100, ...(kind ? { kind } : {}) } }, { keepPrevious: true });
  const counts = useRead(countProblems, {});
  const { rows } = list;
  const save = () =>
    saveFile(
      'problems.csv',
      csv(
        [
          say('desk.problems.kind'),
          say('desk.col.matter'),
          say('desk.col.area'),
          say('desk.col.number'),
          say('desk.col.title'),
          say('desk.problems.why'),
          say('desk.problems.since'),
          say('desk.col.lead'),
        ],
        rows.map((one) => [
          say(`desk.problems.${one.kind}`),
          one.matterName,
          one.areaName,
          one.case?.number,
          one.title,
          whyOf(one),
          day(one.since),
          one.unitName,
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.problems')}
      hint={say('desk.problems.hint')}
      actions={
        <>
          <PrintButton />
          <ExportCsv n={rows.length} onSave={save} />
        </>
      }
    >
      <Tabs
        label={say('desk.nav.problems')}
        tabs={problemKinds}
        word={(one) => say(`desk.problems.${one}`)}
        count={(one) => counts.data?.[one]}
        chosen={kind}
        onChoose={(one) => put({ kind: one })}
        all
      />
      {list.error && <Trouble error={list.error} again={list.again} />}
      {list.loading ? (
        <Waiting rows={8} />
      ) : rows.length === 0 && !list.error ? (
        <Nothing title={say('desk.problems.none')}>{say('desk.problems.none.hint')}</Nothing>
      ) : (
        <Problems rows={rows} />
      )}
      <More list={list} />
    </Page>
  );
}

function Problems({ rows }: { rows: readonly Problem[] }) {
  const { say, day } = useWords();
  const whyOf = useWhy();
  const head: WordKey[] = [
    'desk.col.matter',
    'desk.col.area',
    'desk.problems.kind',
    'desk.problems.what',
    'desk.problems.why',
    'desk.problems.since',
    'desk.problems.next',
  ];
  return (
    <TableBox label={say('desk.nav.problems')}>
      <table className="table">
        <thead>
          <tr>
            {head.map((word) => (
              <th key={word} scope="col">
                {say(word)}
              </th>
            ))}
          </tr>
        </thead>
        {byMatter(rows).map(([matterId, own]) => (
          <tbody key={matterId} className="group">
            {own.map((one, i) => (
              <tr key={keyOf(one)}>
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={own.length}>
                    {one.matterName} {one.ofMatter > 1 && <span className="count">{one.ofMatter}</span>}
                  </th>
                )}
                <td className="col-place">{one.areaName}</td>
                <td className="nowrap">
                  <em className={tone[one.kind]}>{say(`desk.problems.${one.kind}`)}</em>
                </td>
                <td className="col-title">
                  {one.title}
                  <small>
                    {one.case && <Link to={paths.case(one.case.id)}>{one.case.number}</Link>}
                    {one.cases > 1 && ` · ${say('desk.problems.cases', { n: one.cases })}`}
                  </small>
                </td>
                <td className="col-reason">
                  {whyOf(one)}
                  {one.kind !== 'gap' && <small>{one.unitName}</small>}
                </td>
                <td className="nowrap num">{day(one.since)}</td>
                <td className="nowrap">
                  <WayOn problem={one} />
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </TableBox>
  );
}

/** What can be done about it next, for whoever may. */
function WayOn({ problem }: { problem: Problem }): ReactNode {
  const { say } = useWords();
  const who = useWho();
  if (problem.paperN !== null)
    return (
      <>
        {say(problem.kind === 'hung' ? 'desk.problems.review' : 'desk.problems.result')}{' '}
        <Countdown lamp={problem.lamp} dueAt={problem.dueAt} limit={null} />
      </>
    );
  if (who.may('catalogue.edit')) return <Link to={paths.gaps()}>{say('desk.gaps.write')}</Link>;
  return who.may('catalogue.see') ? (
    <Link to={paths.responsibilities({ matterId: problem.matterId })}>{say('desk.nav.responsibilities')}</Link>
  ) : (
    '—'
  );
}
