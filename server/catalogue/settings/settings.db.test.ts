/** What a district words itself: previewed, versioned, told; and a space, a unit, an actor and a label mean the same in queue, numbers and board. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { CaseRow } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Setting, SettingContent } from '#contract/settings.ts';
import { accessRoutes } from '#access';
import { caseRoutes } from '#cases';
import { catalogueRoutes } from '#catalogue';
import { insightRoutes } from '#insight';
import { layCorner, opened, type Corner } from '../../../test/support/corner.ts';
import { openDoor, type Door } from '../../../test/support/knock.ts';

let corner: Corner;
let door: Door;
let help: string;
let complaint: string;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [accessRoutes, caseRoutes, catalogueRoutes, insightRoutes]);
  const at = new Date('2026-11-23T01:00:00Z');
  help = await opened(corner, at, { kind: 'help' });
  complaint = await opened(corner, at, { kind: 'complaint' });
});
afterAll(async () => {
  await door?.close();
  await corner?.drop();
});

const list = async (kind: string, as: Post = 'system_admin'): Promise<Setting[]> =>
  (await door.knock(`/v1/settings/${kind}`, { as })).body.settings;
const save = (name: string, version: number, content: SettingContent, more: object = {}, as: Post = 'system_admin') =>
  door.knock('/v1/settings', {
    as,
    body: { id: uuidv7(), name, version, place: 10, retired: false, content, ...more },
  });
const preview = async (name: string, version: number, content: SettingContent) =>
  (
    await door.knock('/v1/settings/preview', {
      as: 'system_admin',
      body: { id: uuidv7(), name, version, place: 10, retired: false, content },
    })
  ).body.lines as { word: string; before: number; after: number }[];
const queue = async (query: string, as: Post = 'duty_officer'): Promise<string[]> =>
  (await door.knock(`/v1/cases?queue=all&${query}`, { as })).body.rows.map(({ id }: CaseRow) => id).sort();
const named = (zh: string, en: string) => ({ title: { zh, en }, note: { zh: '', en: '' } });

describe('业务空间', () => {
  test('ship with the house under the names of both models, and narrow queue, numbers and board alike', async () => {
    const names = (await list('space')).map(({ content }) => 'title' in content && content.title.zh);
    expect(names).toEqual(['社会服务', '行政服务', '城市管理', '社会管理', '社会治理', '市民服务', '电子政务']);
    expect(await queue('space=social-governance')).toEqual([complaint]);
    expect(await queue('space=citizen-services')).toEqual([help]);
    const counted = await door.knock('/v1/cases/counts?space=citizen-services', { as: 'duty_officer' });
    expect(counted.body.counts.all).toBe(1);
    const board = (await door.knock('/v1/board?space=citizen-services', { as: 'leader' })).body;
    expect(board).toMatchObject({ name: '市民服务', now: { open: 1 } });
    // a name that nobody kept is an empty room, not the whole house
    expect(await queue('space=nothing')).toEqual([]);
    expect((await door.knock('/v1/board?space=nothing', { as: 'leader' })).status).toBe(404);
  });

  test('a change is previewed, made on the version one looked at, and told', async () => {
    const [first] = await list('space');
    const content: SettingContent = {
      kind: 'space',
      ...named('街面事', 'Streets'),
      matters: [],
      reports: ['complaint'],
    };
    expect(await preview(first!.name, 1, content)).toContainEqual({
      word: 'open',
      before: expect.any(Number),
      after: 1,
    });
    expect((await save(first!.name, 1, content, {}, 'leader')).status).toBe(403);
    expect((await save(first!.name, 1, content)).body).toMatchObject({ version: 2 });
    expect((await save(first!.name, 1, content)).body).toMatchObject({ code: 'thing.stale' });
    expect(await queue(`space=${first!.name}`)).toEqual([complaint]);
    expect((await save(first!.name, 2, content, { retired: true })).body).toMatchObject({ version: 3 });
    expect(await queue(`space=${first!.name}`)).toEqual([]);
    const { body } = await door.knock(`/v1/settings/space/${first!.name}`, { as: 'system_admin' });
    expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([3, 2]);
    const facts = await door.knock('/v1/facts?subject=setting', { as: 'audit_admin' });
    expect(facts.body.rows.map(({ kind }: { kind: string }) => kind)).toEqual(['setting.retired', 'setting.saved']);
    // a version is never rewritten: the server's own role may not
    await expect(sql`update catalogue.settings set place = 1`.execute(corner.db)).rejects.toThrow(/permission denied/);
  });
});

test('a unit’s part and the actors of units narrow the queue; nobody sees more by it than before', async () => {
  expect(await queue(`partOf=${corner.units.supervision}`)).toEqual([help, complaint].sort());
  expect(await queue(`partOf=${corner.units.roads}`)).toEqual([]);
  expect(await queue('actor=government')).toEqual([help, complaint].sort());
  expect(await queue('actor=society')).toEqual([]);
  await door.knock('/v1/units', {
    as: 'system_admin',
    body: { id: uuidv7(), code: 'jiandu', name: '监督中心', kind: 'supervision', parentCode: null, actor: 'society' },
  });
  // the department's clerk is not led into the whole district by naming another's unit
  expect(await queue(`partOf=${corner.units.supervision}`, 'clerk')).toEqual([]);
});

test('标签 are put on and taken off a case, are seen in its line, filter, and stand in its trail', async () => {
  expect((await save('flood', 0, { kind: 'label', ...named('汛期', 'Flood season'), tone: 'blue' })).status).toBe(200);
  const label = (on: string[], off: string[], as: Post = 'duty_officer') =>
    door.knock(`/v1/cases/${help}/labels`, { as, body: { id: uuidv7(), on, off } });
  expect((await label(['nobody-kept-it'], [])).body.code).toBe('thing.unknown_reference');
  expect((await label(['flood'], [], 'leader')).status).toBe(403);
  expect((await label(['flood'], [])).body.labels).toEqual(['flood']);
  expect(await queue('label=flood')).toEqual([help]);
  const lines = await preview('flood', 2, { kind: 'label', ...named('汛期', 'Flood season'), tone: 'red' });
  expect(lines).toContainEqual({ word: 'carrying', before: 1, after: 1 });
  expect((await label([], ['flood'])).body.labels).toEqual([]);
  const { body } = await door.knock(`/v1/facts?subject=case&subjectId=${help}&kind=case.labelled`, {
    as: 'audit_admin',
  });
  expect(body.rows.map(({ data }: { data: unknown }) => data)).toEqual([
    { before: ['flood'], after: [] },
    { before: [], after: ['flood'] },
  ]);
});

test('a layer is there for the posts it is shown to, and for whoever keeps it', async () => {
  const content: SettingContent = {
    kind: 'layer',
    ...named('消防栓', 'Hydrants'),
    tone: 'red',
    posts: ['dispatcher'],
    shapes: [
      { type: 'Feature', properties: { name: '1 号' }, geometry: { type: 'Point', coordinates: [116.3, 39.9] } },
    ],
  };
  expect((await save('hydrants', 0, content)).status).toBe(200);
  const seen = async (as: Post) => (await list('layer', as)).map(({ name }) => name);
  expect([await seen('dispatcher'), await seen('system_admin'), await seen('receiver')]).toEqual([
    ['hydrants'],
    ['hydrants'],
    [],
  ]);
  const away = {
    ...content,
    shapes: [{ ...content.shapes[0]!, geometry: { type: 'Point' as const, coordinates: [] } }],
  };
  expect((await save('hydrants', 2, away)).status).toBe(400);
});

test('a term of keeping may be shortened within its bounds, with a look at what goes, and not lengthened', async () => {
  const kept: SettingContent = { kind: 'retention', contactDays: 90, messageDays: 30, inboundDays: 30 };
  expect(await list('retention')).toMatchObject([{ version: 1, content: { contactDays: 365 } }]);
  expect(await preview('kept', 1, kept)).toContainEqual({ word: 'contactDays', before: 365, after: 90 });
  expect((await save('kept', 1, { ...kept, contactDays: 366 })).status).toBe(400);
  expect((await save('kept', 1, { ...kept, contactDays: 29 })).status).toBe(400);
  expect((await save('second', 0, kept)).status).toBe(404);
  expect((await save('kept', 1, kept)).body).toMatchObject({ version: 2 });
  const { body } = await door.knock('/v1/facts?subject=setting&subjectId=retention/kept', { as: 'audit_admin' });
  expect(body.rows[0].data).toMatchObject({ was: { contactDays: 365 }, is: { contactDays: 90 } });
});
