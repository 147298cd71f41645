/**
 * Disks that are full or fail. Small: PostgreSQL says what it says on a full and on a failing disk, and whoever
 * wrote is told to come again, has left nothing, and comes again. In full (`npm run prove -- disks`, as root on Linux): PostgreSQL on a
 * small disk of its own that is filled under sixteen writers, and every fdatasync of it failing for a while.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '#contract/ids.ts';
import { fileStore } from '#kit/files.ts';
import { intakeRoutes } from '#intake';
import { runChecks } from '../../server/check.ts';
import { inCell, layCorner, type Corner } from '../support/corner.ts';
import { openDoor, type Door } from '../support/knock.ts';
import { openStage, type Stage } from './killing.ts';
import { hold, startWriting } from './ledger.ts';

let corner: Corner;
let door: Door;
beforeAll(async () => {
  corner = await layCorner();
  door = await openDoor(corner, [intakeRoutes]);
});
afterAll(async () => {
  await door.close();
  await corner.drop();
});

const report = (title: string) => ({ id: uuidv7(), title, kind: 'help', naming: 'anonymous', location: inCell });
const kept = async (title: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from intake.reports where region_id = ${corner.regionId} and title = ${title}`.execute(
    corner.owner,
  );
  return rows[0]!.n;
};
/** From now on PostgreSQL answers every fact with this error, as it would on such a disk. */
async function failing(sqlState: string | null): Promise<void> {
  await sql`drop trigger if exists disk on kit.facts`.execute(corner.owner);
  if (sqlState === null) return;
  await sql`create or replace function public.disk() returns trigger language plpgsql as
    ${sql.lit(`begin raise exception 'could not extend file' using errcode = '${sqlState}'; end`)}`.execute(
    corner.owner,
  );
  await sql`create trigger disk before insert on kit.facts for each statement execute function public.disk()`.execute(
    corner.owner,
  );
}

describe('a disk', () => {
  const disks = [
    ['is full', '53100'],
    ['fails', '58030'],
  ] as const;
  test.each(disks)(
    'that %s: told that it is busy, nothing half done, and kept when sent again',
    async (_what, state) => {
      const body = report(`路灯不亮${state}`);
      await failing(state);
      const busy = await door.knock('/v1/reports', { body });
      expect([busy.status, busy.body.code]).toEqual([503, 'server.busy']);
      expect(await kept(body.title)).toBe(0);
      await failing(null);
      expect((await door.knock('/v1/reports', { body })).status).toBe(200);
      expect((await door.knock('/v1/reports', { body })).status).toBe(200);
      expect(await kept(body.title)).toBe(1);
    },
  );

  test('and an error that is ours is not called busy', async () => {
    await failing('22012');
    const failed = await door.knock('/v1/reports', { body: report('路灯不亮') });
    expect([failed.status, failed.body.code]).toEqual([500, 'server.failed']);
    await failing(null);
  });
});

// ── In full ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const full = process.env['FAULTS_DISKS'] ?? '';

/** Sixteen writers while something happens to the disk; what came of it, and how often somebody was told to come again. */
async function through(stage: Stage, what: () => Promise<void>) {
  // The book does not lie on the disk it tells of.
  const book = mkdtempSync(join(tmpdir(), 'gridloop-ledger-'));
  const ledger = startWriting(stage, 16, join(book, 'ledger.jsonl'), 7);
  const acknowledged = (): number => ledger.entries.filter((entry) => entry.acknowledged).length;
  const more = async (n: number): Promise<void> => {
    const until = acknowledged() + n;
    while (acknowledged() < until) await sleep(20);
  };
  await more(100);
  await what();
  await stage.recovered();
  await more(100);
  await ledger.stop();
  rmSync(book, { recursive: true });
  const held = await hold(stage, ledger.entries);
  const { checks } = await runChecks(stage.owner, { files: fileStore(stage.folder) });
  return { held, inDoubt: ledger.inDoubt, broken: checks.filter((check) => check.broken > 0) };
}

if (full.includes('full'))
  test('a disk of its own is filled to the last byte under sixteen writers, and emptied again', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'gridloop-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=500m,mode=0711', 'tmpfs', disk]);
    try {
      const stage = await openStage({ servers: 2, devices: 4, lasting: true, on: disk });
      try {
        const filler = join(disk, 'filler');
        const { held, inDoubt, broken } = await through(stage, async () => {
          const file = openSync(filler, 'w');
          for (let size = 1 << 24; size >= 512; size >>= 1)
            try {
              for (;;) writeSync(file, Buffer.alloc(size, 1));
            } catch {
              // so much does not fit any more: smaller
            }
          closeSync(file);
          await sleep(8_000);
          rmSync(filler);
        });
        console.log(`disks: filled, ${held.acknowledged} acknowledged, ${inDoubt} in doubt and settled, ${held.lost.length} lost`); // prettier-ignore
        expect(held).toMatchObject({ lost: [], twice: [], untold: [] });
        expect(broken).toEqual([]);
        expect(inDoubt).toBeGreaterThan(0);
      } finally {
        await stage.close();
      }
    } finally {
      execFileSync('umount', ['-l', disk]);
      rmSync(disk, { recursive: true });
    }
  }, 300_000);

if (full.includes('failing'))
  test('every fdatasync of PostgreSQL fails for a while: it stops rather than lie, and nothing acknowledged is lost', async () => {
    const stage = await openStage({ servers: 2, devices: 4, lasting: true });
    try {
      const { held, inDoubt, broken } = await through(stage, async () => {
        for (let round = 0; round < 3; round++) {
          // Not the postmaster, which writes nothing: it has to see its children stop, and start new ones that nobody holds up.
          const pids = stage
            .processes()
            .slice(1)
            .flatMap((pid) => ['-p', String(pid)]);
          const inject = ['-e', 'trace=fdatasync,fsync', '-e', 'inject=fdatasync,fsync:error=EIO'];
          const tracer = spawn('strace', ['-q', '-o', '/dev/null', ...inject, ...pids], { stdio: 'ignore' });
          await sleep(2_500);
          tracer.kill('SIGINT');
          await new Promise((resolve) => (tracer.exitCode === null ? tracer.once('exit', resolve) : resolve(0)));
          await stage.recovered();
        }
      });
      console.log(`disks: failing three times, ${held.acknowledged} acknowledged, ${inDoubt} in doubt and settled, ${held.lost.length} lost`); // prettier-ignore
      expect(held).toMatchObject({ lost: [], twice: [], untold: [] });
      expect(broken).toEqual([]);
      expect(inDoubt).toBeGreaterThan(0);
    } finally {
      await stage.close();
    }
  }, 300_000);
