/**
 * The fleet comes home: nothing is dropped in silence, nothing is there twice, every conflict is seen by somebody, and what commutes
 * makes the same district whatever order it arrives in; phones with a flaw show that each of these is looked at. `npm run prove -- fleet`
 * does the same with 500 phones of 200 acts.
 */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes } from '#cases';
import { intakeRoutes } from '#intake';
import { patrolRoutes } from '#patrol';
import { inCell, layCorner, mouldCorner, opened, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';
import {
  evening,
  faultsOf,
  fleetOf,
  flaws,
  forget,
  mayHaveArrived,
  sendAll,
  strays,
  type Flaw,
  type Phone,
  type Size,
  type There,
  type Told,
  type World,
} from './fleet.ts';

const devices = Number(process.env['GRIDLOOP_DEVICES'] ?? 50);
const operations = Number(process.env['GRIDLOOP_OPERATIONS'] ?? 50);
const seed = Number(process.env['GRIDLOOP_SEED'] ?? 2026);
const patience = devices * operations * 120 + 60_000;

const badNetwork = { lost: 0.1, unheard: 0.1, twice: 0.1 };
const worseNetwork = { lost: 0.2, unheard: 0.2, twice: 0.1 };

type Home = { corner: Corner; door: Door; phones: Phone[]; told: Told; world: World; withdrawn: string[] };

/** The house in which the phones arrive. */
function doorOf(corner: Corner): Promise<Door> {
  const keeper = corner.actor('keeper');
  return openDoor(corner, [patrolRoutes, caseRoutes, intakeRoutes], async (_house, request) => {
    const which = request.headers['x-phone'];
    if (!which) return undefined;
    // 岗位被收回: signed in still, and no longer anybody's keeper.
    const actor = which === 'revoked' ? { ...keeper, posts: [] } : keeper;
    return { kind: 'person', regionId: corner.regionId, actor };
  });
}
const mustAt = (door: Door) => async (path: string, as: 'keeper' | 'leader' | 'receiver', body: object) => {
  const reply = await door.knock(path, { as, body: { id: uuidv7(), ...body } });
  expect([reply.status, reply.body?.title ?? '']).toEqual([200, reply.body?.title ?? '']);
  return reply.body;
};

/** What lies there in the morning: a shift that has begun, points with their plates, cases that wait to be confirmed. */
async function layWorld(corner: Corner, door: Door): Promise<{ world: World; versions: Map<string, number> }> {
  const must = mustAt(door);
  const keeper = corner.actor('keeper');
  door.at('2026-11-23T00:00:00Z');
  const shift = await must('/v1/field/shifts', 'keeper', { happenedAt: '2026-11-23T00:00:00Z' });
  const points: World['points'] = [];
  for (let n = 0; n < 8; n++)
    points.push(await must('/v1/field/checkpoints', 'leader', { name: `点${n}`, point: inCell, every: 'day' }));
  const cases: string[] = [];
  const versions = new Map<string, number>();
  for (let n = 0; n < 12; n++) {
    const caseId = await opened(corner, new Date('2026-11-23T00:00:00Z'));
    const read = async () => (await door.knock(`/v1/cases/${caseId}`, { as: 'receiver' })).body.case.version as number;
    const move = async (input: object) =>
      must(`/v1/cases/${caseId}/moves`, 'receiver', { version: await read(), input });
    await move({ move: 'receive', matterId: corner.matters.lamp });
    await move({ move: 'ask_confirm', keeperId: keeper.personId });
    versions.set(caseId, await read());
    cases.push(caseId);
  }
  return { world: { matterId: corner.matters.lamp, points, shiftId: shift.id as string, cases }, versions };
}

/** A corner of the district in which the fleet walks; `orderSeed` draws only who arrives when, and what the network does. */
async function comeHome(
  size: Size,
  orderSeed: number,
  { trouble, flawed = [] }: { trouble: boolean; flawed?: Flaw[] },
): Promise<Home> {
  const corner = await layCorner();
  const door = await doorOf(corner);
  const must = mustAt(door);
  const { world, versions } = await layWorld(corner, door);
  const { cases } = world;
  const phones = fleetOf({ ...size, devices: size.devices + flawed.length }, world, seed);
  for (const [n, flaw] of flawed.entries()) phones[size.devices + n]!.flaw = flaw;
  door.at(evening);
  const withdrawn: string[] = [];
  const half = (size.devices * size.operations) / 4;
  let happened = !trouble;
  const told = await sendAll(
    door,
    phones,
    (caseId) => versions.get(caseId)!,
    orderSeed,
    trouble ? badNetwork : worseNetwork,
    async (requests) => {
      if (happened || requests < half) return;
      happened = true;
      // In the middle of it: a post is taken away, phones are lost, and reporters take their cases back.
      for (const phone of phones) phone.revoked = phone.n % 10 === 3;
      for (const phone of phones.filter(({ n }) => n % 25 === 7)) {
        const phoneId = uuidv7();
        await must('/v1/field/phones', 'keeper', { phoneId, name: `第${phone.n}号机` });
        await must(`/v1/field/phones/${phoneId}/wipe`, 'keeper', {});
        await must(`/v1/field/phones/${phoneId}/wiped`, 'keeper', { lost: forget(phone) });
      }
      for (const caseId of cases.slice(0, 4)) {
        const { body } = await door.knock(`/v1/cases/${caseId}`, { as: 'receiver' });
        if (body.case.state !== 'confirming') continue;
        const input = { move: 'withdraw', reason: '反映人来电撤回' };
        await must(`/v1/cases/${caseId}/moves`, 'receiver', { version: body.case.version, input });
        withdrawn.push(caseId);
      }
    },
  );
  return { corner, door, phones, told, world, withdrawn };
}

async function thereIn({ regionId, owner }: Corner): Promise<There> {
  const ids = async (table: string) => {
    const found = sql<{ id: string }>`select id from ${sql.table(table)} where region_id = ${regionId}`;
    return new Set((await found.execute(owner)).rows.map(({ id }) => id));
  };
  return {
    visit: await ids('patrol.visits'),
    stamp: await ids('patrol.stamps'),
    report: await ids('intake.reports'),
    photo: await ids('cases.photos'),
  };
}
async function close({ corner, door }: Home): Promise<void> {
  await door.close();
  await corner.drop();
}

test(
  `${devices} phones of ${operations} acts: 0 dropped in silence, nothing twice, every conflict visible`,
  async () => {
    const home = await comeHome({ devices, operations }, seed + 1, { trouble: true });
    const { corner, phones, told, world, withdrawn } = home;
    const rows = phones.flatMap((phone) => phone.rows);
    const of = (what: string, state = 'sent') => rows.filter((row) => row.what === what && row.state === state);
    const refused = rows.filter(({ state }) => state === 'refused');

    const there = await thereIn(corner);
    expect(
      phones.map((phone) => [phone.n, faultsOf(phone, there)]).filter(([, faults]) => (faults as []).length),
    ).toEqual([]);
    expect(strays(phones, there)).toEqual([]);

    // What a phone lost when it was told to forget stands beside it, to be read by its owner.
    const { rows: forgotten } = await sql<{ lost: number }>`
      select lost from patrol.phones where region_id = ${corner.regionId} and wiped_at is not null`.execute(
      corner.owner,
    );
    const lost = phones.flatMap((phone) => phone.lost ?? []);
    expect(forgotten.map((one) => one.lost).sort((a, b) => a - b)).toEqual(lost.sort((a, b) => a - b));

    // Of those who confirm the same case one is first; a case that was taken back is confirmed by nobody after it.
    const { rows: facts } = await sql<{ caseId: string; n: number }>`
      select subject_id as "caseId", count(*)::int as n from kit.facts
       where region_id = ${corner.regionId} and kind = 'case.confirmed' group by 1`.execute(corner.owner);
    expect(facts.every(({ n }) => n === 1)).toBe(true);
    const lostOnTheWay = phones.flatMap((phone) =>
      phone.rows.filter((row) => row.what === 'move' && mayHaveArrived(phone, row)),
    ).length;
    expect(of('move').length).toBeLessThanOrEqual(facts.length);
    expect(of('move').length).toBeGreaterThanOrEqual(facts.length - lostOnTheWay);
    expect(facts.filter(({ caseId }) => withdrawn.includes(caseId))).toEqual([]);
    expect(facts.length + withdrawn.length).toBe(world.cases.length);

    const codes = Object.fromEntries(
      [...Map.groupBy(refused, ({ refusal }) => refusal!.code)].map(([code, some]) => [code, some.length]),
    );
    expect(Object.keys(codes)).toEqual(expect.arrayContaining(['patrol.wrong_code', 'reader.not_permitted']));
    console.log(
      `${rows.length} acts of ${devices} phones, ${told.requests} requests, ${told.lost} lost, ${told.cut} cut off, ${told.unheard} unheard, ${told.twice} sent twice, ` +
        `${told.restored} times put back from a backup, ${lost.length} phones told to forget (${lost.reduce((sum, n) => sum + n, 0)} acts, each counted): ${rows.filter(({ state }) => state === 'sent').length} there once, refused in words ${JSON.stringify(codes)}, 0 dropped`,
    );
    await close(home);
  },
  patience,
);

/** What the acts of some phones add up to, by the names they were born with. */
async function madeBy(
  { corner: { regionId, owner } }: Pick<Home, 'corner'>,
  phones: readonly Phone[],
): Promise<unknown> {
  const born = phones.flatMap(({ bodies }) => [...bodies.keys()]);
  const { rows } = await sql<{ state: unknown }>`
    select jsonb_build_object(
      'visits', (select jsonb_agg(jsonb_build_array(v.id, v.purpose, v.happened_at) order by v.id) from patrol.visits v where v.region_id = ${regionId} and v.id = any(${born}::uuid[])),
      'stamps', (select jsonb_agg(jsonb_build_array(s.id, k.name, s.how, s.happened_at) order by s.id)
                   from patrol.stamps s join patrol.checkpoints k on k.region_id = s.region_id and k.id = s.checkpoint_id where s.region_id = ${regionId} and s.id = any(${born}::uuid[])),
      'reports', (select jsonb_agg(jsonb_build_array(r.id, r.title, r.happened_at) order by r.id) from intake.reports r where r.region_id = ${regionId} and r.id = any(${born}::uuid[])),
      'photos', (select jsonb_agg(f.id order by f.id) from cases.photos f where f.region_id = ${regionId} and f.id = any(${born}::uuid[])),
      'confirmed', (select count(*) from cases.cases c where c.region_id = ${regionId} and c.state = 'received')
    ) as state`.execute(owner);
  return rows[0]!.state;
}

/** Which act stands where in the order in which the house heard of them. */
async function arrivalIn({ regionId, owner }: Corner): Promise<string> {
  const { rows } = await sql<{ order: string }>`
    select md5(string_agg(subject || subject_id || kind || happened_at, ',' order by id)) as order from kit.facts
     where region_id = ${regionId}`.execute(owner);
  return rows[0]!.order;
}

const orders = Math.min(devices, 50);
test(
  `the acts of ${orders} phones in ${orders} orders of arrival make one and the same district`,
  async () => {
    // Laid down once; each order arrives at a copy of that morning, through the real doors and over the worse network.
    const morning = await mouldCorner(async (corner) => {
      const door = await doorOf(corner);
      const laid = await layWorld(corner, door);
      await door.close();
      return laid;
    });
    const { world, versions } = morning.laid;
    const made = new Map<string, number[]>();
    const arrivals = new Set<string>();
    let acts = 0;
    for (let order = 0; order < orders; order++) {
      const corner = await morning.copy();
      const door = await doorOf(corner);
      door.at(evening);
      const phones = fleetOf({ devices: orders, operations: 1 }, world, seed);
      await sendAll(door, phones, (caseId) => versions.get(caseId)!, seed + 100 + order, worseNetwork);
      const state = JSON.stringify(await madeBy({ corner }, phones));
      made.set(state, [...(made.get(state) ?? []), order]);
      arrivals.add(await arrivalIn(corner));
      acts = phones.reduce((sum, { rows }) => sum + rows.length, 0);
      await door.close();
      await corner.drop();
    }
    await morning.drop();
    expect(acts).toBeGreaterThanOrEqual(orders);
    expect([...made.values()]).toEqual([Array.from({ length: orders }, (_, order) => order)]);
    // They did arrive otherwise each time, or nothing would have been shown.
    expect(arrivals.size).toBeGreaterThan(orders * 0.9);
  },
  patience,
);

test(
  'the same acts in two orders of arrival make the same district; an app with a flaw is found out',
  async () => {
    const size = { devices: Math.min(devices, 12), operations: Math.min(operations, 25) };
    const flawed = Object.keys(flaws) as Flaw[];
    const made: { sound: unknown; late: unknown }[] = [];
    for (const order of [11, 12]) {
      const home = await comeHome(size, seed + order, { trouble: false, flawed });
      const { phones } = home;
      const there = await thereIn(home.corner);
      const faultsBy = (flaw: Flaw | null) =>
        phones
          .filter((phone) => phone.flaw === flaw)
          .flatMap((phone) => faultsOf(phone, there))
          .join('；');
      expect(faultsBy(null)).toBe('');
      expect(faultsBy('hopes')).toContain('called sent and not there');
      expect(faultsBy('forgets')).toContain('gone from the phone');
      expect(faultsBy('mutters')).toContain('refused without words');
      expect(strays(phones, there).length).toBeGreaterThan(0);
      made.push({
        sound: await madeBy(
          home,
          phones.filter(({ flaw }) => flaw === null),
        ),
        late: await madeBy(
          home,
          phones.filter(({ flaw }) => flaw === 'arrives'),
        ),
      });
      await close(home);
    }
    expect(made[0]!.sound).toEqual(made[1]!.sound);
    expect(made[0]!.late).not.toEqual(made[1]!.late);
  },
  patience,
);
