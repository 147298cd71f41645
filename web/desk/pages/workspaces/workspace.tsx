/**
 * One workspace: the district, a street centre, a community's station, a department's desk or a named space. Its queue, its board and its notices;
 * sensing, analysis, service and command are the board's own numbers of this part, so no two pages disagree.
 */
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { listUnits, type Unit } from '#contract/access.ts';
import { boardDays, readBoard, type Board, type BoardMonth } from '#contract/board.ts';
import { countCases, type Narrowing } from '#contract/cases.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { narrowingIn } from '../../parts/narrowed.ts';
import { useSettings } from '../../parts/narrowing.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Count } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { daysSince, partShown, useLeads } from '../board/leads.ts';
import { whole } from '../board/whole.ts';
import { Notices } from './notices.tsx';
import { partOfUnit, wordOfUnit } from './parts.ts';

const shownQueues = ['mine', 'unit', 'overdue', 'supervised', 'suspended', 'candidates', 'all'] as const;
const slowlyMs = 60_000;
const share = (hits: number, n: number): string => (n === 0 ? '—' : `${Math.round((100 * hits) / n)} %`);

export function WorkspacePage() {
  const { say, lang } = useWords();
  const { may } = useWho();
  const { search } = useAddress();
  const navigate = useNavigate();
  const { areaId, partOf, space } = narrowingIn(search);
  const part: Narrowing =
    space !== undefined ? { space } : partOf !== undefined ? { partOf } : areaId !== undefined ? { areaId } : {};
  const unitList = useRead(listUnits, {}, { staleMs: 60_000 });
  const units = unitList.data?.units ?? [];
  const spaces = useSettings('space');
  const counts = useRead(countCases, { query: part }, { refetchMs: slowlyMs });
  // without a part the board would be that of the reader's own ground
  const figures = useRead(readBoard, { query: part }, { refetchMs: whole(slowlyMs), enabled: may('evaluation.see') });

  const unit = units.find((one) =>
    partOf !== undefined
      ? one.id === partOf
      : areaId !== undefined && one.areaId === areaId && one.kind !== 'leadership',
  );
  const found = spaces.data?.settings.find(({ name }) => name === space)?.content;
  const named = found?.kind === 'space' ? found : undefined;
  const nameOf = (one: Unit) => (lang === 'en' && one.nameEn) || one.name;
  const title = named?.title[lang] ?? (unit ? nameOf(unit) : figures.data?.name) ?? say('space.title.district');
  const kind: WordKey =
    space !== undefined
      ? 'space.title.space'
      : unit
        ? wordOfUnit(unit.kind)
        : areaId === undefined
          ? 'space.title.district'
          : 'space.title.ground';
  const unknown =
    (space !== undefined && spaces.data !== undefined && !named) ||
    (partOf !== undefined && unitList.data !== undefined && !unit);
  if (unknown)
    return (
      <Page title={say('space.none')}>
        <Nothing title={say('space.none')}>
          <p>{say('space.none.hint')}</p>
          <Link to={paths.workspaces()}>{say('space.all')}</Link>
        </Nothing>
      </Page>
    );
  const below = unit ? units.filter(({ parentId, imported }) => parentId === unit.id && !imported) : [];
  const queue = (query: Record<string, string | number>) => paths.queue({ ...part, ...query });
  return (
    <Page
      wide
      title={title}
      hint={
        <>
          <em className="tag tag-blue">{say(kind)}</em>
          {unit && <em className="tag">{say(`unit.actor.${unit.actor}`)}</em>} {named?.note[lang]}
        </>
      }
      actions={
        <>
          <Button type="primary" onClick={() => void navigate(queue({ queue: 'all', open: 'true' }))}>
            {say('space.queue')}
          </Button>
          {may('evaluation.see') && (
            <Button onClick={() => void navigate(paths.board(part))}>{say('space.board')}</Button>
          )}
          <Button type="text" onClick={() => void navigate(paths.workspaces())}>
            {say('space.all')}
          </Button>
        </>
      }
    >
      <nav className="tabs" aria-label={say('space.numbers')}>
        {shownQueues.map((one) => (
          <Link key={one} to={queue(one === 'all' ? { queue: one, open: 'true' } : { queue: one })}>
            {say(`desk.queue.${one}`)}
            <Count n={counts.data?.counts[one]} urgent={one === 'overdue'} />
          </Link>
        ))}
      </nav>
      {counts.error && <Trouble error={counts.error} again={() => void counts.refetch()} />}
      {figures.error && <Trouble error={figures.error} again={() => void figures.refetch()} />}
      {may('evaluation.see') && !figures.data && !figures.error && <Waiting rows={8} />}
      {!may('evaluation.see') && <p className="hint">{say('space.no_board')}</p>}
      {figures.data && <Four board={figures.data} part={part} />}
      <Notices part={part} />
      {below.length > 0 && (
        <Section title={say('space.below')}>
          <ul className="home-spaces">
            {below.map((one) => (
              <li key={one.id}>
                <Link to={paths.workspace(partOfUnit(one))}>
                  <strong>{nameOf(one)}</strong>
                  <span>{say(wordOfUnit(one.kind))}</span>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}

type Line = { id: string; word: string; n: string | number; to?: string | undefined; note?: string };
/** So many channels and matters are shown; room for them is kept while they are counted. */
const most = 6;

/** 感知、分析、服务、指挥 (register A-30): the four sides of one part of the district. */
function Four({ board, part }: { board: Board; part: Narrowing }) {
  const { say, time } = useWords();
  const leads = useLeads(board, partShown(board, part));
  const { now, month } = board;
  const ofMonth = (told: (counted: BoardMonth) => string | number) => (month ? told(month) : '…');
  const sides: { word: WordKey; hint: WordKey; lines: Line[] | undefined; room?: number }[] = [
    {
      word: 'space.sensing',
      hint: 'space.sensing.hint',
      room: most,
      lines: month?.channels.slice(0, most).map(({ channel, n }) => ({
        id: channel,
        word: say(`channel.${channel}` as WordKey),
        n,
      })),
    },
    {
      word: 'space.analysis',
      hint: 'space.analysis.hint',
      room: most,
      lines: month?.matters.slice(0, most).map(({ matterId, name, n, before }) => ({
        id: String(matterId),
        word: name,
        n,
        note: say('space.before', { n: before }),
        to: leads.queue({ queue: 'all', ...daysSince(board, board.weekFrom), matterId }),
      })),
    },
    {
      word: 'space.service',
      hint: 'space.service.hint',
      lines: [
        {
          id: 'unanswered',
          word: say('space.unanswered'),
          n: now.unanswered,
          to: leads.queue({ queue: 'all', unanswered: 'true' }),
        },
        { id: 'called', word: say('space.called'), n: ofMonth(({ callbacks }) => callbacks.done), to: leads.callbacks },
        {
          id: 'solved',
          word: say('space.solved'),
          n: ofMonth(({ callbacks: its }) => share(its.solved, its.solvedKnown)),
          to: leads.callbacks,
        },
        {
          id: 'satisfied',
          word: say('space.satisfied'),
          n: ofMonth(({ callbacks: its }) => share(its.satisfied, its.satisfiedKnown)),
          to: leads.callbacks,
        },
        {
          id: 'on_time',
          word: say('board.on_time'),
          n: ofMonth(({ figures: { caseOnTime: its } }) => share(its.hits, its.n)),
          to: leads.figure('case_on_time'),
          note: month
            ? say('board.days', { days: boardDays.rates, n: month.figures.caseOnTime.n })
            : say('board.counting'),
        },
      ],
    },
    {
      word: 'space.command',
      hint: 'space.command.hint',
      lines: board.stages.map(({ state, n, overdue }) => ({
        id: state,
        word: say(`case.state.${state}` as WordKey),
        n,
        ...(overdue > 0 ? { note: say('board.stage.late', { n: overdue }) } : {}),
        to: leads.queue({ queue: 'all', state }),
      })),
    },
    {
      word: 'space.actors',
      hint: 'space.actors.hint',
      lines: board.actors.map(({ actor, n }) => ({
        id: actor,
        word: say(`unit.actor.${actor}`),
        n,
        to: leads.queue({ queue: 'all', open: 'true', actor }),
      })),
    },
  ];
  return (
    <>
      <div className="space-sides">
        {sides.map(({ word, hint, lines, room }) => (
          <Section key={word} title={say(word)}>
            <p className="hint">{say(hint)}</p>
            {!lines ? (
              <div className="space-counting" aria-busy="true">
                {say('board.counting')}
              </div>
            ) : lines.length === 0 ? (
              <p className="faint">{say('space.nothing')}</p>
            ) : (
              <ul className={room ? 'space-lines space-lines-room' : 'space-lines'}>
                {lines.map(({ id, word: name, n, to, note }) => (
                  <li key={id}>
                    {to ? <Link to={to}>{name}</Link> : <span>{name}</span>}
                    {note && <small className="faint">{note}</small>}
                    <b className="num">{n}</b>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        ))}
      </div>
      <p className="hint">
        {say('board.as_of', { at: time(board.asOf) })} · <Link to={paths.board(part)}>{say('space.board')}</Link>
      </p>
    </>
  );
}
