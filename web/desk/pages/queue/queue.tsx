/** 案件队列: what waits for me, by tab and filter, beside its map. All of it stands in the address, so a queue can be sent to a colleague. */
import { EnvironmentOutlined, ReloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Post } from '#contract/access.ts';
import { readDutyNow } from '#contract/duty.ts';
import { countCases, listCases, moves, queues, type CaseRow, type MoveName } from '#contract/cases.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { useHeard } from '../../live.tsx';
import { useAddress } from '../../parts/address.ts';
import { keepLine } from '../../parts/line.ts';
import { useNarrow, useWide } from '../../parts/narrow.ts';
import { Page } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Count } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { postName, useWho, type Who } from '../../who.tsx';
import { letters } from '../case/letters.ts';
import { BulkBar } from './bulk.tsx';
import { Export } from './export.tsx';
import { Filters, queryOf } from './filters.tsx';
import { QueueMap } from './queue-map.tsx';
import { CaseCards, CaseTable } from './rows.tsx';
import { ColumnChooser, SavedFilters, useColumns } from './tools.tsx';

type Queue = (typeof queues)[number];

/** Which tabs mean something to this person. */
function tabsOf(who: Who, emergency: boolean): Queue[] {
  return queues.filter((queue) => {
    if (queue === 'emergency' || queue === 'put_aside') return emergency;
    if (queue === 'callback') return who.holds('caller', 'duty_officer');
    if (queue === 'unsolved') return who.holds('duty_officer', 'caller', 'leader');
    if (queue === 'superior') return who.holds('duty_officer', 'dispatcher', 'clerk', 'leader');
    if (queue === 'candidates') return who.holds('receiver', 'duty_officer', 'dispatcher');
    if (queue === 'unit') return who.holds('clerk', 'handler', 'keeper');
    // what ended and what runs, told apart
    return queue !== 'involved';
  });
}

/** A list short enough to be read at once is read anew whenever something happens; of a longer one it is said that it changed. */
const refreshedRows = 100;
const slowlyMs = 60_000;
const keptMap = 'gridloop.queue.map';
/** These say how a list is looked at, not what stands in it. */
const looks = new Set(['queue', 'columns', 'map', 'layers']);

/**
 * A number on a tab is that of its list as it is filtered now, or there is none: what is searched for, and what happened in a time, is not
 * counted a dozen times among a million cases.
 */
function countedBy({ q, from, to, moment, ...filters }: ReturnType<typeof queryOf>) {
  return { filters, countable: !q && !from && !to && !moment };
}

/** Moves a line leads to by one key; the same letters as on the page of the case, which says why one may not be made there. */
const lettered = ['receive', 'dispatch', 'ask_return', 'remind'] as const;
const postsFor = (move: MoveName) =>
  moves[move].by.filter((post): post is Post => post !== 'system' && post !== 'reporter');

export function QueuePage() {
  const { say, time } = useWords();
  const { message } = App.useApp();
  const who = useWho();
  const narrow = useNarrow();
  const wide = useWide();
  const navigate = useNavigate();
  const { search, put, clear } = useAddress();
  const mode = useRead(readDutyNow, {}, { refetchMs: 30_000, staleMs: 15_000, enabled: who.may('duty.see') }).data
    ?.mode;
  const tabs = tabsOf(who, Boolean(mode));
  const named = queues.find((one) => one === search.get('queue'));
  const queue = named ?? (who.holds('leader', 'evaluator') ? 'all' : 'mine');
  const asked = queryOf(search);
  const query = { ...asked, queue, limit: 50 };
  const { filters, countable } = countedBy(asked);
  const counts = useRead(countCases, { query: filters }, { refetchMs: slowlyMs, enabled: countable });
  const [short, setShort] = useState(true);
  const [changed, setChanged] = useState(false);
  const list = usePages(listCases, { query }, { refetchMs: short ? slowlyMs : undefined, keepPrevious: true });
  const { rows } = list;
  if (short !== rows.length <= refreshedRows) setShort(!short);
  const again = async () => {
    setChanged(false);
    await list.readAnew();
  };
  useHeard(
    () => true,
    async () => (short ? again() : setChanged(true)),
  );

  const columns = useColumns();
  const [active, setActive] = useState<string | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const pick = (ids: readonly string[], on: boolean) =>
    setPicked((before) => new Set(on ? [...before, ...ids] : Array.from(before).filter((id) => !ids.includes(id))));
  const mapAsked = search.get('map') ?? localStorage.getItem(keptMap);
  // Side by side where there is room for both; what one has chosen is kept.
  const withMap = !narrow && (mapAsked === null ? wide : mapAsked === 'on');
  const turnMap = () => {
    const next = withMap ? 'off' : 'on';
    localStorage.setItem(keptMap, next);
    put({ map: next });
  };

  const box = useRef<HTMLDivElement>(null);
  const keep = () => keepLine({ from: paths.queue(Object.fromEntries(search)), ids: rows.map(({ id }) => id) });
  const open = (row: CaseRow, move?: MoveName) => {
    keep();
    void navigate(paths.case(row.id, move ? { move } : {}));
  };
  const links = () => Array.from(box.current?.querySelectorAll<HTMLElement>('[data-case]') ?? []);
  const step = (by: 1 | -1) => {
    const all = links();
    const at = all.findIndex((link) => link === document.activeElement);
    const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : at + by;
    all[next]?.focus();
    if (by === 1 && next >= all.length - 3 && list.hasMore && !list.loadingMore) list.more();
  };
  /** a press on the map leads to the line */
  const leadTo = (caseId: string) => {
    setActive(caseId);
    const link = links().find((one) => one.dataset['case'] === caseId);
    link?.scrollIntoView({ block: 'center' });
    link?.focus({ preventScroll: true });
  };
  /** the line that has the cursor, else the one under the mouse */
  const atHand = (): CaseRow | undefined => {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['case'] : undefined;
    return rows.find(({ id }) => id === (focused ?? active));
  };
  const makes = (move: MoveName): boolean => who.holds(...postsFor(move));
  const tellWhose = (move: MoveName): void =>
    void message.info(
      say('desk.keys.not_yours', {
        move: say(`case.move.${move}`),
        posts: postsFor(move)
          .map((post) => postName(say, post))
          .join(say('common.comma')),
      }),
    );
  const on = (move: MoveName) => (): void => {
    const row = atHand();
    if (row) open(row, move);
  };
  useKeys([
    { key: 'j', label: say('desk.queue.key.next'), run: () => step(1) },
    { key: 'k', label: say('desk.queue.key.before'), run: () => step(-1) },
    {
      // A line that has the keyboard is a link and opens by itself; this is for the one under the mouse.
      key: 'Enter',
      label: say('desk.queue.key.open'),
      run: () => {
        const row = atHand();
        if (row) open(row);
      },
    },
    {
      key: '/',
      label: say('desk.queue.key.search'),
      run: () => document.querySelector<HTMLInputElement>('#queue-search')?.focus(),
    },
    ...lettered.map((move) => ({
      key: letters[move]!,
      label: say(`case.move.${move}`),
      ...(makes(move) ? { run: on(move) } : { unlisted: true, run: () => tellWhose(move) }),
    })),
    {
      key: 'p',
      label: say('desk.print.sheet'),
      run: () => {
        const row = atHand();
        if (row) void navigate(paths.sheet(row.id));
      },
    },
    {
      key: 'x',
      label: say('desk.bulk.pick_key'),
      run: () => {
        const row = atHand();
        if (row) pick([row.id], !picked.has(row.id));
      },
    },
    ...(narrow ? [] : [{ key: 'm', label: say('desk.queue.map'), run: turnMap }]),
  ]);

  const filtered = Array.from(search.keys()).some((key) => !looks.has(key));
  return (
    <Page
      wide
      title={say('desk.nav.queue')}
      actions={
        <>
          <SavedFilters />
          {!narrow && <ColumnChooser />}
          {!narrow && (
            <Button icon={<EnvironmentOutlined aria-hidden />} aria-pressed={withMap} onClick={turnMap}>
              {say('desk.queue.map')}
            </Button>
          )}
          <Button icon={<ReloadOutlined aria-hidden />} onClick={() => void again()}>
            {say('desk.queue.refresh')}
          </Button>
          <Export rows={rows} more={list.hasMore} query={query} title={say(`desk.queue.${queue}`)} />
        </>
      }
    >
      <nav className="tabs" aria-label={say('desk.queue.tabs')}>
        {tabs.map((tab) => (
          <Link
            key={tab}
            to={paths.queue({ ...Object.fromEntries(search), queue: tab })}
            aria-current={tab === queue ? 'page' : undefined}
          >
            {say(`desk.queue.${tab}`)}
            <Count
              n={countable && (tab !== 'all' || asked.open) ? counts.data?.counts[tab] : undefined}
              urgent={tab === 'superior' || tab === 'unsolved' || tab === 'overdue'}
            />
          </Link>
        ))}
      </nav>
      {mode && (queue === 'emergency' || queue === 'put_aside') && (
        <p className="hint">{say(`desk.queue.why.${queue}`, { reason: mode.reason, until: time(mode.until) })}</p>
      )}
      <Filters />
      <BulkBar picked={picked} clear={() => setPicked(new Set())} />
      {list.error && <Trouble error={list.error} again={() => void again()} />}
      {list.loading ? (
        <Waiting rows={10} />
      ) : rows.length === 0 && !list.error ? (
        <Nothing title={say(filtered ? 'desk.queue.empty.filtered' : `desk.queue.empty.${queue}`)}>
          {filtered ? (
            <Button onClick={() => clear('queue')}>{say('desk.queue.clear')}</Button>
          ) : (
            say('desk.queue.empty.hint')
          )}
        </Nothing>
      ) : (
        <div className={withMap ? 'queue-beside' : undefined}>
          <div ref={box} className="queue">
            {changed && !short && (
              <Button className="queue-changed" onClick={() => void again()}>
                {say('desk.live.more')}
              </Button>
            )}
            {narrow ? (
              <CaseCards rows={rows} open={open} />
            ) : (
              <CaseTable
                rows={rows}
                open={open}
                columns={columns}
                active={active}
                onActive={setActive}
                picked={picked}
                onPick={pick}
              />
            )}
            <ReadOn list={list} last={() => links().at(-1)} said={say('desk.queue.shown', { n: rows.length })} />
          </div>
          {withMap && <QueueMap rows={rows} active={active} onActive={leadTo} />}
        </div>
      )}
    </Page>
  );
}

/**
 * Reads on when the last line comes into view: the line itself, which the box of the table clips, not what stands below the box and is
 * always seen. The button is for those who do not scroll.
 */
function ReadOn({
  list,
  last,
  said,
}: {
  list: Parameters<typeof More>[0]['list'];
  last: () => HTMLElement | undefined;
  said: string;
}) {
  const { hasMore, loadingMore, more } = list;
  const onEnd = useEffectEvent(more);
  const lastLine = useEffectEvent(last);
  useEffect(() => {
    const line = lastLine();
    if (!line || !hasMore || loadingMore) return undefined;
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) onEnd();
    });
    watch.observe(line);
    return () => watch.disconnect();
  }, [hasMore, loadingMore]);
  return <More list={list} said={said} small />;
}
