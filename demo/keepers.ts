/** 网格员 of the demo: every responsibility cell has a keeper of its street and a deputy, as its display card shows. */
import type { District } from './district.ts';
import type { PersonRow } from './read.ts';

export type KeeperRow = {
  dutyGrid: string;
  login: string;
  role: 'keeper' | 'deputy';
  publicPhone: string;
  supervisionPhone: string;
};

/** Shown on every display card: who looks after the keepers. Like all numbers here it cannot be dialled. */
const supervisionPhone = '000-8000-0000';

/** Neighbouring responsibility cells go to the same keeper; the next keeper of the street is the deputy. */
export function keepersOf(district: District, people: readonly PersonRow[]): KeeperRow[] {
  const keepers = Map.groupBy(
    people.filter(({ post }) => post === 'keeper'),
    ({ area }) => area,
  );
  const grids = Map.groupBy(district.dutyGrids, ({ parent }) => parent!.slice(0, 9));
  return [...grids].flatMap(([street, own]) => {
    const team = keepers.get(street) ?? [];
    if (team.length < 2) throw new Error(`The street ${street} needs two keepers.`);
    return own.flatMap(({ code }, n): KeeperRow[] => {
      const turn = Math.floor((n * team.length) / own.length);
      const [keeper, deputy] = [team[turn]!, team[(turn + 1) % team.length]!];
      return [
        { dutyGrid: code, login: keeper.login, role: 'keeper', publicPhone: keeper.phone, supervisionPhone },
        { dutyGrid: code, login: deputy.login, role: 'deputy', publicPhone: deputy.phone, supervisionPhone },
      ];
    });
  });
}
