/** What the operating system says about a process. Asking by signal 0 is not enough: zombies and strangers answer it too. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** The words a process was started with; null when it is gone or a zombie, undefined when this system does not tell. */
export function commandLine(pid: number): string[] | null | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform === 'win32') return undefined;
  if (existsSync('/proc/self/cmdline')) return fromProc(pid);
  const { status, stdout } = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  if (status === null) return undefined;
  // ps joins the words by blanks; a path with blanks is put together again by the only caller's `-D`, which comes last.
  const words = stdout.trim();
  if (status !== 0 || !words || words.startsWith('(')) return null;
  const [program, folder] = words.split(/ -D /);
  return folder === undefined ? words.split(' ') : [program!, '-D', folder];
}

function fromProc(pid: number): string[] | null | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return words.length > 0 ? words : null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? undefined : null;
  }
}
