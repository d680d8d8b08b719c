import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests that replace modules, that interrupt koo, which it is then for good, or that look at what it leaves in its process:
 * a fresh worker for each file.
 */
const isolated = [
  'test/{contract,e2e}/**/*.test.ts',
  'test/account/settings.test.ts',
  'test/commands/login-keyring.test.ts',
  'test/commands/openapi.test.ts',
  'test/commands/callback/serve.test.ts',
  'test/commands/usage/*.test.ts',
  'test/openapi/request.test.ts',
];

/** Tests that drive Chromium, if there is one, and the built koo. */
const browser = ['test/browser/**/*.test.ts'];

/** Tests that render, build and start the starters in the languages that are installed. */
const starters = ['test/starters/*.test.ts'];

/** The starters come first: they take longest, and at the end they would leave processors idle. */
class StartersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isStarter = ({ project }: TestSpecification) => project.name === 'starters';
    return [...sorted.filter(isStarter), ...sorted.filter((file) => !isStarter(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: StartersFirst },
    // Two more than there are processors: many tests wait, for a child process or a deadline.
    maxWorkers: availableParallelism() + 2,
    env: {
      // For the processes that tests start.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)),
      // A dumb terminal has no line editing, and other marks; tests of one name it.
      TERM: 'xterm',
    },
    // A machine under load takes its time; a result that never comes still fails.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    restoreMocks: true,
    globalSetup: ['test/support/temporary-files.ts', 'test/support/catalogue.ts'],
    setupFiles: ['test/support/language.ts', 'test/support/budget/setup.ts'],
    reporters: ['default', 'test/support/budget/reporter.ts'],
    projects: [
      { extends: true, test: { name: 'isolated', include: isolated } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browser,
          globalSetup: 'test/browser/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'starters',
          include: starters,
          globalSetup: 'test/starters/setup.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      // All others leave nothing behind, and so need not load everything anew for each file.
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...isolated, ...browser, ...starters],
          isolate: false,
          setupFiles: ['test/support/property-seed.ts'],
        },
      },
    ],
  },
});
