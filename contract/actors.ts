/** 参与主体: whose unit answers for it (register B-10). Another question than the kind of a unit, which says what that does in the loop. */
export const actorKinds = ['party', 'government', 'committee', 'residents', 'society'] as const;
export type ActorKind = (typeof actorKinds)[number];
/** What a unit is taken for until whoever keeps the units says otherwise. */
export const actorOf = (kind: string): ActorKind =>
  kind === 'leadership' ? 'party' : kind === 'community' ? 'committee' : 'government';
