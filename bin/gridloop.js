#!/usr/bin/env node
/**
 * The command `gridloop`: installs what is missing, moves over to a Node.js ≥ 24 when started on an older one, then hands the
 * words of the command line to server/cli.ts.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CannotPrepare, prepare, say } from './prepare.js';

try {
  const node = prepare();
  endWithParent();
  process.exitCode = node === process.execPath ? await run() : await runOn(node);
} catch (error) {
  if (error instanceof CannotPrepare) say(error.message);
  else console.error(error);
  process.exitCode = 70; // not one of the codes that mean something: 1 violations, 2 unusable file, 3 no database
}
// Work is done and reported: a connection somebody forgot must not hold the command line for longer than a moment.
setTimeout(() => process.exit(), 2000).unref();

async function run() {
  const { run: runCommand } = await import('../server/cli.ts');
  return runCommand(process.argv.slice(2));
}

/** The same command on another Node.js, with our streams, our signals and its exit code. */
function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, GRIDLOOP_LAUNCHED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C at a terminal reaches the child by itself; a second one would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal); // so that our own parent sees what happened
      }
      resolve(code ?? 1);
    });
  });
}

/**
 * npm and the launcher above may be killed without a chance to pass it on; then the server has to end as on SIGTERM, or its port
 * stays taken.
 */
function endWithParent() {
  if (!process.env['npm_lifecycle_event'] && !process.env['GRIDLOOP_LAUNCHED']) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent && isThere(parent)) return;
    clearInterval(watch);
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
  }, 500).unref();
}

function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
