/**
 * The board as it hangs on the wall: one of four views (晴雨表、调度室、连心桥、研判器), two side by side where the wall is twice as wide.
 * Every number is a sum of the server's; for whoever has signed in it leads to the cases behind it.
 */
import { useSyncExternalStore, type ReactNode } from 'react';
import { boardDays, boardViews, type Board, type BoardMonth, type BoardView } from '#contract/board.ts';
import { levels, type Narrowing } from '#contract/cases.ts';
import type { WordKey } from '#contract/words/words.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { useNow } from '../../parts/now.ts';
import { paths } from '../../paths.ts';
import { daysSince, useLeads } from './leads.ts';
import { Counting, Panel, Parts, share, Tally, Trend, Way } from './parts.tsx';
import './board.css';

/** A wall of two screens side by side is wider than 28 : 9. */
const wide = '(min-aspect-ratio: 28/9)';
const useWide = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      const query = matchMedia(wide);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(wide).matches,
  );
/** What hangs beside what, where there is room for two. */
const beside: Record<BoardView, BoardView> = {
  situation: 'dispatch',
  dispatch: 'situation',
  service: 'analysis',
  analysis: 'service',
};
/** A screen that could not be read anew for so long says so. */
const oldMs = 90_000;

export function Screen({
  board,
  view,
  onView,
  leads,
  tools,
}: {
  board: Board;
  view: BoardView;
  onView: (view: BoardView) => void;
  /** somebody has signed in: numbers lead to their cases, within the same part of the district */
  leads: Narrowing | null;
  tools?: ReactNode;
}) {
  const { say, time, ago } = useWords();
  const now = useNow();
  const two = useWide();
  const title = say('board.title', { name: board.name });
  useTitle(title);
  const old = now.getTime() - new Date(board.asOf).getTime() > oldMs;
  return (
    <main className="board" data-view={view}>
      <header className="board-head">
        <h1>{title}</h1>
        <nav className="board-views" aria-label={say('board.views')}>
          {boardViews.map((one) => (
            <button
              key={one}
              type="button"
              aria-current={one === view ? 'page' : undefined}
              onClick={() => onView(one)}
            >
              {say(`board.view.${one}`)}
            </button>
          ))}
        </nav>
        <p className={old ? 'board-as-of board-old' : 'board-as-of'}>
          <span>{say('board.as_of', { at: time(board.asOf) })}</span>
          {old && <strong>{say('board.old', { ago: ago(board.asOf, now) })}</strong>}
        </p>
        {tools}
      </header>
      {board.redacted && <p className="board-redacted">{say('board.visitor.note')}</p>}
      <div className="board-views-shown">
        <View board={board} view={view} leads={leads} />
        {two && <View board={board} view={beside[view]} leads={leads} />}
      </div>
    </main>
  );
}

function View({ board, view, leads }: { board: Board; view: BoardView; leads: Narrowing | null }) {
  const { say } = useWords();
  return (
    <section className={`board-view board-${view}`} aria-label={say(`board.view.${view}`)}>
      <Tallies board={board} view={view} leads={leads} />
      {view === 'situation' && (
        <>
          <Heat board={board} />
          <Places board={board} leads={leads} />
          <Days board={board} />
          <Ticker board={board} />
          <Mixes board={board} leads={leads} />
        </>
      )}
      {view === 'dispatch' && (
        <>
          <Stages board={board} leads={leads} />
          <Units board={board} leads={leads} />
          <Places board={board} leads={leads} />
          <Heat board={board} />
          <Ticker board={board} />
        </>
      )}
      {view === 'service' && (
        <>
          <Matters board={board} leads={leads} />
          <Channels board={board} />
          <Ticker board={board} tall />
          <Days board={board} />
          <Mixes board={board} leads={leads} />
        </>
      )}
      {view === 'analysis' && (
        <>
          <Matters board={board} leads={leads} />
          <Units board={board} leads={leads} tall />
          <Days board={board} />
          <Mixes board={board} leads={leads} />
          <Channels board={board} />
        </>
      )}
    </section>
  );
}

type Shown = { board: Board; leads: Narrowing | null };
const days = boardDays.rates;

function Tallies({ board, view, leads }: Shown & { view: BoardView }) {
  const { say } = useWords();
  const { today, now, month } = board;
  const { figure, queue, callbacks } = useLeads(board, leads);
  const ofMonth = (
    word: WordKey,
    told: (counted: BoardMonth) => { value: string | number; n: number; hits?: number },
    to?: string,
  ) => {
    const said = month && told(month);
    return (
      <Tally
        word={say(word)}
        value={said ? said.value : <Counting />}
        // the line below is there from the beginning: nothing moves when the number comes
        note={
          said
            ? said.hits === undefined
              ? say('board.days', { days, n: said.n })
              : say('board.of', { hits: said.hits, n: said.n, days })
            : say('board.counting')
        }
        to={said ? to : undefined}
      />
    );
  };
  const rate = (hits: number, n: number) => ({ value: share(hits, n), hits, n });
  const all = {
    reports: (
      <Tally
        word={say('board.reports')}
        value={today.reports}
        to={figure('discovery_mix', daysSince(board, board.todayFrom))}
      />
    ),
    filed: (
      <Tally
        word={say('board.filed')}
        value={today.filed}
        to={queue({ queue: 'all', moment: 'filed', ...daysSince(board, board.todayFrom) })}
      />
    ),
    closed: (
      <Tally
        word={say('board.closed')}
        value={today.closed}
        to={queue({ queue: 'all', moment: 'closed', ...daysSince(board, board.todayFrom) })}
      />
    ),
    open: <Tally word={say('board.open')} value={now.open} to={queue({ queue: 'all', open: 'true' })} />,
    overdue: (
      <Tally
        word={say('board.overdue')}
        value={now.overdue}
        to={queue({ queue: 'all', late: 'true' })}
        tone={now.overdue > 0 ? 'bad' : undefined}
      />
    ),
    urgent: (
      <Tally word={say('board.urgent')} value={now.urgent} to={queue({ queue: 'all', open: 'true', urgent: 'true' })} />
    ),
    supervised: <Tally word={say('board.supervised')} value={now.supervised} to={queue({ queue: 'supervised' })} />,
    suspended: <Tally word={say('board.suspended')} value={now.suspended} to={queue({ queue: 'suspended' })} />,
    unanswered: (
      <Tally word={say('board.unanswered')} value={now.unanswered} to={queue({ queue: 'all', unanswered: 'true' })} />
    ),
    onTime: ofMonth(
      'board.on_time',
      ({ figures: { caseOnTime: its } }) => rate(its.hits, its.n),
      figure('case_on_time'),
    ),
    rework: ofMonth('board.rework', ({ figures: { rework: its } }) => rate(its.hits, its.n), figure('rework')),
    hours: ofMonth(
      'board.hours',
      ({ figures: { handlingTime: its } }) => ({
        value: its.workingHours === null ? '—' : say('board.hours.value', { n: its.workingHours.toFixed(1) }),
        n: its.n,
      }),
      figure('handling_time'),
    ),
    called: ofMonth('board.called', ({ callbacks: its }) => ({ value: its.done, n: its.done }), callbacks),
    solved: ofMonth('board.solved', ({ callbacks: its }) => rate(its.solved, its.solvedKnown), callbacks),
    satisfied: ofMonth('board.satisfied', ({ callbacks: its }) => rate(its.satisfied, its.satisfiedKnown), callbacks),
  };
  const chosen: Record<BoardView, (keyof typeof all)[]> = {
    situation: ['reports', 'filed', 'closed', 'open', 'overdue', 'onTime', 'hours'],
    dispatch: ['open', 'overdue', 'urgent', 'supervised', 'suspended', 'filed', 'onTime'],
    service: ['reports', 'unanswered', 'called', 'solved', 'satisfied', 'closed', 'hours'],
    analysis: ['onTime', 'rework', 'hours', 'reports', 'closed', 'overdue', 'solved'],
  };
  return (
    <div className="tallies">
      {chosen[view].map((name) => (
        <div key={name}>{all[name]}</div>
      ))}
    </div>
  );
}

function Heat({ board: { month } }: { board: Board }) {
  const { say } = useWords();
  const most = month?.heat[0];
  return (
    <Panel title={say('board.heat')} className="panel-heat">
      <DistrictMap label={say('board.heat')} heat={month?.heat ?? []} height="100%" theme="dark" />
      <p className="board-none">{month ? most && say('board.heat.most', { n: most.n }) : say('board.counting')}</p>
    </Panel>
  );
}

function Days({ board: { month } }: { board: Board }) {
  const { say } = useWords();
  return (
    <Panel title={say('board.trend')} className="panel-trend">
      {month ? <Trend days={month.trend} /> : <Counting rows={8} />}
    </Panel>
  );
}

/** Fewer than five, of which a visitor is not told. */
const few = '<5';

function Places({ board, leads }: Shown) {
  const { say } = useWords();
  return (
    <Panel title={say('board.places')} className="panel-table panel-tall">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('board.place')}</th>
            <th scope="col">{say('board.place.today')}</th>
            <th scope="col">{say('board.open')}</th>
            <th scope="col">{say('board.overdue')}</th>
            <th scope="col">{say('board.on_time')}</th>
          </tr>
        </thead>
        <tbody>
          {board.places.map(({ areaId, name, today, open, overdue, onTime }) => (
            <tr key={areaId}>
              <th scope="row">
                <Way to={leads ? paths.board({ ...leads, areaId }) : undefined}>{name}</Way>
              </th>
              <td>
                <Way
                  to={
                    leads && today !== null
                      ? paths.queue({
                          ...leads,
                          queue: 'all',
                          ...daysSince(board, board.todayFrom),
                          areaId,
                          area: name,
                        })
                      : undefined
                  }
                >
                  {today ?? few}
                </Way>
              </td>
              <td>
                <Way to={leads ? paths.queue({ ...leads, queue: 'all', open: 'true', areaId, area: name }) : undefined}>
                  {open ?? few}
                </Way>
              </td>
              <td className={(overdue ?? 0) > 0 ? 'bad' : ''}>
                <Way to={leads ? paths.queue({ ...leads, queue: 'all', late: 'true', areaId, area: name }) : undefined}>
                  {overdue ?? few}
                </Way>
              </td>
              <td>{onTime ? share(onTime.hits, onTime.n) : <Counting />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Units({ board, leads, tall = false }: Shown & { tall?: boolean }) {
  const { say } = useWords();
  const unitOnTime = board.month?.figures.unitOnTime;
  return (
    <Panel title={say('board.units')} className={tall ? 'panel-table panel-tall' : 'panel-table'}>
      {!unitOnTime ? (
        <Counting rows={tall ? 20 : 8} />
      ) : unitOnTime.length === 0 ? (
        <p className="board-none">{say('board.none')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{say('board.unit')}</th>
              <th scope="col">{say('desk.figures.rate')}</th>
              <th scope="col">n</th>
              <th scope="col">{say('desk.figures.overdue')}</th>
            </tr>
          </thead>
          <tbody>
            {unitOnTime.slice(0, tall ? 20 : 8).map(({ unitId, unitName, hits, n, openOverdue }) => (
              <tr key={unitId}>
                <th scope="row">
                  <Way
                    to={
                      leads
                        ? paths.figure('unit_on_time', { ...leads, ...daysSince(board, board.ratesFrom), unitId })
                        : undefined
                    }
                  >
                    {unitName}
                  </Way>
                </th>
                <td>{share(hits, n)}</td>
                <td>{n}</td>
                <td className={openOverdue > 0 ? 'bad' : ''}>{openOverdue}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Matters({ board, leads }: Shown) {
  const { say } = useWords();
  const matters = board.month?.matters;
  return (
    <Panel title={say('board.matters')} className="panel-table">
      {!matters ? (
        <Counting rows={8} />
      ) : matters.length === 0 ? (
        <p className="board-none">{say('board.none')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{say('board.matter')}</th>
              <th scope="col">{say('board.matter.n')}</th>
              <th scope="col">{say('board.matter.before')}</th>
              <th scope="col">{say('board.matter.change')}</th>
            </tr>
          </thead>
          <tbody>
            {matters.slice(0, 8).map(({ matterId, name, n, before }) => (
              <tr key={matterId}>
                <th scope="row">
                  <Way
                    to={
                      leads
                        ? paths.queue({ ...leads, queue: 'all', ...daysSince(board, board.weekFrom), matterId })
                        : undefined
                    }
                  >
                    {name}
                  </Way>
                </th>
                <td>{n}</td>
                <td>{before}</td>
                <td className={n > before ? 'bad' : ''}>{n > before ? `+${n - before}` : n - before}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Stages({ board, leads }: Shown) {
  const { say } = useWords();
  const late = board.stages.reduce((sum, { overdue }) => sum + overdue, 0);
  return (
    <Panel title={say('board.stages')}>
      <Parts
        n={board.now.open}
        parts={board.stages.map(({ state, n }) => ({
          id: state,
          n,
          word: say(`case.state.${state}` as WordKey),
          ...(leads ? { to: paths.queue({ ...leads, queue: 'all', state }) } : {}),
        }))}
      />
      {late > 0 && <p className="bad">{say('board.stage.late', { n: late })}</p>}
      <h2>{say('space.actors')}</h2>
      <Parts
        n={board.actors.reduce((sum, { n }) => sum + n, 0)}
        parts={board.actors.map(({ actor, n }) => ({
          id: actor,
          n,
          word: say(`unit.actor.${actor}`),
          ...(leads ? { to: paths.queue({ ...leads, queue: 'all', open: 'true', actor }) } : {}),
        }))}
      />
    </Panel>
  );
}

/** Where it came from, and how far up it had to go to be solved. */
function Mixes({ board, leads }: Shown) {
  const { say } = useWords();
  const figures = board.month?.figures;
  const to = (figure: string, part: string) =>
    leads ? { to: paths.figure(figure, { ...leads, ...daysSince(board, board.ratesFrom), part }) } : {};
  return (
    <Panel title={say('board.discovery')}>
      {figures ? (
        <Parts
          n={figures.discovery.n}
          parts={(['passive', 'active', 'smart'] as const).map((part) => ({
            id: part,
            n: figures.discovery[part],
            word: say(`discovery.${part}`),
            ...to('discovery_mix', part),
          }))}
        />
      ) : (
        <Counting rows={2} />
      )}
      <h2>{say('board.level')}</h2>
      {figures ? (
        <Parts
          n={figures.level.n}
          parts={levels.map((part) => ({
            id: part,
            n: figures.level[part],
            word: say(`case.level.${part}`),
            ...to('level_mix', part),
          }))}
        />
      ) : (
        <Counting rows={2} />
      )}
    </Panel>
  );
}

/** Reports, and several of them may be one case: no list of cases is theirs, so they lead to none. */
function Channels({ board }: { board: Board }) {
  const { say } = useWords();
  const channels = board.month?.channels;
  return (
    <Panel title={say('board.channels')}>
      {channels ? (
        <Parts
          n={channels.reduce((sum, { n }) => sum + n, 0)}
          parts={channels.map(({ channel, n }) => ({
            id: channel,
            n,
            word: say(`channel.${channel}` as WordKey),
          }))}
        />
      ) : (
        <Counting rows={3} />
      )}
    </Panel>
  );
}

function Ticker({ board, tall = false }: { board: Board; tall?: boolean }) {
  const { say, time } = useWords();
  return (
    <Panel title={say('board.ticker')} className={tall ? 'panel-ticker panel-tall' : 'panel-ticker'}>
      {board.ticker.length === 0 ? (
        <p className="board-none">{say('board.none')}</p>
      ) : (
        <ol>
          {board.ticker.slice(0, tall ? 12 : 9).map(({ at, kind, matter, areaName, caseId, number }) => (
            <li key={`${at}${kind}${caseId ?? ''}${matter}${areaName}`}>
              <time dateTime={at}>{time(at).slice(11)}</time> {say(`fact.${kind}` as WordKey)} · {matter}
              {areaName && ` · ${areaName}`} {caseId && number && <Way to={paths.case(caseId)}>{number}</Way>}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
