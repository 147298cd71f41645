/**
 * 实时: what happens to cases is heard as it happens, and what shows them is read anew. One stream for a browser, however many tabs:
 * whoever holds the lock listens and tells the others; when that tab is closed the next one takes over and asks for what was missed.
 * Without locks (an address that is not secure) every tab listens for itself. Nothing depends on it: pages are read anew now and
 * then all the same.
 */
import { NotificationOutlined, SoundOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Tooltip } from 'antd';
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { useNavigate } from 'react-router';
import { me as readMe } from '#contract/access.ts';
import { countCases } from '#contract/cases.ts';
import { readDutyNow } from '#contract/duty.ts';
import { listCalls } from '#contract/lines.ts';
import { liveEventNames, liveEvents, type LiveCase, type LiveEvents } from '#contract/live.ts';
import { listOrders } from '#contract/orders.ts';
import type { Lang } from '#contract/words/words.ts';
import { addressOf } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { ring, useSound } from './parts/sound.ts';
import { paths } from './paths.ts';
import { useWho } from './who.tsx';

/** What is passed from the tab that listens to the others. */
type Passed = { [N in keyof LiveEvents]: { name: N; data: LiveEvents[N]; id: string } }[keyof LiveEvents];
/** Cases to which something happened; null: everything is to be read anew. */
type Hear = (cases: LiveCase[] | null) => void;

const lineSeconds = 600;
/** The server beats every 15 s; who heard nothing for so long is not connected, whatever the socket thinks. */
const deadMs = 40_000;
const againMs = 5_000;

/** Follows the stream, from where this person's page began, until the returned function is called. */
function follow(
  accountId: string,
  heardTo: number | undefined,
  lang: Lang,
  told: (event: Passed) => void,
  connected: (yes: boolean) => void,
): () => void {
  const name = `gridloop.live.${accountId}`;
  const others = new BroadcastChannel(name);
  const over = new AbortController();
  // What the page shows was read after this: only what happened since is told, and nothing is read twice.
  let last = heardTo === undefined ? '' : String(heardTo);
  let source: EventSource | undefined;
  let watch: ReturnType<typeof setTimeout> | undefined;
  let reopen: ReturnType<typeof setTimeout> | undefined;

  const alive = () => {
    connected(true);
    clearTimeout(watch);
    watch = setTimeout(() => {
      connected(false);
      if (source) open();
    }, deadMs);
  };
  const take = (event: Passed) => {
    if (event.id) last = event.id;
    alive();
    told(event);
  };
  function open(): void {
    source?.close();
    clearTimeout(reopen);
    if (over.signal.aborted) return;
    const mine = new EventSource(
      addressOf(liveEvents, { query: { seconds: lineSeconds, lang, ...(last ? { after: last } : {}) } }),
    );
    source = mine;
    for (const one of liveEventNames)
      mine.addEventListener(one, (event) => {
        const passed: Passed = { name: one, data: JSON.parse(event.data as string), id: event.lastEventId };
        take(passed);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches this origin only
        others.postMessage(passed);
      });
    mine.addEventListener('error', () => {
      connected(false);
      // A browser comes back by itself after a line that broke; after a refusal it does not.
      if (mine.readyState === EventSource.CLOSED) reopen = setTimeout(open, againMs);
    });
  }
  others.addEventListener('message', ({ data }: MessageEvent<Passed>) => take(data));
  const lead = () => {
    open();
    return new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  };
  const locks = navigator.locks as LockManager | undefined;
  if (locks) locks.request(name, { signal: over.signal }, lead).catch(() => undefined);
  else void lead();
  return () => {
    over.abort();
    source?.close();
    others.close();
    clearTimeout(watch);
    clearTimeout(reopen);
  };
}

type Live = { connected: boolean; listen: (hear: Hear) => () => void };
const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ children }: { children: ReactNode }) {
  const { lang } = useWords();
  const { me, may } = useWho();
  const cache = useQueryClient();
  const hearing = useRef(new Set<Hear>());
  const [connected, setConnected] = useState(false);
  const anew = useRef(0);
  const alarm = useAlarm();
  const tell = useEffectEvent((event: Passed) => {
    if (event.name === 'bye') return void cache.invalidateQueries({ queryKey: [readMe.id] });
    if (event.name === 'calls') return void cache.invalidateQueries({ queryKey: [listCalls.id] });
    if (event.name === 'orders') {
      void cache.invalidateQueries({ queryKey: [readDutyNow.id] });
      return void cache.invalidateQueries({ queryKey: [listOrders.id] });
    }
    if (event.name === 'again' || event.name === 'hello') void cache.invalidateQueries({ queryKey: [listCalls.id] });
    if (event.name === 'beat' || (event.name === 'hello' && event.data.resumed)) return undefined;
    const cases = event.name === 'cases' ? event.data.cases : null;
    for (const hear of hearing.current) hear(cases);
    if (cases) alarm(cases);
    // the numbers on the tabs, at most once a second
    const wait = Math.max(0, anew.current + 1_000 - Date.now());
    anew.current = Date.now() + wait;
    setTimeout(() => void cache.invalidateQueries({ queryKey: [countCases.id] }), wait);
    return undefined;
  });
  const allowed = may('cases.see');
  // Of the first answer: later ones come when the page has long been read.
  const [heardTo] = useState(me.heardTo);
  useEffect(
    () => (allowed ? follow(me.accountId, heardTo, lang, tell, setConnected) : undefined),
    [me.accountId, allowed, heardTo, lang],
  );
  const listen = useCallback((hear: Hear) => {
    hearing.current.add(hear);
    return () => hearing.current.delete(hear);
  }, []);
  const live = useMemo(() => ({ connected, listen }), [connected, listen]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

function useLive(): Live {
  const live = use(LiveContext);
  if (!live) throw new Error('useLive needs <LiveProvider> above it');
  return live;
}

/** What a page shows is read again when somebody acts: at once, and then not faster than the server answers. */
export function useHeard(
  concerns: (cases: LiveCase[] | null) => boolean,
  again: () => unknown,
): { connected: boolean } {
  const { connected, listen } = useLive();
  const asks = useEffectEvent((cases: LiveCase[] | null) => concerns(cases));
  const read = useEffectEvent(async () => again());
  useEffect(() => {
    let reading = false;
    // What was heard meanwhile is asked about when it can be read: what is not there any more is not read again.
    let heard: (LiveCase[] | null)[] = [];
    const readAnew = async (): Promise<void> => {
      reading = true;
      heard = [];
      try {
        await read();
        await new Promise((resolve) => setTimeout(resolve, 700));
      } finally {
        reading = false;
      }
      if (heard.some((cases) => asks(cases))) await readAnew();
    };
    return listen((cases) => {
      if (reading) heard.push(cases);
      else if (asks(cases)) void readAnew();
    });
  }, [listen]);
  return { connected };
}

const remembered = 500;

/** A new urgent or red case that waits for this person is said aloud, once, and shown with a way to it. */
function useAlarm(): (cases: LiveCase[]) => void {
  const { say, lang } = useWords();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const key = `live-${lang}`;
  // What is said in passing stands outside the pages: its links are led by hand.
  const go = (event: MouseEvent, caseId: string) => {
    event.preventDefault();
    notification.destroy(key);
    void navigate(paths.case(caseId));
  };
  const told = useRef(new Set<string>());
  // What was said in one language does not stay beside a page in the other.
  useEffect(() => () => notification.destroy(key), [key, notification]);
  return (cases) => {
    const news = cases.filter(({ id, mine, own, urgent, red, kinds }) => {
      const late = red && kinds.includes('case.stage_overdue');
      const name = `${id}${red ? ' red' : ''}`;
      if (!mine || own || !(urgent || late) || told.current.has(name)) return false;
      told.current.add(name);
      return true;
    });
    for (const old of Array.from(told.current).slice(0, -remembered)) told.current.delete(old);
    const [first] = news;
    if (!first) return;
    ring(first.urgent ? 'urgent' : 'red');
    notification.open({
      key,
      icon: <NotificationOutlined className="live-alarm" aria-hidden />,
      title: say(first.urgent ? 'desk.live.urgent' : 'desk.live.red', { n: news.length }),
      description: (
        <ul className="live-news">
          {news.slice(0, 4).map((one) => (
            <li key={one.id}>
              <a href={paths.case(one.id)} onClick={(event) => go(event, one.id)}>
                {one.number}
              </a>{' '}
              {one.title} <small>{one.areaName}</small>
            </li>
          ))}
        </ul>
      ),
      placement: 'topRight',
      duration: 12,
      role: 'alert',
    });
  };
}

/** Whether one hears at once, and aloud. */
export function LiveSwitch() {
  const { say } = useWords();
  const { connected } = useLive();
  const [on, turn] = useSound();
  const word = say(on ? 'desk.live.mute' : 'desk.live.unmute');
  return (
    <>
      <output
        className={connected ? 'live live-on' : 'live'}
        title={say(connected ? 'desk.live.on.hint' : 'desk.live.off.hint')}
      >
        {say(connected ? 'desk.live.on' : 'desk.live.off')}
      </output>
      <Tooltip title={word}>
        <Button
          type="text"
          className={on ? 'sound' : 'sound sound-off'}
          icon={<SoundOutlined aria-hidden />}
          aria-label={word}
          aria-pressed={on}
          onClick={() => turn(!on)}
        />
      </Tooltip>
    </>
  );
}
