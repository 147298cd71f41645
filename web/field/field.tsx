/**
 * The worker's phone as every page sees it: whose it is, the bundle of the day, what waits in the outbox, whether she is on duty. All
 * of it comes from the store; the network is only how the store is filled and emptied.
 */
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { uuidv7 } from '#contract/ids.ts';
import { registerPhone, type FieldDay } from '#contract/patrol.ts';
import { letRing as letRingThere, stopRinging } from '#contract/push.ts';
import { call, ProblemError } from '#web/kit/api.ts';
import { readTimesIn } from '#web/kit/time.ts';
import { useWords } from '#web/kit/words.tsx';
import { hush, ringOn, type House } from './bell.ts';
import { browserDevice, type DevicePort, type Fix } from './device.ts';
import { bundleEveryMs, following } from './following.ts';
import {
  actsOf,
  giveUp,
  leavePhotoOut,
  queued,
  sendAgain,
  unsentCount,
  type Act,
  type Row,
  type What,
} from './outbox.rules.ts';
import { forgetPhone, owner as knownOwner, phoneId, setOwner, type Content, type Owner, type Store } from './store.ts';
import { fetchDay, fetchPictures, pictureOf, synchronise } from './sync.ts';

export type Part = Omit<Content, 'title'> & {
  what: What;
  photo?: ArrayBuffer;
  /** the case comes from the receipt of the first part */
  ofFirst?: boolean;
};
export type Order = { title: string; group?: string; after?: string | null };
export type LocalShift = { id: string; beganAt: number; checkInKey: string | null };
export type Standing = 'starting' | 'nobody' | 'ready';

export type Field = {
  standing: Standing;
  owner: Owner | null;
  day: FieldDay | null;
  /** signed in, and without a post that has a day */
  dayless: boolean;
  /** the phone could not keep what she did last: it has no room left */
  full: boolean;
  acts: Act[];
  unsent: number;
  titleOf: (act: Act) => string;
  online: boolean;
  syncing: boolean;
  /** the house was last reached at */
  reachedAt: number | null;
  needsSignIn: boolean;
  wiped: boolean;
  offsetMs: number;
  shift: LocalShift | null;
  fix: Fix | null;
  locate: () => Promise<Fix | null>;
  device: DevicePort;
  act: (parts: readonly Part[], order: Order) => Promise<string>;
  setShift: (shift: LocalShift | null) => Promise<void>;
  sync: (how?: { hurry?: boolean; day?: boolean }) => Promise<void>;
  again: (act: Act, change?: (content: Content) => Content) => Promise<void>;
  drop: (act: Act, reason: string) => Promise<void>;
  /** a refused photo stays behind, and the rest of its act goes on */
  leaveOut: (act: Act, reason: string) => Promise<void>;
  contentOf: (key: string) => Promise<Content | null>;
  draft: <T>(name: string) => Promise<T | null>;
  keepDraft: (name: string, value: unknown) => Promise<void>;
  /** a photo that is taken and not sent yet, by the draft and its place in it; null takes it away */
  draftShot: (name: string, slot: string) => Promise<ArrayBuffer | null>;
  keepShot: (name: string, slot: string, bytes: ArrayBuffer | null) => Promise<void>;
  /** one of those beside a task, if it is on the phone; `pictures` counts how often some came */
  picture: (id: string) => Promise<ArrayBuffer | null>;
  pictures: number;
  came: (who: Owner) => Promise<void>;
  left: () => Promise<void>;
};
const FieldContext = createContext<Field | null>(null);
export function useField(): Field {
  const field = use(FieldContext);
  if (!field) throw new Error('useField needs <FieldProvider> above it');
  return field;
}

/** What the house is told of this phone's bell. */
export const bellHouse: House = {
  tell: (address) => call(letRingThere, { params: { phoneId: phoneId(uuidv7) }, body: { id: uuidv7(), ...address } }),
  untell: () => call(stopRinging, { params: { phoneId: phoneId(uuidv7) }, body: { id: uuidv7() } }),
};

const newInTheDay = { publicity: [], lessons: [], offices: [], reports: true } satisfies Partial<FieldDay>;
const everyMs = 60_000;
const dayFreshMs = 300_000;

export function FieldProvider({ device = browserDevice, children }: { device?: DevicePort; children: ReactNode }) {
  const [standing, setStanding] = useState<Standing>(() => (knownOwner() ? 'starting' : 'nobody'));
  const [owner, setWho] = useState<Owner | null>(null);
  const [day, setDay] = useState<FieldDay | null>(null);
  const [dayless, setDayless] = useState(false);
  const [full, setFull] = useState(false);
  const [rows, setRows] = useState<Row[]>([]);
  const [titles, setTitles] = useState<Record<string, string>>({});
  const [online, setOnline] = useState(navigator.onLine);
  const [syncing, setSyncing] = useState(false);
  const [reachedAt, setReachedAt] = useState<number | null>(null);
  const [needsSignIn, setNeedsSignIn] = useState(false);
  const [wiped, setWiped] = useState(false);
  const [offsetMs, setOffset] = useState(0);
  const [shift, setLocalShift] = useState<LocalShift | null>(null);
  const [fix, setFix] = useState<Fix | null>(null);
  const [pictures, setPictures] = useState(0);
  const store = useRef<Store | null>(null);
  const clock = useRef({ offsetMs: 0, known: false });
  const dayAt = useRef(0);
  const running = useRef(false);
  const wanted = useRef(false);
  const fetching = useRef(false);

  const readRows = useCallback(async () => {
    const open = store.current;
    if (!open) return;
    const all = await open.rows();
    setRows(all);
    setTitles((await open.kept<Record<string, string>>('titles')) ?? {});
  }, []);
  const learn = useCallback((measured: number | null) => {
    if (measured === null) return;
    clock.current = { offsetMs: measured, known: true };
    setOffset(measured);
    void store.current?.keep('offset', measured);
  }, []);
  const takeDay = useCallback(async (fresh: FieldDay, all: readonly Row[]) => {
    const open = store.current;
    if (!open) return;
    setDay(fresh);
    dayAt.current = Date.now();
    await open.keep('day', fresh);
    readTimesIn((fresh.calendar as { timeZone?: string }).timeZone);
    // What is under way here is newer than what the house knows.
    const underWay = all.some(
      ({ what, state }) => (what === 'check_in' || what === 'check_out') && (state === 'queued' || state === 'sending'),
    );
    if (underWay) return;
    const now = fresh.shift && { id: fresh.shift.id, beganAt: Date.parse(fresh.shift.beganAt), checkInKey: null };
    setLocalShift(now);
    await open.keep('shift', now);
  }, []);

  const once = useCallback(
    async (opened: Store, how: { hurry?: boolean; day?: boolean }) => {
      const before = unsentCount(await opened.rows());
      const done = await synchronise({
        store: opened,
        offsetMs: clock.current.offsetMs,
        hurry: how.hurry ?? false,
        changed: () => void readRows(),
      });
      if (done.wiped) {
        void device.push.off();
        store.current = null;
        setRows([]);
        setDay(null);
        setWho(null);
        setWiped(true);
        setStanding('nobody');
        return;
      }
      learn(done.offsetMs);
      setOnline(done.reached);
      if (done.signedOut) setNeedsSignIn(true);
      if (!done.reached) return;
      setReachedAt(Date.now());
      const all = await opened.rows();
      const stale = Date.now() - dayAt.current > dayFreshMs;
      if (how.day || stale || unsentCount(all) < before) {
        const asked = await fetchDay();
        learn(asked.offsetMs);
        setNeedsSignIn(asked.signedOut);
        setDayless(asked.none);
        if (asked.day) {
          await takeDay(asked.day, all);
          // Not waited for: what she does next is not kept up by pictures of what others did.
          if (!fetching.current) {
            fetching.current = true;
            void fetchPictures(opened, asked.day)
              .then(
                (came) => came && setPictures((n) => n + 1),
                // The phone is full, or she has signed out meanwhile: the words of the task are there without them.
                () => undefined,
              )
              .finally(() => (fetching.current = false));
          }
        }
      }
    },
    [device, learn, readRows, takeDay],
  );
  const sync = useCallback<Field['sync']>(
    async (how = {}) => {
      if (running.current) {
        wanted.current = true;
        return;
      }
      running.current = true;
      setSyncing(true);
      try {
        let next = how;
        do {
          wanted.current = false;
          if (store.current) await once(store.current, next);
          next = {};
        } while (wanted.current);
      } finally {
        running.current = false;
        setSyncing(false);
        await readRows();
      }
    },
    // oxlint-disable-next-line react/memo-dependencies -- both are called in the loop, which the rule does not see
    [once, readRows],
  );

  const open = useCallback(
    async (who: Owner) => {
      const opened = await device.storage.open(who.accountId);
      store.current = opened;
      const kept = await opened.kept<FieldDay>('day');
      readTimesIn((kept?.calendar as { timeZone?: string } | undefined)?.timeZone);
      const offset = await opened.kept<number>('offset');
      if (offset !== null) {
        clock.current = { offsetMs: offset, known: true };
        setOffset(offset);
      }
      // Kept by the version of yesterday: what it did not know yet is empty until the next fetch.
      setDay(
        kept && { ...newInTheDay, ...kept, tasks: kept.tasks.map((task) => Object.assign({ pictures: [] }, task)) },
      );
      setLocalShift(await opened.kept<LocalShift>('shift'));
      setWho(who);
      await readRows();
      setStanding('ready');
    },
    [device, readRows],
  );

  useEffect(() => {
    const who = knownOwner();
    // oxlint-disable-next-line react/set-state-in-effect -- the store answers later, and there is no earlier moment to ask it
    if (who) void open(who).then(() => sync({ day: true, hurry: true }));
    void device.storage.keep();
  }, [device, open, sync]);
  // Units, areas and matters come in her language: whoever changes it has them anew, as soon as there is a network.
  const { lang } = useWords();
  const spoken = useRef(lang);
  useEffect(() => {
    if (spoken.current === lang) return;
    spoken.current = lang;
    void sync({ day: true });
  }, [lang, sync]);
  useEffect(() => {
    const now = () => void sync({ hurry: true });
    const gone = () => setOnline(false);
    const seen = () => document.visibilityState === 'visible' && now();
    const timer = setInterval(() => void sync(), everyMs);
    window.addEventListener('online', now);
    window.addEventListener('offline', gone);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', now);
      window.removeEventListener('offline', gone);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [sync]);

  const act = useCallback<Field['act']>(
    async (parts, { title, group, after = null }) => {
      const opened = store.current;
      if (!opened) throw new Error('nobody is signed in on this phone');
      const name = uuidv7();
      const keys = parts.map(() => uuidv7());
      const deviceAt = Date.now();
      const all: { row: Row; content: Content; photo?: ArrayBuffer }[] = [];
      for (const [n, { what, photo, ofFirst, ...content }] of parts.entries()) {
        const row = queued({
          key: keys[n]!,
          id: keys[n]!,
          act: name,
          group: group ?? name,
          seq: await opened.nextSeq(),
          what,
          caseFrom: ofFirst ? keys[0]! : null,
          after,
          deviceAt,
          offsetMs: clock.current.known ? clock.current.offsetMs : null,
        });
        all.push({ row, content: { ...content, title }, ...(photo ? { photo } : {}) });
      }
      await opened.add(all).catch((error: unknown) => {
        setFull(true);
        throw error;
      });
      setFull(false);
      const known = (await opened.kept<Record<string, string>>('titles')) ?? {};
      await opened.keep('titles', { ...known, [name]: title });
      await readRows();
      void sync();
      return keys[0]!;
    },
    [readRows, sync],
  );

  // One and the same for ever: a form that asks when it opens would ask again at each answer, and empty the battery.
  const locate = useCallback<Field['locate']>(async () => {
    const found = await device.location.now();
    if (found) setFix(found);
    return found;
  }, [device]);
  const picture = useCallback<Field['picture']>(
    async (id) => (store.current ? pictureOf(store.current, id) : null),
    [],
  );
  const contentOf = useCallback<Field['contentOf']>(async (key) => (await store.current?.content(key)) ?? null, []);
  const value = useMemo<Field>(() => {
    const opened = () => store.current;
    return {
      standing,
      owner,
      day,
      dayless,
      full,
      acts: actsOf(rows.filter(({ what }) => what !== 'positions')),
      unsent: unsentCount(rows),
      titleOf: ({ act: name }) => titles[name] ?? '',
      online,
      syncing,
      reachedAt,
      needsSignIn,
      wiped,
      offsetMs,
      shift,
      fix,
      device,
      locate,
      act,
      async setShift(next) {
        setLocalShift(next);
        await opened()?.keep('shift', next);
      },
      sync,
      async again(one, change) {
        const now = opened();
        if (!now) return;
        for (const row of one.rows.filter(({ state }) => state === 'refused')) {
          const content = await now.content(row.key);
          if (content && change && row.what !== 'photo') await now.replaceContent(row.key, change(content));
          await now.put([sendAgain(row, uuidv7())]);
        }
        await readRows();
        void sync({ hurry: true });
      },
      async drop(one, reason) {
        const now = opened();
        if (!now) return;
        await now.put(giveUp(one.rows, one.act, reason));
        await readRows();
        void sync();
      },
      async leaveOut(one, reason) {
        const now = opened();
        if (!now) return;
        await now.put(leavePhotoOut(one.rows, reason));
        await readRows();
        void sync({ hurry: true });
      },
      contentOf,
      picture,
      pictures,
      draft: async (name) => (await opened()?.kept(`draft:${name}`)) ?? null,
      keepDraft: async (name, draft) => opened()?.keep(`draft:${name}`, draft),
      draftShot: async (name, slot) => (await opened()?.photo(`draft:${name}:${slot}`)) ?? null,
      async keepShot(name, slot, bytes) {
        const key = `draft:${name}:${slot}`;
        await (bytes ? opened()?.keepPhoto(key, bytes) : opened()?.forgetContent(key))?.then(
          () => setFull(false),
          () => setFull(true),
        );
      },
      async came(who) {
        setOwner(who);
        setNeedsSignIn(false);
        setWiped(false);
        await open(who);
        const register = () =>
          call(registerPhone, {
            body: { id: uuidv7(), phoneId: phoneId(uuidv7), name: device.name().slice(0, 80) },
          });
        // Known as the phone of who had it before her: from now on it is another one, which forgets when she says so.
        const anew = (error: unknown) => {
          if (!(error instanceof ProblemError) || error.problem.code !== 'thing.not_found') return undefined;
          forgetPhone();
          return register();
        };
        await register()
          .catch(anew)
          .catch(() => undefined);
        void ringOn(device.push, bellHouse);
        await sync({ day: true, hurry: true });
      },
      async left() {
        await hush(device.push, bellHouse);
        await store.current?.destroy();
        store.current = null;
        setOwner(null);
        setWho(null);
        setDay(null);
        setRows([]);
        setLocalShift(null);
        setStanding('nobody');
      },
    };
  }, [
    standing,
    owner,
    day,
    dayless,
    full,
    rows,
    titles,
    online,
    syncing,
    reachedAt,
    needsSignIn,
    wiped,
    offsetMs,
    shift,
    fix,
    device,
    locate,
    act,
    sync,
    open,
    readRows,
    contentOf,
    picture,
    pictures,
  ]);
  useFollowing(value);
  return <FieldContext value={value}>{children}</FieldContext>;
}

/** 轨迹: only while she is on duty and the app is open. */
function useFollowing({ shift, device, act, standing, offsetMs }: Field): void {
  const offset = useRef(offsetMs);
  useEffect(() => {
    offset.current = offsetMs;
  }, [offsetMs]);
  const shiftId = standing === 'ready' ? shift?.id : undefined;
  const checkInKey = shift?.checkInKey ?? null;
  useEffect(() => {
    if (!shiftId) return undefined;
    const track = following(
      device.location,
      Date.now,
      () => offset.current,
      (points) => {
        const part: Part = { what: 'positions', endpoint: 'patrol.positions', params: { shiftId }, body: { points } };
        void act([part], { title: '', group: `shift:${shiftId}`, after: checkInKey });
      },
    );
    const timer = setInterval(track.flush, bundleEveryMs);
    const hidden = () => document.visibilityState === 'hidden' && track.flush();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', hidden);
      track.stop();
    };
  }, [shiftId, checkInKey, device, act]);
}
