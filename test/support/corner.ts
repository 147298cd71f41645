/**
 * A corner of the imaginary district 平宁区 for the stories of one room: one street with one community and one cell, a few units
 * with one person in each post, four matters and a calendar. Laid down row by row, so that a story needs no import.
 */
import { sql } from 'kysely';
import type { Post } from '#contract/access.ts';
import { gramsOf } from '#contract/grams.ts';
import { uuidv7 } from '#contract/ids.ts';
import { openCase } from '#cases';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { inRegion, openDb, openPool, type Db } from '#kit/db.ts';
import { system } from '#kit/facts.ts';
import { freshDatabase, type FreshDatabase } from './database.ts';

/** Inside the one cell, and outside every cell. */
export const inCell = { lon: 116.305, lat: 39.905 };
export const outsideAll = { lon: 116.5, lat: 39.8 };

/** One district as it is laid down. */
export type Laid = {
  regionId: number;
  areas: { district: number; street: number; community: number; cell: number };
  units: { supervision: number; command: number; roads: number; street: number };
  matters: { manhole: number; lamp: number; litter: number; fallback: number };
  conditions: { manhole: number; lamp: number };
  /** somebody in this post, signed in */
  actor(post: Post): Actor;
};
export type Corner = Laid & {
  db: Db;
  /** as the owner: to plant what the server itself could never write */
  owner: Db;
  /** as the server connects, for a connection of one's own */
  appUrl: string;
  drop(): Promise<void>;
};

export const layCorner = async (): Promise<Corner> =>
  onDatabase(await freshDatabase(), (owner) => layRegion(owner, '990101', '平宁区'));

async function onDatabase(database: FreshDatabase, lay: (owner: Db) => Promise<Laid>): Promise<Corner> {
  const pools = [openPool(database.appUrl, { max: 8 }), openPool(database.ownerUrl, { max: 2 })] as const;
  const [db, owner] = [openDb(pools[0]), openDb(pools[1])];
  return {
    ...(await lay(owner)),
    db,
    owner,
    appUrl: database.appUrl,
    async drop() {
      for (const pool of pools) await pool.end();
      await database.drop();
    },
  };
}

/** A corner with what `lay` lays down in it besides, and as many copies of that as are asked for: the work is done once. */
export async function mouldCorner<T>(
  lay: (corner: Corner) => Promise<T>,
): Promise<{ laid: T; copy: () => Promise<Corner>; drop: () => Promise<void> }> {
  const database = await freshDatabase();
  const first = await onDatabase({ ...database, drop: async () => undefined }, (owner) =>
    layRegion(owner, '990101', '平宁区'),
  );
  const laid = await lay(first);
  // Nobody may be connected to what is copied.
  await first.drop();
  const name = new URL(database.ownerUrl).pathname.slice(1);
  const copy = async () => onDatabase(await freshDatabase(name), async () => first);
  return { laid, copy, drop: () => database.drop() };
}

/** The district itself; a second one beside it has the same streets and posts, and nothing to do with the first. */
export async function layRegion(owner: Db, regionCode: string, regionName: string, logins = ''): Promise<Laid> {
  const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> => (await query.execute(owner)).rows[0]!;
  const idOf = async (query: ReturnType<typeof sql<{ id: number }>>): Promise<number> => (await one(query)).id;

  const r = await idOf(sql<{ id: number }>`
    insert into areas.regions (code, name, name_en, settings) values (${regionCode}, ${regionName}, 'Pingning District', '{"letters":"PN"}') returning id`);
  const layer = await idOf(sql<{ id: number }>`
    insert into areas.layers (region_id, name, title, unified) values (${r}, 'unified', '统一网格', true) returning id`);
  const nextId = (table: string): Promise<number> =>
    idOf(sql<{ id: number }>`select nextval(pg_get_serial_sequence(${table}, 'id'))::int as id`);
  const paths = new Map<number, string>();
  const pathOf = (id: number, parent: number | null): string => {
    const path = parent === null ? String(id) : `${paths.get(parent)}.${id}`;
    paths.set(id, path);
    return path;
  };
  const area = async (level: string, code: string, name: string, parent: number | null): Promise<number> => {
    const id = await nextId('areas.areas');
    await sql`
      insert into areas.areas (region_id, id, layer_id, level, code, name, parent_id, path, valid_from) overriding system value
      values (${r}, ${id}, ${layer}, ${level}, ${code}, ${name}, ${parent}, ${pathOf(id, parent)}::ltree, '2020-01-01')`.execute(
      owner,
    );
    return id;
  };
  const district = await area('district', regionCode, regionName, null);
  const street = await area('street', `${regionCode}001`, '河东街道', district);
  const community = await area('community', `${regionCode}001001`, '柳岸社区', street);
  const cell = await area('cell', `${regionCode}001001001`, '柳岸社区第001单元', community);
  const [west, south, east, north] = [116.3, 39.9, 116.31, 39.91];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  await sql`
    insert into areas.boundaries (region_id, area_id, version, geometry, area_m2, west, south, east, north, centre, valid_from)
    values (${r}, ${cell}, 1, ${JSON.stringify({ type: 'Polygon', coordinates: [ring] })}::jsonb, 950000, ${west}, ${south}, ${east}, ${north},
            point(116.305, 39.905), '2020-01-01')`.execute(owner);
  await sql`
    insert into areas.gazetteer (region_id, name, kind, location, area_id, key, grams)
    values (${r}, '幸福里', 'estate', point(116.302, 39.902), ${cell}, '幸福里', ${gramsOf('幸福里').map((gram) => `${r}·${gram}`)})`.execute(
    owner,
  );

  const unit = async (code: string, name: string, kind: string, above: number | null, areaId: number | null = null) => {
    const id = await nextId('access.units');
    await sql`
      insert into access.units (region_id, id, code, name, kind, parent_id, root_id, path, area_id) overriding system value
      values (${r}, ${id}, ${code}, ${name}, ${kind}, ${above}, ${id}, ${pathOf(id, above)}::ltree, ${areaId})`.execute(
      owner,
    );
    return id;
  };
  const leadership = await unit('leadership', '区领导', 'leadership', null);
  const units = {
    supervision: await unit('supervision', '监督中心', 'supervision', leadership),
    command: await unit('command', '指挥中心', 'command', leadership),
    roads: await unit('roads', '市政道路处', 'department', leadership),
    street: await unit('hedong', '河东街道办', 'street', leadership, street),
  };

  const unitOfPost: Record<Post, number> = {
    receiver: units.supervision,
    duty_officer: units.supervision,
    dispatcher: units.command,
    clerk: units.roads,
    handler: units.roads,
    keeper: units.street,
    checker: units.supervision,
    caller: units.supervision,
    evaluator: units.supervision,
    leader: leadership,
    supervisor: leadership,
    correspondent: units.street,
    system_admin: units.command,
    security_admin: units.command,
    audit_admin: units.command,
  };
  const actors = new Map<Post, Actor>();
  for (const [post, unitId] of Object.entries(unitOfPost) as [Post, number][]) {
    const ids = { person: uuidv7(), post: uuidv7(), account: uuidv7() };
    const name = `演示${post}`;
    await sql`insert into access.people (region_id, id, name) values (${r}, ${ids.person}, ${name})`.execute(owner);
    await sql`
      insert into access.posts (region_id, id, person_id, post, unit_id, area_id, from_on, to_on)
      values (${r}, ${ids.post}, ${ids.person}, ${post}, ${unitId}, ${post === 'supervisor' ? street : null}, '2020-01-01', ${post === 'supervisor' ? '2099-12-31' : null})`.execute(
      owner,
    );
    await sql`
      insert into access.accounts (region_id, id, person_id, login, password_hash)
      values (${r}, ${ids.account}, ${ids.person}, ${logins + post}, 'none')`.execute(owner);
    const ofStreet = unitId === units.street || post === 'supervisor';
    const held = await one(sql<Pick<HeldPost, 'unitName' | 'unitKind' | 'rootUnitId'>>`
      select name as "unitName", kind as "unitKind", root_id as "rootUnitId" from access.units where region_id = ${r} and id = ${unitId}`);
    actors.set(post, {
      accountId: ids.account,
      personId: ids.person,
      name,
      login: logins + post,
      regionId: r,
      regionName,
      timeZone: 'Asia/Shanghai',
      stage: 'full',
      demo: false,
      sessionHash: Buffer.alloc(0),
      // as if she had just said who she is, whatever the time of the story
      confirmedAt: new Date('9999-01-01T00:00:00Z'),
      posts: [
        {
          id: ids.post,
          post,
          unitId,
          unitIds: [unitId],
          ...held,
          areaId: ofStreet ? street : null,
          areaName: ofStreet ? '河东街道' : null,
          areaPath: ofStreet ? paths.get(street)! : null,
        },
      ],
    });
  }

  const matter = (code: string, bigName: string, smallName: string, fallback = false): Promise<number> =>
    idOf(sql<{ id: number }>`
      insert into catalogue.matters (region_id, edition, kind, big, big_name, small, small_name, code, fallback)
      values (${r}, '示例', 'event', ${code.slice(1, 3)}, ${bigName}, ${code.slice(3)}, ${smallName}, ${code}, ${fallback}) returning id`);
  const matters = {
    manhole: await matter('E0101', '公用设施', '上水井盖'),
    lamp: await matter('E0102', '公用设施', '路灯'),
    litter: await matter('E0201', '市容环境', '暴露垃圾'),
    fallback: await matter('E9999', '其他', '其他事项', true),
  };
  const condition = (matterId: number, filing: string, limit: string): Promise<number> =>
    idOf(sql<{ id: number }>`
      insert into catalogue.conditions (region_id, matter_id, n, filing, closing, time_limit)
      values (${r}, ${matterId}, 1, ${filing}, '恢复完好', ${limit}) returning id`);
  const conditions = {
    manhole: await condition(matters.manhole, '井盖缺失、移位、破损', '5d'),
    lamp: await condition(matters.lamp, '路灯不亮、灯杆倾斜', '5d'),
  };
  await condition(matters.litter, '垃圾成堆、散落', '4h');
  await condition(matters.fallback, '其他情形', '5d');
  const day = [
    { from: 540, to: 720 },
    { from: 780, to: 1080 },
  ];
  const week = [day, day, day, day, day, [], []];
  const calendar = await idOf(sql<{ id: number }>`
    insert into catalogue.calendars (region_id, name, is_default) values (${r}, ${`${regionName}工作日历`}, true) returning id`);
  await sql`
    insert into catalogue.calendar_versions (region_id, calendar_id, version, calendar)
    values (${r}, ${calendar}, 1, ${JSON.stringify({ timeZone: 'Asia/Shanghai', week, days: {}, knownUntil: '2027-12-31' })}::jsonb)`.execute(
    owner,
  );

  return {
    regionId: r,
    areas: { district, street, community, cell },
    units,
    matters,
    conditions,
    actor: (post) => actors.get(post)!,
  };
}

/** A story's own short transaction. */
export const within = <T>(corner: Corner, work: Parameters<typeof inRegion<T>>[2]): Promise<T> =>
  inRegion(corner.db, corner.regionId, work);

/** The committee of residents of the one community, under its street; whose id it is. */
export async function layCommunity({ regionId, owner, units, areas }: Corner): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into access.units (region_id, id, code, name, kind, parent_id, root_id, path, area_id) overriding system value
    select ${regionId}, n.id, 'liuan', '柳岸社区居委会', 'community', u.id, u.root_id, u.path || n.id::text, ${areas.community}
      from access.units u, (select nextval(pg_get_serial_sequence('access.units', 'id'))::int as id) n
     where u.region_id = ${regionId} and u.id = ${units.street} returning id`.execute(owner);
  return rows[0]!.id;
}

/** A street lamp told over the web, in the one cell; at its first stage. */
export async function opened(
  corner: Corner,
  at: Date,
  more: Partial<Parameters<typeof openCase>[2]> = {},
): Promise<string> {
  const input = {
    id: uuidv7(),
    title: '路灯不亮',
    detail: '',
    kind: 'help',
    discovery: 'passive',
    channel: 'web',
    urgent: false,
    confidential: false,
    matterId: corner.matters.lamp,
    matterBy: 'reporter' as const,
    placeText: '',
    location: null,
    locatedBy: 'operator' as const,
    areaId: corner.areas.cell,
    areaPath: Object.values(corner.areas).join('.'),
    ...more,
  };
  return (await within(corner, (tx) => openCase(tx, corner.regionId, input, system, at))).caseId;
}
