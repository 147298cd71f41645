/**
 * Files on disk, named by what made them. A file is flushed and renamed into place before the transaction that names it
 * commits, so a committed row never points at nothing; a file without a row is harmless and swept away.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type Files = {
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Buffer | undefined>;
  remove(name: string): Promise<void>;
};

export function fileStore(folder: string): Files {
  const pathOf = (name: string) => {
    if (!/^[a-z]+\/[0-9]+\/[0-9a-f]{2}\/[0-9a-f-]{36}(\.[a-z]+)?$/.test(name))
      throw new Error(`not a file name of ours: ${name}`);
    return join(folder, name);
  };
  return {
    async write(name, bytes) {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true });
      const part = `${path}.${process.pid}.part`;
      const handle = await open(part, 'w', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, path);
      const parent = await open(dirname(path), 'r').catch(() => undefined); // a folder cannot be opened on Windows
      await parent?.sync().catch(() => undefined);
      await parent?.close();
    },
    async read(name) {
      try {
        return await readFile(pathOf(name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}

/** 'raw/1/0a/<uuid>': spread over folders so that none grows without end. UUIDv7 ends randomly. */
export const fileName = (kind: 'raw' | 'photo', regionId: number, id: string, ending = ''): string =>
  `${kind}/${regionId}/${id.slice(-2)}/${id}${ending}`;
