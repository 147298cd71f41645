/**
 * 实时: what happens to cases is told to whoever may see them, within half a second of the commit. The feed says which cases; the one
 * scope predicate says who hears of them. Readers of one scope are asked for in one statement, however many they are.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LiveCase, LiveEvents } from '#contract/live.ts';
import { liveEvents } from '#contract/live.ts';
import { permit } from '#access';
import { ordersReachedBy } from '#duty';
import { handsOf, heardCases, ordersReached, type Heard } from '#cases';
import { orderKinds } from '#contract/cases.ts';
import type { Lang } from '#contract/words/words.ts';
import type { Actor } from '#kit/caller.ts';
import { inRegion } from '#kit/db.ts';
import { openFeed, type Told } from '#kit/feed.ts';
import { renamed } from '#kit/named.ts';
import { deny, granted, isRefusal } from '#kit/refusal.ts';
import type { House } from '#kit/serve.ts';
import { serveStream, type Line } from '#kit/stream.ts';

/** How often a line says that it is still there, and the session behind it is looked at. */
const beatMs = 15_000;
/** One browser holds one line; several browsers of one person are welcome, a runaway script is not. */
const linesOfOne = 12;

type Reader = { actor: Actor; line: Line; lang: Lang };
type Room = { readers: Set<Reader>; begun: Promise<number>; leave: () => void };

export function liveRoutes(app: FastifyInstance, house: House): void {
  const feed = openFeed(house.db, house.log);
  app.addHook('onClose', async () => feed.stop());
  const rooms = new Map<number, Room>();

  function join(reader: Reader): { begun: Promise<number>; leave: () => void } {
    const { regionId } = reader.actor;
    let room = rooms.get(regionId);
    if (!room) {
      const readers = new Set<Reader>();
      room = { readers, ...feed.follow(regionId, async (facts, from) => tell(house, readers, facts, from)) };
      rooms.set(regionId, room);
    }
    const { readers, begun, leave } = room;
    readers.add(reader);
    return {
      begun,
      leave: () => {
        readers.delete(reader);
        if (readers.size > 0 || rooms.get(regionId)?.readers !== readers) return;
        leave();
        rooms.delete(regionId);
      },
    };
  }
  const linesOf = (accountId: string): number =>
    Array.from(rooms.values())
      .flatMap(({ readers }) => Array.from(readers))
      .filter(({ actor }) => actor.accountId === accountId).length;

  serveStream(app, house, liveEvents, async ({ caller, query, request, lastHeard }) => {
    const { actor } = caller as Extract<typeof caller, { kind: 'person' }>;
    granted(permit(actor, 'cases.see'));
    if (linesOf(actor.accountId) >= linesOfOne) deny('request.too_many', { seconds: 30 });
    const after = Number(lastHeard ?? query.after);
    const asks = Number.isSafeInteger(after) && after >= 0;
    return (line) => {
      const reader: Reader = { actor, line, lang: query.lang ?? 'zh' };
      // It listens before what was missed is read: a thing may be heard twice, never not at all.
      const { begun, leave } = join(reader);
      if (query.seconds > 0) keepOpen(house, request, reader, query.seconds);
      line.onEnd(leave);
      void (async () => {
        await begun;
        const from = feed.position();
        const missed = asks ? await feed.since(actor.regionId, after) : null;
        send(line, 'hello', { resumed: missed !== null }, from);
        // What was ordered while nobody of the unit was there has come to it now.
        if (query.seconds > 0 && (await reachedBy(house, [actor])) > 0) send(line, 'orders', {}, from);
        if (missed && missed.length > 0) await tell(house, new Set([reader]), missed, from);
      })().then(
        () => query.seconds === 0 && line.end(),
        () => line.end(), // the database does not answer: the browser comes back
      );
    };
  });
}

function keepOpen(house: House, request: FastifyRequest, reader: Reader, seconds: number): void {
  const { line } = reader;
  const over = setTimeout(() => line.end(), seconds * 1_000);
  const beat = setInterval(() => {
    void house.whoIs(request).then(
      (now) => {
        const known = now?.kind === 'person' && now.actor.stage === 'full';
        if (!known || now.actor.accountId !== reader.actor.accountId || !permitted(now.actor)) {
          send(line, 'bye', {});
          return line.end();
        }
        // posts begin and end while a line is open
        reader.actor = now.actor;
        return send(line, 'beat', {});
      },
      () => undefined, // the database does not answer: the next beat asks again
    );
  }, beatMs);
  line.onEnd(() => {
    clearTimeout(over);
    clearInterval(beat);
  });
}
const permitted = (actor: Actor): boolean => !isRefusal(permit(actor, 'cases.see'));

function send<N extends keyof LiveEvents>(line: Line, name: N, data: LiveEvents[N], id?: number): void {
  line.send(name, data, id);
}

/** As many cases as a screen has lines; of more one is told to read anew. */
const mostCases = 200;

async function tell(house: House, readers: ReadonlySet<Reader>, facts: Told[] | null, from: number): Promise<void> {
  if (readers.size === 0) return;
  const ofCases = (facts ?? []).filter(({ subject }) => subject === 'case');
  const ids = [...new Set(ofCases.map(({ subjectId }) => subjectId))];
  if (!facts || ids.length > mostCases) {
    for (const { line } of readers) send(line, 'again', {}, from);
    return;
  }
  // 来电: that one rings or was taken; whose it is, is read anew by whoever answers.
  if (facts.some(({ subject }) => subject === 'call'))
    for (const { actor, line } of readers) if (!isRefusal(permit(actor, 'calls.take'))) send(line, 'calls', {}, from);
  const { regionId } = Array.from(readers)[0]!.actor;
  const at = house.now();
  if (facts.some(({ subject }) => subject === 'order')) {
    const own = Array.from(readers).filter(({ actor }) => readsOrders(actor));
    for (const { line } of own) send(line, 'orders', {}, from);
    await reachedBy(
      house,
      own.map(({ actor }) => actor),
    );
  }
  if (ids.length === 0) return;
  // The statement itself, with its values, is the name of a scope: who shares it sees the same.
  const scopes = new Map<string, { statement: ReturnType<typeof heardCases>; readers: Reader[] }>();
  for (const reader of readers) {
    const statement = heardCases(reader.actor, ids, at);
    const { sql, parameters } = statement.compile(house.db);
    const key = `${sql}${JSON.stringify(parameters)}`;
    const scope = scopes.get(key) ?? { statement, readers: [] };
    scope.readers.push(reader);
    scopes.set(key, scope);
  }
  const reached: Actor[] = [];
  await inRegion(house.db, regionId, async (tx) => {
    for (const { statement, readers: alike } of scopes.values()) {
      const { rows } = await statement.execute(tx);
      if (rows.length === 0) continue;
      const inEnglish = alike.some(({ lang }) => lang === 'en')
        ? renamed(rows, await house.englishNames(tx, regionId))
        : rows;
      for (const { actor, line, lang } of alike) {
        send(line, 'cases', { cases: lived(lang === 'en' ? inEnglish : rows, ofCases, actor) }, from);
        reached.push(actor);
      }
    }
  });
  // 送达: after it was sent, so that nobody waits for the book-keeping.
  const orders = ofCases.filter(({ kind }) => (orderKinds as readonly string[]).includes(kind)).map(({ id }) => id);
  if (orders.length > 0 && reached.length > 0)
    await inRegion(house.db, regionId, (tx) => ordersReached(tx, regionId, orders, handsOf(reached), at));
}

const readsOrders = (actor: Actor): boolean => !isRefusal(permit(actor, 'orders.read'));
/** 指令 that had not come to the units of these people have now; how many. */
async function reachedBy(house: House, actors: readonly Actor[]): Promise<number> {
  const own = actors.filter(readsOrders);
  const [first] = own;
  return first ? inRegion(house.db, first.regionId, (tx) => ordersReachedBy(tx, first.regionId, own, house.now())) : 0;
}

function lived(rows: readonly Heard[], facts: readonly Told[], actor: Actor): LiveCase[] {
  return rows.map((row) => {
    const its = facts.filter(({ subjectId }) => subjectId === row.id);
    return {
      ...row,
      own: its.every(({ personId }) => personId === actor.personId),
      kinds: [...new Set(its.map(({ kind }) => kind))],
    };
  });
}
