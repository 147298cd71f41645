/** A workspace is a part of the district with what is shown of it: one model for the district, its streets and communities, every unit and every named space. */
import type { Unit } from '#contract/access.ts';
import type { WordKey } from '#contract/words/words.ts';

/** Exactly one of them, or none: the whole district. */
export type Part = { areaId?: number; partOf?: number; space?: string };

const words: Record<Unit['kind'], WordKey> = {
  supervision: 'space.title.centre',
  command: 'space.title.centre',
  leadership: 'space.title.leadership',
  department: 'space.title.department',
  street: 'space.title.street',
  community: 'space.title.community',
  other: 'space.title.other',
};
export const wordOfUnit = (kind: Unit['kind']): WordKey => words[kind];

/** The office of a place works for that place, whoever handles what happens there; every other unit for what it has a part in. */
export const partOfUnit = (unit: { id: number; kind: Unit['kind']; areaId: number | null }): Part =>
  (unit.kind === 'street' || unit.kind === 'community') && unit.areaId !== null
    ? { areaId: unit.areaId }
    : unit.kind === 'leadership'
      ? {}
      : { partOf: unit.id };
