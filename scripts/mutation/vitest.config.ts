import { defineConfig } from 'vitest/config';
import { areas } from './areas.ts';

const area = areas[process.env.KOO_MUTATE ?? ''];
if (!area) throw new Error('KOO_MUTATE names no area');

/** The tests of the area that is mutated; how long one takes says nothing, since mutants run side by side. */
export default defineConfig({
  test: {
    include: area.tests,
    isolate: !area.isShared,
    // Stryker's set-up must run before each file, also where files share what is loaded.
    server: { deps: { inline: [/stryker-setup/] } },
    testTimeout: 120_000,
    restoreMocks: true,
    globalSetup: 'test/support/catalogue.ts',
    setupFiles: ['test/support/language.ts', 'scripts/mutation/property-runs.ts'],
  },
});
