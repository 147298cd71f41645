/**
 * A permission is held, not called (house, promise 3): an action that changes something asks for a `Permit`, so a forgotten
 * check does not compile. Permits are made here and nowhere else; what no post was given is refused (deny by default).
 */
import { permissions, type Permission, type Post, type Unit } from '#contract/access.ts';
import type { Said } from '#contract/words/words.ts';
import { doerOf, type Actor, type HeldPost } from '#kit/caller.ts';
import { system, type Doer } from '#kit/facts.ts';
import { granted, refuse, type Refusal } from '#kit/refusal.ts';

/** The private field makes the type nominal: an object that only looks like a permit is none. */
class HouseHeld<P extends Permission> {
  readonly #made = true;
  readonly permission: P;
  readonly regionId: number;
  readonly by: Doer;
  constructor(permission: P, regionId: number, by: Doer) {
    this.permission = permission;
    this.regionId = regionId;
    this.by = by;
  }
  static made(value: object): boolean {
    return #made in value && value.#made;
  }
}
class PersonHeld<P extends Permission> extends HouseHeld<P> {
  readonly actor: Actor;
  /** the hat worn: stands in every fact */
  readonly post: HeldPost;
  constructor(permission: P, actor: Actor, post: HeldPost) {
    super(permission, actor.regionId, doerOf(actor, post));
    this.actor = actor;
    this.post = post;
  }
}
export const isPermit = (value: object): boolean => HouseHeld.made(value);

/** Held by a person through one of his posts. */
export type Permit<P extends Permission = Permission> = PersonHeld<P>;
/** Held by a person, or by the house itself: the seed, the command line, the replay of a history. */
export type AnyPermit<P extends Permission = Permission> = HouseHeld<P>;

/** The permit of a post that has the permission: of the wished post, else of the first one held. */
export function permit<P extends Permission>(
  actor: Actor,
  permission: P,
  wish: { postId?: string } = {},
): Permit<P> | Refusal {
  const posts: readonly Post[] = permissions[permission];
  const held = postsFor(actor, posts, wish.postId);
  const [post] = held;
  if (post) return new PersonHeld(permission, actor, post);
  const what: Said = { word: `permission.${permission}` };
  // A wish for a post that is not held is told apart, when without the wish it would have been granted.
  if (wish.postId && postsFor(actor, posts).length > 0)
    return refuse('reader.not_permitted', { what: { word: 'access.post_not_held', params: { what } } });
  return belongsTo(what, posts);
}

const belongsTo = (what: Said, posts: readonly Post[]): Refusal =>
  refuse('reader.not_permitted', { what: { word: 'access.belongs_to', params: { what, posts: postWords(posts) } } });

/** What no permission is named for belongs to some posts all the same: the one it is done in, or a refusal that names them. */
export const heldAs = (actor: Actor, posts: readonly Post[], what: Said): HeldPost | Refusal =>
  postsFor(actor, posts)[0] ?? belongsTo(what, posts);

/** What is for the system's administrator as well as for the security's. */
export function eitherAdministrator(actor: Actor): Permit {
  const asSecurity = permit(actor, 'posts.grant');
  return 'refusal' in asSecurity ? granted(permit(actor, 'people.edit')) : asSecurity;
}

/** Nobody signed in: the house acts for itself. To be seen in seeds, replay, sweeps and the command line only. */
export const housePermit = <P extends Permission>(permission: P, regionId: number): AnyPermit<P> =>
  new HouseHeld(permission, regionId, system);

/** The held posts among some; a half-open session holds none. */
export function postsFor(actor: Actor, posts: readonly Post[], wishPostId?: string): HeldPost[] {
  if (actor.stage !== 'full') return [];
  return actor.posts.filter(
    (held) => posts.includes(held.post) && (wishPostId === undefined || held.id === wishPostId),
  );
}

/** Every permission held through any post. */
export const mayOf = (actor: Actor): Permission[] =>
  (Object.keys(permissions) as Permission[]).filter((name) => postsFor(actor, permissions[name]).length > 0);

export const postWords = (posts: readonly Post[]): Said[] => posts.map((post) => ({ word: `post.${post}` }) as const);

/** 聘请: a supervisor stands outside of what is judged, for one ground and one term; a correspondent belongs to a community. What is missing. */
export function invitationNeeds(
  post: Post,
  unit: { kind: Unit['kind'] },
  { areaId, toOn }: { areaId: number | null; toOn: string | null },
): Said[] {
  if (post === 'correspondent') return unit.kind === 'community' ? [] : [{ word: 'invitation.community' }];
  if (post !== 'supervisor') return [];
  return [
    ...(unit.kind === 'other' || unit.kind === 'leadership' ? [] : [{ word: 'invitation.outside' } as const]),
    ...(areaId === null ? [{ word: 'invitation.ground' } as const] : []),
    ...(toOn === null ? [{ word: 'invitation.end' } as const] : []),
  ];
}

/** 三权分立 (GB/T 22239 8.1.4.2): who runs the system, who gives rights and who reads the trail are three different people. */
export const separatePowers: readonly Post[] = ['system_admin', 'security_admin', 'audit_admin'];

/** The power a person holds already, if the asked post is another one of the three over common days. */
export function otherPower(
  held: readonly { post: Post; fromOn: string; toOn: string | null }[],
  asked: { post: Post; fromOn: string; toOn: string | null },
): Post | undefined {
  if (!separatePowers.includes(asked.post)) return undefined;
  return held.find(
    (one) =>
      one.post !== asked.post &&
      separatePowers.includes(one.post) &&
      (asked.toOn === null || one.fromOn <= asked.toOn) &&
      (one.toOn === null || asked.fromOn <= one.toOn),
  )?.post;
}
