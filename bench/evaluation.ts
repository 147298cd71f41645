/**
 * A month of cases among many, evaluated: afresh from its facts, then brought up to date after some more cases were moved by the
 * rooms' own doors, then all cases there are. Says whether the shorter way gave the same digits.
 *
 *   node bench/evaluation.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--moved 100] [--all]
 *   DATABASE_URL=<owner, may create databases> node bench/evaluation.ts [--cases 100000]
 */
import { createHash } from 'node:crypto';
import { loadavg } from 'node:os';
import { uuidv7 } from '#contract/ids.ts';
import { inRegion } from '#kit/db.ts';
import { computePeriod, ensureScheme } from '#evaluation';
import { insertPeriod } from '../server/evaluation/store.ts';
import { figuresOf } from '../server/evaluation/views.ts';
import { playPatterns } from './generate/play.ts';
import { generated } from './generated.ts';
import { record } from './record.ts';

const DAY = 86_400_000;
const { db, keys, ground, client, cases, options, close } = await generated({ moved: '100', all: false });
const { regionId } = ground;
const one = async <T>(text: string): Promise<T> => (await client.query(text, [regionId])).rows[0] as T;
const { first, last } = await one<{ first: Date; last: Date }>(
  'select min(opened_at) as first, max(opened_at) as last from cases.cases where region_id = $1',
);
const load = loadavg()[0]!;

const timed = async <T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> => {
  const from = performance.now();
  const value = await work();
  return { seconds: Math.round((performance.now() - from) / 10) / 100, value };
};
const peak = { rssMb: 0 };
const progress = {
  async at() {
    peak.rssMb = Math.max(peak.rssMb, Math.round(process.memoryUsage.rss() / 1_000_000));
  },
  goOn() {},
};
async function period(kind: 'month' | 'year', from: Date, to: Date): Promise<string> {
  const id = uuidv7();
  await inRegion(db, regionId, async (tx) => {
    const { version } = await ensureScheme(tx, regionId, new Date());
    // A day nobody else's period begins on: a benchmark may run again on the same database.
    const firstOn = new Date(Date.UTC(1900, 0, 1) + Math.floor(Math.random() * 30_000) * DAY)
      .toISOString()
      .slice(0, 10);
    await insertPeriod(tx, regionId, { id, kind, firstOn, from, to, schemeVersion: version });
  });
  return id;
}
const digits = async (id: string): Promise<string> => {
  const figures = await inRegion(db, regionId, (tx) => figuresOf(tx, regionId, id));
  const told = figures.filter(({ n, exempt }) => n > 0 || exempt > 0).map((figure) => JSON.stringify(figure));
  return createHash('sha256').update(told.toSorted().join('\n')).digest('hex').slice(0, 16);
};
const compute = (id: string, fresh: boolean) =>
  timed(() => computePeriod({ db }, regionId, id, { at: new Date(last.getTime() + 40 * DAY), fresh }, progress));

// The last whole month before the newest case.
const to = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1));
const from = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - 1, 1));
const month = await period('month', from, to);
const fresh = await compute(month, true);
const counted = await one<{ traces: number; cases: number }>(
  `select count(*)::int as traces, count(distinct case_id)::int as cases from evaluation.traces where region_id = $1 and period_id = '${month}'`,
);
const moved = Number(options['moved']);
await playPatterns(
  { db, keys, ground },
  { seed: Date.now(), patterns: moved, from: new Date(to.getTime() - 3 * DAY), until: to, days: 3 },
  () => undefined,
);
const step = await compute(month, false);
const nothing = await compute(month, false);
const afterStep = await digits(month);
const again = await compute(month, true);
const same = afterStep === (await digits(month));
const all = options['all']
  ? await compute(await period('year', first, new Date(last.getTime() + DAY)), true)
  : undefined;

record(
  'evaluation',
  ['server', 'contract', 'db/migrations', 'bench/evaluation.ts', 'bench/generate.ts', 'bench/generate'],
  {
    loadBefore: Math.round(load * 10) / 10,
    cases,
    month: {
      casesLookedAt: fresh.value.cases,
      casesCounted: counted.cases,
      traces: counted.traces,
      secondsFromFacts: fresh.seconds,
      secondsFromFactsAgain: again.seconds,
      incremental: {
        casesMoved: moved,
        casesCountedAnew: step.value.cases,
        seconds: step.seconds,
        secondsWhenNothingChanged: nothing.seconds,
      },
      sameDigits: same,
    },
    ...(all ? { all: { cases: all.value.cases, seconds: all.seconds } } : {}),
    limits: { monthFromFacts: 30, incremental: 1, all: 600 },
    peakRssMb: peak.rssMb,
    loadAfter: Math.round(loadavg()[0]! * 10) / 10,
  },
);
await close();
