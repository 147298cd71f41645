/**
 * Killed at random: sixteen writers at four doors (web, the phone of a keeper, Open311, devices), three servers on one database whose
 * clocks jump, and a PostgreSQL that dies with all its children. Nothing that was acknowledged is lost, nothing is there twice, and
 * what two servers do with one case at the same moment is done by one of them. `npm run prove -- faults --kills 300` kills more, and adds up.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { dice } from '#kit/dice.ts';
import { fileStore } from '#kit/files.ts';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { auditFacts, runChecks } from '../../server/check.ts';
import { openStage } from './killing.ts';
import { hold, race, startWriting } from './ledger.ts';

const databaseKills = Number(process.env['FAULTS_KILLS'] ?? 2);
const serverKills = databaseKills * 2;
const seed = Number(process.env['FAULTS_SEED'] ?? 1);
const writers = 16;

async function under(how: {
  lasting: boolean;
  servers: number;
  databaseKills: number;
  serverKills: number;
  clocks: number;
}) {
  const stage = await openStage({ servers: how.servers, devices: 4, lasting: how.lasting });
  try {
    const next = dice(seed);
    const ledger = startWriting(stage, writers, join(stage.folder, 'ledger.jsonl'), seed * 100);
    const some = (n: number, what: string): string[] => Array.from({ length: n }, () => what);
    const kills = [
      ...some(how.databaseKills, 'database'),
      ...some(how.serverKills, 'server'),
      ...some(how.clocks, 'clock'),
    ];
    let longestMs = 0;
    // On a machine that has much else to do, the first kill would else come before anything was acknowledged.
    while (ledger.entries.filter(({ acknowledged }) => acknowledged).length < writers * 2) await sleep(50);
    while (kills.length > 0) {
      await sleep(500 + next() * 900);
      const [what] = kills.splice(Math.floor(next() * kills.length), 1);
      if (what === 'database') await stage.killDatabase();
      else if (what === 'server') await stage.killServer(Math.floor(next() * how.servers));
      // An hour either way; whoever looks after the machine sets it right some time later, or kills it.
      else stage.setClock(Math.floor(next() * how.servers), next() < 0.3 ? 0 : (next() - 0.5) * 7_200_000);
      // Some die while the others still recover.
      if (next() < 0.8) longestMs = Math.max(longestMs, await stage.recovered());
    }
    await stage.recovered();
    await ledger.stop();
    const raced = how.lasting ? await race(stage, databaseKills * 6) : [];
    const held = await hold(stage, ledger.entries);
    const told = how.lasting ? await (async () => {
      const { checks } = await runChecks(stage.owner, { files: fileStore(join(stage.folder)) });
      const { regions } = await auditFacts(stage.owner, anchorsIn(anchorFile(stage.folder)));
      return { broken: checks.filter(({ broken }) => broken > 0).map(({ invariant }) => invariant), findings: regions.flatMap(({ findings }) => findings) };
    })() : undefined; // prettier-ignore
    return { held, told, raced, inDoubt: ledger.inDoubt, slowestMs: ledger.slowestMs, longestMs };
  } finally {
    await stage.close();
  }
}

describe('killed at random', () => {
  test(
    'no acknowledged write is lost or there twice; the promises and the chain of facts hold',
    async () => {
      const how = { lasting: true, servers: 3, databaseKills, serverKills, clocks: databaseKills * 2 };
      const { held, told, raced, inDoubt, slowestMs, longestMs } = await under(how);
      console.log(
        `faults: ${databaseKills} kills of PostgreSQL, ${serverKills} of servers, ${held.acknowledged} acknowledged, ${inDoubt} in doubt and settled, ${held.lost.length} lost; ready again in at most ${Math.round(longestMs)} ms, the slowest answer ${Math.round(slowestMs)} ms`,
      );
      expect(held).toMatchObject({ lost: [], twice: [], untold: [] });
      expect(told).toEqual({ broken: [], findings: [] });
      expect(held.acknowledged).toBeGreaterThan(50 * databaseKills);
      expect(inDoubt).toBeGreaterThan(0);
      expect(raced).toEqual(raced.map(() => 1));
    },
    120_000 + databaseKills * 60_000,
  );

  test('and the book would show it: acknowledged before it is on disk, some are lost', async () => {
    const { held } = await under({ lasting: false, servers: 2, databaseKills: 1, serverKills: 0, clocks: 0 });
    expect(held.lost.length).toBeGreaterThan(0);
  }, 300_000);
});
