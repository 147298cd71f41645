/**
 * Who plays a history: imported people, one for each post that the loop asks for, in 监督中心, 指挥中心 and every unit that
 * leads. They have no accounts and cannot sign in. Their ids follow from district, unit and post, so a history that is resumed
 * finds them again.
 */
import type { Post } from '#contract/access.ts';
import { say } from '#contract/words/words.ts';
import { addPerson, grantPost, housePermit, personNames, unitsOf, type Units } from '#access';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { sha256 } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';

export type Cast = {
  receiver: Actor;
  officer: Actor;
  dispatcher: Actor;
  clerkOf(unitId: number): Actor;
  /** of another root unit than the one that handled it */
  checkerFor(unitId: number): Actor;
};

type Role = { post: Post; unitId: number };

export async function castOf(
  tx: Tx,
  regionId: number,
  leadIds: readonly number[],
  since: string,
  at: Date,
): Promise<Cast> {
  const units = await unitsOf(tx, regionId);
  const { supervisionId, commandId } = units;
  const roles: Role[] = [
    { post: 'receiver', unitId: supervisionId },
    { post: 'duty_officer', unitId: supervisionId },
    { post: 'checker', unitId: supervisionId },
    { post: 'dispatcher', unitId: commandId },
    // Where 监督中心 itself leads, somebody else has to look.
    { post: 'checker', unitId: commandId },
    ...[...new Set(leadIds)].map((unitId): Role => ({ post: 'clerk', unitId })),
  ];
  const actors = new Map(roles.map((role) => [keyOf(role), actorIn(regionId, role, units)]));
  const known = await personNames(
    tx,
    regionId,
    [...actors.values()].map(({ personId }) => personId),
  );
  for (const role of roles) {
    const actor = actors.get(keyOf(role))!;
    if (known.has(actor.personId)) continue;
    const name = actor.name;
    const nameEn = say('en', 'history.person', { post: { word: `post.${role.post}` } });
    await addPerson(tx, housePermit('people.edit', regionId), { id: actor.personId, name, nameEn, imported: true }, at);
    const { id, post, unitId } = actor.posts[0]!;
    await grantPost(tx, housePermit('posts.grant', regionId), actor.personId, { id, post, unitId, fromOn: since }, at);
  }
  const inRole = (post: Post, unitId: number): Actor => actors.get(keyOf({ post, unitId }))!;
  return {
    receiver: inRole('receiver', supervisionId),
    officer: inRole('duty_officer', supervisionId),
    dispatcher: inRole('dispatcher', commandId),
    clerkOf: (unitId) => inRole('clerk', unitId),
    checkerFor: (unitId) =>
      inRole('checker', units.root(unitId) === units.root(supervisionId) ? commandId : supervisionId),
  };
}

const keyOf = ({ post, unitId }: Role): string => `${post} ${unitId}`;

function actorIn(regionId: number, role: Role, units: Units): Actor {
  const unit = units.byId.get(role.unitId)!;
  const key = `${regionId} ${keyOf(role)}`;
  const held: HeldPost = {
    id: idFrom(`history post ${key}`),
    post: role.post,
    unitId: unit.id,
    unitName: unit.name,
    unitKind: unit.kind,
    rootUnitId: units.root(unit.id),
    unitIds: units.subtreeIds(unit.id),
    areaId: null,
    areaName: null,
    areaPath: null,
  };
  return {
    accountId: '',
    personId: idFrom(`history person ${key}`),
    name: say('zh', 'history.person', { post: { word: `post.${role.post}` } }),
    login: '',
    regionId,
    regionName: '',
    timeZone: '',
    posts: [held],
    stage: 'full',
    demo: false,
    sessionHash: Buffer.alloc(0),
  };
}

/** A UUID of version 8 (RFC 9562) that follows from a text. */
function idFrom(text: string): string {
  const bytes = sha256(text).subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
