/** Files that a command reads and writes: what cannot be used is refused by name and reason, before anything is written. */
import { access, constants, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { say, type Lang, type WordKey, type WordParams } from '#contract/words/words.ts';
import { deny } from './refusal.ts';
import type { ModelFault } from './model-file.ts';

export function unusable(file: string, lang: Lang, word: WordKey, params: WordParams = {}): never {
  return deny('file.unusable', { file, reason: say(lang, word, params) });
}

export const bytesOf = (file: string): Promise<Buffer> =>
  readFile(file).catch((error: Error) => deny('file.unusable', { file, reason: error.message }));

/** UTF-8 or nothing: a file in another encoding would be read as nonsense. */
export function textIn(bytes: Uint8Array, file: string, lang: Lang): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unusable(file, lang, 'file.not_utf8');
  }
}

/** A model from its file, or a refusal that names what is wrong with it. */
export async function modelIn<Model extends object>(
  file: string,
  { format, decode }: { format: string; decode: (bytes: Uint8Array) => Model | ModelFault },
  lang: Lang,
): Promise<Model> {
  const decoded = decode(await bytesOf(file));
  if (!('fault' in decoded)) return decoded;
  const { fault, ...params } = decoded;
  return unusable(file, lang, `model.${fault}`, { ...params, format });
}

/** Looked at before the work, so that nobody trains for a folder that is not there. */
export async function needPlaceFor(out: string, lang: Lang): Promise<void> {
  const there = await stat(out).catch(() => undefined);
  const detail = there?.isDirectory()
    ? say(lang, 'file.is_folder')
    : await access(dirname(out), constants.W_OK).then(
        () => '',
        (error: Error) => error.message,
      );
  if (detail !== '') unusable(out, lang, 'file.not_written', { detail });
}

/** Whole or not at all: a model that is being used is never half of one. */
export async function replaceFile(file: string, bytes: Buffer, lang: Lang): Promise<void> {
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    unusable(file, lang, 'file.not_written', { detail: (error as Error).message });
  }
}
