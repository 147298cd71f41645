/**
 * Hostile input: forty requests for every address, made from its shape, in which something is wrong. Nothing may fail, nothing refused
 * may leave a trace, no reply may have another shape than declared. `npm run prove -- hostile` goes on from where it stopped.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { servedEndpoints } from '#kit/serve.ts';
import { layWorld, type World } from '../matrix/world.ts';
import { besiege, type Tally } from './judge.ts';

const each = Number(process.env['HOSTILE_EACH'] ?? 40);
const first = Number(process.env['HOSTILE_SEED'] ?? 1);

let world: World;
beforeAll(async () => {
  world = await layWorld();
  world.rehearse(true);
}, 300_000);
afterAll(async () => world.close());

/** Learning takes its time whatever it is sent. */
const slow: Record<string, number> = {
  'triage.train': 4,
  'access.signIn': 8,
  'access.changePassword': 8,
  'access.confirm': 8,
};

describe('hostile input', () => {
  test(
    'nothing fails, nothing refused leaves a trace, every reply has its shape',
    async () => {
      const tally: Tally = { requests: 0, let: 0, refused: 0, slowestMs: 0, wrong: [] };
      // A line that stays open is not a request that ends.
      for (const endpoint of servedEndpoints().filter(({ id }) => id !== 'insight.live')) {
        const count = Math.min(each, slow[endpoint.id] ?? each);
        await besiege(
          world,
          endpoint,
          Array.from({ length: count }, (_one, i) => first + i),
          tally,
        );
      }
      const { requests, refused, let: letIn, slowestMs } = tally;
      console.log(
        `hostile: ${requests} requests, ${letIn} let in, ${refused} refused, the slowest ${Math.round(slowestMs)} ms`,
      );
      expect(tally.wrong.slice(0, 40)).toEqual([]);
      // A fuzz that is refused at the door every time has tried nothing.
      expect(letIn / requests).toBeGreaterThan(0.1);
      expect((await world.ask(undefined, { path: '/healthz' })).statusCode).toBe(200);
    },
    Math.max(600_000, each * 20_000),
  );
});
