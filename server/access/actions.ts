/** What is done to units, people, posts and accounts. Each action holds a permit, locks, decides, saves and records. */
import { uuidv7 } from '#contract/ids.ts';
import { mostFilters, type Post, type SavedFilter, type Unit } from '#contract/access.ts';
import { actorOf, type ActorKind } from '#contract/actors.ts';
import { say } from '#contract/words/words.ts';
import type { Actor } from '#kit/caller.ts';
import { sha256, type Keys } from '#kit/crypto.ts';
import { isConstraint, touch, type Tx } from '#kit/db.ts';
import { record, type Doer, type Fact } from '#kit/facts.ts';
import { deny, granted, refuse, Refused, type Refusal } from '#kit/refusal.ts';
import { hashPassword } from './password.ts';
import {
  eitherAdministrator,
  housePermit,
  invitationNeeds,
  otherPower,
  permit,
  separatePowers,
  type AnyPermit,
} from './permit.ts';
import { isPhone, phoneToKeep, type KeptPhone } from './phone.ts';
import { tooWeak } from './passwords/actions.ts';
import {
  accountByLogin,
  areaExists,
  endSessions,
  insertAccount,
  insertPerson,
  insertPost,
  insertUnit,
  lockAccount,
  lockPerson,
  updatePerson,
  lockUnits,
  postById,
  postsHeldBy,
  setPostEnd,
  updateAccount,
  updateUnit,
  queueUp,
  removeFilterRow,
  saveFilterRow,
} from './store.ts';
import { placedBelow, rootBelow, type UnitRow } from './units.ts';
import { filtersOf, holdsOneOf, personShown, shownUnit, unitsOf } from './views.ts';

// ── Units ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type SaveUnit = {
  code: string;
  name: string;
  nameEn?: string;
  kind: Unit['kind'];
  /** undefined: stays as it is, or as the kind suggests */
  actor?: ActorKind | undefined;
  parentCode: string | null;
  superiorCode?: string | null;
  areaId?: number | null;
  /** undefined: stays as it is */
  dutyPhone?: string | undefined;
  imported?: boolean;
  /** the one that was looked at; 0: it is to be new; left out (lists, seeds): whatever stands there */
  version?: number;
};

/** A unit is known by its code: a new code adds one, a known one is changed, with everything below it if it moves. */
export async function saveUnit(
  tx: Tx,
  by: AnyPermit<'people.edit'>,
  wanted: SaveUnit,
  at: Date,
  commandId: string | null = null,
): Promise<UnitRow> {
  const { regionId } = by;
  await lockUnits(tx, regionId);
  const units = await unitsOf(tx, regionId);
  const named = (field: string, code: string | null | undefined) => {
    if (!code) return undefined;
    return units.byCode.get(code) ?? granted<UnitRow>(refuse('thing.unknown_reference', { field, value: code }));
  };
  const before = units.byCode.get(wanted.code);
  if (before && wanted.version === 0) deny('thing.exists', { what: `${before.name} (${before.code})` });
  if (wanted.version !== undefined && wanted.version !== (before?.version ?? 0))
    deny('thing.stale', { version: before?.version ?? 0 }, { current: before ? shownUnit(units, before) : null });
  const parent = named('parentCode', wanted.parentCode);
  const superior = named('superiorCode', wanted.superiorCode);
  const areaId = wanted.areaId === undefined ? (before?.areaId ?? null) : wanted.areaId;
  if (areaId !== null && areaId !== before?.areaId && !(await areaExists(tx, regionId, areaId)))
    throw new Refused(refuse('thing.unknown_reference', { field: 'areaId', value: areaId }));
  // Nobody stands below himself, nor is his own superior.
  if (before && parent && units.subtreeIds(before.id).includes(parent.id))
    throw new Refused(refuse('thing.unknown_reference', { field: 'parentCode', value: wanted.parentCode }));
  if (before && superior?.id === before.id)
    throw new Refused(refuse('thing.unknown_reference', { field: 'superiorCode', value: wanted.superiorCode }));

  const row = {
    code: wanted.code,
    name: wanted.name,
    nameEn: wanted.nameEn ?? before?.nameEn ?? '',
    kind: wanted.kind,
    actor: wanted.actor ?? before?.actor ?? actorOf(wanted.kind),
    parentId: parent?.id ?? null,
    superiorId: wanted.superiorCode === undefined ? (before?.superiorId ?? null) : (superior?.id ?? null),
    areaId,
    dutyPhone: wanted.dutyPhone?.trim() ?? before?.dutyPhone ?? '',
  };
  let id: number;
  if (before) {
    id = before.id;
    await updateUnit(tx, regionId, id, row, placedBelow(units, id, wanted.kind, parent));
  } else {
    const rootId = rootBelow(wanted.kind, parent) ?? null;
    const imported = wanted.imported ?? false;
    id = await insertUnit(tx, regionId, { ...row, rootId, parentPath: parent?.path ?? null, imported });
  }
  await touch(tx, regionId, 'units');
  const kind = before ? 'unit.changed' : 'unit.added';
  const data = { ...row, ...(wanted.imported ? { imported: true } : {}) };
  await record(tx, regionId, [{ subject: 'unit', subjectId: String(id), kind, at, by: by.by, data }], commandId);
  return (await unitsOf(tx, regionId)).byId.get(id)!;
}

export type Centres = { supervisionId: number; commandId: number; leadershipId: number };

/** The two axes and the one above them: a region without them could hold no case. Makes what is missing. */
export async function ensureCentres(tx: Tx, regionId: number, at: Date): Promise<Centres> {
  const kinds = ['leadership', 'supervision', 'command'] as const;
  let units = await unitsOf(tx, regionId);
  if (kinds.some((kind) => !units.firstOf(kind))) {
    await lockUnits(tx, regionId);
    const house = housePermit('people.edit', regionId);
    for (const kind of kinds) {
      if (units.firstOf(kind)) continue;
      const word = `unit.${kind}` as const;
      await saveUnit(
        tx,
        house,
        {
          code: kind,
          name: say('zh', word),
          nameEn: say('en', word),
          kind,
          parentCode: null,
          superiorCode: kind === 'leadership' ? null : units.firstOf('leadership')!.code,
        },
        at,
      );
      units = await unitsOf(tx, regionId);
    }
  }
  return {
    supervisionId: units.supervisionId,
    commandId: units.commandId,
    leadershipId: units.firstOf('leadership')!.id,
  };
}

// ── People and accounts ────────────────────────────────────────────────────────────────────────────────────────────────

const noPhone: KeptPhone = { phone: null, phoneShown: null };
export type AddPerson = { id: string; name: string; nameEn?: string; imported?: boolean; phone?: KeptPhone };

export async function addPerson(
  tx: Tx,
  by: AnyPermit<'people.edit'>,
  { id, name, nameEn = '', imported = false, phone = noPhone }: AddPerson,
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  try {
    await insertPerson(tx, by.regionId, { id, name, nameEn, imported, ...phone });
  } catch (error) {
    if (isConstraint(error, 'people_pkey')) throw new Refused(refuse('thing.exists', { what: name }));
    throw error;
  }
  const data = imported ? { imported } : {};
  await record(
    tx,
    by.regionId,
    [{ subject: 'person', subjectId: id, kind: 'person.added', at, by: by.by, data }],
    commandId,
  );
}

export type CreateAccount = {
  id: string;
  personId: string;
  login: string;
  /** refused outside demo mode on a loopback address; only these may have a password of the house's own making */
  demo?: boolean;
} & ({ password: string } | { /** of `hashPassword`: many demo accounts share one */ passwordHash: string });

export async function createAccount(
  tx: Tx,
  by: AnyPermit<'people.edit'>,
  wanted: CreateAccount,
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const { id, personId, login, demo = false } = wanted;
  if ('password' in wanted) {
    const weak = await tooWeak(tx, by.regionId, wanted.password, login);
    if (weak) throw new Refused(weak);
  }
  const passwordHash = 'password' in wanted ? await hashPassword(wanted.password) : wanted.passwordHash;
  await insertAccount(tx, by.regionId, { id, personId, login, passwordHash, demo, at });
  const data = { personId, login, demo };
  await record(
    tx,
    by.regionId,
    [{ subject: 'account', subjectId: id, kind: 'account.created', at, by: by.by, data }],
    commandId,
  );
}

/** A person with an account and no post yet: what he may do is given by somebody else. */
export async function savePerson(
  tx: Tx,
  by: AnyPermit<'people.edit'>,
  { id, name, nameEn, phone, login, password }: Omit<AddPerson, 'imported'> & { login: string; password: string },
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  await addPerson(tx, by, { id, name, nameEn, phone }, at, commandId);
  await createAccount(tx, by, { id: uuidv7(at.getTime()), personId: id, login, password }, at, commandId);
}

/** Under the lock of the person, and as she was looked at: else what she is now is told. */
async function heldFor(tx: Tx, regionId: number, personId: string, version: number | undefined) {
  const now = (await lockPerson(tx, regionId, personId)) ?? deny('thing.not_found');
  if (version !== undefined && version !== now.version)
    deny('thing.stale', { version: now.version }, { current: (await personShown(tx, regionId, personId))! });
  return now;
}

/** 更正. The fact says what was corrected, not from what: names and numbers stand where they can be corrected, and nowhere else. */
export async function correctPerson(
  tx: Tx,
  keys: Keys,
  by: AnyPermit<'people.edit'>,
  personId: string,
  /** `phone` left out: as it stands; null: none */
  wanted: { version: number; name: string; nameEn: string; phone?: string | null },
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const { regionId } = by;
  const before = await heldFor(tx, regionId, personId, wanted.version);
  const names = { name: wanted.name.trim(), nameEn: wanted.nameEn.trim() };
  const phone =
    wanted.phone === undefined || isPhone(keys, regionId, personId, before.phone, wanted.phone)
      ? undefined
      : phoneToKeep(keys, regionId, personId, wanted.phone);
  const fields = [
    ...(['name', 'nameEn'] as const).filter((field) => names[field] !== before[field]),
    ...(phone ? ['phone'] : []),
  ];
  if (fields.length === 0) return;
  await updatePerson(tx, regionId, personId, { ...names, ...phone });
  const data = { fields, version: before.version + 1 };
  await record(
    tx,
    regionId,
    [{ subject: 'person', subjectId: personId, kind: 'person.changed', at, by: by.by, data }],
    commandId,
  );
}

/** A person acting on his own account wears no hat in particular; the first one held stands in the fact. */
export const selfOf = (actor: Actor): Doer => {
  const [post] = actor.posts;
  return post
    ? { kind: 'person', personId: actor.personId, post: post.post, unitId: post.unitId }
    : { kind: 'person', personId: actor.personId, post: '', unitId: 0 };
};

export const accountFact = (
  account: { id: string },
  kind: string,
  at: Date,
  by: Doer,
  data: Record<string, unknown> = {},
): Fact => ({ subject: 'account', subjectId: account.id, kind, at, by, data });

export type AccountState = { disabled: boolean; newPassword?: string; resetSecondFactor?: boolean };

/**
 * Disabling and restoring is for either administrator; a new password comes from the system's, a new second factor from the
 * security's: neither alone can sign in as somebody else.
 */
export async function setAccountState(
  tx: Tx,
  actor: Actor,
  personId: string,
  wanted: AccountState,
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const password = wanted.newPassword === undefined ? undefined : granted(permit(actor, 'people.edit'));
  const factor = wanted.resetSecondFactor ? granted(permit(actor, 'posts.grant')) : undefined;
  const by = password ?? factor ?? eitherAdministrator(actor);
  if (personId === actor.personId)
    throw new Refused(refuse('reader.not_permitted', { what: { word: 'access.not_ones_own_account' } }));
  const account = await lockAccount(tx, actor.regionId, { personId });
  if (!account) throw new Refused(refuse('thing.not_found'));
  const { newPassword } = wanted;
  const weak = newPassword === undefined ? undefined : await tooWeak(tx, account.regionId, newPassword, account.login);
  if (weak) throw new Refused(weak);

  const wasDisabled = account.disabledAt !== null;
  await updateAccount(tx, account, {
    ...(newPassword === undefined ? {} : { passwordHash: await hashPassword(newPassword), passwordSetAt: null }),
    ...(factor ? { totp: { secret: null, lastStep: null } } : {}),
    ...(wasDisabled === wanted.disabled ? {} : { disabledAt: wanted.disabled ? at : null }),
  });
  if (wanted.disabled || newPassword !== undefined || factor) await endSessions(tx, account, at);
  const kinds = [
    ...(wasDisabled === wanted.disabled ? [] : [wanted.disabled ? 'account.disabled' : 'account.restored']),
    ...(newPassword === undefined ? [] : ['account.password_reset']),
    ...(factor ? ['account.second_factor_reset'] : []),
  ];
  await record(
    tx,
    account.regionId,
    kinds.map((kind) => accountFact(account, kind, at, by.by, { personId })),
    commandId,
  );
}

/**
 * Whoever holds the machine helps an administrator who cannot sign in any more and whom nobody else can help (the only one lost the
 * telephone): a new password, and the second factor is set up anew at the next sign-in. The trail says that the house did it.
 */
export async function recoverAccount(
  tx: Tx,
  by: AnyPermit<'posts.grant'>,
  login: string,
  newPassword: string,
  at: Date,
): Promise<Refusal | undefined> {
  const { regionId } = by;
  const known = await accountByLogin(tx, login);
  const account = known && (await lockAccount(tx, regionId, { accountId: known.id }));
  if (!account) return refuse('thing.unknown_reference', { field: 'login', value: login });
  if (!(await holdsOneOf(tx, regionId, account.personId, separatePowers, at)))
    return refuse('reader.not_permitted', { what: { word: 'access.recovery' } });
  await updateAccount(tx, account, {
    passwordHash: await hashPassword(newPassword),
    passwordSetAt: null,
    totp: { secret: null, lastStep: null },
    disabledAt: null,
  });
  await endSessions(tx, account, at);
  await record(tx, regionId, [accountFact(account, 'account.recovered', at, by.by, { personId: account.personId })]);
  return undefined;
}

// ── Posts ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type GrantPost = {
  id: string;
  post: Post;
  unitId: number;
  areaId?: number | null;
  fromOn: string;
  toOn?: string | null;
  /** the one that was looked at */
  version?: number;
};

export async function grantPost(
  tx: Tx,
  by: AnyPermit<'posts.grant'>,
  personId: string,
  { id, post, unitId, areaId = null, fromOn, toOn = null, version }: GrantPost,
  at: Date,
  commandId: string | null = null,
): Promise<void> {
  const { regionId } = by;
  if (by.by.personId === personId)
    throw new Refused(refuse('reader.not_permitted', { what: { word: 'access.not_to_oneself' } }));
  await heldFor(tx, regionId, personId, version);
  const unit = (await unitsOf(tx, regionId)).byId.get(unitId);
  if (!unit) throw new Refused(refuse('thing.unknown_reference', { field: 'unitId', value: unitId }));
  if (areaId !== null && !(await areaExists(tx, regionId, areaId)))
    throw new Refused(refuse('thing.unknown_reference', { field: 'areaId', value: areaId }));
  if (toOn !== null && toOn < fromOn) throw new Refused(refuse('request.invalid', { summary: `/toOn < /fromOn` }));
  const needs = invitationNeeds(post, unit, { areaId, toOn });
  if (needs.length > 0) throw new Refused(refuse('reader.invitation', { post: { word: `post.${post}` }, needs }));
  const held = otherPower(await postsHeldBy(tx, regionId, personId), { post, fromOn, toOn });
  if (held)
    throw new Refused(
      refuse('reader.powers_apart', { held: { word: `post.${held}` }, asked: { word: `post.${post}` } }),
    );
  try {
    await insertPost(tx, regionId, { id, personId, post, unitId, areaId, fromOn, toOn });
  } catch (error) {
    if (isConstraint(error, 'posts_pkey')) throw new Refused(refuse('thing.exists', { what: id }));
    throw error;
  }
  await updatePerson(tx, regionId, personId);
  const data = { postId: id, post, unitId, areaId, fromOn, toOn };
  await record(
    tx,
    regionId,
    [{ subject: 'person', subjectId: personId, kind: 'person.post_granted', at, by: by.by, data }],
    commandId,
  );
}

/** Ends a post on a day, its last one, for a reason that the trail keeps. Returns whose it was. */
export async function endPost(
  tx: Tx,
  by: AnyPermit<'posts.grant'>,
  postId: string,
  { toOn, reason, version }: { toOn: string; reason: string; version?: number },
  at: Date,
  commandId: string | null = null,
): Promise<string> {
  const { regionId } = by;
  const found = await postById(tx, regionId, postId);
  if (!found) throw new Refused(refuse('thing.not_found'));
  await heldFor(tx, regionId, found.personId, version);
  const post = (await postById(tx, regionId, postId))!;
  // A later end would be a new grant, and a new grant has to pass its rules.
  if (toOn < post.fromOn || (post.toOn !== null && toOn > post.toOn))
    throw new Refused(refuse('request.invalid', { summary: `/toOn ${post.fromOn}…${post.toOn ?? ''}` }));
  await setPostEnd(tx, regionId, postId, toOn);
  await updatePerson(tx, regionId, post.personId);
  const data = { postId, post: post.post, unitId: post.unitId, toOn, reason };
  await record(
    tx,
    regionId,
    [{ subject: 'person', subjectId: post.personId, kind: 'person.post_ended', at, by: by.by, data }],
    commandId,
  );
  return post.personId;
}

// ── What a person keeps for herself ────────────────────────────────────────────────────────────────────────────────────

const filterFact = async (tx: Tx, actor: Actor, kind: string, data: Record<string, unknown>, at: Date) => {
  await queueUp(tx, sha256(`account facts ${actor.accountId}`));
  await record(tx, actor.regionId, [accountFact({ id: actor.accountId }, kind, at, selfOf(actor), data)]);
};

export async function keepFilter(tx: Tx, actor: Actor, filter: SavedFilter, at: Date): Promise<void> {
  const { regionId, personId } = actor;
  await filterFact(tx, actor, 'account.filter_kept', { name: filter.name }, at);
  const kept = await filtersOf(tx, actor);
  if (kept.length >= mostFilters && !kept.some(({ name }) => name === filter.name))
    deny('thing.too_many', { n: mostFilters });
  await saveFilterRow(tx, { regionId, personId, ...filter, at });
}

export async function dropFilter(tx: Tx, actor: Actor, filterId: string, at: Date): Promise<void> {
  await filterFact(tx, actor, 'account.filter_dropped', { filterId }, at);
  if (!(await removeFilterRow(tx, actor.regionId, actor.personId, filterId))) deny('thing.not_found');
}
