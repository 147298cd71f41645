/**
 * Divides connected things into connected, compact groups of nearly equal size: each group grows from its seed over its
 * neighbours, the smallest group first, and the seeds then move to the middles of what has grown.
 */

export type Thing = { at: readonly [x: number, y: number]; size: number; neighbours: readonly number[] };

/** Indexes of the things, group by group. Deterministic: no chance in it. */
export function grow(things: readonly Thing[], groups: number, rounds = 8): number[][] {
  if (groups <= 1) return [things.map((_, i) => i)];
  let seeds = spread(things, groups);
  let best: number[][] = [];
  let evenness = Infinity;
  for (let round = 0; round < rounds; round++) {
    const grown = growFrom(things, seeds);
    const sizes = grown.map((group) => group.reduce((sum, i) => sum + things[i]!.size, 0));
    const spreadOfSizes = Math.max(...sizes) / Math.min(...sizes);
    if (spreadOfSizes < evenness) [best, evenness] = [grown, spreadOfSizes];
    seeds = grown.map((group) => nearest(things, group, centreOf(things, group)));
  }
  return best;
}

/** Seeds far from one another: the first is the westernmost, each next the one farthest from all before. */
function spread(things: readonly Thing[], groups: number): number[] {
  const seeds = [things.reduce((best, thing, i) => (thing.at[0] < things[best]!.at[0] ? i : best), 0)];
  while (seeds.length < groups) {
    let farthest = 0;
    let distance = -1;
    for (let i = 0; i < things.length; i++) {
      const near = Math.min(...seeds.map((seed) => apart(things[i]!.at, things[seed]!.at)));
      if (near > distance) [farthest, distance] = [i, near];
    }
    seeds.push(farthest);
  }
  return seeds;
}

function growFrom(things: readonly Thing[], seeds: readonly number[]): number[][] {
  const owner = Array.from<number>({ length: things.length }).fill(-1);
  const groups = seeds.map((seed, g) => {
    owner[seed] = g;
    return { members: [seed], size: things[seed]!.size, done: false };
  });
  for (;;) {
    const open = groups.filter((group) => !group.done);
    if (open.length === 0) break;
    const group = open.reduce((a, b) => (b.size < a.size ? b : a));
    const g = groups.indexOf(group);
    const centre = things[seeds[g]!]!.at;
    let choice = -1;
    let cost = Infinity;
    for (const member of group.members) {
      for (const candidate of things[member]!.neighbours) {
        if (owner[candidate] !== -1) continue;
        // A thing already half surrounded by the group fills a bay; taking it first keeps borders short.
        const around = things[candidate]!.neighbours.filter((n) => owner[n] === g).length;
        const price = Math.sqrt(apart(things[candidate]!.at, centre)) / (1 + 0.35 * (around - 1));
        if (price < cost) [choice, cost] = [candidate, price];
      }
    }
    if (choice === -1) {
      group.done = true;
      continue;
    }
    owner[choice] = g;
    group.members.push(choice);
    group.size += things[choice]!.size;
  }
  if (owner.includes(-1)) throw new Error('What is to be divided does not hang together.');
  return groups.map((group) => group.members);
}

function centreOf(things: readonly Thing[], group: readonly number[]): [number, number] {
  const size = group.reduce((sum, i) => sum + things[i]!.size, 0);
  const mean = (axis: 0 | 1): number => group.reduce((sum, i) => sum + things[i]!.at[axis] * things[i]!.size, 0) / size;
  return [mean(0), mean(1)];
}

const nearest = (things: readonly Thing[], group: readonly number[], at: readonly [number, number]): number =>
  group.reduce((a, b) => (apart(things[b]!.at, at) < apart(things[a]!.at, at) ? b : a));

const apart = (a: readonly [number, number], b: readonly [number, number]): number =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
