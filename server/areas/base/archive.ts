/** PMTiles archives in `maps` of the data folder: one file, of which a tile is a stretch that is read when it is asked for. */
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { PMTiles, TileType, type Source } from 'pmtiles';
import { isArchiveName } from './base.rules.ts';

class FolderFile implements Source {
  readonly #path: string;
  readonly #handle: FileHandle;
  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }
  getKey(): string {
    return this.#path;
  }
  async getBytes(offset: number, length: number): Promise<{ data: ArrayBuffer }> {
    const data = new ArrayBuffer(length);
    const { bytesRead } = await this.#handle.read(new Uint8Array(data), 0, length, offset);
    return { data: data.slice(0, bytesRead) };
  }
}

export type Archives = {
  names(): Promise<string[]>;
  open(name: string): Promise<Archive | undefined>;
  close(): Promise<void>;
};
export type Archive = {
  drawn: 'picture' | 'vector';
  type: string;
  minZoom: number;
  maxZoom: number;
  tile(z: number, x: number, y: number): Promise<Buffer | undefined>;
};
const types: Partial<Record<TileType, string>> = {
  [TileType.Mvt]: 'application/vnd.mapbox-vector-tile',
  [TileType.Png]: 'image/png',
  [TileType.Jpeg]: 'image/jpeg',
  [TileType.Webp]: 'image/webp',
};

export function archivesIn(folder: string): Archives {
  type Known = { of: string; handle: Promise<FileHandle>; archive: Promise<Archive | undefined> };
  const known = new Map<string, Known>();
  // A file that could not be opened has nothing to close.
  const closed = (one: Known): Promise<void> =>
    one.handle.then(
      (handle) => handle.close(),
      () => undefined,
    );
  async function read(path: string, handle: FileHandle): Promise<Archive | undefined> {
    const tiles = new PMTiles(new FolderFile(path, handle));
    const { tileType, minZoom, maxZoom } = await tiles.getHeader();
    const type = types[tileType];
    if (!type) return undefined;
    return {
      drawn: tileType === TileType.Mvt ? 'vector' : 'picture',
      type,
      minZoom,
      maxZoom,
      tile: async (z, x, y) => {
        const found = await tiles.getZxy(z, x, y);
        return found && Buffer.from(found.data);
      },
    };
  }
  return {
    async names() {
      const all = await readdir(folder).catch(() => []);
      return all.filter(isArchiveName).sort();
    },
    async open(name) {
      if (!isArchiveName(name)) return undefined;
      const path = join(folder, name);
      const now = await stat(path).catch(() => undefined);
      if (!now?.isFile()) return undefined;
      const of = `${now.ino} ${now.size} ${now.mtimeMs}`;
      const before = known.get(name);
      if (before?.of === of) return before.archive;
      // Written down before anything is waited for: who asks meanwhile shares the one handle.
      const handle = open(path);
      const archive = handle.then((opened) => read(path, opened)).catch(() => undefined); // torn, or no archive at all
      known.set(name, { of, handle, archive });
      if (before) await closed(before);
      return archive;
    },
    async close() {
      await Promise.all([...known.values()].map(closed));
      known.clear();
    },
  };
}
