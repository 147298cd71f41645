/** The house of a journey as a process of its own, so that it can be killed and started again on the same data and the same port. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { WholeHouse } from './whole-house.ts';

export type HouseProcess = { url: string; kill(): Promise<void>; start(): Promise<void> };

export async function runHouse(house: WholeHouse): Promise<HouseProcess> {
  const appUrl = Object.assign(new URL(inject('postgres').appUrl), { pathname: new URL(house.ownerUrl).pathname }).href;
  let child: ChildProcess | undefined;
  let port = 0;
  const start = async () => {
    const env = {
      ...process.env,
      HOUSE_APP_URL: appUrl,
      HOUSE_DATA: house.config.dataFolder,
      HOUSE_PORT: String(port),
    };
    const born = fork(join(import.meta.dirname, 'house-process-main.ts'), { env });
    child = born;
    port = await new Promise<number>((resolve, reject) => {
      born.once('message', (message) => resolve(message as number));
      born.once('exit', (code) => reject(new Error(`the house ended with ${code} before it listened`)));
    });
  };
  await start();
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    start,
    /** SIGKILL: nothing is said, written or closed on the way out */
    async kill() {
      const dying = child;
      child = undefined;
      if (!dying) return;
      const gone = new Promise((resolve) => dying.once('exit', resolve));
      dying.kill('SIGKILL');
      await gone;
    },
  };
}
