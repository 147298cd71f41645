/**
 * A bad network between the server and its database, by a proxy of our own: slow, cut, half-open, swallowing what is sent or what is
 * answered, until no connection is left. Whoever is not answered sends again under the same id. Nothing acknowledged is lost or there
 * twice, every refusal says that it is busy, and once the network is whole again everything goes on by itself.
 */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { intakeRoutes } from '#intake';
import { inRegion, isAway, openDb, openPool } from '#kit/db.ts';
import { inCell, layCorner, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';
import { proxyTo } from './proxy.ts';

let corner: Corner;
let door: Door;
let net: ReturnType<typeof proxyTo>;
let pool: ReturnType<typeof openPool>;
beforeAll(async () => {
  corner = await layCorner();
  const url = new URL(corner.appUrl);
  net = proxyTo({ host: url.hostname, port: Number(url.port) });
  await new Promise<void>((resolve) => void net.server.listen(0, '127.0.0.1', resolve));
  Object.assign(url, { hostname: '127.0.0.1', port: String((net.server.address() as AddressInfo).port) });
  pool = openPool(url.href, { max: 4, waitMs: 1_000, answerMs: 1_000 });
  door = await openDoor({ ...corner, db: openDb(pool) }, [intakeRoutes]);
});
afterAll(async () => {
  net.now.weather = 'fair';
  net.cut();
  await door.close();
  await pool.end();
  net.server.close();
  await corner.drop();
});

type Book = { acknowledged: Map<string, number>; refused: Map<number, number>; on: boolean };
/** Each word is sent until it is acknowledged; whether under one id or, for the control, a new one each time. */
function write(book: Book, writer: number, sameId: boolean): Promise<void> {
  return (async () => {
    for (let n = 0; book.on; n++) {
      const word = `信号灯不亮${writer}号${n}次`;
      let id = uuidv7();
      for (;;) {
        const body = { id, title: word, kind: 'help', naming: 'anonymous', location: inCell };
        const { status } = await door.knock('/v1/reports', { body });
        if (status === 200) break;
        book.refused.set(status, (book.refused.get(status) ?? 0) + 1);
        if (!sameId) id = uuidv7();
        await sleep(30);
      }
      book.acknowledged.set(word, (book.acknowledged.get(word) ?? 0) + 1);
    }
  })();
}
const more = async (book: Book, n: number): Promise<void> => {
  const until = book.acknowledged.size + n;
  while (book.acknowledged.size < until) await sleep(10);
};
async function kept(book: Book): Promise<{ lost: string[]; twice: string[] }> {
  const { rows } = await sql<{ title: string; n: number }>`select title, count(*)::int as n from intake.reports group by title`.execute(corner.owner); // prettier-ignore
  const there = new Map(rows.map(({ title, n }) => [title, n]));
  return {
    lost: [...book.acknowledged.keys()].filter((word) => !there.has(word)),
    twice: rows.filter(({ title, n }) => n > 1 && book.acknowledged.has(title)).map(({ title }) => title),
  };
}

test('slow, cut, deaf and silent: nothing acknowledged is lost or twice, busy is said, and it goes on by itself', async () => {
  const book: Book = { acknowledged: new Map(), refused: new Map(), on: true };
  const writers = Array.from({ length: 8 }, (_one, writer) => write(book, writer, true));
  await more(book, 8);
  const recovered: number[] = [];
  for (const weather of ['slow', 'deaf', 'silent', 'deaf', 'silent'] as const) {
    net.now.weather = weather;
    if (weather === 'slow') await more(book, 2);
    else {
      // Until every connection of the pool is waited on in vain and somebody was told so.
      const before = book.refused.get(503) ?? 0;
      while ((book.refused.get(503) ?? 0) < before + 4) await sleep(20);
    }
    net.now.weather = 'fair';
    const began = performance.now();
    if (weather === 'deaf') net.cut();
    await more(book, 8);
    recovered.push(performance.now() - began);
  }
  for (let i = 0; i < 6; i++) {
    net.cut();
    await more(book, 3);
  }
  book.on = false;
  await Promise.all(writers);
  expect(await kept(book)).toEqual({ lost: [], twice: [] });
  expect([...book.refused.keys()]).toEqual([503]);
  console.log(`network: ${book.acknowledged.size} acknowledged, ${book.refused.get(503)} told that it is busy, going on again after at most ${Math.round(Math.max(...recovered))} ms`); // prettier-ignore
}, 120_000);

test('whose line is cut between two statements is told the same as who waits in one', async () => {
  const broken = await inRegion(openDb(pool), corner.regionId, async (tx) => {
    net.cut();
    await sleep(100);
    await sql`select 1`.execute(tx);
  }).then(
    () => undefined,
    (error: Error) => error,
  );
  expect(broken?.message).toMatch(/not queryable/);
  expect(isAway(broken!)).toBe(true);
  expect(isAway(new Error('column "x" does not exist'))).toBe(false);
});

test('and without an id of one’s own it would show: what was kept and not answered is there twice', async () => {
  const book: Book = { acknowledged: new Map(), refused: new Map(), on: true };
  const writers = Array.from({ length: 4 }, (_one, writer) => write(book, 100 + writer, false));
  await more(book, 4);
  for (let i = 0; i < 3; i++) {
    net.now.weather = 'deaf';
    const before = book.refused.get(503) ?? 0;
    while ((book.refused.get(503) ?? 0) < before + 2) await sleep(20);
    net.now.weather = 'fair';
    net.cut();
    await more(book, 4);
  }
  book.on = false;
  await Promise.all(writers);
  expect((await kept(book)).twice.length).toBeGreaterThan(0);
}, 60_000);
