/** What stands on the ground of a district already: units, people in their posts, matters. */
import type pg from 'pg';
import type { Post } from '#contract/access.ts';
import { parseLimit, type Limit } from '#contract/worktime.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';

export type Subject = { matterId: number; conditionId: number; limit: Limit; title: string };
/** A unit cell, and who keeps the responsibility cell it lies in. */
export type Cell = { lon: number; lat: number; keeperId: string | null };
export type Ground = {
  regionId: number;
  subjects: Subject[];
  cells: Cell[];
  /** units with a clerk: those a case can be dispatched to, and those of them that are departments */
  leads: number[];
  departments: number[];
  isStreet: (unitId: number) => boolean;
  /** who holds a post; whose unit or one above it is the one named */
  in: (post: Post, unitId?: number) => Actor[];
};

/** Of the first district, or of the one named. */
export async function readGround(client: pg.Client, of?: number): Promise<Ground> {
  const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await client.query(text, values)).rows as T[];
  const [region] = await rows<{ id: number; name: string; timeZone: string }>(
    'select id, name, time_zone as "timeZone" from areas.regions where $1::int is null or id = $1 order by id limit 1',
    [of ?? null],
  );
  const regionId = region!.id;
  const units = await rows<{ id: number; name: string; kind: HeldPost['unitKind']; root: number; path: string }>(
    'select id, name, kind, root_id as root, path::text from access.units where region_id = $1',
    [regionId],
  );
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const held = await rows<
    Pick<HeldPost, 'id' | 'post' | 'unitId' | 'areaId' | 'areaPath'> & { personId: string; name: string }
  >(
    `select t.id, t.person_id as "personId", p.name, t.post, t.unit_id as "unitId", t.area_id as "areaId", a.path::text as "areaPath"
       from access.posts t
       join access.people p on p.region_id = t.region_id and p.id = t.person_id
       join access.units u on u.region_id = t.region_id and u.id = t.unit_id
       left join areas.areas a on a.region_id = t.region_id and a.id = coalesce(t.area_id, u.area_id)
      where t.region_id = $1 order by t.id`,
    [regionId],
  );
  const actors = held.map(({ personId, name, ...post }): Actor => {
    const unit = byId.get(post.unitId)!;
    const unitIds = units.filter(({ path }) => `${path}.`.startsWith(`${unit.path}.`)).map(({ id }) => id);
    const place = { unitName: unit.name, unitKind: unit.kind, rootUnitId: unit.root, unitIds, areaName: null };
    return {
      accountId: personId,
      personId,
      name,
      login: name,
      regionId,
      regionName: region!.name,
      timeZone: region!.timeZone,
      stage: 'full',
      demo: true,
      sessionHash: Buffer.alloc(0),
      posts: [{ ...post, ...place }],
    };
  });
  const byPost = Map.groupBy(actors, ({ posts }) => posts[0]!.post);
  const subjects = await rows<Omit<Subject, 'limit'> & { timeLimit: string }>(
    `select m.id as "matterId", k.id as "conditionId", k.time_limit as "timeLimit", left(m.small_name || '：' || k.filing, 120) as title
       from catalogue.matters m join catalogue.conditions k on k.region_id = m.region_id and k.matter_id = m.id
      where m.region_id = $1 and m.retired_at is null and k.retired_at is null order by m.id, k.n`,
    [regionId],
  );
  const cells = await rows<Cell>(
    `select b.centre[0] as lon, b.centre[1] as lat,
            (select k.person_id from areas.keepers k join areas.areas d on d.region_id = k.region_id and d.id = k.area_id and a.path <@ d.path
              where k.region_id = $1 and k.role = 'keeper' and k.to_on is null order by k.id limit 1) as "keeperId"
       from areas.areas a
       join areas.boundaries b on b.region_id = a.region_id and b.area_id = a.id and b.valid_to is null
      where a.region_id = $1 and a.level = 'cell' and a.valid_to is null order by a.id`,
    [regionId],
  );
  const serving = new Set(['department', 'street', 'community']);
  const leads = [...new Set((byPost.get('clerk') ?? []).map(({ posts }) => posts[0]!.unitId))].filter((id) =>
    serving.has(byId.get(id)!.kind),
  );
  return {
    regionId,
    cells,
    subjects: subjects.flatMap(({ timeLimit, ...subject }) => {
      const limit = parseLimit(timeLimit);
      return limit ? [{ ...subject, limit }] : [];
    }),
    leads,
    departments: leads.filter((id) => byId.get(id)!.kind === 'department'),
    isStreet: (id) => byId.get(id)!.kind === 'street',
    in: (post, unitId) =>
      (byPost.get(post) ?? []).filter(({ posts }) => unitId === undefined || posts[0]!.unitIds.includes(unitId)),
  };
}
