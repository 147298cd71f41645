/** Who is asking. Made by the room `access` (people) or `sensing` (devices), carried by the request, held by permits. */
import type { Post, Unit } from '#contract/access.ts';
import type { Doer } from './facts.ts';

export type HeldPost = {
  id: string;
  post: Post;
  unitId: number;
  unitName: string;
  unitKind: Unit['kind'];
  rootUnitId: number;
  /** the unit and everything below it */
  unitIds: number[];
  areaId: number | null;
  areaName: string | null;
  /** ltree of the territory, when the post or its unit has one */
  areaPath: string | null;
};

export type Actor = {
  accountId: string;
  personId: string;
  name: string;
  login: string;
  regionId: number;
  regionName: string;
  timeZone: string;
  posts: HeldPost[];
  stage: 'second_factor' | 'enrol' | 'renew' | 'full';
  /** when she last said who she is, by code or password; whoever acts without a session never did */
  confirmedAt?: Date | null;
  demo: boolean;
  sessionHash: Buffer;
};

/**
 * Which hat is on, of those she holds: it stands first, so that whatever several of them might do is done in that one, and the fact says
 * so. It gives nothing that she does not hold, and takes nothing away.
 */
export function inHat<A extends Pick<Actor, 'posts'>>(actor: A, postId: string | undefined): A {
  const worn = actor.posts.find(({ id }) => id === postId);
  return worn ? { ...actor, posts: [worn, ...actor.posts.filter((post) => post !== worn)] } : actor;
}

export type Caller =
  | { kind: 'nobody'; regionId: number }
  | { kind: 'person'; regionId: number; actor: Actor }
  | { kind: 'device'; regionId: number; deviceId: string };

/** The same id from another caller is not the same command. */
export const callerKey = (caller: Caller): string =>
  caller.kind === 'person'
    ? `person:${caller.actor.accountId}`
    : caller.kind === 'device'
      ? `device:${caller.deviceId}`
      : 'nobody';

export const doerOf = (actor: Actor, post: HeldPost): Doer => ({
  kind: 'person',
  personId: actor.personId,
  post: post.post,
  unitId: post.unitId,
});
