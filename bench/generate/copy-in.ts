/** COPY … FROM STDIN with the client that is there: rows go out as text, as fast as PostgreSQL takes them in. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type pg from 'pg';

/** What `pg` calls of a query that it was handed; everything else of COPY is three messages. */
type Wire = {
  stream: Writable;
  query: (text: string) => void;
  sendCopyFromChunk: (chunk: Buffer) => void;
  endCopyFrom: () => void;
  sendCopyFail: (reason: string) => void;
};

/** `chunks` are whole or broken lines in COPY's text form; resolves with the rows that were taken in. */
export function copyIn(client: pg.Client, into: string, chunks: Iterable<string>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let failed: Error | undefined;
    const pump = async (wire: Wire): Promise<void> => {
      try {
        for (const chunk of chunks) {
          if (failed) return;
          wire.sendCopyFromChunk(Buffer.from(chunk));
          if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain');
        }
        wire.endCopyFrom();
      } catch (error) {
        failed = error as Error;
        wire.sendCopyFail(failed.message);
      }
    };
    const copy = {
      submit: (wire: Wire) => wire.query(`copy ${into} from stdin`),
      handleCopyInResponse: (wire: Wire) => void pump(wire),
      handleCommandComplete: ({ text }: { text: string }) => {
        rows = Number(/\d+$/.exec(text)?.[0] ?? 0);
      },
      handleError: (error: Error) => {
        failed ??= error;
        reject(failed);
      },
      handleReadyForQuery: () => resolve(rows),
    };
    client.query(copy as unknown as pg.Submittable);
  });
}
