/**
 * Killed at random: sixteen writers at three doors, two servers, and a PostgreSQL that dies with all its children. Nothing that was
 * acknowledged is lost, nothing is there twice. `npm run prove -- faults --kills 300` kills more, and adds up.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { dice } from '#kit/dice.ts';
import { fileStore } from '#kit/files.ts';
import { anchorFile, anchorsIn } from '#kit/anchors.ts';
import { auditFacts, runChecks } from '../../server/check.ts';
import { openStage } from './killing.ts';
import { hold, startWriting } from './ledger.ts';

const databaseKills = Number(process.env['FAULTS_KILLS'] ?? 2);
const serverKills = databaseKills * 2;
const seed = Number(process.env['FAULTS_SEED'] ?? 1);
const writers = 16;

async function under(how: { lasting: boolean; databaseKills: number; serverKills: number }) {
  const stage = await openStage({ servers: 2, devices: 4, lasting: how.lasting });
  try {
    const next = dice(seed);
    const ledger = startWriting(stage, writers, join(stage.folder, 'ledger.jsonl'), seed * 100);
    const kills = [...Array(how.databaseKills).fill('database'), ...Array(how.serverKills).fill('server')] as string[];
    let longestMs = 0;
    while (kills.length > 0) {
      await sleep(500 + next() * 900);
      const [what] = kills.splice(Math.floor(next() * kills.length), 1);
      if (what === 'database') await stage.killDatabase();
      else await stage.killServer(Math.floor(next() * 2));
      // Some die while the others still recover.
      if (next() < 0.8) longestMs = Math.max(longestMs, await stage.recovered());
    }
    await stage.recovered();
    await ledger.stop();
    const held = await hold(stage, ledger.entries);
    const told = how.lasting ? await (async () => {
      const { checks } = await runChecks(stage.owner, { files: fileStore(join(stage.folder)) });
      const { regions } = await auditFacts(stage.owner, anchorsIn(anchorFile(stage.folder)));
      return { broken: checks.filter(({ broken }) => broken > 0).map(({ invariant }) => invariant), findings: regions.flatMap(({ findings }) => findings) };
    })() : undefined; // prettier-ignore
    return { held, told, inDoubt: ledger.inDoubt, slowestMs: ledger.slowestMs, longestMs };
  } finally {
    await stage.close();
  }
}

describe('killed at random', () => {
  test(
    'no acknowledged write is lost or there twice; the promises and the chain of facts hold',
    async () => {
      const { held, told, inDoubt, slowestMs, longestMs } = await under({ lasting: true, databaseKills, serverKills });
      console.log(
        `faults: ${databaseKills} kills of PostgreSQL, ${serverKills} of servers, ${held.acknowledged} acknowledged, ${inDoubt} in doubt and settled, ${held.lost.length} lost; ready again in at most ${Math.round(longestMs)} ms, the slowest answer ${Math.round(slowestMs)} ms`,
      );
      expect(held).toMatchObject({ lost: [], twice: [], untold: [] });
      expect(told).toEqual({ broken: [], findings: [] });
      expect(held.acknowledged).toBeGreaterThan(50 * databaseKills);
      expect(inDoubt).toBeGreaterThan(0);
    },
    120_000 + databaseKills * 60_000,
  );

  test('and the book would show it: acknowledged before it is on disk, some are lost', async () => {
    const { held } = await under({ lasting: false, databaseKills: 1, serverKills: 0 });
    expect(held.lost.length).toBeGreaterThan(0);
  }, 300_000);
});
