/** The command line as a user types it, in a process of its own: how it exited, how long it took, what it answered. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export type Answered = { code: number | null; seconds: number; answer: any };

/** `data`: the folder of an embedded PostgreSQL of its own, durable, started and stopped by each command. */
export const gridloopIn =
  (data: string) =>
  async (...argv: string[]): Promise<Answered> => {
    const from = performance.now();
    const child = spawn(process.execPath, [join(import.meta.dirname, '../bin/gridloop.js'), ...argv, '--json'], {
      env: { ...process.env, GRIDLOOP_DATA: data, DATABASE_URL: '', LC_ALL: 'en' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    const seconds = Math.round((performance.now() - from) / 100) / 10;
    return { code, seconds, answer: JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') };
  };

/** For what must go well before anything can be measured. */
export const needed =
  (gridloop: (...argv: string[]) => Promise<Answered>) =>
  async (...argv: string[]): Promise<any> => {
    const { code, answer } = await gridloop(...argv);
    if (code !== 0) throw new Error(`gridloop ${argv.slice(0, 2).join(' ')}: exit ${code} ${JSON.stringify(answer)}`);
    return answer;
  };
