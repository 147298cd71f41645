/** 案件队列: what waits for me, by tab and filter. All of it stands in the address, so a queue can be sent to a colleague. */
import { ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { countCases, listCases, queues, type CaseRow } from '#contract/cases.ts';
import { usePages, useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { useHeard } from '../../live.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { keepLine } from '../../parts/line.ts';
import { useNarrow } from '../../parts/narrow.ts';
import { Page } from '../../parts/page.tsx';
import { More, Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { Count } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho, type Who } from '../../who.tsx';
import { Filters, queryOf } from './filters.tsx';
import { CaseCards, CaseTable } from './rows.tsx';

type Queue = (typeof queues)[number];

/** Which tabs mean something to this person. */
function tabsOf(who: Who): Queue[] {
  return queues.filter((queue) => {
    if (queue === 'callback') return who.holds('caller', 'duty_officer');
    if (queue === 'unsolved') return who.holds('duty_officer', 'caller', 'leader');
    if (queue === 'superior') return who.holds('duty_officer', 'dispatcher', 'clerk', 'leader');
    return true;
  });
}

/** A list short enough to be read at once is read anew whenever something happens; of a longer one it is said that it changed. */
const refreshedRows = 100;
const slowlyMs = 60_000;

export function QueuePage() {
  const { say, time } = useWords();
  const who = useWho();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const { search, clear } = useAddress();
  const tabs = tabsOf(who);
  const queue = tabs.find((tab) => tab === search.get('queue')) ?? (who.holds('leader', 'evaluator') ? 'all' : 'mine');
  const query = { ...queryOf(search), queue, limit: 50 };
  const counts = useRead(countCases, {}, { refetchMs: slowlyMs });
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

  const box = useRef<HTMLDivElement>(null);
  const open = (row: CaseRow) => {
    keepLine({ from: paths.queue(Object.fromEntries(search)), ids: rows.map(({ id }) => id) });
    void navigate(paths.case(row.id));
  };
  const step = (by: 1 | -1) => {
    const links = Array.from(box.current?.querySelectorAll<HTMLElement>('[data-case]') ?? []);
    const at = links.findIndex((link) => link === document.activeElement);
    const next = at < 0 ? (by === 1 ? 0 : links.length - 1) : at + by;
    links[next]?.focus();
    if (by === 1 && next >= links.length - 3 && list.hasMore && !list.loadingMore) list.more();
  };
  useKeys([
    { key: 'j', label: say('desk.queue.key.next'), run: () => step(1) },
    { key: 'k', label: say('desk.queue.key.before'), run: () => step(-1) },
    {
      key: '/',
      label: say('desk.queue.key.search'),
      run: () => document.querySelector<HTMLInputElement>('#queue-search')?.focus(),
    },
    { key: 'r', label: say('desk.queue.refresh'), run: () => void again() },
  ]);

  const save = () => {
    const head = [
      'number',
      'title',
      'kind',
      'channel',
      'matter',
      'area',
      'state',
      'holder',
      'lead',
      'lamp',
      'stage_due',
      'case_due',
      'opened',
    ] as const;
    saveFile(
      `${say(`desk.queue.${queue}`)}-${new Date().toISOString().slice(0, 10)}.csv`,
      csv(
        head.map((name) => say(`desk.col.${name}`)),
        rows.map((row) => [
          row.number,
          row.title,
          say(`kind.${row.kind as 'help'}`),
          say(`channel.${row.channel as 'web'}`),
          row.matterName,
          `${row.areaName} ${row.placeText}`.trim(),
          say(`case.state.${row.state}`),
          row.holder?.name,
          row.lead?.name,
          say(`lamp.${row.stageLamp}`),
          row.stageDueAt && time(row.stageDueAt),
          row.caseDueAt && time(row.caseDueAt),
          time(row.openedAt),
        ]),
      ),
    );
  };

  const filtered = Array.from(search.keys()).some((key) => key !== 'queue');
  return (
    <Page
      wide
      title={say('desk.nav.queue')}
      actions={
        <>
          <Button icon={<ReloadOutlined aria-hidden />} onClick={() => void again()}>
            {say('desk.queue.refresh')}
          </Button>
          <ExportCsv n={rows.length} onSave={save} />
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
            <Count n={counts.data?.counts[tab]} urgent={tab === 'superior' || tab === 'unsolved'} />
          </Link>
        ))}
      </nav>
      <Filters />
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
        <div ref={box} className="queue">
          {changed && !short && (
            <Button className="queue-changed" onClick={() => void again()}>
              {say('desk.live.more')}
            </Button>
          )}
          {narrow ? <CaseCards rows={rows} open={open} /> : <CaseTable rows={rows} open={open} />}
          <ReadOn list={list} said={say('desk.queue.shown', { n: rows.length })} />
        </div>
      )}
    </Page>
  );
}

/** Reads on when the end comes into view; the button is for those who do not scroll. */
function ReadOn({ list, said }: { list: Parameters<typeof More>[0]['list']; said: string }) {
  const end = useRef<HTMLDivElement>(null);
  const { hasMore, loadingMore, more } = list;
  const onEnd = useEffectEvent(more);
  useEffect(() => {
    if (!end.current || !hasMore || loadingMore) return undefined;
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) onEnd();
      },
      { rootMargin: '400px' },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [hasMore, loadingMore]);
  return (
    <div ref={end}>
      <More list={list} said={said} small />
    </div>
  );
}
