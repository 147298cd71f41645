/**
 * Files on disk, named by what made them. A file is flushed and renamed into place before the transaction that names it
 * commits, so a committed row never points at nothing; a file without a row is harmless and swept away.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

export type Files = {
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Buffer | undefined>;
  /** The same piece by piece, for what is too long to stand in memory. Tells how many bytes it became. */
  gather(name: string, pieces: AsyncIterable<string>): Promise<number>;
  stream(name: string): Promise<{ bytes: number; pieces: Readable } | undefined>;
  /** also what was begun and never finished */
  remove(name: string): Promise<void>;
};

export function fileStore(folder: string): Files {
  const pathOf = (name: string) => {
    if (!/^[a-z]+\/[0-9]+\/[0-9a-f]{2}\/[0-9a-f-]{36}(\.[a-z]+)?$/.test(name))
      throw new Error(`not a file name of ours: ${name}`);
    return join(folder, name);
  };
  async function put(path: string, part: string, content: Uint8Array | AsyncIterable<string>): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
    const parent = await open(dirname(path), 'r').catch(() => undefined); // a folder cannot be opened on Windows
    await parent?.sync().catch(() => undefined);
    await parent?.close();
  }
  const unfinished = (path: string) => `${path}.part`;
  return {
    write: (name, bytes) => put(pathOf(name), `${pathOf(name)}.${process.pid}.part`, bytes),
    async gather(name, pieces) {
      const path = pathOf(name);
      let bytes = 0;
      async function* counted() {
        for await (const piece of pieces) {
          bytes += Buffer.byteLength(piece);
          yield piece;
        }
      }
      try {
        await put(path, unfinished(path), counted());
      } catch (error) {
        await rm(unfinished(path), { force: true });
        throw error;
      }
      return bytes;
    },
    async stream(name) {
      const handle = await open(pathOf(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return handle && { bytes: (await handle.stat()).size, pieces: handle.createReadStream() };
    },
    async read(name) {
      try {
        return await readFile(pathOf(name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
      await rm(unfinished(pathOf(name)), { force: true });
    },
  };
}

/** 'raw/1/0a/<uuid>': spread over folders so that none grows without end. UUIDv7 ends randomly. */
export const fileName = (kind: 'raw' | 'photo' | 'csv', regionId: number, id: string, ending = ''): string =>
  `${kind}/${regionId}/${id.slice(-2)}/${id}${ending}`;
