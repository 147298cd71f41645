/**
 * What everybody may read. Marks are planted that stand for what is private (a name, a telephone, the words of a report in confidence, the exact
 * spot of a sensitive matter, the code of a receipt), and every public operation of the OpenAPI document is asked, feeds and the screen for
 * visitors too. And no picture that the house gives out, on whatever path, knows where it was taken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { housePermit } from '#access';
import { appointKeeper } from '#areas';
import { makeMove, processPhotos } from '#cases';
import { recogniseNew } from '#intake';
import { servedEndpoints } from '#kit/serve.ts';
import { rooms } from '../../server/app.ts';
import { inCell, layCorner, within, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';
import { walk, type Heard, type Known, type Reader } from './walk.ts';

/** Words and figures that nobody else writes. */
const marks = {
  name: '钱塘婵',
  phone: '13912345678',
  email: 'chan@canary.example',
  secret: '夜里往雨水井倒废油',
  sensitive: '三楼住户又在家里放煤气罐',
  longitude: '116.3047123',
  latitude: '39.9041987',
};
/** Rounded to ten metres a spot is still a door. */
const scanned = Object.values({ ...marks, longitude: '116.3047', latitude: '39.9041' });
const spot = { lon: Number(marks.longitude), lat: Number(marks.latitude) };
const contact = { name: marks.name, phone: marks.phone, email: marks.email };

let corner: Corner;
let door: Door;
let wall: Reader;
const nobody: Reader = { name: 'nobody', headers: {} };
const receipts: Record<string, { id: string; number: string; secret: string; caseId: string }> = {};
const photos: string[] = [];
const publicityId = uuidv7();
/** what an office tells everybody, and what it tells its own */
const notices = { open: uuidv7(), inside: uuidv7() };

const sound = async (path: string, how: Parameters<Door['knock']>[1] = {}): Promise<any> => {
  const answer = await door.knock(path, how);
  expect([path, answer.status, answer.body?.title]).toEqual([path, 200, answer.body?.title]);
  return answer.body;
};
async function tell(name: string, body: object): Promise<void> {
  const id = uuidv7();
  const { number, secret } = await sound('/v1/reports', {
    body: { id, kind: 'help', naming: 'named', contact, ...body },
  });
  const { rows } = await sql<{
    caseId: string;
  }>`select case_id as "caseId" from intake.reports where id = ${id}`.execute(corner.owner);
  receipts[name] = { id, number, secret, caseId: rows[0]!.caseId };
}
/** As a telephone takes it: with the place and the hand it was taken by. */
const taken = (format: 'jpeg' | 'png' | 'webp') =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: '#468' } })
    .withExif({
      IFD0: { Artist: 'TELLTALE', Make: 'TELLTALE' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' },
    })
    .toFormat(format)
    .toBuffer();
/** What a picture says beside what it shows. */
async function tells(bytes: Buffer): Promise<string[]> {
  const about = await sharp(bytes).metadata();
  return [
    ...(['exif', 'xmp', 'icc', 'iptc'] as const).filter((kind) => about[kind] !== undefined),
    ...['TELLTALE', 'Exif', 'GPS'].filter((word) => bytes.includes(word)),
  ];
}
const drawn = () => processPhotos(corner.db, door.house.files, corner.regionId, new Date('2026-11-23T02:31:00Z'));

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, rooms);
  await sql`update catalogue.matters set sensitive = true where id = ${corner.matters.litter}`.execute(corner.owner);
  await tell('plain', { title: '路灯不亮', matterId: corner.matters.lamp, location: inCell });
  await tell('secret', { title: marks.secret, kind: 'complaint', naming: 'confidential', location: spot });
  await tell('sensitive', { title: marks.sensitive, matterId: corner.matters.litter, location: spot });
  for (const [name, matterId, conditionId] of [
    ['plain', corner.matters.lamp, corner.conditions.lamp],
    ['secret', corner.matters.manhole, corner.conditions.manhole],
  ] as const)
    for (const [post, input] of [
      ['receiver', { move: 'receive' }],
      ['duty_officer', { move: 'file', matterId, conditionId }],
      ['dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '职责' }],
    ] as const)
      await within(corner, (tx) =>
        makeMove(tx, corner.actor(post), { caseId: receipts[name]!.caseId, input }, door.house.now()),
      );
  for (const [id, words, open] of [
    [notices.open, '周三检修路灯。', true],
    [notices.inside, `${marks.name} ${marks.phone}：${marks.secret}`, false],
  ] as const)
    await sound('/v1/notices', {
      as: 'clerk',
      body: { id, unitId: corner.units.roads, title: '告知', words, public: open, untilOn: '2026-11-30' },
    });
  const made = await sound('/v1/walls', {
    as: 'system_admin',
    body: { id: uuidv7(), name: '大厅', redacted: true },
  });
  wall = { name: 'the screen for visitors', headers: { 'gridloop-wall': made.key } };
}, 120_000);
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const known = (): Known => ({
  number: Object.values(receipts).map(({ number }) => number),
  service_request_id: [
    Object.values(receipts)
      .map(({ number }) => number)
      .join(','),
  ],
  format: ['json', 'xml'],
  code: ['E0102', 'E0201'],
  token: [receipts['plain']!.id],
  photoId: photos.length > 0 ? photos : [uuidv7()],
  phoneId: [uuidv7()],
  publicityId: [publicityId],
  noticeId: Object.values(notices),
  version: [1],
  z: [12],
  x: [3_370],
  y: [1_550],
  channel: ['email', 'phone', 'account'],
  lon: [spot.lon],
  lat: [spot.lat],
  bbox: ['116,39,117,40'],
  q: [marks.name, marks.secret],
  status: ['open', 'ended', 'closed'],
  days: [366],
  matterId: [corner.matters.litter],
  areaId: [corner.areas.cell],
  layer: ['unified'],
  title: [marks.sensitive],
  detail: [marks.secret],
  location: [],
});

test('who asks what is alike hears of the plain one, and of no other, from wherever she asks', async () => {
  await within(corner, (tx) => recogniseNew(tx, corner.regionId, door.house.now(), 300, { after: null, wholeAt: 0 }));
  const alike = async (title: string, location: { lon: number; lat: number }) =>
    (await sound('/v1/reports/similar', { body: { id: uuidv7(), title, location } })).cases as { id: string }[];
  expect(await alike('路灯不亮', inCell)).toMatchObject([{ id: receipts['plain']!.caseId }]);
  for (const east of [0, 0.0005, -0.0005])
    for (const title of [marks.sensitive, marks.secret])
      expect(await alike(title, { ...spot, lon: spot.lon + east })).toEqual([]);
});

describe('told to everybody', () => {
  let heard: Heard[];
  const open = () => servedEndpoints().filter(({ access }) => access === 'public');
  beforeAll(async () => {
    const { location: _location, ...all } = known();
    heard = [
      ...(await walk(door, open(), [nobody, wall], () => all, 'reads')),
      ...(await walk(door, open(), [nobody], () => all, 'writes')),
    ];
  }, 120_000);

  test('the walk asked every operation that the document calls public', () => {
    const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../contract/openapi.json'), 'utf8')) as {
      paths: Record<string, Record<string, { operationId?: string; security?: unknown[] }>>;
    };
    const named = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ operationId, security }) => (security?.length === 0 ? [operationId!] : [])),
    );
    const asked = new Set(heard.map(({ endpoint }) => endpoint));
    const uploads = new Set(open().flatMap(({ id, upload }) => (upload ? [id] : [])));
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((id) => !asked.has(id) && !uploads.has(id))).toEqual([]);
    expect(heard.filter(({ status }) => status >= 500).map(({ path }) => path)).toEqual([]);
  });

  test('nothing private is heard: no name, no telephone, no words in confidence, no exact spot, no code', () => {
    const codes = Object.values(receipts).flatMap(({ secret }) => [secret, secret.replaceAll('-', '')]);
    // Whoever asks about a spot or a text is answered about her own words: those are not somebody else's.
    const echo = new Set(['areas.locate', 'areas.placesInWords', 'intake.report', 'connect.sendRequest']);
    const wrong = heard.flatMap(({ reader, endpoint, path, text }) =>
      echo.has(endpoint)
        ? []
        : [...scanned, ...codes]
            .filter((mark) => text.includes(mark))
            .map((mark) => `${reader} · ${endpoint} · ${path.replace(/\?.*/, '')} · ${mark}`),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });

  test('and whoever may read it hears every one of these marks: they are there, in the shape that is looked for', async () => {
    const inside = await Promise.all([
      ...Object.values(receipts).map(({ caseId }) => door.knock(`/v1/cases/${caseId}`, { as: 'duty_officer' })),
      door.knock('/v1/notices', { as: 'clerk' }),
      ...Object.values(receipts).map(({ id }) =>
        door.knock(`/v1/reports/${id}/contact`, { as: 'duty_officer', body: { id: uuidv7(), reason: '核对来电内容' } }),
      ),
    ]);
    const said = inside.map(({ raw }) => raw.toString()).join('\n');
    expect(scanned.filter((mark) => !said.includes(mark))).toEqual([]);
  });

  test('and the scan is not deaf: what is public is heard, in the list, the feeds and on the screen', () => {
    for (const id of ['connect.publicCases', 'connect.publicGeoJson', 'connect.publicRss', 'connect.requests'])
      expect(
        heard.some(({ endpoint, status, text }) => endpoint === id && status === 200 && text.includes('路灯')),
        id,
      ).toBe(true);
    for (const id of ['notices.public', 'notices.readPublic', 'connect.noticesRss'])
      expect(
        heard.some(({ endpoint, status, text }) => endpoint === id && status === 200 && text.includes('周三检修路灯')),
        id,
      ).toBe(true);
    const figures = heard.find(({ endpoint }) => endpoint === 'insight.publicFigures')!;
    // They came after the last midnight: nobody sees a number rise as somebody reports.
    expect(JSON.parse(figures.text).months).toEqual([]);
    const board = heard.find(({ reader, endpoint }) => reader === wall.name && endpoint === 'insight.wall')!;
    expect([board.status, board.text.includes(receipts['plain']!.number)]).toEqual([200, false]);
    // The sensitive one is there too, on the middle of its cell.
    const geo = heard.find(({ endpoint }) => endpoint === 'connect.publicGeoJson')!;
    expect(geo.text).toContain('116.305,39.905');
    expect(heard.some(({ endpoint, text }) => endpoint === 'connect.publicCases' && text.includes('暴露垃圾'))).toBe(
      true,
    );
  });
});

describe('a picture', () => {
  const purposes = ['confirm', 'before', 'after', 'check', 'report'] as const;
  beforeAll(async () => {
    door.at('2026-11-23T02:30:00Z'); // the wrong codes of the walk above are forgotten by then
    const { number, secret, caseId } = receipts['plain']!;
    const send = async (path: string, how: Parameters<Door['knock']>[1], format: 'jpeg' | 'png' | 'webp') => {
      const id = uuidv7();
      const bytes = await taken(format);
      expect((await sharp(bytes).metadata()).exif?.includes('TELLTALE')).toBe(true);
      await sound(path.replace(':id', id), { method: 'PUT', bytes, type: `image/${format}`, ...how });
      expect(await drawn()).toBe(1);
      photos.push(id);
    };
    for (const format of ['jpeg', 'png', 'webp'] as const)
      await send(`/v1/receipts/${number}/photos/:id`, { code: secret }, format);
    for (const purpose of purposes)
      await send(`/v1/cases/${caseId}/photos/:id?purpose=${purpose}`, { as: 'receiver' }, 'jpeg');
    // Of a round of 宣传 it is drawn anew before it is kept at all.
    await within(corner, (tx) =>
      appointKeeper(
        tx,
        housePermit('areas.edit', corner.regionId),
        {
          id: uuidv7(),
          areaId: corner.areas.cell,
          personId: corner.actor('keeper').personId,
          role: 'keeper',
          fromOn: '2026-11-01',
        },
        door.house.now(),
      ),
    );
    const made = { id: publicityId, areaId: corner.areas.community, title: '停水通知', words: '周三检修。' };
    await sound('/v1/field/publicity', { as: 'leader', body: { ...made, untilOn: '2026-11-25' } });
    const [id, bytes] = [uuidv7(), await taken('jpeg')];
    const path = `/v1/field/publicity/${publicityId}/photos/${id}`;
    await sound(path, { method: 'PUT', bytes, type: 'image/jpeg', as: 'keeper' });
    photos.push(id);
  });

  test('comes in by three doors, whole or in pieces, and no other: a link, a message and an alarm bring none', async () => {
    const doors = servedEndpoints().filter(({ upload }) => upload?.types.some((type) => type.startsWith('image/')));
    const three = ['cases.addPhoto', 'intake.photo', 'publicity.addPhoto'];
    expect(doors.map(({ id }) => id).sort()).toEqual(three.flatMap((id) => [id, `${id}Piece`]));
    const link = { service_code: 'E0102', lat: inCell.lat, long: inCell.lon, description: '路灯不亮' };
    // A link is a note for staff: it is not fetched, and nobody else is shown it.
    const media_url = 'https://canary.example/balcony.jpg';
    const [linked] = await sound('/open311/v2/requests.json', { body: { ...link, media_url } });
    const shown = await door.knock(`/open311/v2/requests/${linked.service_request_id}.json`);
    expect([shown.status, shown.body[0].media_url, shown.raw.includes('canary.example')]).toEqual([200, null, false]);
    const picture = (await taken('jpeg')).toString('base64');
    for (const path of ['/v1/inbound/email', '/v1/calls', '/v1/alerts', '/v1/reports']) {
      const id = uuidv7();
      const body = { id, messageId: id, from: 'a@b.example', text: '路灯不亮', title: '路灯不亮', media: [picture] };
      expect((await door.knock(path, { body })).status, path).toBeGreaterThanOrEqual(400);
    }
  });

  test('is given out on three paths, and knows there neither its place nor its maker', async () => {
    const { number, secret, caseId } = receipts['plain']!;
    const paths = ['cases.photo', 'intake.readPhoto', 'publicity.photo'];
    door.at('2026-11-23T03:00:00Z'); // and those of the walk before this one
    const readers: Reader[] = [
      { name: 'her', headers: { 'gridloop-receipt': secret } },
      { name: 'receiver', headers: { 'x-signed-in-as': 'receiver' } },
      { name: 'keeper', headers: { 'x-signed-in-as': 'keeper' } },
      nobody,
    ];
    const about = { ...known(), caseId: [caseId], number: [number], reportId: [receipts['plain']!.id] };
    const reads = servedEndpoints().filter(
      ({ method, path }) => method === 'GET' && /photo|image|picture|:photoId/i.test(path),
    );
    const heard = await walk(door, reads, readers, () => about, 'reads');
    const given = heard.filter(({ status }) => status === 200);
    expect([...new Set(given.map(({ endpoint }) => endpoint))].sort()).toEqual(paths);
    expect(given.filter(({ reader }) => reader === nobody.name)).toEqual([]);
    expect(new Set(given.map(({ path }) => path.split('/').at(-1)))).toEqual(new Set(photos));
    door.at('2026-11-23T04:00:00Z'); // and those of this one
    for (const { path, reader } of given) {
      const { raw } = await door.knock(path, { headers: readers.find(({ name }) => name === reader)!.headers });
      expect((await sharp(raw).metadata()).format).toBe('jpeg');
      expect(await tells(raw), path).toEqual([]);
    }
    // A path that gave out what came in would be told of.
    for (const format of ['jpeg', 'png', 'webp'] as const)
      expect(await tells(await taken(format)), format).toEqual(expect.arrayContaining(['exif', 'TELLTALE']));
    // No other address of the house says it sends a picture.
    const others = servedEndpoints().filter(({ download }) => download?.startsWith('image/'));
    expect(others.map(({ id }) => id).sort()).toEqual(paths);
  });
});
