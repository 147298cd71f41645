/**
 * PostgreSQL's own way of handing out itself: a base backup and the stream of its log over the replication protocol. The embedded
 * package brings no pg_basebackup and no pg_receivewal; the server side of both is in every PostgreSQL, and needs no access to its files.
 */
import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';

export type Lsn = bigint;
export const lsnOf = (text: string): Lsn => {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
};
export const lsnText = (lsn: Lsn): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`;

type Row = Record<string, string | null>;
type Answer = { rows: Row[] };
type Wire = { stream: Socket; sendCopyFromChunk(chunk: Buffer): void };

/** What `pg` can do and its types do not tell. */
const wireOf = (client: pg.Client): Wire => (client as unknown as { connection: Wire }).connection;

export async function replicationClient(url: string): Promise<pg.Client> {
  const config: pg.ClientConfig & { replication: string } = {
    connectionString: url,
    replication: 'true',
    application_name: 'gridloop backup',
    keepAlive: true,
  };
  const client = new pg.Client(config);
  client.on('error', () => {}); // told by the command that fails
  await client.connect();
  return client;
}

export type System = { systemId: string; timeline: number; at: Lsn };
export async function identify(client: pg.Client): Promise<System> {
  const { rows } = await client.query<Row>('IDENTIFY_SYSTEM');
  const { systemid, timeline, xlogpos } = rows[0]!;
  return { systemId: systemid!, timeline: Number(timeline), at: lsnOf(xlogpos!) };
}

/** A replication command; `onData` gets each message of its copy stream, copied, because the parser uses its buffer again. */
function copying(client: pg.Client, command: string, onData: (message: Buffer) => void): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const query = Object.assign(new pg.Query(command), {
      handleCopyData: ({ chunk }: { chunk: Buffer }) => onData(Buffer.from(chunk)),
    });
    query.on('end', (answer: Answer | Answer[]) => resolve(Array.isArray(answer) ? answer : [answer]));
    query.on('error', reject);
    client.once('end', () => reject(new Error('the connection for the backup was lost')));
    client.query(query);
  });
}

export type BaseBackup = { start: Lsn; end: Lsn; timeline: number };

/**
 * The data directory as one tar, with the log it needs to become whole, and the list of its files with a sha256 each. PostgreSQL goes
 * on working meanwhile. What the disk does not take fast enough is not read from the connection.
 */
export async function baseBackup(
  client: pg.Client,
  to: { tar: string; manifest: string },
  progress: (bytes: number, total: number) => void,
): Promise<BaseBackup> {
  const { stream } = wireOf(client);
  const writers: WriteStream[] = [];
  const faults: Error[] = [];
  let out: WriteStream | undefined;
  let done = 0;
  const begin = (file: string) => {
    out = createWriteStream(file, { flags: 'wx', mode: 0o600, highWaterMark: 4 << 20, flush: true });
    out.on('drain', () => stream.resume());
    out.on('error', (error) => {
      faults.push(error);
      stream.destroy(error);
    });
    writers.push(out);
  };
  const command = `BASE_BACKUP (LABEL 'gridloop', PROGRESS true, CHECKPOINT 'fast', WAL true, WAIT false, MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256')`;
  let archives = 0;
  try {
    const answers = await copying(client, command, (message) => {
      const kind = String.fromCharCode(message[0]!);
      if (kind === 'n') {
        if (++archives > 1) stream.destroy(new Error('a database with tablespaces of its own is not backed up here'));
        else begin(to.tar);
      } else if (kind === 'm') begin(to.manifest);
      else if (kind === 'd') {
        done += message.length - 1;
        if (!out!.write(message.subarray(1))) stream.pause();
        progress(done, 0);
      }
    });
    const [first] = answers;
    const last = answers.findLast(({ rows }) => rows[0]?.['recptr'] !== undefined);
    for (const writer of writers) {
      writer.end();
      if (!writer.closed) await once(writer, 'close');
    }
    if (faults[0]) throw faults[0];
    return {
      start: lsnOf(first!.rows[0]!['recptr']!),
      end: lsnOf(last!.rows[0]!['recptr']!),
      timeline: Number(first!.rows[0]!['tli']),
    };
  } catch (error) {
    for (const writer of writers) writer.destroy();
    throw faults[0] ?? error;
  }
}

export type LogStream = { stopped: Promise<void>; stop: () => void };

/**
 * The log as it is written, from `from` on. `keep` stores what came and says up to where it is safe; PostgreSQL keeps in its slot what
 * was not confirmed.
 */
export function streamLog(
  client: pg.Client,
  { slot, from, timeline }: { slot: string; from: Lsn; timeline: number },
  keep: (at: Lsn, data: Buffer) => void,
  /** flushed up to here; called before each confirmation */
  flush: () => Lsn,
): LogStream {
  const wire = wireOf(client);
  let stopping = false;
  const confirm = () => {
    const safe = flush();
    const message = Buffer.alloc(34);
    message.write('r', 0);
    for (const at of [1, 9, 17]) message.writeBigUInt64BE(safe, at);
    message.writeBigInt64BE(BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1000n, 25);
    wire.sendCopyFromChunk(message);
  };
  const beat = setInterval(() => !stopping && confirm(), 1_000);
  const command = `START_REPLICATION SLOT ${slot} PHYSICAL ${lsnText(from)} TIMELINE ${timeline}`;
  let fault: Error | undefined;
  const stopped = copying(client, command, (message) => {
    try {
      if (message[0] === 0x77) keep(message.readBigUInt64BE(1), message.subarray(25));
      else if (message[0] === 0x6b && message[17] === 1) confirm();
    } catch (error) {
      fault = error as Error;
      wire.stream.destroy();
    }
  })
    .then(() => undefined)
    .catch((error: unknown) => {
      if (fault) throw fault;
      if (!stopping) throw error;
    })
    .finally(() => clearInterval(beat));
  return {
    stopped,
    stop() {
      confirm();
      stopping = true;
      void client.end().catch(() => undefined);
      setTimeout(() => wire.stream.destroy(), 500).unref();
    },
  };
}
