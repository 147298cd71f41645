import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { housePermit } from '#access';
import { appointKeeper } from '#areas';
import { notifyRoutes, sendMessages, silence, tellGridNews, type Outgoing } from '#notify';
import { addressHash } from '#intake';
import { patrolRoutes } from '#patrol';
import { inCell, layCorner, outsideAll, within, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let sent: Outgoing[] = [];
const sender = { send: async (message: Outgoing) => void sent.push(message) };
const monday = '2026-11-23T02:00:00Z';

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [patrolRoutes, notifyRoutes]);
  const keeper = { areaId: corner.areas.cell, personId: corner.actor('keeper').personId, role: 'keeper' as const };
  await within(corner, (tx) =>
    appointKeeper(
      tx,
      housePermit('areas.edit', corner.regionId),
      { id: uuidv7(), ...keeper, fromOn: '2026-11-01' },
      new Date(monday),
    ),
  );
});
beforeEach(() => {
  sent = [];
  door.at(monday);
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const later = (seconds: number): Date => new Date(door.house.now().getTime() + seconds * 1000);
const send = (seconds: number): Promise<number> =>
  sendMessages(corner.db, door.house.keys, sender, door.house.log, corner.regionId, () => later(seconds));
async function tell(seconds = 11): Promise<Outgoing[]> {
  const { keys } = door.house;
  while ((await within(corner, (tx) => tellGridNews(tx, keys, corner.regionId, later(seconds)))) > 0);
  await send(seconds);
  return sent.filter(({ text }) => !text.includes('验证码'));
}
async function visit(address: string): Promise<string> {
  await door.knock('/v1/mine/codes', { body: { id: uuidv7(), address } });
  await send(1);
  const code = /\d{6}/.exec(sent.at(-1)!.text)![0];
  return (await door.knock('/v1/mine/visits', { body: { address, code } })).body.token as string;
}
const mine = (path: string, token: string, body?: object) =>
  door.knock(`/v1/mine${path}`, {
    headers: { 'gridloop-visit': token },
    ...(body ? { body: { id: uuidv7(), ...body } } : {}),
  });
const follow = (token: string, point = inCell) => mine('/grids', token, { point });
const post = (path: string, body: object, as: 'leader' | 'keeper' | 'clerk' | 'checker') =>
  door.knock(`/v1/field/publicity${path}`, { as, body: { id: uuidv7(), ...body } });
const make = async (more: object = {}, as: 'leader' | 'keeper' | 'clerk' = 'leader') =>
  post(
    '',
    { areaId: corner.areas.community, title: '停水通知', words: '周三检修。', untilOn: '2026-11-25', ...more },
    as,
  );

describe('宣传任务', () => {
  test('are told to those who follow a grid in it, by their own choice, once, and with the way out in each message', async () => {
    const [here, both, elsewhere, quiet] = ['13700000001', '13700000002', '13700000003', '13700000004'];
    expect((await follow(await visit(here))).body.grids).toMatchObject([{ name: '柳岸社区第001单元' }]);
    const two = await visit(both);
    await follow(two);
    expect((await follow(two)).body.grids).toHaveLength(1);
    expect((await follow(await visit(elsewhere), outsideAll)).body.code).toBe('notify.outside');
    await follow(await visit(quiet));
    await within(corner, (tx) =>
      silence(tx, corner.regionId, addressHash(door.house.keys, 'sms', quiet), new Date(monday)),
    );
    const { body } = await make();
    expect(await tell(9)).toEqual([]);
    const told = await tell();
    expect(told.map(({ to }) => to).sort()).toEqual([here, both]);
    expect(told[0]!.text).toMatch(/停水通知.*周三检修.*回复 T/);
    expect(await tell(60)).toHaveLength(2);
    const day = await door.knock('/v1/field/day', { as: 'keeper' });
    expect(day.body.publicity).toMatchObject([{ id: body.id, told: 2, reached: 0, areaName: '柳岸社区' }]);
  });

  test('come by topic: whoever puts one off hears of the others, for every grid of hers, and the office learns a number only', async () => {
    const [all, some] = ['13700000031', '13700000032'];
    await follow(await visit(all));
    const token = await visit(some);
    await follow(token);
    expect((await mine('', token)).body.topicsOff).toEqual([]);
    expect((await mine('/topics', token, { off: ['gossip'] })).status).toBe(400);
    expect((await mine('/topics', token, { off: ['fraud', 'events'] })).body.topicsOff).toEqual(['fraud', 'events']);
    const told = async (topic?: string): Promise<string[]> => {
      const before = sent.length;
      const { body } = await make(topic ? { topic } : {});
      await tell(60);
      const day = await door.knock('/v1/field/day', { as: 'keeper' });
      const one = day.body.publicity.find(({ id }: { id: string }) => id === body.id);
      const to = sent.slice(before).filter(({ text }) => text.includes('停水通知'));
      expect([one.topic, one.told]).toEqual([topic ?? 'other', to.length]);
      expect(JSON.stringify(day.body)).not.toContain(some);
      return to.map(({ to: address }) => address).filter((address) => address === all || address === some);
    };
    expect(await told('fraud')).toEqual([all]);
    expect((await told('works')).sort()).toEqual([all, some]);
    expect((await told()).sort()).toEqual([all, some]);
    expect(sent.at(-1)!.text).toContain('其他');
    // It is in her data, and another grid of hers begins with the same.
    const data = JSON.parse((await mine('/data', token)).raw.toString()) as object;
    expect(data).toMatchObject({ topicsOff: ['fraud', 'events'] });
    await mine('/topics', token, { off: [] });
    expect((await told('fraud')).sort()).toEqual([all, some]);
  });

  test('end with her contact, at /mine, and what is taken back at once reaches nobody', async () => {
    const token = await visit('13700000011');
    const { grids } = (await follow(token)).body as { grids: { id: string }[] };
    const data = JSON.parse((await mine('/data', token)).raw.toString()) as object;
    expect(data).toMatchObject({ grids: [{ name: '柳岸社区第001单元' }] });
    expect((await mine(`/grids/${grids[0]!.id}/end`, token, {})).body.grids).toEqual([]);
    await follow(token);
    await mine('/removal', token, {});
    const other = await visit('13700000012');
    await follow(other);
    const { body } = await make();
    await post(`/${body.id}/end`, {}, 'leader');
    expect(await tell()).toEqual([]);
    await make();
    expect((await tell()).map(({ to }) => to)).toContain('13700000012');
    expect(sent.map(({ to }) => to)).not.toContain(undefined);
    expect((await tell()).map(({ to }) => to).filter((to) => to === '13700000011')).toEqual([]);
    // where it went is in the list of what was sent to her, though it is about no report
    expect((await mine('', other)).body.messages).toMatchObject([{ number: null, state: 'sent' }]);
  });

  test('nobody’s telephone is readable in the list of followers', async () => {
    await follow(await visit('13700000021'));
    const { rows } = await within(corner, (tx) =>
      sql<{ address: Buffer }>`select address from notify.followers where region_id = ${corner.regionId}`.execute(tx),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { address } of rows) expect(address.toString('latin1')).not.toContain('1370000');
  });

  test('are made by the office of the ground, for a season at most, and by nobody who walks it', async () => {
    expect((await make({}, 'keeper')).status).toBe(403);
    expect((await make({}, 'clerk')).body.code).toBe('patrol.outside'); // of a department, which has no ground
    expect((await make({ untilOn: '2026-11-22' })).body.code).toBe('publicity.days');
    expect((await make({ untilOn: '2027-03-01' })).body.code).toBe('publicity.days');
    expect((await make({ areaId: 999_999 })).body.code).toBe('thing.unknown_reference');
  });

  test('are carried out with a number and a photo that tells no place; told hours later, they count when they were made in time', async () => {
    const { body } = await make();
    const round = (happenedAt: string, as: 'keeper' | 'checker' = 'keeper') =>
      post(`/${body.id}/rounds`, { reached: 12, happenedAt }, as);
    expect((await round(monday)).body).toMatchObject({ reached: 12, rounds: 1, mine: 12 });
    door.at('2026-11-27T02:00:00Z');
    expect((await round('2026-11-27T01:00:00Z')).body.code).toBe('publicity.over');
    expect((await round('2026-11-25T01:00:00Z')).body).toMatchObject({ reached: 24, rounds: 2 });
    const withPlace = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#333' } })
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 54/1 0/1' } })
      .jpeg()
      .toBuffer();
    const photo = `/v1/field/publicity/${body.id}/photos/${uuidv7()}`;
    const put = (bytes: Buffer) => door.knock(photo, { as: 'keeper', bytes, type: 'image/jpeg' });
    expect((await put(Buffer.from('<svg/>............'))).body.code).toBe('photo.not_an_image');
    expect((await put(withPlace)).status).toBe(200);
    const shown = await door.knock(photo, { as: 'leader' });
    expect(shown.status).toBe(200);
    expect((await sharp(withPlace).metadata()).exif).toBeDefined();
    expect((await sharp(shown.raw).metadata()).exif).toBeUndefined();
    expect((await door.knock(photo, { as: 'dispatcher' })).status).toBe(404);
    const { publicity } = (await door.knock('/v1/field/day', { as: 'leader' })).body as {
      publicity: { id: string; photoIds: string[] }[];
    };
    expect(publicity.find(({ id }) => id === body.id)!.photoIds).toHaveLength(1);
  });
});
