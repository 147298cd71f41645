/** The settings as they stand: what the house ships, replaced one by one by what the district wrote. Remembered: every queue may ask. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import {
  matterGroup,
  type Label,
  type Layer,
  type readVersions,
  type Retention,
  type Setting,
  type SettingKind,
  type SettingOf,
  type Space,
} from '#contract/settings.ts';
import { remembered, type Tx } from '#kit/db.ts';
import { mattersOf } from '../views.ts';
import { longest, shipped } from './shipped.ts';

type Settings = Readonly<Record<SettingKind, readonly Setting[]>>;
/** More of a kind than anybody looks through; `saveSetting` holds it. */
export const mostOfOne = 60;

export async function readSettings(tx: Tx, regionId: number): Promise<Settings> {
  const { rows } = await sql<Setting & { kind: SettingKind }>`
    select distinct on (kind, name) kind, name, version, place, retired, content from catalogue.settings
     where region_id = ${regionId} order by kind, name, version desc limit 300`.execute(tx);
  const of = (kind: SettingKind): Setting[] => {
    const own = rows
      .filter((row) => row.kind === kind)
      .map(({ name, version, place, retired, content }) => ({ name, version, place, retired, content }));
    const names = new Set(own.map(({ name }) => name));
    return [...shipped[kind].filter(({ name }) => !names.has(name)), ...own].sort(
      (a, b) => a.place - b.place || a.name.localeCompare(b.name),
    );
  };
  return { space: of('space'), label: of('label'), layer: of('layer'), retention: of('retention') };
}
const known = remembered('settings', readSettings);

export const settingsOf = async (tx: Tx, regionId: number, kind: SettingKind): Promise<readonly Setting[]> =>
  (await known(tx, regionId))[kind];
export const spacesOf = async (tx: Tx, regionId: number) =>
  (await settingsOf(tx, regionId, 'space')) as readonly SettingOf<Space>[];
export const labelsOf = async (tx: Tx, regionId: number) =>
  (await settingsOf(tx, regionId, 'label')) as readonly SettingOf<Label>[];
export const layersOf = async (tx: Tx, regionId: number) =>
  (await settingsOf(tx, regionId, 'layer')) as readonly SettingOf<Layer>[];

/** How long things are kept here. */
export async function retentionOf(tx: Tx, regionId: number): Promise<Retention> {
  const [kept] = (await settingsOf(tx, regionId, 'retention')) as readonly SettingOf<Retention>[];
  return kept?.content ?? longest;
}

/** The matters a space is about, by id; null: every matter. */
export async function mattersOfSpace(tx: Tx, regionId: number, space: Space): Promise<number[] | null> {
  if (space.matters.length === 0) return null;
  const named = new Set(space.matters);
  return (await mattersOf(tx, regionId))
    .filter(({ kind, big }) => named.has(kind) || named.has(matterGroup(kind, big)))
    .map(({ id }) => id);
}

/** Of one setting, newest first: who said so, and when. */
export async function versionsOf(
  tx: Tx,
  regionId: number,
  kind: SettingKind,
  name: string,
): Promise<Static<typeof readVersions.reply>['versions']> {
  const { rows } = await sql<{ version: number; title: string; savedAt: Date; savedBy: string; retired: boolean }>`
    select s.version, coalesce(s.content -> 'title' ->> 'zh', '') as title, s.saved_at as "savedAt", coalesce(p.name, '') as "savedBy", s.retired
      from catalogue.settings s left join access.people p on p.region_id = s.region_id and p.id = s.saved_by
     where s.region_id = ${regionId} and s.kind = ${kind} and s.name = ${name} order by s.version desc limit 20`.execute(
    tx,
  );
  return rows.map((row) => ({ ...row, savedAt: row.savedAt.toISOString() }));
}
