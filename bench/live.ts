/**
 * 实时: an urgent case is committed; how long until the dispatcher's open stream tells of it? Beside it listen as many other desks as a
 * district has, and the case comes in among many.
 *
 *   node bench/live.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--times 100] [--ears 40]
 *   DATABASE_URL=<owner, may create databases> node bench/live.ts [--cases 50000]
 */
import { loadavg } from 'node:os';
import { openCase } from '#cases';
import type { Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { LiveEvents } from '#contract/live.ts';
import { inRegion } from '#kit/db.ts';
import { system } from '#kit/facts.ts';
import { generated } from './generated.ts';
import { insightDoor } from './insight-door.ts';
import { record } from './record.ts';
import { quantile } from './town.ts';

const { db, ground, keys, client, cases, options, close } = await generated({
  cases: '50000',
  times: '100',
  ears: '40',
});
const [times, ears] = [Number(options['times']), Number(options['ears'])];
const loadBefore = loadavg()[0]!;
const listening: Post[] = ['dispatcher', 'duty_officer', 'clerk', 'receiver'];
const actors = listening.flatMap((post) => ground.in(post).slice(0, Math.ceil(ears / listening.length)));
const app = insightDoor({ db, keys, ground }, ({ headers }) => actors[Number(headers['x-ear'])]!);
const url = await app.listen({ host: '127.0.0.1', port: 0 });

/** When this ear heard of a case first. */
const heardAt = new Map<string, number>();
const told = new Map<string, () => void>();
async function listen(ear: number, hear: (id: string) => void): Promise<() => void> {
  const hung = new AbortController();
  const answer = await fetch(`${url}/v1/live?seconds=900`, { headers: { 'x-ear': String(ear) }, signal: hung.signal });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = (await reader.read()).value ?? '';
  void (async () => {
    for (;;) {
      const events = rest.split('\n\n');
      rest = events.pop()!;
      for (const event of events) {
        const data = /^event: cases$/m.test(event) && /^data: (.*)$/m.exec(event)?.[1];
        if (data) for (const { id } of (JSON.parse(data) as LiveEvents['cases']).cases) hear(id);
      }
      const next = await reader.read();
      if (next.done) return;
      rest += next.value;
    }
  })().catch(() => undefined);
  return () => hung.abort();
}
const hangUps = await Promise.all(
  actors.map((_, ear) =>
    listen(ear, (id) => {
      if (ear > 0 || heardAt.has(id)) return;
      heardAt.set(id, performance.now());
      told.get(id)?.();
    }),
  ),
);

const { rows } = await client.query<{ areaId: number; areaPath: string; matterId: number }>(
  `select area_id as "areaId", area_path::text as "areaPath", matter_id as "matterId" from cases.cases
    where region_id = $1 and not confidential and about_root_unit_id is null order by opened_at desc limit 200`,
  [ground.regionId],
);
const waits: number[] = [];
for (let i = 0; i < times; i++) {
  const id = uuidv7();
  const place = rows[i % rows.length]!;
  const heard = new Promise<void>((resolve) => told.set(id, resolve));
  await inRegion(db, ground.regionId, (tx) =>
    openCase(
      tx,
      ground.regionId,
      {
        id,
        kind: 'help',
        discovery: 'passive',
        channel: 'hotline',
        title: '路面塌陷',
        detail: '人行道塌陷，有行人险些跌入。',
        matterId: place.matterId,
        matterBy: 'operator',
        urgent: true,
        confidential: false,
        placeText: '',
        location: null,
        locatedBy: 'operator',
        areaId: place.areaId,
        areaPath: place.areaPath,
      },
      system,
      new Date(),
    ),
  );
  const committed = performance.now();
  await heard;
  waits.push(heardAt.get(id)! - committed);
}
for (const hangUp of hangUps) hangUp();
const figures = { p50Ms: quantile(waits, 0.5), p95Ms: quantile(waits, 0.95), p99Ms: quantile(waits, 0.99) };
console.error(JSON.stringify(figures));
record('live', ['server/insight', 'server/kit/feed.ts', 'server/cases', 'bench/live.ts', 'bench/generate'], {
  loadBefore: Math.round(loadBefore * 10) / 10,
  cases,
  ears: actors.length,
  times,
  commitToDispatcher: figures,
  loadAfter: Math.round(loadavg()[0]! * 10) / 10,
});
await app.close();
await close();
