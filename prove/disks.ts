/** Disks that are full or fail, for real: needs Linux and root (a small disk of its own), and strace (whose fdatasync fails). */
import { spawnSync } from 'node:child_process';
import type { Part } from './run.ts';
import { complaint, tested } from './tests.ts';

const judges = [
  { judge: 'a full disk', which: 'full', needs: ['mount'] },
  { judge: 'a failing disk', which: 'failing', needs: ['strace'] },
] as const;

export const disks: Part = async (_given, tell) => {
  for (const { judge, which, needs } of judges) {
    const missing = needs.filter((program) => spawnSync('which', [program]).status !== 0);
    if (process.getuid?.() !== 0 || missing.length > 0) {
      tell({ judge, verdict: 'not run', said: `needs root and ${needs.join(', ')}` });
      continue;
    }
    const size = { FAULTS_DISKS: which };
    const result = await tested({ part: 'db', file: 'test/faults/disks', size });
    const told = /^disks: (.+)$/m.exec(result.said)?.[1];
    const passed = result.passed && told !== undefined;
    tell({ judge, verdict: passed ? 'passed' : 'failed', said: passed ? told : complaint(result) });
  }
};
