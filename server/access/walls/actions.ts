/**
 * 大屏展示地址: an administrator makes a key for a screen and ends it; the key is shown once. What a screen shows is a matter of the
 * room `insight`; who may look is decided here.
 */
import type { Permit } from '../permit.ts';
import { newToken, sha256 } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record, system } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import { areaExists } from '../store.ts';
import { endWallNow, insertWall, lockWall, noteSeen, wallByKey } from './store.ts';
import { pathOfArea } from './views.ts';

type Command = { tx: Tx; commandId: string; at: Date };

export async function makeWall(
  { tx, commandId, at }: Command,
  by: Permit<'walls.edit'>,
  wanted: { name: string; areaId: number | null; redacted: boolean },
): Promise<string> {
  const { regionId } = by;
  if (wanted.areaId !== null && !(await areaExists(tx, regionId, wanted.areaId)))
    deny('thing.unknown_reference', { field: 'areaId', value: wanted.areaId });
  const key = `glw_${newToken()}`;
  if (!(await insertWall(tx, regionId, { id: commandId, ...wanted, hash: sha256(key) }, at))) deny('command.id_reused');
  const data = { ...wanted };
  await record(
    tx,
    regionId,
    [{ subject: 'wall', subjectId: commandId, kind: 'wall.made', at, by: by.by, data }],
    commandId,
  );
  return key;
}

export async function endWall(
  { tx, commandId, at }: Command,
  by: Permit<'walls.edit'>,
  id: string,
  version: number | undefined,
): Promise<void> {
  const now = (await lockWall(tx, by.regionId, id)) ?? deny('thing.not_found');
  if (version !== undefined && version !== now.version)
    deny('thing.stale', { version: now.version }, { current: { version: now.version, endedAt: now.endedAt } });
  // A screen that is dark stays as it went dark: no second fact.
  if (now.endedAt) return;
  await endWallNow(tx, by.regionId, id, at);
  await record(tx, by.regionId, [{ subject: 'wall', subjectId: id, kind: 'wall.ended', at, by: by.by }], commandId);
}

/** A screen asks several times a minute: it is noted once a minute, and a screen that had been silent for half an hour was opened anew. */
const notedMs = 60_000;
const silentMs = 30 * 60_000;
export type SeenWall = { id: string; areaId: number | null; areaPath: string | null; redacted: boolean };

/** The screen this key belongs to; that it was opened is a fact. */
export async function openWall(
  tx: Tx,
  regionId: number,
  key: string,
  at: Date,
  source: string,
): Promise<SeenWall | undefined> {
  const wall = await wallByKey(tx, regionId, sha256(key));
  if (!wall) return undefined;
  const silent = wall.seenAt === null ? Infinity : at.getTime() - wall.seenAt.getTime();
  if (silent >= notedMs && (await noteSeen(tx, regionId, wall, at)) && silent >= silentMs)
    await record(tx, regionId, [
      { subject: 'wall', subjectId: wall.id, kind: 'wall.opened', at, by: system, data: { source } },
    ]);
  const areaPath = wall.areaId === null ? null : ((await pathOfArea(tx, regionId, wall.areaId)) ?? null);
  return { id: wall.id, areaId: wall.areaId, areaPath, redacted: wall.redacted };
}
