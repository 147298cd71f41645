/** What happens is told at once, to whoever may see it and to nobody else; who was away hears what was missed. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { LiveCase } from '#contract/live.ts';
import { uuidv7 } from '#contract/ids.ts';
import { accessRoutes } from '#access';
import { caseRoutes } from '#cases';
import { insightRoutes } from '#insight';
import { inRegion, openDb, openPool } from '#kit/db.ts';
import { record, system } from '#kit/facts.ts';
import { layCorner, opened, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';

type Event = { name: string; id: string | null; data: { resumed?: boolean; cases?: LiveCase[] }; at: number };
type Ear = {
  heard: Event[];
  status: number;
  /** the first case that is told like this, in order of telling */
  waitFor: (fits: (one: LiveCase) => boolean) => Promise<LiveCase & { at: number }>;
  until: (fits: (event: Event) => boolean) => Promise<Event>;
  hangUp: () => void;
};

let corner: Corner;
let door: Door;
let url: string;
const ears: Ear[] = [];
beforeAll(async () => {
  corner = await layCorner();
  const { regionId, owner, areas } = corner;
  await sql`update areas.areas set name_en = 'Cell one' where region_id = ${regionId} and id = ${areas.cell}`.execute(
    owner,
  );
});
beforeEach(async () => {
  door = await openDoor(corner, [accessRoutes, insightRoutes, caseRoutes]);
  url = await door.listen();
});
afterEach(async () => {
  for (const ear of ears.splice(0)) ear.hangUp();
  await door.close();
});
afterAll(async () => corner?.drop());

async function listen(as: Post | null, query = 'seconds=60', headers: Record<string, string> = {}): Promise<Ear> {
  const hung = new AbortController();
  const answer = await fetch(`${url}/v1/live?${query}`, {
    headers: { ...(as ? { 'x-signed-in-as': as } : {}), ...headers },
    signal: hung.signal,
  });
  const heard: Event[] = [];
  const waiting = new Set<() => void>();
  const until = async (fits: (event: Event) => boolean): Promise<Event> => {
    for (;;) {
      const found = heard.find(fits);
      if (found) return found;
      // oxlint-disable-next-line no-await-in-loop -- until it is told
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  };
  void (async () => {
    let text = '';
    const read = answer.body!.pipeThrough(new TextDecoderStream());
    try {
      for await (const piece of read) {
        const parts = (text + piece).split('\n\n');
        text = parts.pop()!;
        for (const part of parts) {
          const fields = new Map(part.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
          if (!fields.has('event')) continue;
          const data = JSON.parse(fields.get('data')!) as Event['data'];
          heard.push({ name: fields.get('event')!, id: fields.get('id') ?? null, data, at: performance.now() });
        }
        for (const go of waiting) go();
        waiting.clear();
      }
    } catch {
      // hung up
    }
  })();
  const ear: Ear = {
    heard,
    status: answer.status,
    until,
    async waitFor(fits) {
      const event = await until(({ data }) => data.cases?.some(fits) ?? false);
      return { ...event.data.cases!.find(fits)!, at: event.at };
    },
    hangUp: () => hung.abort(),
  };
  ears.push(ear);
  if (ear.status === 200) await until(({ name }) => name === 'hello');
  return ear;
}
const told = (ear: Ear): string[] => ear.heard.flatMap(({ data }) => data.cases ?? []).map(({ id }) => id);
const noon = new Date('2026-11-23T04:00:00Z');
const move = async (caseId: string, as: Post, input: object): Promise<void> => {
  const { body } = await door.knock(`/v1/cases/${caseId}`, { as });
  const answer = await door.knock(`/v1/cases/${caseId}/moves`, {
    as,
    body: { id: uuidv7(), version: body.case.version, input },
  });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
};

describe('one stream', () => {
  test('an urgent case is heard by whoever it waits for', async () => {
    const receiver = await listen('receiver');
    const caseId = await opened(corner, noon, { urgent: true });
    const one = await receiver.waitFor(({ id }) => id === caseId);
    expect(one).toMatchObject({ urgent: true, mine: true, own: false, kinds: ['case.opened'], areaName: /单元/ });
  });

  /**
   * Of forty the 99th hundredth is the slowest. From the return of COMMIT to the event in the reader's hands, both in this process and on
   * one clock, while seven other lines of three scopes are told the same. The cases begin at moments spread over the beat of the feed, so
   * that the worst place in it is among them. A machine may be busy with something else: while this process itself is not let run (its own
   * clock comes late by more than a tenth of a second) nobody could tell how late the event was, and that one case is measured anew: ten
   * times at most, so that a stream which holds up its own process is found out all the same.
   */
  test(
    'forty urgent cases are each on the dispatcher’s stream within a second of their commit',
    { timeout: 120_000 },
    async () => {
      const dispatcher = await listen('dispatcher');
      const others = ['dispatcher', 'dispatcher', 'receiver', 'receiver', 'duty_officer', 'clerk', 'leader'] as const;
      await Promise.all(others.map((post) => listen(post)));
      const [wanted, beat] = [40, 200];
      const late: number[] = [];
      const starved: number[] = [];
      const clock = monitorEventLoopDelay({ resolution: 10 });
      clock.enable();
      while (late.length < wanted) {
        await setTimeout(Math.round((late.length * beat) / wanted));
        clock.reset();
        const caseId = await opened(corner, noon, { urgent: true });
        const committed = performance.now();
        const one = await dispatcher.waitFor(({ id }) => id === caseId);
        expect(one).toMatchObject({ urgent: true, own: false, kinds: ['case.opened'] });
        const took = one.at - committed;
        if (took > 1_000 && clock.max / 1e6 > 100) starved.push(took);
        else late.push(took);
        expect(
          starved.length,
          `this machine does not let the test run: ${starved.map(Math.round).join(', ')} ms`,
        ).toBeLessThanOrEqual(10);
      }
      clock.disable();
      expect(Math.max(...late)).toBeLessThanOrEqual(1_000);
    },
  );

  test('who did it hears that it was her own doing; to others it is news', async () => {
    const [receiver, officer] = [await listen('receiver'), await listen('duty_officer')];
    const caseId = await opened(corner, noon);
    door.at('2026-11-23T04:10:00Z');
    await move(caseId, 'receiver', { move: 'receive' });
    const isReceived = ({ id, kinds }: LiveCase) => id === caseId && kinds.includes('case.received');
    const [own, news] = [await receiver.waitFor(isReceived), await officer.waitFor(isReceived)];
    expect(news).toMatchObject({ own: false, mine: true });
    // Told together with its opening, which was nobody's own doing, it would not be her own.
    expect(own.own).toBe(!own.kinds.includes('case.opened'));
  });

  test('places are named in the language of each line, side by side', async () => {
    const [officer, guest] = [await listen('duty_officer'), await listen('duty_officer', 'seconds=60&lang=en')];
    const caseId = await opened(corner, noon);
    const it = ({ id }: LiveCase) => id === caseId;
    expect((await officer.waitFor(it)).areaName).toMatch(/单元/);
    expect((await guest.waitFor(it)).areaName).toBe('Cell one');
  });

  test('nobody hears of a case she may not see', async () => {
    const [officer, clerk, keeper] = [await listen('duty_officer'), await listen('clerk'), await listen('keeper')];
    const plain = await opened(corner, noon);
    const hushed = await opened(corner, noon, { confidential: true });
    await officer.waitFor(({ id }) => id === hushed);
    await keeper.waitFor(({ id }) => id === plain);
    // The clerk of a department has no part in either; the keeper's ground shows what is not told in confidence.
    await opened(corner, noon);
    await officer.until(({ data }) => (data.cases?.length ?? 0) > 0 && told(officer).length >= 3);
    expect(told(clerk)).toEqual([]);
    expect(told(keeper)).not.toContain(hushed);
  });

  test('administrators and strangers have nothing to listen to; a script that opens line after line is stopped', async () => {
    expect((await listen('system_admin')).status).toBe(403);
    expect((await listen(null)).status).toBe(401);
    for (let n = 0; n < 12; n++) expect((await listen('caller')).status).toBe(200);
    expect((await listen('caller')).status).toBe(429);
  });
});

describe('who was away', () => {
  test('hears what was missed, by the id of the last event, then goes on', async () => {
    const before = await listen('receiver');
    const first = await opened(corner, noon);
    const { id } = await before.until(({ data }) => data.cases?.some((one) => one.id === first) ?? false);
    before.hangUp();
    const missed = await opened(corner, noon);
    const after = await listen('receiver', 'seconds=60', { 'last-event-id': id! });
    expect(after.heard[0]).toMatchObject({ name: 'hello', data: { resumed: true } });
    await after.waitFor((one) => one.id === missed);
    const next = await opened(corner, noon);
    await after.waitFor((one) => one.id === next);
  });

  test('without an id, everything is to be read anew; a line of no seconds tells what was missed and ends', async () => {
    expect((await listen('receiver')).heard[0]).toMatchObject({ name: 'hello', data: { resumed: false } });
    const caseId = await opened(corner, noon);
    const answer = await door.knock('/v1/live?seconds=0&after=0', { as: 'receiver' });
    expect(answer.headers['content-type']).toMatch('text/event-stream');
    expect(answer.raw.toString()).toContain(caseId);
  });
});

const factOf = (subjectId: string, kind: string) => ({
  subject: 'case' as const,
  subjectId,
  kind,
  at: noon,
  by: system,
});
/** Writes a fact of this case and commits when told to. */
async function writeSlowly(caseId: string): Promise<() => Promise<void>> {
  const pool = openPool(corner.appUrl, { max: 1 });
  const written = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const done = inRegion(openDb(pool), corner.regionId, async (tx) => {
    await record(tx, corner.regionId, [factOf(caseId, 'case.slow')]);
    written.resolve();
    await go.promise;
  }).then(() => pool.end());
  await written.promise;
  return () => {
    go.resolve();
    return done;
  };
}

describe('whose page has just been read', () => {
  const session = async () => (await door.knock('/v1/session', { as: 'receiver' })).body.heardTo as number;

  test('is told what came since, even what was being written just then, and nothing is read twice', async () => {
    const [before, slow] = [await opened(corner, noon), await opened(corner, noon)];
    await session();
    const commit = await writeSlowly(slow);
    const from = await session();
    const since = await opened(corner, noon);
    await commit();
    const ear = await listen('receiver', `seconds=60&after=${from}`);
    expect(ear.heard[0]).toMatchObject({ name: 'hello', data: { resumed: true } });
    await ear.waitFor(({ id, kinds }) => id === slow && kinds.includes('case.slow'));
    await ear.waitFor(({ id }) => id === since);
    ear.hangUp();
    // The first one after the writer has ended may still tell of him; then all is told.
    await session();
    const quiet = await listen('receiver', `seconds=60&after=${await session()}`);
    await setTimeout(700);
    expect(quiet.heard.map(({ name, data }) => [name, data.resumed])).toEqual([['hello', true]]);
    expect(told(quiet)).not.toContain(before);
  });
});

describe('ids are drawn before the commit', () => {
  test('what was drawn first and committed last is told all the same', async () => {
    const receiver = await listen('receiver');
    const [slow, quick] = [await opened(corner, noon), await opened(corner, noon)];
    await receiver.waitFor(({ id }) => id === quick);
    const commit = await writeSlowly(slow);
    await within(corner, (tx) => record(tx, corner.regionId, [factOf(quick, 'case.quick')]));
    await receiver.waitFor(({ kinds }) => kinds.includes('case.quick'));
    await commit();
    await receiver.waitFor(({ id, kinds }) => id === slow && kinds.includes('case.slow'));
  });
});
