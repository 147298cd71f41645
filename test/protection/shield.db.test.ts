/**
 * The reporter stays unknown (身份保密): canaries are planted as name, telephone, mail, address, voice number and staff post of
 * those who told something in confidence; every address of the house is asked by every post, and by people with several; none of
 * them may be heard but by those who receive and call back. The target of a report (回避) hears nothing of it at all.
 */
import sharp from 'sharp';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { posts, type Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { makeMove, processPhotos } from '#cases';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { jobsDone } from '#kit/jobs.ts';
import { servedEndpoints } from '#kit/serve.ts';
import { rooms } from '../../server/app.ts';
import { inCell, layCorner, within, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';
import { walk, type Heard, type Known, type Reader } from './walk.ts';

/** Words that nobody else writes, so that finding one is finding her. */
const canaries = {
  name: '钱塘婵',
  polite: '钱女士',
  phone: '13912345678',
  spaced: '139 1234 5678',
  email: 'chan@canary.example',
  home: '荷坡里7幢301',
  voice: '0571-88776655',
  remark: '接电话的是婵姐',
  withdrawn: '怕丈夫知道',
};
/** What happened: for those who work on it, never for the target. */
const matter = '夜里往雨水井倒废油';
/** The same of what is about nobody, or nobody has said yet about whom. */
const elsewhere = '楼道里私拉电线充电';

const all = Object.values(canaries);

let corner: Corner;
let door: Door;
let water: number;
let itsPhoto = '';
let photoId = '';
const cases: Record<string, string> = {};
const reports: Record<string, { id: string; number: string; secret: string }> = {};
const people = new Map<string, Actor>();
let periodId = '';
let itemId = '';
let meetingId = '';
const modeId = uuidv7();
const noticeId = uuidv7();
const orderId = uuidv7();

const as = (name: string): Reader => ({ name, headers: { 'x-reader': name } });
const nobody: Reader = { name: 'nobody', headers: {} };

/** Who may know her, and where it is said: receiving and calling back, in the list of reports. */
const knowing = new Set(['receiver', 'duty_officer', 'caller']);
const closed = [
  'access.enrol',
  'access.samlMetadata',
  'areas.baseTile',
  'cases.readFile',
  'connect.request',
  'connect.token',
  'insight.wall',
  'intake.readPhoto',
  'intake.receipt',
  'jobs.get',
  'neighbours.mine',
  'notify.export',
  'notify.mine',
  'notify.reports',
  'publicity.photo',
];
const told = new Set(['intake.reports', 'intake.reveal', 'cases.get']);

beforeAll(async () => {
  corner = await layCorner();
  const { regionId: r, owner, units, areas } = corner;
  const { rows } = await sql<{ id: number }>`
    with n as (select nextval(pg_get_serial_sequence('access.units', 'id'))::int as id)
    insert into access.units (region_id, id, code, name, kind, parent_id, root_id, path) overriding system value
    select ${r}, id, 'water', '排水管理所', 'department', null, id, id::text::ltree from n returning id`.execute(owner);
  water = rows[0]!.id;
  const post = (name: Post, unitId: number, kind: HeldPost['unitKind'], territory = false): HeldPost => ({
    id: uuidv7(),
    post: name,
    unitId,
    unitName: '单位',
    unitKind: kind,
    rootUnitId: unitId,
    unitIds: [unitId],
    areaId: territory ? areas.street : null,
    areaName: territory ? '河东街道' : null,
    areaPath: territory ? `${areas.district}.${areas.street}` : null,
  });
  const person = async (name: string, ...held: HeldPost[]) => {
    const personId = uuidv7();
    await sql`insert into access.people (region_id, id, name) values (${r}, ${personId}, ${name})`.execute(owner);
    people.set(name, { ...corner.actor('clerk'), personId, accountId: uuidv7(), name, posts: held });
  };
  for (const name of posts) people.set(name, corner.actor(name));
  await person('clerk of the street', post('clerk', units.street, 'street', true));
  await person(
    'receiver who handles',
    post('receiver', units.supervision, 'supervision'),
    post('handler', units.roads, 'department'),
  );
  await person('clerk of the target', post('clerk', water, 'department'));
  await person(
    'checker from the target',
    post('checker', units.supervision, 'supervision'),
    post('handler', water, 'department'),
  );
  await person(
    'officer from the target',
    post('duty_officer', units.supervision, 'supervision'),
    post('system_admin', water, 'department'),
  );
  await person('clerk who tells', post('clerk', units.roads, 'department'));
  door = await openDoor(corner, rooms, async (_house, request) => {
    const actor = people.get(String(request.headers['x-reader']));
    return actor && { kind: 'person', regionId: actor.regionId, actor };
  });
  await tell();
}, 120_000);
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const secretly = { naming: 'confidential', kind: 'complaint', location: inCell } as const;
const contact = { name: canaries.name, phone: canaries.phone, email: canaries.email };
const words = (matter: string) => ({
  title: `${canaries.name}反映：${matter}`,
  detail: `我叫${canaries.name}，我家住${canaries.home}室。${matter}，气味刺鼻。请打${canaries.spaced}或写信到${canaries.email}，找${canaries.polite}。`,
});

async function tell(): Promise<void> {
  // An emergency is on: what comes in of its matters stands in its report by name.
  const why = { reason: '暴雨内涝，河东街道', template: 'standard', until: '2026-11-24T02:00:00Z' };
  const scope = { level: 4, areaIds: [corner.areas.street], matterIds: [corner.matters.lamp] };
  const notice = {
    id: noticeId,
    unitId: corner.units.roads,
    title: '停水',
    words: '周三检修。',
    untilOn: '2026-11-30',
  };
  await sound('/v1/notices', { as: 'clerk', body: { ...notice, public: true } });
  await sound('/v1/duty/modes', { as: 'duty_officer', body: { id: modeId, ...why, ...scope } });
  const order = {
    id: orderId,
    title: '加强巡查',
    words: '今晚加强低洼处巡查。',
    kinds: ['department'],
    readWithinMinutes: 30,
  };
  await sound('/v1/orders', { as: 'duty_officer', body: order });
  const decision = { id: uuidv7(), accept: true, words: '同意' };
  await sound(`/v1/duty/modes/${modeId}/decision`, { as: 'leader', body: decision });
  await report('open', { ...secretly, ...words(matter), placeText: `${canaries.home}室对面的雨水井`, contact });
  await report('closed', { ...secretly, ...words(matter), contact });
  await report('whistle', { ...secretly, kind: 'whistle', naming: 'named', ...words(elsewhere), contact });
  await report('withdrawn', { ...secretly, ...words(elsewhere), contact });
  // On the telephone: the agent writes down who called, and the number the call came from.
  const call = {
    ...secretly,
    title: matter,
    detail: `来电人${canaries.polite}反映${matter}，来电号码${canaries.voice}`,
  };
  await take('voice', 'receiver', {
    ...call,
    channel: 'hotline',
    contact: { name: canaries.name, phone: canaries.voice },
  });
  // Staff who tell on their own office, in confidence.
  await take('staff', 'clerk who tells', { ...secretly, title: matter, detail: '', channel: 'department', contact });
  await take('counter', 'clerk who tells', { ...call, title: elsewhere, detail: '', channel: 'counter', contact });
  // And one that joins an open case which is nobody's secret.
  await report('public', { kind: 'help', naming: 'anonymous', title: '路灯不亮', location: inCell });
  const more = { title: elsewhere, detail: `来电人${canaries.polite}也遇到，来电号码${canaries.voice}` };
  await take('joined', 'receiver', { ...call, ...more, channel: 'hotline', contact, follows: cases['public'] });

  photoId = await photograph('open');
  itsPhoto = await photograph('joined');
  await move('open', ...toSigned());
  await move('closed', ...toSigned(), ...toClosed);
  await move('voice', ...toSigned(), ...toClosed);
  await move('public', ...toSigned({}, corner.units.street));
  await move('staff', ...toSigned());
  await move('whistle', ['receiver', { move: 'receive' }]);
  const { number, secret } = reports['closed']!;
  const receipt = { code: secret };
  await sound(`/v1/receipts/${number}/replies`, {
    ...receipt,
    body: { id: uuidv7(), text: `没有解决，${canaries.name}，${canaries.phone}`, unsolved: true },
  });
  await sound(`/v1/receipts/${number}/rating`, { ...receipt, body: { id: uuidv7(), solved: false, satisfied: false } });
  await sound(`/v1/receipts/${reports['withdrawn']!.number}/withdrawal`, {
    code: reports['withdrawn']!.secret,
    body: { id: uuidv7(), reason: canaries.withdrawn },
  });
  const called = {
    id: uuidv7(),
    reportId: reports['closed']!.id,
    reached: true,
    solved: false,
    satisfied: false,
    remark: canaries.remark,
  };
  await sound(`/v1/cases/${cases['closed']}/callbacks`, { as: 'caller', body: called });
  // Others are called in, and sit over it.
  const work = { unitId: corner.units.street, text: '围挡井口' };
  await move('open', ['clerk', { move: 'lay_tasks', tasks: [work] }]);
  meetingId = uuidv7();
  await sound('/v1/meetings', {
    as: 'dispatcher',
    body: {
      id: meetingId,
      kind: 'joint',
      title: '油污专题会',
      at: '2026-11-25T01:00:00Z',
      place: '301',
      caseIds: [cases['open']],
      members: [{ unitId: corner.units.street }, { unitId: corner.units.roads }],
    },
  });
  door.at('2026-12-20T02:00:00Z');
  // What is counted and learned from them, with its drill-down and its credits.
  periodId = uuidv7();
  await sound('/v1/evaluation/periods', {
    as: 'evaluator',
    body: { id: periodId, kind: 'month', firstOn: '2026-11-01' },
  });
  await sound(`/v1/evaluation/periods/${periodId}/computing`, { as: 'evaluator', body: { id: uuidv7(), fresh: true } });
  await jobsDone();
  itemId = uuidv7();
  const item = {
    id: itemId,
    title: '倒废油反复发生',
    matterId: corner.matters.lamp,
    areaId: corner.areas.street,
    caseIds: [cases['closed']],
  };
  await sound('/v1/improvements', { as: 'duty_officer', body: item });
  await sql`update improvement.items set public_zh = '加了井盖锁', public_en = 'Locked', published_at = now(), changed_at = now(), state = 'changed', change_kind = 'rule', change_text = 'x', change_ref = 'y', measure_days = 90 where id = ${itemId}`.execute(
    corner.owner,
  );
}

async function sound(path: string, how: Parameters<Door['knock']>[1]): Promise<any> {
  const answer = await door.knock(path, how);
  expect([path, answer.status, answer.body?.title]).toEqual([path, 200, answer.body?.title]);
  return answer.body;
}
async function report(name: string, body: object): Promise<void> {
  const id = uuidv7();
  const { number, secret } = await sound('/v1/reports', { body: { id, ...body } });
  await keep(name, { id, number, secret });
}
async function take(name: string, reader: string, body: object): Promise<void> {
  const id = uuidv7();
  const { receipt } = await sound('/v1/desk/reports', { headers: as(reader).headers, body: { id, ...body } });
  await keep(name, { id, number: receipt.number, secret: receipt.secret });
}
async function keep(name: string, kept: { id: string; number: string; secret: string }): Promise<void> {
  reports[name] = kept;
  const { rows } = await sql<{ id: string }>`select case_id as id from intake.reports where id = ${kept.id}`.execute(
    corner.owner,
  );
  cases[name] = rows[0]!.id;
}
/** As a telephone takes it: with the place it was taken at. */
async function photograph(name: string): Promise<string> {
  const id = uuidv7();
  const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#468' } })
    .withExif({ IFD0: { Artist: canaries.name }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' } })
    .jpeg()
    .toBuffer();
  const { number, secret } = reports[name]!;
  await sound(`/v1/receipts/${number}/photos/${id}`, { method: 'PUT', code: secret, bytes, type: 'image/jpeg' });
  expect(await processPhotos(corner.db, door.house.files, corner.regionId, new Date('2026-11-23T02:01:00Z'))).toBe(1);
  return id;
}
const toSigned = (
  about: { aboutUnitId?: number } = { aboutUnitId: water },
  unitId = corner.units.roads,
): [Post, MoveInput][] => [
  ['receiver', { move: 'receive', ...about }],
  ['duty_officer', { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp }],
  ['dispatcher', { move: 'dispatch', unitId, reason: '回避后指定' }],
  ...(unitId === corner.units.roads ? [['clerk', { move: 'sign' }] as [Post, MoveInput]] : []),
];
const toClosed: [Post, MoveInput][] = [
  ['clerk', { move: 'hand_back', result: '已清理' }],
  ['checker', { move: 'check', passed: true, remark: '现场看过' }],
  ['duty_officer', { move: 'close', answer: '已清理并处罚。' }],
];
let minute = 0;
async function move(name: string, ...steps: [Post, MoveInput][]): Promise<void> {
  for (const [post, input] of steps)
    await within(corner, (tx) =>
      makeMove(
        tx,
        corner.actor(post),
        { caseId: cases[name]!, input },
        new Date(Date.parse('2026-11-23T02:00:00Z') + 60_000 * ++minute),
      ),
    );
}

const known = (): Known => ({
  caseId: [cases['open']!, cases['closed']!, cases['voice']!, cases['public']!, cases['withdrawn']!, cases['staff']!],
  reportId: Object.values(reports).map(({ id }) => id),
  photoId: [photoId, itsPhoto],
  number: [reports['open']!.number],
  format: ['json', 'xml'],
  code: ['E0102'],
  token: [reports['open']!.id],
  periodId: [periodId],
  meetingId: [meetingId],
  modeId: [modeId],
  itemId: [itemId],
  shiftId: [uuidv7()],
  postId: [corner.actor('handler').posts[0]!.id],
  lastOn: ['2026-12-31'],
  phoneId: [uuidv7()],
  publicityId: [uuidv7()],
  noticeId: [noticeId],
  orderId: [orderId],
  month: ['2026-11'],
  personId: [people.get('clerk who tells')!.personId, corner.actor('handler').personId],
  areaId: [corner.areas.cell],
  matterId: [corner.matters.lamp],
  matterIds: [corner.matters.lamp],
  unitId: [corner.units.roads, water],
  jobId: [uuidv7()],
  name: ['standard'],
  version: [1],
  from: ['2026-11-01T00:00:00Z', '2026-11-20'],
  to: ['2026-12-31T00:00:00Z', '2026-12-20'],
  until: ['2026-12-31T00:00:00Z'],
  lon: [116.305],
  lat: [39.905],
  bbox: ['116,39,117,40'],
  q: [canaries.name, canaries.phone, canaries.home, canaries.voice, matter],
  object: ['person', 'unit', 'district'],
  indicator: ['received_count', 'report_volume', 'self_handled_count', 'satisfied_rate'],
  key: [people.get('clerk who tells')!.personId, String(corner.units.roads), '0'],
  seconds: [0],
  tiles: ['cases', 'history'],
  z: [0],
  x: [0],
  y: [0],
  signs: ['keepers'],
  purpose: ['answer'],
  layer: ['unified'],
  post: ['handler'],
  subject: ['case', 'report'],
  subjectId: [cases['staff']!, reports['staff']!.id, cases['open']!],
  queue: ['all', 'mine', 'callback', 'unsolved'],
  service_request_id: [
    Object.values(reports)
      .map(({ number }) => number)
      .join(','),
  ],
});

const everybody = (): Reader[] => [...[...people.keys()].map(as), nobody];
/** Of what is not about her own unit an officer may know like any other. */
const knows = (reader: string): boolean => knowing.has(reader) || reader === 'officer from the target';
const found = (heard: readonly Heard[], list: readonly string[]): Heard[] =>
  heard.filter(({ text }) => list.some((word) => text.includes(word)));
/** What is told of a failure: the word, by whom, where; not every way of asking. */
const named = ({ reader, endpoint, path, text, status }: Heard): string =>
  `${reader} · ${endpoint} · ${path.replace(/\?.*/, '')} · ${status} · ${[...all, matter].filter((word) => text.includes(word)).join(' ')}`;

describe('told in confidence', () => {
  let heard: Heard[] = [];
  beforeAll(async () => {
    heard = await walk(door, servedEndpoints(), everybody(), known, 'reads');
  }, 300_000);

  test('the walk went everywhere, and was let in where it may', () => {
    const reads = servedEndpoints().filter(({ method }) => method === 'GET');
    const entered = new Set(heard.filter(({ status }) => status === 200).map(({ endpoint }) => endpoint));
    // Behind these stands something that the walk has not: a half-open session, the code of a receipt, a report of that door,
    // the key of a wall, a resident's own visit, a photo of a round of 宣传 (which knows of no case), a base map, a file that its asker
    // had written of the very list that is walked (server/cases/queues.db.test.ts).
    expect(
      reads
        .map(({ id }) => id)
        .filter((id) => !entered.has(id))
        .sort(),
    ).toEqual(closed);
    expect(heard.filter(({ status }) => status >= 500).map(named)).toEqual([]);
  });

  test('none of her is heard by anybody who may not know her, on any address', () => {
    const wrong = found(heard, all).filter(({ reader, endpoint }) => !(knows(reader) && told.has(endpoint)));
    expect([...new Set(wrong.map(named))]).toEqual([]);
  });

  test('and the scan would have found her: those who may know her hear it all', () => {
    for (const reader of knowing) {
      const own = heard.filter((one) => one.reader === reader && told.has(one.endpoint));
      for (const word of [canaries.name, canaries.home, canaries.remark, canaries.withdrawn])
        expect(found(own, [word]).length, `${reader}: ${word}`).toBeGreaterThan(0);
    }
  });

  test('the scan is not deaf: an address that leaks is named', () => {
    const leak: Heard = { reader: 'clerk', endpoint: 'cases.get', path: '/', status: 200, text: `…${canaries.phone}…` };
    expect(found([...heard, leak], [canaries.phone]).filter(({ reader }) => !knowing.has(reader))).toEqual([leak]);
  });

  test('the report of the emergency names her case, and so was looked at', () => {
    const told = heard.filter(({ endpoint, status }) => endpoint === 'duty.modeReport' && status === 200);
    expect(told.some(({ text }) => text.includes(cases['open']!))).toBe(true);
  });

  test('who handles it does hear what happened', () => {
    const own = heard.filter(({ reader, endpoint }) => reader === 'clerk' && endpoint === 'cases.get');
    expect(found(own, [matter]).length).toBeGreaterThan(2);
  });

  test('its target hears nothing of it: not the unit, not its people in other posts', () => {
    const target = ['clerk of the target', 'checker from the target', 'officer from the target'];
    const about = ['open', 'closed', 'voice', 'staff'].map((name) => cases[name]!);
    const theirs = heard.filter(({ reader }) => target.includes(reader));
    expect(theirs.length).toBeGreaterThan(300);
    expect([...new Set(found(theirs, [matter]).map(named))]).toEqual([]);
    const byId = theirs.filter(({ path }) => about.some((id) => path.startsWith(`/v1/cases/${id}`)));
    expect([...new Set(byId.map(({ status }) => status))]).toEqual([404]);
  });

  test('her photo is served to those who may know her, and to nobody else', () => {
    const served = (id: string) =>
      [
        ...new Set(
          heard
            .filter(({ path, status }) => path.endsWith(`/photos/${id}`) && status === 200)
            .map(({ reader }) => reader),
        ),
      ].sort();
    expect(served(photoId)).toEqual([...knowing].sort());
    // The same of one that joined a case which is nobody's secret; there nobody is recused.
    expect(served(itsPhoto)).toEqual([...knowing, 'officer from the target'].sort());
  });

  test('a picture is served without the place and the name it was taken with', async () => {
    const { raw } = await door.knock(`/v1/cases/${cases['open']}/photos/${photoId}`, { as: 'receiver' });
    const { exif, xmp, icc } = await sharp(raw).metadata();
    expect([exif, xmp, icc, raw.includes(canaries.name)]).toEqual([undefined, undefined, undefined, false]);
  });

  test('staff who tell on their office are written down nowhere: no post, no unit, no door of theirs', async () => {
    const { personId } = people.get('clerk who tells')!;
    const { rows } = await sql<{ n: number }>`
      select (select count(*) from kit.facts where person_id = ${personId})::int + (select count(*) from intake.reports where by_person = ${personId})::int
           + (select count(*) from cases.cases where id = ${cases['staff']} and (channel <> 'web' or discovery <> 'passive'))::int as n`.execute(
      corner.owner,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('writing does not make it speak either', async () => {
    const ids = { ...known(), id: [] as string[] };
    const writers = ['clerk', 'handler', 'checker', 'evaluator', 'clerk of the target'].map(as);
    const answered: Heard[] = [];
    for (const reader of [...writers, nobody])
      answered.push(
        ...(await walk(
          door,
          servedEndpoints(),
          [reader],
          () => ({ ...ids, id: [uuidv7()], caseId: [cases['open']!], reportId: [reports['open']!.id] }),
          'writes',
        )),
      );
    await jobsDone();
    expect([...new Set(found(answered, all).map(named))]).toEqual([]);
    // These are about a session and its account, and this door knows its people without either.
    const sessionless = ['access.signOut', 'access.changePassword'];
    const failed = answered.filter(({ status, endpoint }) => status >= 500 && !sessionless.includes(endpoint));
    expect(failed.map(named)).toEqual([]);
  });
});

describe('nobody is counted', () => {
  test('what a handler reads of a case is the same, however often its reporter has written', async () => {
    const look = async () => {
      const page = await door.knock(`/v1/cases/${cases['open']}`, { as: 'clerk' });
      const list = await door.knock(`/v1/cases/${cases['open']}/reports`, { as: 'clerk' });
      return { ...page.body, reports: list.body };
    };
    const before = await look();
    for (let n = 0; n < 4; n++)
      await report(`again ${n}`, {
        ...secretly,
        title: `别处的事${n}`,
        naming: 'named',
        location: { lon: 116.3001, lat: 39.9001 },
        contact,
      });
    expect(await look()).toEqual(before);
  });

  test('no address declares a number or a label of what one person told', () => {
    const said =
      /(reporter|caller|person|phone|contact|citizen)s?_?(reports|count|times|total|history|label|tag|level|score|rank|record)s?$|^(repeat|frequent|habitual|key|sensitive)_?(reporter|caller|person|petitioner)|same_?(phone|person|caller|reporter)|^(times|how_?often)_?(reported|told|called)/i;
    const names = (shape: any): string[] =>
      shape && typeof shape === 'object'
        ? [...Object.keys(shape.properties ?? {}), ...Object.values(shape).flatMap(names)]
        : [];
    const wrong = servedEndpoints().flatMap(({ id, reply }) =>
      names(reply)
        .filter((name) => said.test(name))
        .map((name) => `${id}: ${name}`),
    );
    expect(wrong).toEqual([]);
    expect(
      ['reporterReports', 'personLabel', 'repeatReporter', 'samePhone', 'timesReported'].every((name) =>
        said.test(name),
      ),
    ).toBe(true);
  });
});
