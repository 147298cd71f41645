/** A version of a setting by whoever keeps the catalogue, on the one she looked at. What it says is the contract's business; how many, this. */
import type { BodyOf } from '#contract/endpoint.ts';
import { retentionName, type saveSetting as save, type Setting } from '#contract/settings.ts';
import type { AnyPermit } from '#access';
import { touch, type Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { deny, Refused, refuse } from '#kit/refusal.ts';
import { insertSetting, lockSettings } from './store.ts';
import { mostOfOne, readSettings } from './views.ts';

export type WantedSetting = Omit<BodyOf<typeof save>, 'id'>;

export async function saveSetting(
  tx: Tx,
  by: AnyPermit<'catalogue.edit'>,
  wanted: WantedSetting,
  at: Date,
  commandId: string | null = null,
): Promise<Setting> {
  const { regionId } = by;
  const { name, place, retired, content } = wanted;
  const { kind } = content;
  // One term of keeping for the district: there is no second list beside it, and none without it.
  if (kind === 'retention' && (name !== retentionName || retired)) deny('thing.not_found');
  await lockSettings(tx, regionId, kind);
  const all = (await readSettings(tx, regionId))[kind];
  const now = all.find((one) => one.name === name);
  if ((now?.version ?? 0) !== wanted.version)
    throw new Refused(refuse('thing.stale', { version: now?.version ?? 0 }, { current: now ?? null }));
  if (!now && all.length >= mostOfOne) deny('thing.too_many', { n: mostOfOne });
  const saved: Setting = { name, version: Math.max(2, wanted.version + 1), place, retired, content };
  const personId = by.by.kind === 'person' ? by.by.personId : null;
  await insertSetting(tx, regionId, saved, personId, at);
  await touch(tx, regionId, 'settings');
  const data = {
    of: kind,
    version: saved.version,
    ...('title' in content ? { title: content.title.zh } : {}),
    // What a term was, and what it became, stands in the trail itself.
    ...(kind === 'retention' ? { was: now?.content ?? null, is: content } : {}),
  };
  const told = retired ? 'setting.retired' : 'setting.saved';
  await record(
    tx,
    regionId,
    [{ subject: 'setting', subjectId: `${kind}/${name}`, kind: told, at, by: by.by, data }],
    commandId,
  );
  return saved;
}
