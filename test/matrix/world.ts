/**
 * A district for asking who may do what: the whole program on a real database, people in every post and place, cases near and far
 * from each of them, and a second district beside it. Everybody knocks with a real session. In rehearsal every request runs to its
 * end and is undone at its commit, so that each question meets the same world, however many are asked.
 */
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from '@node-rs/argon2';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { readConfig } from '#kit/config.ts';
import { keysFrom, sha256 } from '#kit/crypto.ts';
import { openDb, openPool } from '#kit/db.ts';
import { fileStore } from '#kit/files.ts';
import { jobsDone } from '#kit/jobs.ts';
import { makeLog } from '#kit/log.ts';
import type { House } from '#kit/serve.ts';
import { sealSecret } from '../../server/access/second-factor.ts';
import { buildApp } from '../../server/app.ts';
import { layCorner, layRegion, type Corner, type Laid } from '../support/corner.ts';
import type { CaseFacts, Held, ReaderFacts, UnitName } from './policy.ts';

const keys = keysFrom(randomBytes(32));

export type Reader = ReaderFacts & { headers: Record<string, string>; personId: string };
export type Case = CaseFacts & {
  id: string;
  number: string;
  receiptNumber: string;
  word: string;
  reportId: string;
  secret: string;
};
export type Request = {
  method?: string;
  path: string;
  body?: unknown;
  bytes?: Buffer | string;
  type?: string;
  headers?: Record<string, string>;
  from?: string;
};
export type Route = { method: string; url: string; endpointId: string | undefined };
export type World = {
  corner: Corner;
  there: Laid;
  app: FastifyInstance;
  house: House;
  /** every address the router has, told by the router itself */
  routes: Route[];
  units: Record<UnitName, number>;
  areas: Record<string, number>;
  readers: Map<string, Reader>;
  cases: Map<string, Case>;
  ids: {
    period: string;
    item: string;
    meeting: string;
    key: string;
    wall: string;
    device: string;
    keeper: string;
    secret: string;
  };
  /** rules as somebody may save them */
  template: unknown;
  ask(reader: Reader | undefined, request: Request): Promise<LightMyRequestResponse>;
  /** from now on nothing stays; or it does again */
  rehearse(on: boolean): void;
  /** whether the last requests would have left something: told by PostgreSQL, which gives a number to whoever writes */
  left(): number;
  close(): Promise<void>;
};

export const now = new Date('2026-11-23T02:00:00Z'); // a Monday, 10:00 in Shanghai
let asked = 0;
const secret = hashSync('a password of the matrix');

export async function layWorld(): Promise<World> {
  const corner = await layCorner();
  const { owner, regionId: r } = corner;
  const there = await layRegion(owner, '990102', '乙区', 'there-');
  const folder = mkdtempSync(join(tmpdir(), 'gridloop-matrix-'));
  const stage = onStage(openPool(corner.appUrl, { max: 8 }));
  const routes: Route[] = [];
  const listen = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat())
        routes.push({ method: one, url, endpointId: Reflect.get(config ?? {}, 'endpointId') as string | undefined });
    });
  };
  subscribe('fastify.initialization', listen);
  let clock = now;
  const { app, house } = await buildApp({
    db: openDb(stage.pool),
    keys,
    files: fileStore(folder),
    config: readConfig({ GRIDLOOP_DATA: folder, GRIDLOOP_DEMO: '0' }, folder),
    log: makeLog('silent'),
    now: () => clock,
    web: false,
  });
  unsubscribe('fastify.initialization', listen);
  await app.ready();

  const { areas, units } = await layPlaces(corner);
  const readers = await layReaders(corner, there, units, areas);
  const world: World = {
    corner,
    there,
    app,
    house,
    routes,
    units,
    areas,
    readers,
    cases: new Map(),
    ids: {
      period: uuidv7(),
      item: uuidv7(),
      meeting: uuidv7(),
      key: uuidv7(),
      wall: uuidv7(),
      device: uuidv7(),
      keeper: uuidv7(),
      secret: '',
    },
    template: undefined,
    async ask(reader, { method, path, body, bytes, type, headers, from }) {
      asked++;
      const payload = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
      return app.inject({
        method: (method ?? (payload === undefined ? 'GET' : 'POST')) as 'GET',
        url: path,
        // Everybody from somewhere else: being slowed down is another story.
        remoteAddress: from ?? `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`,
        headers: {
          ...reader?.headers,
          ...(payload === undefined ? {} : { 'content-type': type ?? 'application/json' }),
          ...headers,
        },
        ...(payload === undefined ? {} : { payload }),
      });
    },
    rehearse: (on) => void (stage.rehearsing = on),
    left: () => stage.left,
    async close() {
      await jobsDone();
      await app.close();
      await stage.pool.end();
      await corner.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await tell(world, r);
  clock = new Date(now.getTime() + 60 * 60_000);
  return world;
}

/** A pool whose commits can be rehearsed: everything is written, every constraint looked at, and then it is taken back. */
function onStage(pool: Pool): { pool: Pool; rehearsing: boolean; left: number } {
  const stage = { pool, rehearsing: false, left: 0 };
  pool.on('connect', (client: PoolClient) => {
    const query = client.query.bind(client) as (...all: unknown[]) => Promise<{ rows: { wrote: boolean }[] }>;
    client.query = ((...given: unknown[]) => {
      if (given[0] !== 'commit') return query(...given);
      const wrote = query('select pg_current_xact_id_if_assigned() is not null as wrote');
      const checked = stage.rehearsing
        ? [query('set constraints all immediate'), query('rollback')]
        : [query('commit')];
      return Promise.all([wrote, ...checked]).then(([told, ...rest]) => {
        if (told.rows[0]!.wrote) stage.left++;
        return stage.rehearsing ? { command: 'COMMIT' } : rest.at(-1);
      });
    }) as typeof client.query;
  });
  return stage;
}

async function layPlaces({ owner, regionId: r, areas: near, units }: Corner) {
  const idOf = async (query: ReturnType<typeof sql<{ id: number }>>): Promise<number> =>
    (await query.execute(owner)).rows[0]!.id;
  let west = 116.31;
  const area = async (level: string, code: string, name: string, parent: number): Promise<number> => {
    const id = await idOf(sql<{ id: number }>`
      with n as (select nextval(pg_get_serial_sequence('areas.areas', 'id'))::int as id)
      insert into areas.areas (region_id, id, layer_id, level, code, name, parent_id, path, valid_from) overriding system value
      select ${r}, n.id, p.layer_id, ${level}, ${code}, ${name}, p.id, p.path || n.id::text, '2020-01-01'
        from n, areas.areas p where p.region_id = ${r} and p.id = ${parent} returning id`);
    if (level !== 'cell') return id;
    const [w, e] = [west, (west += 0.01)];
    const ring = [[w, 39.9], [e, 39.9], [e, 39.91], [w, 39.91], [w, 39.9]]; // prettier-ignore
    await sql`
      insert into areas.boundaries (region_id, area_id, version, geometry, area_m2, west, south, east, north, centre, valid_from)
      values (${r}, ${id}, 1, ${JSON.stringify({ type: 'Polygon', coordinates: [ring] })}::jsonb, 950000, ${w}, 39.9, ${e}, 39.91,
              point(${(w + e) / 2}, 39.905), '2020-01-01')`.execute(owner);
    return id;
  };
  const cell2 = await area('cell', '990101001001002', '柳岸社区第002单元', near.community);
  const hexiStreet = await area('street', '990101002', '河西街道', near.district);
  const hexiCommunity = await area('community', '990101002001', '苇塘社区', hexiStreet);
  const hexiCell = await area('cell', '990101002001001', '苇塘社区第001单元', hexiCommunity);
  await sql`update areas.layers set version = version where region_id = ${r}`.execute(owner).catch(() => undefined);

  const unit = (
    code: string,
    name: string,
    kind: string,
    parent: number,
    isRoot: boolean,
    areaId: number | null = null,
  ) =>
    idOf(sql<{ id: number }>`
      with n as (select nextval(pg_get_serial_sequence('access.units', 'id'))::int as id)
      insert into access.units (region_id, id, code, name, kind, parent_id, root_id, path, area_id) overriding system value
      select ${r}, n.id, ${code}, ${name}, ${kind}, p.id, case when ${isRoot} then n.id else p.root_id end, p.path || n.id::text, ${areaId}
        from n, access.units p where p.region_id = ${r} and p.id = ${parent} returning id`);
  const leadership = await idOf(
    sql<{ id: number }>`select id from access.units where region_id = ${r} and code = 'leadership'`,
  );
  const all: Record<UnitName, number> = {
    leadership,
    supervision: units.supervision,
    command: units.command,
    roads: units.roads,
    crew: await unit('crew', '道路养护队', 'department', units.roads, false),
    water: await unit('water', '排水管理所', 'department', leadership, true),
    hedong: units.street,
    liuan: await unit('liuan', '柳岸社区居委会', 'community', units.street, false, near.community),
    hexi: await unit('hexi', '河西街道办', 'street', leadership, true, hexiStreet),
  };
  const areas = { ...near, cell2, hexiStreet, hexiCommunity, hexiCell };
  return { areas, units: all };
}

/** Who asks: every post where the corner has it, the same posts elsewhere, several hats, and those who should not get in at all. */
const more: [string, Held[], Partial<ReaderFacts>?][] = [
  ['clerk of the crew', [{ post: 'clerk', unit: 'crew' }]],
  ['clerk of water', [{ post: 'clerk', unit: 'water' }]],
  ['clerk of hedong', [{ post: 'clerk', unit: 'hedong' }]],
  ['clerk of liuan', [{ post: 'clerk', unit: 'liuan' }]],
  ['clerk of hexi', [{ post: 'clerk', unit: 'hexi' }]],
  ['clerk of roads in hexi', [{ post: 'clerk', unit: 'roads', ground: 'hexiStreet' }]],
  ['handler of the crew', [{ post: 'handler', unit: 'crew' }]],
  ['handler of hedong', [{ post: 'handler', unit: 'hedong' }]],
  ['keeper of the cell', [{ post: 'keeper', unit: 'liuan', ground: 'cell' }]],
  ['keeper of the next cell', [{ post: 'keeper', unit: 'liuan', ground: 'cell2' }]],
  ['keeper of hexi', [{ post: 'keeper', unit: 'hexi', ground: 'hexiCell' }]],
  ['receiver who handles', [{ post: 'receiver', unit: 'supervision' }, { post: 'handler', unit: 'roads' }]],
  ['officer from water', [{ post: 'duty_officer', unit: 'supervision' }, { post: 'system_admin', unit: 'water' }]],
  ['checker and clerk', [{ post: 'checker', unit: 'supervision' }, { post: 'clerk', unit: 'water' }]],
  ['clerk who has left', [], {}],
  ['half signed in', [{ post: 'duty_officer', unit: 'supervision' }], { session: 'half' }],
  ['session that ran out', [{ post: 'duty_officer', unit: 'supervision' }], { session: 'over' }],
  ['disabled officer', [{ post: 'duty_officer', unit: 'supervision' }], { session: 'disabled' }],
]; // prettier-ignore
const elsewhere: Post[] = ['receiver', 'duty_officer', 'dispatcher', 'clerk', 'keeper', 'leader', 'system_admin', 'audit_admin']; // prettier-ignore

async function layReaders(corner: Corner, there: Laid, units: World['units'], areas: World['areas']) {
  const { owner } = corner;
  const readers = new Map<string, Reader>();
  const sign = async (
    name: string,
    facts: Omit<ReaderFacts, 'name'>,
    regionId: number,
    accountId: string,
    personId: string,
  ) => {
    const token = randomBytes(24).toString('base64url');
    const seen = new Date(now.getTime() + 30 * 60_000);
    const expires = new Date(now.getTime() + (facts.session === 'over' ? -1 : 1) * 20 * 3_600_000);
    await sql`
      insert into access.sessions (region_id, token_hash, account_id, stage, created_at, seen_at, expires_at, confirmed_at)
      values (${regionId}, ${sha256(token)}, ${accountId}, ${facts.session === 'half' ? 'second_factor' : 'full'}, ${now}, ${seen}, ${expires}, ${new Date(now.getTime() + 60 * 60_000)})`.execute(
      owner,
    );
    const disabledAt = facts.session === 'disabled' ? now : null;
    await sql`
      update access.accounts set password_hash = ${secret}, totp_secret = ${sealSecret(keys, accountId, 'JBSWY3DPEHPK3PXP')}, disabled_at = ${disabledAt}
       where region_id = ${regionId} and id = ${accountId}`.execute(owner);
    readers.set(name, { name, ...facts, headers: { cookie: `gridloop_session=${token}` }, personId });
  };
  const nameOf = (id: number): UnitName => (Object.keys(units) as UnitName[]).find((name) => units[name] === id)!;
  const posts = ['receiver', 'duty_officer', 'dispatcher', 'clerk', 'handler', 'keeper', 'checker', 'caller', 'evaluator', 'leader', 'supervisor', 'correspondent', 'system_admin', 'security_admin', 'audit_admin'] as const; // prettier-ignore
  for (const post of posts) {
    const { accountId, personId, posts: held } = corner.actor(post);
    const facts = { region: 'here', session: 'full', posts: [{ post, unit: nameOf(held[0]!.unitId) }] } as const;
    await sign(post, { ...facts, posts: [...facts.posts] }, corner.regionId, accountId, personId);
  }
  for (const [name, held, special] of more) {
    const [personId, accountId] = [uuidv7(), uuidv7()];
    const { regionId: r } = corner;
    await sql`insert into access.people (region_id, id, name) values (${r}, ${personId}, ${name})`.execute(owner);
    await sql`
      insert into access.accounts (region_id, id, person_id, login, password_hash) values (${r}, ${accountId}, ${personId}, ${name}, 'none')`.execute(
      owner,
    );
    const given = name === 'clerk who has left' ? [{ post: 'clerk', unit: 'roads', to: '2026-11-22' } as const] : held;
    for (const { post, unit, ground, ...until } of given as (Held & { to?: string })[])
      await sql`
        insert into access.posts (region_id, id, person_id, post, unit_id, area_id, from_on, to_on)
        values (${r}, ${uuidv7()}, ${personId}, ${post}, ${units[unit]}, ${ground ? areas[ground] : null}, '2020-01-01', ${until.to ?? null})`.execute(
        owner,
      );
    await sign(name, { region: 'here', session: 'full', posts: held, ...special }, r, accountId, personId);
  }
  for (const post of elsewhere) {
    const { accountId, personId } = there.actor(post);
    const facts = { region: 'there', session: 'full', posts: [{ post, unit: 'supervision' }] } as const;
    await sign(`${post} elsewhere`, { ...facts, posts: [...facts.posts] }, there.regionId, accountId, personId);
  }
  readers.set('nobody', { name: 'nobody', region: 'here', session: 'none', posts: [], headers: {}, personId: '' });
  return readers;
}

const points = { cell: { lon: 116.305, lat: 39.905 }, cell2: { lon: 116.315, lat: 39.905 }, hexiCell: { lon: 116.325, lat: 39.905 } }; // prettier-ignore
type Told = Pick<CaseFacts, 'ground' | 'confidential' | 'about' | 'parties' | 'lead'> & {
  steps: [string, MoveInput][];
};

/** Cases in every stage, near to some and far from others; each says a word of its own, so that hearing it is hearing of the case. */
async function tell(world: World, r: number): Promise<void> {
  const { corner, units, readers } = world;
  const { matters, conditions } = corner;
  const about = (unit: UnitName) => ({ aboutUnitId: units[unit] });
  const receive: [string, MoveInput] = ['receiver', { move: 'receive', matterId: matters.lamp }];
  const file: [string, MoveInput] = [
    'duty_officer',
    { move: 'file', matterId: matters.lamp, conditionId: conditions.lamp },
  ];
  const dispatch = (unit: UnitName): [string, MoveInput] => [
    'dispatcher',
    { move: 'dispatch', unitId: units[unit], reason: '职责所在' },
  ];
  const toUnit = (unit: UnitName, clerk: string): [string, MoveInput][] => [
    receive,
    file,
    dispatch(unit),
    [clerk, { move: 'sign' }],
  ];
  const handBack = (clerk: string): [string, MoveInput] => [clerk, { move: 'hand_back', result: '已修复' }];
  const check: [string, MoveInput] = ['checker', { move: 'check', passed: true, remark: '看过' }];
  const plain = { ground: 'cell', confidential: false, about: null, parties: ['supervision'], lead: null } as const;
  const at = (parties: UnitName[], lead: UnitName | null = null) => ({
    ...plain,
    parties: [...plain.parties, ...parties],
    lead,
  });
  const told: Record<string, Told> = {
    reported: { ...at([]), steps: [] },
    received: { ...at([]), confidential: true, steps: [receive] },
    confirming: { ...at([]), steps: [receive, ['receiver', { move: 'ask_confirm', keeperId: readers.get('keeper of the cell')!.personId }]] },
    filed: { ...at(['command']), ground: 'cell2', steps: [receive, file] },
    dispatched: { ...at(['command', 'roads'], 'roads'), steps: [receive, file, dispatch('roads')] },
    'of the crew': { ...at(['command', 'crew'], 'crew'), steps: toUnit('crew', 'clerk of the crew') },
    signed: { ...at(['command', 'roads'], 'roads'), steps: toUnit('roads', 'clerk') },
    'in confidence': { ...at(['command', 'roads'], 'roads'), confidential: true, steps: toUnit('roads', 'clerk') },
    'of the street': { ...at(['command', 'hedong'], 'hedong'), steps: toUnit('hedong', 'clerk of hedong') },
    far: { ...at(['command', 'water'], 'water'), ground: 'hexiCell', steps: toUnit('water', 'clerk of water') },
    'about roads': { ...at(['command', 'water'], 'water'), confidential: true, about: 'roads',
      steps: [['receiver', { move: 'receive', ...about('roads') }], file, dispatch('water'), ['clerk of water', { move: 'sign' }]] },
    handled: { ...at(['command', 'roads'], 'roads'), ground: 'hexiCell', steps: [...toUnit('roads', 'clerk'), handBack('clerk')] },
    checked: { ...at(['command', 'water'], 'water'), steps: [...toUnit('water', 'clerk of water'), handBack('clerk of water'), check] },
    closed: { ...at(['command', 'roads'], 'roads'), ground: 'cell2',
      steps: [...toUnit('roads', 'clerk'), handBack('clerk'), check, ['duty_officer', { move: 'close', answer: '修好了' }]] },
    asking: { ...at(['command', 'roads'], 'roads'), steps: [...toUnit('roads', 'clerk'),
      ['clerk', { move: 'ask_extension', n: 2, reason: '配件' }], ['leader', { move: 'supervise', level: 1, cause: 'leader', text: '抓紧' }],
      ['dispatcher', { move: 'follow_up', due: '2026-12-20T00:00:00Z', text: '回头看' }],
        ['duty_officer', { move: 'escalate', to: 'leadership', text: '请区里协调', due: '2026-12-20T00:00:00Z' }]] },
    returning: { ...at(['command', 'roads'], 'roads'), steps: [receive, file, dispatch('roads'), ['clerk', { move: 'ask_return', reason: '不归我们' }]] },
  }; // prettier-ignore
  let n = 0;
  for (const [name, { steps, ...facts }] of Object.entries(told)) {
    const word = `钉子${String(++n).padStart(2, '0')}号`;
    const id = uuidv7();
    const secretly = facts.confidential
      ? { naming: 'confidential', kind: 'complaint' }
      : { naming: 'named', kind: 'help' };
    const contact = { name: '赵甲', phone: `1390000${String(1000 + n)}` };
    const point = points[facts.ground as keyof typeof points];
    const receipt = await sound(world, undefined, {
      path: '/v1/reports',
      body: { id, ...secretly, title: `${word}路灯不亮`, location: point, contact },
    });
    const { rows } = await sql<{ id: string; number: string }>`
      select c.id, c.number from cases.cases c join intake.reports x on x.region_id = c.region_id and x.case_id = c.id
       where x.region_id = ${r} and x.id = ${id}`.execute(corner.owner);
    const kept: Case = {
      name,
      region: 'here',
      state: '',
      ...facts,
      ...rows[0]!,
      word,
      reportId: id,
      receiptNumber: receipt['number'] as string,
      secret: receipt['secret'] as string,
    };
    world.cases.set(name, kept);
    for (const [reader, input] of steps) await move(world, reader, kept, input);
    const { rows: after } = await sql<{ state: string }>`
      select state from cases.cases where region_id = ${r} and id = ${kept.id}`.execute(corner.owner);
    kept.state = after[0]!.state;
  }
  await sound(world, readers.get('dispatcher'), { path: '/v1/meetings', body: {
    id: world.ids.meeting, kind: 'joint', title: '专题会', at: '2026-11-25T01:00:00Z', place: '301',
    caseIds: [world.cases.get('signed')!.id], members: [{ unitId: units.hedong }] } }); // prettier-ignore
  await sound(world, readers.get('evaluator'), {
    path: '/v1/evaluation/periods',
    body: { id: world.ids.period, kind: 'month', firstOn: '2026-10-01' },
  });
  await sound(world, readers.get('duty_officer'), { path: '/v1/improvements', body: {
    id: world.ids.item, title: '反复', matterId: matters.lamp, areaId: corner.areas.street, caseIds: [world.cases.get('closed')!.id] } }); // prettier-ignore
  const admin = readers.get('system_admin');
  const device = { id: world.ids.device, code: 'D1', name: '水位计', purpose: '积水', kind: 'level', matterId: matters.lamp, location: points.cell }; // prettier-ignore
  const { key } = await sound(world, admin, { path: '/v1/devices', body: device });
  readers.set('device', { name: 'device', region: 'here', session: 'device', posts: [], headers: { authorization: `Bearer ${key as string}` }, personId: '' }); // prettier-ignore
  const made = await sound(world, admin, { path: '/v1/connect/keys', body: { id: world.ids.key, name: '热线平台' } });
  world.ids.secret = made['key'] as string;
  await sound(world, admin, { path: '/v1/walls', body: { id: world.ids.wall, name: '大厅', redacted: true } });
  readers.set('another system', {
    name: 'another system',
    region: 'here',
    session: 'key',
    posts: [],
    headers: {},
    personId: '',
  });
  const { secret } = world.cases.get('reported')!;
  readers.set('the reporter', { name: 'the reporter', region: 'here', session: 'receipt', posts: [], headers: { 'gridloop-receipt': secret }, personId: '' }); // prettier-ignore
  const { template } = await sound(world, admin, { path: '/v1/templates/standard/1' });
  for (const step of [1, 2]) {
    const draft = { id: uuidv7(), savedN: 0, template };
    await sound(world, admin, { method: 'PUT', path: '/v1/templates/ours/draft', body: draft });
    const paper = { id: uuidv7(), version: 1, reason: '试行' };
    if (step === 1) await sound(world, admin, { path: '/v1/templates/ours/publish', body: paper });
  }
  world.template = template;
  const keeper = {
    id: world.ids.keeper,
    personId: readers.get('keeper')!.personId,
    role: 'keeper',
    fromOn: '2026-11-23',
  };
  await sound(world, admin, { path: `/v1/areas/${corner.areas.cell}/keepers`, body: keeper });
}

/** A step of the telling, which has to succeed. */
async function sound(world: World, reader: Reader | undefined, request: Request): Promise<Record<string, unknown>> {
  const reply = await world.ask(reader, request);
  if (reply.statusCode !== 200)
    throw new Error(`${request.path} by ${reader?.name}: ${reply.statusCode} ${reply.body}`);
  return reply.json();
}

export async function versionOf({ corner }: World, caseId: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`select version from cases.cases where id = ${caseId}`.execute(
    corner.owner,
  );
  return rows[0]!.version;
}

async function move(world: World, reader: string, { id, name }: Case, input: MoveInput): Promise<void> {
  await sound(world, world.readers.get(reader), {
    path: `/v1/cases/${id}/moves`,
    body: { id: uuidv7(), version: await versionOf(world, id), input },
  }).catch((error: Error) => {
    throw new Error(`${name}: ${error.message}`);
  });
}
