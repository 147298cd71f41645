/** Units, people, posts and the audit trail, over HTTP and through the door. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { posts, type Post } from '#contract/access.ts';
import { uuidv7 } from '#contract/ids.ts';
import { isConstraint } from '#kit/db.ts';
import { layCorner, within, type Corner } from '../../test/support/corner.ts';
import { openDoor, type Door } from '../../test/support/knock.ts';
import { accessRoutes, ensureCentres, forgetPhones, housePermit, personNames, saveUnit, unitsOf } from './access.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [accessRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const person = (change: object = {}) => ({
  id: uuidv7(),
  name: '石渡',
  login: `shidu-${Math.random().toString(36).slice(2, 8)}`,
  password: 'tR4m-lamp-Quay',
  ...change,
});
const post = (change: object = {}) => ({
  id: uuidv7(),
  post: 'clerk' as Post,
  unitId: corner.units.roads,
  fromOn: '2026-11-01',
  ...change,
});
const unit = (change: object = {}) => ({
  id: uuidv7(),
  code: 'lamps',
  name: '路灯所',
  kind: 'department',
  parentCode: 'roads',
  ...change,
});

test('who may write what is decided by the post: everybody else is refused, and nothing has changed', async () => {
  const someone = corner.actor('handler').personId;
  const writes: [string, object, Post[]][] = [
    ['/v1/units', unit({ code: 'nobody' }), ['system_admin']],
    ['/v1/people', person({ login: 'nobody' }), ['system_admin']],
    [`/v1/people/${someone}`, { id: uuidv7(), version: 1, name: '别名', nameEn: '' }, ['system_admin']],
    [`/v1/people/${someone}/posts`, post(), ['security_admin']],
    [
      `/v1/posts/${corner.actor('handler').posts[0]!.id}/end`,
      { id: uuidv7(), toOn: '2026-11-30', reason: '调离' },
      ['security_admin'],
    ],
    [`/v1/people/${someone}/account`, { id: uuidv7(), disabled: true }, ['system_admin', 'security_admin']],
    [`/v1/people/${someone}/phone`, { id: uuidv7(), reason: '联系本人' }, ['system_admin', 'security_admin']],
    [
      `/v1/people/${someone}/account`,
      { id: uuidv7(), disabled: false, newPassword: 'tR4m-lamp-Quay' },
      ['system_admin'],
    ],
    [`/v1/people/${someone}/account`, { id: uuidv7(), disabled: false, resetSecondFactor: true }, ['security_admin']],
  ];
  const count = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from kit.facts`.execute(corner.owner)).rows[0]!.n;
  const before = await count();
  for (const [path, body, allowed] of writes) {
    for (const as of posts.filter((one) => !allowed.includes(one))) {
      const answer = await door.knock(path, { as, body });
      expect(answer, `${as} ${path}`).toMatchObject({ status: 403, body: { code: 'reader.not_permitted' } });
    }
    expect((await door.knock(path, { body })).status).toBe(401);
  }
  for (const as of posts) {
    const may = (path: string) => door.knock(path, { as }).then(({ status }) => status === 200);
    expect(await may('/v1/people'), as).toBe(['system_admin', 'security_admin', 'audit_admin'].includes(as));
    expect(await may('/v1/facts'), as).toBe(as === 'audit_admin');
    expect(await may('/v1/units'), as).toBe(true);
  }
  expect(await count()).toBe(before);
});

test('a person is added by the one administrator and given a post by the other', async () => {
  const body = person({ nameEn: 'Shi Du' });
  const added = await door.knock('/v1/people', { as: 'system_admin', body });
  expect(added).toMatchObject({ status: 200, body: { id: body.id, login: body.login, disabled: false, posts: [] } });
  expect(JSON.stringify(added.body)).not.toMatch(/argon2|tR4m/);
  // sent twice: the same answer; the same id with another body is another command
  expect((await door.knock('/v1/people', { as: 'system_admin', body })).body).toEqual(added.body);
  expect((await door.knock('/v1/people', { as: 'system_admin', body: { ...body, name: '别人' } })).body.code).toBe(
    'command.id_reused',
  );
  expect(
    (
      await door.knock('/v1/people', {
        as: 'system_admin',
        body: person({ login: body.login.toUpperCase().toLowerCase() }),
      })
    ).body,
  ).toMatchObject({
    status: 409,
    code: 'thing.exists',
  });
  expect(
    (await door.knock('/v1/people', { as: 'system_admin', body: person({ password: 'password1234' }) })).body.code,
  ).toBe('reader.weak_password');

  const grant = post({ areaId: corner.areas.street });
  const granted = await door.knock(`/v1/people/${body.id}/posts`, { as: 'security_admin', body: grant });
  expect(granted.body.posts).toEqual([
    {
      id: grant.id,
      post: 'clerk',
      unitId: corner.units.roads,
      unitName: '市政道路处',
      areaId: corner.areas.street,
      areaName: '河东街道',
      fromOn: '2026-11-01',
      toOn: null,
    },
  ]);
  const ended = await door.knock(`/v1/posts/${grant.id}/end`, {
    as: 'security_admin',
    body: { id: uuidv7(), toOn: '2026-11-30', reason: '调往街道' },
  });
  expect(ended.body.posts[0].toOn).toBe('2026-11-30');
  const why = await door.knock('/v1/facts?kind=person.post_ended&limit=1', { as: 'audit_admin' });
  expect(why.body.rows[0].data).toMatchObject({ toOn: '2026-11-30', reason: '调往街道' });
  // a later end would be a new grant
  const later = await door.knock(`/v1/posts/${grant.id}/end`, {
    as: 'security_admin',
    body: { id: uuidv7(), toOn: '2027-01-01', reason: '延期' },
  });
  expect(later.status).toBe(400);
  const wrong: [object, string][] = [
    [{ unitId: 999_999 }, 'thing.unknown_reference'],
    [{ areaId: 999_999 }, 'thing.unknown_reference'],
    [{ toOn: '2026-10-01' }, 'request.invalid'],
    [{ role: 'leader' }, 'request.invalid'],
  ];
  for (const [change, code] of wrong)
    expect(
      (await door.knock(`/v1/people/${body.id}/posts`, { as: 'security_admin', body: post(change) })).body.code,
    ).toBe(code);
  expect((await door.knock(`/v1/people/${uuidv7()}/posts`, { as: 'security_admin', body: post() })).body.code).toBe(
    'thing.not_found',
  );
});

test('nobody holds two of the three administrations, nor gives himself a post: a rule, and a constraint behind it', async () => {
  const body = person();
  await door.knock('/v1/people', { as: 'system_admin', body });
  const grant = (change: object) =>
    door.knock(`/v1/people/${body.id}/posts`, { as: 'security_admin', body: post(change) });
  expect((await grant({ post: 'system_admin', toOn: '2026-12-31' })).status).toBe(200);
  const second = await grant({ post: 'audit_admin', fromOn: '2026-12-31' });
  expect(second.body).toMatchObject({ status: 409, code: 'reader.powers_apart' });
  expect(second.body.title).toContain('此人已任系统管理员，不能同时任审计管理员');
  // afterwards, or beside a post of the field, it is allowed
  expect((await grant({ post: 'audit_admin', fromOn: '2027-01-01' })).status).toBe(200);
  expect((await grant({ post: 'leader' })).status).toBe(200);

  const self = corner.actor('security_admin').personId;
  const toHimself = await door.knock(`/v1/people/${self}/posts`, {
    as: 'security_admin',
    body: post({ post: 'leader' }),
  });
  expect(toHimself.body).toMatchObject({
    code: 'reader.not_permitted',
    title: '您的岗位不能进行此操作：不能给自己授予岗位',
  });

  const past = sql`
    insert into access.posts (region_id, id, person_id, post, unit_id, from_on)
    values (${corner.regionId}, ${uuidv7()}, ${self}, 'audit_admin', ${corner.units.roads}, '2026-01-01')`.execute(
    corner.owner,
  );
  await expect(past.catch((error: unknown) => isConstraint(error, 'powers_apart'))).resolves.toBe(true);
});

test('two who grant at once cannot get around the rule together', async () => {
  const body = person();
  await door.knock('/v1/people', { as: 'system_admin', body });
  const both = await Promise.all(
    (['system_admin', 'audit_admin'] as const).map((name) =>
      door.knock(`/v1/people/${body.id}/posts`, { as: 'security_admin', body: post({ post: name }) }),
    ),
  );
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
});

test('a disabled account is told apart and restored; nobody disables himself', async () => {
  const body = person();
  await door.knock('/v1/people', { as: 'system_admin', body });
  const set = (disabled: boolean, id = body.id) =>
    door.knock(`/v1/people/${id}/account`, { as: 'security_admin', body: { id: uuidv7(), disabled } });
  expect((await set(true)).body.disabled).toBe(true);
  expect((await set(true)).body.disabled).toBe(true);
  expect((await set(false)).body.disabled).toBe(false);
  expect((await set(true, corner.actor('security_admin').personId)).body.code).toBe('reader.not_permitted');
  const facts = await door.knock(`/v1/facts?subject=account`, { as: 'audit_admin' });
  const kinds = facts.body.rows
    .filter((row: { data: { personId?: string } }) => row.data.personId === body.id)
    .map(({ kind }: { kind: string }) => kind);
  expect(kinds).toEqual(['account.restored', 'account.disabled', 'account.created']);
});

test('a branch of the tree moves with everything below it; no unit stands below itself', async () => {
  const save = (change: object) =>
    door.knock('/v1/units', { as: 'system_admin', body: unit({ id: uuidv7(), ...change }) });
  const lamps = (await save({})).body;
  expect(lamps).toMatchObject({
    code: 'lamps',
    rootId: corner.units.roads,
    parentId: corner.units.roads,
    superiorId: corner.units.roads,
  });
  const team = (await save({ code: 'lamps-1', name: '路灯一班', kind: 'other', parentCode: 'lamps' })).body;
  expect(team.rootId).toBe(corner.units.roads);
  expect((await save({ kind: 'department', parentCode: 'leadership' })).body).toMatchObject({
    id: lamps.id,
    rootId: lamps.id,
  });
  const units = await within(corner, (tx) => unitsOf(tx, corner.regionId));
  expect(units.root(team.id)).toBe(lamps.id);
  expect(units.byId.get(team.id)!.path).toBe(`${units.byId.get(lamps.id)!.path}.${team.id}`);
  expect(units.subtreeIds(lamps.id)).toEqual([lamps.id, team.id]);
  for (const change of [
    { parentCode: 'lamps-1' },
    { parentCode: 'lamps' },
    { parentCode: 'no-such' },
    { superiorCode: 'lamps' },
    { areaId: 999_999 },
  ])
    expect((await save(change)).body.code, JSON.stringify(change)).toBe('thing.unknown_reference');
  expect((await save({ code: 'lamps', superiorCode: 'command', parentCode: 'leadership' })).body.superiorId).toBe(
    corner.units.command,
  );
});

test('a unit is changed on the version that was looked at, and a new one takes no code that is known', async () => {
  const save = (change: object) =>
    door.knock('/v1/units', { as: 'system_admin', body: unit({ id: uuidv7(), code: 'signs', ...change }) });
  const made = (await save({ version: 0 })).body;
  expect(made.version).toBe(1);
  expect((await save({ name: '标志标线所', version: 1 })).body).toMatchObject({ name: '标志标线所', version: 2 });
  // Whoever looked at the first one is told what stands there by now, and has changed nothing.
  const late = await save({ name: '标牌所', version: 1 });
  expect([late.status, late.body.code, late.body.current]).toMatchObject([
    409,
    'thing.stale',
    { id: made.id, name: '标志标线所', version: 2 },
  ]);
  const again = await save({ name: '另一个单位', version: 0 });
  expect([again.status, again.body.code, again.body.title]).toEqual([
    409,
    'thing.exists',
    '已存在：标志标线所 (signs)',
  ]);
  expect((await save({ code: 'no-such-yet', version: 3 })).body).toMatchObject({ code: 'thing.stale', current: null });
  const units = await within(corner, (tx) => unitsOf(tx, corner.regionId));
  expect(units.byCode.get('signs')).toMatchObject({ name: '标志标线所', version: 2 });
  expect(units.byCode.has('no-such-yet')).toBe(false);
});

test('the centres of an empty region are made once', async () => {
  const { rows } = await sql<{ id: number }>`
    insert into areas.regions (code, name) values ('990102', '空区') returning id`.execute(corner.owner);
  const regionId = rows[0]!.id;
  const make = () => within({ ...corner, regionId }, (tx) => ensureCentres(tx, regionId, new Date()));
  const first = await make();
  expect(await make()).toEqual(first);
  const units = await within({ ...corner, regionId }, (tx) => unitsOf(tx, regionId));
  expect(units.list.map(({ name, rootId, id }) => [name, rootId === id])).toEqual([
    ['区领导', true],
    ['监督中心', true],
    ['指挥中心', true],
  ]);
  expect(units.superior(first.supervisionId)).toBe(first.leadershipId);
});

test('a unit made in a transaction that is undone was never there', async () => {
  await expect(
    within(corner, async (tx) => {
      await saveUnit(
        tx,
        housePermit('people.edit', corner.regionId),
        { code: 'ghost', name: '幽灵处', kind: 'department', parentCode: null },
        new Date(),
      );
      expect((await unitsOf(tx, corner.regionId)).byCode.has('ghost')).toBe(true);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect((await within(corner, (tx) => unitsOf(tx, corner.regionId))).byCode.has('ghost')).toBe(false);
});

test('people are found by name, login, unit and post, page by page', async () => {
  const list = (query: string) => door.knock(`/v1/people?${query}`, { as: 'audit_admin' }).then(({ body }) => body);
  const all: string[] = [];
  for (let after = ''; ;) {
    const page = await list(`limit=4${after && `&after=${after}`}`);
    expect(page.rows.length).toBeLessThanOrEqual(4);
    all.push(...page.rows.map(({ id }: { id: string }) => id));
    if (!page.next) break;
    after = page.next;
  }
  expect(new Set(all).size).toBe(all.length);
  expect(all).toContain(corner.actor('keeper').personId);
  expect((await list('q=演示keep')).rows.map(({ login }: { login: string }) => login)).toEqual(['keeper']);
  expect((await list('q=%25')).rows).toEqual([]);
  expect((await list('post=checker')).rows).toHaveLength(1);
  expect((await list(`unitId=${corner.units.supervision}`)).rows).toHaveLength(5);
  expect((await door.knock('/v1/people?after=nonsense', { as: 'audit_admin' })).status).toBe(400);
});

test('colleagues are told by name and post only, to those who see cases', async () => {
  const ask = (as: Post, query: string) => door.knock(`/v1/colleagues?${query}`, { as });
  const checkers = await ask('receiver', 'post=checker');
  expect(checkers.body.people).toEqual([
    {
      personId: corner.actor('checker').personId,
      name: '演示checker',
      unitId: corner.units.supervision,
      unitName: '监督中心',
      rootUnitId: corner.units.supervision,
    },
  ]);
  // the keeper of the street answers for its cells, not for the ground of another
  expect((await ask('receiver', `post=keeper&areaId=${corner.areas.cell}`)).body.people).toHaveLength(1);
  expect((await ask('receiver', `post=keeper&unitId=${corner.units.roads}`)).body.people).toEqual([]);
  expect((await ask('system_admin', 'post=checker')).body.code).toBe('reader.not_permitted');
});

test('a name is corrected on the version that was looked at; who comes second is told what it is now, and a post is a version, too', async () => {
  const body = person({ name: '石度' });
  const added = await door.knock('/v1/people', { as: 'system_admin', body });
  const correct = (change: object) =>
    door.knock(`/v1/people/${body.id}`, {
      as: 'system_admin',
      body: { id: uuidv7(), version: 1, name: '石渡', nameEn: 'Shi Du', ...change },
    });
  expect(added.body.version).toBe(1);
  expect((await correct({})).body).toMatchObject({ name: '石渡', nameEn: 'Shi Du', version: 2, login: body.login });
  const late = await correct({ name: '史渡' });
  expect(late).toMatchObject({ status: 409, body: { code: 'thing.stale', current: { name: '石渡', version: 2 } } });
  // Nothing changed: neither a version nor a fact.
  expect((await correct({ version: 2 })).body.version).toBe(2);
  const grant = { ...post(), version: 1 };
  const give = (more: object) =>
    door.knock(`/v1/people/${body.id}/posts`, { as: 'security_admin', body: { ...grant, ...more } });
  expect((await give({})).body.code).toBe('thing.stale');
  expect((await give({ id: uuidv7(), version: 2 })).body.version).toBe(3);
  const facts = await door.knock('/v1/facts?kind=person.changed&limit=1', { as: 'audit_admin' });
  expect(facts.body.rows[0]).toMatchObject({ subjectId: body.id, data: { fields: ['name', 'nameEn'], version: 2 } });
});

test('a phone is kept sealed, listed masked, opened with a reason that is a fact, and forgotten a while after the last post', async () => {
  const body = person({ phone: '000-8123-4567' });
  const added = await door.knock('/v1/people', { as: 'system_admin', body });
  expect(added.body.phone).toBe('000****4567');
  const kept = async () =>
    (
      await sql<{ phone: Buffer | null; shown: string | null }>`
        select phone, phone_shown as shown from access.people where id = ${body.id}`.execute(corner.owner)
    ).rows[0]!;
  expect((await kept()).phone!.includes(Buffer.from('4567'))).toBe(false);
  const listed = await door.knock(`/v1/people?q=${body.login}`, { as: 'audit_admin' });
  expect(listed.body.rows[0].phone).toBe('000****4567');

  const reveal = (reason: string, personId: string = body.id) =>
    door.knock(`/v1/people/${personId}/phone`, { as: 'security_admin', body: { id: uuidv7(), reason } });
  expect((await reveal('?')).body.code).toBe('request.invalid');
  expect((await reveal('办理交接')).body).toEqual({ phone: '000-8123-4567' });
  expect((await reveal('办理交接', corner.actor('keeper').personId)).body).toEqual({ phone: null });
  const facts = await door.knock(`/v1/facts?subject=person&subjectId=${body.id}`, { as: 'audit_admin' });
  expect(facts.body.rows[0]).toMatchObject({ kind: 'person.phone_revealed', data: { reason: '办理交接' } });
  expect(JSON.stringify(facts.body)).not.toContain('8123');

  const correct = (version: number, change: object) =>
    door.knock(`/v1/people/${body.id}`, {
      as: 'system_admin',
      body: { id: uuidv7(), version, name: body.name, nameEn: '', ...change },
    });
  expect((await correct(1, { phone: '打给我' })).body.code).toBe('request.invalid');
  // The number that stands there is no change; a name leaves it alone; null takes it away.
  expect((await correct(1, { phone: '000-8123-4567' })).body.version).toBe(1);
  expect((await correct(1, { name: '石度' })).body).toMatchObject({ phone: '000****4567', version: 2 });
  expect((await correct(2, { phone: '000-8765-4321' })).body).toMatchObject({ phone: '000****4321', version: 3 });
  expect((await correct(3, { phone: null })).body).toMatchObject({ phone: null, version: 4 });
  expect(await kept()).toEqual({ phone: null, shown: null });

  await correct(4, { phone: '000-8123-4567' });
  const sweep = (day: string) =>
    within(corner, (tx) => forgetPhones(tx, corner.regionId, new Date(`${day}T04:00:00Z`), 100));
  expect(await sweep('2030-01-01')).toBe(0);
  await door.knock(`/v1/people/${body.id}/posts`, { as: 'security_admin', body: post({ toOn: '2026-11-30' }) });
  expect(await sweep('2027-02-28')).toBe(0);
  expect(await sweep('2027-03-02')).toBe(1);
  expect(await kept()).toEqual({ phone: null, shown: null });
});

test('the audit administrator reads every fact, newest first, with names', async () => {
  const first = await door.knock('/v1/facts?limit=3', { as: 'audit_admin' });
  const ids = first.body.rows.map(({ id }: { id: number }) => id);
  expect(ids).toEqual([...ids].toSorted((a, b) => b - a));
  const second = await door.knock(`/v1/facts?limit=3&after=${first.body.next}`, { as: 'audit_admin' });
  expect(second.body.rows[0].id).toBeLessThan(ids.at(-1));
  const granted = await door.knock('/v1/facts?kind=person.post_granted&limit=1', { as: 'audit_admin' });
  expect(granted.body.rows[0]).toMatchObject({
    subject: 'person',
    actorKind: 'person',
    personName: '演示security_admin',
    post: 'security_admin',
    unitName: '指挥中心',
  });
  const names = await within(corner, (tx) =>
    personNames(tx, corner.regionId, [corner.actor('caller').personId, null, uuidv7()]),
  );
  expect([...names.values()]).toEqual(['演示caller']);
});
