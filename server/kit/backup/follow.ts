/** The log taken into the folder of the backups as it is written: what makes any instant reachable, and the last second too. */
import { join } from 'node:path';
import pg from 'pg';
import { floorOf, segmentBytes, segmentsIn, writeLog } from './log.ts';
import { identify, lsnOf, replicationClient, streamLog, type Lsn } from './replication.ts';

const followerSlot = 'gridloop_backup';
/** An instant can be reached when something was committed after it: where nobody works, the follower itself commits nothing, often. */
const beatMs = 10_000;

/**
 * Makes PostgreSQL keep its log for us until it is in the folder. To be called before the base backup, so that the log goes on from
 * there without a gap. A slot that fell behind too far (max_slot_wal_keep_size guards the disk) is made anew: the backup that is
 * made next is then the first from which any instant can be reached.
 */
export const holdLog = (ownerUrl: string, slot = followerSlot): Promise<void> =>
  asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query<{ status: string }>(
      'select wal_status as status from pg_replication_slots where slot_name = $1',
      [slot],
    );
    if (rows[0]?.status === 'lost') await client.query('select pg_drop_replication_slot($1)', [slot]);
    if (!rows[0] || rows[0].status === 'lost')
      await client.query('select pg_create_physical_replication_slot($1, true)', [slot]);
  });

/** Nobody follows any more: PostgreSQL may let go of its log. */
export const letLogGo = (ownerUrl: string, slot = followerSlot): Promise<void> =>
  asOwner(ownerUrl, async (client) => {
    // A follower that was stopped a moment ago may still hold it.
    await client.query(
      'select pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = $1 and active',
      [slot],
    );
    await client.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [
      slot,
    ]);
  });

async function asOwner(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'gridloop backup' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

export type Following = {
  stopped: Promise<void>;
  stop: () => void;
  /** safe in the folder */
  at: () => Lsn;
};

/** Until it is stopped or the connection is lost. */
export async function followLog(ownerUrl: string, folder: string): Promise<Following> {
  const client = await replicationClient(ownerUrl);
  const beside = new pg.Client({ connectionString: ownerUrl, application_name: 'gridloop backup' });
  beside.on('error', () => {}); // the stream tells
  await beside.connect();
  const { timeline } = await identify(client);
  const { rows } = await beside.query<{ lsn: string }>(
    'select restart_lsn::text as lsn from pg_replication_slots where slot_name = $1',
    [followerSlot],
  );
  const wal = join(folder, 'wal');
  const last = segmentsIn(wal, timeline).at(-1);
  // A segment that was begun is begun again: what stands in it may not have been flushed.
  const have = last ? (last.partial ? last.start : last.start + segmentBytes) : 0n;
  const held = floorOf(lsnOf(rows[0]!.lsn));
  const from = have > held ? have : held;
  const log = writeLog(wal, timeline, from);
  let safe = from;
  const stream = streamLog(client, { slot: followerSlot, from, timeline }, log.keep, () => (safe = log.flush()));
  const beat = () => beside.query(`select pg_logical_emit_message(true, 'gridloop', '')`).catch(() => undefined);
  const beats = setInterval(() => void beat(), beatMs);
  await beat();
  const stopped = async () => {
    try {
      await stream.stopped;
    } finally {
      clearInterval(beats);
      log.close();
      await beside.end().catch(() => undefined);
    }
  };
  return { stop: stream.stop, at: () => safe, stopped: stopped() };
}
