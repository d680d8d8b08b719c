import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Whether the product runs: koo as it is built and packed, the starters, the commands of the documents, a browser. */
const product = ['test/**/*.product.test.ts'];

/** For how long, and in how many ways: load, attacks, every language, every page. */
const endurance = ['test/**/*.endurance.test.ts'];

/**
 * Tests that replace modules, that interrupt koo, which it is then for good, or that look at what it leaves in its process:
 * a fresh worker for each file.
 */
const isolated = [
  'test/contract/*.test.ts',
  'test/account/settings.test.ts',
  'test/commands/openapi.test.ts',
  'test/commands/callback/serve.test.ts',
  'test/commands/usage/*.test.ts',
  'test/openapi/request.test.ts',
];

// `--mode endurance` runs everything, and of everything all: every variant, every property as often as it can.
export default defineConfig(({ mode }) => ({
  test: {
    // Two more than there are processors: many tests wait, for a child process or a deadline.
    maxWorkers: availableParallelism() + 2,
    env: {
      KOO_WHOLE: mode === 'endurance' ? '1' : '',
      // For the processes that tests start.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)),
      // A dumb terminal has no line editing, and other marks; tests of one name it.
      TERM: 'xterm',
    },
    // A machine under load takes its time; a result that never comes still fails.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
    globalSetup: ['test/support/temporary-files.ts', 'test/support/catalogue.ts'],
    setupFiles: ['test/support/language.ts', 'test/support/budget/setup.ts'],
    reporters: ['default', './test/support/budget/reporter.ts'],
    projects: [
      // They leave nothing behind, and so need not load everything anew for each file.
      {
        extends: true,
        test: {
          name: 'code',
          include: ['test/**/*.test.ts'],
          exclude: [...isolated, ...product, ...endurance],
          isolate: false,
          setupFiles: 'test/support/property-seed.ts',
        },
      },
      {
        extends: true,
        test: { name: 'code-isolated', include: isolated, exclude: [...product, ...endurance] },
      },
      {
        extends: true,
        test: {
          name: 'product',
          include: product,
          globalSetup: ['test/support/chromium.ts', 'test/starters/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'endurance',
          include: endurance,
          globalSetup: ['test/support/chromium.ts', 'test/starters/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
}));
