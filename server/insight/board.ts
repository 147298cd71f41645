/**
 * 大屏: the board of what a reader may see, or of the ground a screen was given. Read anew at most every few seconds for each scope,
 * however many screens hang on the walls.
 */
import type { FastifyInstance } from 'fastify';
import { actorKinds } from '#contract/actors.ts';
import { boardDays, readBoard, readWall, wallHeader, type Board } from '#contract/board.ts';
import { states, type Narrowing } from '#contract/cases.ts';
import { say } from '#contract/words/words.ts';
import type { Lang } from '#contract/words/words.ts';
import { caseScope, groundSight, openWall, permit, sightOf, unitsOf, type Sight } from '#access';
import { areaOf, regionOf, treeOf, type AreaNode, type Tree } from '#areas';
import { mattersOf, spacesOf } from '#catalogue';
import { narrowedScope } from '#cases';
import { channelsUsed, figures, figuresByDay, onTimeByPlace } from '#evaluation';
import { inRegion, type Tx } from '#kit/db.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { makeThrottle, sourceOf } from '#kit/throttle.ts';
import { besides, dayBefore, dayNames, redacted, type Month, type Now } from './board.rules.ts';
import { calledBack, happened, heatOf, lastTold, mattersTold, openedByPlace, standing, unanswered } from './views.ts';

/** So long what is now, once read, is shown to whoever may see the same. */
const keptMs = 5_000;
/**
 * What is counted over days of a month changes little in a minute and costs the most: no request waits for it. It is counted behind
 * the board that finds none, or finds it older than this; `figures.asOf` says when. One that nobody has looked at for long is not shown.
 */
const monthFreshMs = 60_000;
const monthOldMs = 15 * 60_000;
/** So many months are counted at a time: whoever looks at ground after ground does not take the database from everybody. */
const countedAtOnce = 2;
const kept = { most: 200, told: 12, matters: 10 } as const;
/** So many wrong keys from one source, then it waits. */
const wrongKeys = { limit: 20, perMs: 10 * 60_000 };

type Asked = { regionId: number; sight: Sight; ground: AreaNode | undefined; named?: string; at: Date; lang: Lang };

export function boardRoutes(app: FastifyInstance, house: House): void {
  const shown = new Map<string, { at: number; now: Promise<Now> }>();
  const months = new Map<string, { at: number; month: Month }>();
  const counting = new Set<string>();
  const throttle = makeThrottle(wrongKeys.limit, wrongKeys.perMs);

  async function shownNow(tx: Tx, asked: Asked): Promise<Board> {
    // The condition itself, with its values, is the name of a scope: who shares it sees the same.
    const { sql: condition, parameters } = asked.sight.scope.compile(house.db);
    const key = `${asked.lang}${asked.ground?.id ?? ''}${asked.named ?? ''}${condition}${JSON.stringify(parameters)}`;
    const month = monthAt(asked, key);
    const at = asked.at.getTime();
    const before = shown.get(key);
    if (before && Math.abs(at - before.at) < keptMs) return besides(await before.now, month);
    // Kept from its beginning: who asks while it is being read waits for the same. One that failed is read anew.
    const now = nowOf(tx, asked);
    shown.delete(key);
    shown.set(key, { at, now });
    now.catch(() => shown.get(key)?.now === now && shown.delete(key));
    if (shown.size > kept.most) shown.delete(shown.keys().next().value!);
    return besides(await now, month);
  }

  function monthAt(asked: Asked, key: string): Month | undefined {
    const found = months.get(key);
    const age = found ? Math.abs(asked.at.getTime() - found.at) : Infinity;
    if (age > monthFreshMs && !counting.has(key) && counting.size < countedAtOnce) void count(asked, key);
    return age > monthOldMs ? undefined : found?.month;
  }

  async function count(asked: Asked, key: string): Promise<void> {
    counting.add(key);
    try {
      const month = await inRegion(house.db, asked.regionId, (own) => monthOf(own, asked));
      months.delete(key);
      months.set(key, { at: asked.at.getTime(), month });
      if (months.size > kept.most) months.delete(months.keys().next().value!);
    } catch (error) {
      house.log.warn({ err: error }, 'the month of a board could not be counted and will be tried again');
    } finally {
      counting.delete(key);
    }
  }

  serve(app, house, readBoard, async ({ tx, actor, query, at, lang }) => {
    const { post } = granted(permit(actor, 'evaluation.see'));
    const { regionId } = actor;
    // Who works for one place begins with that place.
    const { visitor, ...asked } = query;
    const part = Object.keys(asked).length > 0 ? asked : post.areaId === null ? {} : { areaId: post.areaId };
    const ground =
      part.areaId === undefined ? undefined : ((await areaOf(tx, regionId, part.areaId)) ?? deny('thing.not_found'));
    const named = await namesOf(tx, regionId, part, lang);
    const sight =
      Object.keys(part).length > 0
        ? { scope: await narrowedScope(tx, regionId, caseScope(actor), part) }
        : sightOf(actor);
    const board = await shownNow(tx, { regionId, sight, ground, named, at, lang });
    return visitor ? redacted(board) : board;
  });

  serve(app, house, readWall, async ({ tx, regionId, request, at, lang }) => {
    const source = sourceOf(request.ip);
    const seconds = throttle.wait(source, at);
    if (seconds > 0) deny('request.too_many', { seconds });
    const given = request.headers[wallHeader];
    const wall = typeof given === 'string' ? await openWall(tx, regionId, given.trim(), at, source) : undefined;
    if (!wall) {
      throttle.failed(source, at);
      return deny('wall.unknown_key');
    }
    const ground = wall.areaId === null ? undefined : (await treeOf(tx, regionId)).byId.get(wall.areaId);
    const sight = groundSight(regionId, wall.areaPath);
    const board = await shownNow(tx, { regionId, sight, ground, at, lang });
    if (wall.redacted) return redacted(board);
    // Nobody has signed in: what happened is told, which case it was is not.
    return { ...board, ticker: board.ticker.map((told) => ({ ...told, caseId: null, number: null })) };
  });
}

const nameIn = (lang: Lang, { name, nameEn }: { name: string; nameEn: string }): string =>
  (lang === 'en' && nameEn) || name;

/** What a part of the district is called; what does not exist is no workspace. '' where it is a ground, which names itself. */
async function namesOf(tx: Tx, regionId: number, part: Narrowing, lang: Lang): Promise<string> {
  const names: string[] = [];
  if (part.partOf !== undefined)
    names.push(nameIn(lang, (await unitsOf(tx, regionId)).byId.get(part.partOf) ?? deny('thing.not_found')));
  if (part.space !== undefined) {
    const space = (await spacesOf(tx, regionId)).find(({ name, retired }) => name === part.space && !retired);
    names.push((space ?? deny('thing.not_found')).content.title[lang]);
  }
  if (part.actor !== undefined) names.push(say(lang, `unit.actor.${part.actor}`));
  if (names.length > 0 && part.areaId !== undefined) {
    const ground = (await treeOf(tx, regionId)).byId.get(part.areaId);
    if (ground) names.unshift(nameIn(lang, ground));
  }
  return names.join(' · ');
}

/** What is counted over days. */
export async function monthOf(tx: Tx, { regionId, sight, ground, at }: Asked): Promise<Month> {
  const { scope } = sight;
  const [region, tree] = [await regionOf(tx, regionId), await treeOf(tx, regionId)];
  const days = (n: number): Date => dayBefore(at, region.timeZone, n);
  const rates = { from: days(boardDays.rates - 1), to: at };
  const week = { from: days(boardDays.heat - 1), to: at };
  const trend = { from: days(boardDays.trend - 1), to: at };
  return {
    figures: await figures(tx, regionId, rates, at, sight),
    byDay: new Map(
      (await figuresByDay(tx, regionId, trend, region.timeZone, sight)).map((one) => [one.on, dayShown(one)]),
    ),
    onTime: await onTimeByPlace(tx, regionId, rates, at, depthOf(partsOf(tree, ground)), sight),
    matters: await mattersTold(tx, regionId, days(boardDays.heat * 2 - 1), week, scope, kept.matters),
    channels: await channelsUsed(tx, regionId, rates, sight),
    callbacks: await calledBack(tx, regionId, rates, sight),
    heat: await heatOf(tx, regionId, week, scope),
  };
}

const dayShown = ({ reports, n, calendarHours, workingHours }: Awaited<ReturnType<typeof figuresByDay>>[number]) => ({
  reports,
  closed: n,
  calendarHours,
  workingHours,
});

/** The board as it is now, without the days of its month. */
export async function nowOf(tx: Tx, { regionId, sight, ground, named, at, lang }: Asked): Promise<Now> {
  const [region, tree, matters, units] = await Promise.all([
    regionOf(tx, regionId),
    treeOf(tx, regionId),
    mattersOf(tx, regionId),
    unitsOf(tx, regionId),
  ]);
  const { scope } = sight;
  const today = { from: dayBefore(at, region.timeZone, 0), to: at };
  const parts = partsOf(tree, ground);
  const depth = depthOf(parts);

  const [now] = await figuresByDay(tx, regionId, today, region.timeZone, sight);
  const since = await happened(tx, regionId, today, scope);
  const open = await standing(tx, regionId, at, depth, scope);
  const toldToday = await openedByPlace(tx, regionId, today, depth, scope);
  const told = await lastTold(tx, regionId, scope, kept.told);

  const matterNames = new Map(
    matters.map((one) => [one.id, nameIn(lang, { name: one.smallName, nameEn: one.smallNameEn })]),
  );
  const places = Map.groupBy(open, ({ place }) => place);
  const total = (list: typeof open, part: 'n' | 'overdue' | 'stageOverdue' | 'urgent' | 'supervised' | 'suspended') =>
    list.reduce((sum, one) => sum + one[part], 0);
  const board = {
    asOf: at.toISOString(),
    name: named || nameIn(lang, ground ?? region),
    areaId: ground?.id ?? null,
    redacted: false,
    todayFrom: today.from.toISOString(),
    ratesFrom: dayBefore(at, region.timeZone, boardDays.rates - 1).toISOString(),
    weekFrom: dayBefore(at, region.timeZone, boardDays.heat - 1).toISOString(),
    today: { reports: now?.reports ?? 0, ...since },
    now: {
      open: total(open, 'n'),
      overdue: total(open, 'overdue'),
      urgent: total(open, 'urgent'),
      supervised: total(open, 'supervised'),
      suspended: total(open, 'suspended'),
      unanswered: await unanswered(tx, regionId, sight),
    },
    places: parts.map((part) => {
      const its = places.get(part.path) ?? [];
      return {
        areaId: part.id,
        name: nameIn(lang, part),
        today: toldToday.get(part.path) ?? 0,
        open: total(its, 'n'),
        overdue: total(its, 'overdue'),
        onTime: null,
      };
    }),
    stages: states.flatMap((state) => {
      const its = open.filter((one) => one.state === state);
      return its.length > 0 ? [{ state, n: total(its, 'n'), overdue: total(its, 'stageOverdue') }] : [];
    }),
    actors: actorKinds.flatMap((actor) => {
      const its = open.filter(({ unitId }) => unitId !== null && units.byId.get(unitId)?.actor === actor);
      return its.length > 0 ? [{ actor, n: total(its, 'n'), overdue: total(its, 'overdue') }] : [];
    }),
    ticker: told.map(({ matterId, areaId, at: when, ...one }) => {
      const street = partAbove(tree, areaId);
      return {
        ...one,
        at: when.toISOString(),
        matter: matterNames.get(matterId) ?? '',
        areaName: street ? nameIn(lang, street) : '',
      };
    }),
  };
  return {
    board,
    paths: parts.map(({ path }) => path),
    days: dayNames(region.timeZone, at, boardDays.trend),
    today: now && dayShown(now),
    matterNames,
  };
}

/** The parts of a ground in the unified grid: streets of a district, communities of a street. */
const partsOf = ({ root, childrenOf }: Tree, ground: AreaNode | undefined): readonly AreaNode[] =>
  ground ? childrenOf(ground.id) : root ? childrenOf(root.id) : [];

const depthOf = ([part]: readonly AreaNode[]): number => part?.path.split('.').length ?? 1;

/** The community an area lies in, or what is nearest above it: nobody's own cell. */
function partAbove({ byId }: Tree, areaId: number): AreaNode | undefined {
  for (let one = byId.get(areaId); one; one = one.parentId === null ? undefined : byId.get(one.parentId))
    if (['community', 'street', 'district'].includes(one.level)) return one;
  return undefined;
}
