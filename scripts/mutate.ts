import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { areas } from './mutation/areas.ts';

const usage = `npm run mutate -- AREA [--every N] [FILE…]

Changes the sources of an area in one place at a time and runs the tests of the area on each change. Not part of
npm test: an area takes from minutes to hours. --every 10 tries every tenth line of each file.
Areas: ${Object.keys(areas).join(', ')}`;

const { values, positionals } = parseArgs({
  options: { every: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const [name = '', ...files] = positionals;
const every = Number(values.every);
const area = areas[name];
if (area && Number.isInteger(every) && every > 0) {
  process.env.KOO_MUTATE = name;
  // All that the tests can try.
  process.env.KOO_WHOLE = '1';
  const sources = globSync(files.length > 0 ? files : area.sources);
  await mutate(every === 1 ? sources : sources.flatMap((file) => sampledLines(file, every)));
} else {
  console.error(usage);
  process.exitCode = 2;
}

/** Every Nth line of a file, as ranges of one line; where it begins differs from file to file. */
function sampledLines(file: string, step: number): string[] {
  const count = readFileSync(file, 'utf8').split('\n').length;
  const first = (file.length % step) + 1;
  return Array.from({ length: Math.ceil((count - first + 1) / step) }, (_, index) => {
    const line = first + index * step;
    return `${file}:${line}-${line}`;
  });
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
