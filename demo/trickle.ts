/**
 * The district lives on while somebody looks at it: now and then a report comes in, and what came in so is received, dispatched, handled,
 * checked and answered by the people of the demo, one move at a time, by the same doors as everything else. What a visitor touches is
 * hers: a case that is not where its story left it is never touched again. `npm start -- --quiet` leaves the district still.
 */
import { Worker } from 'node:worker_threads';
import { calendarOf } from '#catalogue';
import { readCase } from '#cases';
import { inRegion } from '#kit/db.ts';
import { Refused } from '#kit/refusal.ts';
import type { Sweep } from '#kit/sweep.ts';
import type { Calendar } from '#contract/worktime.ts';
import { chance, type Chance } from './chance.ts';
import { peopleOf, Player, type FillParts } from './fill.ts';
import { readDemo } from './read.ts';
import type { PlannedCase, StoryName } from './script.ts';

/** A move this often: enough to see that the district works, and little enough to read what happens. */
const everyMs = 25_000;
/** So many go on side by side; then no new one begins. */
const atOnce = 12;
const told = new Set<StoryName>([
  'closed',
  'confirmed',
  'returned',
  'reworked',
  'self_handled',
  'answered',
  'refused',
  'withdrawn',
]);

/** `moved`: the version of its last move, as the story left it. */
type Going = { one: PlannedCase; next: number; moved: number };

export function trickle(house: FillParts & { regionId: number }, plan: typeof planBeside = planBeside): Sweep {
  const { db, regionId } = house;
  let player: Player | undefined;
  let luck: Chance | undefined;
  let coming: PlannedCase[] = [];
  const going: Going[] = [];
  const movedOf = async (one: PlannedCase) =>
    (await inRegion(db, regionId, (tx) => readCase(tx, regionId, player!.caseOf(one.key)!)))!.movedVersion;

  async function begin(at: Date): Promise<void> {
    if (coming.length === 0) {
      const { calendar } = await inRegion(db, regionId, (tx) => calendarOf(tx, regionId));
      const planned = await plan({ now: at, seed: at.getTime() % 1_000_000_007, calendar, cases: 60 });
      // A key of its own for each round, so that no round's case is taken for another's.
      coming = luck!
        .shuffled(planned.filter(({ story, report }) => told.has(story) && report.channel !== 'device'))
        .map((one) => ({ ...one, key: `${at.getTime()}-${one.key}` }));
    }
    const one = coming.pop()!;
    await inRegion(db, regionId, (tx) => player!.report(tx, one, at));
    going.push({ one, next: 0, moved: await movedOf(one) });
  }
  async function goOn(at: Date): Promise<void> {
    const [{ one, next, moved }] = going.splice(luck!.below(going.length), 1) as [Going];
    if ((await movedOf(one)) !== moved) return;
    try {
      await inRegion(db, regionId, (tx) => player!.step(tx, one, one.steps[next]!, at));
    } catch (error) {
      if (error instanceof Refused) return; // the rules say no: it was planned for another hour
      throw error;
    }
    if (next + 1 < one.steps.length) going.push({ one, next: next + 1, moved: await movedOf(one) });
  }

  return {
    name: 'trickle',
    everyMs,
    atOnce: 2,
    async run() {
      const at = new Date();
      luck ??= chance(at.getTime());
      player ??= new Player({
        ...house,
        people: await inRegion(db, regionId, (tx) => peopleOf(tx, regionId, at)),
        demo: readDemo(),
      });
      if (going.length === 0 || (going.length < atOnce && luck.next() < 0.3)) await begin(at);
      else await goOn(at);
      return 1;
    },
  };
}

function planBeside(given: { now: Date; seed: number; calendar: Calendar; cases: number }): Promise<PlannedCase[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./planner.worker.ts', import.meta.url), { workerData: given });
    worker.once('message', resolve).once('error', reject).unref();
  });
}
