/**
 * A platform's replied messages, which stand outside the repository, replayed by the command line as a user types it: with their
 * dates and replies, the matter by triage, the place by the area names that stand in the text, what nobody can tell to the fallback.
 * Twice: with the matters and words that ship, and with a model learnt on the way from labelled messages, which is thrown away.
 * Only counts and times are kept.
 *
 *   node bench/replay-messages.ts <folder with replied-messages.jsonl and messages.train.jsonl>
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { homeIn } from '#kit/postgres-place.ts';
import { startPostgres } from '#kit/postgres.ts';
import { gridloopIn, needed } from './gridloop.ts';
import { record } from './record.ts';

const [folder] = process.argv.slice(2);
if (!folder)
  throw new Error('node bench/replay-messages.ts <folder with replied-messages.jsonl and messages.train.jsonl>');
const measured = [
  'server',
  'contract',
  'db/migrations',
  'demo/catalogue.csv',
  'bench/replay-messages.ts',
  'bench/replay',
];
const data = mkdtempSync(join(tmpdir(), 'gridloop-replay-messages-'));
chmodSync(data, 0o711);

/**
 * The area table. The platform codes its places: a letter for a city, a number for what lies in it; whether that is a 区, 县 or 市
 * is told by its last character. Numbers that stand in no message do no harm.
 */
const province = { code: '0', name: '西地省' };
const within: Record<string, string> = {
  A: '1-6区 7-8县 9市',
  B: '1-4区 5-8县 9市',
  C: '1-2区 3县 4-5市',
  D: '1-5区 6-10县 11-12市',
  E: '1-4区 5-11县 12市',
  F: '1-3区 4-7县 8-9市',
  G: '1-2区 3-8县 9市',
  H: '1-2区 3-4县',
  I: '1-3区 4-5县 6市',
  J: '1-2区 3-10县 11市',
  K: '1-2区 3-11县',
  L: '1区 2-11县 12市',
  M: '1区 2-3县 4-5市 6-15县',
};
function areaTable(): string {
  const rows = [
    ['code', 'name', 'parent'],
    [province.code, province.name, ''],
  ];
  for (const [city, parts] of Object.entries(within)) {
    rows.push([city, `${city}市`, province.code]);
    for (const [, from, to, kind] of parts.matchAll(/(\d+)(?:-(\d+))?([区县市])/g))
      for (let n = Number(from); n <= Number(to ?? from); n++) rows.push([`${city}${n}`, `${city}${n}${kind}`, city]);
  }
  return `${rows.map((row) => row.join(',')).join('\n')}\n`;
}

const gridloop = gridloopIn(data);
const must = needed(gridloop);

const messages = join(folder, 'replied-messages.jsonl');
const mapping = JSON.parse(readFileSync(join(import.meta.dirname, 'replay/messages.json'), 'utf8')) as object;

/** Into a region of its own, whose areas and matters are there before. */
async function played(region: string, ...more: string[]): Promise<Record<string, unknown>> {
  const areas = join(data, `${region}-areas.csv`);
  writeFileSync(areas, areaTable());
  const map = join(data, `${region}-map.json`);
  writeFileSync(map, JSON.stringify({ ...mapping, region }));
  const columns = ['--code', 'code', '--name', 'name', '--parent', 'parent'];
  await must('areas', 'import', areas, '--layer', 'divisions', ...columns, '--region', region);
  const catalogue = join(import.meta.dirname, '../demo/catalogue.csv');
  await must('catalogue', 'import', catalogue, '--edition', 'demo', '--region', region);
  const load = Math.round(loadavg()[0]! * 10) / 10;
  const { code, seconds, answer } = await gridloop('replay', messages, '--map', map, ...more);
  const { rejected, violations, ...result } = answer as {
    rejected: unknown[];
    violations: unknown[];
    rows: number;
    closed: number;
    answered: { own: number; standard: number };
    seconds: { play: number };
  };
  return {
    exit: code,
    ...result,
    rejected: rejected.length,
    violations: violations.length,
    everyOneAnswered: result.answered.own + result.answered.standard === result.rows && result.closed === result.rows,
    rowsPerSecond: Math.round(result.rows / result.seconds.play),
    secondsWithStartAndStop: seconds,
    // Others at work on this machine make it slower; a number near 0 before the run means that it was idle.
    loadBefore: load,
  };
}

/** What the rooms made of it, counted in the database that the command has left. */
const counts = `
  select g.code as region, count(*) filter (where f.data ->> 'matterBy' = 'triage')::int as "matterByTriage",
         count(*) filter (where m.fallback)::int as "matterFallback", count(distinct c.matter_id)::int as matters,
         count(distinct c.area_id)::int as areas,
         (select count(*)::int from catalogue.gaps p where p.region_id = g.id) as "withoutOwner",
         (select count(*)::int from (select distinct matter_id, area_id, condition_id from catalogue.gaps p
                                      where p.region_id = g.id) d) as gaps
    from cases.cases c
    join areas.regions g on g.id = c.region_id
    join catalogue.matters m on m.region_id = c.region_id and m.id = c.matter_id
    left join kit.facts f on f.region_id = c.region_id and f.subject = 'case' and f.subject_id = c.id::text and f.kind = 'case.opened'
   group by g.id, g.code`;
async function counted(): Promise<Record<string, Record<string, number>>> {
  const postgres = await startPostgres({ dataFolder: data, log: () => undefined });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ region: string } & Record<string, number>>(counts);
    return Object.fromEntries(rows.map(({ region, ...numbers }) => [region, numbers as Record<string, number>]));
  } finally {
    await client.end();
    await postgres.stop();
  }
}

try {
  const shipped = await played('shipped');
  const model = join(data, 'messages.model');
  const train = join(folder, 'messages.train.jsonl');
  const { code } = await gridloop(
    'triage',
    'train',
    train,
    '--text',
    'subject,detail|tokens',
    '--label',
    'label',
    '--out',
    model,
  );
  const learnt = code === 0 ? await played('learnt', '--model', model) : { notRun: `triage train: exit ${code}` };
  const rooms = await counted();
  const check = await gridloop('check');
  record('replay-messages', measured, {
    shipped: { ...shipped, ...rooms['shipped'] },
    learnt: { ...learnt, ...rooms['learnt'] },
    check: { exit: check.code, seconds: check.seconds },
  });
} finally {
  for (const made of [homeIn(data), data]) rmSync(made, { recursive: true, force: true });
}
