/**
 * Three kinds of test: `pure` (rules, milliseconds), `db` (stories on a real PostgreSQL), `journeys` (whole stories over HTTP and
 * in a browser). `npm test` runs them all; `npx vitest --project pure` watches one kind.
 */
import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(`The tests run on Node.js 24, this is ${process.version}: use "npm test" or "npx vitest".`);
}

const everywhere = '{bench,bin,contract,db,demo,server,test,web}/**/*';
const onDatabase = { globalSetup: ['test/support/global-setup.ts'], testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'pure',
          include: [`${everywhere}.test.{ts,tsx}`],
          exclude: ['**/node_modules/**', '**/*.db.test.ts', 'test/journeys/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'db',
          include: [`${everywhere}.db.test.ts`],
          exclude: ['**/node_modules/**', 'test/journeys/**'],
          ...onDatabase,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          // Each file has a house of its own (openHouse), so two are walked at once: while one waits for a page, the other is looked at.
          // Where stories of a file do not touch one another (every page, opened once): one waits while the other is looked at.
          maxConcurrency: 2,
          ...onDatabase,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // A second, which is usual, is too short for two photos on a busy machine.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
