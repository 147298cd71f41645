/** Reads the pairs of this folder: what each side told, and whether the two are one thing. */
import { readFileSync } from 'node:fs';

export type Side = {
  at: Date;
  /** code of the matter, when somebody has settled it */
  matter: string | null;
  point: { lon: number; lat: number } | null;
  title: string;
  detail: string;
  placeText: string;
};
export type Pair = { twins: boolean; about: string; line: number; open: Side; coming: Side };

const side = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d) (-|\w+) (?:-|@(-?\d+),(-?\d+)) \| (.+) \| (.+) \| (.+)$/;

export function readPairs(file: 'once.txt' | 'tuning.txt'): Pair[] {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8').split('\n');
  return lines.flatMap((text, i) =>
    text.startsWith('+ ') || text.startsWith('- ')
      ? [
          {
            twins: text.startsWith('+'),
            about: text.slice(2),
            line: i + 1,
            open: readSide(lines[i + 1] ?? '', i + 2),
            coming: readSide(lines[i + 2] ?? '', i + 3),
          },
        ]
      : [],
  );
}

function readSide(text: string, line: number): Side {
  const found = side.exec(text);
  if (!found) throw new SyntaxError(`Line ${line} is not a report: ${text}`);
  const [, day, time, matter, east, north, title, detail, place] = found;
  return {
    at: new Date(`${day}T${time}:00+08:00`),
    matter: matter === '-' ? null : matter!,
    point: east === undefined ? null : pointAt(Number(east), Number(north)),
    title: title!,
    detail: detail!,
    placeText: place === '-' ? '' : place!,
  };
}

/** Metres from the middle of 平宁区, which lies at 110° E, 31° N, where there is no such place. */
const pointAt = (east: number, north: number) => ({
  lon: 110 + east / (111_320 * Math.cos((31 * Math.PI) / 180)),
  lat: 31 + north / 111_000,
});
