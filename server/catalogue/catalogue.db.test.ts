/** Matters, responsibilities, calendars and knowledge on a real database. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { housePermit } from '#access';
import { posts } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { say } from '#contract/words/words.ts';
import { onFact } from '#kit/facts.ts';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';
import {
  articlesFor,
  calendarOf,
  catalogueRoutes,
  ensureCalendar,
  ensureFallbackMatter,
  fallbackMatter,
  importedMatter,
  mattersOf,
  proposeLead,
  saveArticle,
  savePhrase,
} from './catalogue.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [catalogueRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});
const at = new Date('2026-11-23T02:00:00Z');
const admin = 'system_admin' as const;
const edit = () => housePermit('catalogue.edit', corner.regionId);

const matter = (change: object = {}) => ({
  id: uuidv7(),
  edition: '示例',
  kind: 'event',
  big: '03',
  bigName: '宣传广告',
  small: '07',
  smallName: '违规招牌',
  ...change,
});
const condition = (change: object = {}) => ({
  id: uuidv7(),
  filing: '招牌松动',
  closing: '已加固或拆除',
  timeLimit: '1ud',
  urgent: true,
  basis: '示例,无依据',
  ...change,
});
const responsibility = (change: object = {}) => ({
  id: uuidv7(),
  matterId: corner.matters.manhole,
  leadUnitId: corner.units.roads,
  leadByArea: false,
  coUnitIds: [] as number[],
  basis: '示例,无依据',
  ...change,
});
const put = (path: string, body: object, as: (typeof posts)[number] = admin) => door.knock(path, { as, body });
const pathOf = (...ids: number[]) => ids.join('.');

test('only the system administrator changes the catalogue', async () => {
  const writes: [string, object][] = [
    ['/v1/matters', matter()],
    [`/v1/matters/${corner.matters.lamp}/conditions`, condition()],
    ['/v1/responsibilities', responsibility()],
  ];
  for (const [path, body] of writes) {
    for (const as of posts.filter((post) => post !== admin))
      expect((await put(path, body, as)).body.code, `${as} ${path}`).toBe('reader.not_permitted');
    expect((await door.knock(path, { body })).status).toBe(401);
  }
});

test('a matter is added, changed by who saw its newest version, and retired; its conditions count as changes of it', async () => {
  const before = (await door.knock('/v1/matters')).body;
  const added = (await put('/v1/matters', matter({ smallNameEn: 'Unlawful signboard' }))).body;
  expect(added).toMatchObject({
    code: 'E0307',
    version: 1,
    conditions: [],
    smallNameEn: 'Unlawful signboard',
    retired: false,
  });
  expect((await put('/v1/matters', matter())).body).toMatchObject({ status: 409, code: 'thing.exists' });

  const withCondition = (await put(`/v1/matters/${added.id}/conditions`, condition())).body;
  expect(withCondition).toMatchObject({
    version: 2,
    conditions: [{ n: 1, timeLimit: '1ud', urgent: true, version: 1 }],
  });
  const [first] = withCondition.conditions;
  for (const timeLimit of ['2 weeks', '0d', '1.5d'])
    expect((await put(`/v1/matters/${added.id}/conditions`, condition({ timeLimit }))).status, timeLimit).toBe(400);
  const changed = (
    await put(`/v1/matters/${added.id}/conditions`, condition({ conditionId: first.id, version: 1, timeLimit: '4h' }))
  ).body;
  expect(changed.conditions).toMatchObject([{ id: first.id, n: 1, timeLimit: '4h', version: 2 }]);
  const late = await put(`/v1/matters/${added.id}/conditions`, condition({ conditionId: first.id, version: 1 }));
  expect(late.body).toMatchObject({ status: 409, code: 'thing.stale', current: { id: added.id, version: 3 } });

  const stale = await put('/v1/matters', matter({ matterId: added.id, version: 1, retired: true }));
  expect(stale.body).toMatchObject({ code: 'thing.stale', title: '内容已被他人更新（当前第 3 版），请查看后再操作' });
  expect((await put('/v1/matters', matter({ matterId: added.id, version: 3, retired: true }))).body).toMatchObject({
    retired: true,
    version: 4,
  });
  const after = (await door.knock('/v1/matters')).body;
  expect(after.revision).toBeGreaterThan(before.revision);
  expect(after.matters.find(({ id }: { id: number }) => id === added.id).retired).toBe(true);
  // what fits nowhere else must have somewhere to go
  const { fallback } = corner.matters;
  const last = await put('/v1/matters', matter({ matterId: fallback, big: '99', small: '99', retired: true }));
  expect(last.status).toBe(400);
  expect((await within(corner, (tx) => fallbackMatter(tx, corner.regionId))).id).toBe(fallback);
});

test('a responsibility changes by a new version under its number; the old row and its words stay', async () => {
  const first = (await put('/v1/responsibilities', responsibility())).body;
  expect(first).toMatchObject({
    number: 'R-0001',
    version: 1,
    leadUnitName: '市政道路处',
    matterName: '上水井盖',
    validTo: null,
  });
  door.at('2026-11-24T02:00:00Z');
  const change = responsibility({
    responsibilityId: first.id,
    version: 1,
    leadUnitId: corner.units.street,
    coUnitIds: [corner.units.roads],
  });
  const second = (await put('/v1/responsibilities', change)).body;
  expect(second).toMatchObject({
    number: 'R-0001',
    version: 2,
    coUnits: [{ id: corner.units.roads, name: '市政道路处' }],
  });
  expect((await put('/v1/responsibilities', change)).body).toEqual(second);
  // who still looks at the first version is shown the second
  const late = await put('/v1/responsibilities', responsibility({ responsibilityId: first.id, version: 1 }));
  expect(late.body).toMatchObject({ status: 409, code: 'thing.stale', current: { id: second.id, version: 2 } });

  const history = await door.knock(`/v1/responsibilities?history=true&matterId=${corner.matters.manhole}`, {
    as: 'clerk',
  });
  expect(history.body.rows).toMatchObject([
    { version: 1, leadUnitId: corner.units.roads, validTo: '2026-11-24T02:00:00.000Z' },
    { version: 2, leadUnitId: corner.units.street, validTo: null },
  ]);
  expect(
    (await door.knock(`/v1/responsibilities?unitId=${corner.units.roads}`, { as: 'clerk' })).body.rows,
  ).toHaveLength(1);

  const twin = await put('/v1/responsibilities', responsibility());
  expect(twin.body).toMatchObject({ status: 422, code: 'catalogue.conflict', params: { number: 'R-0001' } });
  const wrong: [object, string][] = [
    [{ matterId: 999_999 }, 'thing.unknown_reference'],
    [{ conditionId: corner.conditions.lamp }, 'thing.unknown_reference'],
    [{ areaId: 999_999 }, 'thing.unknown_reference'],
    [{ conditionId: corner.conditions.manhole, leadUnitId: 999_999 }, 'thing.unknown_reference'],
    [{ conditionId: corner.conditions.manhole, coUnitIds: [corner.units.roads] }, 'thing.unknown_reference'],
    [{ conditionId: corner.conditions.manhole, leadByArea: true }, 'request.invalid'],
    [{ conditionId: corner.conditions.manhole, leadUnitId: null }, 'request.invalid'],
    [{ responsibilityId: 999_999 }, 'thing.not_found'],
    [{ ended: true }, 'request.invalid'],
  ];
  for (const [one, code] of wrong)
    expect((await put('/v1/responsibilities', responsibility(one))).body.code, JSON.stringify(one)).toBe(code);

  const ended = (
    await put('/v1/responsibilities', responsibility({ responsibilityId: second.id, version: 2, ended: true }))
  ).body;
  expect(ended).toMatchObject({ id: second.id, validTo: '2026-11-24T02:00:00.000Z' });
  const { rows } = await sql<{ kind: string }>`
    select kind from kit.facts where region_id = ${corner.regionId} and subject = 'responsibility' and subject_id = 'R-0001' order by n`.execute(
    corner.owner,
  );
  expect(rows.map(({ kind }) => kind)).toEqual([
    'responsibility.added',
    'responsibility.changed',
    'responsibility.ended',
  ]);
});

test('two administrators at once never claim one scope twice nor share a number', async () => {
  const both = await Promise.all(
    [1, 2].map(() =>
      put('/v1/responsibilities', responsibility({ matterId: corner.matters.litter, leadUnitId: corner.units.street })),
    ),
  );
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422]);
});

test('a case is proposed to its owner with the reason; without one to the street of the place, else to the dispatcher', async () => {
  const { areas, units, matters, conditions, regionId } = corner;
  const cell = pathOf(areas.district, areas.street, areas.community, areas.cell);
  const propose = (matterId: number, areaPath: string, conditionId: number | null = null) =>
    within(corner, (tx) => proposeLead(tx, regionId, { matterId, conditionId, areaPath }));
  expect(await propose(matters.lamp, cell)).toMatchObject({
    leadUnitId: units.street,
    ruleNumber: null,
    fallback: true,
  });
  expect(await propose(matters.lamp, pathOf(areas.district))).toMatchObject({ leadUnitId: null, fallback: true });

  const general = (await put('/v1/responsibilities', responsibility({ matterId: matters.lamp, coByArea: true }))).body;
  const special = (
    await put(
      '/v1/responsibilities',
      responsibility({
        matterId: matters.lamp,
        conditionId: conditions.lamp,
        areaId: areas.street,
        leadUnitId: null,
        leadByArea: true,
      }),
    )
  ).body;
  expect(await propose(matters.lamp, cell)).toMatchObject({
    leadUnitId: units.roads,
    coUnitIds: [units.street],
    ruleNumber: general.number,
    fallback: false,
  });
  const won = await propose(matters.lamp, cell, conditions.lamp);
  expect(won).toMatchObject({ leadUnitId: units.street, ruleNumber: special.number, fallback: false });
  expect(say('zh', won.reason.word, won.reason.params)).toBe(
    `权责清单 ${special.number}：河东街道内的这一立案条件，由属地街道（河东街道办）主责。依据：示例,无依据`,
  );
});

test('conflicts and gaps are told in words', async () => {
  const { matters, areas } = corner;
  const crossing = (
    await put(
      '/v1/responsibilities',
      responsibility({ matterId: matters.lamp, areaId: areas.community, leadUnitId: corner.units.street }),
    )
  ).body;
  const byCondition = (
    await put('/v1/responsibilities', responsibility({ matterId: matters.lamp, conditionId: corner.conditions.lamp }))
  ).body;
  const { body } = await door.knock('/v1/responsibilities/report', { as: 'leader' });
  expect(body.conflicts).toEqual([
    {
      matterId: matters.lamp,
      matterName: '路灯',
      a: byCondition.number,
      b: crossing.number,
      reason: `${byCondition.number}（按条件：市政道路处）与 ${crossing.number}（按区域：河东街道办）交叉：两者都适用时条件优先`,
    },
  ]);
  expect(body).toMatchObject({ covered: 2, matters: 3, gaps: [{ matterName: '上水井盖', reason: '没有主责单位' }] });
  // an area that is no more leaves its claims behind
  await sql`update areas.areas set valid_to = now() where region_id = ${corner.regionId} and id = ${areas.community}`.execute(
    corner.owner,
  );
  const later = await door.knock('/v1/responsibilities/report', { as: 'leader', lang: 'en' });
  expect(later.body.gaps.map(({ reason }: { reason: string }) => reason)).toContain(
    `${crossing.number} refers to “柳岸社区”, an area that is no more`,
  );
  await sql`update areas.areas set valid_to = null where region_id = ${corner.regionId} and id = ${areas.community}`.execute(
    corner.owner,
  );
});

test('a calendar changes by a new version; the version a clock names stays what it was; whoever keeps clocks is told', async () => {
  const told: unknown[] = [];
  onFact('calendar.changed', async (_tx, fact) => void told.push(fact.data));
  const { body } = await door.knock('/v1/calendars');
  const [calendar] = body.calendars;
  expect(calendar).toMatchObject({ isDefault: true, version: 1, warns: false });
  const holiday = { ...calendar.calendar, days: { '2026-12-31': [] } };
  const save = (change: object) =>
    put(`/v1/calendars/${calendar.id}`, { id: uuidv7(), version: 1, calendar: holiday, reason: '调休', ...change });
  for (const as of posts.filter((post) => post !== admin))
    expect(
      (await put(`/v1/calendars/${calendar.id}`, { id: uuidv7(), version: 1, calendar: holiday, reason: 'x' }, as))
        .status,
    ).toBe(403);
  const broken: [object, string][] = [
    [{ ...holiday, week: [[], [], [], [], [], [], []] }, '日历有误：一周内没有任何工作时间'],
    [{ ...holiday, timeZone: 'Mars/Olympus' }, '日历有误：不认识的时区 Mars/Olympus'],
    [{ ...holiday, days: { '2026-02-30': [] } }, '日历有误：没有这一天：2026-02-30'],
    [
      { ...holiday, days: { '2026-03-02': [{ from: 600, to: 540 }] } },
      '日历有误：/days/2026-03-02/0：时段的止须晚于起',
    ],
  ];
  for (const [one, title] of broken)
    expect((await save({ calendar: one })).body).toMatchObject({ code: 'catalogue.bad_calendar', title });
  expect(told).toEqual([]);
  expect((await save({})).body).toMatchObject({ version: 2, reason: '调休', calendar: { days: { '2026-12-31': [] } } });
  expect(told).toEqual([{ calendarId: calendar.id, version: 2, reason: '调休' }]);
  expect((await save({})).body).toMatchObject({ code: 'thing.stale', current: { version: 2 } });
  expect(
    (await put('/v1/calendars/999999', { id: uuidv7(), version: 1, calendar: holiday, reason: 'x' })).body.code,
  ).toBe('thing.not_found');
  const [newest, named] = await within(corner, async (tx) => [
    await calendarOf(tx, corner.regionId),
    await calendarOf(tx, corner.regionId, calendar.id, 1),
  ]);
  expect([newest.version, newest.calendar.days, named.calendar.days]).toEqual([2, { '2026-12-31': [] }, {}]);
  // fewer than sixty days of holidays known ahead
  door.at('2027-11-02T12:00:00+08:00');
  expect((await door.knock('/v1/calendars')).body.calendars[0].warns).toBe(true);
  door.at('2027-11-01T12:00:00+08:00');
  expect((await door.knock('/v1/calendars')).body.calendars[0].warns).toBe(false);
});

test('an empty region gets a calendar of its zone and a fallback matter, once', async () => {
  const { rows } = await sql<{ id: number }>`
    insert into areas.regions (code, name, time_zone) values ('nyc', 'New York', 'America/New_York'), ('990103', '空区', 'Asia/Shanghai') returning id`.execute(
    corner.owner,
  );
  const [abroad, empty] = rows.map(({ id }) => ({ ...corner, regionId: id }));
  for (const [one, zone] of [
    [abroad!, 'America/New_York'],
    [empty!, 'Asia/Shanghai'],
  ] as const)
    for (let i = 0; i < 2; i++)
      await within(one, async (tx) => {
        await ensureCalendar(tx, one.regionId, zone, at);
        await ensureFallbackMatter(tx, one.regionId, at);
      });
  const american = await within(abroad!, (tx) => calendarOf(tx, abroad!.regionId));
  expect(american).toMatchObject({
    version: 1,
    calendar: { timeZone: 'America/New_York', days: {}, knownUntil: '2026-11-22' },
  });
  const chinese = await within(empty!, (tx) => calendarOf(tx, empty!.regionId));
  expect(chinese.calendar.days['2026-10-01']).toEqual([]);
  const matters = await within(empty!, (tx) => mattersOf(tx, empty!.regionId));
  expect(matters).toMatchObject([{ smallName: '其他事项', fallback: true, conditions: [{ timeLimit: '5d' }] }]);
});

test('a matter of a history is one of the own by name, else made once and marked', async () => {
  const named = (name: string) => within(corner, (tx) => importedMatter(tx, corner.regionId, name, at));
  expect((await named('路灯')).id).toBe(corner.matters.lamp);
  const [one, two, three] = await Promise.all([named('Noise - Street'), named('Noise - Street'), named('Rodent')]);
  expect(one.id).toBe(two.id);
  expect(
    [one, three].map(({ edition, imported, conditions }) => [edition, imported, conditions[0]?.timeLimit]),
  ).toEqual([
    ['imported', true, '5d'],
    ['imported', true, '5d'],
  ]);
  expect(new Set([one.code, three.code]).size).toBe(2);
});

test('an article is found by a piece of it, by other words for it, and by a whole sentence about it', async () => {
  await within(corner, async (tx) => {
    const articles = [
      ['孩子上小学怎么登记', '每年春季在登记平台填报,带户口簿和预防接种证明。', '教育局', '小学 入学 一年级'],
      ['老年卡怎么办', '到街道便民服务中心,带身份证。', '民政局', '老年 优待 乘车'],
      ['How do I report a broken street lamp', 'By the public site or 12345.', 'Urban Management', 'lamp light'],
    ] as const;
    for (const [question, answer, office, terms] of articles)
      await saveArticle(tx, edit(), { question, answer, office, terms }, at);
    await saveArticle(
      tx,
      edit(),
      { question: '老年卡怎么办', answer: '带身份证和照片。', office: '民政局', terms: '老年 优待' },
      at,
    );
  });
  const found = (q: string) =>
    within(corner, (tx) => articlesFor(tx, corner.regionId, q)).then((list) => list.map(({ question }) => question));
  expect(await found('小学')).toEqual(['孩子上小学怎么登记']);
  expect(await found('优待')).toEqual(['老年卡怎么办']);
  expect(await found('STREET lamp')).toEqual(['How do I report a broken street lamp']);
  expect((await found('你好,我想问一下我家孩子今年上小学要怎么登记报名'))[0]).toBe('孩子上小学怎么登记');
  expect(await found('暖气不热')).toEqual([]);
  expect(await found('?!')).toEqual([]);
  const all = await door.knock('/v1/articles', { as: 'receiver' });
  expect(all.body.articles).toMatchObject([{ version: 1 }, { answer: '带身份证和照片。', version: 2 }, {}]);
  expect((await door.knock('/v1/articles')).status).toBe(401);
});

test('phrases: those of the purpose in the language of the reader, the special ones first, none twice', async () => {
  await within(corner, async (tx) => {
    for (let i = 0; i < 2; i++) {
      await savePhrase(tx, edit(), {
        purpose: 'answer',
        matterId: null,
        reason: '',
        lang: 'zh',
        text: '已处理完毕,感谢反映。',
      });
      await savePhrase(tx, edit(), {
        purpose: 'answer',
        matterId: corner.matters.lamp,
        reason: '',
        lang: 'zh',
        text: '路灯已修复。',
      });
      await savePhrase(tx, edit(), {
        purpose: 'answer',
        matterId: null,
        reason: '',
        lang: 'en',
        text: 'It has been dealt with.',
      });
      await savePhrase(tx, edit(), {
        purpose: 'refuse',
        matterId: null,
        reason: 'unlawful',
        lang: 'zh',
        text: '该事项依法不予受理。',
      });
    }
  });
  const ask = async (query: string, lang: 'zh' | 'en' = 'zh') =>
    (await door.knock(`/v1/phrases?${query}`, { as: 'clerk', lang })).body.phrases.map(
      ({ text }: { text: string }) => text,
    );
  expect(await ask(`purpose=answer&matterId=${corner.matters.lamp}`)).toEqual([
    '路灯已修复。',
    '已处理完毕,感谢反映。',
  ]);
  expect(await ask('purpose=answer')).toEqual(['已处理完毕,感谢反映。']);
  expect(await ask('purpose=answer', 'en')).toEqual(['It has been dealt with.']);
  expect(await ask('purpose=refuse&reason=unlawful')).toEqual(['该事项依法不予受理。']);
  expect(await ask('purpose=refuse&reason=emergency_line')).toEqual([]);
});
