import { Stryker } from '@stryker-mutator/core';
import { areas } from './mutation/areas.ts';

/*
 * `npm run mutate -- AREA [FILE…]`: changes the sources of an area in one place at a time and runs its tests on each
 * change. Not part of `npm test`: an area takes from two minutes to an hour.
 */
const [name = '', ...files] = process.argv.slice(2);
const area = areas[name];
if (area) {
  process.env.KOO_MUTATE = name;
  await mutate(files.length > 0 ? files : [...area.mutate]);
} else {
  console.error(
    `Usage: npm run mutate -- AREA [FILE…], with one of the areas ${Object.keys(areas).join(', ')}`,
  );
  process.exitCode = 2;
}

function mutate(sources: string[]): Promise<unknown> {
  const stryker = new Stryker({
    mutate: sources,
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/ignore-texts.js'],
    ignorers: ['texts'],
    // What runs once when a module is loaded cannot be switched per test.
    ignoreStatic: true,
    coverageAnalysis: 'perTest',
    ignorePatterns: ['dist', 'docs', 'bench', 'coverage'],
    reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
    clearTextReporter: { allowColor: false, logTests: false, allowEmojis: false },
    htmlReporter: { fileName: `coverage/mutation/${name}.html` },
    jsonReporter: { fileName: `coverage/mutation/${name}.json` },
    thresholds: { high: 90, low: 85, break: 85 },
    timeoutMS: 60_000,
    // Rewriting its paths needs the compiler's old API, and they need none.
    tsconfigFile: 'none.json',
    tempDirName: 'node_modules/.cache/stryker',
  });
  return stryker.runMutationTest();
}
