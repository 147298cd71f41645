/**
 * The fleet comes home: nothing is dropped in silence, nothing is there twice, every conflict is seen by somebody, and what commutes
 * makes the same district whatever order it arrives in. `npm run prove -- fleet` does the same with 500 phones of 200 acts.
 */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes } from '#cases';
import { dice } from '#kit/dice.ts';
import { intakeRoutes } from '#intake';
import { patrolRoutes } from '#patrol';
import { inCell, layCorner, opened, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';
import { evening, fleetOf, sendAll, type Phone, type Size, type Told, type World } from './fleet.ts';

const devices = Number(process.env['GRIDLOOP_DEVICES'] ?? 50);
const operations = Number(process.env['GRIDLOOP_OPERATIONS'] ?? 50);
const seed = Number(process.env['GRIDLOOP_SEED'] ?? 2026);
const patience = devices * operations * 120 + 60_000;

type Home = { corner: Corner; door: Door; phones: Phone[]; told: Told; world: World; withdrawn: string[] };

/** A corner of the district in which the fleet walks; `orderSeed` draws only who arrives when. */
async function comeHome(size: Size, orderSeed: number, trouble: boolean): Promise<Home> {
  const corner = await layCorner();
  const keeper = corner.actor('keeper');
  const door = await openDoor(corner, [patrolRoutes, caseRoutes, intakeRoutes], async (_house, request) => {
    const which = request.headers['x-phone'];
    if (!which) return undefined;
    // 岗位被收回: signed in still, and no longer anybody's keeper.
    const actor = which === 'revoked' ? { ...keeper, posts: [] } : keeper;
    return { kind: 'person', regionId: corner.regionId, actor };
  });
  door.at('2026-11-23T00:00:00Z');
  const must = async (path: string, as: 'keeper' | 'leader' | 'receiver', body: object) => {
    const reply = await door.knock(path, { as, body: { id: uuidv7(), ...body } });
    expect([reply.status, reply.body?.title ?? '']).toEqual([200, reply.body?.title ?? '']);
    return reply.body;
  };
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
  const world: World = { matterId: corner.matters.lamp, points, shiftId: shift.id as string, cases };
  const phones = fleetOf(size, world, seed);
  door.at(evening);
  const withdrawn: string[] = [];
  const half = (size.devices * size.operations) / 4;
  let happened = !trouble;
  const told = await sendAll(
    door,
    phones,
    (caseId) => versions.get(caseId)!,
    dice(orderSeed),
    { lost: 0.1, unheard: 0.1, twice: 0.1 },
    async (requests) => {
      if (happened || requests < half) return;
      happened = true;
      // In the middle of it: a post is taken away, and reporters take their cases back.
      for (const phone of phones) phone.revoked = phone.n % 10 === 3;
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

async function idsIn(corner: Corner, table: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where region_id = ${corner.regionId} order by id`.execute(corner.owner);
  return rows.map(({ id }) => id);
}
async function close({ corner, door }: Home): Promise<void> {
  await door.close();
  await corner.drop();
}

test(
  `${devices} phones of ${operations} acts: 0 dropped in silence, nothing twice, every conflict visible`,
  async () => {
    const home = await comeHome({ devices, operations }, seed + 1, true);
    const { corner, phones, told, world, withdrawn } = home;
    const rows = phones.flatMap((phone) => phone.rows);
    const of = (what: string, state = 'sent') => rows.filter((row) => row.what === what && row.state === state);

    // Every row has its end, and every no its words.
    expect(rows.filter(({ state }) => state === 'queued' || state === 'sending')).toEqual([]);
    const refused = rows.filter(({ state }) => state === 'refused');
    expect(refused.filter(({ refusal }) => !refusal?.title || !refusal.code)).toEqual([]);
    expect(rows.filter(({ state, reason }) => state === 'given_up' && !reason)).toEqual([]);

    // What the phones call sent is what is there, by its id: no more, no less, no second time.
    for (const [what, table] of [
      ['visit', 'patrol.visits'],
      ['stamp', 'patrol.stamps'],
      ['report', 'intake.reports'],
      ['photo', 'cases.photos'],
    ] as const)
      expect(await idsIn(corner, table), what).toEqual(
        of(what)
          .map(({ id }) => id)
          .sort(),
      );

    // Of those who confirm the same case one is first; a case that was taken back is confirmed by nobody after it.
    const { rows: facts } = await sql<{ caseId: string; n: number }>`
      select subject_id as "caseId", count(*)::int as n from kit.facts
       where region_id = ${corner.regionId} and kind = 'case.confirmed' group by 1`.execute(corner.owner);
    expect(facts.every(({ n }) => n === 1)).toBe(true);
    expect(of('move').length).toBe(facts.length);
    expect(facts.filter(({ caseId }) => withdrawn.includes(caseId))).toEqual([]);
    expect(facts.length + withdrawn.length).toBe(world.cases.length);

    const codes = Object.fromEntries(
      [...Map.groupBy(refused, ({ refusal }) => refusal!.code)].map(([code, some]) => [code, some.length]),
    );
    expect(Object.keys(codes)).toEqual(expect.arrayContaining(['patrol.wrong_code', 'reader.not_permitted']));
    console.log(
      `${rows.length} acts of ${devices} phones, ${told.requests} requests, ${told.lost} lost, ${told.unheard} unheard, ${told.twice} sent twice, ` +
        `${told.restored} phones restored: ${rows.filter(({ state }) => state === 'sent').length} there once, refused in words ${JSON.stringify(codes)}, 0 dropped`,
    );
    await close(home);
  },
  patience,
);

test(
  'the same acts in two orders of arrival make the same district',
  async () => {
    const size = { devices: Math.min(devices, 12), operations: Math.min(operations, 25) };
    const states: unknown[] = [];
    for (const order of [11, 12]) {
      const home = await comeHome(size, seed + order, false);
      const { rows } = await sql<{ state: unknown }>`
        select jsonb_build_object(
          'visits', (select jsonb_agg(jsonb_build_array(v.id, v.purpose, v.happened_at) order by v.id) from patrol.visits v where v.region_id = ${home.corner.regionId}),
          'stamps', (select jsonb_agg(jsonb_build_array(s.id, k.name, s.how, s.happened_at) order by s.id)
                       from patrol.stamps s join patrol.checkpoints k on k.region_id = s.region_id and k.id = s.checkpoint_id where s.region_id = ${home.corner.regionId}),
          'reports', (select jsonb_agg(jsonb_build_array(r.id, r.title, r.happened_at) order by r.id) from intake.reports r where r.region_id = ${home.corner.regionId}),
          'photos', (select jsonb_agg(f.id order by f.id) from cases.photos f where f.region_id = ${home.corner.regionId}),
          'confirmed', (select count(*) from cases.cases c where c.region_id = ${home.corner.regionId} and c.state = 'received')
        ) as state`.execute(home.corner.owner);
      states.push(rows[0]!.state);
      await close(home);
    }
    expect(states[0]).toEqual(states[1]);
  },
  patience,
);
