/**
 * `npm test`: sets up what the suite needs, runs all of it, prints the time of each part and, as its last line, the count.
 *
 *   npm test                        everything
 *   npm test -- pure                one part: house, pure, db, journeys (several may be named)
 *   npm test -- db server/areas     one part, only files whose path contains the words
 *   npm test -- server/areas        these files' tests, pure and db
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { chromiumHelp, provideChromium } from './support/chromium.ts';

type Count = { passed: number; failures: string[] };

const project = dirname(import.meta.dirname);
const isPart = (word: string): word is keyof typeof parts => Object.hasOwn(parts, word);
const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${join(project, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  // A page heavier than promised fails here; at home it is only told of (vite.config.ts).
  GRIDLOOP_WEIGHED: 'strictly',
};

const parts = {
  // Two at once: each of them leaves a core idle for much of its time.
  house: async () => {
    const checks = [
      ['types of the server', 'tsc -p tsconfig.json'],
      ['lint', 'oxlint --type-aware'],
      ['types of the web', 'tsc -p web/tsconfig.json'],
      ['format', 'prettier --check --log-level warn .'],
      ['nothing unused', 'knip'],
    ] as const;
    const done: Count[] = [];
    const waiting = checks.values();
    const lane = async () => {
      for (const [name, command] of waiting) done.push(await check(name, command));
    };
    await Promise.all([lane(), lane()]);
    return total(done);
  },
  pure: (words: string[]) => vitest('pure', words),
  db: (words: string[]) => vitest('db', words),
  journeys: async (words: string[]) => {
    const chromium = provideChromium((line) => console.log(line));
    if (!chromium) return { passed: 0, failures: [chromiumHelp] };
    environment['CHROMIUM_PATH'] = chromium;
    const built = await check('the web is built', 'vite build');
    return built.failures.length > 0 ? built : total([built, await vitest('journeys', words)]);
  },
};

const words = process.argv.slice(2);
const named = words.filter(isPart);
const filters = words.filter((word) => !isPart(word));
const wanted =
  named.length > 0 ? named : filters.length > 0 ? ['pure' as const, 'db' as const] : Object.keys(parts).filter(isPart);

const report: string[] = [];
const counts: Count[] = [];
for (const part of wanted) {
  console.log(`\n── ${part}`);
  const before = performance.now();
  const count = await parts[part](filters);
  const seconds = ((performance.now() - before) / 1000).toFixed(1);
  counts.push(count);
  report.push(`${part.padEnd(10)}${count.passed} passed, ${count.failures.length} failed, ${seconds} s`);
}

const { passed, failures } = total(counts);
if (passed + failures.length === 0) failures.push(`no test file's path contains ${filters.join(' or ')}`);
console.log(`\n${[...failures.map((failure) => `FAILED  ${failure}`), ...report].join('\n')}`);
process.exitCode = failures.length > 0 ? 1 : 0;
console.log(`${passed} passed, ${failures.length} failed`);

// ----

function total(counts: Count[]): Count {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failures: counts.flatMap(({ failures }) => failures),
  };
}

/** A program that is content or not, counted as one test; what it says is shown only when it is not. */
async function check(name: string, command: string): Promise<Count> {
  const before = performance.now();
  const child = spawn(command, { cwd: project, env: environment, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = ((performance.now() - before) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '×'} ${name} ${seconds} s`);
  if (code === 0) return { passed: 1, failures: [] };
  console.log(said);
  return { passed: 0, failures: [`${name} (${command})`] };
}

type VitestReport = {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
};

/** Runs one of Vitest's projects. A test that did not run is not a test that passed. */
async function vitest(part: string, words: string[]): Promise<Count> {
  const file = join(project, 'test', 'out', `${part}.json`);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const program = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const args = [
    'run',
    '--passWithNoTests',
    '--project',
    part,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  const child = spawn(process.execPath, [program, ...args, ...words], {
    cwd: project,
    env: environment,
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (!existsSync(file))
    return { passed: 0, failures: [`${part}: Vitest ended with code ${String(code)} and no report`] };

  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  let passed = 0;
  const failures: string[] = [];
  for (const { name, status, message, assertionResults } of testResults) {
    const path = relative(project, name);
    passed += assertionResults.filter((test) => test.status === 'passed').length;
    const rest = assertionResults.filter((test) => test.status !== 'passed');
    for (const test of rest)
      failures.push(
        `${path}: ${test.fullName}${test.status === 'failed' ? why(test.failureMessages) : ` (${test.status}: it did not run)`}`,
      );
    if (status === 'failed' && !rest.some((test) => test.status === 'failed'))
      failures.push(`${path}: ${message.split('\n')[0]}`);
  }
  if (passed + failures.length === 0 && words.length === 0) failures.push(`${part}: no tests found`);
  if (code !== 0 && failures.length === 0)
    failures.push(`${part}: Vitest ended with code ${String(code)}, an error outside any test`);
  return { passed, failures };
}

/** What it said, below its name: whoever reads only the end of a long log knows what was expected, and where. */
function why(messages: string[] = []): string {
  const lines = (messages[0] ?? '').split('\n').filter((line) => line.trim() && !line.includes('node_modules'));
  return lines
    .slice(0, 12)
    .map((line) => `\n        ${line.slice(0, 300)}`)
    .join('');
}
