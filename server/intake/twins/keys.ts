/**
 * By what a case is found again: a spot and a thing told of, as one word each ('n荷坡|路灯不亮', 't40734,11481|m12'). Two that are one
 * thing share at least one, so looking for twins is a few probes of an index however many cases are open.
 */
import { subjects } from './subjects.ts';
import type { Point, Seen } from '../twins.ts';

/** Wider than the distance at which nearness counts for anything: the tile of a pin and its eight neighbours hold all that is near. */
const tileDegrees = 0.0027; // 300 m
const namesKept = 5;
const subjectsKept = 4;

function tileOf({ lon, lat }: Point): [number, number] {
  const narrow = Math.max(0.05, Math.cos((Math.round(lat) * Math.PI) / 180));
  return [Math.floor((lon * narrow) / tileDegrees), Math.floor(lat / tileDegrees)];
}

/** Two characters of a name are its key, so that 苇塘段 is found by 苇塘社区. */
const stemsOf = (one: Seen): string[] => [...one.stems.keys()].slice(0, namesKept).map((stem) => `n${stem}`);

const namesOfSubjects = (one: Seen): string[] =>
  [...one.subjects]
    .sort(
      (a, b) =>
        Number(one.first.includes(b)) - Number(one.first.includes(a)) || subjects[b]!.weight - subjects[a]!.weight,
    )
    .filter((subject) => !subjects[subject]!.own)
    .slice(0, subjectsKept)
    .map((subject) => subjects[subject]!.zh);

const matterKey = (one: Seen): string[] => (one.matterId === null ? [] : [`m${one.matterId}`]);

/** What a case is put down under. `*`: whatever it tells of; `-`: it has no word of the table. */
export function keysOf(one: Seen): string[] {
  const told = namesOfSubjects(one);
  const whats = [...(told.length > 0 ? told : ['-']), ...matterKey(one), '*'];
  const wheres = [...(one.point ? [`t${tileOf(one.point).join(',')}`] : []), ...stemsOf(one)];
  return wheres.flatMap((where) => whats.map((what) => `${where}|${what}`));
}

/** What is asked for to find the twins of this one; `wide` also finds those that tell of it in quite other words. */
export function keysToAsk(one: Seen, { wide }: { wide: boolean }): string[] {
  const told = namesOfSubjects(one);
  const whats = told.length > 0 ? [...told, '-', ...matterKey(one), ...(wide ? ['*'] : [])] : ['*'];
  const wheres = stemsOf(one);
  if (one.point) {
    const [x, y] = tileOf(one.point);
    for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) wheres.push(`t${x + dx},${y + dy}`);
  }
  return wheres.flatMap((where) => whats.map((what) => `${where}|${what}`));
}
