/**
 * Every GET the pages of the desk ask, through the whole door (shape, session, transaction, scope, reply), among many cases, as people of
 * each post and kind of unit that are let in: the first page of each list and the one after it. What the desk asks is read from its own
 * source, so that a page that begins to ask something else is measured too; of one that needs more than a name, `asks` says what with.
 * Each answer within `--limit` milliseconds (p95), or this exits with 1 and says which did not.
 *
 *   node bench/screens.ts --database <owner's URL of a database filled by bench/generate.ts> [--data <its folder>] [--times 40]
 *                         [--limit 50] [--only <expression>]
 *   DATABASE_URL=<owner, may create databases> node bench/screens.ts [--cases 100000]
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword } from '#access';
import { localDate } from '#contract/calendar.ts';
import { queues } from '#contract/cases.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import { figureNames } from '#contract/evaluation.ts';
import { groups, objects } from '#contract/indicators.ts';
import { readConfig } from '#kit/config.ts';
import { fileStore } from '#kit/files.ts';
import { makeLog } from '#kit/log.ts';
import { buildApp } from '../server/app.ts';
import { generated } from './generated.ts';
import { record } from './record.ts';
import { quantile } from './town.ts';

const { db, keys, client, ground, cases, options, close } = await generated({ times: '40', limit: '50', only: '' });
const { regionId } = ground;
const times = Number(options['times']);
const limitMs = Number(options['limit']);
const only = new RegExp(String(options['only']));
/** Asked so often before it is measured: a connection plans a statement anew until it has seen it five times. */
const warmth = 6;
/** So many people of a post and a kind of unit take turns. */
const people = 3;
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'gridloop-bench-screens-'));
const { app } = await buildApp({
  db,
  keys,
  files: fileStore(folder),
  config: readConfig({ GRIDLOOP_DATA: folder }, folder),
  log: makeLog('silent'),
  web: false,
});

// ── What the desk asks ──

const sources = (of: string, ending: RegExp): string[] =>
  readdirSync(join(root, of), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file) && !/\.test\./.test(file))
    .map((file) => join(root, of, file));
const desk = ['web/desk', 'web/kit'].flatMap((of) => sources(of, /\.tsx?$/)).map((file) => readFileSync(file, 'utf8')).join('\n'); // prettier-ignore
const endpoints = new Map<string, Endpoint>();
for (const file of sources('contract', /^(?!words).*\.ts$/)) {
  const module = (await import(file)) as Record<string, Partial<Endpoint> | undefined>;
  for (const [name, one] of Object.entries(module))
    if (one?.method === 'GET' && one.path && one.id && new RegExp(`\\b${name}\\b`).test(desk))
      endpoints.set(one.id, one as Endpoint);
}

/** Streams, files, and what nobody asks who has signed in to a post. */
const beside = new Set(
  `insight.live cases.photo cases.readFile jobs.get areas.baseTile access.enrol access.demoLogins access.bridges insight.wall
   connect.discovery connect.publicGeoJson`.split(/\s+/),
);

// ── With what ──

const one = async <T>(text: string): Promise<T | undefined> =>
  ((await client.query(text.replaceAll('$region', String(regionId)))).rows as T[])[0];
const idOf = async (text: string): Promise<string> => String((await one<{ id: string | number }>(text))?.id ?? '');
const day = (before: number): Date => new Date(Date.now() - before * 86_400_000);
const { timeZone } = ground.in('duty_officer')[0]!;
const on = (before: number): string => localDate(day(before), timeZone);
const month = { from: day(60).toISOString(), to: day(30).toISOString() };
const latest = { from: day(30).toISOString(), to: day(0).toISOString() };
const year = { from: day(365).toISOString(), to: day(0).toISOString() };
const spans = { 'a month': month, 'the last thirty days': latest, 'a year': year };
const some = {
  street: await idOf(`select id from areas.areas where region_id = $region and level = 'street' order by id limit 1`),
  cell: await idOf(`select id from areas.areas where region_id = $region and level = 'cell' order by id limit 1`),
  unit: await idOf(`select id from access.units where region_id = $region and kind = 'department' order by id limit 1`),
  person: await idOf('select id from access.people where region_id = $region order by id limit 1'),
  matter: await idOf(`select matter_id as id from cases.cases where region_id = $region group by 1 order by count(*) desc limit 1`),
  fact: await idOf(`select subject_id as id from kit.facts where region_id = $region and subject = 'case' order by facts.id desc limit 1`),
  period: await idOf('select id from evaluation.periods where region_id = $region order by 1 desc limit 1'),
  item: await idOf('select id from improvement.items where region_id = $region order by number desc limit 1'),
  meeting: await idOf('select id from cases.meetings where region_id = $region order by 1 desc limit 1'),
  mode: await idOf('select id from duty.modes where region_id = $region order by 1 desc limit 1'),
  template: await one<{ name: string; version: number }>('select name, version from cases.templates where region_id = $region limit 1'),
}; // prettier-ignore
const place = await one<{ lon: number; lat: number }>(
  `select location[0] as lon, location[1] as lat from cases.cases where region_id = $region and location is not null limit 1`,
);
const bbox = [place!.lon - 0.01, place!.lat - 0.01, place!.lon + 0.01, place!.lat + 0.01].join(',');

type Ask = Record<string, string | number | boolean | undefined>;
const asWith = (of: Record<string, Ask>, more: Ask = {}): Record<string, Ask> =>
  Object.fromEntries(Object.entries(of).map(([name, ask]) => [name, { ...more, ...ask }]));
const inPeriod = { periodId: some.period };
/** What is asked with, by the name of the question; '' is without anything. `caseId` stands for a case of whoever asks: open, or ended. */
const asks: Record<string, Record<string, Ask>> = {
  'cases.list': {
    ...Object.fromEntries(queues.map((queue) => [queue, { queue }])),
    'search 路灯': { q: '路灯' },
    'search 不亮': { q: '不亮' },
    'search of nothing': { q: '没有这个词' },
    'search of a number': { q: '20261' },
    matter: { matterId: some.matter },
    red: { lamp: 'red' },
    'of a street': { areaId: some.street },
    'of a unit': { unitId: some.unit },
    'of a month': { from: month.from, to: month.to },
    ended: { open: false },
    'returns asked': { returnAsked: true },
    'by telephone': { channel: 'hotline' },
  },
  'cases.counts': { '': {}, 'of a street': { areaId: some.street }, 'of a unit': { partOf: some.unit } },
  'insight.board': { '': {}, 'of a street': { areaId: some.street }, 'of a unit': { partOf: some.unit } },
  'callbacks.list': { '': {}, done: { done: true } },
  'callbacks.figures': { '': {}, 'a year': { from: on(364), to: on(0) } },
  'cases.papers': { '': {}, owed: { owed: true }, review: { kind: 'review' } },
  'tasks.list': { '': {}, ended: { open: false } },
  'meetings.list': { '': {}, mine: { mine: true } },
  'access.facts': {
    '': {},
    'of a case': { subject: 'case', subjectId: some.fact },
    'of a kind': { kind: 'case.closed' },
    'of a rare kind': { kind: 'access.post_granted' },
    'of a person': { personId: some.person },
  },
  'access.people': { '': {}, searched: { q: '王' }, 'of a unit': { unitId: some.unit } },
  'access.colleagues': { keepers: { post: 'keeper' }, 'clerks of a unit': { post: 'clerk', unitId: some.unit } },
  'access.bindings': { '': { personId: some.person } },
  'areas.shapes': { streets: { level: 'street' }, cells: { level: 'cell', bbox } },
  'areas.area': { street: { areaId: some.street }, cell: { areaId: some.cell } },
  'areas.areas': { '': {}, searched: { q: '街道' }, streets: { level: 'street', limit: 100 } },
  'areas.locate': { '': place! },
  'areas.places': { '': { q: '路' } },
  'areas.groundMap': { '': {}, 'round a place': { bbox } },
  'insight.signs': { keepers: { signs: 'keepers' }, party: { signs: 'party' }, devices: { signs: 'devices' } },
  'catalogue.articles': { '': {}, searched: { q: '路灯' } },
  'catalogue.phrases': { '': { purpose: 'answer' } },
  'standards.read': { '': { matterId: some.matter } },
  'duty.notes': { '': {}, unread: { unread: true } },
  'duty.roster': { '': { from: on(0), to: on(-6) } },
  'duty.modeReport': { '': { modeId: some.mode } },
  'cases.logbook': { '': {} },
  'evaluation.figures': spans,
  'evaluation.cases': Object.fromEntries(figureNames.map((figure) => [figure, { figure, ...month }])),
  'evaluation.period': { '': inPeriod },
  'evaluation.reviews': { '': inPeriod },
  'evaluation.surveys': { '': inPeriod },
  'evaluation.sheets': { '': inPeriod },
  'evaluation.sheet': { '': { ...inPeriod, personId: some.person } },
  'evaluation.results': Object.fromEntries(groups.map((group) => [group, { ...inPeriod, group }])),
  'evaluation.periodFigures': Object.fromEntries(objects.map((object) => [object, { ...inPeriod, object }])),
  'evaluation.traces': {},
  'opinions.units': { '': {} },
  'opinions.cases': { judged: { judged: 'yes' }, 'to judge': { judged: 'no' } },
  'improvement.list': { '': {} },
  'improvement.read': { '': { itemId: some.item } },
  'improvement.recurring': { ...asWith(spans, { level: 'community' }), streets: { ...month, level: 'street' } },
  'improvement.stuck': spans,
  'improvement.counts': { ...asWith(spans), communities: { ...month, level: 'community' } },
  'improvement.flow': { ...asWith(spans), 'of a matter': { ...month, matterId: some.matter } },
  'meetings.get': { '': { meetingId: some.meeting } },
  'settings.list': { labels: { kind: 'label' } },
  'settings.versions': {},
  'templates.get': { '': { ...some.template } },
  'triage.read': { '': {}, matter: { matterId: some.matter } },
}; // prettier-ignore

// ── By whom ──

const { rows: held } = await client.query<{ login: string; post: string; kind: string }>(
  `select min(a.login) as login, p.post, u.kind from access.posts p
     join access.units u on u.region_id = p.region_id and u.id = p.unit_id
     join access.accounts a on a.region_id = p.region_id and a.person_id = p.person_id
    where p.region_id = $1 and p.to_on is null and a.login is not null group by p.person_id, p.post, u.kind order by 2, 3, 1`,
  [regionId],
);
const posts = Map.groupBy(held, ({ post, kind }) => `${post} of a ${kind}`);
type Person = { cookie: string; caseIds: string[] };
async function get(url: string, cookie: string): Promise<{ status: number; ms: number; body: string }> {
  const from = performance.now();
  const reply = await app.inject({ method: 'GET', url, headers: { cookie } });
  return { status: reply.statusCode, ms: performance.now() - from, body: reply.body };
}
async function signIn(login: string): Promise<Person> {
  const payload = { login, password: demoPassword(keys) };
  const reply = await app.inject({ method: 'POST', url: '/v1/session', payload });
  if (reply.statusCode !== 200) throw new Error(`${login}: ${reply.statusCode} ${reply.body.slice(0, 300)}`);
  const cookie = String([reply.headers['set-cookie']].flat()[0]).split(';')[0]!;
  const caseIds: string[] = [];
  for (const open of [true, false]) {
    const { status, body } = await get(`/v1/cases?limit=3&open=${open}`, cookie);
    if (status === 200) caseIds.push(...(JSON.parse(body) as { rows: { id: string }[] }).rows.map(({ id }) => id));
  }
  return { cookie, caseIds };
}

// ── The asking ──

/** An address, or undefined where it would need what there is none of. */
function addressOf({ path }: Endpoint, ask: Ask, person: Person, i: number): string | undefined {
  const left = new Map(Object.entries(ask).filter(([, value]) => value !== undefined));
  let whole = true;
  const told = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = name === 'caseId' ? person.caseIds[i % person.caseIds.length] : left.get(name);
    left.delete(name);
    if (value === undefined || value === '') whole = false;
    return encodeURIComponent(String(value));
  });
  if (!whole || [...left.values()].includes('')) return undefined;
  const query = new URLSearchParams(
    Object.fromEntries([...left].map(([name, value]) => [name, String(value)])),
  ).toString();
  return query ? `${told}?${query}` : told;
}
const nextOf = (body: string): string | null =>
  body.includes('"next":') ? ((JSON.parse(body) as { next?: string | null }).next ?? null) : null;

const asked: Record<string, { p50Ms: number; p95Ms: number }> = {};
const nothingToAsk = new Set<string>();
const letIn = new Set<string>();
/** What could not be asked so: this file is behind the contract, or the server failed. */
const wrong = new Set<string>();
async function measure(name: string, turns: readonly string[], cookies: readonly string[]): Promise<void> {
  const waits: number[] = [];
  for (let i = 0; i < times + warmth; i++) {
    const { ms, status, body } = await get(turns[i % turns.length]!, cookies[i % turns.length]!);
    if (status !== 200) throw new Error(`${turns[i % turns.length]}: ${status} ${body.slice(0, 300)}`);
    if (i >= warmth) waits.push(ms);
  }
  asked[name] = { p50Ms: quantile(waits, 0.5), p95Ms: quantile(waits, 0.95) };
  if (asked[name].p95Ms > limitMs) console.error(name.padEnd(70), JSON.stringify(asked[name]), '← too long');
}

const loadBefore = loadavg()[0]!;
for (const [post, all] of posts) {
  const chosen = Array.from(
    { length: Math.min(people, all.length) },
    (_, i) => all[Math.floor((i * all.length) / Math.min(people, all.length))]!,
  );
  const signedIn: Person[] = [];
  for (const { login } of chosen) signedIn.push(await signIn(login));
  for (const [id, endpoint] of endpoints) {
    if (beside.has(id)) continue;
    for (const [what, ask] of Object.entries(asks[id] ?? { '': {} })) {
      const name = `${id}${what && `, ${what}`} · ${post}`;
      if (!only.test(name)) continue;
      const first: { url: string; cookie: string; next: string | null }[] = [];
      for (const person of signedIn)
        for (let i = 0; i < (endpoint.path.includes(':caseId') ? Math.max(1, person.caseIds.length) : 1); i++) {
          const url = addressOf(endpoint, ask, person, i);
          if (!url) {
            nothingToAsk.add(`${id}${what && `, ${what}`}`);
            continue;
          }
          const { status, body } = await get(url, person.cookie);
          if (status >= 500 || status === 400 || status === 422) wrong.add(`${url}: ${status} ${body.slice(0, 300)}`);
          if (status === 200) first.push({ url, cookie: person.cookie, next: nextOf(body) });
        }
      if (first.length === 0) continue;
      letIn.add(`${id}${what && `, ${what}`}`);
      await measure(name, first.map(({ url }) => url), first.map(({ cookie }) => cookie)); // prettier-ignore
      const more = first.filter(({ next }) => next !== null);
      if (more.length > 0)
        await measure(
          `${name}, the next page`,
          more.map(({ url, next }) => `${url}${url.includes('?') ? '&' : '?'}after=${encodeURIComponent(next!)}`),
          more.map(({ cookie }) => cookie),
        );
    }
  }
  console.error(post.padEnd(40), `load ${loadavg()[0]!.toFixed(1)}`);
}

const table = Object.entries(asked).toSorted(([, a], [, b]) => b.p95Ms - a.p95Ms);
const missed = Object.fromEntries(
  table.filter(([, { p95Ms }]) => !(p95Ms <= limitMs)).map(([name, { p95Ms }]) => [name, p95Ms]),
);
/** The question itself, whoever asks it. */
const questions = Object.groupBy(table, ([name]) => name.replace(/ · [^,]*/, ''));
const worst = Object.fromEntries(Object.entries(questions).map(([name, its]) => [name, its![0]![1].p95Ms]));
record('screens', ['server', 'contract', 'db/migrations', 'bench/screens.ts', 'bench/generate'], {
  loadBefore: Math.round(loadBefore * 10) / 10,
  loadAfter: Math.round(loadavg()[0]! * 10) / 10,
  cases,
  times,
  limitMs,
  questions: table.length,
  missed,
  nothingToAsk: [...nothingToAsk].filter((name) => !letIn.has(name)).toSorted(),
  worstP95Ms: worst,
  asked: Object.fromEntries(table),
});
for (const [name, { p50Ms, p95Ms }] of table.slice(0, 40))
  console.error(name.padEnd(80), String(p50Ms).padStart(7), String(p95Ms).padStart(7));
await app.close();
await close();
rmSync(folder, { recursive: true });
const tooLong = Object.keys(missed).length;
for (const one of wrong) console.error(one);
console.error(`${table.length - tooLong} of ${table.length} questions within ${limitMs} ms (p95)`);
if (tooLong > 0 || wrong.size > 0) process.exitCode = 1;
