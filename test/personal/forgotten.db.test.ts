/**
 * Somebody takes her contact back, and is nowhere any more (PIPL §§ 45, 47; register A-48). Canaries are planted as name, telephone, mail and
 * home, by every way in and in every field she can fill; what she may read of herself is looked at, and only that. Then she goes,
 * and she is looked for in every column of every table, in what is sealed, in the search, in the files, at every address and in every
 * export. The same again for a contact whose time is over, and for a database that comes back from a backup.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import { gramsOf } from '#contract/grams.ts';
import { uuidv7 } from '#contract/ids.ts';
import { caseRoutes, makeMove, processPhotos } from '#cases';
import { catalogueRoutes } from '#catalogue';
import { connectRoutes } from '#connect';
import { evaluationRoutes } from '#evaluation';
import { forgetContacts, intakeRoutes, recogniseNew } from '#intake';
import { notifyRoutes, sendMessages, tellNews, type Outgoing } from '#notify';
import { forgetCommands } from '#kit/commands.ts';
import { fileStore } from '#kit/files.ts';
import { seal, unseal } from '#kit/crypto.ts';
import { servedEndpoints } from '#kit/serve.ts';
import { forgottenFile, keepForgotten } from '../../server/forgotten.ts';
import { inCell, layCorner, within, type Corner } from '../support/corner.ts';
import { openDoor, type Answer, type Door, type Knock } from '../support/knock.ts';
import { walk, type Known } from '../protection/walk.ts';

/** Nobody else is called so, lives there, or has this number: finding one is finding her. */
const hers = {
  name: '钱塘婵',
  phone: '13912345678',
  spaced: '139 1234 5678',
  email: 'chan@canary.example',
  home: '荷坡里7幢301',
};
const canaries = Object.values(hers);
const contact = { name: hers.name, phone: hers.phone, email: hers.email };
/** Somebody else, in the same case, who stays. */
const other = { name: '孙瓯莲', phone: '13987654321' };
const what = '夜里往雨水井倒废油';
const words = {
  title: `${hers.name}反映:${what}`,
  detail: `我叫${hers.name},我家住${hers.home}室。${what},气味刺鼻。请打${hers.spaced}或写信到${hers.email}。`,
  placeText: '雨水井旁',
};

let corner: Corner;
let door: Door;
let folder: string;
let caseId: string;
let receipt: { reportId: string; number: string; secret: string };
const sent: Outgoing[] = [];
const clock = { at: new Date('2026-11-23T02:00:00Z') };
const later = (minutes: number): Date => (
  door.at((clock.at = new Date(clock.at.getTime() + minutes * 60_000)).toISOString()),
  clock.at
);

async function sound(path: string, how: Knock = {}): Promise<any> {
  const answer: Answer = await door.knock(path, how);
  expect([path, answer.status, answer.body?.title]).toEqual([path, 200, answer.body?.title]);
  return answer.body;
}
const move = (post: Post, input: MoveInput) =>
  within(corner, (tx) => makeMove(tx, corner.actor(post), { caseId, input }, later(1)));
async function tellEverybody(): Promise<void> {
  later(1);
  while ((await within(corner, (tx) => tellNews(tx, door.house.keys, corner.regionId, clock.at))) > 0);
  const sender = { send: async (message: Outgoing) => void sent.push(message) };
  await sendMessages(corner.db, door.house.keys, sender, door.house.log, corner.regionId, () => clock.at);
}

beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [
    intakeRoutes,
    caseRoutes,
    catalogueRoutes,
    evaluationRoutes,
    notifyRoutes,
    (app, house) => void connectRoutes(app, house),
  ]);
  folder = mkdtempSync(join(tmpdir(), 'gridloop-forgotten-'));
  Object.assign(door.house, { files: fileStore(folder) });
});
afterAll(async () => {
  await door.close();
  await corner.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every way in, and every field she can fill. */
async function live(): Promise<void> {
  receipt = await sound('/v1/reports', {
    body: { id: uuidv7(), kind: 'help', naming: 'named', location: inCell, ...words, contact },
  });
  const code = { code: receipt.secret };
  const { rows } = await sql<{
    id: string;
  }>`select case_id as id from intake.reports where id = ${receipt.reportId}`.execute(corner.owner);
  caseId = rows[0]!.id;
  const photo = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#468' } })
    .withExif({ IFD0: { Artist: hers.email, ImageDescription: hers.phone } })
    .jpeg()
    .toBuffer();
  await sound(`/v1/receipts/${receipt.number}/photos/${uuidv7()}`, {
    ...code,
    method: 'PUT',
    bytes: photo,
    type: 'image/jpeg',
  });
  await processPhotos(corner.db, door.house.files, corner.regionId, clock.at);
  await sound('/open311/v2/requests.json', {
    body: {
      id: uuidv7(),
      service_code: 'E0102',
      lat: String(inCell.lat),
      long: String(inCell.lon),
      description: words.detail,
      first_name: '塘婵',
      last_name: '钱',
      phone: hers.spaced,
      email: hers.email,
    },
  });
  await sound('/v1/desk/reports', {
    as: 'receiver',
    body: {
      id: uuidv7(),
      channel: 'hotline',
      kind: 'help',
      naming: 'named',
      title: what,
      detail: `来电人钱女士,电话${hers.phone}`,
      location: inCell,
      contact,
    },
  });
  await sound('/v1/reports', {
    body: { id: uuidv7(), kind: 'help', naming: 'named', ...words, contact, follows: caseId },
  });
  await sound('/v1/reports', {
    body: { id: uuidv7(), kind: 'help', naming: 'named', title: '我这边也有油', contact: other, follows: caseId },
  });
  await within(corner, (tx) => recogniseNew(tx, corner.regionId, later(1), 50));
  await move('receiver', { move: 'receive' });
  await tellEverybody();
  // Staff look, with a reason.
  await sound(`/v1/reports/${receipt.reportId}/contact`, {
    as: 'receiver',
    body: { id: uuidv7(), reason: '核实门牌号' },
  });
  await move('duty_officer', { move: 'file', matterId: corner.matters.lamp, conditionId: corner.conditions.lamp });
  await move('dispatcher', { move: 'dispatch', unitId: corner.units.roads, reason: '职责所在' });
  await move('clerk', { move: 'sign' });
  await sound(`/v1/receipts/${receipt.number}/replies`, {
    ...code,
    body: { id: uuidv7(), text: `还在倒,打${hers.phone}`, unsolved: false },
  }).catch(() => undefined);
  await move('clerk', { move: 'hand_back', result: '已清理' });
  await move('checker', { move: 'check', passed: true, remark: '现场看过' });
  await move('duty_officer', { move: 'close', answer: '已清理并处罚。' });
  await tellEverybody();
  await sound(`/v1/receipts/${receipt.number}/rating`, {
    ...code,
    body: { id: uuidv7(), solved: false, satisfied: false },
  });
  await sound(`/v1/cases/${caseId}/callbacks`, {
    as: 'caller',
    body: {
      id: uuidv7(),
      reportId: receipt.reportId,
      reached: true,
      solved: false,
      satisfied: false,
      remark: `${hers.name}说还有`,
    },
  });
  await sound(`/v1/receipts/${receipt.number}/replies`, {
    ...code,
    body: { id: uuidv7(), text: `没有解决,${hers.name},${hers.spaced}`, unsolved: true },
  });
  await tellEverybody();
}

async function visitOf(address: string): Promise<string> {
  sent.length = 0;
  await sound('/v1/mine/codes', { body: { id: uuidv7(), address } });
  await tellEverybody();
  const code = /\d{6}/.exec(sent.findLast(({ to }) => to === address)!.text)![0];
  return ((await sound('/v1/mine/visits', { body: { address, code } })) as { token: string }).token;
}

/** Where somebody is found: table and column, sealed or not; the search; files. */
async function placesOf(wanted: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const { rows: columns } = await sql<{ table: string; column: string }>`
    select n.nspname || '.' || c.relname as table, a.attname as column from pg_attribute a
      join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`.execute(
    corner.owner,
  );
  const has = (text: string): boolean => wanted.some((word) => text.includes(word));
  for (const { table, column } of columns) {
    const { rows } = await sql<{ text: string }>`select ${sql.ref(column)}::text as text from ${sql.table(table)} where ${sql.ref(column)} is not null`.execute(corner.owner); // prettier-ignore
    // Bytes are looked at as text too: what is not sealed would be found in them.
    for (const { text } of rows)
      if (has(text) || (text.startsWith('\\x') && has(Buffer.from(text.slice(2), 'hex').toString('utf8'))))
        found.add(`${table}.${column}`);
  }
  for (const { table, text } of await sealedWords()) if (has(text)) found.add(`${table}, sealed`);
  const grams = wanted.filter((word) => /^\p{Script=Han}+$/u.test(word)).flatMap((word) => gramsOf(word));
  if (grams.length > 0) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from cases.cases where tsvector_to_array(search) && ${grams}::text[]`.execute(
      corner.owner,
    );
    if (rows[0]!.n > 0) found.add('the search');
  }
  for (const file of filesIn(folder)) if (has(readFileSync(file).toString('latin1')) || has(readFileSync(file).toString('utf8'))) found.add('a file'); // prettier-ignore
  return [...found].sort();
}
const filesIn = (place: string): string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Everything the house can open with its keys, as whoever stole both would read it. */
async function sealedWords(): Promise<{ table: string; text: string }[]> {
  const { keys } = door.house;
  const { rows: commands } = await sql<{ id: string; regionId: number; endpoint: string; reply: Buffer }>`
    select id, endpoint, region_id as "regionId", reply from kit.commands where reply is not null`.execute(
    corner.owner,
  );
  const { rows: messages } = await sql<{ id: string; regionId: number; address: Buffer; words: Buffer }>`
    select id, region_id as "regionId", address, words from notify.messages`.execute(corner.owner);
  const { rows: reporters } = await sql<{
    id: string;
    regionId: number;
    name: Buffer | null;
    phone: Buffer | null;
    email: Buffer | null;
  }>`
    select report_id as id, region_id as "regionId", name, phone, email from intake.reporters`.execute(corner.owner);
  return [
    ...commands.map((row) => ({ table: `kit.commands of ${row.endpoint}`, text: unseal(keys, row.reply, `command:${row.regionId}:${row.id}`) })),
    ...messages.flatMap((row) => (['address', 'words'] as const).map((field) => ({ table: 'notify.messages', text: unseal(keys, row[field], `message:${row.regionId}:${row.id}:${field}`) }))),
    ...reporters.flatMap((row) =>
      (['name', 'phone', 'email'] as const).flatMap((field) =>
        row[field] ? [{ table: 'intake.reporters', text: unseal(keys, row[field], `reporter:${row.regionId}:${row.id}:${field}`) }] : [],
      ),
    ),
  ]; // prettier-ignore
}

const known = (): Known => ({
  caseId: [caseId], reportId: [receipt.reportId], number: [receipt.number], photoId: [uuidv7()], meetingId: [uuidv7()], periodId: [uuidv7()], jobId: [uuidv7()],
  itemId: [uuidv7()], format: ['json', 'xml'], code: ['E0102'], token: [receipt.reportId], personId: [corner.actor('handler').personId], areaId: [corner.areas.cell],
  matterId: [corner.matters.lamp], unitId: [corner.units.roads], name: ['standard'], version: [1], from: ['2026-11-01T00:00:00Z'], to: ['2026-12-31T00:00:00Z'],
  lon: [inCell.lon], lat: [inCell.lat], bbox: ['116,39,117,40'], q: [hers.name, hers.phone, hers.home, what], object: ['unit'], indicator: ['received_count'],
  key: [String(corner.units.roads)], postId: [corner.actor('handler').posts[0]!.id], lastOn: ['2026-12-31'], purpose: ['answer'], queue: ['all', 'callback', 'unsolved'], service_request_id: [receipt.number],
}); // prettier-ignore
async function heardAnywhere(): Promise<string[]> {
  const readers = (['receiver', 'clerk', 'caller'] as Post[]).map((post) => ({
    name: post,
    headers: { 'x-signed-in-as': post },
  }));
  const heard = await walk(door, servedEndpoints(), [...readers, { name: 'nobody', headers: {} }], known, 'reads');
  expect(heard.filter(({ status }) => status === 200).length).toBeGreaterThan(40);
  return [
    ...new Set(
      heard.filter(({ text }) => canaries.some((word) => text.includes(word))).map(({ endpoint }) => endpoint),
    ),
  ].sort();
}

describe('V-19 somebody who takes her contact back', () => {
  let before: string[] = [];
  beforeAll(async () => {
    await live();
    before = await placesOf(canaries);
  }, 60_000);

  test('had been in many places: the scan finds her, in the open and sealed', async () => {
    expect(before).toEqual(expect.arrayContaining(['cases.cases.title', 'intake.reports.detail', 'intake.replies.text', 'cases.callbacks.remark', 'intake.reporters, sealed', 'notify.messages, sealed', 'the search'])); // prettier-ignore
    expect(await heardAnywhere()).toEqual(expect.arrayContaining(['cases.get', 'intake.reports']));
  });

  test('had never been in a fact, in a file, in an opened contact that is kept, or unsealed where things are sealed', () => {
    const never = /^(kit\.\w+\.|kit\.commands of intake\.reveal|intake\.reporters\.|notify\.messages\.|a file)/;
    expect(before.filter((place) => never.test(place))).toEqual([]);
  });

  test('reads everything that is kept of her, and nothing of anybody else', async () => {
    const data = await sound('/v1/mine/data', { headers: { 'gridloop-visit': await visitOf(hers.phone) } });
    const text = JSON.stringify(data);
    for (const word of [hers.name, hers.phone, hers.email, hers.home, what, '已清理并处罚。', '没有解决'])
      expect(text).toContain(word);
    expect(data.reports).toHaveLength(4);
    for (const word of Object.values(other)) expect(text).not.toContain(word);
    // Whoever has no code has no data.
    expect((await door.knock('/v1/mine/data', { headers: { 'gridloop-visit': 'x'.repeat(43) } })).status).toBe(401);
  });

  test('is gone from every table, seal, search and file, and from every address; what happened stays, and so does the other', async () => {
    const visit = await visitOf(hers.phone);
    await sound('/v1/mine/removal', { headers: { 'gridloop-visit': visit }, body: { id: uuidv7() } });
    expect(await placesOf(canaries)).toEqual([]);
    expect(await heardAnywhere()).toEqual([]);
    const { rows } = await sql<{ title: string }>`select title from cases.cases where id = ${caseId}`.execute(
      corner.owner,
    );
    expect(rows[0]!.title).toContain(what);
    expect(await placesOf([other.phone])).toEqual(['intake.reporters, sealed', 'notify.messages, sealed']);
    const { rows: facts } = await sql<{
      n: number;
    }>`select count(*)::int as n from kit.facts where kind = 'report.contact_removed'`.execute(corner.owner);
    expect(facts).toEqual([{ n: 4 }]);
    expect((await door.knock('/v1/mine', { headers: { 'gridloop-visit': visit } })).status).toBe(401);
  });

  test('and stays gone when the database comes back from a backup that is older', async () => {
    const file = forgottenFile(folder);
    const { keys } = door.house;
    await keepForgotten(corner.db, keys, file)(corner.regionId, clock.at);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(4);
    // As the backup had it: her contact, sealed for its place, and nothing that says it was ever removed.
    const sealed = (field: 'name' | 'phone') =>
      seal(keys, hers[field], `reporter:${corner.regionId}:${receipt.reportId}:${field}`);
    await sql`insert into intake.reporters (region_id, report_id, name, phone) values (${corner.regionId}, ${receipt.reportId}, ${sealed('name')}, ${sealed('phone')})`.execute(
      corner.owner,
    );
    await sql`update intake.reports set has_contact = true, title = ${words.title} where id = ${receipt.reportId}`.execute(
      corner.owner,
    );
    await sql`delete from kit.facts where kind = 'report.contact_removed'`.execute(corner.owner);
    expect(await placesOf(canaries)).toEqual(['intake.reporters, sealed', 'intake.reports.title']);
    const again = keepForgotten(corner.db, keys, file);
    expect([await again(corner.regionId, clock.at), await again(corner.regionId, clock.at)]).toEqual([1, 0]);
    expect(await placesOf(canaries)).toEqual([]);
  });

  test('and of the other, a year after the end of the case, nothing is left that reaches him; answers to commands went before', async () => {
    const sweep = () => within(corner, (tx) => forgetContacts(tx, door.house.keys, corner.regionId, clock.at, 50));
    later(364 * 24 * 60);
    await sql`update cases.cases set unsolved_at = null`.execute(corner.owner);
    expect(await sweep()).toBe(0);
    later(2 * 24 * 60);
    expect(await sweep()).toBe(1);
    expect(await sweep()).toBe(0);
    expect(await placesOf([other.name])).toEqual([]);
    const { rows } = await sql<{ kind: string; actor: string }>`
      select kind, actor_kind as actor from kit.facts where subject = 'report' order by id desc limit 1`.execute(
      corner.owner,
    );
    expect(rows).toEqual([{ kind: 'report.contact_expired', actor: 'system' }]);
    await within(corner, (tx) => forgetCommands(tx, corner.regionId, new Date(Date.now() + 91 * 86_400_000), 1_000));
    expect((await sql<{ n: number }>`select count(*)::int as n from kit.commands`.execute(corner.owner)).rows).toEqual([
      { n: 0 },
    ]);
  });
});
