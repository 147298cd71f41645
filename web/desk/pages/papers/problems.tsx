/**
 * 问题库: what is open because nobody could solve it yet, by matter and place: 挂账 (it hangs), 升级 (it was taken above the units),
 * 缺口 (the list names nobody; a street took it, or a unit stepped beyond its duty). Counts and cases, never people. Each stands
 * with the way on: look at it again, write the missing line, make it an improvement.
 */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { listGaps, type Gap } from '#contract/catalogue.ts';
import { listPapers, type CaseRow, type Paper } from '#contract/cases.ts';
import type { WordKey } from '#contract/words/words.ts';
import { usePages } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Page } from '../../parts/page.tsx';
import { useMatters } from '../../parts/pickers.tsx';
import { PrintButton } from '../../parts/print.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';

const kinds = ['hung', 'escalated', 'gap'] as const;
type Kind = (typeof kinds)[number];
const tone: Record<Kind, string> = { hung: 'tag tag-blue', escalated: 'tag tag-amber', gap: 'tag tag-red' };

type Problem = {
  key: string;
  kind: Kind;
  matter: string;
  area: string;
  case: { id: string; number: string };
  title: string;
  why: string;
  since: string;
  unit: string;
  cases: number;
  paper: Paper | null;
};

const ofPaper =
  (kind: Kind) =>
  ({ paper, case: row }: { paper: Paper; case: CaseRow }): Problem => ({
    key: `${row.id}.${paper.n}`,
    kind,
    matter: row.matterName,
    area: row.areaName,
    case: row,
    title: row.title,
    why: paper.reason,
    since: paper.askedAt,
    unit: row.lead?.name ?? row.holder?.name ?? '',
    cases: 1,
    paper,
  });

function useProblems() {
  const { say } = useWords();
  const hung = usePages(listPapers, { query: { kind: 'review', limit: 200 } });
  const escalated = usePages(listPapers, { query: { kind: 'escalation', limit: 200 } });
  const gaps = usePages(listGaps, { query: { limit: 200 } });
  const ofGap = (gap: Gap): Problem => ({
    key: `${gap.matterId}/${gap.areaId}/${gap.conditionId}`,
    kind: 'gap',
    matter: gap.matterName,
    area: gap.areaName,
    case: gap.lastCase,
    title: gap.filing ?? gap.matterName,
    why: gap.unit ? say('desk.problems.taken', { unit: gap.unit.name }) : say('desk.problems.nobody'),
    since: gap.firstAt,
    unit: gap.unit?.name ?? '',
    cases: gap.cases,
    paper: null,
  });
  const lists = [hung, escalated, gaps];
  const more = lists.filter(({ hasMore }) => hasMore);
  return {
    problems: [...hung.rows.map(ofPaper('hung')), ...escalated.rows.map(ofPaper('escalated')), ...gaps.rows.map(ofGap)],
    loading: lists.some(({ loading }) => loading),
    error: lists.find(({ error }) => error)?.error ?? null,
    again: () => lists.forEach(({ again }) => again()),
    more: more.length > 0 ? () => more.forEach((list) => list.more()) : undefined,
  };
}

/** The matters with most problems first, their places under them. */
function byMatter(problems: readonly Problem[]): [string, Problem[]][] {
  const groups = Map.groupBy(problems, ({ matter }) => matter);
  return [...groups]
    .map(([matter, own]): [string, Problem[]] => [
      matter,
      own.toSorted((a, b) => a.area.localeCompare(b.area, 'zh') || a.since.localeCompare(b.since)),
    ])
    .toSorted(([, a], [, b]) => b.length - a.length);
}

export function ProblemsPage() {
  const { say, day } = useWords();
  const { search, put } = useAddress();
  const { problems, loading, error, again, more } = useProblems();
  const kind = kinds.find((one) => one === search.get('kind'));
  const shown = kind ? problems.filter((one) => one.kind === kind) : problems;
  const groups = byMatter(shown);
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
        groups.flatMap(([, own]) =>
          own.map((one) => [
            say(`desk.problems.${one.kind}`),
            one.matter,
            one.area,
            one.case.number,
            one.title,
            one.why,
            day(one.since),
            one.unit,
          ]),
        ),
      ),
    );
  const count = (of: Kind) => problems.filter((one) => one.kind === of).length;
  return (
    <Page
      wide
      title={say('desk.nav.problems')}
      hint={say('desk.problems.hint')}
      actions={
        <>
          <PrintButton />
          <ExportCsv n={shown.length} onSave={save} />
        </>
      }
    >
      <Tabs
        label={say('desk.nav.problems')}
        tabs={kinds}
        word={(one) => say(`desk.problems.${one}`)}
        count={count}
        chosen={kind}
        onChoose={(one) => put({ kind: one })}
        all
      />
      {error && <Trouble error={error} again={again} />}
      {loading ? (
        <Waiting rows={8} />
      ) : shown.length === 0 && !error ? (
        <Nothing title={say('desk.problems.none')}>{say('desk.problems.none.hint')}</Nothing>
      ) : (
        <Problems groups={groups} />
      )}
      {more && (
        <div className="more">
          <Button onClick={more}>{say('common.more')}</Button>
        </div>
      )}
    </Page>
  );
}

function Problems({ groups }: { groups: [string, Problem[]][] }) {
  const { say, day } = useWords();
  const who = useWho();
  const seesCases = who.may('cases.see');
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
        {groups.map(([matter, own]) => (
          <tbody key={matter} className="group">
            {own.map((one, i) => (
              <tr key={one.key}>
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={own.length}>
                    {matter} {own.length > 1 && <span className="count">{own.length}</span>}
                  </th>
                )}
                <td className="col-place">{one.area}</td>
                <td className="nowrap">
                  <em className={tone[one.kind]}>{say(`desk.problems.${one.kind}`)}</em>
                </td>
                <td className="col-title">
                  {one.title}
                  <small>
                    {seesCases ? <Link to={paths.case(one.case.id)}>{one.case.number}</Link> : one.case.number}
                    {one.cases > 1 && ` · ${say('desk.problems.cases', { n: one.cases })}`}
                  </small>
                </td>
                <td className="col-reason">
                  {one.why}
                  {one.kind !== 'gap' && <small>{one.unit}</small>}
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
  const { matters } = useMatters();
  const { paper } = problem;
  if (paper)
    return (
      <>
        {say(problem.kind === 'hung' ? 'desk.problems.review' : 'desk.problems.result')}{' '}
        <Countdown lamp={paper.lamp} dueAt={paper.dueAt} limit={null} />
      </>
    );
  if (who.may('catalogue.edit')) return <Link to={paths.gaps()}>{say('desk.gaps.write')}</Link>;
  const matter = matters.find(({ smallName }) => smallName === problem.matter);
  return matter && who.may('catalogue.see') ? (
    <Link to={paths.responsibilities({ matterId: matter.id })}>{say('desk.nav.responsibilities')}</Link>
  ) : (
    '—'
  );
}
