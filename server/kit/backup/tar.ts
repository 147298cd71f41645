/** Reads the tar that PostgreSQL writes of itself (ustar, plain names, sizes also beyond 8 GB), entry by entry, as a stream. */
import { open } from 'node:fs/promises';

export type Entry = {
  name: string;
  kind: 'file' | 'folder' | 'link';
  size: number;
  linkTo: string;
  body: AsyncIterable<Buffer>;
};
const block = 512;

export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const handle = await open(file);
  try {
    let at = 0;
    const read = async (length: number): Promise<Buffer> => {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, at);
      at += bytesRead;
      return buffer.subarray(0, bytesRead);
    };
    for (;;) {
      const header = await read(block);
      if (header.every((byte) => byte === 0)) return; // also at the end of the file
      if (header.length < block || !checksumFits(header)) throw new TornTar(file, at - header.length);
      const size = numberAt(header, 124, 12);
      const end = at + Math.ceil(size / block) * block;
      const name = [textAt(header, 345, 155), textAt(header, 0, 100)].filter(Boolean).join('/');
      const kind = { '5': 'folder', '2': 'link' }[String.fromCharCode(header[156]!)] as Entry['kind'] | undefined;
      const from = at;
      yield {
        name: name.replace(/^\.\//, '').replace(/\/$/, ''),
        kind: kind ?? 'file',
        size,
        linkTo: textAt(header, 157, 100),
        body: (async function* () {
          at = from;
          for (let left = size; left > 0;) {
            const piece = await read(Math.min(left, 1 << 20));
            if (piece.length === 0) throw new TornTar(file, at);
            left -= piece.length;
            yield piece;
          }
        })(),
      };
      at = end;
    }
  } finally {
    await handle.close();
  }
}

export class TornTar extends Error {
  constructor(file: string, at: number) {
    super(`${file} is damaged at byte ${at}`);
  }
}

const textAt = (header: Buffer, from: number, length: number): string => {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
};
/** Octal, or base 256 where the first bit is set. */
function numberAt(header: Buffer, from: number, length: number): number {
  if (header[from]! & 0x80) return Number(BigInt(`0x${header.toString('hex', from + 1, from + length)}`));
  return Number.parseInt(textAt(header, from, length).trim() || '0', 8);
}
function checksumFits(header: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  return sum === numberAt(header, 148, 8);
}
