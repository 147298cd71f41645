/**
 * The pure core of the loop through many bad days, each told by a number: `SEED=4711 npm test -- pure test/simulation` tells one again.
 * `npm run prove -- simulation` goes through a hundred thousand of them.
 */
import { describe, expect, test } from 'vitest';
import { simulate, type Broken, type Told } from './simulation.ts';

const one = process.env['SEED'];
const first = Number(one ?? process.env['SIMULATION_SEED'] ?? 1);
const seeds = one ? 1 : Number(process.env['SIMULATION_SEEDS'] ?? 400);

describe('simulation', () => {
  test(
    'whatever fails, nothing acknowledged is lost or done twice, and once the faults stop every case moves on',
    () => {
      const sum: Told = { steps: 0, refused: 0, again: 0, crashes: 0, lost: 0, alarms: 0, replayed: 0, days: 0 };
      for (let seed = first; seed < first + seeds; seed++) {
        const told = simulate(seed);
        for (const name of Object.keys(sum) as (keyof Told)[])
          sum[name] = name === 'days' ? Math.max(sum.days, told.days) : sum[name] + told[name];
      }
      console.log(
        `simulation: ${seeds} seeds, ${sum.steps} steps, ${sum.refused} refused, ${sum.again} sent again, ${sum.crashes} crashes, ${sum.lost} messages lost, ${sum.alarms} alarms, ${sum.replayed} cases played again; every case at its end at most ${Math.round(sum.days)} days after the faults`,
      );
      if (one === undefined) for (const n of Object.values(sum)) expect(n).toBeGreaterThan(0);
    },
    60_000 + seeds * 100,
  );

  test('the same number tells the same story', () => {
    expect(simulate(first)).toEqual(simulate(first));
  });

  const controls: [Broken, RegExp][] = [
    ['forgets ids', /done twice/],
    ['answers before it commits', /acknowledged and is lost/],
    ['tears its facts off', /facts without a gap/],
    ['never looks', /nothing moves on: .*suspended/],
  ];
  test.each(controls)('and a house that %s is found out', (broken, says) => {
    const story = (): void => {
      for (let seed = 1; seed <= 60; seed++) simulate(seed, { broken });
    };
    expect(story).toThrow(says);
  });
});
