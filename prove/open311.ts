/** Open311 as programs of others see it, on a house that runs meanwhile. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#kit/config.ts';
import { start } from '../server/main.ts';
import { open311Judges, type Given } from './open311/judges.ts';
import type { Part } from './run.ts';

/** The house that is named, else the demo district in a folder of its own; the judges come one after the other. */
export const open311: Part = async ({ url, schemas: folder, validator: checkout }, tell) => {
  const place = await mkdtemp(join(tmpdir(), 'gridloop-prove-'));
  const config = readConfig({ GRIDLOOP_PORT: '0', GRIDLOOP_DATA: place, GRIDLOOP_LOG: 'warn' }, place);
  const house = url ? undefined : await start(config, { say: () => undefined, quiet: true });
  try {
    const given: Given = { url: (url ?? house!.url).replace(/\/$/, ''), schemas: folder, validator: checkout };
    for (const judge of open311Judges) tell(await judge(given));
  } finally {
    await house?.stop();
    await rm(place, { recursive: true, force: true });
  }
};
